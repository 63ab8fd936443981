//! The negative binomial with its dispersion estimated.

use super::family::{Family, Tally};
use super::glm::{Glm, GlmProblem, fit};
use crate::StatisticsError;

/// [`negative_binomial`]'s answer.
#[derive(Debug, Clone, PartialEq)]
pub struct NegativeBinomial {
    /// The fit; its family is the Poisson where the counts scatter no more than that.
    pub fit: Glm,
    /// α of variance μ + αμ²; 0 for the Poisson.
    pub dispersion: f64,
}

/// Fits E(y) = exp(intercept + Xβ + offset) with variance μ + αμ², α by maximum likelihood.
///
/// Coefficients and dispersion are fitted in turn until the likelihood rests. Where no α above 1e-6 raises the
/// likelihood the answer is the Poisson's.
///
/// # Errors
/// As [`super::glm`].
///
/// # References
/// Hilbe (2011), Negative Binomial Regression, ch. 8; Lawless (1987), Canadian J. Statistics 15, 209–225.
pub fn negative_binomial(
    problem: &GlmProblem<'_>,
    start: Option<(f64, &[f64])>,
) -> Result<NegativeBinomial, StatisticsError> {
    problem.validated()?;
    Ok(fit_dispersed(problem, &Tally::new(problem.counts), start, None))
}

pub(super) fn fit_dispersed(
    problem: &GlmProblem<'_>,
    tally: &Tally,
    start: Option<(f64, &[f64])>,
    dispersion: Option<f64>,
) -> NegativeBinomial {
    let begin = Family::from_dispersion(dispersion.unwrap_or(0.0));
    let mut found = fit(problem, begin, tally, start);
    for _ in 0..25 {
        let near = found.family.dispersion();
        let dispersion = best_dispersion(problem.counts, &found.expected, tally, near);
        let family = Family::from_dispersion(dispersion);
        let next = fit(problem, family, tally, Some((found.intercept, &found.coefficients)));
        let rested = (next.log_likelihood - found.log_likelihood).abs() < 1e-7 * (1.0 + found.log_likelihood.abs());
        let same = (family.dispersion() - found.family.dispersion()).abs() <= 1e-7 * (1.0 + family.dispersion());
        found = next;
        if rested || same {
            break;
        }
    }
    NegativeBinomial { dispersion: found.family.dispersion(), fit: found }
}

impl Family {
    pub(super) fn from_dispersion(dispersion: f64) -> Self {
        if dispersion > LEAST { Self::NegativeBinomial { dispersion } } else { Self::Poisson }
    }
}

const LEAST: f64 = 1e-6;
/// How far around a known dispersion is looked first, in ln α.
const WIDTH: f64 = 0.4;

/// The α that makes the counts most likely around fixed means: a search on ln α, in which the likelihood has one peak,
/// around `near` where that is above 0.
pub(super) fn best_dispersion(counts: &[f64], means: &[f64], tally: &Tally, near: f64) -> f64 {
    let at = |log: f64| {
        let family = Family::NegativeBinomial { dispersion: log.exp() };
        family.log_likelihood(counts, means, family.constants(tally))
    };
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (LEAST.ln(), 1e4_f64.ln());
    let around = near.max(LEAST).ln();
    if near > LEAST && at(around) > at(around - WIDTH).max(at(around + WIDTH)) {
        (low, high) = (around - WIDTH, around + WIDTH);
    } else {
        // A coarse look first: far from the peak the likelihood is flat to rounding.
        let steps = 12;
        let width = (high - low) / f64::from(steps);
        let peak = (0..=steps)
            .map(|k| (at(low + f64::from(k) * width), k))
            .fold((f64::NEG_INFINITY, 0), |best, next| if next.0 > best.0 { next } else { best });
        let first = low;
        low = first + (f64::from(peak.1) - 1.0).max(0.0) * width;
        high = (first + f64::from(peak.1 + 1) * width).min(high);
    }
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (at(a), at(b));
    while high - low > 1e-5 {
        if at_a < at_b {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = at(b);
        } else {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = at(a);
        }
    }
    let found = f64::midpoint(low, high);
    let poisson = Family::Poisson.log_likelihood(counts, means, Family::Poisson.constants(tally));
    if at(found) > poisson + 1e-9 { found.exp() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::Design;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn finds_planted_dispersion_and_says_poisson_where_there_is_none() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let n = 20_000;
        let x: Vec<f64> = (0..n).map(|_| f64::from(u8::from(random.random_bool(0.3)))).collect();
        // Gamma with shape 2 (dispersion ½) as a sum of two exponentials, then Poisson by waiting times.
        let poisson = |mean: f64, random: &mut ChaCha8Rng| {
            let (mut k, mut left) = (0.0, mean);
            loop {
                left += random.random::<f64>().ln();
                if left < 0.0 {
                    return k;
                }
                k += 1.0;
            }
        };
        let mut spread = Vec::new();
        let mut plain = Vec::new();
        for x in &x {
            let mean = (0.2 + 0.7 * x).exp();
            let gamma = -(random.random::<f64>().ln() + random.random::<f64>().ln()) / 2.0;
            spread.push(poisson(mean * gamma, &mut random));
            plain.push(poisson(mean, &mut random));
        }
        let design = Design::new(n, vec![x]).unwrap();
        let problem = GlmProblem { design: &design, counts: &spread, offset: None };
        let found = negative_binomial(&problem, None).unwrap();
        assert!((found.dispersion - 0.5).abs() < 0.03, "{}", found.dispersion);
        assert!((found.fit.coefficients[0] - 0.7).abs() < 0.05);
        let none = negative_binomial(&GlmProblem { counts: &plain, ..problem }, None).unwrap();
        assert!(none.dispersion < 0.02, "{}", none.dispersion);
    }
}
