//! Bringing a file to the newest schema.

use super::connection::Connections;
use super::open::{schema_version, set_schema_version};
use super::schema::{NEWEST, STEPS};
use crate::StoreError;
use rusqlite::Connection;

/// Runs the steps that a file lacks, all or none.
///
/// # Errors
/// [`StoreError::Newer`] for a file of a version that is not known yet.
pub(crate) fn to_newest(connections: &Connections) -> Result<(), StoreError> {
    let version = connections.read(|tx| Ok(schema_version(tx)?))?;
    if version > NEWEST {
        return Err(StoreError::Newer { path: connections.path().to_owned(), found: version, known: NEWEST });
    }
    if version == NEWEST {
        return Ok(());
    }
    // Another process may have done it in the meantime: look again when nobody else can.
    connections.write_much(|tx| run(tx, schema_version(tx)?, NEWEST))
}

/// Runs the steps from one version to another.
pub(crate) fn run(tx: &Connection, from: u32, to: u32) -> Result<(), StoreError> {
    let (from, to) = (from as usize, to as usize);
    for (version, step) in (1..).zip(STEPS).take(to).skip(from) {
        step(tx)?;
        set_schema_version(tx, version)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::{Chunk, runs};
    use crate::contract::sample;
    use crate::gpkg::{log, open};
    use crate::{GpkgStore, Store};
    use aula_model::{Kind, Seq};

    /// A file of version 1: the log alone.
    fn of_version_1(path: &std::path::Path) -> usize {
        open::create_version(path, 1).unwrap();
        let connections = Connections::open(path).unwrap();
        let mut changes: Vec<_> = (0..6_000).map(|n| sample::put(sample::any(Kind::Incident, n, 5_000))).collect();
        changes.extend((0..30).map(|n| sample::put(sample::area(n))));
        changes.extend([sample::remove(Kind::Incident, 3), sample::put(sample::settings(1))]);
        connections
            .write(|tx| {
                assert_eq!(schema_version(tx).unwrap(), 1);
                let last = Seq(changes.len() as u64);
                let batch = log::begin_batch(tx, Seq(1), last, &sample::batch(vec![]).origin)?;
                runs(&changes)
                    .try_for_each(|(at, run)| log::write_chunk(tx, &Chunk::encode(Seq(at as u64 + 1), batch, run)?))
            })
            .unwrap();
        changes.len()
    }

    #[test]
    fn a_file_of_version_1_gets_its_plain_tables_out_of_the_log() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.gpkg");
        let entries = of_version_1(&path);
        let store = GpkgStore::open(&path).unwrap();
        assert_eq!(store.head().unwrap(), Seq(entries as u64));
        let report = store.check().unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
        assert_eq!(report.live, 4_999 + 30 + 1);
        let rows = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table}");
            store.connections.read(|tx| Ok(tx.query_row(&sql, (), |row| row.get::<_, i64>(0))?)).unwrap()
        };
        assert_eq!((rows("incidents"), rows("areas"), rows("rtree_incidents_geom")), (4_999, 30, 4_999));
        store.append(sample::batch(vec![sample::put(sample::incident(9_999))]), None).unwrap();
        assert!(store.check().unwrap().is_clean());
        assert_eq!(store.connections.read(|tx| Ok(schema_version(tx)?)).unwrap(), NEWEST);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.gpkg");
        of_version_1(&path);
        {
            // Something in the way of the second step.
            let connections = Connections::open(&path).unwrap();
            connections.write(|tx| Ok(tx.execute_batch("CREATE TABLE areas (a)")?)).unwrap();
        }
        assert!(GpkgStore::open(&path).is_err());
        let connections = Connections::open(&path).unwrap();
        assert_eq!(connections.read(|tx| Ok(schema_version(tx)?)).unwrap(), 1);
        connections.write(|tx| Ok(tx.execute_batch("DROP TABLE areas")?)).unwrap();
        drop(connections);
        assert!(GpkgStore::open(&path).unwrap().check().unwrap().is_clean());
    }
}
