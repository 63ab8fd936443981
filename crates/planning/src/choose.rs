//! The best k areas under constraints: branch and bound, with the gap shown.

/// A candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    /// What choosing it is worth, 0 or more.
    pub(crate) value: f64,
    /// What it costs, 0 or more.
    pub(crate) cost: f64,
    /// Its district, by number.
    pub(crate) group: usize,
    /// Whether it must be chosen.
    pub(crate) must: bool,
    /// Whether it may be.
    pub(crate) may: bool,
}

/// What holds of a choice.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rules {
    /// How many are chosen.
    pub(crate) count: usize,
    /// The most that they may cost together.
    pub(crate) budget: Option<f64>,
    /// The most of one group.
    pub(crate) per_group: Option<usize>,
    /// Pairs that must not be chosen together, both ways.
    pub(crate) conflicts: Vec<Vec<usize>>,
}

/// A choice and how far it may be from the best.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// The chosen, ascending.
    pub(crate) chosen: Vec<usize>,
    /// What they are worth.
    pub(crate) value: f64,
    /// What no choice can be worth more than.
    pub(crate) bound: f64,
}

impl Choice {
    /// How much better than this any choice could be, as a share; 0 when this is the best.
    pub(crate) fn gap(&self) -> f64 {
        if self.value > 0.0 { ((self.bound - self.value) / self.value).max(0.0) } else { 0.0 }
    }
}

/// Nodes after which the search stops with a gap.
const MAX_NODES: u64 = 2_000_000;

/// The best choice, or none where the rules allow none.
///
/// Candidates are tried in the order of their value. The bound of a branch is what it has, and the best that is left
/// and may still be taken, the number of places and the districts' shares kept; where money is short, no more than
/// the fractional knapsack gives.
pub(crate) fn choose(candidates: &[Candidate], rules: &Rules) -> Option<Choice> {
    let mut order: Vec<usize> = (0..candidates.len()).filter(|&i| candidates[i].may).collect();
    let key = |i: &usize| (candidates[*i].must, candidates[*i].value);
    order.sort_by(|a, b| key(b).0.cmp(&key(a).0).then(key(b).1.total_cmp(&key(a).1)).then(a.cmp(b)));
    if candidates.iter().any(|c| c.must && !c.may) || order.len() < rules.count {
        return None;
    }
    let musts = order.iter().filter(|&&i| candidates[i].must).count();
    let mut search = Search {
        candidates,
        rules,
        order: &order,
        musts,
        taken: Vec::new(),
        groups: vec![0; candidates.iter().map(|c| c.group + 1).max().unwrap_or(0)],
        blocked: vec![0; candidates.len()],
        best: None,
        open: f64::NEG_INFINITY,
        nodes: 0,
    };
    search.branch(0, 0.0, 0.0);
    let open = search.open;
    let (chosen, value) = search.best?;
    Some(Choice { chosen, value, bound: value.max(open) })
}

struct Search<'a> {
    candidates: &'a [Candidate],
    rules: &'a Rules,
    order: &'a [usize],
    musts: usize,
    taken: Vec<usize>,
    groups: Vec<usize>,
    blocked: Vec<u32>,
    best: Option<(Vec<usize>, f64)>,
    /// The best bound of the branches left unsearched.
    open: f64,
    nodes: u64,
}

impl Search<'_> {
    fn branch(&mut self, from: usize, value: f64, cost: f64) {
        if self.taken.len() == self.rules.count {
            if self.best.as_ref().is_none_or(|(_, best)| value > *best + 1e-12) && from >= self.musts {
                let mut chosen = self.taken.clone();
                chosen.sort_unstable();
                self.best = Some((chosen, value));
            }
            return;
        }
        self.nodes += 1;
        let Some(bound) = self.bound(from, value, cost) else { return };
        if self.best.as_ref().is_some_and(|(_, best)| bound <= *best + 1e-12) {
            return;
        }
        if self.nodes > MAX_NODES {
            self.open = self.open.max(bound);
            return;
        }
        for at in from..self.order.len() {
            let i = self.order[at];
            let candidate = self.candidates[i];
            if self.fits(i, cost) {
                self.taken.push(i);
                self.groups[candidate.group] += 1;
                self.block(i, true);
                self.branch(at + 1, value + candidate.value, cost + candidate.cost);
                self.block(i, false);
                self.groups[candidate.group] -= 1;
                self.taken.pop();
            }
            // Passing over a must is no choice; passing over the best one left lowers what can be reached.
            if candidate.must {
                return;
            }
            match self.bound(at + 1, value, cost) {
                Some(bound) if self.best.as_ref().is_none_or(|(_, best)| bound > *best + 1e-12) => {
                    if self.nodes > MAX_NODES {
                        self.open = self.open.max(bound);
                        return;
                    }
                }
                _ => return,
            }
        }
    }

    fn fits(&self, i: usize, cost: f64) -> bool {
        let candidate = self.candidates[i];
        self.blocked[i] == 0
            && self.rules.per_group.is_none_or(|most| self.groups[candidate.group] < most)
            && self.rules.budget.is_none_or(|budget| cost + candidate.cost <= budget + 1e-9)
    }

    fn block(&mut self, i: usize, on: bool) {
        for &other in self.rules.conflicts.get(i).map_or(&[][..], Vec::as_slice) {
            if on { self.blocked[other] += 1 } else { self.blocked[other] -= 1 }
        }
    }

    /// The most that can be reached from here; none where too few are left.
    fn bound(&self, from: usize, value: f64, cost: f64) -> Option<f64> {
        let mut left = self.rules.count - self.taken.len();
        let mut groups = self.groups.clone();
        let mut reach = value;
        let mut cheap: Vec<(f64, f64)> = Vec::new();
        for &i in &self.order[from..] {
            if !self.fits(i, cost) {
                continue;
            }
            let candidate = self.candidates[i];
            if self.rules.budget.is_some() {
                cheap.push((candidate.value, candidate.cost));
            }
            if left > 0 && self.rules.per_group.is_none_or(|most| groups[candidate.group] < most) {
                groups[candidate.group] += 1;
                reach += candidate.value;
                left -= 1;
            }
        }
        if left > 0 {
            return None;
        }
        let Some(budget) = self.rules.budget else { return Some(reach) };
        cheap.sort_by(|a, b| (b.0 * a.1).total_cmp(&(a.0 * b.1)));
        let (mut money, mut knapsack) = (budget - cost, value);
        for (worth, price) in cheap {
            if price <= money {
                money -= price;
                knapsack += worth;
            } else {
                knapsack += worth * money.max(0.0) / price;
                break;
            }
        }
        Some(reach.min(knapsack))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    /// The best of all choices, by trying each.
    fn brute(candidates: &[Candidate], rules: &Rules) -> Option<f64> {
        let mut best: Option<f64> = None;
        for mask in 0_u32..1 << candidates.len() {
            let chosen: Vec<usize> = (0..candidates.len()).filter(|i| mask >> i & 1 == 1).collect();
            let cost: f64 = chosen.iter().map(|&i| candidates[i].cost).sum();
            let group = |g: usize| chosen.iter().filter(|&&i| candidates[i].group == g).count();
            let apart = chosen.iter().all(|&i| chosen.iter().all(|j| !rules.conflicts[i].contains(j)));
            let right = chosen.len() == rules.count
                && rules.budget.is_none_or(|b| cost <= b + 1e-9)
                && rules.per_group.is_none_or(|most| (0..4).all(|g| group(g) <= most))
                && apart
                && (0..candidates.len())
                    .all(|i| if chosen.contains(&i) { candidates[i].may } else { !candidates[i].must });
            if right {
                let value: f64 = chosen.iter().map(|&i| candidates[i].value).sum();
                best = Some(best.map_or(value, |b| b.max(value)));
            }
        }
        best
    }

    #[test]
    fn the_choice_is_the_best_of_all_choices() {
        let mut impossible = 0;
        for seed in 0..300 {
            let mut dice = Dice::new(seed, 9);
            let n = 12;
            let candidates: Vec<Candidate> = (0..n)
                .map(|_| Candidate {
                    value: dice.unit(),
                    cost: 1.0 + 9.0 * dice.unit(),
                    group: dice.index(4),
                    must: dice.unit() < 0.05,
                    may: dice.unit() < 0.9,
                })
                .collect();
            let mut conflicts = vec![Vec::new(); n];
            for _ in 0..8 {
                let pair = dice.sample(n, 2);
                conflicts[pair[0]].push(pair[1]);
                conflicts[pair[1]].push(pair[0]);
            }
            let budget = (dice.unit() < 0.7).then(|| 10.0 + 15.0 * dice.unit());
            let per_group = (dice.unit() < 0.5).then_some(2);
            let rules = Rules { count: 1 + dice.index(5), budget, per_group, conflicts };
            let got = choose(&candidates, &rules);
            let want = brute(&candidates, &rules);
            impossible += usize::from(want.is_none());
            assert_eq!(got.is_some(), want.is_some(), "seed {seed}");
            if let (Some(got), Some(want)) = (got, want) {
                assert!((got.value - want).abs() < 1e-9 && got.gap() == 0.0, "seed {seed}: {} of {want}", got.value);
            }
        }
        assert!((10..200).contains(&impossible), "{impossible} without any choice");
    }
}
