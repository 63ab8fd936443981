//! Appending a batch: the log and the plain tables in one transaction.

use super::{connection::Connections, log, plain::PlainTables};
use crate::StoreError;
use crate::chunk::{Chunk, runs};
use crate::parallel::ordered;
use aula_model::{Batch, Seq};
use rusqlite::Connection;

/// From here on a batch is large: its indexes are made afterwards.
pub(crate) const LARGE: usize = 20_000;

/// Appends a batch; large ones leave the spatial index to be made.
pub(crate) fn append(connections: &Connections, batch: &Batch, expected: Option<Seq>) -> Result<Seq, StoreError> {
    crate::store::refuse_wrong_kinds(batch)?;
    if batch.changes.len() >= LARGE {
        connections.write_much(|tx| append_in(tx, batch, expected))
    } else {
        connections.write(|tx| append_in(tx, batch, expected))
    }
}

pub(crate) fn append_in(tx: &Connection, batch: &Batch, expected: Option<Seq>) -> Result<Seq, StoreError> {
    let head = log::head(tx)?;
    if let Some(expected) = expected.filter(|e| *e != head) {
        return Err(StoreError::Conflict { expected, head });
    }
    if batch.changes.is_empty() {
        return Ok(head);
    }
    let numbered = |index: usize| Seq(head.0 + 1 + index as u64);
    let last = numbered(batch.changes.len() - 1);
    let mut tables = PlainTables::for_changes(tx, head, &batch.changes)?;
    let number = log::begin_batch(tx, numbered(0), last, &batch.origin)?;
    ordered(
        |give| {
            runs(&batch.changes).all(&mut *give);
            Ok(())
        },
        |(index, run)| Ok((numbered(index), run, Chunk::encode(numbered(index), number, run)?)),
        |(first, run, chunk)| {
            log::write_chunk(tx, &chunk)?;
            (first.0..).map(Seq).zip(run).try_for_each(|(seq, change)| tables.apply(seq, change))
        },
    )?;
    tables.finish(batch.origin.at)?;
    Ok(last)
}
