//! What the tests of the file share.

use aula_model::{Change, Kind};
use aula_store::contract::sample;
use aula_store::{CheckReport, GpkgStore, Store};
use rusqlite::Connection;
use std::path::PathBuf;

/// A file in a folder that goes away with it.
pub(crate) struct City {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

impl City {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.gpkg");
        Self { folder, path }
    }

    pub(crate) fn store(&self) -> GpkgStore {
        GpkgStore::open_or_create(&self.path).unwrap()
    }

    /// The file as another program opens it, past the store.
    pub(crate) fn sqlite(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }

    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.sqlite().query_row(sql, (), |row| row.get(0)).unwrap()
    }
}

pub(crate) fn incidents(numbers: std::ops::Range<usize>) -> Vec<Change> {
    numbers.map(|n| sample::put(sample::incident(n))).collect()
}

/// `count` new states of the first incidents: every one of them moves.
pub(crate) fn corrections(count: usize) -> Vec<Change> {
    (0..count).map(|n| sample::put((sample::key(Kind::Incident, n), sample::incident(n + 777).1))).collect()
}

pub(crate) fn append(store: &GpkgStore, changes: Vec<Change>) {
    store.append(sample::batch(changes), None).unwrap();
}

pub(crate) fn text(report: &CheckReport) -> String {
    report.problems.iter().map(|problem| format!("{problem}\n")).collect()
}

pub(crate) fn assert_clean(store: &GpkgStore) {
    let report = store.check().unwrap();
    assert!(report.is_clean(), "{}", text(&report));
}
