//! A cell's own count, held to what its surroundings let expect.

use crate::{StatisticsError, check};

/// Counts shrunk toward prior expectations: what the counts of cells say beyond their surroundings decides how far.
///
/// With y Poisson around m·g, g gamma of mean 1 and variance a, the posterior mean is m (1 + a y)/(1 + a m). The prior is
/// scaled to the total of the counts, and a = max(0, Σ((y − m)² − m)/Σ m²).
///
/// # Arguments
/// * `counts`, `prior`: one for each cell, at least 0; some of the prior above 0.
///
/// # Returns
/// The shrunk counts and a.
///
/// # Errors
/// [`StatisticsError`] for other lengths, negative numbers, or a prior of nothing but 0.
///
/// # References
/// Clayton & Kaldor (1987), Biometrics 43, 671–681.
pub fn shrunk_counts(counts: &[f64], prior: &[f64]) -> Result<(Vec<f64>, f64), StatisticsError> {
    check::length("prior", counts.len(), prior.len())?;
    check::non_negative("counts", counts)?;
    check::non_negative("prior", prior)?;
    let (total, expected) = (counts.iter().sum::<f64>(), prior.iter().sum::<f64>());
    check::positive("prior", expected)?;
    let scale = total / expected;
    let (mut over, mut squares) = (0.0, 0.0);
    for (y, m) in counts.iter().zip(prior) {
        let m = m * scale;
        over += (y - m) * (y - m) - m;
        squares += m * m;
    }
    let a = if squares > 0.0 { (over / squares).max(0.0) } else { 0.0 };
    let one = |(y, m): (&f64, &f64)| {
        let m = m * scale;
        m * (1.0 + a * y) / (1.0 + a * m)
    };
    Ok((counts.iter().zip(prior).map(one).collect(), a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_surroundings_explain_are_held_and_others_speak() {
        let even: Vec<f64> = (0..600).map(|i| f64::from(i % 3)).collect();
        let (held, a) = shrunk_counts(&even, &[2.0; 600]).unwrap();
        assert!(a == 0.0 && held.iter().all(|v| (v - 1.0).abs() < 1e-12));
        let split: Vec<f64> = (0..600).map(|i| if i % 10 == 0 { 10.0 } else { 0.0 }).collect();
        let (told, a) = shrunk_counts(&split, &[1.0; 600]).unwrap();
        // (0.9 · 1 + 0.1 · 81 − 1)/1 = 8, so a cell with 10 is (1 + 80)/(1 + 8) = 9.
        assert!((a - 8.0).abs() < 1e-12 && (told[0] - 9.0).abs() < 1e-12 && (told[1] - 1.0 / 9.0).abs() < 1e-12);
        assert!(shrunk_counts(&split, &[0.0; 600]).is_err());
    }
}
