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
