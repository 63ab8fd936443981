//! The log's vocabulary: entities, changes, batches and sequence numbers.

use crate::{Area, CitySettings, ContentHash, Document, Incident, Key, Occurrences, Place};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A place in the log. Every change has its own; 0 is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Seq(pub u64);

impl std::fmt::Display for Seq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What sort of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An incident.
    Incident,
    /// An area.
    Area,
    /// A place.
    Place,
    /// The city's settings.
    Settings,
    /// Somebody who may sign in: name, role, areas of responsibility. Never a password.
    Account,
    /// A bearer token for tools: its owner, scopes and expiry. Never the secret.
    Token,
    /// A version of the public layer: proposed, approved or withdrawn.
    Publication,
    /// A yard rated by the checklist.
    Audit,
    /// Who mends what, where, from when to when.
    Duty,
    /// A problem of a yard on its way to being mended.
    Case,
    /// A named analysis that is served as a layer.
    Analysis,
    /// A saved view of the map.
    View,
    /// A plan of a pilot: areas, controls, outcome, window, method.
    Plan,
    /// The problem file of a place.
    ProblemFile,
    /// A fitted model of risk.
    RiskModel,
    /// A street or path of the network.
    Road,
    /// A feature of a layer that a city imported for a look.
    Feature,
    /// Long work and how it ended.
    Job,
}

crate::names::word_list!(
    Kind, "kind",
    Incident => "incident", Area => "area", Place => "place", Settings => "settings", Account => "account",
    Token => "token", Publication => "publication", Audit => "audit", Duty => "duty", Case => "case",
    Analysis => "analysis", View => "view", Plan => "plan", ProblemFile => "problem_file", RiskModel => "risk_model",
    Road => "road", Feature => "feature", Job => "job",
);

impl Kind {
    /// Whether entities of this kind are [`Document`]s: kept, versioned and found by identifier, but not counted.
    #[must_use]
    pub fn is_document(self) -> bool {
        !matches!(self, Self::Incident | Self::Area | Self::Place | Self::Settings)
    }
}

/// Whatever the log can hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Entity {
    /// An incident.
    Incident(Box<Incident>),
    /// An area.
    Area(Box<Area>),
    /// A place.
    Place(Box<Place>),
    /// The city's settings.
    Settings(Box<CitySettings>),
    /// Whatever has a meaning only to the crate that writes it.
    Document(Box<Document>),
}

impl Entity {
    /// What sort of thing this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Incident(_) => Kind::Incident,
            Self::Area(_) => Kind::Area,
            Self::Place(_) => Kind::Place,
            Self::Settings(_) => Kind::Settings,
            Self::Document(document) => document.kind(),
        }
    }

    /// The identity of an entity that needs no source: an area by its code, the settings by being the only ones.
    #[must_use]
    pub fn own_key(&self) -> Option<Key> {
        match self {
            Self::Area(area) => Some(area_key(area)),
            Self::Settings(_) => Some(settings_key()),
            Self::Document(document) => Some(document.key()),
            Self::Incident(_) | Self::Place(_) => None,
        }
    }

    /// The identity of this entity; `row` is the digest of the row as it stands in the source's file, `seen` counts
    /// equal rows in the order of the file (asked only where the source gives no identifier).
    ///
    /// The row as read, not the record made of it: so a better mapping or a mended time zone corrects the records of
    /// an earlier import instead of doubling them.
    pub fn key(&self, row: ContentHash, seen: &mut Occurrences) -> Key {
        let (source, id) = match self {
            Self::Incident(i) => (&i.source, i.source_id.as_ref()),
            Self::Place(p) => (&p.source, p.source_id.as_ref()),
            Self::Area(area) => return area_key(area),
            Self::Settings(_) => return settings_key(),
            Self::Document(document) => return document.key(),
        };
        match id {
            Some(id) => Key::identified(self.kind().as_str(), source.as_str(), id.as_str()),
            None => Key::anonymous(self.kind().as_str(), source.as_str(), row, seen.next(row)),
        }
    }
}

fn area_key(area: &Area) -> Key {
    Key::identified("area", "", area.id.as_str())
}

fn settings_key() -> Key {
    Key::identified("settings", "", "city")
}

/// What happens to an entity.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// It is now this; a first entry or a correction.
    Put(Entity),
    /// It is no more; a tombstone.
    Remove,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What sort of thing it concerns.
    pub kind: Kind,
    /// Which one.
    pub key: Key,
    /// What happens to it.
    pub op: Op,
}

/// Where a batch comes from; stays with it in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// When it was given to the store.
    pub at: Timestamp,
    /// What made it (`import incidents`, `settings set`).
    pub action: String,
    /// The name of the file it was read from, without its folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Counts and choices of the action, for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// Changes that become durable together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Where it comes from.
    pub origin: Origin,
    /// The changes, in order.
    pub changes: Vec<Change>,
}
