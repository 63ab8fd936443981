//! Well-known binary, little endian, and well-known text.

use geo_types::{Coord, Geometry, LineString, Polygon};
use std::fmt::Write as _;

fn count(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

fn start(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend_from_slice(&kind.to_le_bytes());
}

fn coord(out: &mut Vec<u8>, at: Coord<f64>) {
    out.extend_from_slice(&at.x.to_le_bytes());
    out.extend_from_slice(&at.y.to_le_bytes());
}

fn line(out: &mut Vec<u8>, line: &LineString<f64>) {
    count(out, line.0.len());
    line.0.iter().for_each(|at| coord(out, *at));
}

fn rings(out: &mut Vec<u8>, polygon: &Polygon<f64>) {
    count(out, 1 + polygon.interiors().len());
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).for_each(|ring| line(out, ring));
}

/// Appends a geometry as WKB.
pub(crate) fn wkb(out: &mut Vec<u8>, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(p) => {
            start(out, 1);
            coord(out, p.0);
        }
        Geometry::Line(l) => wkb(out, &Geometry::LineString(LineString::new(vec![l.start, l.end]))),
        Geometry::LineString(l) => {
            start(out, 2);
            line(out, l);
        }
        Geometry::Polygon(p) => {
            start(out, 3);
            rings(out, p);
        }
        Geometry::Rect(r) => wkb(out, &Geometry::Polygon(r.to_polygon())),
        Geometry::Triangle(t) => wkb(out, &Geometry::Polygon(t.to_polygon())),
        Geometry::MultiPoint(m) => {
            start(out, 4);
            count(out, m.0.len());
            m.iter().for_each(|p| wkb(out, &Geometry::Point(*p)));
        }
        Geometry::MultiLineString(m) => {
            start(out, 5);
            count(out, m.0.len());
            m.iter().for_each(|l| {
                start(out, 2);
                line(out, l);
            });
        }
        Geometry::MultiPolygon(m) => {
            start(out, 6);
            count(out, m.0.len());
            m.iter().for_each(|p| {
                start(out, 3);
                rings(out, p);
            });
        }
        Geometry::GeometryCollection(c) => {
            start(out, 7);
            count(out, c.0.len());
            c.iter().for_each(|g| wkb(out, g));
        }
    }
}

/// A geometry as WKT.
pub(crate) fn wkt(geometry: &Geometry<f64>) -> String {
    let mut out = String::new();
    write_wkt(&mut out, geometry);
    out
}

fn list<T>(out: &mut String, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    out.push('(');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(')');
}

fn xy(out: &mut String, at: Coord<f64>) {
    let _ = write!(out, "{} {}", at.x, at.y);
}

fn line_text(out: &mut String, line: &LineString<f64>) {
    list(out, line.0.iter().copied(), xy);
}

fn polygon_text(out: &mut String, polygon: &Polygon<f64>) {
    list(out, std::iter::once(polygon.exterior()).chain(polygon.interiors()), line_text);
}

fn write_wkt(out: &mut String, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(p) => {
            out.push_str("POINT ");
            list(out, [p.0], xy);
        }
        Geometry::Line(l) => {
            out.push_str("LINESTRING ");
            list(out, [l.start, l.end], xy);
        }
        Geometry::LineString(l) => {
            out.push_str("LINESTRING ");
            line_text(out, l);
        }
        Geometry::Polygon(p) => {
            out.push_str("POLYGON ");
            polygon_text(out, p);
        }
        Geometry::Rect(r) => write_wkt(out, &Geometry::Polygon(r.to_polygon())),
        Geometry::Triangle(t) => write_wkt(out, &Geometry::Polygon(t.to_polygon())),
        Geometry::MultiPoint(m) => {
            out.push_str("MULTIPOINT ");
            list(out, m.iter(), |out, p| list(out, [p.0], xy));
        }
        Geometry::MultiLineString(m) => {
            out.push_str("MULTILINESTRING ");
            list(out, m.iter(), line_text);
        }
        Geometry::MultiPolygon(m) => {
            out.push_str("MULTIPOLYGON ");
            list(out, m.iter(), polygon_text);
        }
        Geometry::GeometryCollection(c) => {
            out.push_str("GEOMETRYCOLLECTION ");
            list(out, c.iter(), write_wkt);
        }
    }
}
