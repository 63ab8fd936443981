//! The words of the public layer in three languages, read from the files beside the code.

use aula_model::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Catalogue = BTreeMap<String, String>;

static KK: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("words/kk.json")));
static RU: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("words/ru.json")));
static EN: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("words/en.json")));

fn read(text: &str) -> Catalogue {
    serde_json::from_str(text).expect("the catalogue is JSON; a test reads it")
}

fn catalogue(language: Language) -> &'static Catalogue {
    match language {
        Language::Kk => &KK,
        Language::Ru => &RU,
        Language::En => &EN,
    }
}

/// A message with its `{slots}` filled; the key itself where the catalogue has no such message.
pub(super) fn say(language: Language, key: &str, slots: &[(&str, &str)]) -> String {
    let Some(message) = catalogue(language).get(key) else { return key.to_owned() };
    slots.iter().fold(message.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// A message, if there is one.
pub(super) fn maybe(language: Language, key: &str) -> Option<&'static str> {
    catalogue(language).get(key).map(String::as_str)
}

/// A number as the language writes it: whole from 10 on, else with one decimal.
pub(super) fn number(language: Language, value: f64) -> String {
    let written = if value >= 10.0 || value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    let (whole, decimals) = written.split_once('.').unwrap_or((&written, ""));
    let (point, thousands) = if language == Language::En { ('.', ',') } else { (',', '\u{a0}') };
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !decimals.is_empty() && decimals != "0" {
        out.push(point);
        out.push_str(decimals);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn every_language_has_every_message_with_the_same_slots() {
        for (key, english) in EN.iter() {
            for other in [&KK, &RU] {
                let message = other.get(key).unwrap_or_else(|| panic!("{key} is missing"));
                assert_eq!(slots(message), slots(english), "{key}");
                assert!(key == "note" || message != english, "{key} is not translated");
            }
        }
        assert_eq!((KK.len(), RU.len()), (EN.len(), EN.len()));
    }

    #[test]
    fn no_message_speaks_of_danger() {
        for (catalogue, words) in [
            (&EN, vec!["danger", "unsafe", "criminal"]),
            (&RU, vec!["опасн", "преступн"]),
            (&KK, vec!["қауіп", "қылмыс"]),
        ] {
            for (key, message) in catalogue.iter() {
                assert!(words.iter().all(|w| !message.to_lowercase().contains(w)), "{key}: {message}");
            }
        }
    }

    #[test]
    fn numbers_have_the_form_of_the_language() {
        assert_eq!(number(Language::En, 12_345.6), "12,346");
        assert_eq!(number(Language::Ru, 3.25), "3,2");
        assert_eq!(number(Language::Kk, 4.0), "4");
    }
}
