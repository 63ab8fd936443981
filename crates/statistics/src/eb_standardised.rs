//! Rates made comparable before they are mapped by Moran's I.

use crate::{StatisticsError, check, rates};

/// Empirical-Bayes standardised rates: rates with the noise of small populations taken out, for [`crate::local_moran`].
///
/// With r = e/b, m = Σe/Σb, b̄ = Σb/n and s² = Σ b(r − m)²/Σb: a = s² − m/b̄ (not clamped at 0),
/// v_i = a + m/b_i, or m/b_i where that is not above 0, and the value is (r_i − m)/√v_i.
///
/// # Arguments
/// * `events`: the events of each area, at least 0.
/// * `exposure`: the population or other base of each area, above 0.
///
/// # Returns
/// One standardised rate for each area, without unit.
///
/// # Errors
/// An error for an exposure of 0 (leave the area out), negative, NaN or infinite numbers, or no events at all.
///
/// # References
/// Assunção & Reis (1999), Statistics in Medicine 18, 2147–2162.
pub fn eb_standardised(events: &[f64], exposure: &[f64]) -> Result<Vec<f64>, StatisticsError> {
    let totals = rates::Totals::of(events, exposure)?;
    if let Some(index) = exposure.iter().position(|&b| b <= 0.0) {
        let rule = "above 0; leave areas without exposure out";
        return Err(StatisticsError::OutOfRange { what: "exposure", index, value: exposure[index], rule });
    }
    let m = totals.rate;
    if m == 0.0 {
        return Err(StatisticsError::NoVariation { what: "events", n: events.len(), value: 0.0 });
    }
    let a = totals.variance - m / totals.mean_exposure;
    let standardise = |(e, b): (&f64, &f64)| {
        let v = if a + m / b > 0.0 { a + m / b } else { m / b };
        check::fits("exposure", (e / b - m) / v.sqrt())
    };
    events.iter().zip(exposure).map(standardise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_published_example() {
        let e = [30.0, 25.0, 25.0, 15.0, 33.0, 21.0, 30.0, 20.0];
        let b = [100.0, 100.0, 110.0, 90.0, 100.0, 90.0, 110.0, 90.0];
        let got = eb_standardised(&e, &b).unwrap();
        for (got, want) in got.iter().zip([1.038_435_94, -0.040_990_89, -0.562_503_75, -1.730_618_61]) {
            assert!((got - want).abs() < 5e-9, "{got} is not {want}");
        }
        assert!(eb_standardised(&[0.0, 1.0], &[0.0, 5.0]).is_err());
        assert!(eb_standardised(&[0.0, 0.0], &[2.0, 5.0]).is_err());
    }
}
