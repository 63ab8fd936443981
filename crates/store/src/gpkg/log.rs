//! The log: reading and writing its chunks.

use super::connection::Snapshot;
use crate::chunk::{Chunk, Entry};
use crate::fold::Live;
use crate::parallel::ordered;
use crate::{BatchInfo, Record, StoreError, VisitChanges, VisitRecords};
use aula_model::{Change, ContentHash, Key, Kind, Op, Origin, Seq};
use rusqlite::{Connection, Row};
use std::collections::HashMap;

/// The number of the last entry.
pub(crate) fn head(tx: &Connection) -> Result<Seq, StoreError> {
    let sql = "SELECT last_seq FROM aula_batches ORDER BY batch DESC LIMIT 1";
    let mut select = tx.prepare_cached(sql)?;
    let mut rows = select.query(())?;
    Ok(rows.next()?.map_or(Ok(Seq(0)), |row| seq(row, 0))?)
}

/// Refuses a number beyond the head.
pub(crate) fn refuse_future(tx: &Connection, asked: Seq) -> Result<(), StoreError> {
    let head = head(tx)?;
    if asked <= head { Ok(()) } else { Err(StoreError::Future { asked, head }) }
}

/// Every entry after a number.
pub(crate) fn changes_since(tx: &mut Snapshot<'_>, after: Seq, visit: VisitChanges<'_>) -> Result<Seq, StoreError> {
    refuse_future(tx, after)?;
    let head = head(tx)?;
    walk(
        tx,
        &Chunks { after, up_to: head, kind: None },
        |chunk| {
            let kind = chunk.kind;
            let change = |(seq, key, entity): (Seq, Key, Option<_>)| {
                (seq, Change { kind, key, op: entity.map_or(Op::Remove, Op::Put) })
            };
            Ok(chunk.decode(|seq, _| seq > after)?.into_iter().map(change).collect())
        },
        visit,
    )?;
    Ok(head)
}

/// Every entity of a kind that was there at a number.
pub(crate) fn as_of(tx: &mut Snapshot<'_>, kind: Kind, seq: Seq, visit: VisitRecords<'_>) -> Result<(), StoreError> {
    let mut of_kind = Vec::with_capacity(count(tx, kind)?);
    entries(tx, kind, seq, |seq, entry| of_kind.push((entry.key, seq)))?;
    let live = crate::parallel::install(|| Live::of(of_kind))?;
    walk(
        tx,
        &Chunks { after: Seq(0), up_to: seq, kind: Some(kind) },
        |chunk| {
            let found = chunk.decode(|seq, _| live.contains(seq))?;
            let record = |(seq, key, entity): (Seq, Key, Option<_>)| entity.map(|entity| Record { seq, key, entity });
            Ok(found.into_iter().filter_map(record).collect())
        },
        visit,
    )
}

/// Decodes chunks on all cores and hands what `work` makes of them over in order, without the empty ones.
fn walk<T: Send>(
    tx: &mut Snapshot<'_>,
    chunks: &Chunks,
    work: impl Fn(Chunk) -> Result<Vec<T>, StoreError> + Sync,
    visit: &mut dyn FnMut(Vec<T>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let visit = |found: Vec<T>| if found.is_empty() { Ok(()) } else { visit(found) };
    ordered(move |give| chunks.read(tx, true, |chunk| Ok(give(chunk))), work, visit)
}

/// The digest of every entity of a kind.
pub(crate) fn digests(tx: &Connection, kind: Kind) -> Result<HashMap<Key, ContentHash>, StoreError> {
    let mut digests = HashMap::with_capacity(count(tx, kind)?);
    entries(tx, kind, head(tx)?, |_, entry| {
        if entry.is_removal() {
            digests.remove(&entry.key);
        } else {
            digests.insert(entry.key, entry.hash);
        }
    })?;
    Ok(digests)
}

/// Goes through the tables of contents of a kind.
pub(crate) fn entries(
    tx: &Connection,
    kind: Kind,
    up_to: Seq,
    mut take: impl FnMut(Seq, &Entry),
) -> Result<(), StoreError> {
    Chunks { after: Seq(0), up_to, kind: Some(kind) }.read(tx, false, |chunk| {
        chunk.entries()?.take_while(|(seq, _)| *seq <= up_to).for_each(|(seq, entry)| take(seq, &entry));
        Ok(true)
    })
}

/// How many entries a kind has.
pub(crate) fn count(tx: &Connection, kind: Kind) -> Result<usize, StoreError> {
    let mut sum =
        tx.prepare_cached("SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM aula_log WHERE kind = ?1")?;
    let count: i64 = sum.query_row([kind.as_str()], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The batches with entries after a number.
pub(crate) fn batches(tx: &Connection, after: Seq) -> Result<Vec<BatchInfo>, StoreError> {
    let sql = "SELECT first_seq, last_seq, origin FROM aula_batches WHERE last_seq > ?1 ORDER BY batch";
    let mut select = tx.prepare_cached(sql)?;
    let mut rows = select.query([after.0.cast_signed()])?;
    let mut batches = Vec::new();
    while let Some(row) = rows.next()? {
        let (first, last) = (seq(row, 0)?, seq(row, 1)?);
        let origin: Origin = serde_json::from_str(&row.get::<_, String>(2)?).map_err(|e| StoreError::Damaged {
            place: format!("batch {first} to {last} of the log"),
            reason: e.to_string(),
        })?;
        batches.push(BatchInfo { first, last, origin });
    }
    Ok(batches)
}

/// Writes the line of a batch; `first` to `last` are its entries. Returns its number.
pub(crate) fn begin_batch(tx: &Connection, first: Seq, last: Seq, origin: &Origin) -> Result<u64, StoreError> {
    let json = serde_json::to_string(origin).map_err(|e| StoreError::Storage(e.into()))?;
    let sql = "INSERT INTO aula_batches (first_seq, last_seq, given_at, action, file, summary, origin)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let given_at = super::rows::Utc::new(origin.at);
    let (action, file, summary) = (&origin.action, &origin.file, &origin.summary);
    let row = (first.0.cast_signed(), last.0.cast_signed(), given_at.as_str(), action, file, summary, json);
    tx.prepare_cached(sql)?.execute(row)?;
    Ok(tx.last_insert_rowid().cast_unsigned())
}

/// Writes a chunk.
pub(crate) fn write_chunk(tx: &Connection, chunk: &Chunk) -> Result<(), StoreError> {
    let sql = "INSERT INTO aula_log (first_seq, last_seq, batch, kind, checksum, contents, payload)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    tx.prepare_cached(sql)?.execute((
        chunk.first.0.cast_signed(),
        chunk.last.0.cast_signed(),
        chunk.batch.cast_signed(),
        chunk.kind.as_str(),
        chunk.checksum.0,
        &chunk.contents,
        &chunk.payload,
    ))?;
    Ok(())
}

/// Which chunks to read.
pub(crate) struct Chunks {
    /// Those with entries after this number,
    pub(crate) after: Seq,
    /// up to this one,
    pub(crate) up_to: Seq,
    /// of this kind or of any.
    pub(crate) kind: Option<Kind>,
}

impl Chunks {
    /// Reads them in order until `take` says no. Without `payloads` those stay on disk.
    pub(crate) fn read(
        &self,
        tx: &Connection,
        payloads: bool,
        mut take: impl FnMut(Chunk) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let payload = if payloads { "payload" } else { "x''" };
        // The chunk that holds the first entry wanted is the last one that begins at or before it.
        let sql = format!(
            "SELECT first_seq, last_seq, batch, kind, checksum, contents, {payload} FROM aula_log
             WHERE first_seq >= (SELECT coalesce(max(first_seq), 0) FROM aula_log WHERE first_seq <= ?1 + 1)
             AND first_seq <= ?2 AND (?3 IS NULL OR kind = ?3) ORDER BY first_seq"
        );
        let mut select = tx.prepare_cached(&sql)?;
        let kind = self.kind.map(Kind::as_str);
        let mut rows = select.query((self.after.0.cast_signed(), self.up_to.0.cast_signed(), kind))?;
        while let Some(row) = rows.next()? {
            if !take(chunk(row)?)? {
                break;
            }
        }
        Ok(())
    }
}

fn chunk(row: &Row<'_>) -> Result<Chunk, StoreError> {
    let (first, last) = (seq(row, 0)?, seq(row, 1)?);
    let damaged = |reason: String| StoreError::Damaged { place: format!("chunk {first} to {last} of the log"), reason };
    let kind = row.get_ref(3)?.as_str().map_err(|e| damaged(e.to_string()))?.parse();
    let checksum: Vec<u8> = row.get(4)?;
    Ok(Chunk {
        first,
        last,
        batch: row.get::<_, i64>(2)?.cast_unsigned(),
        kind: kind.map_err(|e: aula_model::ModelError| damaged(e.to_string()))?,
        checksum: ContentHash(checksum.try_into().map_err(|_| damaged("its checksum is cut".to_owned()))?),
        contents: row.get(5)?,
        payload: row.get(6)?,
    })
}

fn seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Seq> {
    Ok(Seq(row.get::<_, i64>(column)?.cast_unsigned()))
}
