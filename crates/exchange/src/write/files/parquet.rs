//! `GeoParquet` 1.1: Parquet written here, without a library of a hundred crates for one sort of page.
//!
//! One page a column and row group, plain encoding, zstd; a column `bbox` with the least and the greatest values of each
//! row group, by which readers skip what lies elsewhere.
//!
//! References: Apache Parquet format 2.10 (`parquet.thrift`), `GeoParquet` 1.1.0.

mod page;
mod thrift;

use super::spool::io;
use super::wkb::wkb;
use super::{About, FileRows};
use crate::ExchangeError;
use aula_features::{ColumnKind, Datum};
use geo::BoundingRect as _;
use page::{Kind, Leaf, Written};
use std::collections::BTreeSet;
use std::io::Write;
use thrift::Thrift;

/// Rows of a group; what is held in memory.
const GROUP: usize = 50_000;

struct Out<'a> {
    to: &'a mut dyn Write,
    at: u64,
}

impl Out<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), ExchangeError> {
        self.at += bytes.len() as u64;
        self.to.write_all(bytes).map_err(io)
    }
}

pub(super) fn write(rows: &FileRows<'_>, about: &About, out: &mut dyn Write) -> Result<(), ExchangeError> {
    let mut out = Out { to: out, at: 0 };
    out.put(b"PAR1")?;
    let mut groups = Vec::new();
    let mut seen = Seen::default();
    let all: Vec<u32> = rows.iter().collect();
    for part in all.chunks(GROUP) {
        let leaves = columns(rows, part, &mut seen);
        let written: Result<Vec<Written>, _> = leaves.iter().map(|leaf| page(leaf, &mut out)).collect();
        groups.push((written?, part.len()));
    }
    let footer = footer(rows, about, &columns(rows, &[], &mut seen), &groups, &seen);
    out.put(&footer)?;
    out.put(&u32::try_from(footer.len()).unwrap_or(u32::MAX).to_le_bytes())?;
    out.put(b"PAR1")
}

fn page(leaf: &Leaf, out: &mut Out<'_>) -> Result<Written, ExchangeError> {
    let (bytes, mut written) = leaf.page().map_err(io)?;
    written.offset = out.at;
    out.put(&bytes)?;
    Ok(written)
}

/// What the geometries were, for the metadata.
#[derive(Default)]
struct Seen {
    kinds: BTreeSet<&'static str>,
    bounds: Option<[f64; 4]>,
}

/// The columns of a part of the rows: identifier, properties, box, geometry.
fn columns(rows: &FileRows<'_>, part: &[u32], seen: &mut Seen) -> Vec<Leaf> {
    let mut id = Leaf::new(&["id"], Kind::Text, false);
    part.iter().for_each(|&row| id.bytes(rows.table.id(row).as_bytes()));
    let mut leaves = vec![id];
    for &column in &rows.columns {
        let described = &rows.table.columns()[column];
        // A property may be called as one of our own columns is.
        let clash = matches!(described.name.as_str(), "id" | "bbox" | "geometry");
        let name = if clash { format!("property_{}", described.name) } else { described.name.to_string() };
        let kind = match described.kind {
            ColumnKind::Text => Kind::Text,
            ColumnKind::Integer => Kind::Integer,
            ColumnKind::Number => Kind::Double,
            ColumnKind::Boolean => Kind::Boolean,
            ColumnKind::Moment => Kind::Moment,
            ColumnKind::Day => Kind::Day,
        };
        let mut leaf = Leaf::new(&[&name], kind, true);
        part.iter().for_each(|&row| put(&mut leaf, &rows.table.datum(row, column)));
        leaves.push(leaf);
    }
    let mut boxes = ["xmin", "ymin", "xmax", "ymax"].map(|edge| Leaf::new(&["bbox", edge], Kind::Double, true));
    let mut geometry = Leaf::new(&["geometry"], Kind::Binary, true);
    let mut buffer = Vec::new();
    for &row in part {
        let shape = rows.table.shape(row).geometry();
        let rect = shape.as_ref().and_then(|g| g.bounding_rect());
        let edges = rect.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
        for (leaf, i) in boxes.iter_mut().zip(0_usize..) {
            match edges {
                Some(edges) => leaf.double(edges[i]),
                None => leaf.null(),
            }
        }
        let Some(shape) = shape else {
            geometry.null();
            continue;
        };
        buffer.clear();
        wkb(&mut buffer, &shape);
        geometry.bytes(&buffer);
        seen.kinds.insert(kind_of(&shape));
        if let Some([w, s, e, n]) = edges {
            seen.bounds =
                Some(seen.bounds.map_or([w, s, e, n], |b| [b[0].min(w), b[1].min(s), b[2].max(e), b[3].max(n)]));
        }
    }
    leaves.extend(boxes);
    leaves.push(geometry);
    leaves
}

fn put(leaf: &mut Leaf, datum: &Datum<'_>) {
    match datum {
        Datum::Text(text) => leaf.bytes(text.as_bytes()),
        Datum::Integer(n) => leaf.integer(*n),
        Datum::Number(n) => leaf.double(*n),
        Datum::Boolean(b) => leaf.boolean(*b),
        Datum::Moment(t) => leaf.integer(t.as_microsecond()),
        Datum::Day(d) => {
            let days = d.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1))).map_or(0, |span| span.get_days());
            leaf.day(days);
        }
        Datum::Null => leaf.null(),
    }
}

fn kind_of(geometry: &geo_types::Geometry<f64>) -> &'static str {
    use geo_types::Geometry as G;
    match geometry {
        G::Point(_) => "Point",
        G::MultiPoint(_) => "MultiPoint",
        G::Line(_) | G::LineString(_) => "LineString",
        G::MultiLineString(_) => "MultiLineString",
        G::Polygon(_) | G::Rect(_) | G::Triangle(_) => "Polygon",
        G::MultiPolygon(_) => "MultiPolygon",
        G::GeometryCollection(_) => "GeometryCollection",
    }
}

fn footer(
    rows: &FileRows<'_>,
    about: &About,
    leaves: &[Leaf],
    groups: &[(Vec<Written>, usize)],
    seen: &Seen,
) -> Vec<u8> {
    let mut t = Thrift::default();
    t.i32(1, 2);
    // The root, the group of the box, and every leaf.
    t.list(2, thrift::STRUCT, leaves.len() + 2);
    t.begin();
    t.text(4, "schema");
    t.i32(5, i32::try_from(leaves.len() - 3).unwrap_or(i32::MAX));
    t.end();
    for leaf in leaves {
        if leaf.path == ["bbox", "xmin"] {
            t.begin();
            t.i32(3, 1);
            t.text(4, "bbox");
            t.i32(5, 4);
            t.end();
        }
        leaf.schema(&mut t);
    }
    t.i64(3, i64::try_from(rows.len()).unwrap_or(i64::MAX));
    t.list(4, thrift::STRUCT, groups.len());
    for (written, rows) in groups {
        t.begin();
        t.list(1, thrift::STRUCT, written.len());
        for (chunk, leaf) in written.iter().zip(leaves) {
            chunk.describe(leaf, &mut t);
        }
        t.i64(2, written.iter().map(|w| w.plain_len).sum());
        t.i64(3, i64::try_from(*rows).unwrap_or(i64::MAX));
        t.end();
    }
    let about_text = about.json().to_string();
    let geo = geo_metadata(seen).to_string();
    t.list(5, thrift::STRUCT, 2);
    for (key, value) in [("geo", geo.as_str()), ("about", about_text.as_str())] {
        t.begin();
        t.text(1, key);
        t.text(2, value);
        t.end();
    }
    t.text(6, "aula");
    t.finish()
}

fn geo_metadata(seen: &Seen) -> serde_json::Value {
    let mut column = serde_json::json!({
        "encoding": "WKB",
        "geometry_types": seen.kinds,
        "covering": { "bbox": { "xmin": ["bbox", "xmin"], "ymin": ["bbox", "ymin"],
                                "xmax": ["bbox", "xmax"], "ymax": ["bbox", "ymax"] } },
    });
    if let Some(bounds) = seen.bounds {
        column["bbox"] = serde_json::json!(bounds);
    }
    serde_json::json!({ "version": "1.1.0", "primary_column": "geometry", "columns": { "geometry": column } })
}
