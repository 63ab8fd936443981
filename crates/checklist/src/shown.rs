//! Who sees what of a yard: the privacy design's rule 7, as one pure decision.

use crate::{Case, Factor, Openness};
use aula_model::{AreaId, Role, Viewer};

/// How much of a yard a viewer sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YardView {
    /// What anybody sees: the score once it is assessed, and factors that are public by yard.
    Public,
    /// Every factor and case: the association for its own yards, the inspector for the own precinct, the analyst.
    Full,
}

impl YardView {
    /// What a viewer sees of a yard.
    ///
    /// # Arguments
    /// `areas`: those that hold the yard, itself among them.
    #[must_use]
    pub fn of(viewer: &Viewer, areas: &[AreaId]) -> Self {
        let own = || viewer.areas().iter().any(|area| areas.contains(area));
        match viewer.role() {
            Role::Operator | Role::Analyst => Self::Full,
            Role::Inspector | Role::Osi if own() => Self::Full,
            _ => Self::Public,
        }
    }

    /// Whether a factor is shown by yard.
    #[must_use]
    pub fn shows(self, factor: &Factor) -> bool {
        self == Self::Full || factor.public == Openness::Yard
    }
}

/// Whether a factor is shown by area or cell to a viewer.
///
/// In public a factor that is open by yard is shown everywhere, one that is open in aggregate by micro-district and
/// coarser only, one that is never open nowhere. Planners see cells and areas.
#[must_use]
pub fn shows_by_level(viewer: &Viewer, factor: &Factor, level: &str) -> bool {
    match viewer.role() {
        Role::Operator | Role::Analyst => true,
        Role::Planner => level != "yard" || factor.public == Openness::Yard,
        _ => match factor.public {
            Openness::Yard => true,
            Openness::Aggregate => ["micro_district", "district", "study_area"].contains(&level),
            Openness::Never => false,
        },
    }
}

/// Whether a case is a viewer's own to mend.
#[must_use]
pub fn is_own_case(viewer: &Viewer, case: &Case, areas: &[AreaId]) -> bool {
    let here = viewer.areas().iter().any(|area| areas.contains(area));
    let by_account = case.account.is_some() && case.account.as_deref() == viewer.account();
    match viewer.role() {
        Role::Body => by_account || (case.account.is_none() && here && case.body != "OSI" && case.body != "POL"),
        Role::Osi => by_account || (case.account.is_none() && here && case.body == "OSI"),
        Role::Inspector => by_account || (case.account.is_none() && here && case.body == "POL"),
        Role::Operator => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instrument;

    fn viewer(role: Role, area: &str) -> Viewer {
        Viewer::signed_in("a", role, vec![area.parse().unwrap()])
    }

    #[test]
    fn the_public_sees_by_yard_what_is_open_by_yard_and_an_association_its_own_yards_in_full() {
        let areas: Vec<AreaId> = ["yard:y-1", "micro_district:m", "precinct:p"].map(|a| a.parse().unwrap()).into();
        let of = |role, area| YardView::of(&viewer(role, area), &areas);
        assert_eq!(YardView::of(&Viewer::public(), &areas), YardView::Public);
        assert_eq!(of(Role::Osi, "yard:y-1"), YardView::Full);
        assert_eq!(of(Role::Osi, "yard:y-2"), YardView::Public);
        assert_eq!(of(Role::Inspector, "precinct:p"), YardView::Full);
        assert_eq!(of(Role::Resident, "yard:y-1"), YardView::Public);
        assert_eq!(of(Role::Admin, "yard:y-1"), YardView::Public);
        let instrument = Instrument::built_in();
        let shown: Vec<&str> =
            instrument.factors().iter().filter(|f| YardView::Public.shows(f)).map(|f| f.id.as_str()).collect();
        for hidden in ["entrance_door", "basement_roof", "through_way", "hiding_places", "cctv", "police_reach"] {
            assert!(!shown.contains(&hidden), "{hidden}");
            let factor = instrument.factor(hidden).unwrap();
            assert!(!shows_by_level(&Viewer::public(), factor, "yard"), "{hidden}");
            assert!(!shows_by_level(&Viewer::public(), factor, "cells"), "{hidden}");
        }
    }
}
