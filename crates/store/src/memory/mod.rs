//! A store in memory: the plainest one that keeps the contract, for tests.

use crate::fold::Fold;
use crate::{
    AccessHead, AccessLine, BatchInfo, CheckReport, GpkgStore, Record, Store, StoreError, VisitChanges, VisitRecords,
    content_hash,
};
use aula_model::{Batch, Change, ContentHash, Key, Kind, Op, Origin, Seq};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A store that is gone with its process. "On disk when it returns" is the one promise that it cannot keep.
#[derive(Debug, Default)]
pub struct MemoryStore(RwLock<State>);

#[derive(Debug, Default, Clone)]
struct State {
    changes: Vec<Change>,
    batches: Vec<BatchInfo>,
    blobs: BTreeMap<String, Vec<u8>>,
    accesses: Vec<AccessLine>,
    anchor: AccessHead,
}

const VISIT_AT_ONCE: usize = 4096;

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn head(&self) -> Seq {
        Seq(self.changes.len() as u64)
    }

    fn up_to(&self, seq: Seq) -> Result<&[Change], StoreError> {
        let future = StoreError::Future { asked: seq, head: self.head() };
        usize::try_from(seq.0).ok().and_then(|n| self.changes.get(..n)).ok_or(future)
    }

    fn access_head(&self) -> AccessHead {
        self.accesses.last().map_or(self.anchor, AccessLine::head)
    }

    fn live(&self, kind: Kind, seq: Seq) -> Result<Vec<Record>, StoreError> {
        let numbered = || (1..).map(Seq).zip(self.up_to(seq).into_iter().flatten()).filter(|(_, c)| c.kind == kind);
        self.up_to(seq)?;
        let mut fold = Fold::default();
        for (seq, change) in numbered() {
            fold.take(seq, change.key, change.op == Op::Remove);
        }
        let record = |(seq, change): (Seq, &Change)| match &change.op {
            Op::Put(entity) if fold.get(&change.key).is_some_and(|p| p.last == seq) => {
                Some(Record { seq, key: change.key, entity: entity.clone() })
            }
            _ => None,
        };
        Ok(numbered().filter_map(record).collect())
    }
}

impl Store for MemoryStore {
    fn head(&self) -> Result<Seq, StoreError> {
        Ok(self.read().head())
    }

    fn append(&self, batch: Batch, expected: Option<Seq>) -> Result<Seq, StoreError> {
        crate::store::refuse_wrong_kinds(&batch)?;
        let mut state = self.write();
        let head = state.head();
        if let Some(expected) = expected.filter(|e| *e != head) {
            return Err(StoreError::Conflict { expected, head });
        }
        if !batch.changes.is_empty() {
            state.changes.extend(batch.changes);
            let last = state.head();
            state.batches.push(BatchInfo { first: Seq(head.0 + 1), last, origin: batch.origin });
        }
        Ok(state.head())
    }

    fn erase(&self, kind: Kind, key: Key, origin: Origin) -> Result<Option<Seq>, StoreError> {
        let mut state = self.write();
        let said = |change: &&mut Change| change.kind == kind && change.key == key && change.op != Op::Remove;
        let mut found = false;
        for change in state.changes.iter_mut().filter(said) {
            change.op = Op::Remove;
            found = true;
        }
        if !found {
            return Ok(None);
        }
        state.changes.push(Change { kind, key, op: Op::Remove });
        let head = state.head();
        state.batches.push(BatchInfo { first: head, last: head, origin });
        Ok(Some(head))
    }

    fn changes_since(&self, after: Seq, visit: VisitChanges<'_>) -> Result<Seq, StoreError> {
        let state = self.read().clone();
        let skipped = state.up_to(after)?.len();
        let numbered: Vec<_> = (after.0 + 1..).map(Seq).zip(state.changes[skipped..].iter().cloned()).collect();
        numbered.chunks(VISIT_AT_ONCE).try_for_each(|part| visit(part.to_vec()))?;
        Ok(state.head())
    }

    fn current(&self, kind: Kind, visit: VisitRecords<'_>) -> Result<Seq, StoreError> {
        let state = self.read().clone();
        state.live(kind, state.head())?.chunks(VISIT_AT_ONCE).try_for_each(|part| visit(part.to_vec()))?;
        Ok(state.head())
    }

    fn as_of(&self, kind: Kind, seq: Seq, visit: VisitRecords<'_>) -> Result<(), StoreError> {
        let records = self.read().live(kind, seq)?;
        records.chunks(VISIT_AT_ONCE).try_for_each(|part| visit(part.to_vec()))
    }

    fn digests(&self, kind: Kind) -> Result<HashMap<Key, ContentHash>, StoreError> {
        let state = self.read();
        Ok(state.live(kind, state.head())?.iter().map(|r| (r.key, content_hash(&r.entity))).collect())
    }

    fn batches(&self, after: Seq) -> Result<Vec<BatchInfo>, StoreError> {
        let state = self.read();
        state.up_to(after)?;
        Ok(state.batches.iter().filter(|b| b.last > after).cloned().collect())
    }

    fn put_blob(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        crate::store::refuse_blob_name(name)?;
        self.write().blobs.insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn blob(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read().blobs.get(name).cloned())
    }

    fn delete_blob(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.write().blobs.remove(name).is_some())
    }

    fn swap_blob(&self, name: &str, now: Option<&[u8]>, next: Option<&[u8]>) -> Result<bool, StoreError> {
        crate::store::refuse_blob_name(name)?;
        let mut state = self.write();
        if state.blobs.get(name).map(Vec::as_slice) != now {
            return Ok(false);
        }
        match next {
            Some(bytes) => drop(state.blobs.insert(name.to_owned(), bytes.to_vec())),
            None => drop(state.blobs.remove(name)),
        }
        Ok(true)
    }

    fn append_accesses(&self, texts: &[String]) -> Result<AccessHead, StoreError> {
        let mut state = self.write();
        let lines: Vec<AccessLine> = state.access_head().lines(texts).collect();
        state.accesses.extend(lines);
        Ok(state.access_head())
    }

    fn access_head(&self) -> Result<AccessHead, StoreError> {
        Ok(self.read().access_head())
    }

    fn access_anchor(&self) -> Result<AccessHead, StoreError> {
        Ok(self.read().anchor)
    }

    fn accesses(&self, after: u64, limit: usize) -> Result<Vec<AccessLine>, StoreError> {
        let state = self.read();
        let from = state.accesses.partition_point(|line| line.seq <= after);
        Ok(state.accesses[from..].iter().take(limit).cloned().collect())
    }

    fn forget_accesses(&self, up_to: AccessHead, text: &str) -> Result<AccessHead, StoreError> {
        let mut state = self.write();
        if !state.accesses.iter().any(|line| line.head() == up_to) {
            let reason = format!("there is no line {} with that hash to begin from", up_to.seq);
            return Err(StoreError::Damaged { place: "the access log".to_owned(), reason });
        }
        let lines: Vec<AccessLine> = state.access_head().lines(&[text.to_owned()]).collect();
        state.accesses.extend(lines);
        state.accesses.retain(|line| line.seq > up_to.seq);
        state.anchor = up_to;
        Ok(state.access_head())
    }

    fn list_blobs(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.read().blobs.keys().filter(|name| name.starts_with(prefix)).cloned().collect())
    }

    /// Writes a `GeoPackage` with the same log.
    fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let state = self.read().clone();
        let copy = GpkgStore::create(to)?;
        let mut changes = state.changes.into_iter();
        for BatchInfo { first, last, origin } in state.batches {
            let count = usize::try_from(last.0 + 1 - first.0).unwrap_or(usize::MAX);
            copy.append(Batch { origin, changes: changes.by_ref().take(count).collect() }, None)?;
        }
        copy.restore_accesses(state.anchor, &state.accesses)?;
        state.blobs.iter().try_for_each(|(name, bytes)| copy.put_blob(name, bytes))
    }

    fn check(&self) -> Result<CheckReport, StoreError> {
        let state = self.read();
        let mut live = 0;
        for kind in Kind::ALL {
            live += state.live(*kind, state.head())?.len() as u64;
        }
        Ok(CheckReport { head: state.head(), batches: state.batches.len() as u64, live, problems: Vec::new() })
    }
}
