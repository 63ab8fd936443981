//! What the season alone would have brought.

use crate::{StatisticsError, check};

/// [`seasonal_expected`]'s fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Seasonality {
    /// Each season's level against the mean of all, 1 for an ordinary one; 0 where a season never had an incident.
    pub index: Vec<f64>,
    /// The rate of each cycle (a year) per unit of exposure, with the season taken out.
    pub level: Vec<f64>,
    /// The expected count of each period under level × season.
    pub expected: Vec<f64>,
    /// Pearson χ²/df of the fit, at least 1: how much more than Poisson the counts vary.
    pub dispersion: f64,
}

/// Seasonality: what count would each period have, were there nothing but the year's level and the season?
///
/// Fits E(count) = exposure × level of the cycle × index of the season by maximum likelihood (Poisson), so a cycle that
/// is not complete yet does no harm: its level comes from the seasons it has.
///
/// # Arguments
/// * `counts`: one count for each period in order of time, from the first season of a cycle on.
/// * `exposure`: the days (or other exposure) of each period, above 0.
/// * `season_length`: the periods in a cycle, for instance 12 months or 7 weekdays.
///
/// # Returns
/// The indices have the mean 1 weighted by exposure. To look ahead, multiply a level by an index and the days.
///
/// # Errors
/// [`StatisticsError::TooFew`] for under two full cycles or no incidents; [`StatisticsError::Setting`] for a season
/// length under 2; an error for negative, NaN or infinite numbers.
pub fn seasonal_expected(
    counts: &[f64],
    exposure: &[f64],
    season_length: usize,
) -> Result<Seasonality, StatisticsError> {
    check::non_negative("counts", counts)?;
    check::length("exposure", counts.len(), exposure.len())?;
    for &days in exposure {
        check::positive("exposure", days)?;
    }
    if season_length < 2 {
        let rule = "at least 2 periods";
        return Err(StatisticsError::Setting { name: "season_length", value: season_length as f64, rule });
    }
    if counts.len() / 2 < season_length {
        return Err(StatisticsError::TooFew {
            what: "periods",
            found: counts.len(),
            needed: season_length.saturating_mul(2),
        });
    }
    let total = check::fits("counts", counts.iter().sum())?;
    if total == 0.0 {
        return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
    }
    let cycles = counts.len().div_ceil(season_length);
    let mut index = vec![1.0; season_length];
    let mut level = vec![0.0; cycles];
    let at = |t: usize| (t / season_length, t % season_length);
    // Each half step is the exact optimum of one factor given the other; together they rise to the likelihood's top.
    for _ in 0..MOST_ROUNDS {
        let before = index.clone();
        level = ratios(cycles, counts, exposure, |t| (at(t).0, index[at(t).1]));
        index = ratios(season_length, counts, exposure, |t| (at(t).1, level[at(t).0]));
        let days: Vec<f64> =
            (0..season_length).map(|s| exposure.iter().skip(s).step_by(season_length).sum::<f64>()).collect();
        let mean = index.iter().zip(&days).map(|(i, d)| i * d).sum::<f64>() / days.iter().sum::<f64>();
        index.iter_mut().for_each(|i| *i /= mean);
        level.iter_mut().for_each(|l| *l *= mean);
        if index.iter().zip(&before).all(|(a, b)| (a - b).abs() < 1e-12) {
            break;
        }
    }
    let expected: Vec<f64> = (0..counts.len()).map(|t| exposure[t] * level[at(t).0] * index[at(t).1]).collect();
    let chi2: f64 = counts.iter().zip(&expected).filter(|&(_, &e)| e > 0.0).map(|(c, e)| (c - e).powi(2) / e).sum();
    let freedom = counts.len() as f64 - (cycles + season_length - 1) as f64;
    let dispersion = check::fits("counts", (chi2 / freedom.max(1.0)).max(1.0))?;
    // Exposures many orders of magnitude apart can divide 0 by 0.
    if [&index, &level, &expected].into_iter().flatten().any(|v| !v.is_finite()) {
        return Err(StatisticsError::TooLarge { what: "the range of the exposures" });
    }
    Ok(Seasonality { index, level, expected, dispersion })
}

const MOST_ROUNDS: usize = 500;

/// Σ counts / Σ exposure × factor of each group.
fn ratios(groups: usize, counts: &[f64], exposure: &[f64], of: impl Fn(usize) -> (usize, f64)) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); groups];
    for (t, (count, days)) in counts.iter().zip(exposure).enumerate() {
        let (group, factor) = of(t);
        sums[group].0 += count;
        sums[group].1 += days * factor;
    }
    sums.into_iter().map(|(count, base)| if base > 0.0 { count / base } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_level_and_season_also_in_an_unfinished_year() {
        let season = [0.5, 1.5, 1.0, 1.0];
        let level = [2.0, 4.0, 3.0];
        let counts: Vec<f64> = (0..10).map(|t| 30.0 * level[t / 4] * season[t % 4]).collect();
        let got = seasonal_expected(&counts, &[30.0; 10], 4).unwrap();
        for (t, (e, c)) in got.expected.iter().zip(&counts).enumerate() {
            assert!((e - c).abs() < 1e-6, "period {t}: {e} is not {c}");
        }
        assert!((got.index[1] / got.index[0] - 3.0).abs() < 1e-6);
        assert!((got.level[1] / got.level[0] - 2.0).abs() < 1e-6);
        assert_eq!(got.dispersion, 1.0);
    }

    #[test]
    fn expected_and_observed_have_the_same_total() {
        let counts: Vec<f64> = (0..27_u32).map(|t| f64::from(t.wrapping_mul(2_654_435_761) >> 27)).collect();
        let days: Vec<f64> = (0..27).map(|t| f64::from(28 + t % 4)).collect();
        let got = seasonal_expected(&counts, &days, 12).unwrap();
        assert!((got.expected.iter().sum::<f64>() - counts.iter().sum::<f64>()).abs() < 1e-6);
        assert!(got.dispersion > 1.0);
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(seasonal_expected(&[1.0; 7], &[1.0; 7], 4).is_err());
        assert!(seasonal_expected(&[0.0; 8], &[1.0; 8], 4).is_err());
        assert!(seasonal_expected(&[1.0; 8], &[0.0; 8], 4).is_err());
        assert!(seasonal_expected(&[1.0; 8], &[1.0; 8], 1).is_err());
        assert!(seasonal_expected(&[f64::NAN; 8], &[1.0; 8], 4).is_err());
        assert!(seasonal_expected(&[1.0; 8], &[1.0; 8], usize::MAX).is_err());
    }
}
