//! The words, read from the files beside the code.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The words of one language.
#[derive(Debug, Deserialize)]
pub(super) struct Catalogue {
    /// Who must still read it.
    #[cfg_attr(not(test), expect(dead_code, reason = "speaks to the editor of the file, not to the program"))]
    pub(super) note: String,
    /// What is counted, by name and case; which cases there are is the language's affair.
    pub(super) nouns: BTreeMap<String, Forms>,
    /// Sentences and terms, the same keys in every language.
    pub(super) messages: BTreeMap<String, String>,
}

/// A noun with its number: one form for all numbers, or one for each plural.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Forms {
    Same(String),
    ByPlural(BTreeMap<String, String>),
}

impl Forms {
    pub(super) fn of(&self, plural: &str) -> Option<&str> {
        match self {
            Self::Same(form) => Some(form),
            Self::ByPlural(forms) => forms.get(plural).map(String::as_str),
        }
    }
}

impl Catalogue {
    /// Reads a file that is part of the program: a test reads each, so that no fault leaves the house.
    pub(super) fn read(text: &str) -> Self {
        serde_json::from_str(text).expect("the catalogue is JSON with note, nouns and messages")
    }
}

/// A piece of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// `{name}`, or `{name|noun}`: the number with a noun in the case that the sentence wants.
    Slot { name: &'a str, noun: Option<&'a str> },
}

/// The pieces of a message in order.
pub(super) fn pieces(message: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = message;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((slot, after)) = rest.strip_prefix('{').and_then(|r| r.split_once('}')) {
            rest = after;
            let (name, noun) = slot.split_once('|').map_or((slot, None), |(name, noun)| (name, Some(noun)));
            return Some(Piece::Slot { name, noun });
        }
        // A brace that opens no slot is text.
        let end = rest.char_indices().skip(1).find(|&(_, c)| c == '{').map_or(rest.len(), |(at, _)| at);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(text))
    })
}
