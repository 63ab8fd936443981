//! An audit as it is kept: one round of one person through one yard.

use crate::Answer;
use aula_model::{AreaId, Language};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which instrument was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstrumentRef {
    /// Its code.
    pub id: String,
    /// Its version.
    pub version: u32,
}

/// In which role somebody rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaterRole {
    /// Who lives there; also everybody who is not signed in.
    Resident,
    /// A residents' association.
    Osi,
    /// A precinct inspector.
    Inspector,
}

impl RaterRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Resident, Self::Osi, Self::Inspector];

    /// The word of the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Osi => "osi",
            Self::Inspector => "inspector",
        }
    }
}

/// Whether a round was made by night or by day, by the sun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Round {
    /// The sun more than 6° below the horizon.
    Night,
    /// Not that.
    Day,
}

/// By which way an audit came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditSource {
    /// The form of the service.
    Form,
    /// A paper form typed in.
    Paper,
    /// ODK or `KoboToolbox`.
    Odk,
    /// An invented one of the demo.
    Demo,
}

/// Where the rater stood, without the spot itself: that is kept elsewhere and not for long.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// To the yard's outline; 0 inside.
    pub distance_m: f64,
    /// As the device says.
    pub accuracy_m: f64,
    /// Fine enough and in the yard.
    pub trusted: bool,
}

/// What moderation says of a text or photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// Nobody has looked yet.
    Pending,
    /// It shows what it should.
    Passed,
    /// It does not, and is gone.
    Refused,
}

/// A photo, whose bytes are kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// Its identifier within the audit.
    pub id: String,
    /// Whether it has been looked at.
    pub moderation: Moderation,
    /// The factor that it shows, if the rater said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<String>,
}

/// An audit as it is kept, in the log's own shape.
///
/// The rater stands in it twice: by a pseudonym that is another one in every yard, and sealed, for the core that
/// estimates rater severity over the whole city. Text, photos and the exact position are kept elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// Which instrument was answered.
    pub instrument: InstrumentRef,
    /// The yard.
    pub yard: AreaId,
    /// When the round was made.
    pub at: Timestamp,
    /// When it arrived.
    pub received: Timestamp,
    /// In which role.
    pub role: RaterRole,
    /// Whether the rater was signed in.
    pub signed: bool,
    /// The rater's pseudonym in this yard.
    pub rater: String,
    /// The rater's number in the city, sealed.
    pub seal: String,
    /// The language of the form.
    pub language: Language,
    /// By night or by day.
    pub round: Round,
    /// What was said, by factor.
    pub answers: BTreeMap<String, Answer>,
    /// What was said beside, by outcome.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outcomes: BTreeMap<String, Answer>,
    /// Where the rater stood, if the device said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Whether a text was sent with it and what moderation says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Moderation>,
    /// Photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    /// Which consent text was agreed to.
    pub consent_version: u32,
    /// By which way it came.
    pub source: AuditSource,
    /// Digest of what was sent: tells a resend from another audit.
    pub digest: String,
}

impl Audit {
    /// Whether a photo of a factor, or of nothing in particular, has passed moderation.
    #[must_use]
    pub fn has_passed_photo(&self, factor: &str) -> bool {
        let shows = |photo: &Photo| photo.factor.as_deref().is_none_or(|f| f == factor);
        self.photos.iter().any(|p| p.moderation == Moderation::Passed && shows(p))
    }
}
