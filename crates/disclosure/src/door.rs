//! Precise in, published or disclosed out: the types that hold the door.

use aula_model::{Role, Viewer};
use serde::Serialize;

/// A value computed from precise data. It has no `Debug`, no `Serialize` and no access but through [`disclose`].
pub struct Precise<T>(T);

impl<T> Precise<T> {
    /// Marks a value as precise.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Goes on computing without opening the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Precise<U> {
        Precise(f(self.0))
    }

    /// The value, for the rules of this crate.
    pub(crate) fn open(&self) -> &T {
        &self.0
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Withheld {
    /// The viewer's role does not see precise data.
    #[error("precise data are shown to the operator of this service only, not to the role `{0}`")]
    Role(Role),
    /// Nothing has been published.
    #[error("nothing has been published yet, so there is nothing that everybody may see")]
    NoPublication,
}

/// Opens a precise value for a viewer.
///
/// # Errors
/// [`Withheld::Role`] for everybody but the operator.
pub fn disclose<T>(value: Precise<T>, viewer: &Viewer) -> Result<Disclosed<T>, Withheld> {
    may_see_precise(viewer).map(|()| Disclosed(value.0))
}

/// Whether a viewer may see precise data at all: for use cases that would compute long before they are refused.
///
/// # Errors
/// [`Withheld::Role`] for everybody but the operator.
pub fn may_see_precise(viewer: &Viewer) -> Result<(), Withheld> {
    match viewer.role() {
        Role::Operator => Ok(()),
        role => Err(Withheld::Role(role)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_the_operator_sees_precise_data() {
        for role in Role::ALL {
            let viewer = match role {
                Role::Public => Viewer::public(),
                Role::Operator => Viewer::operator(),
                role => Viewer::signed_in("a", *role, Vec::new()),
            };
            let seen = disclose(Precise::new("secret"), &viewer).is_ok();
            assert_eq!(seen, *role == Role::Operator, "{role}");
        }
    }

    #[test]
    fn computing_on_does_not_open_a_value() {
        let doubled = Precise::new(4).map(|n| n * 2);
        assert_eq!(disclose(doubled, &Viewer::public()).unwrap_err(), Withheld::Role(Role::Public));
    }
}
