//! A feature as GeoJSON, written straight into bytes: a page of a thousand features is made in a millisecond.

use crate::crs::{Crs, CrsError};
use crate::datum::Datum;
use crate::table::{Shape, Table};
use geo_types::{Coord, Geometry, LineString, Polygon};
use std::io::Write as _;

/// Appends a text in quotation marks, escaped as JSON wants it.
pub fn write_text(out: &mut Vec<u8>, text: &str) {
    // Writing to a vector cannot fail, nor can a text fail to be JSON.
    let _ = serde_json::to_writer(out, text);
}

/// Appends a feature: its identifier, its geometry in a coordinate system, and the columns asked for. `more` is appended
/// as further members.
///
/// # Errors
/// [`CrsError::Outside`] for a geometry that the system cannot show.
pub fn write_geojson(
    out: &mut Vec<u8>,
    table: &dyn Table,
    row: u32,
    columns: &[usize],
    crs: &Crs,
    more: &str,
) -> Result<(), CrsError> {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    write_text(out, &table.id(row));
    out.extend_from_slice(b",\"geometry\":");
    write_shape(out, table.shape(row), crs)?;
    out.extend_from_slice(b",\"properties\":{");
    for (i, &column) in columns.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_text(out, &table.columns()[column].name);
        out.push(b':');
        write_datum(out, &table.datum(row, column));
    }
    out.push(b'}');
    out.extend_from_slice(more.as_bytes());
    out.push(b'}');
    Ok(())
}

fn write_datum(out: &mut Vec<u8>, datum: &Datum<'_>) {
    match datum {
        Datum::Null => out.extend_from_slice(b"null"),
        Datum::Text(text) => write_text(out, text),
        Datum::Integer(n) => drop(write!(out, "{n}")),
        Datum::Number(n) => write_number(out, *n),
        Datum::Boolean(b) => drop(write!(out, "{b}")),
        Datum::Moment(t) => drop(write!(out, "\"{t}\"")),
        Datum::Day(d) => drop(write!(out, "\"{d}\"")),
    }
}

/// The shortest digits that read back as the same number.
fn write_number(out: &mut Vec<u8>, n: f64) {
    let _ = serde_json::to_writer(out, &n);
}

fn write_shape(out: &mut Vec<u8>, shape: Shape<'_>, crs: &Crs) -> Result<(), CrsError> {
    match shape {
        Shape::None => out.extend_from_slice(b"null"),
        Shape::Point(at) => {
            out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
            write_coord(out, crs.forward(at)?);
            out.push(b'}');
        }
        Shape::Geometry(geometry) if crs.is_crs84() => write_geometry(out, geometry),
        Shape::Geometry(geometry) => write_geometry(out, &crs.project(geometry)?),
    }
    Ok(())
}

fn write_coord(out: &mut Vec<u8>, at: Coord<f64>) {
    out.push(b'[');
    write_number(out, at.x);
    out.push(b',');
    write_number(out, at.y);
    out.push(b']');
}

fn write_list<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

fn write_line(out: &mut Vec<u8>, line: &LineString<f64>) {
    write_list(out, line.0.iter().copied(), write_coord);
}

fn write_polygon(out: &mut Vec<u8>, polygon: &Polygon<f64>) {
    write_list(out, std::iter::once(polygon.exterior()).chain(polygon.interiors()), write_line);
}

/// Appends a geometry as GeoJSON.
pub fn write_geometry(out: &mut Vec<u8>, geometry: &Geometry<f64>) {
    let open = |out: &mut Vec<u8>, name: &str| {
        let _ = write!(out, "{{\"type\":\"{name}\",\"coordinates\":");
    };
    match geometry {
        Geometry::Point(p) => {
            open(out, "Point");
            write_coord(out, p.0);
        }
        Geometry::Line(l) => {
            open(out, "LineString");
            write_list(out, [l.start, l.end], write_coord);
        }
        Geometry::LineString(l) => {
            open(out, "LineString");
            write_line(out, l);
        }
        Geometry::Polygon(p) => {
            open(out, "Polygon");
            write_polygon(out, p);
        }
        Geometry::Rect(r) => {
            open(out, "Polygon");
            write_polygon(out, &r.to_polygon());
        }
        Geometry::Triangle(t) => {
            open(out, "Polygon");
            write_polygon(out, &t.to_polygon());
        }
        Geometry::MultiPoint(m) => {
            open(out, "MultiPoint");
            write_list(out, m.iter().map(|p| p.0), write_coord);
        }
        Geometry::MultiLineString(m) => {
            open(out, "MultiLineString");
            write_list(out, m.iter(), write_line);
        }
        Geometry::MultiPolygon(m) => {
            open(out, "MultiPolygon");
            write_list(out, m.iter(), write_polygon);
        }
        Geometry::GeometryCollection(c) => {
            out.extend_from_slice(b"{\"type\":\"GeometryCollection\",\"geometries\":");
            write_list(out, c.iter(), write_geometry);
        }
    }
    out.push(b'}');
}
