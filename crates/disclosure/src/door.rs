//! Precise in, published or disclosed out: the types that hold the door.

use aula_model::{AreaId, Role, Viewer};
use serde::Serialize;

/// How much a precise value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Exact counts of cells and areas, and what is computed from them.
    Counts,
    /// Single incidents: where, when, what.
    Incidents,
}

/// A value computed from precise data. It has no `Debug`, no `Serialize` and no access but through [`disclose`].
///
/// It carries how much it says and out of which area it was computed, and the door reads both. A value that says
/// neither is taken for the most: single incidents of the whole city.
pub struct Precise<T> {
    value: T,
    grade: Grade,
    /// The areas that it is computed from, and from nothing else; none means the whole city.
    within: Option<Vec<AreaId>>,
}

impl<T> Precise<T> {
    /// Marks a value as precise in every way: it may hold single incidents of the whole city.
    pub fn new(value: T) -> Self {
        Self { value, grade: Grade::Incidents, within: None }
    }

    /// Marks a value that holds counts of cells or areas, or figures computed from them, and no single incident.
    pub fn counts(value: T) -> Self {
        Self { value, grade: Grade::Counts, within: None }
    }

    /// Says that the value is computed from these areas and from nothing outside them, totals included.
    #[must_use]
    pub fn within(self, areas: Option<&[AreaId]>) -> Self {
        Self { within: areas.map(<[AreaId]>::to_vec), ..self }
    }

    /// Goes on computing without opening the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Precise<U> {
        Precise { value: f(self.value), grade: self.grade, within: self.within }
    }

    /// The value, for the rules of this crate.
    pub(crate) fn open(&self) -> &T {
        &self.value
    }
}

/// A value that a rule has made fit for everybody. Only this crate makes one: a publication, or a figure computed from
/// the classes of one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Published<T>(T);

impl<T> Published<T> {
    /// Marks what a rule of this crate has made.
    pub(crate) fn by_rule(value: T) -> Self {
        Self(value)
    }

    /// The value, to be read.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// A value that a viewer may see.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Disclosed<T>(T);

impl<T> Disclosed<T> {
    /// The value, to be serialised for that viewer and nobody else.
    pub fn into_inner(self) -> T {
        self.0
    }

    /// The value, to be read.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// Why a value is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Withheld {
    /// The viewer's role does not see precise data.
    #[error("precise data are not shown to the role `{0}`")]
    Role(Role),
    /// The viewer's role sees counts, but no single incident.
    #[error("the role `{0}` sees counts of cells and areas here, but no single incidents")]
    Incidents(Role),
    /// The viewer sees the own areas of responsibility only.
    #[error("only the own areas of responsibility are shown ({})", own_areas(.own))]
    Area {
        /// The areas that the viewer may ask about.
        own: Vec<AreaId>,
    },
    /// Nothing has been published.
    #[error("nothing has been published yet, so there is nothing that everybody may see")]
    NoPublication,
}

fn own_areas(areas: &[AreaId]) -> String {
    match areas {
        [] => "none is set for this account".to_owned(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// Opens a precise value for a viewer: the role must see values of its grade, and a viewer bound to areas must be
/// responsible for everything that the value was computed from.
///
/// # Errors
/// See [`Withheld`].
pub fn disclose<T>(value: Precise<T>, viewer: &Viewer) -> Result<Disclosed<T>, Withheld> {
    may_see(viewer, value.grade, value.within.as_deref())?;
    Ok(Disclosed(value.value))
}

/// Whether a viewer may see values of a grade that are computed from these areas alone, or (none) from the whole city.
///
/// # Errors
/// See [`Withheld`].
pub fn may_see(viewer: &Viewer, grade: Grade, within: Option<&[AreaId]>) -> Result<(), Withheld> {
    let role = viewer.role();
    if grade == Grade::Incidents && !viewer.sees_incidents() {
        return Err(may_see_precise(viewer).err().unwrap_or(Withheld::Incidents(role)));
    }
    match role {
        Role::Operator | Role::Analyst => Ok(()),
        Role::Planner if grade == Grade::Counts => Ok(()),
        Role::Planner => Err(Withheld::Incidents(role)),
        Role::Inspector => {
            let own = viewer.areas();
            let inside = within.is_some_and(|areas| !areas.is_empty() && areas.iter().all(|a| own.contains(a)));
            if inside { Ok(()) } else { Err(Withheld::Area { own: own.to_vec() }) }
        }
        Role::Public | Role::Resident | Role::Osi | Role::Body | Role::Admin => Err(Withheld::Role(role)),
    }
}

/// Whether a viewer may see precise data at all, of some area: for use cases that would compute long before they are
/// refused. It opens nothing; [`disclose`] does.
///
/// # Errors
/// [`Withheld::Role`].
pub fn may_see_precise(viewer: &Viewer) -> Result<(), Withheld> {
    match viewer.role() {
        Role::Operator | Role::Analyst | Role::Planner | Role::Inspector => Ok(()),
        role @ (Role::Public | Role::Resident | Role::Osi | Role::Body | Role::Admin) => Err(Withheld::Role(role)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(role: Role) -> Viewer {
        match role {
            Role::Public => Viewer::public(),
            Role::Operator => Viewer::operator(),
            role => Viewer::signed_in("a", role, vec![area("precinct:1"), area("precinct:2")]),
        }
    }

    fn area(id: &str) -> AreaId {
        id.parse().unwrap()
    }

    fn who_sees(make: impl Fn() -> Precise<u8>) -> Vec<&'static str> {
        let sees = |role: &&Role| disclose(make(), &viewer(**role)).is_ok();
        Role::ALL.iter().filter(sees).map(|role| role.as_str()).collect()
    }

    #[test]
    fn each_role_sees_what_the_design_says() {
        assert_eq!(who_sees(|| Precise::new(1)), ["analyst", "operator"]);
        assert_eq!(who_sees(|| Precise::counts(1)), ["planner", "analyst", "operator"]);
        let own = || Some(vec![area("precinct:1")]);
        assert_eq!(
            who_sees(|| Precise::counts(1).within(own().as_deref())),
            ["inspector", "planner", "analyst", "operator"]
        );
        assert_eq!(who_sees(|| Precise::new(1).within(own().as_deref())), ["inspector", "analyst", "operator"]);
    }

    #[test]
    fn an_inspector_sees_nothing_that_a_foreign_area_went_into() {
        for within in
            [None, Some(vec![]), Some(vec![area("precinct:3")]), Some(vec![area("precinct:1"), area("precinct:3")])]
        {
            let refused = disclose(Precise::counts(1).within(within.as_deref()), &viewer(Role::Inspector)).unwrap_err();
            assert!(matches!(&refused, Withheld::Area { own, .. } if own.len() == 2));
            assert!(refused.to_string().contains("precinct:1, precinct:2"), "{refused}");
        }
        let both = Some(vec![area("precinct:1"), area("precinct:2")]);
        assert!(disclose(Precise::new(1).within(both.as_deref()), &viewer(Role::Inspector)).is_ok());
    }

    #[test]
    fn a_token_that_is_not_for_incidents_opens_none() {
        let narrowed = || viewer(Role::Analyst).without_incidents();
        assert_eq!(disclose(Precise::new(1), &narrowed()).unwrap_err(), Withheld::Incidents(Role::Analyst));
        assert!(disclose(Precise::counts(1), &narrowed()).is_ok());
    }

    #[test]
    fn computing_on_does_not_open_a_value_or_lower_its_grade() {
        let doubled = Precise::new(4).map(|n| n * 2);
        assert_eq!(disclose(doubled, &Viewer::public()).unwrap_err(), Withheld::Role(Role::Public));
        let doubled = Precise::new(4).map(|n| n * 2);
        assert_eq!(disclose(doubled, &viewer(Role::Planner)).unwrap_err(), Withheld::Incidents(Role::Planner));
    }
}
