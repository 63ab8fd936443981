//! The three languages: their catalogue, plural rule and figures.

use super::catalogue::Catalogue;
use std::sync::LazyLock;

/// A language that sentences are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Kk,
    Ru,
    En,
}

static KK: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(include_str!("kk.json")));
static RU: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(include_str!("ru.json")));
static EN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(include_str!("en.json")));

impl Language {
    #[cfg(test)]
    pub(super) const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    pub(super) fn catalogue(self) -> &'static Catalogue {
        match self {
            Self::Kk => &KK,
            Self::Ru => &RU,
            Self::En => &EN,
        }
    }

    /// The plural form that a number takes, given as it is written (digits, a point before decimals).
    pub(super) fn plural(self, written: &str) -> &'static str {
        let whole: Option<u64> = written.parse().ok();
        match (self, whole) {
            (Self::Kk, _) => "other",
            (Self::En, whole) => {
                if whole == Some(1) {
                    "one"
                } else {
                    "other"
                }
            }
            (Self::Ru, None) => "other",
            (Self::Ru, Some(n)) => match (n % 10, n % 100) {
                (1, tail) if tail != 11 => "one",
                (2..=4, tail) if !(12..=14).contains(&tail) => "few",
                _ => "many",
            },
        }
    }

    /// The forms that a noun needs in this language.
    #[cfg(test)]
    pub(super) const fn forms(self) -> &'static [&'static str] {
        match self {
            Self::Kk => &["other"],
            Self::Ru => &["one", "few", "many", "other"],
            Self::En => &["one", "other"],
        }
    }

    pub(super) const fn decimal_sign(self) -> char {
        match self {
            Self::Kk | Self::Ru => ',',
            Self::En => '.',
        }
    }

    /// Between the thousands; in Kazakh and Russian a space at which no line breaks.
    pub(super) const fn group_sign(self) -> char {
        match self {
            Self::Kk | Self::Ru => '\u{a0}',
            Self::En => ',',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_rules_are_those_of_the_language() {
        let forms = |language: Language| {
            ["0", "1", "2", "4", "5", "11", "12", "14", "21", "22", "25", "101", "111", "112", "1000", "1.5"]
                .map(|written| language.plural(written))
                .join(" ")
        };
        assert_eq!(forms(Language::Ru), "many one few few many many many many one few many one many many many other");
        assert_eq!(
            forms(Language::En),
            "other one other other other other other other other other other other other other other other"
        );
        assert!(!forms(Language::Kk).contains("one"));
    }
}
