//! Counts by iteratively reweighted least squares.

use super::cholesky::Cholesky;
use super::design::Design;
use super::family::{Family, MOST, Tally};
use super::sums::{transposed_times, weighted_gram};
use crate::{StatisticsError, check};

/// Counts and what they may depend on.
#[derive(Debug, Clone, Copy)]
pub struct GlmProblem<'a> {
    /// The columns, without the intercept, which is always there.
    pub design: &'a Design,
    /// Whole counts, one for each row.
    pub counts: &'a [f64],
    /// Added to the linear predictor: the logarithm of an exposure.
    pub offset: Option<&'a [f64]>,
}

impl GlmProblem<'_> {
    pub(super) fn validated(&self) -> Result<(), StatisticsError> {
        check::length("counts", self.design.rows(), self.counts.len())?;
        check::whole("counts", self.counts)?;
        if let Some(index) = self.counts.iter().position(|&y| y > MOST) {
            let rule = "at most 1000000";
            return Err(StatisticsError::OutOfRange { what: "counts", index, value: self.counts[index], rule });
        }
        if let Some(offset) = self.offset {
            check::length("offset", self.design.rows(), offset.len())?;
            check::finite("offset", offset)?;
        }
        if self.counts.iter().all(|&y| y == 0.0) {
            return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
        }
        Ok(())
    }

    pub(super) fn offset_at(&self, i: usize) -> f64 {
        self.offset.map_or(0.0, |o| o[i])
    }
}

/// A fitted regression of counts with a logarithmic link.
#[derive(Debug, Clone, PartialEq)]
pub struct Glm {
    /// Of the intercept.
    pub intercept: f64,
    /// Of each column; 0 for one that others explain wholly.
    pub coefficients: Vec<f64>,
    /// The expected count of each row.
    pub expected: Vec<f64>,
    /// With all constants.
    pub log_likelihood: f64,
    /// −2 log-likelihood + ln(rows) · parameters; the dispersion is one of them.
    pub bic: f64,
    /// The inverse of the expected information, side columns + 1, intercept first.
    pub covariance: Vec<f64>,
    /// The family.
    pub family: Family,
    /// Newton steps taken.
    pub iterations: u32,
    /// Whether the steps came to rest: not so where counts separate wholly.
    pub converged: bool,
}

/// Fits E(y) = exp(intercept + Xβ + offset).
///
/// # Arguments
/// * `family`: fixed; [`super::negative_binomial`] estimates the dispersion.
/// * `start`: intercept and coefficients to begin with, from a neighbouring fit.
///
/// # Returns
/// The maximum of the likelihood by Fisher scoring with halved steps. Linear predictors are held to ±30.
///
/// # Errors
/// [`StatisticsError`] for counts that are not whole or all 0, other lengths, numbers that are not finite.
///
/// # Complexity
/// rows · columns² a step, five to ten steps.
///
/// # References
/// McCullagh & Nelder (1989), Generalized Linear Models, ch. 2 and 6; Cameron & Trivedi (2013), ch. 3.
pub fn glm(problem: &GlmProblem<'_>, family: Family, start: Option<(f64, &[f64])>) -> Result<Glm, StatisticsError> {
    problem.validated()?;
    Ok(fit(problem, family, &Tally::new(problem.counts), start))
}

const MOST_STEPS: u32 = 50;
/// Steps end where they promise less than this in log-likelihood.
const REST: f64 = 1e-9;
pub(super) const REACH: f64 = 30.0;

pub(super) fn fit(problem: &GlmProblem<'_>, family: Family, tally: &Tally, start: Option<(f64, &[f64])>) -> Glm {
    let GlmProblem { design, counts, offset } = *problem;
    let columns: Vec<&[f64]> = (0..design.len()).map(|j| design.column(j)).collect();
    let (side, a) = (columns.len() + 1, family.dispersion());
    let constants = family.constants(tally);
    let means = |beta: &[f64]| {
        let mut eta = design.linear(beta[0], &beta[1..], offset);
        eta.iter_mut().for_each(|v| *v = v.clamp(-REACH, REACH).exp());
        eta
    };
    let mut beta = vec![0.0; side];
    match start {
        Some((intercept, coefficients)) => {
            beta[0] = intercept;
            beta[1..].copy_from_slice(coefficients);
        }
        None => {
            let exposure: f64 = (0..design.rows()).map(|i| problem.offset_at(i).exp()).sum();
            beta[0] = (counts.iter().sum::<f64>() / exposure).ln();
        }
    }
    let mut mu = means(&beta);
    let mut best = family.log_likelihood(counts, &mu, constants);
    let (mut iterations, mut converged) = (0, false);
    let information = |mu: &[f64]| {
        let weights: Vec<f64> = mu.iter().map(|m| m / (1.0 + a * m)).collect();
        weighted_gram(&columns, &weights)
    };
    let mut factored = Cholesky::new(&information(&mu), side);
    while iterations < MOST_STEPS {
        iterations += 1;
        let residual: Vec<f64> = counts.iter().zip(&mu).map(|(y, m)| (y - m) / (1.0 + a * m)).collect();
        let score = transposed_times(&columns, &residual);
        let step = factored.solve(&score);
        let promised: f64 = score.iter().zip(&step).map(|(s, d)| s * d).sum();
        if promised < REST {
            converged = true;
            break;
        }
        let mut share = 1.0;
        let moved = loop {
            let tried: Vec<f64> = beta.iter().zip(&step).map(|(b, d)| b + share * d).collect();
            let there = means(&tried);
            let likelihood = family.log_likelihood(counts, &there, constants);
            if likelihood > best {
                break Some((tried, there, likelihood));
            }
            share *= 0.5;
            if share < 1e-6 {
                break None;
            }
        };
        let Some((tried, there, likelihood)) = moved else {
            converged = promised < 1e-4;
            break;
        };
        (beta, mu, best) = (tried, there, likelihood);
        factored = Cholesky::new(&information(&mu), side);
    }
    let parameters = side as f64 + f64::from(u8::from(a > 0.0));
    Glm {
        intercept: beta[0],
        coefficients: beta[1..].to_vec(),
        log_likelihood: best,
        bic: -2.0 * best + (design.rows() as f64).ln() * parameters,
        covariance: factored.inverse(),
        expected: mu,
        family,
        iterations,
        converged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(design: &Design) -> GlmProblem<'_> {
        GlmProblem { design, counts: &[2.0, 3.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 15.0], offset: None }
    }

    #[test]
    fn equals_the_textbook_regression() {
        // Dobson & Barnett (2008), An Introduction to Generalized Linear Models, table 4.3, with a logarithmic link
        // (statsmodels 0.14, GLM(Poisson) on the same numbers).
        let x = vec![-1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
        let design = Design::new(9, vec![x]).unwrap();
        let found = glm(&problem_of(&design), Family::Poisson, None).unwrap();
        assert!(found.converged);
        // The score equations hold: residuals sum to 0, alone and against the column.
        let counts = problem_of(&design).counts;
        let residuals: Vec<f64> = counts.iter().zip(&found.expected).map(|(y, m)| y - m).collect();
        assert!(residuals.iter().sum::<f64>().abs() < 1e-4);
        assert!(residuals.iter().zip(design.column(0)).map(|(r, x)| r * x).sum::<f64>().abs() < 1e-4);
        assert!((found.intercept - 1.889_272).abs() < 1e-5 && (found.coefficients[0] - 0.669_789).abs() < 1e-5);
        let se = |i: usize| found.covariance[i * 2 + i].sqrt();
        assert!((se(0) - 0.142_1).abs() < 5e-4 && (se(1) - 0.178_7).abs() < 5e-4, "{} {}", se(0), se(1));
    }

    #[test]
    fn an_offset_is_an_exposure_and_twins_do_no_harm() {
        let design = Design::new(9, vec![]).unwrap();
        let problem = problem_of(&design);
        let exposure: Vec<f64> = (1..=9).map(f64::from).collect();
        let offset: Vec<f64> = exposure.iter().map(|e| e.ln()).collect();
        let with = glm(&GlmProblem { offset: Some(&offset), ..problem }, Family::Poisson, None).unwrap();
        assert!((with.intercept - (72.0_f64 / 45.0).ln()).abs() < 1e-9);
        let x: Vec<f64> = (0..9).map(|i| f64::from(i % 3)).collect();
        let twin = Design::new(9, vec![x.clone(), x.clone(), vec![1.0; 9]]).unwrap();
        let one = Design::new(9, vec![x]).unwrap();
        let twins = glm(&GlmProblem { design: &twin, ..problem }, Family::Poisson, None).unwrap();
        let single = glm(&GlmProblem { design: &one, ..problem }, Family::Poisson, None).unwrap();
        assert!((twins.log_likelihood - single.log_likelihood).abs() < 1e-9);
        assert!(glm(&GlmProblem { counts: &[0.0; 9], ..problem }, Family::Poisson, None).is_err());
        assert!(glm(&GlmProblem { counts: &[0.5; 9], ..problem }, Family::Poisson, None).is_err());
    }
}
