//! Tables and selections, kept for as long as they are of the current version.

use crate::http::Problem;
use aula_features::{Selection, Table};
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Selections kept, so that the pages after the first cost nothing but themselves.
const SELECTIONS: usize = 16;
/// Rows of all selections kept; 4 bytes each.
const ROWS: usize = 4_000_000;

/// Files that are made at a time.
const DOWNLOADS: usize = 16;

/// What `/ogc` keeps between requests.
pub(crate) struct Shelf {
    tables: Mutex<HashMap<String, Kept>>,
    selections: Mutex<VecDeque<(String, Selection)>>,
    changed: Mutex<Option<(u64, Timestamp)>>,
    downloads: Arc<Semaphore>,
}

/// A table with the version that it is of.
struct Kept {
    version: u64,
    /// Whether it holds a version of the snapshot, which must not outlive its time.
    holds_snapshot: bool,
    table: Arc<dyn Table>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            tables: Mutex::default(),
            selections: Mutex::default(),
            changed: Mutex::default(),
            downloads: Arc::new(Semaphore::new(DOWNLOADS)),
        }
    }
}

impl Shelf {
    /// A place among the files being made, held until it is let go; none where all are taken.
    pub(super) fn download(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.downloads).try_acquire_owned().ok()
    }

    /// The table of a collection at a version; made where it is not at hand.
    pub(super) fn table(
        &self,
        id: &str,
        version: u64,
        holds_snapshot: bool,
        make: impl FnOnce() -> Arc<dyn Table>,
    ) -> Arc<dyn Table> {
        let lock = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = lock().get(id).filter(|kept| kept.version == version) {
            return Arc::clone(&kept.table);
        }
        let table = make();
        let mut tables = lock();
        if holds_snapshot {
            tables.retain(|_, kept| !kept.holds_snapshot || kept.version >= version);
        }
        tables.insert(id.to_owned(), Kept { version, holds_snapshot, table: Arc::clone(&table) });
        table
    }

    /// A table that cannot always be made, and that is of one version of the snapshot only.
    pub(super) fn made<T: Table + 'static>(
        &self,
        id: &str,
        version: u64,
        make: &dyn Fn() -> Result<T, Problem>,
    ) -> Result<Arc<dyn Table>, Problem> {
        let known = {
            let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
            tables.get(id).filter(|kept| kept.version == version).map(|kept| Arc::clone(&kept.table))
        };
        if let Some(table) = known {
            return Ok(table);
        }
        let table = make()?;
        Ok(self.table(id, version, true, || Arc::new(table)))
    }

    /// The selection of a question, found where it is not at hand.
    pub(crate) fn selection(&self, key: String, find: impl FnOnce() -> Selection) -> Selection {
        let lock = || self.selections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, kept)) = lock().iter().find(|(k, _)| *k == key) {
            return kept.clone();
        }
        let selection = find();
        if let Selection::Rows(rows) = &selection
            && rows.len() <= ROWS / 4
        {
            let mut kept = lock();
            kept.push_back((key, selection.clone()));
            let rows = |kept: &VecDeque<(String, Selection)>| -> usize {
                let of = |s: &Selection| if let Selection::Rows(rows) = s { rows.len() } else { 0 };
                kept.iter().map(|(_, s)| of(s)).sum()
            };
            while kept.len() > SELECTIONS || rows(&kept) > ROWS {
                kept.pop_front();
            }
        }
        selection
    }

    /// When the data became what they are, as HTTP writes it: when this process first saw the version.
    pub(super) fn modified(&self, version: u64) -> Option<String> {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let at = match *changed {
            Some((of, at)) if of == version => at,
            _ => {
                let now = Timestamp::now();
                *changed = Some((version, now));
                now
            }
        };
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()
    }
}
