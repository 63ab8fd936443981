//! What is wrong with a submission, said in the reader's language.

use aula_model::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A kind of fault; its word is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is said in words in the catalogues `messages/*.json`, under its code")]
pub enum FaultCode {
    Malformed,
    ClientId,
    UnknownInstrument,
    UnknownVersion,
    UnknownYard,
    UnknownFactor,
    UnknownOutcome,
    Future,
    TooOld,
    NotByDay,
    NotByNight,
    NothingRated,
    TextTooLong,
    TextCharacters,
    ConsentMissing,
    ConsentVersion,
    Position,
    RoleNeedsAccount,
    UnknownRole,
    UnknownLanguage,
    OtherContent,
    Withdrawn,
    ProofMissing,
    ProofWrong,
    TooManyFromPerson,
    TooManyInYard,
    PhotoType,
    PhotoSize,
    PhotoBroken,
    PhotoCount,
    Secret,
}

impl FaultCode {
    /// Every code.
    pub const ALL: &'static [Self] = &[
        Self::Malformed,
        Self::ClientId,
        Self::UnknownInstrument,
        Self::UnknownVersion,
        Self::UnknownYard,
        Self::UnknownFactor,
        Self::UnknownOutcome,
        Self::Future,
        Self::TooOld,
        Self::NotByDay,
        Self::NotByNight,
        Self::NothingRated,
        Self::TextTooLong,
        Self::TextCharacters,
        Self::ConsentMissing,
        Self::ConsentVersion,
        Self::Position,
        Self::RoleNeedsAccount,
        Self::UnknownRole,
        Self::UnknownLanguage,
        Self::OtherContent,
        Self::Withdrawn,
        Self::ProofMissing,
        Self::ProofWrong,
        Self::TooManyFromPerson,
        Self::TooManyInYard,
        Self::PhotoType,
        Self::PhotoSize,
        Self::PhotoBroken,
        Self::PhotoCount,
        Self::Secret,
    ];

    /// The word of the contract and of the catalogues.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::ClientId => "client_id",
            Self::UnknownInstrument => "unknown_instrument",
            Self::UnknownVersion => "unknown_version",
            Self::UnknownYard => "unknown_yard",
            Self::UnknownFactor => "unknown_factor",
            Self::UnknownOutcome => "unknown_outcome",
            Self::Future => "future",
            Self::TooOld => "too_old",
            Self::NotByDay => "not_by_day",
            Self::NotByNight => "not_by_night",
            Self::NothingRated => "nothing_rated",
            Self::TextTooLong => "text_too_long",
            Self::TextCharacters => "text_characters",
            Self::ConsentMissing => "consent_missing",
            Self::ConsentVersion => "consent_version",
            Self::Position => "position",
            Self::RoleNeedsAccount => "role_needs_account",
            Self::UnknownRole => "unknown_role",
            Self::UnknownLanguage => "unknown_language",
            Self::OtherContent => "other_content",
            Self::Withdrawn => "withdrawn",
            Self::ProofMissing => "proof_missing",
            Self::ProofWrong => "proof_wrong",
            Self::TooManyFromPerson => "too_many_from_person",
            Self::TooManyInYard => "too_many_in_yard",
            Self::PhotoType => "photo_type",
            Self::PhotoSize => "photo_size",
            Self::PhotoBroken => "photo_broken",
            Self::PhotoCount => "photo_count",
            Self::Secret => "secret",
        }
    }
}

/// One thing that is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: the path of the member (`answers.lighting_yard`), empty for the whole.
    pub field: String,
    /// What sort of fault.
    pub code: FaultCode,
    /// What the message names.
    pub values: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault at a field.
    #[must_use]
    pub fn new(field: impl Into<String>, code: FaultCode) -> Self {
        Self { field: field.into(), code, values: Vec::new() }
    }

    /// With a value that the message names, shortened: what a stranger sent is not repeated at length.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        let value: String = value.to_string().chars().filter(|c| !c.is_control()).take(120).collect();
        self.values.push((name, value));
        self
    }

    /// The fault in words.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let pattern = catalogue(language).get(self.code.as_str()).map_or("", String::as_str);
        let fill = |text: String, (name, value): &(&str, String)| text.replace(&format!("{{{name}}}"), value);
        self.values.iter().fold(pattern.to_owned(), fill)
    }
}

#[derive(Deserialize)]
struct Catalogue {
    messages: BTreeMap<String, String>,
}

fn catalogue(language: Language) -> &'static BTreeMap<String, String> {
    static ALL: OnceLock<[BTreeMap<String, String>; 3]> = OnceLock::new();
    let texts =
        [include_str!("../messages/kk.json"), include_str!("../messages/ru.json"), include_str!("../messages/en.json")];
    let read = |text: &str| serde_json::from_str::<Catalogue>(text).map(|c| c.messages).unwrap_or_default();
    let all = ALL.get_or_init(|| texts.map(read));
    match language {
        Language::Kk => &all[0],
        Language::Ru => &all[1],
        Language::En => &all[2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn slots(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_fault_is_said_in_every_language_with_the_same_values() {
        for code in FaultCode::ALL {
            let texts: Vec<&str> = Language::ALL
                .iter()
                .map(|l| catalogue(*l).get(code.as_str()).unwrap_or_else(|| panic!("{l} lacks {}", code.as_str())))
                .map(String::as_str)
                .collect();
            assert!(texts.iter().all(|t| slots(t) == slots(texts[2])), "{}: {texts:?}", code.as_str());
        }
        for language in Language::ALL {
            assert_eq!(catalogue(*language).len(), FaultCode::ALL.len(), "{language}");
        }
    }

    #[test]
    fn a_message_names_the_value_and_nothing_that_could_break_a_line() {
        let fault = Fault::new("yard", FaultCode::UnknownYard).with("value", "yard:x\u{7}\n");
        assert!(fault.message(Language::En).contains("yard:x"), "{}", fault.message(Language::En));
        assert!(!fault.message(Language::Ru).contains('\n'));
    }
}
