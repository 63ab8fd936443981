//! A version as the log keeps it.

use aula_analysis::PlaceFacts;
use aula_disclosure::{Detail, FilterReport, Level, Publication, PublicationError, Published, Review, Shown, UnitId};
use aula_model::{Document, Kind, ModelError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What has become of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// Waits for a second person.
    Proposed,
    /// Public.
    Approved,
    /// Never was public.
    Rejected,
    /// Was public and is no longer served. It stays known, so later versions reckon with it.
    Withdrawn,
}

impl State {
    /// The word of the contract.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Somebody did something, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Act {
    /// The account, or the name given on the command line.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Timestamp,
    /// Why, in their own words; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

/// A version of the public layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Counted from 1.
    pub(crate) version: u32,
    /// What has become of it.
    pub(crate) state: State,
    /// Whether it corrects the version before rather than adding to it.
    #[serde(default)]
    pub(crate) revision: bool,
    /// SHA-256 of `bytes`: what the second person approves.
    pub(crate) hash: String,
    /// The publication's own bytes, as a text.
    pub(crate) bytes: String,
    /// Public facts about its places, frozen with it.
    pub(crate) places: Vec<PlaceFacts>,
    /// What the second person judges by.
    pub(crate) review: ReviewNote,
    /// Who proposed it.
    pub(crate) proposed: Act,
    /// Who approved or rejected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decided: Option<Act>,
    /// Who withdrew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawn: Option<Act>,
}

/// What is hidden and why, without any exact count: the person who approves sees no precise data either.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReviewNote {
    /// Which unit was widened or taken back, in that order, and what a narrower class would have given away.
    pub(crate) widened: Vec<Widening>,
    /// By kind of place and detail: how many units are shown how.
    pub(crate) shown: Vec<ShownNote>,
    /// Of 100 incidents of these quarters so many were held back, by reason.
    pub(crate) held_back_percent: BTreeMap<String, u32>,
}

/// A unit that was widened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Widening {
    /// The unit.
    pub(crate) unit: UnitId,
    /// What a narrower class would have given away.
    pub(crate) hides: String,
}

/// How units of one kind are shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShownNote {
    /// The kind of places.
    pub(crate) level: Level,
    /// `year`, `quarter`, `year_by_group` or `quarter_by_group`.
    pub(crate) detail: String,
    /// How many units are shown how.
    pub(crate) units: Shown,
    /// Of 100 incidents so many lie in units that are shown by a class or a range; none without any incident.
    pub(crate) incidents_shown_percent: Option<u32>,
}

impl ReviewNote {
    /// Of what the rule and the filter say.
    pub(crate) fn new(review: &Review, filter: &FilterReport) -> Self {
        let detail = |detail: Detail| match detail {
            Detail::Year => "year",
            Detail::Quarter => "quarter",
            Detail::YearByGroup => "year_by_group",
            Detail::QuarterByGroup => "quarter_by_group",
        };
        let shown = review.utility.iter().map(|((level, how), u)| ShownNote {
            level: *level,
            detail: detail(*how).to_owned(),
            units: u.units,
            incidents_shown_percent: percent(u.incidents_shown, u.incidents),
        });
        let held_back = [
            ("sensitive_or_unknown_category", filter.sensitive_or_unknown),
            ("found_by_police", filter.found_by_police),
            ("in_no_group", filter.in_no_group),
            ("outside_ground", filter.outside_ground),
        ];
        let all = filter.counted + held_back.iter().map(|(_, n)| n).sum::<u64>();
        let widened = review.widened.iter();
        Self {
            widened: widened.map(|w| Widening { unit: w.unit.clone(), hides: w.hides.clone() }).collect(),
            shown: shown.collect(),
            held_back_percent: held_back
                .into_iter()
                .filter_map(|(why, n)| Some((why.to_owned(), percent(n, all)?)))
                .collect(),
        }
    }
}

fn percent(part: u64, whole: u64) -> Option<u32> {
    (whole > 0).then(|| u32::try_from((part * 100 + whole / 2) / whole).unwrap_or(100))
}

impl Record {
    /// A new proposal.
    pub(crate) fn propose(
        publication: &Publication,
        places: Vec<PlaceFacts>,
        review: ReviewNote,
        revision: bool,
        proposed: Act,
    ) -> Result<Self, PublicationError> {
        Ok(Self {
            version: publication.version(),
            state: State::Proposed,
            revision,
            hash: publication.hash()?,
            bytes: String::from_utf8_lossy(&publication.bytes()?).into_owned(),
            places,
            review,
            proposed,
            decided: None,
            withdrawn: None,
        })
    }

    /// The publication, if its bytes are still those that were proposed.
    pub(crate) fn publication(&self) -> Result<Published<Publication>, PublicationError> {
        Publication::read(self.bytes.as_bytes(), &self.hash)
    }

    /// Whether the public has ever seen it.
    pub(crate) fn was_public(&self) -> bool {
        matches!(self.state, State::Approved | State::Withdrawn)
    }

    /// The identifier of a version among the documents; in order of the versions.
    pub(crate) fn id(version: u32) -> String {
        format!("{version:06}")
    }

    /// As a document of the log.
    pub(crate) fn document(&self) -> Result<Document, ModelError> {
        Document::new(Kind::Publication, &Self::id(self.version), self)
    }
}
