//! The search for a set of controls: exchanges of one and of two, from many starts.
//!
//! A set is held by the sums of its members' differences from the pilots' means, so that trying an exchange costs one
//! pass over the covariates and not over the members.

use crate::dice::Dice;
use crate::matching::{BALANCED, Scaled};

/// A little under [`BALANCED`], so that rounding does not decide.
const AIM: f64 = 0.98 * BALANCED;
/// What a unit of excess over [`AIM`] weighs beside a squared difference: always first.
const EXCESS: f64 = 100.0;
/// What the mean distance of a control from its nearest pilot weighs: a tie-break.
const NEARNESS: f64 = 1e-3;
/// Exchanges tried, times covariates, that the whole search may take: about a second. An ascent is some ten rounds.
const WORK: usize = 500_000_000;
/// Starts from other sets than the nearest, and shakes of the best set so far, at most.
const STARTS: usize = 24;
const SHAKES: usize = 240;
/// Steps in which the bound is raised.
const BOUND_STEPS: usize = 1_500;

pub(crate) struct Search {
    /// Per covariate that varies: its weight.
    weights: Vec<f64>,
    /// Per member of the pool and such covariate: how far above the pilots' mean, in standard deviations.
    apart: Vec<f64>,
    /// Per member of the pool: its distance from the nearest pilot.
    near: Vec<f64>,
    count: usize,
}

#[derive(Clone)]
struct Set {
    members: Vec<usize>,
    inside: Vec<bool>,
    sums: Vec<f64>,
    near: f64,
    cost: f64,
}

impl Search {
    pub(crate) fn new(scaled: &Scaled<'_>, pilots: &[usize], pool: &[usize], count: usize) -> Self {
        let varying: Vec<usize> = (0..scaled.covariates.len()).filter(|&c| scaled.sd[c] > 1e-12).collect();
        let mean = |c: usize| pilots.iter().map(|&p| scaled.covariates[c].values[p]).sum::<f64>() / pilots.len() as f64;
        let means: Vec<f64> = varying.iter().map(|&c| mean(c)).collect();
        let row = |i: usize| {
            varying.iter().zip(&means).map(move |(&c, m)| (scaled.covariates[c].values[i] - m) / scaled.sd[c])
        };
        let near = |&i: &usize| pilots.iter().map(|&p| scaled.distance(p, i)).fold(f64::INFINITY, f64::min);
        Self {
            weights: varying.iter().map(|&c| scaled.covariates[c].weight).collect(),
            apart: pool.iter().flat_map(|&i| row(i)).collect(),
            near: pool.iter().map(near).collect(),
            count,
        }
    }

    /// Positions in the pool of the best set found; the same for the same seed.
    pub(crate) fn best(&self, seed: u64) -> Vec<usize> {
        let size = self.near.len();
        if self.count == 0 || self.count >= size {
            return (0..self.count.min(size)).collect();
        }
        let mut by_distance: Vec<usize> = (0..size).collect();
        by_distance.sort_by(|a, b| self.near[*a].total_cmp(&self.near[*b]).then(a.cmp(b)));
        let mut dice = Dice::new(seed, 101);
        let mut best = self.improved(self.set(by_distance[..self.count].to_vec()));
        let round = (self.count * size * self.weights.len()).max(1);
        let ascents = WORK / 2 / (10 * round);
        for start in 0..STARTS.min(ascents / 4) {
            // Half of them from all over the pool: the nearest may all lie on one side.
            let reach = if start % 2 == 0 { (self.count * 3).min(size) } else { size };
            let members = dice.sample(reach, self.count).into_iter().map(|i| by_distance[i]).collect();
            best = better(best, self.improved(self.set(members)));
        }
        for _ in 0..SHAKES.min(ascents) {
            let mut shaken = best.clone();
            for _ in 0..2 + dice.index(2) {
                let (at, other) = (dice.index(self.count), dice.index(size));
                if !shaken.inside[other] {
                    self.exchange(&mut shaken, at, other);
                }
            }
            best = better(best, self.improved(shaken));
        }
        // A round of two at once tries about round² / 4 exchanges over the covariates.
        let mut rounds_of_two = WORK / 2 / (round * (self.count * size / 4).max(1));
        while rounds_of_two > 0
            && let Some(two) = self.two_exchanged(&best)
        {
            best = self.improved(two);
            rounds_of_two -= 1;
        }
        let mut members = best.members;
        members.sort_by(|a, b| self.near[*a].total_cmp(&self.near[*b]).then(a.cmp(b)));
        members
    }

    /// What the weighted excess over [`BALANCED`] is at least for any set of this size.
    ///
    /// Lagrange's bound: for prices λ with |λ| at most the weight, no set has less than the sum of its `count` cheapest
    /// members by λ, over their number, less [`BALANCED`] times Σ|λ|. Raised by subgradients (Held, Wolfe and Crowder
    /// 1974); whatever the prices, the bound holds.
    pub(crate) fn least_excess(&self) -> f64 {
        let (size, width) = (self.near.len(), self.weights.len());
        if self.count == 0 || self.count > size {
            return 0.0;
        }
        let mut prices = vec![0.0; width];
        let mut least: f64 = 0.0;
        for step in 0..BOUND_STEPS {
            let price = |at: usize| self.row(at).iter().zip(&prices).map(|(v, l)| v * l).sum::<f64>();
            let mut priced: Vec<(f64, usize)> = (0..size).map(|at| (price(at), at)).collect();
            priced.select_nth_unstable_by(self.count - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let cheapest = &priced[..self.count];
            let each = 1.0 / self.count as f64;
            let bound = each * cheapest.iter().map(|(p, _)| p).sum::<f64>()
                - BALANCED * prices.iter().map(|l: &f64| l.abs()).sum::<f64>();
            least = least.max(bound);
            let pace = 0.5 / (1.0 + 0.05 * step as f64);
            for (c, (price, most)) in prices.iter_mut().zip(&self.weights).enumerate() {
                let mean = each * cheapest.iter().map(|(_, at)| self.row(*at)[c]).sum::<f64>();
                // At a price of 0 the excess begins only where the difference passes the threshold.
                let slope = if *price == 0.0 {
                    mean.signum() * (mean.abs() - BALANCED).max(0.0)
                } else {
                    mean - BALANCED * price.signum()
                };
                let moved = *price + pace * most * slope;
                *price = if moved * *price < 0.0 { 0.0 } else { moved.clamp(-most, *most) };
            }
        }
        least
    }

    fn row(&self, at: usize) -> &[f64] {
        let width = self.weights.len();
        &self.apart[at * width..(at + 1) * width]
    }

    fn set(&self, members: Vec<usize>) -> Set {
        let mut inside = vec![false; self.near.len()];
        let mut sums = vec![0.0; self.weights.len()];
        for &at in &members {
            inside[at] = true;
            sums.iter_mut().zip(self.row(at)).for_each(|(sum, v)| *sum += v);
        }
        let near = members.iter().map(|&at| self.near[at]).sum();
        let cost = self.cost(sums.iter().copied(), near);
        Set { members, inside, sums, near, cost }
    }

    fn cost(&self, sums: impl Iterator<Item = f64>, near: f64) -> f64 {
        let each = 1.0 / self.count as f64;
        let of = |(sum, weight): (f64, &f64)| {
            let apart = (sum * each).abs();
            weight * (EXCESS * (apart - AIM).max(0.0) + apart * apart)
        };
        sums.zip(&self.weights).map(of).sum::<f64>() + NEARNESS * near * each
    }

    fn exchange(&self, set: &mut Set, at: usize, other: usize) {
        let held = set.members[at];
        for ((sum, out), into) in set.sums.iter_mut().zip(self.row(held)).zip(self.row(other)) {
            *sum += into - out;
        }
        set.near += self.near[other] - self.near[held];
        (set.inside[held], set.inside[other]) = (false, true);
        set.members[at] = other;
        set.cost = self.cost(set.sums.iter().copied(), set.near);
    }

    /// The best exchange of one until none helps.
    fn improved(&self, mut set: Set) -> Set {
        loop {
            let mut found: Option<(f64, usize, usize)> = None;
            for at in 0..set.members.len() {
                let held = set.members[at];
                for other in (0..self.near.len()).filter(|&o| !set.inside[o]) {
                    let sums =
                        set.sums.iter().zip(self.row(held)).zip(self.row(other)).map(|((s, out), i)| s - out + i);
                    let cost = self.cost(sums, set.near - self.near[held] + self.near[other]);
                    if cost < found.map_or(set.cost, |(least, ..)| least) - 1e-9 {
                        found = Some((cost, at, other));
                    }
                }
            }
            let Some((_, at, other)) = found else { return set };
            self.exchange(&mut set, at, other);
        }
    }

    /// The best exchange of two at once, if one helps.
    fn two_exchanged(&self, set: &Set) -> Option<Set> {
        let outside: Vec<usize> = (0..self.near.len()).filter(|&o| !set.inside[o]).collect();
        let mut found: Option<(f64, [usize; 4])> = None;
        for first in 0..set.members.len() {
            for second in first + 1..set.members.len() {
                let (a, b) = (set.members[first], set.members[second]);
                let rest: Vec<f64> =
                    set.sums.iter().zip(self.row(a)).zip(self.row(b)).map(|((s, a), b)| s - a - b).collect();
                let near = set.near - self.near[a] - self.near[b];
                for (n, &c) in outside.iter().enumerate() {
                    let with: Vec<f64> = rest.iter().zip(self.row(c)).map(|(r, c)| r + c).collect();
                    for &d in &outside[n + 1..] {
                        let sums = with.iter().zip(self.row(d)).map(|(w, d)| w + d);
                        let cost = self.cost(sums, near + self.near[c] + self.near[d]);
                        if cost < found.map_or(set.cost, |(least, _)| least) - 1e-9 {
                            found = Some((cost, [first, c, second, d]));
                        }
                    }
                }
            }
        }
        let (_, [first, c, second, d]) = found?;
        let mut two = set.clone();
        self.exchange(&mut two, first, c);
        self.exchange(&mut two, second, d);
        Some(two)
    }
}

fn better(a: Set, b: Set) -> Set {
    if b.cost < a.cost - 1e-9 { b } else { a }
}
