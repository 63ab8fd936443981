//! Near-repeat chains: incidents that follow each other.

use crate::components::Sets;
use crate::pairs::by_band;
use crate::{StatisticsError, check};

/// A chain of incidents, each near and soon to another of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The incidents' numbers in order of day, then number; at least two.
    pub incidents: Vec<usize>,
    /// The day of the first.
    pub first_day: i32,
    /// The day of the last.
    pub last_day: i32,
}

/// Near-repeat chains: which incidents hang together, link by link?
///
/// Two incidents are linked when they are under `distance_m` apart and fewer than `days_apart` days apart (half-open, as
/// in [`crate::knox`]); a chain is everything linked directly or through others.
///
/// # Arguments
/// * `points_m`: x and y of each incident in metres; `days`: the local day of each.
/// * `distance_m`, `days_apart`: the reach of a link, both above 0.
///
/// # Returns
/// The chains of at least two incidents, the longest first, then by first day and incident.
///
/// # Errors
/// As [`crate::knox`].
pub fn near_repeat_chains(
    points_m: &[[f64; 2]],
    days: &[i32],
    distance_m: f64,
    days_apart: u32,
) -> Result<Vec<Chain>, StatisticsError> {
    check::length("days", points_m.len(), days.len())?;
    check::positive("days_apart", f64::from(days_apart))?;
    let (bands, order) = by_band(points_m, &[distance_m])?;
    let mut sets = Sets::new(points_m.len());
    for &(a, b) in &bands[0] {
        let (a, b) = (order[a as usize], order[b as usize]);
        if days[a as usize].abs_diff(days[b as usize]) < days_apart {
            sets.join(a, b);
        }
    }
    let mut members: Vec<(u32, i32, usize)> = (0..points_m.len()).map(|i| (sets.find(i as u32), days[i], i)).collect();
    members.sort_unstable();
    let mut chains: Vec<Chain> = members
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|chain| chain.len() > 1)
        .map(|chain| Chain {
            incidents: chain.iter().map(|&(_, _, i)| i).collect(),
            first_day: chain[0].1,
            last_day: chain[chain.len() - 1].1,
        })
        .collect();
    chains.sort_by(|a, b| {
        let key = |c: &Chain| (std::cmp::Reverse(c.incidents.len()), c.first_day, c.incidents[0]);
        key(a).cmp(&key(b))
    });
    Ok(chains)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_make_chains_and_edges_are_half_open() {
        let points = [[0.0, 0.0], [90.0, 0.0], [180.0, 0.0], [280.0, 0.0], [1000.0, 0.0], [1000.0, 0.0]];
        let days = [5, 3, 9, 9, 0, 7];
        let got = near_repeat_chains(&points, &days, 100.0, 7).unwrap();
        // 0-1 and 1-2 are linked, 2-3 lie exactly 100 m apart, 4-5 exactly 7 days.
        assert_eq!(got, [Chain { incidents: vec![1, 0, 2], first_day: 3, last_day: 9 }]);
        assert_eq!(near_repeat_chains(&points, &days, 100.1, 8).unwrap().len(), 2);
        assert!(near_repeat_chains(&points, &days, 0.0, 7).is_err());
        assert!(near_repeat_chains(&points, &days, 100.0, 0).is_err());
    }
}
