//! Weights from where things lie.

use crate::{StatisticsError, Weights, check};
use rstar::primitives::GeomWithData;
use rstar::{PointDistance, RTree};

type Site = GeomWithData<[f64; 2], u32>;

/// Neighbours within a distance of each point, the distance itself included, the point itself left out.
///
/// # Arguments
/// * `points_m`: x and y of each point in metres, in one local or projected system, never degrees.
/// * `distance_m`: how far neighbours may be, in metres.
///
/// # Returns
/// Binary weights, each row in rising order; a point with nobody near has an empty row. Points at the same place are
/// neighbours.
///
/// # Errors
/// An error for no points, NaN or infinite coordinates, or a distance that is not above 0.
///
/// # Examples
/// ```
/// let w = aula_statistics::distance_band(&[[0.0, 0.0], [100.0, 0.0], [500.0, 0.0]], 100.0)?;
/// assert_eq!((w.row(0), w.row(2)), (&[1][..], &[][..]));
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
pub fn distance_band(points_m: &[[f64; 2]], distance_m: f64) -> Result<Weights, StatisticsError> {
    check::positive("distance_m", distance_m)?;
    let tree = tree(points_m)?;
    let limit = check::fits("distance_m", distance_m * distance_m)?;
    let row = |(i, point): (usize, &[f64; 2])| -> Vec<u32> {
        // The tree's own radius search is exclusive of rounding at its edge; ask wider and decide here.
        let near = tree.locate_within_distance(*point, limit * (1.0 + 1e-9));
        let mut row: Vec<u32> = near
            .filter(|site| site.data != i as u32 && site.distance_2(point) <= limit)
            .map(|site| site.data)
            .collect();
        row.sort_unstable();
        row
    };
    let rows: Vec<Vec<u32>> = points_m.iter().enumerate().map(row).collect();
    Weights::from_rows(&rows)
}

/// The `k` nearest neighbours of each point, itself left out; of equally far ones those with the smaller number.
///
/// # Arguments
/// * `points_m`: as for [`distance_band`].
/// * `k`: how many neighbours, at least 1 and below the number of points.
///
/// # Returns
/// Binary weights, each row in rising order of number. Being a neighbour is not mutual.
///
/// # Errors
/// As [`distance_band`], and [`StatisticsError::Setting`] for a `k` out of range.
pub fn k_nearest(points_m: &[[f64; 2]], k: usize) -> Result<Weights, StatisticsError> {
    let tree = tree(points_m)?;
    if k == 0 || k >= points_m.len() {
        let rule = "at least 1 and below the number of points";
        return Err(StatisticsError::Setting { name: "k", value: k as f64, rule });
    }
    let row = |(i, point): (usize, &[f64; 2])| -> Vec<u32> {
        let mut found: Vec<(f64, u32)> = Vec::with_capacity(k + 4);
        for site in tree.nearest_neighbor_iter(*point).filter(|site| site.data != i as u32) {
            let d2 = site.distance_2(point);
            // All that tie with the k-th are looked at before the smaller numbers are kept.
            if found.len() >= k && d2 > found[k - 1].0 {
                break;
            }
            found.push((d2, site.data));
        }
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut row: Vec<u32> = found.into_iter().take(k).map(|(_, j)| j).collect();
        row.sort_unstable();
        row
    };
    let rows: Vec<Vec<u32>> = points_m.iter().enumerate().map(row).collect();
    Weights::from_rows(&rows)
}

/// Neighbours from pairs of areas that touch; each pair counts both ways, repeated pairs once, an area with itself never.
///
/// # Arguments
/// * `n`: how many areas there are.
/// * `pairs`: numbers of two areas that touch, in any order.
///
/// # Errors
/// [`StatisticsError::OutOfRange`] for an area number that is not below `n`, [`StatisticsError::Empty`] for no areas.
pub fn from_adjacency(n: usize, pairs: &[(u32, u32)]) -> Result<Weights, StatisticsError> {
    let mut rows: Vec<Vec<u32>> = vec![vec![]; n];
    for (index, &(a, b)) in pairs.iter().enumerate() {
        let larger = a.max(b);
        if larger as usize >= n {
            let rule = "an area number below the number of areas";
            return Err(StatisticsError::OutOfRange { what: "pairs", index, value: f64::from(larger), rule });
        }
        if a != b {
            rows[a as usize].push(b);
            rows[b as usize].push(a);
        }
    }
    for row in &mut rows {
        row.sort_unstable();
        row.dedup();
    }
    Weights::from_rows(&rows)
}

fn tree(points_m: &[[f64; 2]]) -> Result<RTree<Site>, StatisticsError> {
    check::points("points_m", points_m)?;
    Ok(RTree::bulk_load(points_m.iter().zip(0..).map(|(&point, i)| Site::new(point, i)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::six_neighbours;

    const SIX: [[f64; 2]; 6] = [[10.0, 10.0], [20.0, 10.0], [40.0, 10.0], [15.0, 20.0], [30.0, 20.0], [30.0, 30.0]];

    #[test]
    fn the_band_includes_its_own_distance() {
        assert_eq!(distance_band(&SIX, 15.0).unwrap(), six_neighbours());
        assert!(distance_band(&SIX, 0.0).is_err());
        assert!(distance_band(&[[f64::NAN, 0.0]], 1.0).is_err());
        assert!(distance_band(&[], 1.0).is_err());
    }

    #[test]
    fn nearest_are_those_of_a_full_search() {
        let points: Vec<[f64; 2]> =
            (0..80_u32).map(|i| [f64::from(i * 37 % 11) * 10.0, f64::from(i * 53 % 13) * 10.0]).collect();
        let w = k_nearest(&points, 6).unwrap();
        for i in 0..80 {
            let d2 = |j: usize| (points[i][0] - points[j][0]).powi(2) + (points[i][1] - points[j][1]).powi(2);
            let mut all: Vec<usize> = (0..80).filter(|&j| j != i).collect();
            all.sort_by(|&a, &b| d2(a).total_cmp(&d2(b)).then(a.cmp(&b)));
            let mut want: Vec<u32> = all[..6].iter().map(|&j| j as u32).collect();
            want.sort_unstable();
            assert_eq!(w.row(i), want, "point {i}");
        }
        assert!(k_nearest(&points, 0).is_err() && k_nearest(&points, 80).is_err());
    }

    #[test]
    fn adjacency_is_mutual_and_without_repeats() {
        let w = from_adjacency(3, &[(0, 1), (1, 0), (2, 2)]).unwrap();
        assert_eq!((w.row(0), w.row(1), w.row(2)), (&[1][..], &[0][..], &[][..]));
        assert!(from_adjacency(2, &[(0, 2)]).is_err());
    }
}
