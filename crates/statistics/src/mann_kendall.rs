//! Is a series rising or falling?

use crate::{StatisticsError, check, tail};

/// [`mann_kendall`]'s verdict on a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Rising pairs less falling pairs.
    pub s: i64,
    /// Standard normal under no trend, one taken off |S| (continuity); 0 where the series cannot show a trend.
    pub z: f64,
    /// Two-sided, normal, not corrected.
    pub p: f64,
}

/// Mann-Kendall: does a series rise or fall over time, whatever the shape?
///
/// S = Σ_{i<j} sign(x_j − x_i), variance (n(n − 1)(2n + 5) − Σ t(t − 1)(2t + 5))/18 over the groups of t equal values,
/// z = (S ∓ 1)/√variance.
///
/// # Arguments
/// * `series`: the values in order of time.
///
/// # Returns
/// S, z and p; a series of one value or of equal values has z = 0 and p = 1.
///
/// # Errors
/// An error for an empty series, NaN or infinite values.
///
/// # Complexity
/// O(n²).
///
/// # References
/// Kendall (1975), Rank Correlation Methods; Mann (1945), Econometrica 13, 245–259.
pub fn mann_kendall(series: &[f64]) -> Result<MannKendall, StatisticsError> {
    check::finite("series", series)?;
    let mut s = 0;
    for (i, a) in series.iter().enumerate() {
        for b in &series[i + 1..] {
            s += i64::from(b > a) - i64::from(b < a);
        }
    }
    let mut sorted = series.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let part = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|group| part(group.len() as f64)).sum();
    let variance = (part(series.len() as f64) - ties) / 18.0;
    let z = if s == 0 || variance <= 0.0 { 0.0 } else { (s - s.signum()) as f64 / variance.sqrt() };
    Ok(MannKendall { s, z, p: tail::two_sided_normal_p(z) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_pairs_and_corrects_ties() {
        let up = mann_kendall(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        assert_eq!(up.s, 10);
        assert!((up.z - 9.0 / (50.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        // One pair of equal values: variance (5·4·15 − 2·1·9)/18.
        let tied = mann_kendall(&[1.0, 2.0, 2.0, 4.0, 5.0]).unwrap();
        assert_eq!(tied.s, 9);
        assert!((tied.z - 8.0 / (282.0_f64 / 18.0).sqrt()).abs() < 1e-12);
        let down = mann_kendall(&[5.0, 4.0, 2.0, 2.0, 1.0]).unwrap();
        assert_eq!((down.s, down.z), (-9, -tied.z));
    }

    #[test]
    fn variance_is_that_of_all_orders() {
        // All orders of 1 1 2 3: the mean of S² is the variance.
        let values = [1.0, 1.0, 2.0, 3.0];
        let (mut sum, mut n) = (0.0, 0.0);
        for code in 0..256_usize {
            let order = [code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6];
            if (0..4).all(|k| order.contains(&k)) {
                sum += (mann_kendall(&order.map(|k| values[k])).unwrap().s as f64).powi(2);
                n += 1.0;
            }
        }
        let got = mann_kendall(&values).unwrap();
        assert!(((got.s - 1) as f64 / (sum / n).sqrt() - got.z).abs() < 1e-12);
    }

    #[test]
    fn no_trend_is_no_trend() {
        for series in [&[3.0][..], &[2.0; 7], &[1.0, 2.0, 1.0]] {
            assert_eq!(mann_kendall(series).unwrap().p, 1.0);
        }
        assert!(mann_kendall(&[]).is_err() && mann_kendall(&[f64::NAN]).is_err());
    }
}
