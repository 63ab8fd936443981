//! From exact counts to the system that is walked: which units are proposed with which class, and what is to be hidden.

use crate::search::Target;
use crate::system::{Lists, Sum, System};
use crate::unit::{Unit, kinds, merged_into, scheme, worth};
use crate::{Class, Counts, Interval, Level, Period, Publication, PublicationError, Settings, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Every unit of the scheme with its exact count and its proposed class.
pub(crate) struct Plan<'a> {
    pub(crate) counts: &'a Counts,
    pub(crate) units: Vec<Proposed>,
    /// For each place the pieces of ground in it.
    pieces: Vec<Vec<u32>>,
    /// The periods that the version before has published.
    pub(crate) frozen: BTreeSet<Period>,
}

/// A unit with its exact count and what is proposed to publish of it; nothing where it is not part of the publication.
pub(crate) struct Proposed {
    pub(crate) unit: Unit,
    pub(crate) exact: u32,
    pub(crate) class: Option<Class>,
    pub(crate) frozen: bool,
}

impl<'a> Plan<'a> {
    /// Proposes a class for every unit: the earlier one in frozen periods, else the plain one, and none for a place
    /// that does not stand alone.
    pub(crate) fn new(
        counts: &'a Counts,
        settings: &Settings,
        earlier: Option<&Publication>,
    ) -> Result<Self, PublicationError> {
        let frozen: BTreeSet<Period> = earlier.iter().flat_map(|e| e.calendar().periods()).collect();
        let mut plan = Self { counts, units: Vec::new(), pieces: counts.ground.pieces(), frozen };
        let merged = merged_into(&counts.ground, settings);
        let before: BTreeMap<&UnitId, &Class> =
            earlier.iter().flat_map(|e| e.units()).map(|u| (&u.unit, &u.class)).collect();
        for unit in scheme(&counts.ground, &counts.calendar, counts.groups.as_slice().len()) {
            let exact = plan.exact(unit);
            let frozen = plan.frozen.contains(&unit.period);
            let class = if frozen {
                before.get(&plan.name(unit)).map(|c| (*c).clone())
            } else if plan.level(unit.place) == Level::Cell9 && !plan.is_offered(unit, settings, &merged) {
                None
            } else {
                Some(merged[unit.place].clone().map_or_else(|| Class::of(exact), |into| Class::Merged { into }))
            };
            if let (true, Some(class), Some(earlier)) = (frozen, &class, earlier)
                && !class.interval().holds(exact)
            {
                let unit = plan.name(unit).to_string();
                return Err(PublicationError::Moved { unit, version: earlier.version() });
            }
            plan.units.push(Proposed { unit, exact, class, frozen });
        }
        Ok(plan)
    }

    /// The units of a publication as they stand, with the exact counts of today.
    pub(crate) fn unfrozen(counts: &'a Counts, earlier: &Publication) -> Self {
        let pieces = counts.ground.pieces();
        let mut plan = Self { counts, units: Vec::new(), pieces, frozen: earlier.calendar().periods().collect() };
        let before: BTreeMap<&UnitId, &Class> = earlier.units().iter().map(|u| (&u.unit, &u.class)).collect();
        for unit in scheme(&counts.ground, &counts.calendar, counts.groups.as_slice().len()) {
            let class = before.get(&plan.name(unit)).map(|c| (*c).clone());
            plan.units.push(Proposed { unit, exact: plan.exact(unit), class, frozen: true });
        }
        plan
    }

    pub(crate) fn level(&self, place: usize) -> Level {
        self.counts.ground.places()[place].id.level()
    }

    /// The public name of a unit.
    pub(crate) fn name(&self, unit: Unit) -> UnitId {
        UnitId {
            place: self.counts.ground.places()[unit.place].id.clone(),
            period: unit.period,
            group: unit.group.map(|g| self.counts.groups.as_slice()[g].name.clone()),
        }
    }

    fn exact(&self, unit: Unit) -> u32 {
        let quarters = self.counts.calendar.range(unit.period).unwrap_or(0..0);
        let (all, kinds) = (self.counts.calendar.quarters(), self.counts.groups.as_slice().len());
        let groups = unit.group.map_or(0..kinds, |g| g..g + 1);
        let mut exact = 0_u32;
        for &piece in &self.pieces[unit.place] {
            for quarter in quarters.clone() {
                let row = (piece as usize * all + quarter) * kinds;
                let counted = &self.counts.cells[row + groups.start..row + groups.end];
                exact = counted.iter().fold(exact, |sum, n| sum.saturating_add(*n));
            }
        }
        exact
    }

    /// The cells at resolution 8 that a place shares ground with.
    pub(crate) fn coarse_cells(&self, place: usize) -> BTreeSet<usize> {
        let atoms = self.pieces[place].iter().flat_map(|a| &self.counts.ground.atoms()[*a as usize]);
        atoms.map(|p| *p as usize).filter(|p| self.level(*p) == Level::Cell8).collect()
    }

    /// Whether a fine cell may be proposed: by the proposed classes of the coarse cells it lies in, never by its own.
    fn is_offered(&self, unit: Unit, settings: &Settings, merged: &[Option<crate::PlaceId>]) -> bool {
        let coarse = self.coarse_cells(unit.place);
        let rich = |place: usize| {
            let low = Class::of(self.exact(Unit { place, ..unit })).interval().low;
            merged[place].is_none() && low >= settings.fine_cells_from
        };
        !coarse.is_empty() && coarse.into_iter().all(rich)
    }

    /// The system of the units and everything that has to stay hidden. The first sums are the units, in their order,
    /// save those of fine cells that nothing is said about: their pieces of ground are not told apart.
    pub(crate) fn system(&self) -> (System, Vec<usize>, Vec<Target>) {
        let places = self.counts.ground.places().len();
        let mut active: Vec<bool> = (0..places).map(|p| self.level(p) != Level::Cell9).collect();
        for proposed in self.units.iter().filter(|p| p.class.is_some()) {
            active[proposed.unit.place] = true;
        }
        let (atoms, pieces) = self.told_apart(&active);
        let kinds_len = self.counts.groups.as_slice().len();
        let per_piece = self.counts.calendar.quarters() * kinds_len;
        let mut value = vec![0_i32; atoms.len() * per_piece];
        for (members, to) in atoms.values() {
            for from in members {
                for n in 0..per_piece {
                    let counted = i32::try_from(self.counts.cells[from * per_piece + n]).unwrap_or(i32::MAX);
                    value[to * per_piece + n] = value[to * per_piece + n].saturating_add(counted);
                }
            }
        }
        let (mut sums, mut lists, mut shown) = (Vec::new(), Lists::default(), Vec::new());
        let mut number = BTreeMap::new();
        for (n, p) in self.units.iter().enumerate().filter(|(_, p)| active[p.unit.place]) {
            let interval = p.class.as_ref().map_or(Interval::ANY, Class::interval);
            number.insert(p.unit, u32::try_from(sums.len()).unwrap_or(u32::MAX));
            sums.push(Sum::new(interval, worth(self.level(p.unit.place), p.unit), p.frozen));
            lists.push(self.unknowns(&pieces[p.unit.place], p.unit.period, p.unit.group));
            shown.push(n);
        }
        let mut targets = self.differences(&number, &pieces);
        // What two overlapping places have in common is hidden too, by period and group like a place of its own.
        let whole: BTreeSet<&Vec<u32>> = pieces.iter().filter(|p| p.len() == 1).collect();
        for piece in (0..u32::try_from(atoms.len()).unwrap_or(u32::MAX)).map(|p| vec![p]) {
            if whole.contains(&piece) {
                continue;
            }
            for period in self.counts.calendar.periods() {
                for group in kinds(kinds_len) {
                    sums.push(Sum::new(Interval::ANY, 0, self.frozen.contains(&period)));
                    lists.push(self.unknowns(&piece, period, group));
                }
            }
        }
        let unknowns = (0..u32::try_from(value.len()).unwrap_or(u32::MAX)).map(Target::Atom);
        let all = (0..u32::try_from(sums.len()).unwrap_or(u32::MAX)).map(|whole| Target::Sum { whole, less: vec![] });
        let targets = all.chain(unknowns).chain(targets.drain(..)).collect();
        (System::new(sums, lists, value), shown, targets)
    }

    /// Merges the pieces of ground that no place in use tells apart, and says which merged pieces each place has.
    #[expect(clippy::type_complexity, reason = "two tables that only the caller above reads")]
    fn told_apart(&self, active: &[bool]) -> (BTreeMap<Vec<u32>, (Vec<usize>, usize)>, Vec<Vec<u32>>) {
        let mut atoms: BTreeMap<Vec<u32>, (Vec<usize>, usize)> = BTreeMap::new();
        for (n, members) in self.counts.ground.atoms().iter().enumerate() {
            let key = members.iter().copied().filter(|p| active[*p as usize]).collect();
            atoms.entry(key).or_default().0.push(n);
        }
        let mut pieces = vec![Vec::new(); active.len()];
        for (n, (key, atom)) in atoms.iter_mut().enumerate() {
            atom.1 = n;
            for place in key {
                pieces[*place as usize].push(u32::try_from(n).unwrap_or(u32::MAX));
            }
        }
        (atoms, pieces)
    }

    /// Whether the quarter of an unknown has been published before.
    pub(crate) fn is_old(&self, atom: u32) -> bool {
        let kinds = self.counts.groups.as_slice().len();
        let quarter = (atom as usize / kinds) % self.counts.calendar.quarters();
        let quarter = u16::try_from(quarter).unwrap_or(u16::MAX);
        self.frozen.contains(&Period::Quarter(self.counts.calendar.first().plus(quarter)))
    }

    /// The unknowns of pieces of ground, a period and a group.
    fn unknowns(&self, pieces: &[u32], period: Period, group: Option<usize>) -> Vec<u32> {
        let (all, kinds) = (self.counts.calendar.quarters(), self.counts.groups.as_slice().len());
        let quarters = self.counts.calendar.range(period).unwrap_or(0..0);
        let groups = group.map_or(0..kinds, |g| g..g + 1);
        let mut unknowns = Vec::with_capacity(pieces.len() * quarters.len() * groups.len());
        for piece in pieces {
            for quarter in quarters.clone() {
                let row = (*piece as usize * all + quarter) * kinds;
                unknowns.extend(groups.clone().map(|g| u32::try_from(row + g).unwrap_or(u32::MAX)));
            }
        }
        unknowns
    }

    /// Parents less children: a place less one place inside it and less all places of a level inside it, 12 months
    /// less a quarter, all groups less one.
    fn differences(&self, number: &BTreeMap<Unit, u32>, pieces: &[Vec<u32>]) -> Vec<Target> {
        let inside = children(pieces, |p| self.level(p));
        let mut targets = Vec::new();
        for (unit, &whole) in number {
            let mut push = |less: Vec<u32>| {
                if !less.is_empty() {
                    targets.push(Target::Sum { whole, less });
                }
            };
            if unit.group.is_none() {
                let groups = 0..self.counts.groups.as_slice().len();
                let parts = groups.filter_map(|g| number.get(&Unit { group: Some(g), ..*unit }));
                parts.for_each(|p| push(vec![*p]));
            }
            if let Period::TwelveMonths(first) = unit.period {
                let quarters = (0..4).map(|n| Unit { period: Period::Quarter(first.plus(n)), ..*unit });
                quarters.filter_map(|u| number.get(&u)).for_each(|p| push(vec![*p]));
            }
            for level in &inside[unit.place] {
                let parts: Vec<_> =
                    level.iter().filter_map(|p| number.get(&Unit { place: *p, ..*unit })).copied().collect();
                let covered: usize = level.iter().map(|p| pieces[*p].len()).sum();
                if parts.len() > 1 && covered < pieces[unit.place].len() {
                    push(parts.clone());
                }
                parts.into_iter().for_each(|p| push(vec![p]));
            }
        }
        targets
    }
}

/// For each place and each finer level the places of that level that lie inside it and do not fill it.
fn children(pieces: &[Vec<u32>], level: impl Fn(usize) -> Level) -> Vec<Vec<Vec<usize>>> {
    let sets: Vec<BTreeSet<u32>> = pieces.iter().map(|p| p.iter().copied().collect()).collect();
    let mut holders: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, piece) in pieces.iter().enumerate().flat_map(|(n, p)| p.iter().map(move |piece| (n, *piece))) {
        holders.entry(piece).or_default().push(place);
    }
    let mut inside: Vec<BTreeMap<Level, Vec<usize>>> = vec![BTreeMap::new(); pieces.len()];
    for (child, piece) in pieces.iter().enumerate() {
        let Some(first) = piece.first() else { continue };
        for &parent in &holders[first] {
            let holds = level(parent) < level(child)
                && sets[parent].len() > sets[child].len()
                && sets[child].is_subset(&sets[parent]);
            if holds {
                inside[parent].entry(level(child)).or_default().push(child);
            }
        }
    }
    inside.into_iter().map(|levels| levels.into_values().collect()).collect()
}
