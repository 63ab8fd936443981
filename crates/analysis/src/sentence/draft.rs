//! A sentence in the making: the same messages said in three languages at once.

use super::Sentence;
use super::catalogue::{Piece, pieces};
use super::language::Language;
use super::number::{localised, plain, plain_probability};
use jiff::civil::Date;

/// What stands in a slot.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    /// A number, with a noun where the slot names one.
    Number(f64),
    /// A p or q between 0 and 1.
    Probability(f64),
    /// A name, the same in every language.
    Text(&'a str),
    /// Another message.
    Term(&'a str),
    /// A day.
    Day(Date),
}

impl From<u64> for Value<'_> {
    fn from(n: u64) -> Self {
        // Exact to 2^53; more is not read digit by digit.
        Self::Number(n as f64)
    }
}

impl From<u32> for Value<'_> {
    fn from(n: u32) -> Self {
        Self::Number(f64::from(n))
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

/// What a number or share that is not finite is written as.
const NOT_KNOWN: &str = "–";

/// Messages said one after the other.
#[derive(Debug)]
pub(super) struct Draft {
    units: Vec<(&'static str, &'static str)>,
    text: Sentence,
}

impl Draft {
    /// `units` says which noun a stand-in of the messages (`thing`, `where`, `who`) means.
    pub(super) fn new(units: &[(&'static str, &'static str)]) -> Self {
        Self { units: units.to_vec(), text: Sentence::default() }
    }

    /// Adds a message.
    pub(super) fn say(&mut self, key: &str, slots: &[(&str, Value<'_>)]) -> &mut Self {
        for language in [Language::Kk, Language::Ru, Language::En] {
            let said = self.written(language, key, slots);
            let text = match language {
                Language::Kk => &mut self.text.kk,
                Language::Ru => &mut self.text.ru,
                Language::En => &mut self.text.en,
            };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&said);
        }
        self
    }

    pub(super) fn finish(&mut self) -> Sentence {
        std::mem::take(&mut self.text)
    }

    /// A message in one language. What a catalogue lacks shows as its key in braces; the tests see to it that none does.
    fn written(&self, language: Language, key: &str, slots: &[(&str, Value<'_>)]) -> String {
        let Some(message) = language.catalogue().messages.get(key) else { return format!("{{{key}}}") };
        let fill = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Slot { name, noun } => match slots.iter().find(|(slot, _)| *slot == name) {
                Some(&(_, value)) => self.filled(language, value, noun),
                None => format!("{{{name}}}"),
            },
        };
        pieces(message).map(fill).collect()
    }

    fn filled(&self, language: Language, value: Value<'_>, noun: Option<&str>) -> String {
        match value {
            Value::Text(text) => text.to_owned(),
            Value::Term(key) => self.written(language, key, &[]),
            Value::Day(day) => {
                let [month, day_of_month] = [day.month(), day.day()].map(|n| format!("{n:02}"));
                let year = day.year().to_string();
                let slots = [("year", &year), ("month", &month), ("day", &day_of_month)];
                self.written(language, "date", &slots.map(|(name, text)| (name, Value::Text(text))))
            }
            Value::Number(number) | Value::Probability(number) if !number.is_finite() => NOT_KNOWN.to_owned(),
            Value::Probability(p) if p < 0.001 => {
                let least = localised("0.001", language);
                self.written(language, "below", &[("value", Value::Text(&least))])
            }
            Value::Probability(p) => localised(&plain_probability(p), language),
            Value::Number(number) => {
                let written = plain(number);
                let figures = localised(&written, language);
                match noun {
                    None => figures,
                    Some(noun) => self.with_noun(language, noun, &written, &figures),
                }
            }
        }
    }

    fn with_noun(&self, language: Language, noun: &str, written: &str, figures: &str) -> String {
        let name = self.noun(noun);
        let plural = language.plural(written.trim_start_matches('-'));
        let form = language.catalogue().nouns.get(&name).and_then(|forms| forms.of(plural));
        form.map_or_else(|| format!("{{{name}}}"), |form| form.replace("{n}", figures))
    }

    /// `thing.gen` is `incidents.gen` where things are incidents.
    fn noun(&self, noun: &str) -> String {
        let (head, case) = noun.split_once('.').map_or((noun, None), |(head, case)| (head, Some(case)));
        let head = self.units.iter().find(|(unit, _)| *unit == head).map_or(head, |(_, noun)| noun);
        case.map_or_else(|| head.to_owned(), |case| format!("{head}.{case}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The nouns that a stand-in can mean.
    const UNITS: [(&str, &[&str]); 3] = [
        ("thing", &["incidents", "places"]),
        ("where", &["cells", "areas", "places"]),
        ("who", &["residents", "exposed"]),
    ];

    #[test]
    fn catalogues_have_the_same_messages_with_the_same_slots() {
        let slots = |language: Language| -> Vec<(&str, BTreeSet<&str>)> {
            let slot = |piece| match piece {
                Piece::Slot { name, .. } => Some(name),
                Piece::Text(_) => None,
            };
            let messages = &language.catalogue().messages;
            messages.iter().map(|(key, text)| (key.as_str(), pieces(text).filter_map(slot).collect())).collect()
        };
        assert!(slots(Language::En).len() > 100);
        for language in Language::ALL {
            assert_eq!(slots(language), slots(Language::En), "{language:?}");
            assert!(!language.catalogue().note.is_empty());
        }
    }

    #[test]
    fn every_noun_of_every_message_has_the_forms_its_language_needs() {
        for language in Language::ALL {
            let catalogue = language.catalogue();
            for (key, text) in &catalogue.messages {
                for noun in pieces(text).filter_map(|piece| match piece {
                    Piece::Slot { noun, .. } => noun,
                    Piece::Text(text) => {
                        assert!(!text.contains(['{', '}']), "{language:?} {key}: {text}");
                        None
                    }
                }) {
                    let head = noun.split('.').next().unwrap_or(noun);
                    let means = UNITS.iter().find(|(unit, _)| *unit == head).map_or(vec![head], |u| u.1.to_vec());
                    for meant in means {
                        let name = noun.replacen(head, meant, 1);
                        let forms = catalogue.nouns.get(&name);
                        let forms = forms.unwrap_or_else(|| panic!("{language:?} {key}: no noun `{name}`"));
                        for plural in language.forms() {
                            assert!(forms.of(plural).is_some(), "{language:?} `{name}` has no form `{plural}`");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn no_noun_lies_unused() {
        for language in Language::ALL {
            let catalogue = language.catalogue();
            let mut used = BTreeSet::new();
            for text in catalogue.messages.values() {
                for piece in pieces(text) {
                    let Piece::Slot { noun: Some(noun), .. } = piece else { continue };
                    let head = noun.split('.').next().unwrap_or(noun);
                    let means = UNITS.iter().find(|(unit, _)| *unit == head).map_or(vec![head], |u| u.1.to_vec());
                    used.extend(means.into_iter().map(|meant| noun.replacen(head, meant, 1)));
                }
            }
            let unused: Vec<_> = catalogue.nouns.keys().filter(|name| !used.contains(*name)).collect();
            assert!(unused.is_empty(), "{language:?}: {unused:?}");
        }
    }

    #[test]
    fn counted_incidents_have_the_right_endings() {
        let said = |n: u64| Draft::new(&[("thing", "incidents")]).say("here", &[("count", n.into())]).finish();
        let all = [1, 2, 5, 11, 21, 22, 25, 111].map(said);
        assert_eq!(
            all.each_ref().map(|s| s.ru.trim_start_matches("В этой ячейке: ")),
            [
                "1 происшествие.",
                "2 происшествия.",
                "5 происшествий.",
                "11 происшествий.",
                "21 происшествие.",
                "22 происшествия.",
                "25 происшествий.",
                "111 происшествий."
            ]
        );
        assert_eq!(
            all.each_ref().map(|s| s.kk.trim_start_matches("Бұл ұяшықта: ")),
            ["1 оқиға.", "2 оқиға.", "5 оқиға.", "11 оқиға.", "21 оқиға.", "22 оқиға.", "25 оқиға.", "111 оқиға."]
        );
        assert_eq!(all[0].en, "In this cell: 1 incident.");
        for (s, n) in all[1..].iter().zip([2, 5, 11, 21, 22, 25, 111]) {
            assert_eq!(s.en, format!("In this cell: {n} incidents."));
        }
    }

    #[test]
    fn russian_cases_follow_the_number() {
        let said = |n: u64| {
            let slots = [("total", n.into()), ("n", n.into()), ("expected", 1.5.into())];
            Draft::new(&[("thing", "incidents"), ("where", "cells")]).say("expected", &slots).finish().ru
        };
        assert_eq!(
            said(21),
            "Если бы 21 происшествие распределить равномерно по 21 сравниваемой ячейке, там ожидалось бы около 1,5."
        );
        assert_eq!(
            said(111),
            "Если бы 111 происшествий распределить равномерно по 111 сравниваемым ячейкам, там ожидалось бы около 1,5."
        );
    }

    #[test]
    fn what_is_not_finite_is_never_written_as_nan() {
        let slots = [("count", f64::NAN.into())];
        assert_eq!(Draft::new(&[("thing", "incidents")]).say("here", &slots).finish().en, "In this cell: –.");
    }
}
