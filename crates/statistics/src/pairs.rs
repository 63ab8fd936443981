//! Pairs of incidents that lie near each other.

use crate::buckets::Buckets;
use crate::{StatisticsError, check};

/// More pairs than this would not fit in memory beside anything else.
const MOST_PAIRS: usize = 1 << 28;

/// Holds band edges to finite, rising numbers above 0.
pub(crate) fn rising(name: &'static str, edges: &[f64]) -> Result<(), StatisticsError> {
    check::finite(name, edges)?;
    check::positive(name, edges[0])?;
    match edges.windows(2).position(|pair| pair[0] >= pair[1]) {
        Some(i) => Err(StatisticsError::Setting { name, value: edges[i + 1], rule: "larger than the edge before it" }),
        None => Ok(()),
    }
}

/// Two places in the sorted order for each pair.
pub(crate) type PairList = Vec<(u32, u32)>;

/// All pairs under the last edge apart, in one list for each half-open band [0, e0), [e0, e1), …
///
/// The numbers are places in the answer's second part, which sorts the incidents so that neighbours lie together.
pub(crate) fn by_band(points_m: &[[f64; 2]], edges_m: &[f64]) -> Result<(Vec<PairList>, Vec<u32>), StatisticsError> {
    check::points("points_m", points_m)?;
    rising("distance_edges_m", edges_m)?;
    let reach = edges_m[edges_m.len() - 1];
    let buckets = Buckets::new(points_m, reach);
    let order = buckets.order().to_vec();
    let sorted: Vec<[f64; 2]> = order.iter().map(|&i| points_m[i as usize]).collect();
    let squares = edges_m.iter().map(|e| check::fits("distance_edges_m", e * e)).collect::<Result<Vec<f64>, _>>()?;
    let mut bands: Vec<PairList> = vec![vec![]; edges_m.len()];
    let mut total = 0;
    for (a, p) in sorted.iter().enumerate() {
        for range in buckets.near(*p, reach) {
            let first = range.start.max(a + 1);
            for (b, q) in (first..).zip(sorted.get(first..range.end).unwrap_or_default()) {
                let (dx, dy) = (q[0] - p[0], q[1] - p[1]);
                let d2 = dx * dx + dy * dy;
                if let Some(band) = squares.iter().position(|&edge| d2 < edge) {
                    bands[band].push((a as u32, b as u32));
                    total += 1;
                }
            }
        }
        if total > MOST_PAIRS {
            return Err(StatisticsError::TooLarge { what: "pairs of incidents within the last distance" });
        }
    }
    Ok((bands, order))
}
