//! Which penalty foretells best what a fit has not seen.

use super::design::Design;
use super::elastic_net::{ElasticNet, Penalty, elastic_net, largest_penalty, penalties};
use super::glm::{GlmProblem, REACH};
use crate::{StatisticsError, check};
use rayon::prelude::*;

/// [`choose_penalty`]'s answer.
#[derive(Debug, Clone, PartialEq)]
pub struct PenaltyChoice {
    /// The whole data's fit under each penalty, largest first.
    pub path: Vec<ElasticNet>,
    /// Mean Poisson deviance per row left out, for each penalty.
    pub deviance: Vec<f64>,
    /// Its standard error over the folds.
    pub deviance_se: Vec<f64>,
    /// The penalty with the least deviance.
    pub best: usize,
    /// The largest penalty whose deviance is within one standard error of the least.
    pub one_se: usize,
    /// For each penalty the linear predictor of each row by the fit that had not seen its fold.
    pub left_out: Vec<Vec<f64>>,
}

/// Fits a path of penalties to all rows, and to all but each fold to see how well the fold is foretold.
///
/// # Arguments
/// * `folds`: the fold of each row, 0, 1, …; for a map they should be blocks of space, so that neighbours do not tell
///   each other's counts.
/// * `count`, `ratio`: how many penalties, from the largest that matters down to that times `ratio`.
///
/// # Errors
/// As [`elastic_net`]; [`StatisticsError::TooFew`] for fewer than 2 folds, or a fold without whose rows no incident is
/// left.
///
/// # References
/// Roberts et al. (2017), Ecography 40, 913–929, for blocks; Hastie, Tibshirani & Friedman (2009), § 7.10.
pub fn choose_penalty(
    problem: &GlmProblem<'_>,
    penalty: &Penalty<'_>,
    folds: &[u16],
    count: usize,
    ratio: f64,
) -> Result<PenaltyChoice, StatisticsError> {
    if !(ratio > 0.0 && ratio < 1.0) || count == 0 {
        return Err(StatisticsError::Setting { name: "ratio", value: ratio, rule: "between 0 and 1" });
    }
    choose_among(problem, penalty, folds, &penalties(largest_penalty(problem, penalty)?, ratio, count))
}

/// [`choose_penalty`] among penalties given, largest first.
pub(super) fn choose_among(
    problem: &GlmProblem<'_>,
    penalty: &Penalty<'_>,
    folds: &[u16],
    grid: &[f64],
) -> Result<PenaltyChoice, StatisticsError> {
    check::length("folds", problem.design.rows(), folds.len())?;
    let of_folds = folds.iter().max().map_or(0, |&f| usize::from(f) + 1);
    if of_folds < 2 {
        return Err(StatisticsError::TooFew { what: "folds", found: of_folds, needed: 2 });
    }
    let count = grid.len();
    let fits: Vec<Result<Fitted, StatisticsError>> = (0..=of_folds)
        .into_par_iter()
        .map(|fold| {
            if fold == of_folds {
                return elastic_net(problem, penalty, grid).map(Fitted::Whole);
            }
            foretell(problem, penalty, grid, folds, fold).map(Fitted::Fold)
        })
        .collect();
    let (mut path, mut sums) = (Vec::new(), Vec::new());
    let mut left_out = vec![vec![0.0; folds.len()]; count];
    for (fold, fit) in fits.into_iter().enumerate() {
        match fit? {
            Fitted::Whole(whole) => path = whole,
            Fitted::Fold(predictors) => {
                let own: Vec<usize> = (0..folds.len()).filter(|&i| usize::from(folds[i]) == fold).collect();
                let deviance = |eta: &Vec<f64>| {
                    let one = |(e, &i): (&f64, &usize)| poisson_deviance(problem.counts[i], e.exp());
                    eta.iter().zip(&own).map(one).sum::<f64>()
                };
                sums.push((own.len() as f64, predictors.iter().map(deviance).collect::<Vec<f64>>()));
                for (whole, part) in left_out.iter_mut().zip(&predictors) {
                    own.iter().zip(part).for_each(|(&i, eta)| whole[i] = *eta);
                }
            }
        }
    }
    let rows = folds.len() as f64;
    let at = |k: usize| sums.iter().map(move |(rows, sums)| (*rows, sums[k]));
    let deviance: Vec<f64> = (0..count).map(|k| at(k).map(|(_, sum)| sum).sum::<f64>() / rows).collect();
    let deviance_se: Vec<f64> = (0..count)
        .map(|k| {
            let own = at(k).filter(|(rows, _)| *rows > 0.0);
            let spread: f64 = own.map(|(rows, sum)| (sum / rows - deviance[k]).powi(2) * rows).sum::<f64>();
            (spread / rows / (of_folds as f64 - 1.0)).sqrt()
        })
        .collect();
    let best = (0..count).fold(0, |best, k| if deviance[k] < deviance[best] { k } else { best });
    let limit = deviance[best] + deviance_se[best];
    let one_se = (0..=best).find(|&k| deviance[k] <= limit).unwrap_or(best);
    Ok(PenaltyChoice { path, deviance, deviance_se, best, one_se, left_out })
}

enum Fitted {
    Whole(Vec<ElasticNet>),
    /// For each penalty the linear predictors of the fold's rows.
    Fold(Vec<Vec<f64>>),
}

fn foretell(
    problem: &GlmProblem<'_>,
    penalty: &Penalty<'_>,
    grid: &[f64],
    folds: &[u16],
    fold: usize,
) -> Result<Vec<Vec<f64>>, StatisticsError> {
    let (own, others): (Vec<usize>, Vec<usize>) = (0..folds.len()).partition(|&i| usize::from(folds[i]) == fold);
    let at = |values: &[f64], rows: &[usize]| rows.iter().map(|&i| values[i]).collect::<Vec<f64>>();
    let (train, counts): (Design, Vec<f64>) = (problem.design.select_rows(&others), at(problem.counts, &others));
    let offset = problem.offset.map(|o| at(o, &others));
    let training = GlmProblem { design: &train, counts: &counts, offset: offset.as_deref() };
    let path = elastic_net(&training, penalty, grid)?;
    if own.is_empty() {
        return Ok(vec![Vec::new(); grid.len()]);
    }
    let left = problem.design.select_rows(&own);
    let offset = problem.offset.map(|o| at(o, &own));
    let predictors = path.iter().map(|fit| {
        let mut eta = left.linear(fit.intercept, &fit.coefficients, offset.as_deref());
        eta.iter_mut().for_each(|e| *e = e.clamp(-REACH, REACH));
        eta
    });
    Ok(predictors.collect())
}

/// 2 (y ln(y/μ) − y + μ).
pub(super) fn poisson_deviance(y: f64, mu: f64) -> f64 {
    2.0 * (if y > 0.0 { y * (y / mu).ln() } else { 0.0 } - y + mu)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::Sign;

    #[test]
    fn the_penalty_chosen_keeps_what_matters_and_threads_do_not_matter() {
        let n = 4000_u32;
        let unit = |i: u32, by: u32| f64::from(i.wrapping_mul(by).wrapping_add(12345) >> 8) / f64::from(1_u32 << 24);
        let by = [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393];
        let columns: Vec<Vec<f64>> = by.iter().map(|&by| (1..=n).map(|i| unit(i, by)).collect()).collect();
        let counts: Vec<f64> =
            (0..n as usize).map(|i| (0.3 + 4.0 * columns[0][i] * unit(i as u32 + 7, 1_597_334_677)).floor()).collect();
        let folds: Vec<u16> = (0..n).map(|i| (i / 100 % 5) as u16).collect();
        let design = Design::new(n as usize, columns).unwrap();
        let problem = GlmProblem { design: &design, counts: &counts, offset: None };
        let penalty = Penalty { mix: 0.5, factors: &[1.0; 5], signs: &[Sign::Either; 5] };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| choose_penalty(&problem, &penalty, &folds, 20, 1e-3).unwrap())
        };
        let one = run(1);
        assert_eq!(one, run(2), "the same to the last bit on one and two threads");
        assert!(one.path[one.one_se].coefficients[0] > 0.5 && one.one_se <= one.best);
        assert!(one.deviance[one.best] < one.deviance[0]);
        assert!(choose_penalty(&problem, &penalty, &[0; 4000], 20, 1e-3).is_err());
    }
}
