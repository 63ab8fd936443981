//! `GeoPackage` 1.3 with a spatial index and metadata.

use super::spool::{io, send};
use super::wkb::wkb;
use super::{About, FileRows, text_of};
use crate::ExchangeError;
use aula_features::{ColumnKind, Datum};
use geo::BoundingRect as _;
use geo_types::Rect;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};
use std::fs::File;
use std::io::Write;

const WGS84: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]";

const SCHEMA: &str = "
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id));
";

fn fault(error: rusqlite::Error) -> ExchangeError {
    io(std::io::Error::other(error))
}

pub(super) fn write(rows: &FileRows<'_>, about: &About, out: &mut dyn Write) -> Result<(), ExchangeError> {
    let folder = tempfile::tempdir().map_err(io)?;
    let path = folder.path().join("export.gpkg");
    let mut file = Connection::open(&path).map_err(fault)?;
    file.execute_batch(SCHEMA).map_err(fault)?;
    let transaction = file.transaction().map_err(fault)?;
    fill(&transaction, rows, about).map_err(fault)?;
    transaction.commit().map_err(fault)?;
    file.close().map_err(|(_, e)| fault(e))?;
    send(File::open(&path).map_err(io)?, out)
}

fn fill(file: &Connection, rows: &FileRows<'_>, about: &About) -> Result<(), rusqlite::Error> {
    let table = about.plain_id();
    let made = about.made_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut system = file.prepare("INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, NULL)")?;
    system.execute(params!["Undefined cartesian SRS", -1, "NONE", -1, "undefined"])?;
    system.execute(params!["Undefined geographic SRS", 0, "NONE", 0, "undefined"])?;
    system.execute(params!["WGS 84 geodetic", 4326, "EPSG", 4326, WGS84])?;
    let kind = rows.table.geometry_kind().name().to_uppercase();
    let names = names(rows);
    let declared = names
        .iter()
        .zip(&rows.columns)
        .map(|(name, &column)| format!(", {} {}", quoted(name), sql_type(rows.table.columns()[column].kind)));
    let declared: String = declared.collect();
    file.execute_batch(&format!(
        "CREATE TABLE \"{table}\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}, id TEXT{declared});
         CREATE VIRTUAL TABLE \"rtree_{table}_geom\" USING rtree(id, minx, maxx, miny, maxy);"
    ))?;
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?2, ?3, ?4, NULL, NULL, NULL, NULL, 4326)",
        params![table, about.title, about.description, made],
    )?;
    file.execute("INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 4326, 0, 0)", params![table, kind])?;
    let bounds = put_rows(file, rows, &table, names.len())?;
    if let Some(r) = bounds {
        file.execute(
            "UPDATE gpkg_contents SET min_x = ?1, min_y = ?2, max_x = ?3, max_y = ?4 WHERE table_name = ?5",
            params![r.min().x, r.min().y, r.max().x, r.max().y, table],
        )?;
    }
    file.execute_batch(&triggers(&table))?;
    extensions(file, &table)?;
    file.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://json-schema.org/', 'application/json', ?1)",
        params![about.json().to_string()],
    )?;
    file.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('table', ?1, NULL, NULL, ?2, 1, NULL)",
        params![table, made],
    )?;
    Ok(())
}

fn put_rows(
    file: &Connection,
    rows: &FileRows<'_>,
    table: &str,
    columns: usize,
) -> Result<Option<Rect<f64>>, rusqlite::Error> {
    let blanks = vec!["?"; columns + 3].join(", ");
    let mut put = file.prepare(&format!("INSERT INTO \"{table}\" VALUES ({blanks})"))?;
    let mut index = file.prepare(&format!("INSERT INTO \"rtree_{table}_geom\" VALUES (?1, ?2, ?3, ?4, ?5)"))?;
    let mut bounds: Option<Rect<f64>> = None;
    for (row, fid) in rows.iter().zip(1_i64..) {
        let shape = rows.table.shape(row).geometry();
        let rect = shape.as_ref().and_then(|g| g.bounding_rect());
        let geometry = shape.zip(rect).map_or(Value::Null, |(shape, rect)| Value::Blob(blob(&shape, rect)));
        let fixed = [Value::Integer(fid), geometry, Value::Text(rows.table.id(row).into_owned())];
        put.execute(params_from_iter(fixed.into_iter().chain(rows.data(row).map(|datum| value(&datum)))))?;
        let Some(rect) = rect else { continue };
        let (low, high) = (rect.min(), rect.max());
        index.execute(params![fid, low.x, high.x, low.y, high.y])?;
        bounds = Some(bounds.map_or(rect, |all| {
            let (a, b) = (all.min(), all.max());
            Rect::new((a.x.min(low.x), a.y.min(low.y)), (b.x.max(high.x), b.y.max(high.y)))
        }));
    }
    Ok(bounds)
}

/// The header of `GeoPackage` with an envelope, and WKB.
fn blob(shape: &geo_types::Geometry<f64>, rect: Rect<f64>) -> Vec<u8> {
    let mut blob = vec![b'G', b'P', 0, 0b11];
    blob.extend_from_slice(&4326_i32.to_le_bytes());
    for edge in [rect.min().x, rect.max().x, rect.min().y, rect.max().y] {
        blob.extend_from_slice(&edge.to_le_bytes());
    }
    wkb(&mut blob, shape);
    blob
}

fn value(datum: &Datum<'_>) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Integer(n) => Value::Integer(*n),
        Datum::Number(n) => Value::Real(*n),
        Datum::Boolean(b) => Value::Integer(i64::from(*b)),
        Datum::Moment(t) => Value::Text(t.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()),
        other => text_of(other).map_or(Value::Null, Value::Text),
    }
}

fn sql_type(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "TEXT",
        ColumnKind::Integer => "INTEGER",
        ColumnKind::Number => "DOUBLE",
        ColumnKind::Boolean => "BOOLEAN",
        ColumnKind::Moment => "DATETIME",
        ColumnKind::Day => "DATE",
    }
}

/// Names that are no two alike: SQLite does not tell capitals from small letters.
fn names(rows: &FileRows<'_>) -> Vec<String> {
    let mut taken: Vec<String> = ["fid", "geom", "id"].map(str::to_owned).to_vec();
    (0..rows.columns.len())
        .map(|i| {
            let mut name = rows.name(i).to_owned();
            while taken.contains(&name.to_lowercase()) {
                name.push('_');
            }
            taken.push(name.to_lowercase());
            name
        })
        .collect()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn extensions(file: &Connection, table: &str) -> Result<(), rusqlite::Error> {
    let mut put = file.prepare("INSERT INTO gpkg_extensions VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let rtree = "http://www.geopackage.org/spec120/#extension_rtree";
    put.execute(params![table, "geom", "gpkg_rtree_index", rtree, "write-only"])?;
    let metadata = "http://www.geopackage.org/spec120/#extension_metadata";
    for name in ["gpkg_metadata", "gpkg_metadata_reference"] {
        put.execute(params![name, rusqlite::types::Null, "gpkg_metadata", metadata, "read-write"])?;
    }
    Ok(())
}

/// What keeps the index right when a GIS program edits the file, as the extension prescribes it.
fn triggers(table: &str) -> String {
    let index = format!("\"rtree_{table}_geom\"");
    let values = "NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)";
    let there = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))";
    let gone = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    let name = |which: &str| format!("\"rtree_{table}_geom_{which}\"");
    format!(
        "CREATE TRIGGER {} AFTER INSERT ON \"{table}\" WHEN {there} BEGIN INSERT OR REPLACE INTO {index} VALUES ({values}); END;
         CREATE TRIGGER {} AFTER UPDATE OF geom ON \"{table}\" WHEN OLD.fid = NEW.fid AND {there} BEGIN INSERT OR REPLACE INTO {index} VALUES ({values}); END;
         CREATE TRIGGER {} AFTER UPDATE OF geom ON \"{table}\" WHEN OLD.fid = NEW.fid AND {gone} BEGIN DELETE FROM {index} WHERE id = OLD.fid; END;
         CREATE TRIGGER {} AFTER UPDATE ON \"{table}\" WHEN OLD.fid != NEW.fid AND {there} BEGIN DELETE FROM {index} WHERE id = OLD.fid; INSERT OR REPLACE INTO {index} VALUES ({values}); END;
         CREATE TRIGGER {} AFTER UPDATE ON \"{table}\" WHEN OLD.fid != NEW.fid AND {gone} BEGIN DELETE FROM {index} WHERE id IN (OLD.fid, NEW.fid); END;
         CREATE TRIGGER {} AFTER DELETE ON \"{table}\" WHEN OLD.geom NOT NULL BEGIN DELETE FROM {index} WHERE id = OLD.fid; END;",
        name("insert"),
        name("update1"),
        name("update2"),
        name("update3"),
        name("update4"),
        name("delete"),
    )
}
