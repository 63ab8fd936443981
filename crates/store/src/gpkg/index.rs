//! The spatial index of a plain table: the extension `gpkg_rtree_index` of the standard.
//!
//! Triggers keep it up. A large batch drops it, and a second transaction makes it anew: a file killed between the two
//! has no index, says so, and gets one when it is opened next.

use super::connection::Connections;
use super::pack;
use super::rows::{TABLES, Table};
use crate::StoreError;
use rusqlite::Connection;

/// Makes the indexes that are missing.
pub(crate) fn finish(connections: &Connections) -> Result<(), StoreError> {
    let missing = connections.read(|tx| Ok(missing(tx)?.len()))?;
    if missing == 0 {
        return Ok(());
    }
    // Another process may have made them in the meantime: look again when nobody else can.
    connections.write(|tx| self::missing(tx)?.into_iter().try_for_each(|table| make(tx, table)))
}

fn missing(tx: &Connection) -> Result<Vec<&'static Table>, StoreError> {
    let sql = "SELECT count(*) FROM gpkg_extensions WHERE table_name = ?1 AND extension_name = 'gpkg_rtree_index'";
    let mut count = tx.prepare_cached(sql)?;
    let mut missing = Vec::new();
    for table in &TABLES {
        if count.query_row([table.name], |row| row.get::<_, i64>(0))? == 0 {
            missing.push(table);
        }
    }
    Ok(missing)
}

/// Drops an index and its triggers, if there are any.
pub(crate) fn drop(tx: &Connection, table: &Table) -> Result<(), StoreError> {
    let name = table.name;
    for trigger in ["insert", "update1", "update2", "update3", "update4", "delete"] {
        tx.execute_batch(&format!("DROP TRIGGER IF EXISTS rtree_{name}_geom_{trigger}"))?;
    }
    tx.execute_batch(&format!("DROP TABLE IF EXISTS rtree_{name}_geom"))?;
    let sql = "DELETE FROM gpkg_extensions WHERE table_name = ?1 AND extension_name = 'gpkg_rtree_index'";
    tx.execute(sql, [name])?;
    Ok(())
}

/// Makes an index out of the rows, and the triggers that keep it up.
pub(crate) fn make(tx: &Connection, table: &Table) -> Result<(), StoreError> {
    drop(tx, table)?;
    let name = table.name;
    tx.execute_batch(&format!("CREATE VIRTUAL TABLE rtree_{name}_geom USING rtree(id, minx, maxx, miny, maxy)"))?;
    pack::fill(tx, name)?;
    tx.execute_batch(&triggers(name))?;
    let sql = "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
               VALUES (?1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')";
    tx.execute(sql, [name])?;
    Ok(())
}

/// The triggers of the standard, word for word.
fn triggers(t: &str) -> String {
    let put = format!(
        "INSERT OR REPLACE INTO \"rtree_{t}_geom\" VALUES (NEW.\"fid\", ST_MinX(NEW.\"geom\"), ST_MaxX(NEW.\"geom\"), \
         ST_MinY(NEW.\"geom\"), ST_MaxY(NEW.\"geom\"));"
    );
    let is_there = "(NEW.\"geom\" NOTNULL AND NOT ST_IsEmpty(NEW.\"geom\"))";
    let is_empty = "(NEW.\"geom\" ISNULL OR ST_IsEmpty(NEW.\"geom\"))";
    let forget = format!("DELETE FROM \"rtree_{t}_geom\" WHERE id");
    let trigger = |name: &str, event: &str, when: &str, then: &str| {
        format!("CREATE TRIGGER \"rtree_{t}_geom_{name}\" AFTER {event} ON \"{t}\" WHEN {when} BEGIN {then} END;\n")
    };
    let update_geom = "UPDATE OF \"geom\"";
    let (same, other) = ("OLD.\"fid\" = NEW.\"fid\"", "OLD.\"fid\" != NEW.\"fid\"");
    [
        trigger("insert", "INSERT", "(new.\"geom\" NOT NULL AND NOT ST_IsEmpty(NEW.\"geom\"))", &put),
        trigger("update1", update_geom, &format!("{same} AND {is_there}"), &put),
        trigger("update2", update_geom, &format!("{same} AND {is_empty}"), &format!("{forget} = OLD.\"fid\";")),
        trigger("update3", "UPDATE", &format!("{other} AND {is_there}"), &format!("{forget} = OLD.\"fid\"; {put}")),
        trigger(
            "update4",
            "UPDATE",
            &format!("{other} AND {is_empty}"),
            &format!("{forget} IN (OLD.\"fid\", NEW.\"fid\");"),
        ),
        trigger("delete", "DELETE", "old.\"geom\" NOT NULL", &format!("{forget} = OLD.\"fid\";")),
    ]
    .concat()
}
