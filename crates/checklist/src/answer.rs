//! One answer to one factor.

use serde::{Deserialize, Serialize};

/// How bad it is: 0 no problem, 1 slight, 2 marked, 3 severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Severity(u8);

impl Severity {
    /// A severity, if the number is 0 to 3.
    #[must_use]
    pub fn new(value: u8) -> Option<Self> {
        (value <= 3).then_some(Self(value))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Severity {
    type Error = String;
    fn try_from(value: u8) -> Result<Self, String> {
        Self::new(value).ok_or_else(|| format!("{value} is not a severity: use 0, 1, 2 or 3"))
    }
}

impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        severity.0
    }
}

/// What a rater says about a factor. Neither of the two states is ever read as a severity of 0.
///
/// # Examples
/// ```
/// use aula_checklist::Answer;
/// let read = |text| serde_json::from_str::<Answer>(text);
/// assert_eq!(read(r#"{"state":"not_applicable"}"#).unwrap(), Answer::NotApplicable);
/// assert_eq!(read(r#"{"severity":2}"#).unwrap().severity(), Some(2));
/// assert!(read(r#"{"severity":4}"#).is_err() && read("{}").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Answer {
    /// It is there and this bad.
    Rated(Severity),
    /// The thing does not exist here.
    NotApplicable,
    /// Nobody looked.
    NotChecked,
}

impl Answer {
    /// The severity, if one was given.
    #[must_use]
    pub fn severity(self) -> Option<u8> {
        match self {
            Self::Rated(severity) => Some(severity.get()),
            Self::NotApplicable | Self::NotChecked => None,
        }
    }

    /// An answer of a severity.
    #[must_use]
    pub fn rated(severity: u8) -> Option<Self> {
        Severity::new(severity).map(Self::Rated)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<State>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    NotApplicable,
    NotChecked,
}

impl TryFrom<Written> for Answer {
    type Error = &'static str;
    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match (written.severity, written.state) {
            (Some(severity), None) => Ok(Self::Rated(severity)),
            (None, Some(State::NotApplicable)) => Ok(Self::NotApplicable),
            (None, Some(State::NotChecked)) => Ok(Self::NotChecked),
            _ => Err("an answer has either severity (0 to 3) or state (not_applicable, not_checked)"),
        }
    }
}

impl From<Answer> for Written {
    fn from(answer: Answer) -> Self {
        let state = |state| Self { severity: None, state: Some(state) };
        match answer {
            Answer::Rated(severity) => Self { severity: Some(severity), state: None },
            Answer::NotApplicable => state(State::NotApplicable),
            Answer::NotChecked => state(State::NotChecked),
        }
    }
}
