//! Penalised counts: the elastic net along a path of penalties.

use super::design::Design;
use super::glm::{GlmProblem, REACH};
use super::sums::dot;
use crate::{StatisticsError, check};

/// Which signs a coefficient may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sign {
    /// Both.
    #[default]
    Either,
    /// 0 or more: where only aggravation makes sense.
    NonNegative,
    /// 0 or less.
    NonPositive,
}

/// How each column is penalised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Penalty<'a> {
    /// The share of the absolute values: 1 is the lasso, 0 the ridge.
    pub mix: f64,
    /// For each column how strongly, 1 as usual, 0 not at all.
    pub factors: &'a [f64],
    /// For each column which signs it may take.
    pub signs: &'a [Sign],
}

/// One point of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct ElasticNet {
    /// The penalty λ.
    pub penalty: f64,
    /// Of the intercept, for columns as they were given.
    pub intercept: f64,
    /// For columns as they were given; 0 for those left out.
    pub coefficients: Vec<f64>,
    /// Rounds of quadratic steps.
    pub rounds: u32,
}

/// Fits Poisson counts under each of several penalties, largest first.
///
/// Minimises (1/n) Σ (μ − y ln μ) + λ Σ f_j (mix |b_j| + (1 − mix)/2 b_j²) over the coefficients of columns brought to
/// standard deviation 1; the intercept is free. Each penalty starts from the one before. Quadratic steps are solved by
/// coordinate descent over the columns that matter; the others are left out by the strong rule, and whoever was left
/// out wrongly comes back by the conditions of the optimum.
///
/// # Arguments
/// * `penalties`: λ, falling.
///
/// # Errors
/// [`StatisticsError`] for counts that are not whole or all 0, other lengths, a mix outside [0, 1], negative penalties.
///
/// # Complexity
/// rows · columns for each round, rows · active² for each penalty. One thread: callers run folds side by side.
///
/// # References
/// Friedman, Hastie & Tibshirani (2010), J. Statistical Software 33(1); Tibshirani et al. (2012), J. Royal Statistical
/// Society B 74, 245–266.
pub fn elastic_net(
    problem: &GlmProblem<'_>,
    penalty: &Penalty<'_>,
    penalties: &[f64],
) -> Result<Vec<ElasticNet>, StatisticsError> {
    problem.validated()?;
    validated(problem.design, penalty)?;
    for &p in penalties {
        check::non_negative("penalties", &[p])?;
    }
    let standard = problem.design.standardised();
    let mut state = State::new(&standard.design, problem, penalty);
    let mut before = state.largest(penalty).max(penalties.first().copied().unwrap_or(0.0));
    let mut out = Vec::with_capacity(penalties.len());
    for &lambda in penalties {
        let rounds = state.descend(lambda, before);
        before = lambda;
        let (intercept, coefficients) = standard.unscaled(state.intercept, &state.b);
        out.push(ElasticNet { penalty: lambda, intercept, coefficients, rounds });
    }
    Ok(out)
}

/// The smallest λ under which every penalised coefficient is 0.
///
/// # Errors
/// As [`elastic_net`].
pub fn largest_penalty(problem: &GlmProblem<'_>, penalty: &Penalty<'_>) -> Result<f64, StatisticsError> {
    problem.validated()?;
    validated(problem.design, penalty)?;
    let standard = problem.design.standardised();
    let mut state = State::new(&standard.design, problem, penalty);
    Ok(state.largest(penalty))
}

/// `count` penalties from `largest` down to `largest` · `ratio`, evenly by their logarithm.
#[must_use]
pub fn penalties(largest: f64, ratio: f64, count: usize) -> Vec<f64> {
    let last = count.saturating_sub(1).max(1) as f64;
    (0..count).map(|k| largest * (ratio.ln() * k as f64 / last).exp()).collect()
}

fn validated(design: &Design, penalty: &Penalty<'_>) -> Result<(), StatisticsError> {
    check::length("factors", design.len(), penalty.factors.len())?;
    check::length("signs", design.len(), penalty.signs.len())?;
    if !penalty.factors.is_empty() {
        check::non_negative("factors", penalty.factors)?;
    }
    if (0.0..=1.0).contains(&penalty.mix) {
        return Ok(());
    }
    Err(StatisticsError::Setting { name: "mix", value: penalty.mix, rule: "from 0 to 1" })
}

/// Rounds for one penalty at most.
const MOST_ROUNDS: u32 = 60;
/// A round ends the descent when no coefficient moved further than this, in units of the curvature's root.
const REST: f64 = 2e-6;

struct State<'a> {
    columns: Vec<&'a [f64]>,
    counts: &'a [f64],
    mix: f64,
    factors: &'a [f64],
    signs: &'a [Sign],
    intercept: f64,
    b: Vec<f64>,
    eta: Vec<f64>,
    mu: Vec<f64>,
    /// X′(μ − y)/n at the last optimum, over all columns.
    gradient: Vec<f64>,
}

impl<'a> State<'a> {
    fn new(design: &'a Design, problem: &GlmProblem<'a>, penalty: &Penalty<'a>) -> Self {
        let columns: Vec<&[f64]> = (0..design.len()).map(|j| design.column(j)).collect();
        let offset = problem.offset;
        let exposure: f64 = offset.map_or(design.rows() as f64, |o| o.iter().map(|v| v.exp()).sum());
        let intercept = (problem.counts.iter().sum::<f64>() / exposure).ln();
        let mut state = Self {
            b: vec![0.0; columns.len()],
            gradient: vec![0.0; columns.len()],
            eta: Vec::new(),
            mu: Vec::new(),
            counts: problem.counts,
            mix: penalty.mix,
            factors: penalty.factors,
            signs: penalty.signs,
            columns,
            intercept,
        };
        state.eta = offset.map_or_else(|| vec![0.0; design.rows()], <[f64]>::to_vec);
        state.eta.iter_mut().for_each(|v| *v += intercept);
        state.mu = exponentials(&state.eta);
        state
    }

    /// The smallest penalty that holds all penalised coefficients at 0, the free ones fitted.
    fn largest(&mut self, penalty: &Penalty<'_>) -> f64 {
        if penalty.factors.contains(&0.0) {
            self.descend(f64::MAX, f64::MAX);
        } else {
            self.gradient = self.gradient_of(&(0..self.columns.len()).collect::<Vec<_>>());
        }
        let mix = self.mix.max(1e-3);
        let need = |j: usize| self.pull(j, self.gradient[j]) / (mix * self.factors[j]);
        (0..self.b.len()).filter(|&j| self.factors[j] > 0.0).map(need).fold(0.0, f64::max)
    }

    /// How strongly a gradient pulls a coefficient at 0 into a direction that it may take.
    fn pull(&self, j: usize, gradient: f64) -> f64 {
        match self.signs[j] {
            Sign::Either => gradient.abs(),
            Sign::NonNegative => (-gradient).max(0.0),
            Sign::NonPositive => gradient.max(0.0),
        }
    }

    fn gradient_of(&self, of: &[usize]) -> Vec<f64> {
        let n = self.mu.len() as f64;
        let residual: Vec<f64> = self.mu.iter().zip(self.counts).map(|(m, y)| (m - y) / n).collect();
        of.iter().map(|&j| dot(self.columns[j], &residual)).collect()
    }

    /// Goes to the optimum of a penalty; `before` is the one whose optimum it stands at.
    fn descend(&mut self, lambda: f64, before: f64) -> u32 {
        let screened = |j: usize, g: f64, s: &Self| {
            s.factors[j] == 0.0
                || s.b[j] != 0.0
                || s.pull(j, g) >= s.mix * s.factors[j] * (2.0 * lambda - before).max(0.0)
        };
        let mut strong: Vec<usize> =
            (0..self.b.len()).filter(|&j| lambda < f64::MAX && screened(j, self.gradient[j], self)).collect();
        if lambda == f64::MAX {
            strong = (0..self.b.len()).filter(|&j| self.factors[j] == 0.0).collect();
        }
        let mut rounds = 0;
        loop {
            rounds += self.descend_over(&strong, lambda);
            self.gradient = self.gradient_of(&(0..self.b.len()).collect::<Vec<_>>());
            if lambda == f64::MAX || rounds >= MOST_ROUNDS {
                return rounds;
            }
            let wrong = |j: &usize| {
                !strong.contains(j)
                    && self.pull(*j, self.gradient[*j]) > self.mix * self.factors[*j] * lambda * (1.0 + 1e-6)
            };
            let more: Vec<usize> = (0..self.b.len()).filter(wrong).collect();
            if more.is_empty() {
                return rounds;
            }
            strong.extend(more);
            strong.sort_unstable();
        }
    }

    fn descend_over(&mut self, strong: &[usize], lambda: f64) -> u32 {
        let lambda = if lambda == f64::MAX { 0.0 } else { lambda };
        let mut quadratic: Option<Quadratic> = None;
        for round in 1..=MOST_ROUNDS {
            let gradient = self.gradient_of(strong);
            let active: Vec<usize> = (0..strong.len())
                .filter(|&k| {
                    let j = strong[k];
                    self.b[j] != 0.0
                        || self.factors[j] == 0.0
                        || self.pull(j, gradient[k]) > self.mix * self.factors[j] * lambda
                })
                .collect();
            let own: Vec<usize> = active.iter().map(|&k| strong[k]).collect();
            let known = quadratic.as_ref().is_some_and(|q| own.iter().all(|j| q.columns.contains(j)));
            if !known || round % 6 == 0 {
                quadratic = Some(Quadratic::new(&self.columns, &self.mu, &own));
            }
            let Some(q) = quadratic.as_ref() else { return round };
            let mut slopes = vec![0.0; q.columns.len() + 1];
            slopes[0] = self.mu.iter().zip(self.counts).map(|(m, y)| m - y).sum::<f64>() / self.mu.len() as f64;
            for (place, &j) in q.columns.iter().enumerate() {
                let at = strong.binary_search(&j);
                slopes[place + 1] = at.map_or(0.0, |k| gradient[k]);
            }
            let steps = self.coordinate_descent(q, &slopes, lambda);
            let moved = self.walk(q, &steps, lambda);
            if moved < REST {
                return round;
            }
        }
        MOST_ROUNDS
    }

    /// The step that minimises the quadratic model with the penalty: cyclic coordinate descent.
    fn coordinate_descent(&self, q: &Quadratic, slopes: &[f64], lambda: f64) -> Vec<f64> {
        let side = slopes.len();
        let mut step = vec![0.0; side];
        let mut slope = slopes.to_vec();
        for _ in 0..500 {
            let mut moved = 0.0_f64;
            for k in 0..side {
                let curve = q.gram[k * side + k];
                if curve <= 0.0 {
                    continue;
                }
                let to = if k == 0 {
                    step[0] - slope[0] / curve
                } else {
                    let j = q.columns[k - 1];
                    let now = self.b[j] + step[k];
                    let ridge = lambda * (1.0 - self.mix) * self.factors[j];
                    self.allowed(j, curve * now - slope[k], lambda) / (curve + ridge) - self.b[j]
                };
                let change = to - step[k];
                if change != 0.0 {
                    step[k] = to;
                    let row = &q.gram[k * side..(k + 1) * side];
                    slope.iter_mut().zip(row).for_each(|(s, h)| *s += h * change);
                    moved = moved.max(change * change * curve);
                }
            }
            if moved < REST * REST * 0.01 {
                break;
            }
        }
        step
    }

    /// Soft threshold, held to the signs allowed.
    fn allowed(&self, j: usize, z: f64, lambda: f64) -> f64 {
        let cut = lambda * self.mix * self.factors[j];
        let soft = if z > cut {
            z - cut
        } else if z < -cut {
            z + cut
        } else {
            0.0
        };
        match self.signs[j] {
            Sign::Either => soft,
            Sign::NonNegative => soft.max(0.0),
            Sign::NonPositive => soft.min(0.0),
        }
    }

    fn objective(&self, eta: &[f64], mu: &[f64], b: &[f64], lambda: f64) -> f64 {
        let loss: f64 = eta.iter().zip(mu).zip(self.counts).map(|((e, m), y)| m - y * e).sum::<f64>();
        let one = |(j, b): (usize, &f64)| self.factors[j] * (self.mix * b.abs() + (1.0 - self.mix) / 2.0 * b * b);
        loss / mu.len() as f64 + lambda * b.iter().enumerate().filter(|(_, b)| **b != 0.0).map(one).sum::<f64>()
    }

    /// Takes the step, halved until it improves; how far the furthest coefficient moved.
    fn walk(&mut self, q: &Quadratic, step: &[f64], lambda: f64) -> f64 {
        let side = step.len();
        let far = (0..side).map(|k| step[k].abs() * q.gram[k * side + k].max(0.0).sqrt()).fold(0.0, f64::max);
        if far == 0.0 {
            return 0.0;
        }
        let mut along = vec![step[0]; self.eta.len()];
        for (&j, &s) in q.columns.iter().zip(&step[1..]).filter(|&(_, &s)| s != 0.0) {
            along.iter_mut().zip(self.columns[j]).for_each(|(a, x)| *a += s * x);
        }
        let now = self.objective(&self.eta, &self.mu, &self.b, lambda);
        let mut share = 1.0;
        while share > 1e-4 {
            let eta: Vec<f64> = self.eta.iter().zip(&along).map(|(e, a)| e + share * a).collect();
            let mu = exponentials(&eta);
            let mut b = self.b.clone();
            for (&j, &s) in q.columns.iter().zip(&step[1..]) {
                b[j] += share * s;
                if b[j].abs() < 1e-14 {
                    b[j] = 0.0;
                }
            }
            if self.objective(&eta, &mu, &b, lambda) <= now + 1e-13 * now.abs() {
                self.intercept += share * step[0];
                (self.eta, self.mu, self.b) = (eta, mu, b);
                return far * share;
            }
            share *= 0.5;
        }
        0.0
    }
}

/// The curvature X′WX/n over the intercept and some columns.
struct Quadratic {
    columns: Vec<usize>,
    gram: Vec<f64>,
}

impl Quadratic {
    fn new(all: &[&[f64]], mu: &[f64], own: &[usize]) -> Self {
        let (side, n) = (own.len() + 1, mu.len());
        let mut gram = vec![0.0; side * side];
        let mut weighted = vec![0.0; PIECE.min(n)];
        for from in (0..n).step_by(PIECE) {
            let to = (from + PIECE).min(n);
            let w = &mu[from..to];
            gram[0] += w.iter().sum::<f64>();
            let weighted = &mut weighted[..to - from];
            for (k, &i) in own.iter().enumerate() {
                weighted.iter_mut().zip(all[i][from..to].iter().zip(w)).for_each(|(o, (x, w))| *o = x * w);
                gram[(k + 1) * side] += weighted.iter().sum::<f64>();
                for (l, &j) in own[..=k].iter().enumerate() {
                    gram[(k + 1) * side + l + 1] += dot(weighted, &all[j][from..to]);
                }
            }
        }
        gram.iter_mut().for_each(|g| *g /= n as f64);
        for i in 0..side {
            for j in 0..i {
                gram[j * side + i] = gram[i * side + j];
            }
        }
        Self { columns: own.to_vec(), gram }
    }
}

const PIECE: usize = 1024;

fn exponentials(eta: &[f64]) -> Vec<f64> {
    eta.iter().map(|e| e.clamp(-REACH, REACH).exp()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::{Family, glm};
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn city() -> (Design, Vec<f64>) {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let n = 3000;
        let columns: Vec<Vec<f64>> = (0..8).map(|_| (0..n).map(|_| random.random::<f64>() * 3.0).collect()).collect();
        let counts = (0..n).map(|i| {
            let mean = (-0.5 + 0.6 * columns[0][i] - 0.4 * columns[1][i]).exp();
            let (mut k, mut left) = (0.0, mean);
            loop {
                left += random.random::<f64>().ln();
                if left < 0.0 {
                    return k;
                }
                k += 1.0;
            }
        });
        let counts: Vec<f64> = counts.collect();
        (Design::new(n, columns).unwrap(), counts)
    }

    #[test]
    fn without_penalty_it_is_the_regression_and_at_the_largest_nothing_is_left() {
        let (design, counts) = city();
        let problem = GlmProblem { design: &design, counts: &counts, offset: None };
        let penalty = Penalty { mix: 0.5, factors: &[1.0; 8], signs: &[Sign::Either; 8] };
        let largest = largest_penalty(&problem, &penalty).unwrap();
        let path = elastic_net(&problem, &penalty, &[largest * 1.000_01, largest * 0.9, 0.0]).unwrap();
        assert!(path[0].coefficients.iter().all(|&b| b == 0.0), "{:?}", path[0]);
        assert!(path[1].coefficients.iter().any(|&b| b != 0.0));
        let plain = glm(&problem, Family::Poisson, None).unwrap();
        for (a, b) in path[2].coefficients.iter().zip(&plain.coefficients) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }

    #[test]
    fn the_conditions_of_the_optimum_hold_along_the_path() {
        let (design, counts) = city();
        let problem = GlmProblem { design: &design, counts: &counts, offset: None };
        let mut signs = [Sign::Either; 8];
        (signs[1], signs[0]) = (Sign::NonNegative, Sign::NonPositive);
        let mut factors = [1.0; 8];
        factors[2] = 0.0;
        for signs in [[Sign::Either; 8], signs] {
            let penalty = Penalty { mix: 0.7, factors: &factors, signs: &signs };
            let largest = largest_penalty(&problem, &penalty).unwrap();
            let standard = design.standardised();
            for fit in elastic_net(&problem, &penalty, &penalties(largest, 1e-3, 12)).unwrap() {
                let eta = design.linear(fit.intercept, &fit.coefficients, None);
                let residual: Vec<f64> = eta.iter().zip(&counts).map(|(e, y)| (e.exp() - y) / 3000.0).collect();
                for j in 0..8 {
                    let b = fit.coefficients[j] * standard.deviations[j];
                    let gradient = dot(standard.design.column(j), &residual);
                    let ridge = fit.penalty * 0.3 * factors[j] * b;
                    let cut = fit.penalty * 0.7 * factors[j];
                    let slack = match (b, signs[j]) {
                        (0.0, Sign::Either) => gradient.abs() - cut,
                        (0.0, Sign::NonNegative) => -gradient - cut,
                        (0.0, Sign::NonPositive) => gradient - cut,
                        _ => (gradient + ridge + cut * b.signum()).abs(),
                    };
                    assert!(slack < 2e-5, "column {j} at {}: {slack}", fit.penalty);
                    assert!(signs[j] != Sign::NonNegative || b >= 0.0);
                    assert!(signs[j] != Sign::NonPositive || b <= 0.0);
                }
            }
        }
        assert!(elastic_net(&problem, &Penalty { mix: 2.0, factors: &factors, signs: &signs }, &[0.1]).is_err());
    }
}
