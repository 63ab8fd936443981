//! The checklist at work: what the log says about yards in memory, one writer for everything that changes it, and the
//! secret by which raters become pseudonyms.

mod arrive;
mod challenge;
mod facts;
mod known;
mod limits;
mod photo;
mod register;
mod retention;
mod search;
mod secrets;
mod writer;
mod yards;

pub(crate) use arrive::{Beside, Rater, audit_of};
pub(crate) use challenge::ProofFault;
pub(crate) use facts::audit_facts;
pub(crate) use known::Known;
pub(crate) use limits::Refused;
pub(crate) use photo::{MAX_PHOTO_BYTES, MAX_PIXELS, PhotoFault, clean};
pub(crate) use register::{duty_faults, duty_id};
pub(crate) use retention::{forget_audit, photo_blob, position_blob, text_blob, withdrawn_blob};
pub(crate) use search::find_yards;
pub(crate) use secrets::{Secrets, hex};
pub(crate) use writer::{Arriving, Received, WriteError};
pub(crate) use yards::{areas_of, middle, position_of, yard, yards_kind};

use crate::city::City;
use aula_checklist::{Assessment, Instrument, Rules};
use aula_model::AreaId;
use jiff::Timestamp;
use search::SearchIndex;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

/// Where a city's own instrument is kept.
pub(crate) const INSTRUMENT_BLOB: &str = "checklist/instrument.json";
/// Where a city keeps what it adds to an instrument.
pub(crate) const ADDITION_BLOBS: &str = "checklist/additions/";

/// What all parts of the checklist share.
pub(crate) struct Core {
    pub(crate) city: Arc<City>,
    pub(crate) instrument: Instrument,
    pub(crate) rules: Rules,
    secrets: OnceLock<Secrets>,
    making: Mutex<()>,
    known: RwLock<Known>,
    limits: Mutex<limits::Limits>,
    used: Mutex<challenge::Used>,
    search: RwLock<Option<Arc<SearchIndex>>>,
    all: Mutex<Option<AllYards>>,
}

/// Every rated yard, with what it was worked out of: the log's number and the day.
type AllYards = ((aula_model::Seq, i64), Arc<HashMap<AreaId, Assessment>>);

/// The checklist of a running city.
pub(crate) struct Desk {
    pub(crate) core: Arc<Core>,
    writer: writer::Writer,
}

impl Desk {
    /// Reads what the log says. An instrument of the city's own that is not whole is named in the log and left aside.
    pub(crate) fn new(city: Arc<City>) -> Arc<Self> {
        let core = Arc::new(Core::new(city));
        let writer = writer::Writer::start(&core);
        Arc::new(Self { core, writer })
    }

    /// The line to the one writer.
    pub(crate) fn writer(&self) -> &writer::Writer {
        &self.writer
    }
}

fn instrument(city: &City) -> Instrument {
    read_instrument(city.store().as_ref()).unwrap_or_else(|error| {
        let error = format!("{error:#}");
        tracing::error!(error, "the city's own instrument cannot be used; using the built-in one");
        Instrument::built_in()
    })
}

/// The instrument of a city: its own or the built-in one, with what the city adds.
pub(crate) fn read_instrument(store: &dyn aula_store::Store) -> anyhow::Result<Instrument> {
    let text =
        |name: &str| -> anyhow::Result<Option<String>> { Ok(store.blob(name)?.map(String::from_utf8).transpose()?) };
    let own = text(INSTRUMENT_BLOB)?;
    let names = store.list_blobs(ADDITION_BLOBS)?;
    let additions: Vec<String> =
        names.iter().map(|name| Ok(text(name)?.unwrap_or_default())).collect::<anyhow::Result<_>>()?;
    let additions: Vec<&str> = additions.iter().map(String::as_str).collect();
    let base = own.as_deref().unwrap_or(aula_checklist::BUILT_IN);
    Instrument::read(base, &additions).map_err(|problems| anyhow::anyhow!(problems.join("; ")))
}

impl Core {
    /// Reads the instrument; what the log says is read when it is first asked for.
    pub(crate) fn new(city: Arc<City>) -> Self {
        Self {
            instrument: instrument(&city),
            city,
            rules: Rules::default(),
            secrets: OnceLock::new(),
            making: Mutex::default(),
            known: RwLock::default(),
            limits: Mutex::default(),
            used: Mutex::default(),
            search: RwLock::default(),
            all: Mutex::default(),
        }
    }

    /// The secret of this city, made when it is first needed.
    pub(crate) fn secrets(&self) -> Result<&Secrets, aula_store::StoreError> {
        if let Some(secrets) = self.secrets.get() {
            return Ok(secrets);
        }
        // One at a time: two who make it at once would go on with different ones, of which one is kept.
        let _one = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(secrets) = self.secrets.get() {
            return Ok(secrets);
        }
        let made = Secrets::of(self.city.store().as_ref())?;
        Ok(self.secrets.get_or_init(|| made))
    }

    /// What is known now, brought up to the snapshot of this moment.
    pub(crate) fn with<T>(&self, ask: impl FnOnce(&Known) -> T) -> Result<T, aula_store::StoreError> {
        let snapshot = self.city.snapshot();
        let is_new = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if known.is_of(&snapshot) {
                return Ok(ask(&known));
            }
            snapshot
        };
        let secrets = self.secrets()?;
        {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.refresh(&is_new, secrets);
        }
        Ok(ask(&self.known.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Like [`with`](Self::with), with rater effects that know every rating.
    pub(crate) fn assessed<T>(&self, ask: impl FnOnce(&Known) -> T) -> Result<T, aula_store::StoreError> {
        self.with(|_| ())?;
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if !known.wants_fit() {
                return Ok(ask(&known));
            }
        }
        self.known.write().unwrap_or_else(PoisonError::into_inner).fit(&self.instrument, &self.rules);
        Ok(ask(&self.known.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// A yard by its ratings at a moment.
    pub(crate) fn assess(&self, yard: &AreaId, now: Timestamp) -> Result<Assessment, aula_store::StoreError> {
        self.assessed(|known| known.assess(yard, &self.instrument, &self.rules, now))
    }

    /// Every yard that somebody has rated, assessed.
    pub(crate) fn assess_all(
        &self,
        now: Timestamp,
    ) -> Result<Arc<HashMap<AreaId, Assessment>>, aula_store::StoreError> {
        let key = (self.city.snapshot().seq(), now.as_second() / 86_400);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, yards)) = all.as_ref().filter(|(of, _)| *of == key) {
            return Ok(Arc::clone(yards));
        }
        let yards = self.assessed(|known| {
            let assess = |yard: &AreaId| (yard.clone(), known.assess(yard, &self.instrument, &self.rules, now));
            known.rated_yards().map(assess).collect::<HashMap<_, _>>()
        })?;
        let yards = Arc::new(yards);
        *all = Some((key, Arc::clone(&yards)));
        Ok(yards)
    }

    pub(crate) fn search_index(&self) -> Arc<SearchIndex> {
        let snapshot = self.city.snapshot();
        let current = self.search.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(index) = current.filter(|index| index.ground_seq == snapshot.ground_seq()) {
            return index;
        }
        let made = Arc::new(SearchIndex::new(&snapshot));
        *self.search.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
        made
    }
}
