//! How few places hold how many incidents?

use crate::{StatisticsError, check};

/// The shares of cells at which concentration is told.
pub const CELL_SHARES: [f64; 5] = [0.01, 0.05, 0.10, 0.25, 0.50];
/// The shares of incidents at which concentration is told.
pub const INCIDENT_SHARES: [f64; 4] = [0.25, 0.50, 0.80, 1.0];

/// [`concentration`] of a city's incidents.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// The share of incidents in the fullest cells, for each of [`CELL_SHARES`].
    pub incidents_in_top: [f64; 5],
    /// The smallest share of cells that holds a share of incidents, for each of [`INCIDENT_SHARES`].
    pub cells_for_share: [f64; 4],
    /// The ordinary Gini, 0 for equal counts.
    pub gini: f64,
    /// The generalised Gini, which is 0 for as even a spread as so few incidents allow.
    pub gini_generalised: f64,
    /// The total of the counts.
    pub total: f64,
}

/// Concentration: which share of the incidents lies in the top 1, 5, 10, 25, 50 % of cells, and how unequal is that?
///
/// The top share takes whole cells, n·share rounded down and at least one. With n cells and c incidents the ordinary
/// Gini is G = (2 Σ i·x_(i)/Σx − n − 1)/n over the rising counts; where c < n it can never be 0, so the generalised one
/// is max(n/c, 1)(G − 1) + 1.
///
/// # Arguments
/// * `counts`: one count for each cell, at least 0, zeros included.
///
/// # Returns
/// Shares between 0 and 1. The generalised Gini of counts below 1 (weights) can fall under 0 and is held at 0.
///
/// # Errors
/// [`StatisticsError::TooFew`] where the counts sum to 0; an error for no cells, negative, NaN or infinite counts.
///
/// # References
/// Bernasco & Steenbeek (2017), Journal of Quantitative Criminology 33, 451–467.
pub fn concentration(counts: &[f64]) -> Result<Concentration, StatisticsError> {
    let (sorted, total) = falling(counts)?;
    let n = sorted.len() as f64;
    let mut running = 0.0;
    let sums: Vec<f64> = sorted
        .iter()
        .map(|x| {
            running += x;
            running
        })
        .collect();
    let incidents_in_top = CELL_SHARES.map(|share| {
        // A share such as 0.1 of 30 cells must not lose a cell to rounding.
        let cells = ((n * share + 1e-9) as usize).max(1);
        (sums[cells - 1] / total).min(1.0)
    });
    let cells_for_share =
        INCIDENT_SHARES.map(|share| (sums.partition_point(|s| *s < share * total * (1.0 - 1e-12)) + 1) as f64 / n);
    let ranked: f64 = sorted.iter().enumerate().map(|(at, x)| (n - at as f64) * (x / total)).sum();
    let gini = ((2.0 * ranked - n - 1.0) / n).clamp(0.0, 1.0);
    let gini_generalised = ((n / total).max(1.0) * (gini - 1.0) + 1.0).clamp(0.0, 1.0);
    Ok(Concentration { incidents_in_top, cells_for_share, gini, gini_generalised, total })
}

/// The Lorenz curve: the share of incidents in each share of cells, the emptiest first.
///
/// # Arguments
/// As [`concentration`].
///
/// # Returns
/// n + 1 points (share of cells, share of incidents) from (0, 0) to (1, 1).
///
/// # Errors
/// As [`concentration`].
pub fn lorenz_curve(counts: &[f64]) -> Result<Vec<(f64, f64)>, StatisticsError> {
    let (sorted, total) = falling(counts)?;
    let n = sorted.len();
    let mut running = 0.0;
    let mut curve = vec![(0.0, 0.0)];
    for (at, x) in sorted.iter().rev().enumerate() {
        running += x;
        curve.push(((at + 1) as f64 / n as f64, (running / total).min(1.0)));
    }
    curve[n].1 = 1.0;
    Ok(curve)
}

fn falling(counts: &[f64]) -> Result<(Vec<f64>, f64), StatisticsError> {
    check::non_negative("counts", counts)?;
    let total = check::fits("counts", counts.iter().sum())?;
    if total == 0.0 {
        return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
    }
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    Ok((sorted, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_gini_are_those_of_the_definition() {
        let counts: Vec<f64> = (1..=10).map(f64::from).collect();
        let got = concentration(&counts).unwrap();
        assert_eq!(got.incidents_in_top, [10.0, 10.0, 10.0, 19.0, 40.0].map(|x| x / 55.0));
        // 10 + 9 = 19 ≥ 13.75; 10 + 9 + 8 + 7 = 34 ≥ 27.5 after 27 < 27.5; six cells hold 45 ≥ 44.
        assert_eq!(got.cells_for_share, [0.2, 0.4, 0.6, 1.0]);
        assert!((got.gini - 0.3).abs() < 1e-12);
        assert_eq!(got.gini, got.gini_generalised);
    }

    #[test]
    fn few_incidents_evenly_spread_have_a_generalised_gini_of_zero() {
        let mut counts = vec![0.0; 100];
        counts[..20].fill(1.0);
        let got = concentration(&counts).unwrap();
        assert!((got.gini - 0.8).abs() < 1e-12);
        assert!(got.gini_generalised.abs() < 1e-12);
        // All in one place: the same for both.
        let mut one = vec![0.0; 100];
        one[3] = 20.0;
        let got = concentration(&one).unwrap();
        assert!((got.gini - 0.99).abs() < 1e-12);
        assert!((got.gini_generalised - 0.95).abs() < 1e-12);
    }

    #[test]
    fn the_curve_runs_from_corner_to_corner_under_the_diagonal() {
        let curve = lorenz_curve(&[5.0, 0.0, 1.0, 2.0]).unwrap();
        assert_eq!(curve, [(0.0, 0.0), (0.25, 0.0), (0.5, 0.125), (0.75, 0.375), (1.0, 1.0)]);
        assert!(lorenz_curve(&[0.0, 0.0]).is_err() && concentration(&[]).is_err());
        assert!(concentration(&[f64::MAX, f64::MAX]).is_err());
    }
}
