//! Effects with intervals that hold where counts scatter more than the family says, and neighbours resemble each other.

use super::cholesky::Cholesky;
use super::design::Design;
use super::glm::{Glm, GlmProblem};
use super::sums::weighted_gram;
use crate::{StatisticsError, check};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeMap;

/// An effect and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Effect {
    /// β.
    pub beta: f64,
    /// Its standard error, from blocks of rows.
    pub se: f64,
    /// exp(β): how many times as many for one unit more.
    pub relative: f64,
    /// The lower end of the interval of exp(β).
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Effect {
    /// β with its standard error and an interval of so many standard errors to each side.
    #[must_use]
    pub fn new(beta: f64, se: f64, reach: f64) -> Self {
        let end = |side: f64| (beta + side * reach * se).exp();
        Self { beta, se, relative: beta.exp(), low: end(-1.0), high: end(1.0) }
    }
}

/// The effects of all columns together.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// One for each column.
    pub each: Vec<Effect>,
    /// The covariance of the coefficients from blocks, the intercept left out; side columns.
    pub covariance: Vec<f64>,
    /// How many standard errors an interval reaches to each side.
    pub reach: f64,
    /// The blocks behind it.
    pub blocks: usize,
}

/// The effects of a fit with intervals from blocks: β ± t · se, se from the sandwich with one term for each block.
///
/// Blocks are pieces of space large enough that they know little of each other. With g blocks t is Student's with g − 1
/// degrees of freedom and the sandwich is multiplied by g/(g − 1) · (n − 1)/(n − k).
///
/// # Arguments
/// * `fit`: of `problem`. `blocks`: the block of each row. `level`: for instance 0.9.
///
/// # Errors
/// [`StatisticsError::TooFew`] for fewer than 5 blocks; other lengths, a level outside (0, 1).
///
/// # References
/// Liang & Zeger (1986), Biometrika 73, 13–22; Cameron & Miller (2015), J. Human Resources 50, 317–372.
pub fn effects(problem: &GlmProblem<'_>, fit: &Glm, blocks: &[u32], level: f64) -> Result<Effects, StatisticsError> {
    let n = problem.design.rows();
    check::length("blocks", n, blocks.len())?;
    check::length("coefficients", problem.design.len(), fit.coefficients.len())?;
    if !(level > 0.0 && level < 1.0) {
        return Err(StatisticsError::Setting { name: "level", value: level, rule: "between 0 and 1" });
    }
    let (scores, count) = block_scores(problem, fit, blocks);
    if count < 5 {
        return Err(StatisticsError::TooFew { what: "blocks", found: count, needed: 5 });
    }
    let side = problem.design.len() + 1;
    let a = fit.family.dispersion();
    let weights: Vec<f64> = fit.expected.iter().map(|m| m / (1.0 + a * m)).collect();
    let columns: Vec<&[f64]> = (0..problem.design.len()).map(|j| problem.design.column(j)).collect();
    let bread = Cholesky::new(&weighted_gram(&columns, &weights), side);
    let g = count as f64;
    let small = g / (g - 1.0) * (n as f64 - 1.0) / (n as f64 - side as f64).max(1.0);
    let columns = side - 1;
    let mut covariance = vec![0.0; columns * columns];
    for along in scores.iter().map(|score| bread.solve(score)) {
        for i in 0..columns {
            for j in 0..columns {
                covariance[i * columns + j] += small * along[i + 1] * along[j + 1];
            }
        }
    }
    let t = StudentsT::new(0.0, 1.0, g - 1.0).map_or(f64::NAN, |t| t.inverse_cdf(f64::midpoint(1.0, level)));
    let effect = |(j, &beta): (usize, &f64)| Effect::new(beta, covariance[j * columns + j].sqrt(), t);
    let each = fit.coefficients.iter().enumerate().map(effect).collect();
    Ok(Effects { each, covariance, reach: t, blocks: count })
}

/// The sum over each block's rows of the score.
fn block_scores(problem: &GlmProblem<'_>, fit: &Glm, blocks: &[u32]) -> (Vec<Vec<f64>>, usize) {
    let design: &Design = problem.design;
    let a = fit.family.dispersion();
    let mut number: BTreeMap<u32, usize> = blocks.iter().map(|&block| (block, 0)).collect();
    number.values_mut().enumerate().for_each(|(k, v)| *v = k);
    let mut scores = vec![vec![0.0; design.len() + 1]; number.len()];
    for (i, block) in blocks.iter().enumerate() {
        let residual = (problem.counts[i] - fit.expected[i]) / (1.0 + a * fit.expected[i]);
        let score = &mut scores[number[block]];
        score[0] += residual;
        for j in 0..design.len() {
            score[j + 1] += residual * design.column(j)[i];
        }
    }
    let count = scores.len();
    (scores, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::{Family, glm};
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn intervals_hold_where_neighbours_resemble_each_other() {
        // 60 blocks of 50 rows; each block has its own level, and the column is much the same all over a block. The
        // model's own standard errors are far too small there; those from blocks hold.
        let (mut within, mut naive, mut all) = (0, 0, 0);
        for seed in 0..200 {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let (mut x, mut y, mut blocks) = (Vec::new(), Vec::new(), Vec::new());
            for block in 0..60_u32 {
                let level = (random.random::<f64>() + random.random::<f64>() - 1.0) * 0.8;
                let own = random.random_bool(0.5);
                for _ in 0..50 {
                    let exposed = f64::from(u8::from(if random.random_bool(0.9) { own } else { !own }));
                    let (mut k, mut left) = (0.0, (0.3 * exposed + level).exp());
                    loop {
                        left += random.random::<f64>().ln();
                        if left < 0.0 {
                            break;
                        }
                        k += 1.0;
                    }
                    x.push(exposed);
                    y.push(k);
                    blocks.push(block);
                }
            }
            let design = Design::new(x.len(), vec![x]).unwrap();
            let problem = GlmProblem { design: &design, counts: &y, offset: None };
            let fit = glm(&problem, Family::Poisson, None).unwrap();
            let effect = effects(&problem, &fit, &blocks, 0.9).unwrap().each[0];
            let truth = 0.3_f64.exp();
            within += i32::from(effect.low <= truth && truth <= effect.high);
            naive += i32::from((effect.beta - 0.3).abs() < 1.645 * fit.covariance[3].sqrt());
            all += 1;
        }
        let (within, naive) = (f64::from(within) / f64::from(all), f64::from(naive) / f64::from(all));
        assert!((0.84..=0.96).contains(&within) && naive < 0.75, "{within} {naive}");
    }
}
