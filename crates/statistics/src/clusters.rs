//! Significant cells that touch.

use crate::components::Sets;
use crate::{HotspotClass, StatisticsError, Weights, check};

/// A contiguous cluster of significant cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The cells in rising order.
    pub cells: Vec<usize>,
    /// Whether they are hot; else they are cold.
    pub hot: bool,
}

/// Contiguous clusters: which hot cells, and which cold cells, touch each other?
///
/// # Arguments
/// * `classes`: the verdict on each cell.
/// * `weights`: who touches whom; a neighbour in either direction suffices.
///
/// # Returns
/// Every hot and every cold cell in exactly one cluster, the largest cluster first, then by its first cell. Hot and cold
/// cells never share one.
///
/// # Errors
/// [`StatisticsError::Length`] where the two differ in length.
pub fn clusters(classes: &[HotspotClass], weights: &Weights) -> Result<Vec<Cluster>, StatisticsError> {
    check::length("classes", weights.len(), classes.len())?;
    let side = |i: usize| i8::from(classes[i].is_hot()) - i8::from(classes[i].is_cold());
    let mut sets = Sets::new(classes.len());
    for i in (0..classes.len()).filter(|&i| side(i) != 0) {
        for &j in weights.row(i).iter().filter(|&&j| side(j as usize) == side(i)) {
            sets.join(i as u32, j);
        }
    }
    let mut members: Vec<(u32, usize)> =
        (0..classes.len()).filter(|&i| side(i) != 0).map(|i| (sets.find(i as u32), i)).collect();
    members.sort_unstable();
    let mut found: Vec<Cluster> = members
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| Cluster { cells: group.iter().map(|&(_, i)| i).collect(), hot: side(group[0].1) > 0 })
        .collect();
    found.sort_by_key(|cluster| (std::cmp::Reverse(cluster.cells.len()), cluster.cells[0]));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use HotspotClass::*;

    #[test]
    fn hot_and_cold_stay_apart_and_one_direction_suffices() {
        let w = Weights::from_rows(&[vec![], vec![0], vec![1], vec![2], vec![3], vec![]]).unwrap();
        let got = clusters(&[Hot99, Hot90, Cold95, NotSignificant, Hot95, Hot95], &w).unwrap();
        let cells: Vec<(&[usize], bool)> = got.iter().map(|c| (&c.cells[..], c.hot)).collect();
        assert_eq!(cells, [(&[0, 1][..], true), (&[2], false), (&[4], true), (&[5], true)]);
        assert!(clusters(&[Hot99], &w).is_err());
    }
}
