//! The city in memory: an immutable version, and how the next one comes of it.

use crate::areas::{AreaEntry, AreaTable};
use crate::codes::Vocabulary;
use crate::documents::Documents;
use crate::filter::Filter;
use crate::record::Record;
use crate::scan::Query;
use crate::table::{Changes, Table};
use crate::{Layer, SnapshotBuilder, SnapshotError};
use aula_model::{AreaId, Change, CitySettings, Entity, Key, Kind, Op, Period, PlaceKind, Seq, Slice};
use h3o::Resolution;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// One version of the city. Cheap to clone and to hand to threads; never changes.
///
/// Rows lie in columns in order of time: a large base that many versions share, the rows dead in it, and a small delta
/// of later ones. So corrections and late rows cost what they are worth, and a question sees one version from its
/// first row to its last.
///
/// # Examples
/// ```
/// use aula_snapshot::{Layer, Snapshot, Within};
/// use aula_model::{Slice, Seq};
/// let empty = Snapshot::build([])?;
/// let tally = empty.count(&Slice::default(), &Layer::Incidents, &Within::Everywhere)?;
/// assert_eq!((tally.total, empty.seq()), (0, Seq(0)));
/// # Ok::<(), aula_snapshot::SnapshotError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Snapshot(Arc<Version>);

#[derive(Debug)]
struct Version {
    city: City,
    period: OnceLock<Option<Period>>,
}

/// Everything a version is made of.
#[derive(Debug, Clone)]
pub(crate) struct City {
    pub(crate) seq: Seq,
    pub(crate) ground_seq: Seq,
    pub(crate) incidents_seq: Seq,
    pub(crate) records_seq: Seq,
    pub(crate) settings: Arc<CitySettings>,
    pub(crate) zone: TimeZone,
    pub(crate) words: Arc<Vocabulary>,
    pub(crate) incidents: Table,
    pub(crate) places: Table,
    pub(crate) areas: Arc<AreaTable>,
    pub(crate) documents: Documents,
    /// The areas outside which nothing is; none for the whole city.
    pub(crate) limits: Option<Arc<[AreaId]>>,
}

impl Snapshot {
    pub(crate) fn new(city: City) -> Self {
        Self(Arc::new(Version { city, period: OnceLock::new() }))
    }

    /// The version after a log, whole or folded; a log too large for one piece goes through [`SnapshotBuilder`].
    ///
    /// # Errors
    /// Those of [`SnapshotBuilder::push`] and [`SnapshotBuilder::finish`].
    pub fn build(log: impl IntoIterator<Item = (Seq, Change)>) -> Result<Self, SnapshotError> {
        let mut builder = SnapshotBuilder::default();
        builder.push(log)?;
        builder.finish()
    }

    /// The version after further changes of the log; those not newer than [`seq`](Self::seq) are known already and
    /// passed over.
    ///
    /// Costs the size of the delta, not of the city; another time zone costs a new base.
    ///
    /// # Errors
    /// [`SnapshotError::Settings`] for a time zone that does not exist, [`SnapshotError::TooMany`] where the city
    /// outgrows its columns.
    pub fn apply(&self, changes: &[(Seq, Change)]) -> Result<Self, SnapshotError> {
        debug_assert!(self.limits().is_none(), "changes go into the whole city");
        let mut city = self.city().clone();
        let (mut incidents, mut places) = (Changes::new(), Changes::new());
        let mut areas: HashMap<Key, Option<AreaEntry>> = HashMap::new();
        for (seq, Change { kind, key, op }) in changes.iter().filter(|(seq, _)| *seq > self.seq()) {
            let (seq, key) = (*seq, *key);
            city.seq = city.seq.max(seq);
            if !kind.is_document() {
                city.records_seq = city.records_seq.max(seq);
            }
            if !kind.is_document() && *kind != Kind::Incident {
                city.ground_seq = city.ground_seq.max(seq);
            }
            if *kind == Kind::Incident {
                city.incidents_seq = city.incidents_seq.max(seq);
            }
            match op {
                Op::Put(Entity::Incident(i)) => {
                    let record = Record::incident(seq, key, i, Arc::make_mut(&mut city.words))?;
                    incidents.insert(key, Some(record));
                }
                Op::Put(Entity::Place(p)) => {
                    let record = Record::place(seq, key, p, Arc::make_mut(&mut city.words))?;
                    places.insert(key, Some(record));
                }
                Op::Put(Entity::Area(area)) => {
                    areas.insert(key, Some(AreaEntry { seq, area: Arc::new((**area).clone()) }));
                }
                Op::Put(Entity::Settings(settings)) => city.settings = Arc::new((**settings).clone()),
                Op::Put(Entity::Document(document)) => city.documents.put(seq, key, Arc::new((**document).clone())),
                Op::Remove => match kind {
                    Kind::Incident => drop(incidents.insert(key, None)),
                    Kind::Place => drop(places.insert(key, None)),
                    Kind::Area => drop(areas.insert(key, None)),
                    Kind::Settings => city.settings = Arc::default(),
                    kind => city.documents.remove(seq, *kind, key),
                },
            }
        }
        city.take(incidents, places, areas)?;
        city.follow_clock(&self.0.city.settings)?;
        Ok(Self::new(city))
    }

    /// Whether [`compacted`](Self::compacted) would make changes and questions cheaper. The caller does that in the
    /// background and applies to the outcome what came meanwhile.
    #[must_use]
    pub fn needs_compaction(&self) -> bool {
        self.city().incidents.needs_compaction() || self.city().places.needs_compaction()
    }

    /// The same version with everything in new bases: same answers, same [`seq`](Self::seq).
    ///
    /// # Errors
    /// [`SnapshotError::TooMany`], where the city outgrew its columns.
    pub fn compacted(&self) -> Result<Self, SnapshotError> {
        let mut city = self.city().clone();
        city.incidents = city.incidents.compacted(&city.zone)?;
        city.places = city.places.compacted(&city.zone)?;
        Ok(Self::new(city))
    }

    /// Works out the cell numbers of a resolution and what spatial questions and changes look up, so that the first of
    /// them does not wait. Versions that follow share what is worked out.
    ///
    /// # Errors
    /// [`SnapshotError::Resolution`] for a resolution that is not served.
    pub fn prepare(&self, resolution: Resolution) -> Result<(), SnapshotError> {
        let known = [&self.city().incidents, &self.city().places].map(|table| table.prepare(resolution));
        if known == [true, true] { Ok(()) } else { Err(SnapshotError::Resolution(resolution.into())) }
    }

    /// The last change in this version.
    #[must_use]
    pub fn seq(&self) -> Seq {
        self.city().seq
    }

    /// The city's settings; the defaults until the log has some.
    #[must_use]
    pub fn settings(&self) -> &CitySettings {
        &self.city().settings
    }

    /// The city's clock, by which days, hours and weekdays are told.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.city().zone
    }

    /// The city's areas.
    #[must_use]
    pub fn areas(&self) -> &AreaTable {
        &self.city().areas
    }

    /// The documents of all kinds: accounts, audits, plans, …
    #[must_use]
    pub fn documents(&self) -> &Documents {
        &self.city().documents
    }

    /// How many incidents there are, discontinued ones among them.
    #[must_use]
    pub fn incidents_len(&self) -> usize {
        self.city().incidents.len()
    }

    /// The kinds that places have or had.
    #[must_use]
    pub fn place_kinds(&self) -> &[PlaceKind] {
        self.city().words.kinds.all()
    }

    /// The last change of anything but incidents: what study sets and outlines hang on.
    #[must_use]
    pub fn ground_seq(&self) -> Seq {
        self.city().ground_seq
    }

    /// The last change of an incident: what is made of incidents alone stays right while this and
    /// [`ground_seq`](Self::ground_seq) stay.
    #[must_use]
    pub fn incidents_seq(&self) -> Seq {
        self.city().incidents_seq
    }

    /// The last change of anything but documents: what figures hang on.
    #[must_use]
    pub fn records_seq(&self) -> Seq {
        self.city().records_seq
    }

    /// How many places there are.
    #[must_use]
    pub fn places_len(&self) -> usize {
        self.city().places.len()
    }

    /// The bytes that the rows take in memory, numbers of cells and look-up tables made so far among them.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.city().incidents.bytes() + self.city().places.bytes()
    }

    /// The local dates that the spans of all incidents cover, half-open; none without incidents.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        *self.0.period.get_or_init(|| crate::extent::period(&self.city().incidents, None))
    }

    /// The local dates that the spans of a layer's rows cover; reads every place for a layer of places.
    #[must_use]
    pub fn period_of(&self, layer: &Layer) -> Option<Period> {
        let places = &self.city().places;
        match layer {
            Layer::Incidents => self.period(),
            Layer::AllPlaces => crate::extent::period(places, None),
            Layer::Places(kind) => crate::extent::period(places, Some(self.city().words.kinds.find(kind)?)),
        }
    }

    pub(crate) fn city(&self) -> &City {
        &self.0.city
    }

    /// A slice over a layer, ready to run.
    pub(crate) fn query(&self, slice: &Slice, layer: &Layer) -> Query<'_> {
        let city = self.city();
        let (table, wanted) = match layer {
            Layer::Incidents => {
                let all = slice.categories.is_empty();
                (&city.incidents, city.words.categories.mark(|code| all || slice.categories.contains(code)))
            }
            Layer::Places(kind) => (&city.places, city.words.kinds.mark(|k| k == kind)),
            Layer::AllPlaces => (&city.places, city.words.kinds.mark(|_| true)),
        };
        Query { table, filter: Filter::new(slice, wanted) }
    }
}

impl City {
    fn take(
        &mut self,
        incidents: Changes,
        places: Changes,
        areas: HashMap<Key, Option<AreaEntry>>,
    ) -> Result<(), SnapshotError> {
        if !incidents.is_empty() {
            self.incidents = self.incidents.apply(incidents, &self.zone)?;
        }
        if !places.is_empty() {
            self.places = self.places.apply(places, &self.zone)?;
        }
        if !areas.is_empty() {
            let mut entries = self.areas.entries().clone();
            for (key, entry) in areas {
                match entry {
                    Some(entry) => drop(entries.insert(key, entry)),
                    None => drop(entries.remove(&key)),
                }
            }
            self.areas = Arc::new(AreaTable::new(entries));
        }
        Ok(())
    }

    /// Another clock moves local days, hours and the order of the rows.
    fn follow_clock(&mut self, before: &CitySettings) -> Result<(), SnapshotError> {
        if self.settings.timezone != before.timezone {
            self.zone = self.settings.time_zone()?;
            self.incidents = self.incidents.compacted(&self.zone)?;
            self.places = self.places.compacted(&self.zone)?;
        }
        Ok(())
    }
}
