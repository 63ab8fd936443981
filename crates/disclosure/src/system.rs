//! The linear system of a publication: whole unknowns, sums of them, and what is published of each sum.

use crate::Interval;

/// Lists of numbers, one list after the other.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    ends: Vec<usize>,
    items: Vec<u32>,
}

impl Lists {
    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.items.extend(list);
        self.ends.push(self.items.len());
    }

    pub(crate) fn get(&self, n: u32) -> &[u32] {
        let n = n as usize;
        let start = if n == 0 { 0 } else { self.ends[n - 1] };
        &self.items[start..self.ends[n]]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The lists the other way round: which of them hold each of the numbers below `n`.
    fn inverted(&self, n: usize) -> Self {
        let mut holders = vec![Vec::new(); n];
        for list in 0..u32::try_from(self.len()).unwrap_or(u32::MAX) {
            for &item in self.get(list) {
                holders[item as usize].push(list);
            }
        }
        let mut lists = Self::default();
        holders.into_iter().for_each(|h| lists.push(h));
        lists
    }
}

/// A sum of unknowns: its published interval, and the range that the cities met so far have given it.
#[derive(Debug, Clone)]
pub(crate) struct Sum {
    /// Lowest count that the published figure allows.
    pub(crate) low: i64,
    /// Highest count that the published figure allows; `i64::MAX` where nothing is published.
    pub(crate) high: i64,
    /// What is lost when the figure is not shown.
    pub(crate) worth: i64,
    /// Published by an earlier version: cannot be widened any more.
    pub(crate) frozen: bool,
    /// Of a period that an earlier version published, so that this sum has been hidden with proof before.
    pub(crate) old: bool,
    now: i64,
    seen: (i64, i64),
}

impl Sum {
    /// A sum that nothing is published of, or the interval published of it.
    pub(crate) fn new(interval: Interval, worth: i64, frozen: bool) -> Self {
        let high = interval.high.map_or(i64::MAX, i64::from);
        Self { low: i64::from(interval.low), high, worth, frozen, old: frozen, now: 0, seen: (0, 0) }
    }

    /// How far a value lies outside the published interval.
    fn excess(&self, value: i64) -> i64 {
        (self.low - value).max(value - self.high).max(0)
    }

    fn cost(&self, value: i64) -> i64 {
        let worth = if self.frozen { System::FROZEN } else { self.worth };
        worth * self.excess(value)
    }
}

/// The unknowns with values that agree with everything published ("a city"), and the sums over them.
///
/// The walk starts from one city and goes on to others by steps that keep every sum within its interval. Every city
/// met is a witness: an attacker who knows all that is published cannot rule it out. Widening an interval later keeps
/// all witnesses.
pub(crate) struct System {
    pub(crate) sums: Vec<Sum>,
    atoms_of: Lists,
    sums_of: Lists,
    value: Vec<i32>,
    seen: Vec<(i32, i32)>,
    start: Vec<i32>,
    outside: Vec<u32>,
    trail: Vec<(u32, i32)>,
    turn: u32,
}

impl System {
    /// What one unit of excess costs in a sum that cannot be widened.
    pub(crate) const FROZEN: i64 = 1 << 40;

    /// A system over sums, each with its unknowns, and a city to start from.
    pub(crate) fn new(mut sums: Vec<Sum>, atoms_of: Lists, value: Vec<i32>) -> Self {
        let sums_of = atoms_of.inverted(value.len());
        for (sum, n) in sums.iter_mut().zip(0..) {
            sum.now = atoms_of.get(n).iter().map(|a| i64::from(value[*a as usize])).sum();
            sum.seen = (sum.now, sum.now);
        }
        let seen = value.iter().map(|v| (*v, *v)).collect();
        let (outside, trail) = (Vec::new(), Vec::new());
        let start = value.clone();
        let mut system = Self { sums, atoms_of, sums_of, value, seen, start, outside, trail, turn: 1 };
        let all = 0..u32::try_from(system.sums.len()).unwrap_or(u32::MAX);
        system.outside = all.filter(|s| system.sums[*s as usize].excess(system.sums[*s as usize].now) > 0).collect();
        system
    }

    /// Goes back to the city that the walk started from. Widening keeps it, so it is a witness still.
    pub(crate) fn restart(&mut self) {
        self.undo();
        for atom in 0..u32::try_from(self.value.len()).unwrap_or(u32::MAX) {
            let by = self.start[atom as usize] - self.value[atom as usize];
            if by != 0 {
                self.step(atom, by);
            }
        }
        self.trail.clear();
    }

    /// Whether a figure is published of a sum.
    pub(crate) fn is_shown(&self, sum: u32) -> bool {
        let sum = &self.sums[sum as usize];
        sum.low > 0 || sum.high < i64::MAX
    }

    /// For each unknown the number of its component: unknowns that no chain of published figures connects say nothing
    /// of each other.
    pub(crate) fn components(&self) -> Vec<u32> {
        let mut root: Vec<u32> = (0..u32::try_from(self.value.len()).unwrap_or(u32::MAX)).collect();
        fn find(root: &mut [u32], mut n: u32) -> u32 {
            while root[n as usize] != n {
                root[n as usize] = root[root[n as usize] as usize];
                n = root[n as usize];
            }
            n
        }
        for sum in (0..u32::try_from(self.sums.len()).unwrap_or(u32::MAX)).filter(|s| self.is_shown(*s)) {
            let Some((first, others)) = self.atoms_of.get(sum).split_first() else { continue };
            let first = find(&mut root, *first);
            for &other in others {
                let other = find(&mut root, other);
                root[other as usize] = first;
            }
        }
        (0..u32::try_from(root.len()).unwrap_or(u32::MAX)).map(|n| find(&mut root, n)).collect()
    }

    /// The unknowns of a sum.
    pub(crate) fn atoms(&self, sum: u32) -> &[u32] {
        self.atoms_of.get(sum)
    }

    /// The number of unknowns.
    pub(crate) fn len(&self) -> usize {
        self.value.len()
    }

    /// The sums that the present values put outside their intervals.
    pub(crate) fn outside(&self) -> &[u32] {
        &self.outside
    }

    /// The present value of a sum.
    pub(crate) fn now(&self, sum: u32) -> i64 {
        self.sums[sum as usize].now
    }

    /// The lowest and highest value of a sum in the cities met so far.
    pub(crate) fn seen(&self, sum: u32) -> (i64, i64) {
        self.sums[sum as usize].seen
    }

    /// The lowest and highest value of an unknown in the cities met so far.
    pub(crate) fn seen_atom(&self, atom: u32) -> (i64, i64) {
        let (low, high) = self.seen[atom as usize];
        (i64::from(low), i64::from(high))
    }

    /// What the present excesses cost.
    pub(crate) fn cost(&self) -> i64 {
        self.outside.iter().map(|s| self.sums[*s as usize].cost(self.now(*s))).sum()
    }

    /// Whether an unknown can be changed by one.
    pub(crate) fn movable(&self, atom: u32, by: i32) -> bool {
        by > 0 || self.value[atom as usize] > 0
    }

    /// Whether changing an unknown by one keeps every sum within its interval.
    pub(crate) fn free(&self, atom: u32, by: i32) -> bool {
        self.movable(atom, by)
            && self.sums_of.get(atom).iter().all(|s| {
                let sum = &self.sums[*s as usize];
                (sum.low..=sum.high).contains(&(sum.now + i64::from(by)))
            })
    }

    /// How the cost changes with an unknown.
    pub(crate) fn change(&self, atom: u32, by: i32) -> i64 {
        let sums = self.sums_of.get(atom).iter().map(|s| &self.sums[*s as usize]);
        sums.map(|s| s.cost(s.now + i64::from(by)) - s.cost(s.now)).sum()
    }

    /// Changes an unknown, for the time being.
    pub(crate) fn step(&mut self, atom: u32, by: i32) {
        self.value[atom as usize] += by;
        self.trail.push((atom, by));
        for &s in self.sums_of.get(atom) {
            let sum = &mut self.sums[s as usize];
            let before = sum.excess(sum.now) > 0;
            sum.now += i64::from(by);
            let after = sum.excess(sum.now) > 0;
            if after && !before {
                self.outside.push(s);
            } else if before && !after {
                self.outside.retain(|o| *o != s);
            }
        }
    }

    /// The steps not yet kept or taken back.
    pub(crate) fn trail(&self) -> &[(u32, i32)] {
        &self.trail
    }

    /// Takes the steps back.
    pub(crate) fn undo(&mut self) {
        while let Some((atom, by)) = self.trail.pop() {
            self.step(atom, -by);
            self.trail.pop();
        }
    }

    /// Keeps the steps: one more city met. Nothing is noted while a sum is outside its interval.
    pub(crate) fn keep(&mut self) {
        debug_assert!(self.outside.is_empty(), "a city that disagrees with what is published");
        for (atom, _) in std::mem::take(&mut self.trail) {
            let value = self.value[atom as usize];
            let seen = &mut self.seen[atom as usize];
            *seen = (seen.0.min(value), seen.1.max(value));
            for &s in self.sums_of.get(atom) {
                let sum = &mut self.sums[s as usize];
                sum.seen = (sum.seen.0.min(sum.now), sum.seen.1.max(sum.now));
            }
        }
    }

    /// Widens the interval of a sum.
    pub(crate) fn widen(&mut self, sum: u32, low: i64, high: i64) {
        let s = &mut self.sums[sum as usize];
        s.low = s.low.min(low);
        s.high = s.high.max(high);
        if s.excess(s.now) == 0 {
            self.outside.retain(|o| *o != sum);
        }
    }

    /// Up to `most` members of a list, from a place in it that changes from call to call in the same way each time.
    pub(crate) fn sample(&mut self, list: &[u32], most: usize) -> Vec<u32> {
        self.turn = self.turn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (len, start) = (list.len(), (self.turn >> 8) as usize);
        let take = len.min(most);
        // An odd stride near the golden section spreads a short sample over a long list.
        let stride = if len <= most { 1 } else { (len * 618 / 1000) | 1 };
        (0..take).map(|n| list[(start + n * stride) % len]).collect()
    }

    /// A sample of a sum's unknowns.
    pub(crate) fn sample_of(&mut self, sum: u32, most: usize) -> Vec<u32> {
        let atoms_of = std::mem::take(&mut self.atoms_of);
        let sample = self.sample(atoms_of.get(sum), most);
        self.atoms_of = atoms_of;
        sample
    }
}
