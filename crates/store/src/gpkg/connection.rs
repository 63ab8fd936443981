//! Connections to the file: one that writes, and some that read.

use super::geometry;
use crate::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long to wait for another process that writes: longer than the import of some millions of rows takes.
const BUSY_SECONDS: u64 = 120;

/// How many idle readers are kept.
const IDLE_READERS: usize = 8;

/// How many pages the write-ahead log may hold before a commit moves them into the file.
const PAGES_IN_LOG: i64 = 1000;

/// The connections of one store.
pub(crate) struct Connections {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Connections {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let writer = open_file(path)?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The one writing connection.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    /// Runs `work` in a transaction that others see whole or not at all, on disk when this returns.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer();
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// Like [`Connections::write`], for so much that moving it from the write-ahead log into the file is better left to
    /// the next transaction: the batch is on disk before.
    pub(crate) fn write_much<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let keep = |pages: i64| self.writer().pragma_update(None, "wal_autocheckpoint", pages);
        keep(0)?;
        let done = self.write(work);
        keep(PAGES_IN_LOG)?;
        done
    }

    /// Runs `work` on one state of the file.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&mut Snapshot<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = lock(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => {
                let reader = open_file(&self.path)?;
                reader.pragma_update(None, "query_only", true)?;
                reader
            }
        };
        let done = work(&mut Snapshot::of(&mut reader)?)?;
        let mut idle = lock(&self.readers);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
        Ok(done)
    }
}

/// A reading transaction that may move to another thread with its connection, which `Transaction` may not.
pub(crate) struct Snapshot<'a>(&'a mut Connection);

impl<'a> Snapshot<'a> {
    fn of(connection: &'a mut Connection) -> Result<Self, StoreError> {
        connection.execute_batch("BEGIN")?;
        Ok(Self(connection))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // Nothing was written; a connection that cannot even end a transaction will say so at its next use.
        let _ = self.0.execute_batch("ROLLBACK");
    }
}

impl std::ops::Deref for Snapshot<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.0
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere rolled its transaction back; the connection is as good as before.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens a file that may not be ours, and changes nothing about it.
pub(crate) fn open_to_look(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| read_only(path, e))?;
    connection.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    // A file with a write-ahead log needs its companions even to be read.
    connection.query_row("SELECT count(*) FROM sqlite_master", (), |_| Ok(())).map_err(|e| read_only(path, e))?;
    Ok(connection)
}

fn read_only(path: &Path, error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly(path.to_owned())
        }
        _ => error.into(),
    }
}

/// Opens an existing file the way every connection of ours is set up.
pub(crate) fn open_file(path: &Path) -> Result<Connection, StoreError> {
    let read_only = |e| read_only(path, e);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(read_only)?;
    connection.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
    if connection.is_readonly("main")? {
        return Err(StoreError::ReadOnly(path.to_owned()));
    }
    // The first pragma that touches the file finds out whether its companions can be made.
    connection.pragma_update(None, "journal_mode", "WAL").map_err(read_only)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten: a withdrawn audit must not be found in the file by its bytes.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.set_prepared_statement_cache_capacity(64);
    geometry::register_functions(&connection)?;
    Ok(connection)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(BUSY_SECONDS),
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { place: "the data file".to_owned(), reason: error.to_string() }
            }
            _ => Self::Storage(error.into()),
        }
    }
}
