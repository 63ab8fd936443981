//! The proof that nothing is too closely bounded: for each hidden count two cities that differ enough in it.

use crate::system::System;

/// A hidden count: a sum less other sums inside it, or a single unknown.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// A sum, less the disjoint sums inside it.
    Sum {
        /// The sum.
        whole: u32,
        /// What is taken away from it.
        less: Vec<u32>,
    },
    /// One unknown.
    Atom(u32),
}

/// How hard the search tries before it calls a count too closely bounded. Giving up too early costs a figure that
/// could have been shown, never a secret.
const STARTS: usize = 24;
const PARTNERS: usize = 384;
/// The same for the first look at all targets, which mostly meets easy ones.
const QUICK_STARTS: usize = 3;
const STEPS: usize = 10;

/// The walk from city to city in search of witnesses.
pub(crate) struct Search {
    pub(crate) system: System,
    /// How far apart two witnesses must be.
    pub(crate) spread: i64,
    member: Vec<bool>,
}

impl Search {
    pub(crate) fn new(system: System, least_width: u32) -> Self {
        let member = vec![false; system.len()];
        Self { system, spread: i64::from(least_width) - 1, member }
    }

    /// The range that the cities met so far are known to give a target.
    pub(crate) fn seen(&self, target: &Target) -> (i64, i64) {
        match target {
            Target::Atom(atom) => self.system.seen_atom(*atom),
            Target::Sum { whole, less } if less.is_empty() => self.system.seen(*whole),
            Target::Sum { .. } => (self.now(target), self.now(target)),
        }
    }

    /// The value of a target in the present city.
    pub(crate) fn now(&self, target: &Target) -> i64 {
        match target {
            Target::Atom(atom) => self.system.seen_atom(*atom).0,
            Target::Sum { whole, less } => {
                self.system.now(*whole) - less.iter().map(|s| self.system.now(*s)).sum::<i64>()
            }
        }
    }

    /// Whether two cities are found (or were met before) that differ enough in a target: it is pushed upward as far
    /// as it goes, then downward.
    pub(crate) fn prove(&mut self, target: &Target) -> bool {
        self.walk(target, None)
    }

    /// As [`Search::prove`]; where it fails, the cheapest sums found whose widening lets the target take one more step
    /// at its top or its bottom, each with the value it would take. Empty where only sums that cannot be widened stand
    /// in the way.
    pub(crate) fn prove_or_blame(&mut self, target: &Target) -> Result<(), Vec<(u32, i64)>> {
        let mut blame = (System::FROZEN, Vec::new());
        if self.walk(target, Some(&mut blame)) { Ok(()) } else { Err(blame.1) }
    }

    fn walk(&mut self, target: &Target, mut blame: Option<&mut (i64, Vec<(u32, i64)>)>) -> bool {
        let mut seen = self.seen(target);
        if seen.1 - seen.0 >= self.spread {
            return true;
        }
        let atoms = self.mark(target);
        let starts = if blame.is_some() { 0 } else { QUICK_STARTS };
        for by in [1, -1] {
            while seen.1 - seen.0 < self.spread
                && (self.push(&atoms, by, starts) || blame.as_mut().is_some_and(|b| self.force(&atoms, by, b)))
            {
                let now = self.seen(target);
                seen = (seen.0.min(now.0), seen.1.max(now.1));
            }
        }
        self.unmark(&atoms);
        seen.1 - seen.0 >= self.spread
    }

    /// Looks for the cheapest step whatever it pushes outside, and notes that in `blame`; takes a step that after all
    /// pushes nothing outside.
    fn force(&mut self, atoms: &[u32], by: i32, blame: &mut (i64, Vec<(u32, i64)>)) -> bool {
        for start in self.system.sample(atoms, STARTS) {
            if !self.system.movable(start, by) {
                continue;
            }
            self.descend(start, by);
            let cost = self.system.cost();
            if cost == 0 {
                self.system.keep();
                return true;
            }
            if cost < blame.0 {
                let outside = self.system.outside().iter();
                *blame = (cost, outside.map(|s| (*s, self.system.now(*s))).collect());
            }
            self.system.undo();
        }
        false
    }

    /// Changes a target by one, keeping every sum within its interval.
    fn push(&mut self, atoms: &[u32], by: i32, starts: usize) -> bool {
        let quick = self.system.sample(atoms, PARTNERS);
        if let Some(&atom) = quick.iter().find(|a| self.system.free(**a, by)) {
            self.system.step(atom, by);
            self.system.keep();
            return true;
        }
        for start in self.system.sample(atoms, starts) {
            if !self.system.movable(start, by) {
                continue;
            }
            self.descend(start, by);
            if self.system.outside().is_empty() {
                self.system.keep();
                return true;
            }
            self.system.undo();
        }
        false
    }

    /// Changes one unknown of the target and then unknowns outside it, each time the one that mends most, until every
    /// sum is within its interval again or nothing mends any more.
    fn descend(&mut self, start: u32, by: i32) {
        self.system.step(start, by);
        for _ in 0..STEPS {
            let outside = self.system.outside().iter().copied();
            let size = |s: &u32| {
                let sum = &self.system.sums[*s as usize];
                (!sum.frozen, std::cmp::Reverse(sum.worth), self.system.atoms(*s).len(), *s)
            };
            let Some(sum) = outside.min_by_key(size) else { return };
            let back = if self.system.now(sum) > self.system.sums[sum as usize].high { -1 } else { 1 };
            let partners = self.system.sample_of(sum, PARTNERS);
            let mends = |a: &u32| {
                !self.member[*a as usize]
                    && self.system.movable(*a, back)
                    && !self.system.trail().contains(&(*a, -back))
            };
            let best = partners.into_iter().filter(mends).map(|a| (self.system.change(a, back), a)).min_by_key(|b| b.0);
            match best {
                Some((change, atom)) if change <= 0 => self.system.step(atom, back),
                _ => return,
            }
        }
    }

    fn mark(&mut self, target: &Target) -> Vec<u32> {
        let (whole, less): (&[u32], &[u32]) = match target {
            Target::Atom(atom) => (std::slice::from_ref(atom), &[]),
            Target::Sum { whole, less } => (self.system.atoms(*whole), less),
        };
        for &atom in whole {
            self.member[atom as usize] = true;
        }
        for &sum in less {
            for &atom in self.system.atoms(sum) {
                self.member[atom as usize] = false;
            }
        }
        whole.iter().copied().filter(|a| self.member[*a as usize]).collect()
    }

    fn unmark(&mut self, atoms: &[u32]) {
        for &atom in atoms {
            self.member[atom as usize] = false;
        }
    }
}
