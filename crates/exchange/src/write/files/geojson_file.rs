//! GeoJSON, whole or a feature a line.

use super::spool::io;
use super::{About, FileRows};
use crate::ExchangeError;
use aula_features::{Crs, write_geojson};
use std::io::Write;

pub(super) fn write(rows: &FileRows<'_>, about: &About, out: &mut dyn Write) -> Result<(), ExchangeError> {
    let name = serde_json::Value::from(about.id.clone());
    write!(out, "{{\"type\":\"FeatureCollection\",\"name\":{name},\"metadata\":{},\"features\":[", about.json())
        .map_err(io)?;
    features(rows, out, b",\n")?;
    out.write_all(b"]}\n").map_err(io)
}

/// One feature a line, without an end mark: what comes may be read while it comes.
pub(super) fn write_lines(rows: &FileRows<'_>, out: &mut dyn Write) -> Result<(), ExchangeError> {
    features(rows, out, b"\n")?;
    if rows.len() > 0 { out.write_all(b"\n").map_err(io) } else { Ok(()) }
}

fn features(rows: &FileRows<'_>, out: &mut dyn Write, between: &[u8]) -> Result<(), ExchangeError> {
    let mut buffer = Vec::with_capacity(1024);
    for (i, row) in rows.iter().enumerate() {
        buffer.clear();
        if i > 0 {
            buffer.extend_from_slice(between);
        }
        write_geojson(&mut buffer, rows.table, row, &rows.columns, &Crs::crs84(), "")
            .map_err(|e| ExchangeError::CannotHold(e.to_string()))?;
        out.write_all(&buffer).map_err(io)?;
    }
    Ok(())
}
