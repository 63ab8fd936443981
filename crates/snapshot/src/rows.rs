//! Rows as they are handed out.

use crate::Snapshot;
use crate::record::{PlaceDetails, Record};
use aula_model::{
    Accuracy, CategoryCode, Cleared, HarmWeight, Key, LonLat, PlaceKind, ReportedBy, Seq, SourceName, TimeSpan,
};
use std::sync::Arc;

/// A row of one version; of no meaning in another. What stays is its [`Key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub(crate) u32);

/// An incident as the snapshot holds it. What a source calls it and when it was registered is in the store only.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentRow {
    /// Its identity in the log.
    pub key: Key,
    /// The change that made it what it is.
    pub seq: Seq,
    /// Where the record comes from.
    pub source: SourceName,
    /// What happened.
    pub category: CategoryCode,
    /// When, to the second.
    pub when: Option<TimeSpan>,
    /// Where.
    pub location: LonLat,
    /// How exactly that is known.
    pub accuracy: Accuracy,
    /// Who reported it.
    pub reported_by: ReportedBy,
    /// Whether it is cleared up.
    pub cleared: Cleared,
    /// Whether the proceedings were discontinued.
    pub discontinued: bool,
    /// How much harm it stands for, to seven digits.
    pub harm_weight: HarmWeight,
    /// Whether it lay outside the study area when it was imported.
    pub outside_study_area: bool,
}

/// A place as the snapshot holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRow {
    /// Its identity in the log.
    pub key: Key,
    /// The change that made it what it is.
    pub seq: Seq,
    /// Where the record comes from.
    pub source: SourceName,
    /// What stands there.
    pub kind: PlaceKind,
    /// Where.
    pub location: LonLat,
    /// How exactly that is known.
    pub accuracy: Accuracy,
    /// When it was there or was reported, to the second; none for what simply stands there.
    pub when: Option<TimeSpan>,
    /// Its name and attributes, if it has any.
    pub details: Option<Arc<PlaceDetails>>,
    /// Whether it lay outside the study area when it was imported.
    pub outside_study_area: bool,
}

impl Snapshot {
    /// An incident by its row; none for a row of another version that is none here.
    #[must_use]
    pub fn incident(&self, row: RowId) -> Option<IncidentRow> {
        let (block, row) = self.city().incidents.at(row.0)?;
        let record = block.record(row);
        Some(IncidentRow {
            key: record.key,
            seq: record.seq,
            source: self.city().words.sources.code(record.source).clone(),
            category: self.city().words.categories.code(record.class).clone(),
            when: record.when(),
            location: record.location,
            accuracy: record.flags.accuracy(),
            reported_by: record.flags.reported_by(),
            cleared: record.flags.cleared(),
            discontinued: record.flags.discontinued(),
            harm_weight: HarmWeight::new(f64::from(record.harm)).unwrap_or_default(),
            outside_study_area: record.flags.outside_study_area(),
        })
    }

    /// A place by its row; none for a row of another version that is none here.
    #[must_use]
    pub fn place(&self, row: RowId) -> Option<PlaceRow> {
        let (block, row) = self.city().places.at(row.0)?;
        let record: Record = block.record(row);
        Some(PlaceRow {
            key: record.key,
            seq: record.seq,
            source: self.city().words.sources.code(record.source).clone(),
            kind: self.city().words.kinds.code(record.class).clone(),
            location: record.location,
            accuracy: record.flags.accuracy(),
            when: record.when(),
            outside_study_area: record.flags.outside_study_area(),
            details: record.details,
        })
    }

    /// The incident of a key.
    #[must_use]
    pub fn find_incident(&self, key: &Key) -> Option<RowId> {
        self.city().incidents.find(key).map(RowId)
    }

    /// The place of a key.
    #[must_use]
    pub fn find_place(&self, key: &Key) -> Option<RowId> {
        self.city().places.find(key).map(RowId)
    }
}
