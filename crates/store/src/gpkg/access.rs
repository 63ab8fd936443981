//! The access log in the file.

use crate::StoreError;
use crate::access::{AccessHead, AccessLine};
use rusqlite::{Connection, OptionalExtension, Row};

pub(crate) fn head(tx: &Connection) -> Result<AccessHead, StoreError> {
    let sql = "SELECT seq, hash FROM aula_accesses ORDER BY seq DESC LIMIT 1";
    let last = tx.prepare_cached(sql)?.query_row((), place).optional()?;
    last.map_or_else(|| anchor(tx), Ok)
}

pub(crate) fn anchor(tx: &Connection) -> Result<AccessHead, StoreError> {
    let sql = "SELECT seq, hash FROM aula_access_anchors ORDER BY seq DESC LIMIT 1";
    Ok(tx.prepare_cached(sql)?.query_row((), place).optional()?.unwrap_or_default())
}

pub(crate) fn append(tx: &Connection, texts: &[String]) -> Result<AccessHead, StoreError> {
    let mut head = head(tx)?;
    for line in head.lines(texts) {
        insert(tx, &line)?;
        head = line.head();
    }
    Ok(head)
}

pub(crate) fn after(tx: &Connection, seq: u64, limit: usize) -> Result<Vec<AccessLine>, StoreError> {
    let sql = "SELECT seq, hash, text FROM aula_accesses WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    let mut select = tx.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let line = |row: &Row<'_>| {
        let AccessHead { seq, hash } = place(row)?;
        Ok(AccessLine { seq, hash, text: row.get(2)? })
    };
    let lines = select.query_map((i64::try_from(seq).unwrap_or(i64::MAX), limit), line)?;
    Ok(lines.collect::<Result<_, _>>()?)
}

pub(crate) fn forget(tx: &Connection, up_to: AccessHead, text: &str) -> Result<AccessHead, StoreError> {
    let line = after(tx, up_to.seq.saturating_sub(1), 1)?;
    if line.first().map(AccessLine::head) != Some(up_to) {
        return Err(StoreError::Damaged {
            place: "the access log".to_owned(),
            reason: format!("there is no line {} with that hash to begin from", up_to.seq),
        });
    }
    let head = append(tx, &[text.to_owned()])?;
    begin_from(tx, up_to)?;
    Ok(head)
}

/// Fills an empty log with lines whose beginning was forgotten.
pub(crate) fn restore(tx: &Connection, anchor: AccessHead, lines: &[AccessLine]) -> Result<(), StoreError> {
    if anchor.seq > 0 {
        insert(tx, &AccessLine { seq: anchor.seq, text: String::new(), hash: anchor.hash })?;
        begin_from(tx, anchor)?;
    }
    lines.iter().try_for_each(|line| insert(tx, line))
}

fn begin_from(tx: &Connection, anchor: AccessHead) -> Result<(), StoreError> {
    let seq = i64::try_from(anchor.seq).unwrap_or(i64::MAX);
    tx.execute("INSERT INTO aula_access_anchors (seq, hash) VALUES (?1, ?2)", (seq, anchor.hash))?;
    tx.execute("DELETE FROM aula_accesses WHERE seq <= ?1", [seq])?;
    Ok(())
}

fn insert(tx: &Connection, line: &AccessLine) -> Result<(), StoreError> {
    let sql = "INSERT INTO aula_accesses (seq, hash, text) VALUES (?1, ?2, ?3)";
    let seq = i64::try_from(line.seq).unwrap_or(i64::MAX);
    tx.prepare_cached(sql)?.execute((seq, line.hash, &line.text))?;
    Ok(())
}

fn place(row: &Row<'_>) -> rusqlite::Result<AccessHead> {
    let seq: i64 = row.get(0)?;
    Ok(AccessHead { seq: seq.unsigned_abs(), hash: row.get(1)? })
}
