//! Bytes by name.

use crate::StoreError;
use rusqlite::{Connection, OptionalExtension};

pub(crate) fn put(tx: &Connection, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO aula_blobs (name, bytes) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes";
    tx.prepare_cached(sql)?.execute((name, bytes))?;
    Ok(())
}

pub(crate) fn get(tx: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut select = tx.prepare_cached("SELECT bytes FROM aula_blobs WHERE name = ?1")?;
    Ok(select.query_row([name], |row| row.get(0)).optional()?)
}

pub(crate) fn delete(tx: &Connection, name: &str) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM aula_blobs WHERE name = ?1")?.execute([name])? > 0)
}

pub(crate) fn swap(tx: &Connection, name: &str, now: Option<&[u8]>, next: Option<&[u8]>) -> Result<bool, StoreError> {
    if get(tx, name)?.as_deref() != now {
        return Ok(false);
    }
    match next {
        Some(bytes) => put(tx, name, bytes)?,
        None => drop(delete(tx, name)?),
    }
    Ok(true)
}

pub(crate) fn list(tx: &Connection, prefix: &str) -> Result<Vec<String>, StoreError> {
    // No LIKE: `%` and `_` are letters like any other in a name.
    let mut select = tx.prepare_cached("SELECT name FROM aula_blobs WHERE name >= ?1 ORDER BY name")?;
    let mut names = Vec::new();
    let mut rows = select.query([prefix])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if !name.starts_with(prefix) {
            break;
        }
        names.push(name);
    }
    Ok(names)
}
