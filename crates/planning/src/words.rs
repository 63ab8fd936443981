//! What planning says in words, in Kazakh, Russian and English: catalogues beside the code, numbers put in.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The same in three languages, plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

const CATALOGUES: [&str; 3] =
    [include_str!("words/kk.json"), include_str!("words/ru.json"), include_str!("words/en.json")];

type Catalogue = BTreeMap<String, String>;

fn catalogues() -> &'static [Catalogue; 3] {
    static READ: OnceLock<[Catalogue; 3]> = OnceLock::new();
    READ.get_or_init(|| CATALOGUES.map(|text| serde_json::from_str(text).unwrap_or_default()))
}

/// A message with its blanks filled in. Numbers use a decimal comma in Kazakh and Russian.
#[must_use]
pub fn say(key: &str, blanks: &[(&str, String)]) -> Words {
    let [kk, ru, en] = [0, 1, 2].map(|language| {
        let mut text = catalogues()[language].get(key).cloned().unwrap_or_else(|| key.to_owned());
        for (name, value) in blanks {
            let value = if language < 2 { comma(value) } else { value.clone() };
            text = text.replace(&format!("{{{name}}}"), &value);
        }
        text
    });
    Words { kk, ru, en }
}

/// A decimal point between digits as a comma.
fn comma(value: &str) -> String {
    let number = value.chars().all(|c| c.is_ascii_digit() || ".-+−% ".contains(c));
    if number { value.replace('.', ",") } else { value.to_owned() }
}

/// A share in percent with a sign, one place: −21.3.
pub(crate) fn percent(share: f64) -> String {
    let value = (share * 1000.0).round() / 10.0;
    let text = format!("{:.1}", value.abs());
    match value {
        v if v < 0.0 => format!("−{text}"),
        v if v > 0.0 => format!("+{text}"),
        _ => "0".to_owned(),
    }
}

/// A share in percent without a sign, whole.
pub(crate) fn whole_percent(share: f64) -> String {
    format!("{:.0}", (share * 100.0).abs())
}

impl Words {
    /// Whether a text in a language is there.
    #[must_use]
    pub fn get(&self, language: aula_model::Language) -> &str {
        match language {
            aula_model::Language::Kk => &self.kk,
            aula_model::Language::Ru => &self.ru,
            aula_model::Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogues_have_the_same_messages_with_the_same_blanks() {
        let [kk, ru, en] = catalogues();
        assert!(en.len() > 30);
        let blanks = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|p| Some(p.split_once('}')?.0.to_owned())).collect();
            found.sort();
            found.dedup();
            found
        };
        for other in [kk, ru] {
            assert_eq!(en.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
            for (key, text) in en {
                assert_eq!(blanks(text), blanks(&other[key]), "{key}");
            }
        }
        for (key, text) in kk {
            assert!(text != &ru[key], "{key} is not Kazakh");
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let said = say("verdict.fell", &[("change", percent(-0.213)), ("low", percent(-0.3)), ("high", percent(-0.1))]);
        assert!(said.en.contains("−21.3 %") && said.ru.contains("−21,3 %") && said.kk.contains("−21,3 %"), "{said:?}");
    }
}
