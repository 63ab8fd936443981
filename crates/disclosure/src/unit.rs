//! The units of a publication: which place, period and group a figure is about.

use crate::{Calendar, Ground, Level, Period, PlaceId, Settings};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitId {
    /// The place.
    pub place: PlaceId,
    /// The period.
    pub period: Period,
    /// The name of the category group; none means all groups together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.place, self.period, self.group.as_deref().unwrap_or("all"))
    }
}

/// The same by numbers: of the place in the ground and of the group; `None` means all groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Unit {
    pub(crate) place: usize,
    pub(crate) period: Period,
    pub(crate) group: Option<usize>,
}

/// Every unit that the scheme of publication knows, published or not, in the order of the publication.
///
/// Areas have every window and quarter, cells at resolution 8 the windows alone; each by group and all together. Cells
/// at resolution 9 have the windows, all groups together.
pub(crate) fn scheme(ground: &Ground, calendar: &Calendar, groups: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    for (place, level) in ground.places().iter().map(|p| p.id.level()).enumerate() {
        for period in calendar.periods().filter(|p| has_period(level, *p)) {
            for group in kinds(groups).filter(|g| g.is_none() || level != Level::Cell9) {
                units.push(Unit { place, period, group });
            }
        }
    }
    units
}

/// All groups together, and each group where there are several.
pub(crate) fn kinds(groups: usize) -> impl Iterator<Item = Option<usize>> {
    std::iter::once(None).chain((0..groups).filter(move |_| groups > 1).map(Some))
}

fn has_period(level: Level, period: Period) -> bool {
    level <= Level::MicroDistrict || matches!(period, Period::TwelveMonths(_))
}

/// Where a place with too few addresses goes: into the finest coarser place with enough of them that shares ground
/// with it, the first by identity; none for a place that stands alone.
pub(crate) fn merged_into(ground: &Ground, settings: &Settings) -> Vec<Option<PlaceId>> {
    let places = ground.places();
    let alone: Vec<bool> = places.iter().map(|p| settings.stands_alone(p)).collect();
    let mut into: Vec<Option<usize>> = vec![None; places.len()];
    for atom in ground.atoms() {
        for &small in atom.iter().filter(|p| !alone[**p as usize]) {
            let level = places[small as usize].id.level();
            let fits = |p: &usize| alone[*p] && places[*p].id.level() < level;
            let here = atom.iter().map(|p| *p as usize).filter(fits);
            let best = here.chain(into[small as usize]);
            into[small as usize] = best.max_by_key(|p| (places[*p].id.level(), std::cmp::Reverse(*p)));
        }
    }
    into.into_iter().map(|p| p.map(|p| places[p].id.clone())).collect()
}

/// How much is lost when a unit is not shown: totals before groups, the whole before its parts, cells and
/// micro-districts before the fine cells that only add detail.
pub(crate) fn worth(level: Level, unit: Unit) -> i64 {
    let place = match level {
        Level::City => 40,
        Level::District => 20,
        Level::MicroDistrict => 12,
        Level::Cell8 => 16,
        Level::Cell9 => 2,
    };
    let detail = match (unit.group, unit.period) {
        (None, Period::TwelveMonths(_)) => 1_000_000,
        (None, Period::Quarter(_)) => 10_000,
        (Some(_), Period::TwelveMonths(_)) => 100,
        (Some(_), Period::Quarter(_)) => 1,
    };
    place * if level == Level::Cell9 { 100 } else { detail }
}
