//! Which columns are worth their place: stepwise selection by BIC.

use super::cholesky::Cholesky;
use super::design::Design;
use super::dispersion::fit_dispersed;
use super::family::{Family, Tally};
use super::glm::{Glm, GlmProblem, fit};
use super::sums::{dot, weighted_gram};
use crate::{StatisticsError, check};
use rayon::prelude::*;

/// A column that may enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Its place in the design.
    pub column: usize,
    /// The factor that it is a form of: at most one form of a factor is kept.
    pub factor: usize,
    /// Which sign it must have to be kept.
    pub sign: super::Sign,
}

/// What to select by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stepwise<'a> {
    /// Columns that may enter.
    pub candidates: &'a [Candidate],
    /// Columns that are always in.
    pub always: &'a [usize],
    /// Whether counts may scatter more than the Poisson: the dispersion is then estimated at every step.
    pub dispersed: bool,
}

/// [`stepwise`]'s answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// The candidates kept, by their place among them, in the order they entered.
    pub kept: Vec<usize>,
    /// The fit over `always`, then the kept columns.
    pub fit: Glm,
    /// The dispersion; 0 for the Poisson.
    pub dispersion: f64,
    /// BIC after each step, the first without any candidate.
    pub bic: Vec<f64>,
}

/// Adds the candidate that lowers BIC most, drops whoever has become dispensable, until neither lowers it.
///
/// Candidates are ranked by their score statistic, which is the gain in 2 · log-likelihood to second order; those ahead
/// are fitted in full, and the best of these by BIC enters. A sign that is not allowed bars a candidate at that step.
///
/// # Errors
/// As [`super::glm`]; [`StatisticsError::OutOfRange`] for a column that does not exist.
///
/// # Complexity
/// Each step costs rows · (candidates · kept + kept²) and a few fits.
///
/// # References
/// Caplan, Kennedy & Piza (2013), Risk Terrain Modeling Diagnostics; Venables & Ripley (2002), § 7.2; Rao (1948) for
/// the score test.
pub fn stepwise(problem: &GlmProblem<'_>, how: &Stepwise<'_>) -> Result<Selected, StatisticsError> {
    problem.validated()?;
    let columns = how.candidates.iter().map(|c| c.column).chain(how.always.iter().copied());
    for (index, column) in columns.enumerate() {
        if column >= problem.design.len() {
            let rule = "a column of the design";
            return Err(StatisticsError::OutOfRange { what: "column", index, value: column as f64, rule });
        }
    }
    check::length("counts", problem.design.rows(), problem.counts.len())?;
    let tally = Tally::new(problem.counts);
    let mut search = Search { problem, how, tally, kept: Vec::new() };
    let mut now = search.fit_to(&[], None);
    let mut bic = vec![now.bic];
    for _ in 0..2 * how.candidates.len() {
        if let Some((candidate, better)) = search.best_addition(&now) {
            search.kept.push(candidate);
            now = better;
        } else {
            break;
        }
        while let Some((place, better)) = search.best_removal(&now) {
            search.kept.remove(place);
            now = better;
        }
        bic.push(now.bic);
    }
    let dispersion = now.family.dispersion();
    Ok(Selected { kept: search.kept, fit: now, dispersion, bic })
}

/// So many of the candidates with the largest score statistics are fitted in full at each step.
const FITTED: usize = 4;
/// A step must lower BIC by more than rounding.
const GAIN: f64 = 1e-6;

struct Search<'a> {
    problem: &'a GlmProblem<'a>,
    how: &'a Stepwise<'a>,
    tally: Tally,
    kept: Vec<usize>,
}

impl Search<'_> {
    fn columns(&self, kept: &[usize]) -> Vec<usize> {
        let own = kept.iter().map(|&k| self.how.candidates[k].column);
        self.how.always.iter().copied().chain(own).collect()
    }

    fn fit_to(&self, kept: &[usize], start: Option<&Glm>) -> Glm {
        let design = self.problem.design.pick(&self.columns(kept));
        let problem = GlmProblem { design: &design, ..*self.problem };
        // The neighbouring fit has one column less, or none to begin with.
        let begin = start.filter(|s| s.coefficients.len() <= design.len()).map(|s| {
            let mut b = s.coefficients.clone();
            b.resize(design.len(), 0.0);
            (s.intercept, b)
        });
        let begin = begin.as_ref().map(|(intercept, b)| (*intercept, b.as_slice()));
        if self.how.dispersed {
            fit_dispersed(&problem, &self.tally, begin, start.map(|s| s.family.dispersion())).fit
        } else {
            fit(&problem, Family::Poisson, &self.tally, begin)
        }
    }

    fn allowed(&self, candidate: usize, beta: f64) -> bool {
        match self.how.candidates[candidate].sign {
            super::Sign::Either => true,
            super::Sign::NonNegative => beta > 0.0,
            super::Sign::NonPositive => beta < 0.0,
        }
    }

    fn best_addition(&self, now: &Glm) -> Option<(usize, Glm)> {
        let taken =
            |k: usize| self.kept.iter().any(|&o| self.how.candidates[o].factor == self.how.candidates[k].factor);
        let free: Vec<usize> = (0..self.how.candidates.len()).filter(|&k| !taken(k)).collect();
        let mut ahead = self.scores(now, &free);
        let threshold = (self.problem.design.rows() as f64).ln();
        // The score statistic falls short of the gain for rare exposures: let those near the threshold be tried.
        ahead.retain(|&(score, _)| score > 0.5 * threshold);
        ahead.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ahead.truncate(FITTED);
        // The dispersion of the model so far compares the candidates; whoever is ahead is fitted with its own.
        let fits: Vec<(usize, Glm)> = ahead
            .into_par_iter()
            .map(|(_, k)| (k, self.fit_with(k, now)))
            .filter(|(k, f)| self.allowed(*k, f.coefficients.last().copied().unwrap_or(0.0)))
            .collect();
        let best = fits.into_iter().fold(None, |best: Option<(usize, Glm)>, next| match best {
            Some(b) if b.1.log_likelihood >= next.1.log_likelihood => Some(b),
            _ => Some(next),
        });
        let (candidate, mut found) = best?;
        if self.how.dispersed {
            let kept: Vec<usize> = self.kept.iter().copied().chain([candidate]).collect();
            found = self.fit_to(&kept, Some(now));
        }
        (found.bic < now.bic - GAIN).then_some((candidate, found))
    }

    /// The model so far and one candidate more, in the family of the model so far.
    fn fit_with(&self, candidate: usize, now: &Glm) -> Glm {
        let kept: Vec<usize> = self.kept.iter().copied().chain([candidate]).collect();
        let design = self.problem.design.pick(&self.columns(&kept));
        let mut start = now.coefficients.clone();
        start.push(0.0);
        let problem = GlmProblem { design: &design, ..*self.problem };
        fit(&problem, now.family, &self.tally, Some((now.intercept, &start)))
    }

    fn best_removal(&self, now: &Glm) -> Option<(usize, Glm)> {
        // Wald's statistic says whose removal could lower BIC: only those are fitted.
        let first = self.how.always.len();
        let side = now.coefficients.len() + 1;
        let threshold = 2.0 * (self.problem.design.rows() as f64).ln();
        let weak = |place: &usize| {
            let j = first + place;
            let variance = now.covariance[(j + 1) * side + j + 1];
            let barred = !self.allowed(self.kept[*place], now.coefficients[j]);
            barred || now.coefficients[j].powi(2) < threshold * variance
        };
        let last = self.kept.len().saturating_sub(1);
        let mut best: Option<(usize, Glm)> = None;
        for place in (0..last).filter(weak) {
            let mut kept = self.kept.clone();
            kept.remove(place);
            let mut start = now.clone();
            start.coefficients.remove(first + place);
            let without = self.fit_to(&kept, Some(&start));
            let barred = !self.allowed(self.kept[place], now.coefficients[first + place]);
            let limit = best.as_ref().map_or(now.bic - GAIN, |(_, b)| b.bic);
            if barred || without.bic < limit {
                best = Some((place, without));
                if barred {
                    break;
                }
            }
        }
        best
    }

    /// The score statistic of each free candidate: (x′r)² over what of x the model does not explain.
    fn scores(&self, now: &Glm, free: &[usize]) -> Vec<(f64, usize)> {
        let design: &Design = self.problem.design;
        let own = self.columns(&self.kept);
        let inside: Vec<&[f64]> = own.iter().map(|&j| design.column(j)).collect();
        let a = now.family.dispersion();
        let weights: Vec<f64> = now.expected.iter().map(|m| m / (1.0 + a * m)).collect();
        let pairs = self.problem.counts.iter().zip(&now.expected);
        let residual: Vec<f64> = pairs.map(|(y, m)| (y - m) / (1.0 + a * m)).collect();
        let factored = Cholesky::new(&weighted_gram(&inside, &weights), own.len() + 1);
        free.par_iter()
            .map(|&k| {
                let x = design.column(self.how.candidates[k].column);
                let weighted: Vec<f64> = x.iter().zip(&weights).map(|(x, w)| x * w).collect();
                let cross: Vec<f64> =
                    std::iter::once(weighted.iter().sum()).chain(inside.iter().map(|c| dot(c, &weighted))).collect();
                let explained: f64 = factored.forward(&cross).iter().map(|v| v * v).sum();
                let whole = dot(x, &weighted);
                let left = whole - explained;
                let pull = dot(x, &residual);
                let statistic = if left > 1e-9 * whole { pull * pull / left } else { 0.0 };
                (if self.allowed(k, pull) { statistic } else { 0.0 }, k)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::Sign;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn poisson(mean: f64, random: &mut ChaCha8Rng) -> f64 {
        let (mut k, mut left) = (0.0, mean);
        loop {
            left += random.random::<f64>().ln();
            if left < 0.0 {
                return k;
            }
            k += 1.0;
        }
    }

    #[test]
    fn finds_the_same_as_trying_everything_and_one_form_of_a_factor() {
        let mut random = ChaCha8Rng::seed_from_u64(8);
        let n = 3000;
        let base: Vec<Vec<bool>> = (0..4).map(|_| (0..n).map(|_| random.random_bool(0.3)).collect()).collect();
        // Two forms of each of four factors: as planted, and one that errs in a fifth of the rows.
        let mut columns = Vec::new();
        for factor in &base {
            columns.push(factor.iter().map(|&b| f64::from(u8::from(b))).collect::<Vec<f64>>());
            let other = factor.iter().map(|&b| f64::from(u8::from(b != random.random_bool(0.2))));
            columns.push(other.collect());
        }
        let counts: Vec<f64> = (0..n)
            .map(|i| {
                let eta = 0.1 + 0.6 * columns[0][i] + 0.4 * columns[2][i] - 0.5 * columns[4][i];
                poisson(eta.exp(), &mut random)
            })
            .collect();
        let design = Design::new(n, columns).unwrap();
        let problem = GlmProblem { design: &design, counts: &counts, offset: None };
        let candidates: Vec<Candidate> =
            (0..8).map(|j| Candidate { column: j, factor: j / 2, sign: Sign::Either }).collect();
        let how = Stepwise { candidates: &candidates, always: &[], dispersed: false };
        let found = stepwise(&problem, &how).unwrap();
        let mut kept = found.kept.clone();
        kept.sort_unstable();
        assert_eq!(kept, [0, 2, 4]);
        // Trying every set of at most one form each finds no lower BIC.
        let tally = Tally::new(&counts);
        let mut lowest = f64::INFINITY;
        for code in 0..81_usize {
            let picks = (0..4).map(|f| code / 3_usize.pow(f) % 3).enumerate().filter(|&(_, form)| form > 0);
            let picks: Vec<usize> = picks.map(|(f, form)| 2 * f + form - 1).collect();
            let own = design.pick(&picks);
            lowest = lowest.min(fit(&GlmProblem { design: &own, ..problem }, Family::Poisson, &tally, None).bic);
        }
        assert!((found.fit.bic - lowest).abs() < 1e-6);
        let up: Vec<Candidate> = candidates.iter().map(|c| Candidate { sign: Sign::NonNegative, ..*c }).collect();
        let found = stepwise(&problem, &Stepwise { candidates: &up, ..how }).unwrap();
        assert!(found.kept.iter().all(|k| *k < 4), "{:?}: the protective factor is barred", found.kept);
        let spread = stepwise(&problem, &Stepwise { dispersed: true, ..how }).unwrap();
        let mut kept = spread.kept.clone();
        kept.sort_unstable();
        assert_eq!(kept, [0, 2, 4], "the dispersion changes nothing where there is none");
    }

    #[test]
    fn keeps_nothing_where_nothing_matters() {
        let mut kept = 0;
        for seed in 0..20 {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let n = 2000;
            let columns: Vec<Vec<f64>> =
                (0..10).map(|_| (0..n).map(|_| f64::from(u8::from(random.random_bool(0.2)))).collect()).collect();
            let counts: Vec<f64> = (0..n).map(|_| poisson(0.5, &mut random)).collect();
            let design = Design::new(n, columns).unwrap();
            let problem = GlmProblem { design: &design, counts: &counts, offset: None };
            let candidates: Vec<Candidate> =
                (0..10).map(|j| Candidate { column: j, factor: j, sign: Sign::Either }).collect();
            let how = Stepwise { candidates: &candidates, always: &[], dispersed: false };
            kept += stepwise(&problem, &how).unwrap().kept.len();
        }
        // P(χ²₁ > ln 2000) = 0.0058: about 1 of 200.
        assert!(kept <= 5, "{kept}");
    }
}
