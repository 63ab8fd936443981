//! Titles and texts in three languages.

use aula_model::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Catalogue = BTreeMap<String, String>;

static CATALOGUES: LazyLock<[Catalogue; 3]> = LazyLock::new(|| {
    [include_str!("words/kk.json"), include_str!("words/ru.json"), include_str!("words/en.json")]
        .map(|text| serde_json::from_str(text).unwrap_or_default())
});

fn catalogue(language: Language) -> &'static Catalogue {
    &CATALOGUES[match language {
        Language::Kk => 0,
        Language::Ru => 1,
        Language::En => 2,
    }]
}

/// A text by its key; the key itself where there is none, which the tests refuse.
pub(super) fn word(language: Language, key: &'static str) -> &'static str {
    catalogue(language).get(key).map_or(key, String::as_str)
}

/// A text by a key that is put together, where there is one.
pub(super) fn found(language: Language, key: &str) -> Option<&'static str> {
    catalogue(language).get(key).map(String::as_str)
}

/// A text with `{name}` filled in.
pub(super) fn filled(language: Language, key: &'static str, values: &[(&str, &str)]) -> String {
    let text = word(language, key).to_owned();
    values.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_catalogues_have_the_same_keys_and_blanks() {
        let blanks = |text: &str| {
            let mut names: Vec<String> =
                text.split('{').skip(1).filter_map(|t| t.split_once('}')).map(|(n, _)| n.to_owned()).collect();
            names.sort();
            names
        };
        let english = catalogue(Language::En);
        assert!(english.len() > 40, "{}", english.len());
        for language in [Language::Kk, Language::Ru] {
            let other = catalogue(language);
            assert_eq!(other.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{language}");
            for (key, text) in english {
                assert_eq!(blanks(&other[key]), blanks(text), "{language} {key}");
                assert!(!other[key].trim().is_empty(), "{language} {key}");
            }
        }
    }
}
