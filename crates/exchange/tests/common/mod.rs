//! Reading test files and texts the way the command line does.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part of this")]

use aula_exchange::*;
use aula_model::{Area, AreaKind, CategoryTable, Incident, Place, SourceName};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static SKIPPED: AtomicU32 = AtomicU32::new(0);

/// A real file below `data/` of the folder in `AULA_TEST_DATA`; none, said and counted, where there is no such folder.
pub(crate) fn real(path: &str) -> Option<PathBuf> {
    match std::env::var_os("AULA_TEST_DATA") {
        Some(folder) => Some(PathBuf::from(folder).join("data").join(path)),
        None => {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "AULA_TEST_DATA is not set, which CI must not do without"
            );
            println!(
                "skipped ({} so far): {path}, because AULA_TEST_DATA is not set",
                SKIPPED.fetch_add(1, Relaxed) + 1
            );
            None
        }
    }
}

/// A mapping out of lines of `--set`.
pub(crate) fn mapping(sets: &[&str]) -> Mapping {
    let mut mapping = Mapping::default();
    sets.iter().for_each(|set| mapping.set(set).unwrap());
    mapping
}

pub(crate) fn table() -> CategoryTable {
    CategoryTable::default()
}

/// The surroundings of a test: 22 November 2026, in the zone.
pub(crate) fn context<'a>(zone: &str, source: &str, categories: &'a CategoryTable) -> ReadContext<'a> {
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    ReadContext::new(now, TimeZone::get(zone).unwrap(), categories, SourceName::new(source).unwrap())
}

pub(crate) fn incidents(text: &[u8], sets: &[&str]) -> Result<Reading<Incident>, ExchangeError> {
    read_incidents(text, &mapping(sets), &context("Asia/Almaty", "test", &table()), &mut |_| {}).inspect(adds_up)
}

pub(crate) fn places(text: &[u8], sets: &[&str]) -> Result<Reading<Place>, ExchangeError> {
    read_places(text, &mapping(sets), &context("Asia/Almaty", "test", &table()), &mut |_| {}).inspect(adds_up)
}

pub(crate) fn areas(text: &[u8], kind: &str, sets: &[&str]) -> Result<Reading<Area>, ExchangeError> {
    let kind = AreaKind::new(kind).unwrap();
    read_areas(text, &kind, &mapping(sets), &context("Asia/Almaty", "test", &table()), &mut |_| {}).inspect(adds_up)
}

/// Every row is somewhere, once.
pub(crate) fn adds_up<T>(reading: &Reading<T>) {
    let parts = reading.rows.len() as u64 + reading.duplicates + reading.rejected.len() as u64;
    assert_eq!(reading.read, parts);
}

/// How many rows were rejected for what.
pub(crate) fn reasons<T>(reading: &Reading<T>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    reading.rejected.iter().for_each(|r| *counts.entry(r.code.as_str()).or_default() += 1);
    counts
}
