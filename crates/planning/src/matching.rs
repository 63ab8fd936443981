//! Controls: areas that got nothing and are as like the pilots as can be.

use crate::dice::Dice;
use serde::{Deserialize, Serialize};

/// Under this standardised difference pilots and controls count as balanced (Austin 2011).
pub const BALANCED: f64 = 0.1;

/// How alike pilots and controls are in one respect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// What is compared.
    pub what: String,
    /// The pilots' mean.
    pub pilots: f64,
    /// The controls' mean.
    pub controls: f64,
    /// Their difference in standard deviations of all candidate areas.
    pub standardised: f64,
    /// Whether it is under [`BALANCED`].
    pub balanced: bool,
}

/// The controls found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matching {
    /// For each pilot its own controls, nearest first.
    pub(crate) of_pilot: Vec<Vec<usize>>,
    /// How alike the two groups are.
    pub(crate) balance: Vec<Balance>,
}

/// One thing that areas are alike in: its name, a value for each area, how much it counts.
#[derive(Debug, Clone)]
pub(crate) struct Covariate {
    pub(crate) name: String,
    pub(crate) values: Vec<f64>,
    pub(crate) weight: f64,
}

/// Finds `per_pilot` controls for each pilot out of a pool, none twice.
///
/// The two groups are made alike: over sets of controls, the weighted sum of squared standardised differences of the
/// means is lowered by exchanging one control at a time, from the nearest ones and from random sets; the mean
/// distance of pairs breaks ties. Standard deviations are those over pilots and pool together, so that three pilots do
/// not set the scale. Where the pool has too few, every pilot gets fewer.
pub(crate) fn match_controls(
    pilots: &[usize],
    pool: &[usize],
    per_pilot: usize,
    covariates: &[Covariate],
    seed: u64,
) -> Matching {
    let count = (per_pilot * pilots.len()).min(pool.len() / pilots.len().max(1) * pilots.len());
    let scaled = Scaled::new(pilots, pool, covariates);
    let nearest: f64 = f64::INFINITY;
    let near = |i: usize| pilots.iter().map(|&p| scaled.distance(p, i)).fold(nearest, f64::min);
    let mut by_distance = pool.to_vec();
    by_distance.sort_by(|a, b| near(*a).total_cmp(&near(*b)).then(a.cmp(b)));
    let mut dice = Dice::new(seed, 101);
    let mut best: Option<(f64, Vec<usize>)> = None;
    for start in 0..12 {
        let mut set: Vec<usize> = if start == 0 {
            by_distance[..count].to_vec()
        } else {
            let reach = (count * 3).min(pool.len());
            dice.sample(reach, count).into_iter().map(|i| by_distance[i]).collect()
        };
        let mut cost = scaled.cost(pilots, &set, &near);
        loop {
            let mut improved: Option<(f64, usize, usize)> = None;
            for at in 0..set.len() {
                let held = set[at];
                for &other in pool.iter().filter(|o| !set.contains(o)).collect::<Vec<_>>() {
                    set[at] = other;
                    let tried = scaled.cost(pilots, &set, &near);
                    if tried < improved.map_or(cost, |(c, ..)| c) - 1e-12 {
                        improved = Some((tried, at, other));
                    }
                }
                set[at] = held;
            }
            let Some((lower, at, other)) = improved else { break };
            (cost, set[at]) = (lower, other);
        }
        if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-12) {
            best = Some((cost, set));
        }
    }
    let set = best.map(|(_, set)| set).unwrap_or_default();
    Matching { of_pilot: assign(pilots, &set, &scaled), balance: scaled.balance(pilots, &set) }
}

/// Hands every pilot as many of the controls, the nearest pairs first.
fn assign(pilots: &[usize], set: &[usize], scaled: &Scaled<'_>) -> Vec<Vec<usize>> {
    let each = set.len() / pilots.len().max(1);
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (p, &pilot) in pilots.iter().enumerate() {
        pairs.extend(set.iter().map(|&c| (scaled.distance(pilot, c), p, c)));
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut of_pilot = vec![Vec::new(); pilots.len()];
    let mut given: Vec<usize> = Vec::new();
    for (_, p, control) in pairs {
        if of_pilot[p].len() < each && !given.contains(&control) {
            of_pilot[p].push(control);
            given.push(control);
        }
    }
    of_pilot
}

struct Scaled<'a> {
    covariates: &'a [Covariate],
    sd: Vec<f64>,
}

impl<'a> Scaled<'a> {
    fn new(pilots: &[usize], pool: &[usize], covariates: &'a [Covariate]) -> Self {
        let all: Vec<usize> = pilots.iter().chain(pool).copied().collect();
        let sd = |c: &Covariate| {
            let mean = mean(&c.values, &all);
            let variance = all.iter().map(|&i| (c.values[i] - mean).powi(2)).sum::<f64>() / all.len().max(1) as f64;
            variance.sqrt()
        };
        Self { covariates, sd: covariates.iter().map(sd).collect() }
    }

    fn distance(&self, a: usize, b: usize) -> f64 {
        let apart = |(c, sd): (&Covariate, &f64)| {
            if *sd > 1e-12 { c.weight * ((c.values[a] - c.values[b]) / sd).powi(2) } else { 0.0 }
        };
        self.covariates.iter().zip(&self.sd).map(apart).sum::<f64>().sqrt()
    }

    fn standardised(&self, c: usize, pilots: &[usize], set: &[usize]) -> f64 {
        let (values, sd) = (&self.covariates[c].values, self.sd[c]);
        if sd > 1e-12 { (mean(values, pilots) - mean(values, set)) / sd } else { 0.0 }
    }

    fn cost(&self, pilots: &[usize], set: &[usize], near: &impl Fn(usize) -> f64) -> f64 {
        let groups: f64 = (0..self.covariates.len())
            .map(|c| self.covariates[c].weight * self.standardised(c, pilots, set).powi(2))
            .sum();
        groups + 1e-3 * set.iter().map(|&i| near(i)).sum::<f64>() / set.len().max(1) as f64
    }

    fn balance(&self, pilots: &[usize], set: &[usize]) -> Vec<Balance> {
        let balance = |c: usize| {
            let standardised = self.standardised(c, pilots, set);
            let Covariate { name, values, .. } = &self.covariates[c];
            let (pilots, controls) = (mean(values, pilots), mean(values, set));
            Balance { what: name.clone(), pilots, controls, standardised, balanced: standardised.abs() < BALANCED }
        };
        (0..self.covariates.len()).map(balance).collect()
    }
}

fn mean(values: &[f64], of: &[usize]) -> f64 {
    if of.is_empty() { 0.0 } else { of.iter().map(|&i| values[i]).sum::<f64>() / of.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covariates(n: usize, seed: u64) -> Vec<Covariate> {
        let mut dice = Dice::new(seed, 1);
        let one = |name: &str, dice: &mut Dice| Covariate {
            name: name.to_owned(),
            values: (0..n).map(|_| dice.normal()).collect(),
            weight: 1.0,
        };
        ["level", "trend", "season", "lamps"].iter().map(|name| one(name, &mut dice)).collect()
    }

    #[test]
    fn controls_are_balanced_where_the_pool_allows_and_nobody_serves_twice() {
        let pilots = [3, 17, 40];
        let pool: Vec<usize> = (0..90).filter(|i| !pilots.contains(i)).collect();
        for seed in 0..10 {
            let mut covariates = covariates(90, seed);
            // Every pilot has its like in the pool, three times over, but for a little.
            for covariate in &mut covariates {
                for (p, &pilot) in pilots.iter().enumerate() {
                    for twin in 0..3 {
                        covariate.values[60 + 3 * p + twin] = covariate.values[pilot] + 0.02 * twin as f64;
                    }
                }
            }
            let matching = match_controls(&pilots, &pool, 3, &covariates, 1);
            assert!(matching.balance.iter().all(|b| b.balanced), "seed {seed}: {:?}", matching.balance);
            let mut all: Vec<usize> = matching.of_pilot.concat();
            assert_eq!(matching.of_pilot.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 3]);
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 9);
        }
    }

    #[test]
    fn what_cannot_be_balanced_is_said() {
        let mut covariates = covariates(40, 1);
        // The pilots stand alone in level: no pool can match them.
        covariates[0]
            .values
            .iter_mut()
            .zip(0..)
            .for_each(|(v, i)| *v = if i < 2 { 9.0 } else { 0.1 * f64::from(i % 3) });
        let pool: Vec<usize> = (2..40).collect();
        let matching = match_controls(&[0, 1], &pool, 2, &covariates, 1);
        assert!(!matching.balance[0].balanced && matching.balance[0].standardised > 1.0);
        let few = match_controls(&[0, 1], &[5, 6, 7], 3, &covariates, 1);
        assert_eq!(few.of_pilot.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1], "everybody gets the same number");
    }
}
