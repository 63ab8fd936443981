//! A log becomes a snapshot, chunk by chunk.

use crate::SnapshotError;
use crate::areas::{AreaEntry, AreaTable};
use crate::codes::Vocabulary;
use crate::documents::Documents;
use crate::record::Record;
use crate::snapshot::{City, Snapshot};
use crate::table::Table;
use aula_model::{Change, CitySettings, Entity, Key, Kind, Op, Seq};
use jiff::tz::TimeZone;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Takes a log in its order and makes the first version of a snapshot.
///
/// Of every record a row of 72 bytes is kept until [`finish`](Self::finish), not the record itself, so that the log
/// may be read in chunks. It does not matter whether the log comes whole or already folded.
///
/// # Examples
/// ```
/// use aula_snapshot::SnapshotBuilder;
/// let snapshot = SnapshotBuilder::default().finish()?;
/// assert_eq!((snapshot.incidents_len(), snapshot.seq().0), (0, 0));
/// # Ok::<(), aula_snapshot::SnapshotError>(())
/// ```
#[derive(Debug, Default)]
pub struct SnapshotBuilder {
    words: Vocabulary,
    incidents: Fold,
    places: Fold,
    areas: BTreeMap<Key, AreaEntry>,
    settings: Option<Box<CitySettings>>,
    documents: Documents,
    seq: Seq,
    ground_seq: Seq,
    incidents_seq: Seq,
    records_seq: Seq,
}

/// Rows as they came, several of a key among them, and the last removal of each key.
#[derive(Debug, Default)]
struct Fold {
    records: Vec<Record>,
    removed: HashMap<Key, Seq>,
}

impl SnapshotBuilder {
    /// Takes the next changes of the log.
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`] for more categories, kinds or sources than 65 536.
    pub fn push(&mut self, changes: impl IntoIterator<Item = (Seq, Change)>) -> Result<(), SnapshotError> {
        changes.into_iter().try_for_each(|(seq, change)| self.push_one(seq, change))
    }

    /// Says how far the log was read, where its last entries are of kinds that were not.
    pub fn reached(&mut self, head: Seq) {
        self.seq = self.seq.max(head);
    }

    /// The version after all changes taken.
    ///
    /// # Errors
    /// [`SnapshotError::Settings`] for a time zone that does not exist, [`SnapshotError::TooMany`] for more rows than
    /// 2³² − 2.
    pub fn finish(self) -> Result<Snapshot, SnapshotError> {
        let settings = self.settings.unwrap_or_default();
        let zone = settings.time_zone()?;
        Ok(Snapshot::new(City {
            seq: self.seq,
            ground_seq: self.ground_seq,
            incidents_seq: self.incidents_seq,
            records_seq: self.records_seq,
            incidents: self.incidents.finish(&zone)?,
            places: self.places.finish(&zone)?,
            areas: Arc::new(AreaTable::new(self.areas)),
            words: Arc::new(self.words),
            documents: self.documents,
            limits: None,
            settings: Arc::new(*settings),
            zone,
        }))
    }

    fn push_one(&mut self, seq: Seq, Change { kind, key, op }: Change) -> Result<(), SnapshotError> {
        self.seq = self.seq.max(seq);
        if !kind.is_document() {
            self.records_seq = self.records_seq.max(seq);
        }
        if !kind.is_document() && kind != Kind::Incident {
            self.ground_seq = self.ground_seq.max(seq);
        }
        if kind == Kind::Incident {
            self.incidents_seq = self.incidents_seq.max(seq);
        }
        match op {
            Op::Put(Entity::Incident(i)) => {
                self.incidents.records.push(Record::incident(seq, key, &i, &mut self.words)?);
            }
            Op::Put(Entity::Place(p)) => self.places.records.push(Record::place(seq, key, &p, &mut self.words)?),
            Op::Put(Entity::Area(area)) => {
                self.areas.insert(key, AreaEntry { seq, area: Arc::from(area) });
            }
            Op::Put(Entity::Settings(settings)) => self.settings = Some(settings),
            Op::Put(Entity::Document(document)) => self.documents.put(seq, key, Arc::from(document)),
            Op::Remove => match kind {
                Kind::Incident => drop(self.incidents.removed.insert(key, seq)),
                Kind::Place => drop(self.places.removed.insert(key, seq)),
                Kind::Area => drop(self.areas.remove(&key)),
                Kind::Settings => self.settings = None,
                kind => self.documents.remove(seq, kind, key),
            },
        }
        Ok(())
    }
}

impl Fold {
    /// The newest row of each key that was not removed after it.
    fn finish(mut self, zone: &TimeZone) -> Result<Table, SnapshotError> {
        self.records.par_sort_unstable_by_key(|r| (r.key, std::cmp::Reverse(r.seq)));
        self.records.dedup_by_key(|r| r.key);
        if !self.removed.is_empty() {
            self.records.retain(|r| self.removed.get(&r.key).is_none_or(|&seq| seq < r.seq));
        }
        Table::new(&self.records, zone)
    }
}
