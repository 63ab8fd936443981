//! Corrections for testing many cells at once.

use crate::StatisticsError;

/// False discovery rate after Benjamini & Hochberg: the q-value of every p-value.
///
/// Calling the cells with q < 0.05 significant makes at most 5 % of the called cells false on average.
/// q_i = min over j ≥ i of m p_(j)/j, at most 1. Where no q falls under the level there is no cut-off: nothing is called.
///
/// # Arguments
/// * `p`: one two-sided p-value in [0, 1] for each cell tested.
///
/// # Returns
/// One q-value for each p-value, in the same order; an empty input gives an empty answer.
///
/// # Errors
/// [`StatisticsError::OutOfRange`] for a p-value outside [0, 1] or NaN.
///
/// # Examples
/// ```
/// let q = aula_statistics::benjamini_hochberg(&[0.01, 0.04, 0.03])?;
/// assert_eq!(q, [0.03, 0.04, 0.04]);
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
///
/// # References
/// Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, StatisticsError> {
    step_up(p, 1.0)
}

/// False discovery rate after Benjamini & Yekutieli, which holds under every kind of dependence between the tests.
///
/// As [`benjamini_hochberg`] with m replaced by m·(1 + 1/2 + … + 1/m).
///
/// # Errors
/// [`StatisticsError::OutOfRange`] for a p-value outside [0, 1] or NaN.
///
/// # References
/// Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165–1188.
pub fn benjamini_yekutieli(p: &[f64]) -> Result<Vec<f64>, StatisticsError> {
    step_up(p, (1..=p.len()).map(|i| 1.0 / i as f64).sum())
}

/// [`benjamini_hochberg`] over the cells that were tested; the others get q = 1 and do not count in m.
///
/// # Errors
/// [`StatisticsError::Length`] where the two differ in length, [`StatisticsError::OutOfRange`] for a bad p-value of a
/// tested cell.
pub fn benjamini_hochberg_tested(p: &[f64], tested: &[bool]) -> Result<Vec<f64>, StatisticsError> {
    over_tested(p, tested, benjamini_hochberg)
}

/// [`benjamini_yekutieli`] over the cells that were tested; the others get q = 1 and do not count in m.
///
/// # Errors
/// As [`benjamini_hochberg_tested`].
pub fn benjamini_yekutieli_tested(p: &[f64], tested: &[bool]) -> Result<Vec<f64>, StatisticsError> {
    over_tested(p, tested, benjamini_yekutieli)
}

fn over_tested(
    p: &[f64],
    tested: &[bool],
    correct: fn(&[f64]) -> Result<Vec<f64>, StatisticsError>,
) -> Result<Vec<f64>, StatisticsError> {
    crate::check::length("tested", p.len(), tested.len())?;
    if tested.iter().all(|&t| t) {
        return correct(p);
    }
    let chosen: Vec<f64> = p.iter().zip(tested).filter(|&(_, &t)| t).map(|(&p, _)| p).collect();
    let mut corrected = correct(&chosen)?.into_iter();
    Ok(tested.iter().map(|&t| if t { corrected.next().unwrap_or(1.0) } else { 1.0 }).collect())
}

fn step_up(p: &[f64], factor: f64) -> Result<Vec<f64>, StatisticsError> {
    if let Some(index) = p.iter().position(|v| !(0.0..=1.0).contains(v)) {
        return Err(StatisticsError::OutOfRange { what: "p", index, value: p[index], rule: "between 0 and 1" });
    }
    // Doubles of at least 0 sort like their bits; a cell number beside them keeps the way back.
    let mut order: Vec<(u64, u32)> = p.iter().enumerate().map(|(i, v)| (v.abs().to_bits(), i as u32)).collect();
    order.sort_unstable();
    let m = p.len() as f64;
    let mut q = vec![1.0; p.len()];
    let mut smallest = 1.0_f64;
    for (rank, &(bits, i)) in order.iter().enumerate().rev() {
        smallest = smallest.min(factor * m * f64::from_bits(bits) / (rank + 1) as f64);
        q[i as usize] = smallest;
    }
    Ok(q)
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: [f64; 10] = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];

    #[test]
    fn equals_the_published_example() {
        let want = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.105_714_285_7, 0.216, 0.216, 0.216];
        for (q, want) in benjamini_hochberg(&P).unwrap().iter().zip(want) {
            assert!((q - want).abs() < 1e-9, "{q} is not {want}");
        }
        let harmonic: f64 = (1..=10).map(|i| 1.0 / f64::from(i)).sum();
        for (q, want) in benjamini_yekutieli(&P).unwrap().iter().zip(want) {
            assert!((q - (want * harmonic).min(1.0)).abs() < 1e-9);
        }
    }

    #[test]
    fn leaves_untested_cells_out_of_m() {
        let q = benjamini_hochberg_tested(&[0.01, 0.5, 0.03], &[true, false, true]).unwrap();
        assert_eq!(q, [0.02, 1.0, 0.03]);
        // With m = 2 the harmonic sum is 1.5.
        let q = benjamini_yekutieli_tested(&[0.01, 0.5, 0.03], &[true, false, true]).unwrap();
        assert!((q[0] - 0.03).abs() < 1e-12 && q[1] == 1.0 && (q[2] - 0.045).abs() < 1e-12);
    }

    #[test]
    fn rejects_what_is_no_probability_and_takes_none() {
        assert!(benjamini_hochberg(&[0.1, f64::NAN]).is_err());
        assert!(benjamini_hochberg(&[-0.1]).is_err());
        assert!(benjamini_hochberg(&[1.1]).is_err());
        assert_eq!(benjamini_hochberg(&[]).unwrap(), Vec::<f64>::new());
    }
}
