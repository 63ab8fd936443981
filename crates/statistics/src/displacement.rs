//! Did a measure work, and did the trouble only move?

use crate::{StatisticsError, check, tail};

/// Counts before and after in one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BeforeAfter {
    /// Incidents in the period before.
    pub before: f64,
    /// Incidents in the period after.
    pub after: f64,
}

impl BeforeAfter {
    fn valid(self, what: &'static str) -> Result<Self, StatisticsError> {
        check::non_negative(what, &[self.before, self.after])?;
        Ok(self)
    }
}

/// A difference with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedDisplacement {
    /// Incidents prevented if negative, added if positive, net of the control and of displacement.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// difference / standard error.
    pub z: f64,
    /// Two-sided, normal.
    pub p: f64,
}

/// Weighted displacement difference: how many incidents did a measure prevent, displacement counted?
///
/// (T1 − T0) − (C1 − C0) + (D1 − D0) − (Dc1 − Dc0), variance the sum of the counts × φ.
///
/// # Arguments
/// * `treated`, `control`: counts of the treated area and of its control.
/// * `displacement`: the area around the treated one and its control, where watched.
/// * `overdispersion`: φ, at least 1; from [`overdispersion`] or [`crate::Seasonality::dispersion`].
///
/// # Errors
/// An error for negative, NaN or infinite counts, φ under 1, or all counts 0.
///
/// # References
/// Wheeler & Ratcliffe (2018), Crime Science 7, 11.
pub fn weighted_displacement_difference(
    treated: BeforeAfter,
    control: BeforeAfter,
    displacement: Option<(BeforeAfter, BeforeAfter)>,
    overdispersion: f64,
) -> Result<WeightedDisplacement, StatisticsError> {
    let phi = at_least_one(overdispersion)?;
    let zero = BeforeAfter { before: 0.0, after: 0.0 };
    let (near, near_control) = displacement.unwrap_or((zero, zero));
    let (mut difference, mut variance) = (0.0, 0.0);
    for (area, sign, what) in [
        (treated, 1.0, "treated"),
        (control, -1.0, "control"),
        (near, 1.0, "displacement"),
        (near_control, -1.0, "displacement control"),
    ] {
        let area = area.valid(what)?;
        difference += sign * (area.after - area.before);
        variance += area.before + area.after;
    }
    let standard_error = check::fits("treated", variance * phi)?.sqrt();
    if standard_error == 0.0 {
        return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
    }
    let z = difference / standard_error;
    Ok(WeightedDisplacement { difference, standard_error, z, p: tail::two_sided_normal_p(z) })
}

/// Weighted displacement quotient: what share of a fall was matched around the treated area?
///
/// (B1/C1 − B0/C0)/(A1/C1 − A0/C0): above 0 the benefit spread, under 0 it was displaced.
///
/// # Arguments
/// * `treated` A, `buffer` B, `control` C.
///
/// # Returns
/// `None` where the treated area did not improve against the control: there is nothing to divide.
///
/// # Errors
/// An error for negative, NaN or infinite counts or a control count of 0.
///
/// # References
/// Bowers & Johnson (2003), Journal of Quantitative Criminology 19, 275–301.
pub fn weighted_displacement_quotient(
    treated: BeforeAfter,
    buffer: BeforeAfter,
    control: BeforeAfter,
) -> Result<Option<f64>, StatisticsError> {
    let (a, b, c) = (treated.valid("treated")?, buffer.valid("buffer")?, control.valid("control")?);
    check::positive("control before", c.before)?;
    check::positive("control after", c.after)?;
    let change = |area: BeforeAfter| area.after / c.after - area.before / c.before;
    let (fall, beside) = (change(a), change(b));
    if fall < 0.0 { check::fits("buffer", beside / fall).map(Some) } else { Ok(None) }
}

/// A ratio with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelativeEffect {
    /// Above 1 the treated area did better than the control.
    pub ratio: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The upper end of the 95 % interval.
    pub high: f64,
}

/// Relative effect size: by what factor did the treated area do better than its control?
///
/// (A0 C1)/(A1 C0), the variance of its logarithm Σ 1/count × φ.
///
/// # Arguments
/// * `treated` A, `control` C: counts above 0. `overdispersion`: φ, at least 1.
///
/// # Errors
/// An error for counts not above 0 or φ under 1.
///
/// # References
/// Welsh & Farrington (2009), Justice Quarterly 26, 716–745.
pub fn relative_effect_size(
    treated: BeforeAfter,
    control: BeforeAfter,
    overdispersion: f64,
) -> Result<RelativeEffect, StatisticsError> {
    let phi = at_least_one(overdispersion)?;
    let counts = [treated.before, control.after, treated.after, control.before];
    for count in counts {
        check::positive("counts", count)?;
    }
    let log = counts[0].ln() + counts[1].ln() - counts[2].ln() - counts[3].ln();
    let half = NORMAL_975 * check::fits("counts", phi * counts.iter().map(|c| 1.0 / c).sum::<f64>())?.sqrt();
    Ok(RelativeEffect { ratio: log.exp(), low: (log - half).exp(), high: check::fits("counts", (log + half).exp())? })
}

const NORMAL_975: f64 = 1.959_963_984_540_054;

/// φ, how much more than Poisson monthly counts vary: Pearson χ²/df about their mean, at least 1.
///
/// # Arguments
/// * `monthly_counts`: counts of at least 12 months before a measure started.
///
/// # Errors
/// [`StatisticsError::TooFew`] for under 12 months or no incidents; an error for negative, NaN or infinite counts.
pub fn overdispersion(monthly_counts: &[f64]) -> Result<f64, StatisticsError> {
    let n = monthly_counts.len();
    if n < 12 {
        return Err(StatisticsError::TooFew { what: "months", found: n, needed: 12 });
    }
    check::non_negative("monthly_counts", monthly_counts)?;
    let mean = check::fits("monthly_counts", monthly_counts.iter().sum::<f64>() / n as f64)?;
    if mean == 0.0 {
        return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
    }
    let chi2: f64 = monthly_counts.iter().map(|c| (c - mean) * ((c - mean) / mean)).sum();
    Ok(check::fits("monthly_counts", chi2 / (n - 1) as f64)?.max(1.0))
}

fn at_least_one(phi: f64) -> Result<f64, StatisticsError> {
    if phi.is_finite() && phi >= 1.0 {
        Ok(phi)
    } else {
        Err(StatisticsError::Setting { name: "overdispersion", value: phi, rule: "finite and at least 1" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(before: f64, after: f64) -> BeforeAfter {
        BeforeAfter { before, after }
    }

    #[test]
    fn differences_equal_the_published_examples() {
        let got = weighted_displacement_difference(counts(20.0, 10.0), counts(20.0, 20.0), None, 1.0).unwrap();
        assert_eq!(got.difference, -10.0);
        assert!((got.standard_error - 8.3666).abs() < 5e-5 && (got.z + 1.195).abs() < 5e-4);
        let near = Some((counts(30.0, 20.0), counts(30.0, 30.0)));
        let got = weighted_displacement_difference(counts(20.0, 10.0), counts(20.0, 20.0), near, 1.0).unwrap();
        assert_eq!(got.difference, -20.0);
        assert!((got.standard_error - 13.416).abs() < 5e-4);
    }

    #[test]
    fn quotient_and_effect_equal_the_published_examples() {
        let quotient = |a, b, c| weighted_displacement_quotient(a, b, c).unwrap();
        let got = quotient(counts(100.0, 80.0), counts(50.0, 45.0), counts(100.0, 100.0));
        assert!((got.unwrap() - 0.25).abs() < 1e-12);
        assert_eq!(quotient(counts(100.0, 100.0), counts(50.0, 45.0), counts(100.0, 100.0)), None);
        let got = relative_effect_size(counts(100.0, 80.0), counts(100.0, 90.0), 1.0).unwrap();
        assert!((got.ratio - 1.125).abs() < 1e-12);
        assert!((got.low - 0.747).abs() < 5e-4 && (got.high - 1.694).abs() < 5e-4);
    }

    #[test]
    fn a_fall_of_a_fifth_needs_the_stated_baseline() {
        // 21.3 % against an equally large, unchanged control reaches z = 1.96 near 321 incidents, 642 at φ = 2.
        for (baseline, phi) in [(321.0, 1.0), (642.0, 2.0)] {
            let fall = counts(baseline, baseline * (1.0 - 0.213));
            let got = weighted_displacement_difference(fall, counts(baseline, baseline), None, phi).unwrap();
            assert!((got.z + 1.96).abs() < 0.005, "{}", got.z);
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let (none, some) = (counts(0.0, 0.0), counts(5.0, 5.0));
        assert!(weighted_displacement_difference(none, none, None, 1.0).is_err());
        assert!(weighted_displacement_difference(some, some, None, 0.5).is_err());
        assert!(weighted_displacement_difference(counts(f64::NAN, 1.0), some, None, 1.0).is_err());
        assert!(weighted_displacement_quotient(some, some, none).is_err());
        assert!(relative_effect_size(none, some, 1.0).is_err());
        assert!(overdispersion(&[1.0; 11]).is_err() && overdispersion(&[0.0; 12]).is_err());
        assert_eq!(overdispersion(&[3.0; 12]).unwrap(), 1.0);
        assert!(overdispersion(&[0.0, 6.0, 0.0, 6.0, 0.0, 6.0, 0.0, 6.0, 0.0, 6.0, 0.0, 6.0]).unwrap() > 3.0);
    }
}
