//! How sure are a hit rate and a difference of two?

use crate::{Accuracy, StatisticsError, check};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// A value with a bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The value itself, from the data as they are.
    pub value: f64,
    /// The lower percentile.
    pub low: f64,
    /// The upper percentile.
    pub high: f64,
    /// The seed given.
    pub seed: u64,
}

/// How a bootstrap is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// How many times the incidents are drawn anew, at least 200.
    pub replicates: u32,
    /// The share of the replicates inside the interval, for instance 0.95.
    pub level: f64,
    /// Decides the draws; the same seed gives the same bytes for any number of threads.
    pub seed: u64,
}

/// The hit rate with a percentile interval: incidents are drawn anew with replacement, the cells taken are held.
///
/// # Arguments
/// * `accuracy`: what was predicted, from [`crate::prediction_accuracy`].
/// * `incidents`, `outside`: the whole counts it was tested on.
///
/// # Errors
/// [`StatisticsError::OutOfRange`] for counts that are not whole; [`StatisticsError::TooFew`] for none;
/// [`StatisticsError::Length`]; [`StatisticsError::Setting`] for a bootstrap out of range.
///
/// # References
/// Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.
pub fn hit_rate_interval(
    accuracy: &Accuracy,
    incidents: &[f64],
    outside: f64,
    bootstrap: Bootstrap,
) -> Result<Interval, StatisticsError> {
    check::length("incidents", accuracy.taken.len(), incidents.len())?;
    mean_interval(accuracy.taken.iter().copied().zip(incidents.iter().copied()), outside, bootstrap)
}

/// The difference of two hit rates on the same incidents, `a` less `b`, with a paired percentile interval.
///
/// Each incident drawn counts for both predictions, so that what is common to them cancels. The difference is that of
/// the hit rates only where both took the same share of the area.
///
/// # Arguments
/// As [`hit_rate_interval`].
///
/// # Errors
/// As [`hit_rate_interval`].
pub fn hit_rate_difference(
    a: &Accuracy,
    b: &Accuracy,
    incidents: &[f64],
    outside: f64,
    bootstrap: Bootstrap,
) -> Result<Interval, StatisticsError> {
    check::length("incidents", a.taken.len(), incidents.len())?;
    check::length("incidents", b.taken.len(), incidents.len())?;
    let difference = a.taken.iter().zip(&b.taken).map(|(a, b)| a - b);
    mean_interval(difference.zip(incidents.iter().copied()), outside, bootstrap)
}

/// The mean over incidents of a value that each cell's incidents share; 0 for those outside.
fn mean_interval(
    cells: impl Iterator<Item = (f64, f64)> + Clone,
    outside: f64,
    bootstrap: Bootstrap,
) -> Result<Interval, StatisticsError> {
    let Bootstrap { replicates, level, seed } = bootstrap;
    if replicates < 200 {
        let rule = "at least 200 replicates";
        return Err(StatisticsError::Setting { name: "replicates", value: f64::from(replicates), rule });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(StatisticsError::Setting { name: "level", value: level, rule: "between 0 and 1" });
    }
    let counts: Vec<f64> = cells.clone().map(|(_, n)| n).chain([outside]).collect();
    check::whole("incidents", &counts)?;
    let mut groups: Vec<(f64, f64)> = cells.chain([(0.0, outside)]).filter(|&(_, n)| n > 0.0).collect();
    groups.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f64, u64)> = Vec::new();
    for (value, n) in groups {
        match merged.last_mut() {
            Some(last) if last.0 == value => last.1 += n as u64,
            _ => merged.push((value, n as u64)),
        }
    }
    let total: u64 = merged.iter().map(|&(_, n)| n).sum();
    if total == 0 {
        return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
    }
    if total > 10_000_000 {
        return Err(StatisticsError::TooLarge { what: "the number of incidents to draw anew" });
    }
    let value = merged.iter().map(|&(v, n)| v * n as f64).sum::<f64>() / total as f64;
    let mut means: Vec<f64> = (0..replicates).into_par_iter().map(|r| redrawn_mean(&merged, total, seed, r)).collect();
    means.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| means[((share * f64::from(replicates)) as usize).min(means.len() - 1)];
    Ok(Interval { value, low: at((1.0 - level) / 2.0), high: at((1.0 + level) / 2.0), seed })
}

fn redrawn_mean(groups: &[(f64, u64)], total: u64, seed: u64, replicate: u32) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(replicate));
    let mut sum = 0.0;
    for _ in 0..total {
        let mut left = random.random_range(0..total);
        for &(value, n) in groups {
            if left < n {
                sum += value;
                break;
            }
            left -= n;
        }
    }
    sum / total as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prediction_accuracy;

    const HOW: Bootstrap = Bootstrap { replicates: 2000, level: 0.95, seed: 4 };

    #[test]
    fn the_interval_is_about_two_standard_errors() {
        let (scores, incidents) = ([2.0, 1.0, 0.0, 0.0], [30.0, 20.0, 40.0, 10.0]);
        let accuracy = prediction_accuracy(&scores, &[1.0; 4], &incidents, 100.0, 0.5).unwrap();
        let got = hit_rate_interval(&accuracy, &incidents, 100.0, HOW).unwrap();
        let error = 1.96 * (0.25_f64 * 0.75 / 200.0).sqrt();
        assert_eq!(got.value, 0.25);
        assert!((got.low - 0.25 + error).abs() < 0.011 && (got.high - 0.25 - error).abs() < 0.011, "{got:?}");
    }

    #[test]
    fn a_prediction_does_not_differ_from_itself_and_a_better_one_does() {
        let incidents = [50.0, 5.0, 5.0, 5.0];
        let of = |scores: &[f64]| prediction_accuracy(scores, &[1.0; 4], &incidents, 0.0, 0.25).unwrap();
        let (good, bad) = (of(&[1.0, 0.0, 0.0, 0.0]), of(&[0.0, 1.0, 0.0, 0.0]));
        let none = hit_rate_difference(&good, &good, &incidents, 0.0, HOW).unwrap();
        assert_eq!((none.value, none.low, none.high), (0.0, 0.0, 0.0));
        let gain = hit_rate_difference(&good, &bad, &incidents, 0.0, HOW).unwrap();
        assert!(gain.low > 0.5 && gain.high < 0.85, "{gain:?}");
        assert_eq!(gain, hit_rate_difference(&good, &bad, &incidents, 0.0, HOW).unwrap());
        assert!(hit_rate_interval(&good, &[0.5; 4], 0.0, HOW).is_err());
        assert!(hit_rate_interval(&good, &[0.0; 4], 0.0, HOW).is_err());
        assert!(hit_rate_interval(&good, &incidents, 0.0, Bootstrap { level: 1.0, ..HOW }).is_err());
    }
}
