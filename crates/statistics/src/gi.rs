//! Getis-Ord Gi: where incidents crowd around a cell, the cell itself left out.

use crate::gi_star::{GiStar, tails};
use crate::moments::Moments;
use crate::ring::{RingNull, RingShape};
use crate::{StatisticsError, Weights, check};

/// Getis-Ord Gi: is the total of a cell's neighbours, without the cell itself, higher or lower than chance would have it?
///
/// As [`crate::gi_star`] with mean, S and skewness taken over the other n − 1 cells and N = n − 1 in the formula; the
/// same tails and continuity. Where the type III is void on the low side, the larger of its tail and the normal's counts.
///
/// # Arguments
/// * `counts`: one number for each cell of the study set, zeros included.
/// * `weights_without_self`: the neighbours of each cell, itself not among them.
///
/// # Returns
/// One element for each cell; `defined` is false for a cell without neighbours, with all others as neighbours, or where
/// all the others have the same count.
///
/// # Errors
/// As [`crate::gi_star`]; a row that lists its own cell is an error, and so are fewer than 3 cells.
///
/// # References
/// Ord & Getis (1995), Geographical Analysis 27, 286–306.
pub fn gi(counts: &[f64], weights_without_self: &Weights) -> Result<GiStar, StatisticsError> {
    check::length("counts", weights_without_self.len(), counts.len())?;
    if counts.len() < 3 {
        return Err(StatisticsError::TooFew { what: "cells", found: counts.len(), needed: 3 });
    }
    let all = Moments::of("counts", counts)?;
    weights_without_self.expect_self(false)?;
    let mut out = GiStar::with_capacity(counts.len());
    for (i, &own) in counts.iter().enumerate() {
        let observed = check::fits("counts", weights_without_self.weighted_sum(i, counts))?;
        let size = weights_without_self.row(i).len();
        let shape = RingShape::of(size, weights_without_self.row_values(i));
        match without(&all, own).and_then(|others| RingNull::new(&others, &shape)) {
            Some(null) => out.push(null, observed, size, tails(&null, observed)),
            None => out.push_undefined((all.mean * all.n - own) / (all.n - 1.0) * shape.sum, observed, size),
        }
    }
    Ok(out)
}

/// The moments of all values but one; `None` where the rest are all equal.
pub(crate) fn without(all: &Moments, own: f64) -> Option<Moments> {
    let (n, d) = (all.n, own - all.mean);
    let deviation = all.variance.sqrt();
    // Central sums about the old mean, without the value, moved to the new mean.
    let shift = -d / (n - 1.0);
    let second = (n * all.variance - d * d) / (n - 1.0);
    let third = (n * all.skewness * all.variance * deviation - d * d * d) / (n - 1.0);
    let variance = second - shift * shift;
    if variance <= all.variance * 1e-12 {
        return None;
    }
    let central = third - 3.0 * shift * second + 2.0 * shift * shift * shift;
    Some(Moments {
        n: n - 1.0,
        mean: all.mean + shift,
        variance,
        skewness: central / (variance * variance.sqrt()),
        low: all.low,
        high: all.high,
        whole: all.whole,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{SIX_VALUES, six_neighbours};

    #[test]
    fn equals_the_published_example() {
        let got = gi(&SIX_VALUES, &six_neighbours()).unwrap();
        let want = [-1.0137, -0.0436, 1.3156, -0.3141, 1.1537, 1.7783];
        for (z, want) in got.z.iter().zip(want) {
            assert!((z - want).abs() < 5e-5, "{z} is not {want}");
        }
    }

    #[test]
    fn moments_without_one_value_are_those_of_the_rest() {
        let x = [0.0, 0.0, 1.0, 4.0, 9.0, 2.0, 2.0];
        let all = Moments::of("x", &x).unwrap();
        for i in 0..x.len() {
            let rest: Vec<f64> = x.iter().enumerate().filter(|&(j, _)| j != i).map(|(_, &v)| v).collect();
            let (got, want) = (without(&all, x[i]).unwrap(), Moments::of("x", &rest).unwrap());
            assert!((got.mean - want.mean).abs() < 1e-12);
            assert!((got.variance - want.variance).abs() < 1e-12);
            assert!((got.skewness - want.skewness).abs() < 1e-12);
        }
    }

    #[test]
    fn islands_and_equal_others_are_undefined() {
        let w = Weights::from_rows(&[vec![1], vec![0], vec![], vec![1]]).unwrap();
        let got = gi(&[5.0, 1.0, 1.0, 1.0], &w).unwrap();
        assert_eq!(got.defined, [false, true, false, true]);
        assert!(matches!(gi(&[1.0, 2.0, 3.0, 4.0], &w.with_self()), Err(StatisticsError::SelfNeighbour { .. })));
    }
}
