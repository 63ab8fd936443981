//! The best set of mends for a budget.

use serde::{Deserialize, Serialize};

/// A mend that could be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mend {
    /// What it is called.
    pub id: String,
    /// What it costs, in the city's money.
    pub cost: f64,
    /// What it is expected to be good for, in the unit of the plan: incidents or harm less a year.
    pub benefit: f64,
    /// Of mends with the same word at most one is made: alternatives for the same trouble.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
    /// Whether it is made in any case.
    #[serde(default)]
    pub must: bool,
}

/// The mends chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChosenMends {
    /// Their identifiers, in the order given.
    pub chosen: Vec<String>,
    /// What they cost together.
    pub cost: f64,
    /// What they are good for together.
    pub benefit: f64,
    /// What no set for the budget can be better than.
    pub bound: f64,
    /// The first mend that a larger budget would add: identifier and how much more money.
    pub next: Option<(String, f64)>,
}

/// Nodes after which the search stops with a gap.
const MAX_NODES: u64 = 4_000_000;

/// The set of mends with the largest benefit that a budget pays for: branch and bound by the fractional knapsack.
///
/// # Errors
/// A sentence where a cost or benefit is negative or no number, or the musts cost more than the budget.
pub fn best_mends(mends: &[Mend], budget: f64) -> Result<ChosenMends, String> {
    for mend in mends {
        if !(mend.cost.is_finite() && mend.cost >= 0.0 && mend.benefit.is_finite() && mend.benefit >= 0.0) {
            return Err(format!("mend `{}`: cost and benefit must be finite and at least 0", mend.id));
        }
    }
    let mut order: Vec<usize> = (0..mends.len()).collect();
    let worth = |i: usize| if mends[i].cost > 0.0 { mends[i].benefit / mends[i].cost } else { f64::INFINITY };
    order.sort_by(|&a, &b| mends[b].must.cmp(&mends[a].must).then(worth(b).total_cmp(&worth(a))).then(a.cmp(&b)));
    let mut search = Search { mends, order: &order, taken: Vec::new(), best: None, open: 0.0, nodes: 0 };
    search.branch(0, budget, 0.0);
    let open = search.open;
    let (mut chosen, benefit) = search.best.ok_or_else(|| {
        format!("the mends that must be made cost more than the budget of {budget}, or exclude each other")
    })?;
    chosen.sort_unstable();
    let cost: f64 = chosen.iter().map(|&i| mends[i].cost).sum();
    let free = |i: &&usize| {
        !chosen.contains(i)
            && mends[**i].benefit > 0.0
            && mends[**i]
                .instead_of
                .as_ref()
                .is_none_or(|w| chosen.iter().all(|&c| mends[c].instead_of.as_ref() != Some(w)))
    };
    let next = order.iter().find(free).map(|&i| (mends[i].id.clone(), mends[i].cost - (budget - cost)));
    let chosen = chosen.iter().map(|&i| mends[i].id.clone()).collect();
    Ok(ChosenMends { chosen, cost, benefit, bound: benefit.max(open), next })
}

struct Search<'a> {
    mends: &'a [Mend],
    order: &'a [usize],
    taken: Vec<usize>,
    best: Option<(Vec<usize>, f64)>,
    open: f64,
    nodes: u64,
}

impl Search<'_> {
    fn branch(&mut self, at: usize, money: f64, benefit: f64) {
        let complete = self.order[at..].iter().all(|&i| !self.mends[i].must);
        if complete && self.best.as_ref().is_none_or(|(_, best)| benefit > *best + 1e-12) {
            self.best = Some((self.taken.clone(), benefit));
        }
        let Some(&i) = self.order.get(at) else { return };
        let bound = self.bound(at, money, benefit);
        if complete && self.best.as_ref().is_some_and(|(_, best)| bound <= *best + 1e-12) {
            return;
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.open = self.open.max(bound);
            return;
        }
        let mend = &self.mends[i];
        let excluded = mend
            .instead_of
            .as_ref()
            .is_some_and(|word| self.taken.iter().any(|&t| self.mends[t].instead_of.as_ref() == Some(word)));
        if !excluded && mend.cost <= money + 1e-9 {
            self.taken.push(i);
            self.branch(at + 1, money - mend.cost, benefit + mend.benefit);
            self.taken.pop();
        }
        if !mend.must {
            self.branch(at + 1, money, benefit);
        }
    }

    fn bound(&self, at: usize, mut money: f64, mut benefit: f64) -> f64 {
        for &i in &self.order[at..] {
            let mend = &self.mends[i];
            if mend.cost <= money {
                money -= mend.cost;
                benefit += mend.benefit;
            } else {
                return benefit + mend.benefit * money.max(0.0) / mend.cost;
            }
        }
        benefit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    fn mend(id: usize, cost: f64, benefit: f64, word: Option<usize>, must: bool) -> Mend {
        Mend { id: id.to_string(), cost, benefit, instead_of: word.map(|w| w.to_string()), must }
    }

    #[test]
    fn the_set_is_the_best_of_all_sets() {
        for seed in 0..200 {
            let mut dice = Dice::new(seed, 4);
            let mends: Vec<Mend> = (0..11)
                .map(|id| {
                    let word = (dice.unit() < 0.4).then(|| dice.index(3));
                    mend(id, (dice.unit() * 10.0).round(), dice.unit() * 5.0, word, dice.unit() < 0.04)
                })
                .collect();
            let budget = 5.0 + dice.unit() * 25.0;
            let mut want: Option<f64> = None;
            for mask in 0_u32..1 << mends.len() {
                let set: Vec<&Mend> =
                    mends.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, m)| m).collect();
                let words: Vec<&String> = set.iter().filter_map(|m| m.instead_of.as_ref()).collect();
                let unique = words.iter().all(|w| words.iter().filter(|o| o == &w).count() == 1);
                let musts = mends.iter().filter(|m| m.must).all(|m| set.contains(&m));
                if unique && musts && set.iter().map(|m| m.cost).sum::<f64>() <= budget {
                    let benefit: f64 = set.iter().map(|m| m.benefit).sum();
                    want = Some(want.map_or(benefit, |w| w.max(benefit)));
                }
            }
            let got = best_mends(&mends, budget);
            assert_eq!(got.is_ok(), want.is_some(), "seed {seed}: {got:?}");
            if let (Ok(got), Some(want)) = (got, want) {
                assert!((got.benefit - want).abs() < 1e-9 && got.bound <= got.benefit + 1e-9, "seed {seed}");
                assert!(got.cost <= budget + 1e-9);
            }
        }
    }

    #[test]
    fn what_a_larger_budget_would_add_is_said_and_musts_beyond_it_are_refused() {
        let mends = [mend(1, 10.0, 5.0, None, false), mend(2, 8.0, 3.0, None, false)];
        let got = best_mends(&mends, 12.0).unwrap();
        assert_eq!((got.chosen.as_slice(), got.next), (&["1".to_owned()][..], Some(("2".to_owned(), 6.0))));
        assert!(best_mends(&[mend(1, 10.0, 5.0, None, true)], 9.0).is_err());
        assert!(best_mends(&[mend(1, f64::NAN, 5.0, None, true)], 9.0).is_err());
    }
}
