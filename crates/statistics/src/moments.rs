//! Mean, variance and skewness of a study set's counts.

use crate::StatisticsError;
use crate::check;

/// Population moments (divided by n, not n − 1) of values that are not all equal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    pub(crate) n: f64,
    pub(crate) mean: f64,
    pub(crate) variance: f64,
    pub(crate) skewness: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Whether every value is a whole number, so that totals move in steps of 1.
    pub(crate) whole: bool,
}

impl Moments {
    pub(crate) fn of(what: &'static str, x: &[f64]) -> Result<Self, StatisticsError> {
        check::finite(what, x)?;
        let (low, high) = x.iter().fold((x[0], x[0]), |(low, high), &v| (low.min(v), high.max(v)));
        if low == high {
            return Err(StatisticsError::NoVariation { what, n: x.len(), value: low });
        }
        let n = x.len() as f64;
        let mean = check::fits(what, x.iter().sum::<f64>() / n)?;
        let (mut second, mut third) = (0.0, 0.0);
        for v in x {
            let d = v - mean;
            second += d * d;
            third += d * d * d;
        }
        let variance = check::fits(what, second / n)?;
        let skewness = check::fits(what, third / n / (variance * variance.sqrt()))?;
        if variance == 0.0 {
            // The differences are too small to square: equal for every purpose of ours.
            return Err(StatisticsError::NoVariation { what, n: x.len(), value: low });
        }
        let whole = x.iter().all(|v| v.fract() == 0.0) && low.abs().max(high.abs()) <= check::MAX_COUNT;
        Ok(Self { n, mean, variance, skewness, low, high, whole })
    }
}
