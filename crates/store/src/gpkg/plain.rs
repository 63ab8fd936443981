//! Keeping the plain tables equal to what the log says.

use super::connection::Connections;
use super::geometry::{self, BoundsDegrees};
use super::rows::{self, Row, TABLES, Table, Utc};
use super::{append::LARGE, index, log};
use crate::StoreError;
use crate::fold::ByKey;
use aula_model::{Change, Entity, Key, Kind, Op, Seq};
use jiff::Timestamp;
use rayon::prelude::*;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};
use std::collections::HashMap;

/// The tables that some changes concern.
pub(crate) struct PlainTables<'a> {
    tx: &'a Connection,
    writers: Vec<Writer<'a>>,
}

impl<'a> PlainTables<'a> {
    /// Prepares for changes after `head`: finds the rows of the entities that they correct, and drops an index where
    /// making it anew is faster than keeping it up.
    pub(crate) fn for_changes(tx: &'a Connection, head: Seq, changes: &[Change]) -> Result<Self, StoreError> {
        let mut writers = Vec::new();
        for table in &TABLES {
            let keys: Vec<Key> = changes.iter().filter(|c| c.kind == table.kind).map(|c| c.key).collect();
            if keys.is_empty() {
                continue;
            }
            let entries = log::count(tx, table.kind)?;
            if keys.len() >= LARGE && keys.len() >= entries / 4 {
                index::drop(tx, table)?;
            }
            writers.push(Writer::new(tx, table, Standing::before(tx, head, table.kind, keys)?)?);
        }
        Ok(Self { tx, writers })
    }

    /// Does to the tables what a change says.
    pub(crate) fn apply(&mut self, seq: Seq, change: &Change) -> Result<(), StoreError> {
        match self.writers.iter_mut().find(|w| w.table.kind == change.kind) {
            Some(writer) => writer.apply(seq, change),
            None => Ok(()),
        }
    }

    /// Tells the `GeoPackage`'s table of contents what happened: the time, and the box that holds what was written.
    /// It grows only; a box that is too large after a removal is within the standard.
    pub(crate) fn finish(self, at: Timestamp) -> Result<(), StoreError> {
        let at = Utc::new(at);
        for writer in self.writers {
            let sql = "UPDATE gpkg_contents SET last_change = ?2 WHERE table_name = ?1";
            self.tx.prepare_cached(sql)?.execute((writer.table.name, at.as_str()))?;
            let Some(b) = writer.bounds else { continue };
            let sql = "UPDATE gpkg_contents SET
                       min_x = min(coalesce(min_x, ?2), ?2), max_x = max(coalesce(max_x, ?3), ?3),
                       min_y = min(coalesce(min_y, ?4), ?4), max_y = max(coalesce(max_y, ?5), ?5) WHERE table_name = ?1";
            self.tx.prepare_cached(sql)?.execute((writer.table.name, b.min_x, b.max_x, b.min_y, b.max_y))?;
        }
        Ok(())
    }
}

/// Where the entities of a batch stand: those that were in the log before, or are more than once in the batch.
///
/// Of all others it is known without a look that they are not there; a first import of a million meets no other.
#[derive(Default)]
struct Standing(HashMap<Key, Option<Seq>, ByKey>);

impl Standing {
    fn before(tx: &Connection, head: Seq, kind: Kind, mut keys: Vec<Key>) -> Result<Self, StoreError> {
        crate::parallel::install(|| keys.par_sort_unstable())?;
        let repeated = keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| (pair[0], None));
        let mut standing: HashMap<_, _, ByKey> = repeated.collect();
        log::entries(tx, kind, head, |seq, entry| {
            if keys.binary_search(&entry.key).is_ok() {
                let fid = standing.entry(entry.key).or_default();
                *fid = if entry.is_removal() { None } else { fid.or(Some(seq)) };
            }
        })?;
        Ok(Self(standing))
    }

    /// Takes the next change in. Returns the row of the entity before it, if it was there.
    fn take(&mut self, seq: Seq, change: &Change) -> Option<Seq> {
        let fid = self.0.get_mut(&change.key)?;
        let before = *fid;
        *fid = if change.op == Op::Remove { None } else { before.or(Some(seq)) };
        before
    }
}

struct Writer<'a> {
    table: &'static Table,
    standing: Standing,
    bounds: Option<BoundsDegrees>,
    insert: CachedStatement<'a>,
    update: CachedStatement<'a>,
    delete: CachedStatement<'a>,
}

impl<'a> Writer<'a> {
    fn new(tx: &'a Connection, table: &'static Table, standing: Standing) -> Result<Self, StoreError> {
        let (name, columns) = (table.name, table.column_list());
        let marks = (1..table.columns.len() + 3).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
        let insert = format!("INSERT INTO {name} (fid, {columns}) VALUES ({marks})");
        let values = marks.split_once(", ").map_or("", |(_, rest)| rest);
        let update = format!("UPDATE {name} SET ({columns}) = ({values}) WHERE fid = ?1");
        Ok(Self {
            table,
            standing,
            bounds: None,
            insert: tx.prepare_cached(&insert)?,
            update: tx.prepare_cached(&update)?,
            delete: tx.prepare_cached(&format!("DELETE FROM {name} WHERE fid = ?1"))?,
        })
    }

    fn apply(&mut self, seq: Seq, change: &Change) -> Result<(), StoreError> {
        match (&change.op, self.standing.take(seq, change)) {
            (Op::Put(entity), None) => self.put(seq, entity, true),
            (Op::Put(entity), Some(fid)) => self.put(fid, entity, false),
            (Op::Remove, Some(fid)) => {
                self.delete.execute([fid.0.cast_signed()])?;
                Ok(())
            }
            (Op::Remove, None) => Ok(()),
        }
    }

    fn put(&mut self, fid: Seq, entity: &Entity, is_new: bool) -> Result<(), StoreError> {
        let bounds = match entity {
            Entity::Incident(i) => Some(geometry::point_bounds(i.location)),
            Entity::Place(p) => Some(geometry::point_bounds(p.location)),
            Entity::Area(a) => geometry::multi_polygon_bounds(&a.geometry),
            Entity::Settings(_) | Entity::Document(_) => None,
        };
        self.bounds = self.bounds.into_iter().chain(bounds).reduce(BoundsDegrees::with);
        let statement = if is_new { &mut self.insert } else { &mut self.update };
        statement.raw_bind_parameter(1, fid.0.cast_signed())?;
        rows::write(entity, &mut Bound { statement, next: 2 })?;
        statement.raw_execute()?;
        Ok(())
    }
}

/// Binds the values of a row to the parameters of a statement.
struct Bound<'s, 'a> {
    statement: &'s mut CachedStatement<'a>,
    next: usize,
}

impl Row for Bound<'_, '_> {
    fn value(&mut self, value: ValueRef<'_>) -> rusqlite::Result<()> {
        self.next += 1;
        self.statement.raw_bind_parameter(self.next - 1, ToSqlOutput::Borrowed(value))
    }
}

/// Makes the plain tables anew out of the log.
pub(crate) fn rebuild(connections: &Connections) -> Result<(), StoreError> {
    connections.write_much(|tx| rebuild_in(tx))
}

/// Makes the plain tables anew out of the log, without their indexes.
pub(crate) fn rebuild_in(tx: &Connection) -> Result<(), StoreError> {
    let head = log::head(tx)?;
    for table in &TABLES {
        index::drop(tx, table)?;
        tx.execute(&format!("DELETE FROM {}", table.name), ())?;
        // Every entity of the log may come again, so each is kept track of.
        let mut standing = Standing::default();
        log::entries(tx, table.kind, head, |_, entry| {
            standing.0.insert(entry.key, None);
        })?;
        let mut writer = Writer::new(tx, table, standing)?;
        let of_kind = log::Chunks { after: Seq(0), up_to: head, kind: Some(table.kind) };
        of_kind.read(tx, true, |chunk| {
            for (seq, key, entity) in chunk.decode(|_, _| true)? {
                let op = entity.map_or(Op::Remove, Op::Put);
                writer.apply(seq, &Change { kind: table.kind, key, op })?;
            }
            Ok(true)
        })?;
        let at = log::batches(tx, Seq(0))?.last().map(|batch| batch.origin.at);
        if let Some(at) = at {
            PlainTables { tx, writers: vec![writer] }.finish(at)?;
        }
    }
    Ok(())
}

/// The kinds that have a plain table.
pub(crate) fn kinds() -> impl Iterator<Item = Kind> {
    TABLES.iter().map(|table| table.kind)
}
