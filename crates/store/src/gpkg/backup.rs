//! A copy of the file while it is in use.

use super::connection::Connections;
use super::{log, open};
use crate::StoreError;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

/// Copies one state of the file page by page; others read and write meanwhile.
pub(crate) fn backup(connections: &Connections, to: &Path) -> Result<(), StoreError> {
    open::in_one_go(to, |draft| {
        connections.read(|source| {
            // The reading transaction holds the state; one step copies all of it, so that a writer cannot make it
            // start again.
            let head = log::head(source)?;
            let mut copy = Connection::open(draft)?;
            match Backup::new(source, &mut copy)?.step(-1)? {
                StepResult::Done => {}
                other => return Err(StoreError::Storage(format!("the copy is not complete: {other:?}").into())),
            }
            verify(&copy)?;
            let copied = log::head(&copy)?;
            if copied != head {
                return Err(StoreError::Conflict { expected: head, head: copied });
            }
            copy.close().map_err(|(_, e)| e.into())
        })
    })
}

fn verify(copy: &Connection) -> Result<(), StoreError> {
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
    let damaged = || StoreError::Damaged { place: "the copy".to_owned(), reason: verdict.clone() };
    if verdict == "ok" { Ok(()) } else { Err(damaged()) }
}
