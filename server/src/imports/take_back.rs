//! Taking an import back: a further batch, after which the log says what it would without that import.

use aula_model::{Batch, Change, Entity, Key, Kind, Op, Origin, Seq};
use aula_store::{BatchInfo, Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// The action of such batches in the log.
pub(super) const ACTION: &str = "take back import";
/// How often it is worked out anew because another batch came between.
const TRIES: usize = 5;

/// What taking an import back did; kept with its batch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TakenBack {
    /// The number of the import.
    pub(crate) batch: u64,
    /// Records that are no more.
    pub(crate) removed: u64,
    /// Records that are again what they were before the import corrected them.
    pub(crate) restored: u64,
    /// Records that a later import has corrected, and that stay so.
    pub(crate) kept: u64,
    /// Who did it.
    pub(crate) by: String,
    /// The log's number after it.
    pub(crate) seq: u64,
}

impl fmt::Display for TakenBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { batch, removed, restored, kept, seq, .. } = self;
        write!(
            f,
            "import {batch} was taken back: {removed} records removed, {restored} as they were before, {kept} kept since a \
             later import corrected them; log number {seq}"
        )
    }
}

/// Why an import is not taken back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TakeBackError {
    /// No batch of the log has the number.
    #[error("no import has the number {0}; `aula import list` shows those there are")]
    NoSuch(u64),
    /// What has the number is no import that can be taken back.
    #[error("number {batch} is `{action}`, which is not taken back as a whole")]
    NotPossible {
        /// The number.
        batch: u64,
        /// What it is.
        action: String,
    },
    /// It was taken back before.
    #[error("import {batch} was taken back before, by entry {seq} of the log")]
    Already {
        /// The number.
        batch: u64,
        /// The entry.
        seq: u64,
    },
    /// Others kept writing at the same time.
    #[error("others keep writing at the same time; nothing was taken back, try again")]
    Busy,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Whether a batch is an import that can be taken back. Audits are withdrawn one by one, which erases them.
pub(super) fn is_import(origin: &Origin) -> bool {
    origin.action.starts_with("import ") && origin.action != "import audits"
}

/// What a batch took back, if it did.
pub(super) fn taken_back_by(info: &BatchInfo) -> Option<TakenBack> {
    if info.origin.action != ACTION {
        return None;
    }
    serde_json::from_str(info.origin.summary.as_ref()?).ok()
}

/// Takes the import back whose batch ends with the number `batch`.
///
/// Each record that it brought or corrected becomes what the log says of it without this import and without those taken
/// back earlier; so the order in which imports are taken back does not matter. A record that a later import corrected
/// stays as that one left it.
///
/// # Errors
/// See [`TakeBackError`]; then nothing was changed.
pub(crate) fn take_back(store: &dyn Store, batch: u64, by: &str) -> Result<TakenBack, TakeBackError> {
    for _ in 0..TRIES {
        let head = store.head()?;
        let batches = store.batches(Seq(0))?;
        let this = batches.iter().find(|b| b.last.0 == batch).ok_or(TakeBackError::NoSuch(batch))?;
        if !is_import(&this.origin) {
            return Err(TakeBackError::NotPossible { batch, action: this.origin.action.clone() });
        }
        let earlier: Vec<(&BatchInfo, TakenBack)> =
            batches.iter().filter_map(|info| Some((info, taken_back_by(info)?))).collect();
        if let Some((info, _)) = earlier.iter().find(|(_, done)| done.batch == batch) {
            return Err(TakeBackError::Already { batch, seq: info.last.0 });
        }
        let undone =
            |info: &&BatchInfo| earlier.iter().any(|(by, done)| done.batch == info.last.0 || by.last == info.last);
        let without: Vec<(Seq, Seq)> =
            batches.iter().filter(|b| undone(b) || b.last.0 == batch).map(|b| (b.first, b.last)).collect();
        let (changes, mut done) = difference(store, this, &without)?;
        done.by = by.to_owned();
        done.seq = head.0 + changes.len() as u64;
        let origin = Origin {
            at: Timestamp::now(),
            action: ACTION.to_owned(),
            file: this.origin.file.clone(),
            summary: serde_json::to_string(&done).ok(),
        };
        match store.append(Batch { origin, changes }, Some(head)) {
            Ok(_) => return Ok(done),
            Err(StoreError::Conflict { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Err(TakeBackError::Busy)
}

/// A record as it stands, and as it would without the batches left out.
#[derive(Default)]
struct Standing {
    now: Option<Entity>,
    then: Option<Entity>,
}

/// The changes that make the log say what it would without some batches, of the records of `this` alone.
fn difference(
    store: &dyn Store,
    this: &BatchInfo,
    without: &[(Seq, Seq)],
) -> Result<(Vec<Change>, TakenBack), StoreError> {
    let mut order: Vec<(Kind, Key)> = Vec::new();
    let mut records: HashMap<(Kind, Key), Standing> = HashMap::new();
    let before = Seq(this.first.0.saturating_sub(1));
    store.changes_since(before, &mut |chunk| {
        // The record of the work is no part of what was imported.
        for (_, change) in chunk.into_iter().filter(|(seq, c)| *seq <= this.last && c.kind != Kind::Job) {
            if records.insert((change.kind, change.key), Standing::default()).is_none() {
                order.push((change.kind, change.key));
            }
        }
        Ok(())
    })?;
    let left_out = |seq: Seq| {
        let at = without.partition_point(|(_, last)| *last < seq);
        without.get(at).is_some_and(|(first, _)| *first <= seq)
    };
    store.changes_since(Seq(0), &mut |chunk| {
        for (seq, change) in chunk {
            let Some(standing) = records.get_mut(&(change.kind, change.key)) else { continue };
            let entity = match change.op {
                Op::Put(entity) => Some(entity),
                Op::Remove => None,
            };
            if !left_out(seq) {
                standing.then.clone_from(&entity);
            }
            standing.now = entity;
        }
        Ok(())
    })?;
    let mut done = TakenBack { batch: this.last.0, removed: 0, restored: 0, kept: 0, by: String::new(), seq: 0 };
    let mut changes = Vec::new();
    for (kind, key) in order {
        let Some(Standing { now, then }) = records.remove(&(kind, key)) else { continue };
        match (now, then) {
            (now, then) if now == then => done.kept += 1,
            (_, Some(entity)) => {
                done.restored += 1;
                changes.push(Change { kind, key, op: Op::Put(entity) });
            }
            (_, None) => {
                done.removed += 1;
                changes.push(Change { kind, key, op: Op::Remove });
            }
        }
    }
    Ok((changes, done))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aula_model::Document;
    use aula_store::MemoryStore;
    use serde_json::json;

    fn put(id: &str, body: i32) -> Change {
        let document = Document::new(Kind::Feature, id, &json!(body)).unwrap();
        Change { kind: Kind::Feature, key: document.key(), op: Op::Put(Entity::Document(Box::new(document))) }
    }

    fn import(store: &MemoryStore, changes: Vec<Change>) -> u64 {
        let origin = Origin { at: Timestamp::UNIX_EPOCH, action: "import layer".to_owned(), file: None, summary: None };
        store.append(Batch { origin, changes }, None).unwrap().0
    }

    fn now(store: &MemoryStore) -> Vec<(String, String)> {
        let mut all = Vec::new();
        store
            .current(Kind::Feature, &mut |records| {
                for record in records {
                    let Entity::Document(document) = record.entity else { continue };
                    all.push((document.id().to_owned(), document.body().to_string()));
                }
                Ok(())
            })
            .unwrap();
        all.sort();
        all
    }

    #[test]
    fn corrections_return_to_what_they_were_in_whatever_order_imports_are_taken_back() {
        for order in [[1, 2], [2, 1]] {
            let store = MemoryStore::default();
            import(&store, vec![put("a", 1), put("b", 1)]);
            let before = now(&store);
            let batches = [0, import(&store, vec![put("a", 2), put("c", 2)]), import(&store, vec![put("a", 3)])];
            let first = take_back(&store, batches[order[0]], "x").unwrap();
            if order[0] == 1 {
                assert_eq!((first.removed, first.restored, first.kept), (1, 0, 1), "a is as the later import left it");
            } else {
                assert_eq!(now(&store)[0].1, "2");
            }
            take_back(&store, batches[order[1]], "x").unwrap();
            assert_eq!(now(&store), before);
            assert!(matches!(take_back(&store, batches[1], "x"), Err(TakeBackError::Already { .. })));
        }
    }

    #[test]
    fn only_imports_are_taken_back() {
        let store = MemoryStore::default();
        let origin = Origin { at: Timestamp::UNIX_EPOCH, action: "settings set".to_owned(), file: None, summary: None };
        let seq = store.append(Batch { origin, changes: vec![put("a", 1)] }, None).unwrap().0;
        assert!(matches!(take_back(&store, seq, "x"), Err(TakeBackError::NotPossible { .. })));
        assert!(matches!(take_back(&store, 99, "x"), Err(TakeBackError::NoSuch(99))));
        assert_eq!(now(&store).len(), 1);
    }
}
