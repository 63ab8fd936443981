//! How sure are a hit rate and a difference of two, in time that does not grow with the incidents?

use crate::{Accuracy, Bootstrap, Interval, StatisticsError, check};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// [`crate::hit_rate_interval`] by the Poisson bootstrap: incidents that share a value are drawn as one number.
///
/// # Errors
/// As [`crate::hit_rate_interval`].
///
/// # References
/// Hanley & MacGibbon (2006), Computer Methods and Programs in Biomedicine 83, 57–62.
pub fn hit_rate_interval_fast(
    accuracy: &Accuracy,
    incidents: &[f64],
    outside: f64,
    how: Bootstrap,
) -> Result<Interval, StatisticsError> {
    check::length("incidents", accuracy.taken.len(), incidents.len())?;
    interval(accuracy.taken.iter().copied().zip(incidents.iter().copied()), outside, how)
}

/// [`crate::hit_rate_difference`], `a` less `b`, by the Poisson bootstrap.
///
/// # Errors
/// As [`crate::hit_rate_difference`].
pub fn hit_rate_difference_fast(
    a: &Accuracy,
    b: &Accuracy,
    incidents: &[f64],
    outside: f64,
    how: Bootstrap,
) -> Result<Interval, StatisticsError> {
    check::length("incidents", a.taken.len(), incidents.len())?;
    check::length("incidents", b.taken.len(), incidents.len())?;
    let difference = a.taken.iter().zip(&b.taken).map(|(a, b)| a - b);
    interval(difference.zip(incidents.iter().copied()), outside, how)
}

fn interval(
    cells: impl Iterator<Item = (f64, f64)>,
    outside: f64,
    how: Bootstrap,
) -> Result<Interval, StatisticsError> {
    let Bootstrap { replicates, level, seed } = how;
    if replicates < 200 {
        let rule = "at least 200 replicates";
        return Err(StatisticsError::Setting { name: "replicates", value: f64::from(replicates), rule });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(StatisticsError::Setting { name: "level", value: level, rule: "between 0 and 1" });
    }
    let mut groups: Vec<(f64, f64)> = cells.chain([(0.0, outside)]).filter(|&(_, n)| n != 0.0).collect();
    check::whole("incidents", &groups.iter().map(|&(_, n)| n).chain([0.0]).collect::<Vec<f64>>())?;
    groups.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (value, n) in groups {
        match merged.last_mut() {
            Some(last) if last.0 == value => last.1 += n,
            _ => merged.push((value, n)),
        }
    }
    let total: f64 = merged.iter().map(|&(_, n)| n).sum();
    if total == 0.0 {
        return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
    }
    let value = merged.iter().map(|&(v, n)| v * n).sum::<f64>() / total;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut means: Vec<f64> = (0..replicates)
        .map(|_| {
            let (mut sum, mut drawn) = (0.0, 0.0);
            for &(v, n) in &merged {
                let k = poisson(n, &mut random);
                sum += v * k;
                drawn += k;
            }
            if drawn > 0.0 { sum / drawn } else { 0.0 }
        })
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| means[((share * f64::from(replicates)) as usize).min(means.len() - 1)];
    Ok(Interval { value, low: at((1.0 - level) / 2.0), high: at(f64::midpoint(1.0, level)), seed })
}

/// A Poisson number: by waiting times below 10, else by transformed rejection (Hörmann 1993, PTRS).
fn poisson(mean: f64, random: &mut ChaCha8Rng) -> f64 {
    if mean < 10.0 {
        let (mut k, mut left) = (0.0, mean);
        loop {
            left += (1.0 - random.random::<f64>()).ln();
            if left < 0.0 {
                return k;
            }
            k += 1.0;
        }
    }
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.024_83 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let v_r = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = random.random::<f64>() - 0.5;
        let v = random.random::<f64>();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= v_r {
            return k;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let left = (v * inverse_alpha / (a / (us * us) + b)).ln();
        if left <= -mean + k * mean.ln() - libm::lgamma(k + 1.0) {
            return k;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hit_rate_difference, hit_rate_interval, prediction_accuracy};

    #[test]
    fn agrees_with_drawing_incidents_one_by_one() {
        let incidents: Vec<f64> = (0..400).map(|i| f64::from((i * 7) % 5)).collect();
        let score = |by: u32| (0..400_u32).map(|i| f64::from(i.wrapping_mul(by) % 1009)).collect::<Vec<f64>>();
        let at = |score: &[f64]| prediction_accuracy(score, &[1.0; 400], &incidents, 11.0, 0.1).unwrap();
        let (a, b) = (at(&incidents), at(&score(31)));
        let how = Bootstrap { replicates: 4000, level: 0.9, seed: 3 };
        let pairs = [
            (hit_rate_interval_fast(&a, &incidents, 11.0, how), hit_rate_interval(&a, &incidents, 11.0, how)),
            (
                hit_rate_difference_fast(&a, &b, &incidents, 11.0, how),
                hit_rate_difference(&a, &b, &incidents, 11.0, how),
            ),
        ];
        for (fast, exact) in pairs {
            let (fast, exact) = (fast.unwrap(), exact.unwrap());
            assert!((fast.value - exact.value).abs() < 1e-12);
            let width = exact.high - exact.low;
            assert!((fast.low - exact.low).abs() < 0.05 * width, "{fast:?} {exact:?}");
            assert!((fast.high - exact.high).abs() < 0.05 * width, "{fast:?} {exact:?}");
        }
    }

    #[test]
    fn numbers_drawn_have_the_mean_and_variance_of_a_poisson() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for mean in [0.5, 9.0, 12.0, 5000.0] {
            let drawn: Vec<f64> = (0..40_000).map(|_| poisson(mean, &mut random)).collect();
            let m = drawn.iter().sum::<f64>() / 4e4;
            let variance = drawn.iter().map(|k| (k - m) * (k - m)).sum::<f64>() / 4e4;
            assert!((m - mean).abs() < 4.0 * (mean / 4e4).sqrt(), "{mean} {m}");
            assert!((variance / mean - 1.0).abs() < 0.04, "{mean} {variance}");
        }
    }
}
