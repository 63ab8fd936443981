//! Where a record comes from, and what that source calls it.

use crate::ModelError;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Checks a code: 1 to `max_len` characters out of `a-z 0-9 _ - .`, so that it needs no escape in an address, a file
/// name or a column.
pub(crate) fn check_code(what: &'static str, value: &str, max_len: usize) -> Result<SmolStr, ModelError> {
    let fine = (1..=max_len).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b));
    if fine {
        Ok(SmolStr::new(value))
    } else {
        Err(ModelError::Code { what, value: value.chars().take(80).collect(), max_len })
    }
}

/// Declares a newtype of a code with validation, text forms and serde.
macro_rules! code {
    ($(#[$doc:meta])* $type:ident, $what:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "smol_str::SmolStr", into = "smol_str::SmolStr")]
        pub struct $type(smol_str::SmolStr);

        impl $type {
            /// A code of 1 to the allowed number of characters out of `a-z 0-9 _ - .`.
            ///
            /// # Errors
            /// [`ModelError::Code`](crate::ModelError::Code) for anything else.
            pub fn new(value: &str) -> Result<Self, $crate::ModelError> {
                $crate::source::check_code($what, value, $max).map(Self)
            }

            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::ModelError;
            fn from_str(s: &str) -> Result<Self, $crate::ModelError> {
                Self::new(s)
            }
        }

        impl TryFrom<smol_str::SmolStr> for $type {
            type Error = $crate::ModelError;
            fn try_from(s: smol_str::SmolStr) -> Result<Self, $crate::ModelError> {
                Self::new(&s)
            }
        }

        impl From<$type> for smol_str::SmolStr {
            fn from(code: $type) -> Self {
                code.0
            }
        }
    };
}
pub(crate) use code;

code! {
    /// The short name of a source (`chicago_burglary_2017`, `form_1m`), the first half of a record's identity.
    SourceName, "source", 80
}

/// What the source calls a record: any text of 1 to 120 characters, unique within the source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct SourceId(SmolStr);

impl SourceId {
    /// Longest accepted identifier, in characters.
    pub const MAX_LEN: usize = 120;

    /// An identifier as the source writes it, without the blanks around it.
    ///
    /// # Errors
    /// [`ModelError::Text`] for an empty or overlong one.
    pub fn new(value: &str) -> Result<Self, ModelError> {
        let value = value.trim();
        let len = value.chars().count();
        if (1..=Self::MAX_LEN).contains(&len) {
            Ok(Self(SmolStr::new(value)))
        } else {
            Err(ModelError::Text { what: "identifier", len, max_len: Self::MAX_LEN })
        }
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<SmolStr> for SourceId {
    type Error = ModelError;
    fn try_from(s: SmolStr) -> Result<Self, ModelError> {
        Self::new(&s)
    }
}

impl From<SourceId> for SmolStr {
    fn from(id: SourceId) -> Self {
        id.0
    }
}
