//! The tables of a file, step by step: each step brings a file from one schema version to the next.
//!
//! A step that has been released is never changed; a change is a new step at the end.

use super::geometry::SRS_ID;
use super::rows::TABLES;
use super::{index, plain};
use crate::StoreError;
use rusqlite::Connection;

type Step = fn(&Connection) -> Result<(), StoreError>;

/// What brings a file to the version after its place in the list.
pub(crate) const STEPS: &[Step] = &[the_log, plain_tables, the_access_log];

/// The newest version.
pub(crate) const NEWEST: u32 = STEPS.len() as u32;

/// `GPKG`, the mark of a `GeoPackage` in the header of the file.
pub(crate) const APPLICATION_ID: u32 = 0x4750_4B47;

/// Version 1: a `GeoPackage` without features, and the log.
fn the_log(tx: &Connection) -> Result<(), StoreError> {
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", 10_300)?;
    tx.execute_batch(GEOPACKAGE)?;
    tx.execute_batch(LOG)?;
    Ok(())
}

/// Version 2: the plain tables with their indexes, filled out of the log.
fn plain_tables(tx: &Connection) -> Result<(), StoreError> {
    for table in &TABLES {
        let name = table.name;
        let columns: String = table.columns.iter().map(|(name, sort)| format!(",\n  {name} {sort}")).collect();
        let geometry = table.geometry;
        tx.execute_batch(&format!(
            "CREATE TABLE {name} (\n  fid INTEGER PRIMARY KEY NOT NULL,\n  geom {geometry}{columns}\n)"
        ))?;
        let contents = "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
                        VALUES (?1, 'features', ?1, ?2, '1970-01-01T00:00:00.000Z', ?3)";
        tx.execute(contents, (name, table.description, SRS_ID))?;
        let columns = "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)
                       VALUES (?1, 'geom', ?2, ?3, 0, 0)";
        tx.execute(columns, (name, geometry, SRS_ID))?;
    }
    plain::rebuild_in(tx)?;
    TABLES.iter().try_for_each(|table| index::make(tx, table))
}

/// Version 3: who read what.
fn the_access_log(tx: &Connection) -> Result<(), StoreError> {
    Ok(tx.execute_batch(ACCESS_LOG)?)
}

const GEOPACKAGE: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
"#;

/// Holds the entries of the log; lifted only while one is erased.
pub(crate) const LOG_NEVER_CHANGES: &str =
    "CREATE TRIGGER aula_log_update BEFORE UPDATE ON aula_log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;";

/// `aula_batches` is registered as a table of attributes: the history of imports opens in QGIS like any layer, and the
/// tables that are no use there are not listed. The log is registered as an extension for readers and writers to know.
const LOG: &str = "
CREATE TABLE aula_meta (name TEXT PRIMARY KEY NOT NULL, value NOT NULL) WITHOUT ROWID;
CREATE TABLE aula_batches (
  batch INTEGER PRIMARY KEY NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  given_at DATETIME NOT NULL,
  action TEXT NOT NULL,
  file TEXT,
  summary TEXT,
  origin TEXT NOT NULL
);
CREATE TABLE aula_log (
  first_seq INTEGER PRIMARY KEY NOT NULL,
  last_seq INTEGER NOT NULL,
  batch INTEGER NOT NULL REFERENCES aula_batches (batch),
  kind TEXT NOT NULL,
  checksum BLOB NOT NULL,
  contents BLOB NOT NULL,
  payload BLOB NOT NULL
);
CREATE TABLE aula_blobs (name TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL);
CREATE TRIGGER aula_log_update BEFORE UPDATE ON aula_log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER aula_log_delete BEFORE DELETE ON aula_log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER aula_log_insert BEFORE INSERT ON aula_log
  WHEN EXISTS (SELECT 1 FROM aula_log WHERE first_seq >= NEW.first_seq)
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER aula_batches_update BEFORE UPDATE ON aula_batches BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER aula_batches_delete BEFORE DELETE ON aula_batches BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER aula_batches_insert BEFORE INSERT ON aula_batches
  WHEN EXISTS (SELECT 1 FROM aula_batches WHERE batch >= NEW.batch AND NEW.batch > 0)
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)
  VALUES ('aula_batches', 'attributes', 'aula_batches', 'What was imported or changed, when', '1970-01-01T00:00:00.000Z');
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES
  ('aula_log', NULL, 'aula_log', 'An append-only log of changes; the feature tables repeat its state and are for reading', 'write-only');
";

/// Lines go only where an anchor, which repeats the hash of a line that is there, says that they are forgotten.
const ACCESS_LOG: &str = "
CREATE TABLE aula_accesses (seq INTEGER PRIMARY KEY NOT NULL, hash BLOB NOT NULL, text TEXT NOT NULL);
CREATE TABLE aula_access_anchors (seq INTEGER PRIMARY KEY NOT NULL, hash BLOB NOT NULL);
CREATE TRIGGER aula_accesses_update BEFORE UPDATE ON aula_accesses
  BEGIN SELECT RAISE(ABORT, 'the access log only grows'); END;
CREATE TRIGGER aula_accesses_insert BEFORE INSERT ON aula_accesses
  WHEN NEW.seq <= (SELECT ifnull(max(seq), 0) FROM aula_accesses)
    OR NEW.seq <= (SELECT ifnull(max(seq), 0) FROM aula_access_anchors)
  BEGIN SELECT RAISE(ABORT, 'the access log only grows'); END;
CREATE TRIGGER aula_accesses_delete BEFORE DELETE ON aula_accesses
  WHEN OLD.seq > (SELECT ifnull(max(seq), 0) FROM aula_access_anchors)
  BEGIN SELECT RAISE(ABORT, 'the access log only grows'); END;
CREATE TRIGGER aula_access_anchors_insert BEFORE INSERT ON aula_access_anchors
  WHEN NOT EXISTS (SELECT 1 FROM aula_accesses WHERE seq = NEW.seq AND hash = NEW.hash)
  BEGIN SELECT RAISE(ABORT, 'an anchor repeats a line'); END;
CREATE TRIGGER aula_access_anchors_update BEFORE UPDATE ON aula_access_anchors
  BEGIN SELECT RAISE(ABORT, 'anchors stay'); END;
CREATE TRIGGER aula_access_anchors_delete BEFORE DELETE ON aula_access_anchors
  BEGIN SELECT RAISE(ABORT, 'anchors stay'); END;
";
