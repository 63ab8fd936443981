//! A city in one `GeoPackage` file: the default.
//!
//! The file is a valid `GeoPackage` 1.3: QGIS and GDAL open its tables `incidents`, `places` and `areas` as they are,
//! with their spatial indexes. They repeat what the log says and are for reading: what another program changes there
//! reaches nobody, and [`check`](crate::Store::check) names it.
//!
//! `SQLite` keeps it whole: a write-ahead log, so that readers and the writer do not hinder each other, flushed to disk
//! before a batch is acknowledged, so that neither a killed process nor a power cut leaves half a batch. While the file
//! is open two companions (`-wal`, `-shm`) stand beside it; so it belongs on a local disk, not on a network share.

mod access;
mod append;
mod backup;
mod blobs;
mod check;
mod connection;
mod erase;
mod geometry;
mod index;
mod log;
mod migrate;
mod open;
mod pack;
mod plain;
mod rows;
mod schema;

use crate::{AccessHead, AccessLine, BatchInfo, CheckReport, Store, StoreError, VisitChanges, VisitRecords};
use aula_model::{Batch, ContentHash, Key, Kind, Origin, Seq};
use connection::Connections;
use std::collections::HashMap;
use std::path::Path;

/// A store in a `GeoPackage` file. Several processes may have one file open and append to it.
pub struct GpkgStore {
    connections: Connections,
}

impl GpkgStore {
    /// Opens a file that Aula made, brings it to the newest schema, and makes a spatial index whose making was
    /// interrupted.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NotOurs`], [`StoreError::Newer`], [`StoreError::ReadOnly`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        open::refuse_foreign(path)?;
        let store = Self { connections: Connections::open(path)? };
        migrate::to_newest(&store.connections)?;
        store.finish_index()?;
        Ok(store)
    }

    /// Makes a new file, readable by its owner only.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is a file of that name; [`StoreError::File`] where it cannot be made.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        open::create(path)?;
        Self::open(path)
    }

    /// Opens a file, or makes it where there is none.
    ///
    /// # Errors
    /// Those of [`GpkgStore::open`] and [`GpkgStore::create`].
    pub fn open_or_create(path: &Path) -> Result<Self, StoreError> {
        match Self::open(path) {
            Err(StoreError::Missing(_)) => match Self::create(path) {
                Err(StoreError::Exists(_)) => Self::open(path),
                made => made,
            },
            opened => opened,
        }
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.connections.path()
    }

    /// Appends like [`Store::append`] but leaves a spatial index that a large batch would slow down unmade.
    ///
    /// For whoever has more to append at once, or something to tell the user meanwhile; the batch is on disk when this
    /// returns, and a file without an index is a valid one.
    ///
    /// # Errors
    /// Those of [`Store::append`].
    pub fn append_without_index(&self, batch: &Batch, expected: Option<Seq>) -> Result<Seq, StoreError> {
        append::append(&self.connections, batch, expected)
    }

    /// Makes the spatial indexes that are not there, and moves what the write-ahead log holds into the file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn finish_index(&self) -> Result<(), StoreError> {
        index::finish(&self.connections)
    }

    /// Makes the plain tables and their indexes anew out of the log: mends what another program did to them.
    ///
    /// # Errors
    /// Where the log is damaged or the file cannot be written.
    pub fn rebuild_tables(&self) -> Result<(), StoreError> {
        plain::rebuild(&self.connections)?;
        self.finish_index()
    }
}

impl GpkgStore {
    /// Takes over an access log of another store, chain and all.
    pub(crate) fn restore_accesses(&self, anchor: AccessHead, lines: &[AccessLine]) -> Result<(), StoreError> {
        self.connections.write(|tx| access::restore(tx, anchor, lines))
    }
}

impl std::fmt::Debug for GpkgStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GpkgStore").field("path", &self.path()).finish_non_exhaustive()
    }
}

impl Store for GpkgStore {
    fn head(&self) -> Result<Seq, StoreError> {
        self.connections.read(|tx| log::head(tx))
    }

    fn append(&self, batch: Batch, expected: Option<Seq>) -> Result<Seq, StoreError> {
        let seq = self.append_without_index(&batch, expected)?;
        // The batch is on disk. An index that could not be made now is made at the next batch or opening, and until
        // then the file says that there is none: no reason to tell the caller that the batch failed.
        let _ = self.finish_index();
        Ok(seq)
    }

    fn append_unindexed(&self, batch: Batch, expected: Option<Seq>) -> Result<Seq, StoreError> {
        self.append_without_index(&batch, expected)
    }

    fn finish_index(&self) -> Result<(), StoreError> {
        Self::finish_index(self)
    }

    fn erase(&self, kind: Kind, key: Key, origin: Origin) -> Result<Option<Seq>, StoreError> {
        erase::erase(&self.connections, kind, key, origin)
    }

    fn changes_since(&self, after: Seq, visit: VisitChanges<'_>) -> Result<Seq, StoreError> {
        self.connections.read(|tx| log::changes_since(tx, after, visit))
    }

    fn current(&self, kind: Kind, visit: VisitRecords<'_>) -> Result<Seq, StoreError> {
        self.connections.read(|tx| {
            let head = log::head(tx)?;
            log::as_of(tx, kind, head, visit)?;
            Ok(head)
        })
    }

    fn as_of(&self, kind: Kind, seq: Seq, visit: VisitRecords<'_>) -> Result<(), StoreError> {
        self.connections.read(|tx| {
            log::refuse_future(tx, seq)?;
            log::as_of(tx, kind, seq, visit)
        })
    }

    fn digests(&self, kind: Kind) -> Result<HashMap<Key, ContentHash>, StoreError> {
        self.connections.read(|tx| log::digests(tx, kind))
    }

    fn batches(&self, after: Seq) -> Result<Vec<BatchInfo>, StoreError> {
        self.connections.read(|tx| {
            log::refuse_future(tx, after)?;
            log::batches(tx, after)
        })
    }

    fn put_blob(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        crate::store::refuse_blob_name(name)?;
        self.connections.write(|tx| blobs::put(tx, name, bytes))
    }

    fn put_blobs(&self, blobs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        blobs.iter().try_for_each(|(name, _)| crate::store::refuse_blob_name(name))?;
        self.connections.write(|tx| blobs.iter().try_for_each(|(name, bytes)| blobs::put(tx, name, bytes)))
    }

    fn blob(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.connections.read(|tx| blobs::get(tx, name))
    }

    fn delete_blob(&self, name: &str) -> Result<bool, StoreError> {
        self.connections.write(|tx| blobs::delete(tx, name))
    }

    fn swap_blob(&self, name: &str, now: Option<&[u8]>, next: Option<&[u8]>) -> Result<bool, StoreError> {
        crate::store::refuse_blob_name(name)?;
        self.connections.write(|tx| blobs::swap(tx, name, now, next))
    }

    fn append_accesses(&self, texts: &[String]) -> Result<AccessHead, StoreError> {
        self.connections.write(|tx| access::append(tx, texts))
    }

    fn access_head(&self) -> Result<AccessHead, StoreError> {
        self.connections.read(|tx| access::head(tx))
    }

    fn access_anchor(&self) -> Result<AccessHead, StoreError> {
        self.connections.read(|tx| access::anchor(tx))
    }

    fn accesses(&self, after: u64, limit: usize) -> Result<Vec<AccessLine>, StoreError> {
        self.connections.read(|tx| access::after(tx, after, limit))
    }

    fn forget_accesses(&self, up_to: AccessHead, text: &str) -> Result<AccessHead, StoreError> {
        self.connections.write(|tx| access::forget(tx, up_to, text))
    }

    fn list_blobs(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.connections.read(|tx| blobs::list(tx, prefix))
    }

    fn backup(&self, to: &Path) -> Result<(), StoreError> {
        backup::backup(&self.connections, to)
    }

    fn check(&self) -> Result<CheckReport, StoreError> {
        self.finish_index()?;
        let mut report = self.connections.read(check::check)?;
        if let Err(StoreError::Damaged { place, reason }) = crate::verify_accesses(self, &mut |_| Ok(())) {
            report
                .problems
                .push(crate::Problem { place, what: format!("{reason}; the lines before it are as they were") });
        }
        Ok(report)
    }
}
