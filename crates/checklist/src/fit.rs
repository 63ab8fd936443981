//! Rater severity over the whole city: crossed random effects, by a Gibbs sampler with a fixed seed.
//!
//! A rating is `mean(factor) + thing + rater + error`, rounded to 0, 1, 2 or 3 (`ordinal`): *thing* is what is rated (a factor of a yard between two mends),
//! *rater* how much more severely somebody rates than others do, whatever is rated. All three are normal with variances
//! that the ratings decide: one for things and one for errors in each factor, one for raters in the city. A rater with
//! few ratings shrinks towards 0 by itself.
//!
//! The sampler draws the variances, with what stands behind each rounded rating (Albert & Chib). With their posterior
//! means the effects are then solved for (Henderson's mixed-model equations by Gauss-Seidel, rounded ratings by their
//! expectation), so that chance enters by the variances alone. Effects are counted from the city's mean rater.
//!
//! # References
//! - C. R. Henderson (1975), Best linear unbiased estimation and prediction under a selection model, *Biometrics* 31.
//! - A. E. Gelfand, S. E. Hills, A. Racine-Poon & A. F. M. Smith (1990), Illustration of Bayesian inference in normal
//!   data models using Gibbs sampling, *JASA* 85: variance components.

use crate::FitRows;
use crate::ordinal::{Expectations, bounds};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// How the variances are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FitSettings {
    /// Of chance.
    pub seed: u64,
    /// Draws thrown away at first.
    pub burn_in: u32,
    /// Draws kept.
    pub draws: u32,
    /// Variances are drawn from about so many ratings at most: more would tell no more.
    pub at_most: usize,
    /// So many ratings' worth of belief in the variances of the prior, for a city that has hardly any ratings.
    pub prior_weight: f64,
    /// Prior variance of raters, severity squared.
    pub prior_rater: f64,
    /// Prior variance of things.
    pub prior_thing: f64,
    /// Prior variance of errors.
    pub prior_error: f64,
}

impl Default for FitSettings {
    fn default() -> Self {
        Self {
            seed: 20_240_301,
            burn_in: 50,
            draws: 120,
            at_most: 20_000,
            prior_weight: 4.0,
            prior_rater: 0.15,
            prior_thing: 0.5,
            prior_error: 0.4,
        }
    }
}

/// A factor over the city.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Factors {
    /// Mean severity.
    pub mean: f64,
    /// Variance between yards.
    pub thing_variance: f64,
    /// Variance of one rater's repeated look.
    pub error_variance: f64,
    /// Share of the variance of a single rating that the yard makes (ICC): how far raters agree.
    pub icc: Option<f64>,
    /// How many ratings it has.
    pub ratings: u32,
}

/// One rater.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RaterEffect {
    /// How much more severely than the city's mean rater, in steps of severity.
    pub effect: f64,
    /// Standard deviation of that, given the ratings.
    pub sd: f64,
}

/// What the ratings of a city say about raters and factors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RaterEffects {
    /// By place in the instrument.
    pub factors: Vec<Factors>,
    /// Variance between raters.
    pub rater_variance: f64,
    /// By the rater's number.
    pub raters: Vec<RaterEffect>,
    /// Ratings seen.
    pub ratings: usize,
    /// Degrees of freedom of the variances: with few raters intervals are Student's, not normal.
    pub degrees_of_freedom: f64,
    /// How it was done.
    pub settings: FitSettings,
}

impl RaterEffects {
    /// The effect of a rater; the prior's for one who was not among the ratings.
    #[must_use]
    pub fn rater(&self, number: u32) -> RaterEffect {
        let unknown = RaterEffect { effect: 0.0, sd: self.rater_variance.sqrt() };
        self.raters.get(number as usize).copied().unwrap_or(unknown)
    }
}

/// Estimates everything anew.
///
/// # Complexity
/// `O((burn_in + draws) × min(ratings, at_most))` and some passes over all ratings.
#[must_use]
pub fn fit(rows: &FitRows, settings: &FitSettings) -> RaterEffects {
    let part = rows.part(settings.at_most);
    let drawn = part.as_ref().unwrap_or(rows);
    let mut state = State::start(drawn, settings);
    let mut chance = Chance::new(settings.seed);
    for draw in 0..settings.burn_in + settings.draws {
        state.draw_latent(drawn, &mut chance);
        state.draw_things(drawn, &mut chance);
        state.draw_raters(drawn, &mut chance);
        state.centre();
        state.draw_variances(drawn, settings, &mut chance);
        if draw >= settings.burn_in {
            state.keep();
        }
    }
    let mut variances = state.kept();
    if rows.is_empty() {
        variances = Variances::prior(rows.factors, settings);
    }
    solve(rows, &variances, vec![0.0; rows.raters()], settings)
}

/// Brings effects up to date with variances as they were: for one audit more.
///
/// # Complexity
/// Some passes over the ratings: milliseconds for 100,000.
#[must_use]
pub fn refresh(rows: &FitRows, before: &RaterEffects) -> RaterEffects {
    let mut variances = Variances::prior(rows.factors, &before.settings);
    variances.rater = before.rater_variance;
    for (place, factor) in before.factors.iter().enumerate().take(rows.factors) {
        variances.thing[place] = factor.thing_variance;
        variances.error[place] = factor.error_variance;
    }
    let mut start: Vec<f64> = before.raters.iter().map(|r| r.effect).collect();
    start.resize(rows.raters(), 0.0);
    solve(rows, &variances, start, &before.settings)
}

/// Variances, by factor where there is one for each.
#[derive(Debug, Clone)]
struct Variances {
    thing: Vec<f64>,
    error: Vec<f64>,
    rater: f64,
}

impl Variances {
    fn prior(factors: usize, settings: &FitSettings) -> Self {
        Self {
            thing: vec![settings.prior_thing; factors],
            error: vec![settings.prior_error; factors],
            rater: settings.prior_rater,
        }
    }
}

/// One state of the chain.
struct State {
    variances: Variances,
    sums: Variances,
    kept: f64,
    mean: Vec<f64>,
    /// Value of each group, mean included.
    thing: Vec<f64>,
    rater: Vec<f64>,
    /// By row: what stands behind the rounded rating.
    latent: Vec<f64>,
    groups_of_factor: Vec<f64>,
    rows_of_factor: Vec<f64>,
}

impl State {
    fn start(rows: &FitRows, settings: &FitSettings) -> Self {
        let factors = rows.factors;
        let (mut groups, mut count, mut sum) = (vec![0.0; factors], vec![0.0; factors], vec![0.0; factors]);
        for group in 0..rows.groups() {
            let factor = usize::from(rows.factor[group]);
            let range = rows.rows_of_group(group);
            groups[factor] += 1.0;
            count[factor] += range.len() as f64;
            sum[factor] += rows.value[range].iter().map(|v| f64::from(*v)).sum::<f64>();
        }
        let mean: Vec<f64> = sum.iter().zip(&count).map(|(s, n)| if *n > 0.0 { s / n } else { 1.0 }).collect();
        let thing = rows.factor.iter().map(|factor| mean[usize::from(*factor)]).collect();
        Self {
            variances: Variances::prior(factors, settings),
            sums: Variances { thing: vec![0.0; factors], error: vec![0.0; factors], rater: 0.0 },
            kept: 0.0,
            mean,
            thing,
            rater: vec![0.0; rows.raters()],
            latent: rows.value.iter().map(|v| f64::from(*v)).collect(),
            groups_of_factor: groups,
            rows_of_factor: count,
        }
    }

    fn draw_latent(&mut self, rows: &FitRows, chance: &mut Chance) {
        for group in 0..rows.groups() {
            let sd = self.variances.error[usize::from(rows.factor[group])].sqrt();
            for row in rows.rows_of_group(group) {
                let mean = self.thing[group] + self.rater[rows.rater[row] as usize];
                self.latent[row] = chance.between(bounds(rows.value[row]), mean, sd);
            }
        }
    }

    fn draw_things(&mut self, rows: &FitRows, chance: &mut Chance) {
        let mut sums = vec![0.0; self.mean.len()];
        for group in 0..rows.groups() {
            let factor = usize::from(rows.factor[group]);
            let range = rows.rows_of_group(group);
            let error = self.variances.error[factor];
            let own = self.variances.thing[factor];
            let precision = range.len() as f64 / error + 1.0 / own;
            let residual: f64 = range.map(|row| self.latent[row] - self.rater[rows.rater[row] as usize]).sum();
            let mean = (residual / error + self.mean[factor] / own) / precision;
            self.thing[group] = mean + chance.normal() / precision.sqrt();
            sums[factor] += self.thing[group];
        }
        for (factor, sum) in sums.iter().enumerate().filter(|(f, _)| self.groups_of_factor[*f] > 0.0) {
            let groups = self.groups_of_factor[factor];
            self.mean[factor] = sum / groups + chance.normal() * (self.variances.thing[factor] / groups).sqrt();
        }
    }

    fn draw_raters(&mut self, rows: &FitRows, chance: &mut Chance) {
        for rater in 0..rows.raters() {
            let (mut precision, mut sum) = (1.0 / self.variances.rater, 0.0);
            for row in rows.rows_of_rater(rater) {
                let group = rows.group[*row as usize] as usize;
                let error = self.variances.error[usize::from(rows.factor[group])];
                precision += 1.0 / error;
                sum += (self.latent[*row as usize] - self.thing[group]) / error;
            }
            self.rater[rater] = sum / precision + chance.normal() / precision.sqrt();
        }
    }

    /// Counts raters from their mean: what all share belongs to the factors.
    fn centre(&mut self) {
        let shared = self.rater.iter().sum::<f64>() / self.rater.len().max(1) as f64;
        self.rater.iter_mut().for_each(|r| *r -= shared);
        self.thing.iter_mut().for_each(|t| *t += shared);
        self.mean.iter_mut().for_each(|m| *m += shared);
    }

    fn draw_variances(&mut self, rows: &FitRows, settings: &FitSettings, chance: &mut Chance) {
        let factors = self.mean.len();
        let (mut things, mut errors) = (vec![0.0; factors], vec![0.0; factors]);
        for group in 0..rows.groups() {
            let factor = usize::from(rows.factor[group]);
            things[factor] += (self.thing[group] - self.mean[factor]).powi(2);
            for row in rows.rows_of_group(group) {
                let fitted = self.thing[group] + self.rater[rows.rater[row] as usize];
                errors[factor] += (self.latent[row] - fitted).powi(2);
            }
        }
        let weight = settings.prior_weight;
        let mut drawn = |prior: f64, squares: f64, count: f64| {
            ((weight * prior + squares) / chance.chi_squared(weight + count)).max(1e-4)
        };
        for factor in 0..factors {
            self.variances.thing[factor] = drawn(settings.prior_thing, things[factor], self.groups_of_factor[factor]);
            self.variances.error[factor] = drawn(settings.prior_error, errors[factor], self.rows_of_factor[factor]);
        }
        let raters: f64 = self.rater.iter().map(|r| r * r).sum();
        let count = (self.rater.len() as f64 - 1.0).max(0.0);
        self.variances.rater = drawn(settings.prior_rater, raters, count);
    }

    fn keep(&mut self) {
        let add = |sum: &mut [f64], now: &[f64]| sum.iter_mut().zip(now).for_each(|(s, n)| *s += n);
        add(&mut self.sums.thing, &self.variances.thing);
        add(&mut self.sums.error, &self.variances.error);
        self.sums.rater += self.variances.rater;
        self.kept += 1.0;
    }

    fn kept(&self) -> Variances {
        let mean = |sum: &[f64]| sum.iter().map(|s| s / self.kept.max(1.0)).collect();
        Variances {
            thing: mean(&self.sums.thing),
            error: mean(&self.sums.error),
            rater: self.sums.rater / self.kept.max(1.0),
        }
    }
}

/// Solves for means, things and raters with given variances.
fn solve(rows: &FitRows, variances: &Variances, mut rater: Vec<f64>, settings: &FitSettings) -> RaterEffects {
    const MOST_PASSES: usize = 200;
    const STEP: f64 = 1e-4;
    let tables: Vec<Expectations> = variances.error.iter().map(|v| Expectations::new(v.sqrt())).collect();
    let mut latent: Vec<f64> = rows.value.iter().map(|v| f64::from(*v)).collect();
    let mut thing = vec![0.0; rows.groups()];
    let mut mean = vec![0.0; rows.factors];
    let mut ratings = vec![0_u32; rows.factors];
    for group in 0..rows.groups() {
        ratings[usize::from(rows.factor[group])] += rows.rows_of_group(group).len() as u32;
    }
    for pass in 0..MOST_PASSES {
        if pass > 0 {
            for group in 0..rows.groups() {
                let table = &tables[usize::from(rows.factor[group])];
                for row in rows.rows_of_group(group) {
                    let expected = thing[group] + rater[rows.rater[row] as usize];
                    latent[row] = table.get(rows.value[row], expected);
                }
            }
        }
        solve_things(rows, variances, &latent, &rater, &mut mean, &mut thing);
        let mut largest = 0.0_f64;
        for (number, effect) in rater.iter_mut().enumerate() {
            let (mut precision, mut sum) = (1.0 / variances.rater, 0.0);
            for row in rows.rows_of_rater(number) {
                let group = rows.group[*row as usize] as usize;
                let error = variances.error[usize::from(rows.factor[group])];
                precision += 1.0 / error;
                sum += (latent[*row as usize] - thing[group]) / error;
            }
            let next = sum / precision;
            largest = largest.max((next - *effect).abs());
            *effect = next;
        }
        if pass > 1 && largest < STEP {
            break;
        }
    }
    let rated = (0..rows.raters()).filter(|r| !rows.rows_of_rater(*r).is_empty()).count();
    let raters = (0..rows.raters())
        .map(|number| RaterEffect { effect: rater[number], sd: rater_sd(rows, variances, number) })
        .collect();
    let factor = |place: usize| {
        let (thing_variance, error_variance) = (variances.thing[place], variances.error[place]);
        let icc = thing_variance / (thing_variance + error_variance + variances.rater);
        let icc = (ratings[place] >= 30).then_some(icc);
        let mean = if ratings[place] == 0 { 1.0 } else { mean[place] };
        Factors { mean, thing_variance, error_variance, icc, ratings: ratings[place] }
    };
    RaterEffects {
        factors: (0..rows.factors).map(factor).collect(),
        rater_variance: variances.rater,
        raters,
        ratings: rows.len(),
        degrees_of_freedom: (rated as f64 - 1.0 + settings.prior_weight).max(2.0),
        settings: *settings,
    }
}

/// Means and things for given raters: the mean is the precision-weighted one of the factor's things.
fn solve_things(
    rows: &FitRows,
    variances: &Variances,
    latent: &[f64],
    rater: &[f64],
    mean: &mut [f64],
    thing: &mut [f64],
) {
    let (mut weight, mut sum) = (vec![0.0; rows.factors], vec![0.0; rows.factors]);
    for (group, value) in thing.iter_mut().enumerate() {
        let factor = usize::from(rows.factor[group]);
        let range = rows.rows_of_group(group);
        let count = range.len() as f64;
        let corrected: f64 = range.map(|row| latent[row] - rater[rows.rater[row] as usize]).sum();
        *value = corrected / count;
        let precision = 1.0 / (variances.thing[factor] + variances.error[factor] / count);
        weight[factor] += precision;
        sum[factor] += precision * *value;
    }
    for factor in 0..rows.factors {
        mean[factor] = if weight[factor] > 0.0 { sum[factor] / weight[factor] } else { 0.0 };
    }
    for (group, value) in thing.iter_mut().enumerate() {
        let factor = usize::from(rows.factor[group]);
        let noise = variances.error[factor] / rows.rows_of_group(group).len() as f64;
        let share = variances.thing[factor] / (variances.thing[factor] + noise);
        *value = mean[factor] + share * (*value - mean[factor]);
    }
}

/// Standard deviation of a rater's effect given the ratings: each rating tells about the rater as well as the others
/// tell what it is a rating of.
fn rater_sd(rows: &FitRows, variances: &Variances, rater: usize) -> f64 {
    let mut precision = 1.0 / variances.rater;
    for row in rows.rows_of_rater(rater) {
        let group = rows.group[*row as usize] as usize;
        let factor = usize::from(rows.factor[group]);
        // Rounding tells as little as an error of a twelfth.
        let error = variances.error[factor] + 1.0 / 12.0;
        let others = (rows.rows_of_group(group).len() - 1) as f64;
        let known = 1.0 / (1.0 / variances.thing[factor] + others / (error + variances.rater));
        precision += 1.0 / (error + known);
    }
    1.0 / precision.sqrt()
}

/// Seeded chance.
struct Chance {
    source: ChaCha8Rng,
    spare: Option<f64>,
}

impl Chance {
    fn new(seed: u64) -> Self {
        Self { source: ChaCha8Rng::seed_from_u64(seed), spare: None }
    }

    /// Even over (0, 1].
    fn unit(&mut self) -> f64 {
        ((self.source.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box & Muller 1958), both of a pair used.
    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.unit().ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.unit()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }

    /// Normal between two ends: by trying, and by the nearer end where that takes too long.
    fn between(&mut self, (low, high): (f64, f64), mean: f64, sd: f64) -> f64 {
        for _ in 0..40 {
            let x = mean + sd * self.normal();
            if low <= x && x <= high {
                return x;
            }
        }
        // So far out that the density falls off exponentially from the nearer end.
        let (end, way) = if mean < low { (low, 1.0) } else { (high, -1.0) };
        let rate = ((end - mean).abs() / (sd * sd)).max(1.0);
        (end - way * self.unit().ln() / rate).clamp(low, high)
    }

    /// Chi-squared (Marsaglia & Tsang 2000, the gamma of shape df/2), for 2 degrees of freedom or more.
    fn chi_squared(&mut self, degrees_of_freedom: f64) -> f64 {
        let d = degrees_of_freedom.max(2.0) / 2.0 - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return 2.0 * d * v;
            }
        }
    }
}
