//! A layer of a GeoPackage.

use super::features::FeatureText;
use super::{choose, damaged};
use crate::ExchangeError;
use crate::input::Limits;
use geozero::ToGeo as _;
use geozero::wkb::GpkgWkb;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB};
use serde_json::{Map, Value};

/// The features of a layer as GeoJSON; a table of attributes without geometry has none in its features.
pub(super) fn features(bytes: Vec<u8>, layer: Option<&str>, limits: Limits) -> Result<Vec<u8>, ExchangeError> {
    let fault = |e: rusqlite::Error| damaged("GeoPackage", &e);
    let mut db = Connection::open_in_memory().map_err(fault)?;
    // In memory and read only: nothing of a foreign file is run or written.
    db.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), true).map_err(fault)?;
    drop(bytes);
    let names = layers(&db).map_err(|e| ExchangeError::NotText {
        found: format!("a SQLite file that is no GeoPackage ({e})"),
        remedy: "export the table as CSV, GeoJSON or GeoPackage",
    })?;
    let name = choose(&names, layer, "layer")?;
    let (column, srs) = geometry_of(&db, name).map_err(fault)?;
    let mut out = FeatureText::begin(srs);
    let quoted = name.replace('"', "\"\"");
    let mut statement = db.prepare(&format!("SELECT * FROM \"{quoted}\" LIMIT {}", limits.rows)).map_err(fault)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(()).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let (mut properties, mut geometry) = (Map::new(), None);
        for (i, name) in columns.iter().enumerate() {
            match row.get_ref(i).map_err(fault)? {
                ValueRef::Blob(blob) if Some(name) == column.as_ref() => geometry = GpkgWkb(blob).to_geo().ok(),
                ValueRef::Null | ValueRef::Blob(_) => {}
                ValueRef::Integer(number) => _ = properties.insert(name.clone(), number.into()),
                ValueRef::Real(number) => _ = properties.insert(name.clone(), number.into()),
                ValueRef::Text(text) => {
                    properties.insert(name.clone(), Value::String(String::from_utf8_lossy(text).into_owned()));
                }
            }
        }
        out.push(&properties, geometry.as_ref())?;
    }
    Ok(out.finish())
}

fn layers(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')
               AND table_name NOT LIKE 'aula\\_%' ESCAPE '\\' ORDER BY table_name";
    db.prepare(sql)?.query_map((), |row| row.get(0))?.collect()
}

/// The geometry column of a layer, and the code of its system; none for a table of attributes.
fn geometry_of(db: &Connection, layer: &str) -> rusqlite::Result<(Option<String>, Option<u32>)> {
    let sql = "SELECT g.column_name, s.organization_coordsys_id FROM gpkg_geometry_columns g
               LEFT JOIN gpkg_spatial_ref_sys s USING (srs_id) WHERE g.table_name = ?1";
    let found = db.query_row(sql, [layer], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?)));
    match found {
        Ok((column, code)) => Ok((Some(column), code.and_then(|c| u32::try_from(c).ok()).filter(|c| *c > 0))),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok((None, None)),
        Err(other) => Err(other),
    }
}
