//! What the analyst and the approving person see of a proposal; by exact counts, so never public.

use crate::plan::Plan;
use crate::publication::Shown;
use crate::{Level, UnitId};
use std::collections::BTreeMap;

/// How useful a proposal is, and what was widened for what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// For each kind of place, totals and groups apart.
    pub utility: BTreeMap<(Level, Detail), Utility>,
    /// The units that were widened or taken back, in that order; a unit may be there more than once.
    pub widened: Vec<Widened>,
}

/// Whether figures are of all groups together or of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// All groups, 12 months.
    Year,
    /// All groups, a quarter.
    Quarter,
    /// One group, 12 months.
    YearByGroup,
    /// One group, a quarter.
    QuarterByGroup,
}

/// How much of a kind of unit is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Utility {
    /// How many units are shown how.
    pub units: Shown,
    /// Incidents in all these units.
    pub incidents: u64,
    /// Incidents in those shown by a plain class.
    pub incidents_plain: u64,
    /// Incidents in those shown by a plain class or a range.
    pub incidents_shown: u64,
}

/// A unit whose class was widened or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widened {
    /// The unit.
    pub unit: UnitId,
    /// What a narrower class would have given away.
    pub hides: String,
}

impl Review {
    pub(crate) fn of(plan: &Plan<'_>, widened: Vec<Widened>) -> Self {
        let mut utility: BTreeMap<(Level, Detail), Utility> = BTreeMap::new();
        for proposed in &plan.units {
            let Some(class) = &proposed.class else { continue };
            let quarter = proposed.unit.period.quarters() == 1;
            let detail = match (proposed.unit.group, quarter) {
                (None, false) => Detail::Year,
                (None, true) => Detail::Quarter,
                (Some(_), false) => Detail::YearByGroup,
                (Some(_), true) => Detail::QuarterByGroup,
            };
            let entry = utility.entry((plan.level(proposed.unit.place), detail)).or_default();
            let exact = u64::from(proposed.exact);
            entry.units.count(class);
            entry.incidents += exact;
            entry.incidents_plain += if class.is_plain() { exact } else { 0 };
            entry.incidents_shown += if class.is_shown() { exact } else { 0 };
        }
        Self { utility, widened }
    }
}
