//! What every backend offers.

use crate::{AccessHead, AccessLine, StoreError};
use aula_model::{Batch, Change, ContentHash, Entity, Key, Kind, Op, Origin, Seq};
use std::collections::HashMap;
use std::path::Path;

/// Takes changes as they come, in order, some thousands at a time; an error ends the walk and is handed back.
pub type VisitChanges<'a> = &'a mut dyn FnMut(Vec<(Seq, Change)>) -> Result<(), StoreError>;

/// Takes records as they come, by ascending number of their last entry, some thousands at a time; an error ends the
/// walk and is handed back.
pub type VisitRecords<'a> = &'a mut dyn FnMut(Vec<Record>) -> Result<(), StoreError>;

/// An ordered log of changes that only grows, and blobs.
///
/// Calls block: call them on blocking threads. Every reading call sees one state of the log, however many batches are
/// appended meanwhile, and hinders no writer.
///
/// An entity is what (kind, key) names. Its last entry decides: a put makes it that, a removal ends it. A removal of
/// what is not there is kept in the log and changes nothing.
pub trait Store: Send + Sync {
    /// The number of the last entry; 0 in an empty log. Cheap: a running server polls it to see the import of another
    /// process.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn head(&self) -> Result<Seq, StoreError>;

    /// Appends a batch, all or nothing, and returns the head with it when it is on disk. Entries are numbered on from
    /// the head in the order given. An empty batch leaves no trace.
    ///
    /// # Arguments
    /// `expected`: the head that the batch was worked out against, or none where any will do.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the head is another; then nothing is appended: work the batch out again.
    /// [`StoreError::WrongKind`] for a change whose entity is of another kind than it says.
    fn append(&self, batch: Batch, expected: Option<Seq>) -> Result<Seq, StoreError>;

    /// Like [`append`](Self::append), but indexes that a large batch would slow down may be missing until
    /// [`finish_index`](Self::finish_index); whatever opens the storage next makes them too.
    ///
    /// # Errors
    /// Those of [`append`](Self::append).
    fn append_unindexed(&self, batch: Batch, expected: Option<Seq>) -> Result<Seq, StoreError> {
        self.append(batch, expected)
    }

    /// Makes the indexes that are missing.
    ///
    /// # Errors
    /// Where the storage cannot be written.
    fn finish_index(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Ends an entity and forgets what it ever said: a removal is appended, and its earlier entries become removals too,
    /// in the log and in every page of the storage. Numbers, keys and batches stay; so whoever follows the log sees an
    /// ordinary removal, and a state as of an earlier number no longer has the entity. For what a person withdraws.
    ///
    /// Returns the head with the removal when it is on disk; none, and nothing is changed, where the log holds nothing
    /// that the entity said. A copy made by [`backup`](Self::backup) before knows nothing of it.
    ///
    /// # Errors
    /// Where the storage cannot be written.
    fn erase(&self, kind: Kind, key: Key, origin: Origin) -> Result<Option<Seq>, StoreError>;

    /// Every entry after a number, in order. Returns the head that was reached.
    ///
    /// # Errors
    /// [`StoreError::Future`] for a number beyond the head; whatever `visit` returns.
    fn changes_since(&self, after: Seq, visit: VisitChanges<'_>) -> Result<Seq, StoreError>;

    /// Every entity of a kind that is there now. Returns the head that it is the state of.
    ///
    /// # Errors
    /// Whatever `visit` returns.
    fn current(&self, kind: Kind, visit: VisitRecords<'_>) -> Result<Seq, StoreError>;

    /// Every entity of a kind that was there when `seq` was the head.
    ///
    /// # Errors
    /// [`StoreError::Future`] for a number beyond the head; whatever `visit` returns.
    fn as_of(&self, kind: Kind, seq: Seq, visit: VisitRecords<'_>) -> Result<(), StoreError>;

    /// The digest of every entity of a kind that is there now, by which [`plan`](crate::plan) tells unchanged from
    /// corrected.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn digests(&self, kind: Kind) -> Result<HashMap<Key, ContentHash>, StoreError>;

    /// The batches with entries after a number, in order.
    ///
    /// # Errors
    /// [`StoreError::Future`] for a number beyond the head.
    fn batches(&self, after: Seq) -> Result<Vec<BatchInfo>, StoreError>;

    /// Keeps bytes under a name, on disk when it returns; bytes of the same name before are gone.
    ///
    /// # Errors
    /// [`StoreError::BlobName`] for a name that is empty or longer than 255 bytes.
    fn put_blob(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError>;

    /// Keeps several blobs, all of them or none where the storage can do that, as fast as one.
    ///
    /// # Errors
    /// Those of [`put_blob`](Self::put_blob).
    fn put_blobs(&self, blobs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        blobs.iter().try_for_each(|(name, bytes)| self.put_blob(name, bytes))
    }

    /// The bytes under a name, if there are any.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn blob(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Forgets the bytes under a name. Returns whether there were any.
    ///
    /// # Errors
    /// Where the storage cannot be written.
    fn delete_blob(&self, name: &str) -> Result<bool, StoreError>;

    /// Puts `next` (none: nothing) in the place of the bytes under a name, where those there now are `now` (none:
    /// nothing), in one step: of several who try, one succeeds. On disk when it returns. Returns whether it was done.
    ///
    /// # Errors
    /// Those of [`put_blob`](Self::put_blob).
    fn swap_blob(&self, name: &str, now: Option<&[u8]>, next: Option<&[u8]>) -> Result<bool, StoreError>;

    /// The names that begin with `prefix`, in order of their bytes.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn list_blobs(&self, prefix: &str) -> Result<Vec<String>, StoreError>;

    /// Appends lines to the access log, all or nothing; on disk when it returns. Returns its head with them.
    ///
    /// # Errors
    /// Where the storage cannot be written.
    fn append_accesses(&self, texts: &[String]) -> Result<AccessHead, StoreError>;

    /// The last line of the access log; the anchor where there is none.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn access_head(&self) -> Result<AccessHead, StoreError>;

    /// The last line that was forgotten: what the first line there follows from.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn access_anchor(&self) -> Result<AccessHead, StoreError>;

    /// Lines of the access log after a number, in order, at most so many.
    ///
    /// # Errors
    /// Where the storage cannot be read.
    fn accesses(&self, after: u64, limit: usize) -> Result<Vec<AccessLine>, StoreError>;

    /// Forgets the lines of the access log up to one of them, and appends a line that says so, in one step.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where there is no such line.
    fn forget_accesses(&self, up_to: AccessHead, text: &str) -> Result<AccessHead, StoreError>;

    /// Writes one state of everything to a new file, while others read and append. The file has its name only when it
    /// is whole.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is a file of that name.
    fn backup(&self, to: &Path) -> Result<(), StoreError>;

    /// Looks everything over and reports every problem found: the storage itself, checksums and numbers of the log,
    /// whether the plain tables say what the log says, whether the spatial index is whole.
    ///
    /// # Errors
    /// Where it could not be looked over; what is wrong with the data is in the report.
    fn check(&self) -> Result<CheckReport, StoreError>;
}

/// An entity as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The number of its last entry.
    pub seq: Seq,
    /// Which one it is.
    pub key: Key,
    /// What it is.
    pub entity: Entity,
}

/// A batch in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchInfo {
    /// Its first entry.
    pub first: Seq,
    /// Its last entry.
    pub last: Seq,
    /// Where it comes from.
    pub origin: Origin,
}

/// What [`Store::check`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The head of the log.
    pub head: Seq,
    /// How many batches there are.
    pub batches: u64,
    /// How many entities are there now, of all kinds.
    pub live: u64,
    /// Everything that is wrong; empty when all is well.
    pub problems: Vec<Problem>,
}

impl CheckReport {
    /// Whether all is well.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: a table, a chunk of the log, a row.
    pub place: String,
    /// What, and how to mend it.
    pub what: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Refuses a batch with a change whose entity is of another kind than it says.
pub(crate) fn refuse_wrong_kinds(batch: &Batch) -> Result<(), StoreError> {
    batch.changes.iter().enumerate().try_for_each(|(index, change)| match &change.op {
        Op::Put(entity) if entity.kind() != change.kind => {
            Err(StoreError::WrongKind { index, says: change.kind, is: entity.kind() })
        }
        _ => Ok(()),
    })
}

/// Refuses a name that a blob cannot have.
pub(crate) fn refuse_blob_name(name: &str) -> Result<(), StoreError> {
    if (1..=255).contains(&name.len()) { Ok(()) } else { Err(StoreError::BlobName(name.len())) }
}
