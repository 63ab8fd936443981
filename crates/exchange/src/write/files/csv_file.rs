//! CSV: the identifier, the columns, the H3 cell and the geometry as WKT.

use super::spool::io;
use super::wkb::wkt;
use super::{FileRows, text_of};
use crate::ExchangeError;
use crate::write::csv_out::csv_safe;
use aula_features::{Datum, Shape};
use geo::Centroid as _;
use h3o::{LatLng, Resolution};
use std::io::Write;

/// The mark by which Excel knows UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

pub(super) fn write(rows: &FileRows<'_>, out: &mut dyn Write, excel: bool) -> Result<(), ExchangeError> {
    if excel {
        out.write_all(BOM).map_err(io)?;
    }
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let fault = |e: csv::Error| io(e.into());
    let names = (0..rows.columns.len()).map(|i| rows.name(i));
    csv.write_record(std::iter::once("id").chain(names).chain(["h3", "wkt"])).map_err(fault)?;
    for row in rows.iter() {
        csv.write_field(csv_safe(&rows.table.id(row)).as_bytes()).map_err(fault)?;
        for datum in rows.data(row) {
            // A number is no formula; whatever a source wrote may be.
            match &datum {
                Datum::Text(text) => csv.write_field(csv_safe(text).as_bytes()),
                other => csv.write_field(text_of(other).unwrap_or_default()),
            }
            .map_err(fault)?;
        }
        let shape = rows.table.shape(row);
        csv.write_field(h3(shape).unwrap_or_default()).map_err(fault)?;
        csv.write_field(shape.geometry().map(|g| wkt(&g)).unwrap_or_default()).map_err(fault)?;
        csv.write_record(None::<&[u8]>).map_err(fault)?;
    }
    csv.flush().map_err(io)
}

/// The cell of resolution 10 in which a point, or the middle of a shape, lies.
fn h3(shape: Shape<'_>) -> Option<String> {
    let middle = match shape {
        Shape::None => return None,
        Shape::Point(at) => at,
        Shape::Geometry(geometry) => geometry.centroid()?.0,
    };
    Some(LatLng::new(middle.y, middle.x).ok()?.to_cell(Resolution::Ten).to_string())
}
