//! The six-point example that several tests share.

use crate::Weights;

/// y of the points (10,10) (20,10) (40,10) (15,20) (30,20) (30,30).
pub(crate) const SIX_VALUES: [f64; 6] = [2.0, 3.0, 3.2, 5.0, 8.0, 7.0];

/// Those points' neighbours within 15, without themselves.
pub(crate) fn six_neighbours() -> Weights {
    let rows: [&[u32]; 6] = [&[1, 3], &[0, 3, 4], &[4], &[0, 1, 4], &[1, 2, 3, 5], &[4]];
    match Weights::from_rows(&rows) {
        Ok(weights) => weights,
        Err(error) => panic!("{error}"),
    }
}
