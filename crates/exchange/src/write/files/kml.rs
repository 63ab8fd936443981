//! KML 2.2, for Google Earth and phones.

use super::spool::io;
use super::{About, FileRows, text_of};
use crate::ExchangeError;
use geo_types::{Coord, Geometry, LineString, Polygon};
use std::fmt::Write as _;
use std::io::Write;

pub(super) fn write(rows: &FileRows<'_>, about: &About, out: &mut dyn Write) -> Result<(), ExchangeError> {
    let licence = about.licence.as_deref().unwrap_or("");
    let description = format!("{} {licence} {} {}", about.description, about.attribution, about.made_at);
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>{}</name><description>{}</description>\n",
        escaped(&about.title),
        escaped(&description)
    )
    .map_err(io)?;
    let named = (0..rows.columns.len()).find(|&i| rows.name(i).starts_with("name"));
    for row in rows.iter() {
        out.write_all(placemark(rows, row, named).as_bytes()).map_err(io)?;
    }
    out.write_all(b"</Document></kml>\n").map_err(io)
}

fn placemark(rows: &FileRows<'_>, row: u32, named: Option<usize>) -> String {
    let id = rows.table.id(row);
    let name = named.and_then(|i| text_of(&rows.table.datum(row, rows.columns[i])));
    let mut kml = format!("<Placemark><name>{}</name><ExtendedData>", escaped(name.as_deref().unwrap_or(&id)));
    let mut data = |name: &str, value: &str| {
        let _ = write!(kml, "<Data name=\"{}\"><value>{}</value></Data>", escaped(name), escaped(value));
    };
    data("id", &id);
    for (i, datum) in rows.data(row).enumerate() {
        if let Some(text) = text_of(&datum) {
            data(rows.name(i), &text);
        }
    }
    kml.push_str("</ExtendedData>");
    if let Some(geometry) = rows.table.shape(row).geometry() {
        shape(&mut kml, &geometry);
    }
    kml.push_str("</Placemark>\n");
    kml
}

fn coordinates(kml: &mut String, coords: impl IntoIterator<Item = Coord<f64>>) {
    kml.push_str("<coordinates>");
    for (i, at) in coords.into_iter().enumerate() {
        let _ = write!(kml, "{}{},{}", if i > 0 { " " } else { "" }, at.x, at.y);
    }
    kml.push_str("</coordinates>");
}

fn shape(kml: &mut String, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(p) => {
            kml.push_str("<Point>");
            coordinates(kml, [p.0]);
            kml.push_str("</Point>");
        }
        Geometry::Line(l) => line(kml, &LineString::new(vec![l.start, l.end])),
        Geometry::LineString(l) => line(kml, l),
        Geometry::Polygon(p) => polygon(kml, p),
        Geometry::Rect(r) => polygon(kml, &r.to_polygon()),
        Geometry::Triangle(t) => polygon(kml, &t.to_polygon()),
        Geometry::MultiPoint(m) => several(kml, m.iter().map(|p| Geometry::Point(*p))),
        Geometry::MultiLineString(m) => several(kml, m.iter().cloned().map(Geometry::LineString)),
        Geometry::MultiPolygon(m) => several(kml, m.iter().cloned().map(Geometry::Polygon)),
        Geometry::GeometryCollection(c) => several(kml, c.iter().cloned()),
    }
}

fn several(kml: &mut String, parts: impl Iterator<Item = Geometry<f64>>) {
    kml.push_str("<MultiGeometry>");
    parts.for_each(|part| shape(kml, &part));
    kml.push_str("</MultiGeometry>");
}

fn line(kml: &mut String, line: &LineString<f64>) {
    kml.push_str("<LineString>");
    coordinates(kml, line.0.iter().copied());
    kml.push_str("</LineString>");
}

fn polygon(kml: &mut String, polygon: &Polygon<f64>) {
    kml.push_str("<Polygon>");
    let rings = std::iter::once(("outerBoundaryIs", polygon.exterior()));
    for (name, ring) in rings.chain(polygon.interiors().iter().map(|inner| ("innerBoundaryIs", inner))) {
        let _ = write!(kml, "<{name}><LinearRing>");
        coordinates(kml, ring.0.iter().copied());
        let _ = write!(kml, "</LinearRing></{name}>");
    }
    kml.push_str("</Polygon>");
}

/// A text as XML writes it; characters that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
