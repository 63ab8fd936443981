//! More or less than before, beyond chance?

use crate::{StatisticsError, check, tail};
use statrs::function::beta::checked_beta_reg;

/// [`change`] of every cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The later count over the earlier one per unit of exposure; `None` where the earlier count is 0.
    pub ratio: Vec<Option<f64>>,
    /// The later count that the cell's total and the share would have.
    pub expected_later: Vec<f64>,
    /// Two-sided, exact given the cell's total, not corrected; 1 where the cell had no incident at all.
    pub p: Vec<f64>,
    /// False where the cell had no incident in either period: not tested.
    pub defined: Vec<bool>,
    /// The share of a cell's incidents expected in the later period.
    pub later_share: f64,
}

/// Change between two periods: did a cell rise or fall by more than chance?
///
/// Given a cell's total over both periods, the later count is binomial with the later period's share of the exposure.
/// p is the doubled exact tail P(X ≥ later) or P(X ≤ later), whichever is smaller, at most 1. Exact tails of discrete
/// counts keep their level on sparse counts, so that few false cells remain after correction.
///
/// # Arguments
/// * `earlier`, `later`: whole counts of each cell.
/// * `later_share`: the share expected in the later period: days₁/(days₀ + days₁) for change as such, or
///   Σlater/(Σearlier + Σlater) for change beyond the whole city's; [`crate::seasonal_expected`] gives a share with the
///   season taken into account.
///
/// # Returns
/// One element for each cell. Correct `p` over the cells that are `defined`.
///
/// # Errors
/// [`StatisticsError::OutOfRange`] for counts that are no whole numbers of at least 0, [`StatisticsError::Setting`] for a
/// share outside (0, 1), [`StatisticsError::TooLarge`] for counts whose sum or ratio is no number any more, and an error for
/// other lengths or no cells.
///
/// # Examples
/// ```
/// let got = aula_statistics::change(&[8.0], &[0.0], 0.5)?;
/// assert_eq!(got.p[0], 2.0 * 0.5_f64.powi(8));
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
///
/// # References
/// Przyborowski & Wilenski (1940), Biometrika 31, 313–323.
pub fn change(earlier: &[f64], later: &[f64], later_share: f64) -> Result<Change, StatisticsError> {
    check::whole("earlier", earlier)?;
    check::length("later", earlier.len(), later.len())?;
    check::whole("later", later)?;
    if !(later_share > 0.0 && later_share < 1.0) {
        return Err(StatisticsError::Setting { name: "later_share", value: later_share, rule: "between 0 and 1" });
    }
    let pairs = || earlier.iter().copied().zip(later.iter().copied());
    let odds = later_share / (1.0 - later_share);
    let ratio = |(a, b): (f64, f64)| {
        check::fits("earlier + later", a + b)?;
        if a > 0.0 { check::fits("later / earlier", b / a / odds).map(Some) } else { Ok(None) }
    };
    Ok(Change {
        ratio: pairs().map(ratio).collect::<Result<_, _>>()?,
        expected_later: pairs().map(|(a, b)| (a + b) * later_share).collect(),
        p: pairs().map(|(a, b)| two_sided(a, b, later_share)).collect(),
        defined: pairs().map(|(a, b)| a + b > 0.0).collect(),
        later_share,
    })
}

fn two_sided(a: f64, b: f64, share: f64) -> f64 {
    if a + b == 0.0 {
        return 1.0;
    }
    tail::doubled(at_least(a, b, share).min(at_least(b, a, 1.0 - share)))
}

/// P(X ≥ hits) of hits + misses draws, exactly: a regularised incomplete beta function.
fn at_least(misses: f64, hits: f64, share: f64) -> f64 {
    if hits == 0.0 {
        return 1.0;
    }
    if misses == 0.0 {
        return share.powf(hits);
    }
    checked_beta_reg(hits, misses + 1.0, share).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_the_sums_of_the_binomial() {
        for (a, b, share) in [(3, 9, 0.5), (10, 2, 0.3), (5, 5, 0.5), (0, 4, 0.2), (40, 17, 0.45)] {
            let n = a + b;
            let choose = |k: u32| (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product::<f64>();
            let mass = |k: u32| choose(k) * f64::powi(share, k as i32) * f64::powi(1.0 - share, (n - k) as i32);
            let up: f64 = (b..=n).map(mass).sum();
            let down: f64 = (0..=b).map(mass).sum();
            let got = change(&[f64::from(a)], &[f64::from(b)], share).unwrap().p[0];
            assert!((got - (2.0 * up.min(down)).min(1.0)).abs() < 1e-10, "{a} {b} {share}: {got}");
        }
    }

    #[test]
    fn empty_cells_are_not_tested_and_bad_counts_are_errors() {
        let got = change(&[0.0, 4.0], &[0.0, 0.0], 0.5).unwrap();
        assert_eq!((got.defined[0], got.p[0], got.ratio[0]), (false, 1.0, None));
        assert_eq!((got.p[1], got.ratio[1], got.expected_later[1]), (0.125, Some(0.0), 2.0));
        assert!(change(&[1.5], &[0.0], 0.5).is_err());
        assert!(change(&[-1.0], &[0.0], 0.5).is_err());
        assert!(change(&[1.0], &[f64::NAN], 0.5).is_err());
        assert!(change(&[1.0], &[1.0], 1.0).is_err());
        assert!(change(&[f64::MAX], &[f64::MAX], 0.5).is_err());
        let huge = change(&[1e15], &[9e14], 0.5).unwrap();
        assert!(huge.p[0] > 0.0 && huge.p[0] <= 1.0);
    }
}
