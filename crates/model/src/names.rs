//! The three languages of the city and names in them.

use crate::ModelError;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Gives a closed enum of words its text form both ways: `as_str`, `ALL`, `Display`, `FromStr`.
macro_rules! word_list {
    ($type:ident, $what:literal, $($variant:ident => $word:literal),+ $(,)?) => {
        impl $type {
            /// Every value, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word of the contract.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::ModelError;
            fn from_str(s: &str) -> Result<Self, $crate::ModelError> {
                match s {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::ModelError::Unknown {
                        what: $what,
                        value: s.chars().take(80).collect(),
                        known: [$($word),+].join(", "),
                    }),
                }
            }
        }
    };
}
pub(crate) use word_list;

/// A language that everything on screen is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

word_list!(Language, "language", Kk => "kk", Ru => "ru", En => "en");

/// A name in up to three languages; at least one is given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    /// Kazakh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kk: Option<SmolStr>,
    /// Russian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ru: Option<SmolStr>,
    /// English, or the only name that the source gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<SmolStr>,
}

impl Names {
    /// Longest accepted name, in characters.
    pub const MAX_LEN: usize = 200;

    /// The same name in every language, for sources that know one only.
    ///
    /// # Errors
    /// [`ModelError::Text`] for an empty or overlong name.
    pub fn single(name: &str) -> Result<Self, ModelError> {
        Self::new(None, None, Some(name))
    }

    /// A name by language; empty texts count as not given.
    ///
    /// # Errors
    /// [`ModelError::Text`] where none is given or one is longer than [`Names::MAX_LEN`].
    pub fn new(kk: Option<&str>, ru: Option<&str>, en: Option<&str>) -> Result<Self, ModelError> {
        let tidy = |name: Option<&str>| name.map(str::trim).filter(|n| !n.is_empty()).map(SmolStr::new);
        let names = Self { kk: tidy(kk), ru: tidy(ru), en: tidy(en) };
        let longest = [&names.kk, &names.ru, &names.en].into_iter().flatten().map(|n| n.chars().count()).max();
        match longest {
            Some(len) if len <= Self::MAX_LEN => Ok(names),
            other => Err(ModelError::Text { what: "name", len: other.unwrap_or(0), max_len: Self::MAX_LEN }),
        }
    }

    /// The name in a language, else in the nearest one that is given (Kazakh and Russian stand for each other before
    /// English does).
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        let order = match language {
            Language::Kk => [&self.kk, &self.ru, &self.en],
            Language::Ru => [&self.ru, &self.kk, &self.en],
            Language::En => [&self.en, &self.ru, &self.kk],
        };
        order.into_iter().flatten().next().map_or("", SmolStr::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_the_nearest_one() {
        let names = Names::new(None, Some("Медеуский район"), Some("Medeu")).unwrap();
        assert_eq!(names.get(Language::Kk), "Медеуский район");
        assert_eq!(names.get(Language::En), "Medeu");
    }

    #[test]
    fn a_name_in_no_language_is_refused() {
        assert!(Names::new(Some(" "), None, None).is_err());
    }
}
