//! Was a month unusual for its season?

use crate::{StatisticsError, check, seasonal_expected, tail};
use statrs::function::beta::checked_beta_reg;

/// [`unusual_periods`] of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Unusual {
    /// What each period would count by the level and the season of the *other* periods.
    pub expected: Vec<f64>,
    /// The lower end of the interval that holds 95 of 100 such periods.
    pub low: Vec<f64>,
    /// Its upper end.
    pub high: Vec<f64>,
    /// Two-sided, not corrected; 1 where nothing can be expected.
    pub p: Vec<f64>,
    /// False where nothing can be expected because the season has no incident in any other cycle: not tested.
    pub defined: Vec<bool>,
    /// Each season's level against the mean of all, from the whole series.
    pub index: Vec<f64>,
    /// Pearson χ²/df of the whole series, at least 1.
    pub dispersion: f64,
}

/// Unusual periods: did a month count more or fewer than its season and its year's level explain?
///
/// Each period is left out, [`seasonal_expected`] is fitted to the others, and the period is held against that: a period
/// that is far off cannot hide by pulling its own expectation. The prediction e varies by φe for the dispersion φ of the
/// others, and by φe²(1/L + 1/S) because level and season are themselves estimates out of L and S incidents; the count is
/// taken as negative binomial with that mean and variance, Poisson where the variance is the mean. p is the smaller tail
/// doubled.
///
/// # Arguments
/// As [`seasonal_expected`], with whole counts. Let the cycles end with the series, so that the last one is complete.
///
/// # Returns
/// One element for each period. Correct `p` over the periods that are `defined`.
///
/// # Errors
/// As [`seasonal_expected`], and [`StatisticsError::OutOfRange`] for counts that are no whole numbers.
///
/// # References
/// McCullagh & Nelder (1989), Generalized Linear Models, ch. 6.
pub fn unusual_periods(counts: &[f64], exposure: &[f64], season_length: usize) -> Result<Unusual, StatisticsError> {
    check::whole("counts", counts)?;
    let whole = seasonal_expected(counts, exposure, season_length)?;
    let n = counts.len();
    let mut out = Unusual {
        expected: vec![0.0; n],
        low: vec![0.0; n],
        high: vec![0.0; n],
        p: vec![1.0; n],
        defined: vec![false; n],
        index: whole.index,
        dispersion: whole.dispersion,
    };
    for t in 0..n {
        let (mut others, mut days) = (counts.to_vec(), exposure.to_vec());
        // Next to no days: the period is passed over without shifting the seasons after it.
        (others[t], days[t]) = (0.0, exposure[t] * 1e-9);
        let Ok(fit) = seasonal_expected(&others, &days, season_length) else { continue };
        let expected = exposure[t] * fit.level[t / season_length] * fit.index[t % season_length];
        let same = |of: fn(usize, usize) -> usize| -> f64 {
            (0..n).filter(|&i| of(i, season_length) == of(t, season_length)).map(|i| others[i]).sum()
        };
        let (level, season) = (same(|i, length| i / length), same(|i, length| i % length));
        if !(expected > 0.0 && expected.is_finite() && level > 0.0 && season > 0.0) {
            continue;
        }
        let spread = expected * expected * (1.0 / level + 1.0 / season);
        let variance = check::fits("counts", fit.dispersion * (expected + spread))?;
        let prediction = Prediction { mean: expected, variance };
        out.expected[t] = expected;
        out.low[t] = prediction.quantile(0.025);
        out.high[t] = prediction.quantile(0.975);
        out.p[t] = tail::doubled(prediction.at_most(counts[t]).min(prediction.at_least(counts[t])));
        out.defined[t] = true;
    }
    Ok(out)
}

/// Above this mean the continued fraction of the incomplete beta function has not converged in the steps it is given.
const LARGE_MEAN: f64 = 5_000.0;

/// A negative binomial by its mean and variance.
#[derive(Clone, Copy)]
struct Prediction {
    mean: f64,
    variance: f64,
}

impl Prediction {
    /// The size r of the negative binomial, held where it is Poisson to six digits.
    fn size(self) -> f64 {
        let beyond = (self.variance - self.mean).max(self.mean * 1e-6);
        self.mean / beyond * self.mean
    }

    /// The tail of the Pearson type III distribution with the same three moments, with the correction for continuity.
    fn large(self, k: f64, tail: fn(f64, f64) -> f64) -> f64 {
        let deviation = self.variance.sqrt();
        // The third cumulant of a negative binomial is V (2V/μ − 1).
        tail((k - self.mean) / deviation, (2.0 * self.variance / self.mean - 1.0) / deviation)
    }

    /// P(X ≤ k).
    fn at_most(self, k: f64) -> f64 {
        if self.mean > LARGE_MEAN {
            return self.large(k + 0.5, tail::type_three_below);
        }
        let size = self.size();
        checked_beta_reg(size, k + 1.0, size / (size + self.mean)).unwrap_or(1.0)
    }

    /// P(X ≥ k).
    fn at_least(self, k: f64) -> f64 {
        if k <= 0.0 {
            return 1.0;
        }
        if self.mean > LARGE_MEAN {
            return self.large(k - 0.5, tail::type_three_above);
        }
        let size = self.size();
        checked_beta_reg(k, size, self.mean / (size + self.mean)).unwrap_or(1.0)
    }

    /// The smallest whole k with P(X ≤ k) ≥ share.
    fn quantile(self, share: f64) -> f64 {
        let (mut low, mut high) = (0.0, (self.mean + 40.0 * self.variance.sqrt() + 40.0).ceil());
        while low < high {
            let middle = ((low + high) / 2.0_f64).floor();
            // Beyond 2⁵³ neighbouring numbers are more than 1 apart and the halves no longer shrink.
            let next = if self.at_most(middle) >= share { (low, middle) } else { (middle + 1.0, high) };
            if next == (low, high) {
                break;
            }
            (low, high) = next;
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three years of months with a season, as even as whole numbers allow.
    fn series() -> (Vec<f64>, Vec<f64>) {
        let season = [40, 42, 55, 60, 70, 82, 90, 86, 66, 58, 46, 40];
        let counts = (0..36).map(|t| f64::from(season[t % 12]) * [1.0, 1.5, 1.2][t / 12]).map(f64::round).collect();
        (counts, vec![30.0; 36])
    }

    #[test]
    fn a_series_of_level_and_season_has_nothing_unusual_and_an_outlier_is_found() {
        let (mut counts, days) = series();
        let calm = unusual_periods(&counts, &days, 12).unwrap();
        assert!(calm.p.iter().all(|&p| p > 0.3), "{:?}", calm.p);
        assert!(calm.defined.iter().all(|&d| d));
        for (t, count) in counts.iter().enumerate() {
            assert!((calm.expected[t] - count).abs() < 3.0 && calm.low[t] < *count && *count < calm.high[t]);
        }
        counts[35] = 111.0;
        let found = unusual_periods(&counts, &days, 12).unwrap();
        assert!((found.expected[35] - calm.expected[35]).abs() < 1e-6, "an outlier cannot pull its own expectation");
        assert!(found.p[35] < 1e-4 && counts[35] > found.high[35], "{} {}", found.p[35], found.high[35]);
    }

    #[test]
    fn tails_are_those_of_the_poisson_and_of_the_negative_binomial() {
        // Poisson(4): P(X ≤ 1) = 5 e⁻⁴, P(X ≥ 2) = 1 − 5 e⁻⁴.
        let poisson = Prediction { mean: 4.0, variance: 4.0 };
        assert!((poisson.at_most(1.0) - 5.0 * (-4.0_f64).exp()).abs() < 1e-5);
        assert!((poisson.at_least(2.0) + poisson.at_most(1.0) - 1.0).abs() < 1e-9);
        assert_eq!((poisson.quantile(0.025), poisson.quantile(0.975)), (1.0, 8.0));
        // Size 1 is geometric: mean 3, P(X ≤ k) = 1 − (3/4)^(k+1).
        let geometric = Prediction { mean: 3.0, variance: 12.0 };
        assert!((geometric.at_most(2.0) - (1.0 - 0.75_f64.powi(3))).abs() < 1e-9);
        assert_eq!(geometric.at_least(0.0), 1.0);
    }

    #[test]
    fn tails_pass_smoothly_into_large_means_and_end_for_the_largest() {
        for dispersion in [1.0, 2.0, 50.0] {
            let of = |mean: f64| Prediction { mean, variance: mean * dispersion };
            for z in [-3.0, -0.5, 0.0, 2.0, 4.0] {
                let k = (LARGE_MEAN + z * (LARGE_MEAN * dispersion).sqrt()).round();
                let (exact, large) = (of(LARGE_MEAN).at_most(k), of(LARGE_MEAN * (1.0 + 1e-12)).at_most(k));
                assert!((exact / large - 1.0).abs() < 2e-3, "{dispersion} {z}: {exact} {large}");
                let (exact, large) = (of(LARGE_MEAN).at_least(k), of(LARGE_MEAN * (1.0 + 1e-12)).at_least(k));
                assert!((exact / large - 1.0).abs() < 2e-3, "{dispersion} {z}: {exact} {large}");
            }
        }
        for mean in [1e15, 1e20, 1e200] {
            let prediction = Prediction { mean, variance: mean * 3.0 };
            let (low, high) = (prediction.quantile(0.025), prediction.quantile(0.975));
            assert!(low <= high && (high / mean - 1.0).abs() < 1e-6, "{mean}: {low} {high}");
        }
    }

    #[test]
    fn a_season_that_nobody_else_had_is_not_judged() {
        let mut counts = vec![0.0; 8];
        (counts[1], counts[4], counts[5]) = (6.0, 9.0, 5.0);
        let got = unusual_periods(&counts, &[30.0; 8], 4).unwrap();
        assert_eq!((got.defined[4], got.p[4]), (false, 1.0));
        assert!(got.p.iter().chain(&got.expected).chain(&got.high).all(|v| v.is_finite()));
        assert!(unusual_periods(&[0.5; 8], &[30.0; 8], 4).is_err());
        assert!(unusual_periods(&[1.0; 7], &[30.0; 7], 4).is_err());
    }
}
