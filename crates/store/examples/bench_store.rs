//! Measures a store on this machine: `cargo run --release -p aula-store --example bench_store [rows] [folder]`.
//!
//! Prints one line per measure: what, seconds by the wall clock, seconds of processor time of all threads (on Linux; less
//! than the former where it waits for the disk or for other programs), rows in a second by the wall clock. The rows are invented, in the order of time, as a feed
//! brings them. The disk is part of the measure.

use aula_model::{
    Batch, CategoryCode, Change, ContentHash, Entity, Incident, Key, Kind, LonLat, Occurrences, Op, Origin, Seq,
    SourceId, SourceName, TimeSpan,
};
use aula_store::{GpkgStore, Store, content_hash, plan};
use jiff::Timestamp;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::PathBuf;
use std::time::Instant;

type Any = Box<dyn std::error::Error>;

fn main() -> Result<(), Any> {
    let mut arguments = std::env::args().skip(1);
    let rows: usize = arguments.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let folder = tempfile::tempdir_in(arguments.next().map_or_else(std::env::temp_dir, PathBuf::from))?;
    let path = folder.path().join("city.gpkg");
    let entities = incidents(rows)?;
    let store = measured("make the file", 1, || GpkgStore::create(&path))?;

    let read = entities.clone();
    let planned = measured("plan: all new", rows, || Ok(plan(read, &store.digests(Kind::Incident)?)))?;
    let batch = Batch { origin: origin()?, changes: planned.changes };
    measured("append, durable, without the index", rows, || store.append_without_index(&batch, Some(Seq(0))))?;
    measured("make the index", rows, || store.finish_index())?;
    let mut found = 0;
    measured("current", rows, || {
        store.current(Kind::Incident, &mut |records| {
            found += records.len();
            Ok(())
        })
    })?;
    assert_eq!(found, rows, "every row comes back");
    let digests = measured("digests", rows, || store.digests(Kind::Incident))?;
    let read = entities.clone();
    let again = measured("plan: nothing new", rows, || Ok(plan(read, &digests)))?;
    assert_eq!((again.unchanged, again.changes.len()), (rows, 0), "the same file changes nothing");

    let corrected: Vec<Change> =
        entities.iter().step_by(1000).map(|(key, entity)| put(*key, discontinued(entity))).collect();
    let few = corrected.len();
    measured("append corrections of every 1000th", few, || {
        store.append(Batch { origin: origin()?, changes: corrected }, None)
    })?;
    measured("append one correction (20 times)", 20, || {
        for (key, entity) in entities.iter().take(20) {
            let change = put(*key, discontinued(entity));
            store.append(Batch { origin: origin()?, changes: vec![change] }, None)?;
        }
        Ok(())
    })?;
    measured("head (10,000 times)", 10_000, || (0..10_000).try_for_each(|_| store.head().map(drop)))?;
    measured("changes since the last hundred", 100, || {
        store.changes_since(Seq(store.head()?.0 - 100), &mut |_| Ok(()))
    })?;
    measured("backup", rows, || store.backup(&folder.path().join("copy.gpkg")))?;
    let report = measured("check", rows, || store.check())?;
    assert!(report.is_clean(), "{:?}", report.problems);
    println!("file: {} bytes a row", std::fs::metadata(folder.path().join("copy.gpkg"))?.len() / rows as u64);
    Ok(())
}

fn measured<T>(what: &str, rows: usize, work: impl FnOnce() -> Result<T, aula_store::StoreError>) -> Result<T, Any> {
    let (start, before) = (Instant::now(), processor_seconds());
    let done = work()?;
    let (seconds, processor) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
    println!("{what:<40} {seconds:>8.3} s {processor:>8.2} s {:>14.0} rows/s", rows as f64 / seconds);
    Ok(done)
}

/// Processor time of this process so far, in steps of a hundredth of a second.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn origin() -> Result<Origin, aula_store::StoreError> {
    let at = Timestamp::UNIX_EPOCH;
    Ok(Origin { at, action: "import incidents".to_owned(), file: Some("feed.csv".to_owned()), summary: None })
}

fn put(key: Key, entity: Entity) -> Change {
    let change = Change { kind: entity.kind(), key, op: Op::Put(entity) };
    debug_assert_ne!(
        content_hash(match &change.op {
            Op::Put(e) => e,
            Op::Remove => unreachable!(),
        })
        .0,
        [0; 16]
    );
    change
}

fn discontinued(entity: &Entity) -> Entity {
    let mut entity = entity.clone();
    if let Entity::Incident(incident) = &mut entity {
        incident.discontinued = !incident.discontinued;
    }
    entity
}

fn incidents(rows: usize) -> Result<Vec<(Key, Entity)>, Any> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let categories = ["burglary", "theft", "robbery", "assault", "vandalism"].map(CategoryCode::new);
    let categories = categories.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut seen = Occurrences::default();
    let mut made = Vec::with_capacity(rows);
    for i in 0..rows {
        let start =
            Timestamp::from_second(1_400_000_000 + 300 * i64::try_from(i)? + random.random_range(0..300) / 60 * 60)?;
        let entity = Entity::Incident(Box::new(Incident {
            source: SourceName::new("city_feed")?,
            source_id: Some(SourceId::new(&format!("KZ-{i:08}"))?),
            category: categories[random.random_range(0..categories.len())].clone(),
            when: TimeSpan::at_instant(start)?,
            registered_at: Some(start),
            location: LonLat::new(
                f64::from(random.random_range(76_742_000..77_166_000)) / 1e6,
                f64::from(random.random_range(43_032_000..43_403_000)) / 1e6,
            )?,
            accuracy: aula_model::Accuracy::Point,
            reported_by: aula_model::ReportedBy::Resident,
            cleared: aula_model::Cleared::No,
            discontinued: false,
            harm_weight: aula_model::HarmWeight::default(),
            outside_study_area: false,
        }));
        made.push((entity.key(ContentHash::of(&i.to_le_bytes()), &mut seen), entity));
    }
    Ok(made)
}
