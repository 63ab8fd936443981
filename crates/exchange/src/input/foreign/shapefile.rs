//! Shapefiles: the outlines in one file, the attributes in another, the coordinate system in a third.

use super::features::FeatureText;
use super::{choose, damaged, member};
use crate::ExchangeError;
use crate::input::Limits;
use geo_types::Geometry;
use serde_json::{Map, Value};
use shapefile::dbase::encoding::EncodingRs;
use shapefile::dbase::{self, FieldValue};
use shapefile::{Shape, ShapeReader};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

/// The members of a shapefile that are read.
#[derive(Default)]
struct Parts {
    shp: Vec<u8>,
    dbf: Vec<u8>,
    prj: String,
    cpg: String,
}

/// Opens a file for reading; a shapefile with the files of its name that lie beside it.
///
/// # Errors
/// Where it cannot be read; [`ExchangeError`] inside for a damaged shapefile.
pub fn open_file(path: &Path) -> std::io::Result<Box<dyn Read + Send>> {
    let is_shapefile = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp"));
    if !is_shapefile {
        return Ok(Box::new(File::open(path)?));
    }
    let beside = |extension: &str| {
        [extension.to_owned(), extension.to_ascii_uppercase()]
            .iter()
            .find_map(|e| std::fs::read(path.with_extension(e)).ok())
    };
    let text = |bytes: Option<Vec<u8>>| String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    let parts = Parts {
        shp: std::fs::read(path)?,
        dbf: beside("dbf").unwrap_or_default(),
        prj: text(beside("prj")),
        cpg: text(beside("cpg")),
    };
    Ok(Box::new(Cursor::new(features(parts)?)))
}

/// The features of a packed shapefile as GeoJSON.
pub(super) fn packed(
    bytes: &[u8],
    names: &[String],
    layer: Option<&str>,
    limits: Limits,
) -> Result<Vec<u8>, ExchangeError> {
    let stem = |name: &String| name.len().checked_sub(4).and_then(|end| name.get(..end)).unwrap_or_default().to_owned();
    let is = |name: &str, extension: &str| name.to_ascii_lowercase().ends_with(extension);
    let stems: Vec<String> = names.iter().filter(|n| is(n, ".shp")).map(stem).collect();
    let chosen = choose(&stems, layer, "layer")?;
    let part = |extension: &str| {
        let found = names.iter().find(|n| stem(n) == *chosen && is(n, extension));
        found.map(|name| member(bytes, name, limits)).transpose().map(Option::unwrap_or_default)
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    features(Parts { shp: part(".shp")?, dbf: part(".dbf")?, prj: text(part(".prj")?), cpg: text(part(".cpg")?) })
}

fn features(parts: Parts) -> Result<Vec<u8>, ExchangeError> {
    let fault = |e: shapefile::Error| damaged("shapefile", &e);
    let mut out = FeatureText::begin(epsg_of(&parts.prj));
    let shapes = ShapeReader::new(Cursor::new(parts.shp)).map_err(fault)?;
    if parts.dbf.is_empty() {
        for shape in shapes.read().map_err(fault)? {
            out.push(&Map::new(), geometry(shape).as_ref())?;
        }
        return Ok(out.finish());
    }
    let mut table = dbase::ReaderBuilder::new();
    if let Some(encoding) = encoding_rs::Encoding::for_label(parts.cpg.trim().as_bytes()) {
        table = table.with_encoding(EncodingRs::from(encoding));
    }
    let table = table.build(Cursor::new(parts.dbf)).map_err(|e| damaged("table of a shapefile (.dbf)", &e))?;
    let mut reader = shapefile::Reader::new(shapes, table);
    for row in reader.iter_shapes_and_records() {
        let (shape, record) = row.map_err(fault)?;
        let properties: Map<_, _> =
            record.into_iter().filter_map(|(name, value)| Some((name, value_of(value)?))).collect();
        out.push(&properties, geometry(shape).as_ref())?;
    }
    Ok(out.finish())
}

fn geometry(shape: Shape) -> Option<Geometry<f64>> {
    match shape {
        Shape::NullShape => None,
        other => Geometry::try_from(other).ok(),
    }
}

fn value_of(value: FieldValue) -> Option<Value> {
    let day = |d: dbase::Date| format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day());
    Some(match value {
        FieldValue::Character(text) => Value::String(text?),
        FieldValue::Memo(text) => Value::String(text),
        FieldValue::Numeric(number) => number_of(number?),
        FieldValue::Float(number) => number_of(number?.into()),
        FieldValue::Double(number) | FieldValue::Currency(number) => number_of(number),
        FieldValue::Integer(number) => number.into(),
        FieldValue::Logical(flag) => flag?.into(),
        FieldValue::Date(date) => Value::String(day(date?)),
        FieldValue::DateTime(at) => {
            let (date, time) = (at.date(), at.time());
            Value::String(format!("{}T{:02}:{:02}:{:02}", day(date), time.hours(), time.minutes(), time.seconds()))
        }
    })
}

/// A number without the `.0` that would spoil identifiers.
fn number_of(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { (number as i64).into() } else { number.into() }
}

/// The code of the coordinate system in a `.prj`; none where it cannot be told, and then degrees are assumed and judged.
///
/// Esri's form names systems and has no codes: UTM zones and plain WGS 84 are told by their names.
fn epsg_of(prj: &str) -> Option<u32> {
    let authority = prj.rfind("AUTHORITY[\"EPSG\",\"").and_then(|at| prj[at..].split('"').nth(3)?.parse().ok());
    if authority.is_some() {
        return authority;
    }
    let name = prj.split('"').nth(1)?.to_ascii_uppercase();
    if let Some(zone) = name.strip_prefix("WGS_1984_UTM_ZONE_") {
        let number: u32 = zone.trim_end_matches(['N', 'S']).parse().ok()?;
        return Some(if zone.ends_with('S') { 32_700 } else { 32_600 } + number);
    }
    match name.as_str() {
        "GCS_WGS_1984" | "WGS 84" => Some(4326),
        "WGS_1984_WEB_MERCATOR_AUXILIARY_SPHERE" => Some(3857),
        "PULKOVO_1942" | "GCS_PULKOVO_1942" => Some(4284),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_told_by_its_code_or_by_its_name() {
        for (prj, code) in [
            (r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]"#, Some(4326)),
            (r#"PROJCS["WGS_1984_UTM_Zone_42N",GEOGCS["GCS_WGS_1984"]]"#, Some(32642)),
            (r#"PROJCS["x",GEOGCS["y",AUTHORITY["EPSG","4326"]],AUTHORITY["EPSG","32643"]]"#, Some(32643)),
            (r#"PROJCS["Local_Almaty"]"#, None),
            ("", None),
        ] {
            assert_eq!(epsg_of(prj), code, "{prj}");
        }
    }
}
