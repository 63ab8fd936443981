//! The shapes (`.shp`) and where each begins (`.shx`).

use super::super::FileRows;
use super::super::spool::io;
use crate::ExchangeError;
use aula_features::GeometryKind;
use geo::{BoundingRect as _, Winding as _};
use geo_types::{Coord, Geometry, LineString, Polygon, Rect};
use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};

const HEADER: u64 = 100;

/// Writes both files.
pub(super) fn write(rows: &FileRows<'_>) -> Result<(File, File), ExchangeError> {
    let kind = match rows.table.geometry_kind() {
        GeometryKind::Point => 1,
        GeometryKind::LineString | GeometryKind::MultiLineString => 3,
        GeometryKind::MultiPoint => 8,
        _ => 5,
    };
    let mut shapes = BufWriter::new(tempfile::tempfile().map_err(io)?);
    let mut index = BufWriter::new(tempfile::tempfile().map_err(io)?);
    shapes.write_all(&[0; HEADER as usize]).map_err(io)?;
    index.write_all(&[0; HEADER as usize]).map_err(io)?;
    let (mut at, mut records) = (HEADER, 0_u32);
    let mut bounds: Option<Rect<f64>> = None;
    for row in rows.iter() {
        let shape = rows.table.shape(row).geometry();
        let body = shape.as_ref().map_or_else(|| 0_i32.to_le_bytes().to_vec(), |g| body(g, kind));
        if let Some(r) = shape.as_ref().and_then(|g| g.bounding_rect()) {
            bounds = Some(bounds.map_or(r, |all| {
                let (a, b, low, high) = (all.min(), all.max(), r.min(), r.max());
                Rect::new((a.x.min(low.x), a.y.min(low.y)), (b.x.max(high.x), b.y.max(high.y)))
            }));
        }
        records += 1;
        let words = u32::try_from(body.len() / 2).unwrap_or(u32::MAX);
        let offset = u32::try_from(at / 2).ok().filter(|&n| n < u32::MAX / 4);
        let offset =
            offset.ok_or_else(|| ExchangeError::CannotHold("a Shapefile ends at 2 GiB; choose GeoPackage".into()))?;
        for n in [records, words] {
            shapes.write_all(&n.to_be_bytes()).map_err(io)?;
        }
        shapes.write_all(&body).map_err(io)?;
        for n in [offset, words] {
            index.write_all(&n.to_be_bytes()).map_err(io)?;
        }
        at += 8 + body.len() as u64;
    }
    let index_len = HEADER + 8 * u64::from(records);
    Ok((headed(shapes, kind, at, bounds)?, headed(index, kind, index_len, bounds)?))
}

fn headed(file: BufWriter<File>, kind: i32, len: u64, bounds: Option<Rect<f64>>) -> Result<File, ExchangeError> {
    let mut file = file.into_inner().map_err(|e| io(e.into_error()))?;
    let mut header = Vec::with_capacity(100);
    header.extend_from_slice(&9994_i32.to_be_bytes());
    header.extend_from_slice(&[0; 20]);
    header.extend_from_slice(&u32::try_from(len / 2).unwrap_or(u32::MAX).to_be_bytes());
    header.extend_from_slice(&1000_i32.to_le_bytes());
    header.extend_from_slice(&kind.to_le_bytes());
    let edges = bounds.map_or([0.0; 4], |r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    edges.iter().for_each(|edge| header.extend_from_slice(&edge.to_le_bytes()));
    header.extend_from_slice(&[0; 32]);
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    file.write_all(&header).map_err(io)?;
    Ok(file)
}

fn body(geometry: &Geometry<f64>, kind: i32) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    let point = |out: &mut Vec<u8>, at: Coord<f64>| {
        out.extend_from_slice(&at.x.to_le_bytes());
        out.extend_from_slice(&at.y.to_le_bytes());
    };
    if let (1, Geometry::Point(p)) = (kind, geometry) {
        point(&mut out, p.0);
        return out;
    }
    let edges = geometry.bounding_rect().map_or([0.0; 4], |r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    edges.iter().for_each(|edge| out.extend_from_slice(&edge.to_le_bytes()));
    let count =
        |out: &mut Vec<u8>, n: usize| out.extend_from_slice(&i32::try_from(n).unwrap_or(i32::MAX).to_le_bytes());
    if kind == 8 {
        let points = points(geometry);
        count(&mut out, points.len());
        points.into_iter().for_each(|at| point(&mut out, at));
        return out;
    }
    let parts = parts(geometry);
    count(&mut out, parts.len());
    count(&mut out, parts.iter().map(|p| p.0.len()).sum());
    let mut first = 0;
    for part in &parts {
        count(&mut out, first);
        first += part.0.len();
    }
    parts.iter().flat_map(|p| p.0.iter()).for_each(|at| point(&mut out, *at));
    out
}

fn points(geometry: &Geometry<f64>) -> Vec<Coord<f64>> {
    match geometry {
        Geometry::Point(p) => vec![p.0],
        Geometry::MultiPoint(m) => m.iter().map(|p| p.0).collect(),
        _ => Vec::new(),
    }
}

/// Lines, or rings as a Shapefile wants them: the outer clockwise, holes against the clock.
fn parts(geometry: &Geometry<f64>) -> Vec<LineString<f64>> {
    let rings = |polygon: &Polygon<f64>| {
        let mut outer = polygon.exterior().clone();
        outer.make_cw_winding();
        let holes = polygon.interiors().iter().cloned().map(|mut hole| {
            hole.make_ccw_winding();
            hole
        });
        std::iter::once(outer).chain(holes).collect::<Vec<_>>()
    };
    match geometry {
        Geometry::LineString(l) => vec![l.clone()],
        Geometry::Line(l) => vec![LineString::new(vec![l.start, l.end])],
        Geometry::MultiLineString(m) => m.0.clone(),
        Geometry::Polygon(p) => rings(p),
        Geometry::Rect(r) => rings(&r.to_polygon()),
        Geometry::Triangle(t) => rings(&t.to_polygon()),
        Geometry::MultiPolygon(m) => m.iter().flat_map(rings).collect(),
        _ => Vec::new(),
    }
}
