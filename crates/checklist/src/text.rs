//! Words of the instrument in the three languages.

use aula_model::Language;
use serde::{Deserialize, Serialize};

/// A text in all three languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }

    /// The languages in which nothing is said.
    pub fn missing(&self) -> impl Iterator<Item = Language> + '_ {
        Language::ALL.iter().copied().filter(|language| self.get(*language).trim().is_empty())
    }
}
