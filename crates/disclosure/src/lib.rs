//! The only door between precise data and a reader.
//!
//! Every use case of `analysis` answers a [`Precise`] value. It cannot be serialised, printed or taken apart; the one
//! way out is [`disclose`] with a [`Viewer`], which answers a [`Disclosed`] value (it serialises) or says why not.
//!
//! The rule of this release is strict: the operator sees precise data, nobody else sees anything of them. A public
//! layer is a *publication* ([`Published`]): computed, stored and served as it is. No rule of this release makes one,
//! so [`publish`] always answers [`Withheld::NoPublication`].
//!
//! # Examples
//! ```
//! use aula_disclosure::{Precise, disclose};
//! use aula_model::Viewer;
//! let count = Precise::new(17);
//! assert!(disclose(count, &Viewer::public()).is_err());
//! assert_eq!(disclose(Precise::new(17), &Viewer::operator())?.into_inner(), 17);
//! # Ok::<(), aula_disclosure::Withheld>(())
//! ```
//!
//! A precise value has no serialised form:
//! ```compile_fail
//! let text = serde_json::to_string(&aula_disclosure::Precise::new(17));
//! ```

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
}

/// A value that a rule has made fit for everybody. Only this crate makes one.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Published<T>(T);

impl<T> Published<T> {
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
        role @ Role::Public => Err(Withheld::Role(role)),
    }
}

/// Turns a precise value into one for everybody.
///
/// # Errors
/// [`Withheld::NoPublication`]: no rule of this release makes a precise value public.
pub fn publish<T>(_value: Precise<T>) -> Result<Published<T>, Withheld> {
    Err(Withheld::NoPublication)
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

    #[test]
    fn nothing_precise_becomes_public_in_this_release() {
        assert_eq!(publish(Precise::new(1)).unwrap_err(), Withheld::NoPublication);
    }
}
