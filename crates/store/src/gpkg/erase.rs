//! Erasing: the one exception to a log that only grows.

use super::connection::Connections;
use super::{append, log, schema};
use crate::StoreError;
use crate::chunk::Chunk;
use aula_model::{Batch, Change, Key, Kind, Op, Origin, Seq};
use rusqlite::Connection;
use std::time::Duration;

/// How long other readers may keep old pages in the companion of the file.
const PATIENCE: u32 = 100;

/// Ends an entity and takes what it ever said out of the log, the plain tables and the pages of the file.
pub(crate) fn erase(
    connections: &Connections,
    kind: Kind,
    key: Key,
    origin: Origin,
) -> Result<Option<Seq>, StoreError> {
    let removal = Batch { origin, changes: vec![Change { kind, key, op: Op::Remove }] };
    let erased = connections.write(|tx| {
        let chunks = chunks_with(tx, kind, key)?;
        if chunks.is_empty() {
            return Ok(None);
        }
        // The removal first: the plain tables find their row by what the log still says.
        let seq = append::append_in(tx, &removal, None)?;
        tx.execute_batch("DROP TRIGGER aula_log_update")?;
        chunks.iter().try_for_each(|chunk| rewrite(tx, &chunk.without(key)?))?;
        tx.execute_batch(schema::LOG_NEVER_CHANGES)?;
        Ok(Some(seq))
    })?;
    if erased.is_some() {
        forget_old_pages(connections)?;
    }
    Ok(erased)
}

/// The chunks that hold something that the entity said.
fn chunks_with(tx: &Connection, kind: Kind, key: Key) -> Result<Vec<Chunk>, StoreError> {
    let mut found = Vec::new();
    let all = log::Chunks { after: Seq(0), up_to: log::head(tx)?, kind: Some(kind) };
    all.read(tx, false, |chunk| {
        if chunk.entries()?.any(|(_, entry)| entry.key == key && !entry.is_removal()) {
            found.push(chunk.first);
        }
        Ok(true)
    })?;
    let mut whole = Vec::with_capacity(found.len());
    for first in found {
        let one = log::Chunks { after: Seq(first.0 - 1), up_to: first, kind: Some(kind) };
        one.read(tx, true, |chunk| {
            whole.push(chunk);
            Ok(true)
        })?;
    }
    Ok(whole)
}

fn rewrite(tx: &Connection, chunk: &Chunk) -> Result<(), StoreError> {
    let sql = "UPDATE aula_log SET checksum = ?2, contents = ?3, payload = ?4 WHERE first_seq = ?1";
    let row = (chunk.first.0.cast_signed(), chunk.checksum.0, &chunk.contents, &chunk.payload);
    tx.prepare_cached(sql)?.execute(row)?;
    Ok(())
}

/// Moves the write-ahead log into the file and cuts it off: old pages stand in it until then. A reader of another
/// process may hold it up; then the next erasing, or closing the file, does it.
fn forget_old_pages(connections: &Connections) -> Result<(), StoreError> {
    for _ in 0..PATIENCE {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: i64 = connections.writer().query_row(sql, (), |row| row.get(0))?;
        if busy == 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
