//! `FlatGeobuf` with its spatial index.

use super::spool::io;
use super::{About, FileRows, text_of};
use crate::ExchangeError;
use aula_features::{ColumnKind, Datum, GeometryKind};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::{ColumnValue, PropertyProcessor as _};
use std::io::Write;

pub(super) fn write(rows: &FileRows<'_>, about: &About, out: &mut dyn Write) -> Result<(), ExchangeError> {
    let fault = |e: flatgeobuf::Error| io(std::io::Error::other(e));
    let metadata = about.json().to_string();
    let crs = FgbCrs { org: Some("EPSG"), code: 4326, name: Some("WGS 84"), ..FgbCrs::default() };
    // An index has no place for a row without a geometry.
    let all_placed = rows.iter().all(|row| rows.table.shape(row).geometry().is_some());
    let options = FgbWriterOptions {
        write_index: all_placed && rows.len() > 0,
        detect_type: false,
        promote_to_multi: true,
        crs,
        title: Some(&about.title),
        description: Some(&about.description),
        metadata: Some(&metadata),
        ..FgbWriterOptions::default()
    };
    let kind = geometry_type(rows.table.geometry_kind());
    let mut fgb = FgbWriter::create_with_options(&about.id, kind, options).map_err(fault)?;
    fgb.add_column("id", ColumnType::String, |_, column| column.nullable = false);
    for (i, &column) in rows.columns.iter().enumerate() {
        fgb.add_column(rows.name(i), column_type(rows.table.columns()[column].kind), |_, _| {});
    }
    for row in rows.iter() {
        let Some(shape) = rows.table.shape(row).geometry() else { continue };
        let mut refused = None;
        let put = fgb.add_feature_geom(shape.into_owned(), |feature| {
            let id = rows.table.id(row);
            refused = feature.property(0, "id", &ColumnValue::String(&id)).err();
            for (i, datum) in rows.data(row).enumerate() {
                let text = text_of(&datum);
                if let Some(value) = value(&datum, text.as_deref()) {
                    refused = refused.take().or(feature.property(i + 1, rows.name(i), &value).err());
                }
            }
        });
        put.and(refused.map_or(Ok(()), Err)).map_err(|e| io(std::io::Error::other(e)))?;
    }
    fgb.write(out).map_err(fault)
}

fn value<'a>(datum: &Datum<'_>, text: Option<&'a str>) -> Option<ColumnValue<'a>> {
    Some(match datum {
        Datum::Null => return None,
        Datum::Integer(n) => ColumnValue::Long(*n),
        Datum::Number(n) => ColumnValue::Double(*n),
        Datum::Boolean(b) => ColumnValue::Bool(*b),
        Datum::Moment(_) | Datum::Day(_) => ColumnValue::DateTime(text?),
        Datum::Text(_) => ColumnValue::String(text?),
    })
}

fn column_type(kind: ColumnKind) -> ColumnType {
    match kind {
        ColumnKind::Text => ColumnType::String,
        ColumnKind::Integer => ColumnType::Long,
        ColumnKind::Number => ColumnType::Double,
        ColumnKind::Boolean => ColumnType::Bool,
        ColumnKind::Moment | ColumnKind::Day => ColumnType::DateTime,
    }
}

fn geometry_type(kind: GeometryKind) -> GeometryType {
    match kind {
        GeometryKind::Point => GeometryType::Point,
        GeometryKind::LineString => GeometryType::LineString,
        GeometryKind::MultiLineString => GeometryType::MultiLineString,
        GeometryKind::Polygon => GeometryType::Polygon,
        GeometryKind::MultiPolygon => GeometryType::MultiPolygon,
        GeometryKind::MultiPoint => GeometryType::MultiPoint,
        GeometryKind::Any => GeometryType::Unknown,
    }
}
