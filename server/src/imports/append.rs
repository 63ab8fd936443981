//! Rows become one batch of the log, all or nothing.

use super::summary::Summary;
use aula_exchange::Reading;
use aula_model::{Batch, Change, Entity, Origin};
use aula_store::{Store, StoreError, plan};
use jiff::Timestamp;

/// How often an import is computed anew because another one came between.
const TRIES: usize = 5;

/// What goes with an append.
pub(crate) struct Appending<'a> {
    /// Where to.
    pub(crate) store: &'a dyn Store,
    /// The file's name, for the record.
    pub(crate) file: Option<String>,
    /// Asked when everything is ready and nothing is written yet; where it says no, nothing is.
    pub(crate) ready: &'a dyn Fn() -> bool,
    /// An entry that goes into the log in the same step as the rows, made of what came of them.
    pub(crate) record: &'a dyn Fn(&Summary) -> anyhow::Result<Option<Change>>,
}

/// How an append ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appended {
    /// The rows are in the log.
    Written,
    /// The log had all of them already; the record was not written either.
    NothingNew,
    /// It was not to be.
    Stopped,
}

/// Appends what is new or changed; where another import came between, the difference is taken anew.
///
/// # Errors
/// Where the store fails, or others keep coming between; then nothing is appended.
pub(crate) fn append(
    with: &Appending<'_>,
    reading: Reading<Entity>,
    summary: &mut Summary,
) -> anyhow::Result<Appended> {
    let mut rows: Vec<_> = reading.rows.into_iter().map(|row| (row.key, row.value)).collect();
    let Some(kind) = rows.first().map(|(_, entity)| entity.kind()) else {
        summary.seq = with.store.head()?.0;
        return Ok(if (with.ready)() { Appended::NothingNew } else { Appended::Stopped });
    };
    let mut asked = false;
    for attempt in 1..=TRIES {
        let head = with.store.head()?;
        let keep = if attempt < TRIES { rows.clone() } else { Vec::new() };
        let planned = plan(rows, &with.store.digests(kind)?);
        summary.take(&planned);
        // Asked once: whoever was told that it is too late to stop must not be wrong.
        if !asked && !(with.ready)() {
            return Ok(Appended::Stopped);
        }
        asked = true;
        if planned.changes.is_empty() {
            summary.seq = head.0;
            return Ok(Appended::NothingNew);
        }
        let mut changes = planned.changes;
        summary.seq = head.0 + changes.len() as u64;
        if let Some(record) = (with.record)(summary)? {
            changes.push(record);
            summary.seq += 1;
        }
        let origin = Origin {
            at: Timestamp::now(),
            action: summary.action.to_owned(),
            file: with.file.clone(),
            summary: Some(serde_json::to_string(&summary)?),
        };
        match with.store.append_unindexed(Batch { origin, changes }, Some(head)) {
            Ok(seq) => {
                summary.seq = seq.0;
                return Ok(Appended::Written);
            }
            Err(StoreError::Conflict { .. }) => rows = keep,
            Err(other) => return Err(other.into()),
        }
    }
    anyhow::bail!("other imports kept coming between; nothing was imported, run it again")
}
