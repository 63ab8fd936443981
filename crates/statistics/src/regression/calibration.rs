//! Do expected counts add up?

use super::design::Design;
use super::family::Family;
use super::glm::{GlmProblem, glm};
use crate::{StatisticsError, check};

/// A group of rows: what was expected in it and what came.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct CalibrationGroup {
    /// Rows of the group.
    pub rows: usize,
    /// The sum of the expected counts.
    pub expected: f64,
    /// The sum of the counts.
    pub observed: f64,
    /// Twice the tail of the Poisson would be wrong for scattered counts: (observed − expected)/√(φ · expected).
    pub z: f64,
}

/// Groups of rows with their expected and observed sums.
///
/// # Arguments
/// * `group`: the group of each row, `groups` of them; rows of a group beyond are left out.
/// * `phi`: how many times the Poisson's variance, at least 1.
///
/// # Errors
/// [`StatisticsError::Length`], numbers that are negative or not finite.
pub fn calibration(
    expected: &[f64],
    counts: &[f64],
    group: &[usize],
    groups: usize,
    phi: f64,
) -> Result<Vec<CalibrationGroup>, StatisticsError> {
    check::length("counts", expected.len(), counts.len())?;
    check::length("group", expected.len(), group.len())?;
    check::non_negative("expected", expected)?;
    check::non_negative("counts", counts)?;
    check::positive("phi", phi)?;
    let mut out = vec![CalibrationGroup { rows: 0, expected: 0.0, observed: 0.0, z: 0.0 }; groups];
    for (i, &g) in group.iter().enumerate().filter(|&(_, &g)| g < groups) {
        out[g].rows += 1;
        out[g].expected += expected[i];
        out[g].observed += counts[i];
    }
    for g in &mut out {
        if g.expected > 0.0 {
            g.z = (g.observed - g.expected) / (phi.max(1.0) * g.expected).sqrt();
        }
    }
    Ok(out)
}

/// [`recalibrate`]'s answer.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Calibrated {
    /// Of ln expected: 1 where predictions are as steep as the counts; below 1 they were too bold.
    pub slope: f64,
    /// Moves the total onto the counts.
    pub intercept: f64,
}

impl Calibrated {
    /// The expected count after calibration.
    #[must_use]
    pub fn apply(&self, expected: f64) -> f64 {
        (self.intercept + self.slope * expected.max(f64::MIN_POSITIVE).ln()).exp()
    }
}

/// Fits counts on the logarithm of predictions made without them: ln E(y) = intercept + slope · ln expected.
///
/// # Errors
/// [`StatisticsError`] for predictions that are not above 0, other lengths, counts that are all 0.
///
/// # References
/// Cox (1958), Biometrika 45, 562–565.
pub fn recalibrate(expected: &[f64], counts: &[f64]) -> Result<Calibrated, StatisticsError> {
    for &e in expected {
        check::positive("expected", e)?;
    }
    let design = Design::new(expected.len(), vec![expected.iter().map(|e| e.ln()).collect()])?;
    let fit = glm(&GlmProblem { design: &design, counts, offset: None }, Family::Poisson, None)?;
    Ok(Calibrated { slope: fit.coefficients[0], intercept: fit.intercept })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_predictions_are_tamed_and_sums_agree() {
        // Counts as the square root of what was predicted.
        let expected: Vec<f64> = (1..=400).map(f64::from).collect();
        let counts: Vec<f64> = expected.iter().map(|e| (3.0 * e.sqrt()).round()).collect();
        let found = recalibrate(&expected, &counts).unwrap();
        assert!((found.slope - 0.5).abs() < 0.01);
        let after: Vec<f64> = expected.iter().map(|&e| found.apply(e)).collect();
        let group: Vec<usize> = (0..400).map(|i| i / 40).collect();
        let groups = calibration(&after, &counts, &group, 10, 1.0).unwrap();
        assert!(groups.iter().all(|g| g.z.abs() < 0.5 && g.rows == 40));
        let total: f64 = groups.iter().map(|g| g.observed - g.expected).sum();
        assert!(total.abs() < 1e-3);
    }
}
