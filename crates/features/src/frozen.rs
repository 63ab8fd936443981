//! A table of its own: areas, cells, documents, whatever is not worth a reader of its own.

use crate::column::{Column, GeometryKind};
use crate::datum::Datum;
use crate::table::{Shape, Table};
use crate::window::TimeWindow;
use geo::BoundingRect as _;
use geo_types::{Geometry, Rect};
use rstar::{AABB, RTree, RTreeObject};
use std::borrow::Cow;

/// One feature.
#[derive(Debug, Clone)]
pub struct Feature {
    /// Its identifier, for ever.
    pub id: String,
    /// Its geometry in degrees, longitude first.
    pub geometry: Option<Geometry<f64>>,
    /// Its values, one for each column.
    pub values: Vec<Datum<'static>>,
}

/// Features in the order of their identifiers, with an R-tree over their boxes.
pub struct Frozen {
    columns: Vec<Column>,
    kind: GeometryKind,
    rows: Vec<Feature>,
    tree: RTree<Boxed>,
    loose: Vec<u32>,
    bounds: Option<Rect<f64>>,
    time: Option<(usize, usize)>,
}

struct Boxed {
    row: u32,
    envelope: AABB<[f64; 2]>,
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl Frozen {
    /// A table; of two features with one identifier the later counts. The kind of geometry is the narrowest that holds
    /// all of them.
    #[must_use]
    pub fn new(columns: Vec<Column>, mut rows: Vec<Feature>) -> Self {
        rows.reverse();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|a, b| a.id == b.id);
        let (mut boxed, mut loose, mut bounds) = (Vec::new(), Vec::new(), None::<Rect<f64>>);
        for (feature, row) in rows.iter().zip(0..) {
            let Some(rect) = feature.geometry.as_ref().and_then(Geometry::bounding_rect) else {
                loose.push(row);
                continue;
            };
            let (low, high) = (rect.min(), rect.max());
            boxed.push(Boxed { row, envelope: AABB::from_corners([low.x, low.y], [high.x, high.y]) });
            bounds = Some(bounds.map_or(rect, |all| {
                let (a, b) = (all.min(), all.max());
                Rect::new((a.x.min(low.x), a.y.min(low.y)), (b.x.max(high.x), b.y.max(high.y)))
            }));
        }
        let kind = kind_of(rows.iter().filter_map(|f| f.geometry.as_ref()));
        Self { columns, kind, rows, tree: RTree::bulk_load(boxed), loose, bounds, time: None }
    }

    /// Says which columns hold the first instant of a row and the first one after it.
    #[must_use]
    pub fn with_time(mut self, start: &str, end: &str) -> Self {
        let column = |name: &str| self.columns.iter().position(|c| c.name == name);
        self.time = column(start).zip(column(end));
        self
    }

    /// Says what the geometries are where that is known beforehand: an empty table must say so too.
    #[must_use]
    pub fn with_kind(mut self, kind: GeometryKind) -> Self {
        self.kind = kind;
        self
    }
}

fn kind_of<'a>(geometries: impl Iterator<Item = &'a Geometry<f64>>) -> GeometryKind {
    use GeometryKind as K;
    let kind = |g: &Geometry<f64>| match g {
        Geometry::Point(_) => K::Point,
        Geometry::MultiPoint(_) => K::MultiPoint,
        Geometry::Line(_) | Geometry::LineString(_) => K::LineString,
        Geometry::MultiLineString(_) => K::MultiLineString,
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => K::Polygon,
        Geometry::MultiPolygon(_) => K::MultiPolygon,
        Geometry::GeometryCollection(_) => K::Any,
    };
    let wider = |a, b| match (a, b) {
        (a, b) if a == b => a,
        (K::Point | K::MultiPoint, K::Point | K::MultiPoint) => K::MultiPoint,
        (K::LineString | K::MultiLineString, K::LineString | K::MultiLineString) => K::MultiLineString,
        (K::Polygon | K::MultiPolygon, K::Polygon | K::MultiPolygon) => K::MultiPolygon,
        _ => K::Any,
    };
    geometries.map(kind).reduce(wider).unwrap_or(K::Any)
}

impl Table for Frozen {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn geometry_kind(&self) -> GeometryKind {
        self.kind
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row_at(&self, place: usize) -> u32 {
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    fn place_after(&self, id: &str) -> usize {
        self.rows.partition_point(|feature| feature.id.as_str() <= id)
    }

    fn find(&self, id: &str) -> Option<u32> {
        let place = self.rows.binary_search_by(|feature| feature.id.as_str().cmp(id)).ok()?;
        u32::try_from(place).ok()
    }

    fn id(&self, row: u32) -> Cow<'_, str> {
        Cow::Borrowed(&self.rows[row as usize].id)
    }

    fn sort(&self, rows: &mut [u32]) {
        rows.sort_unstable();
    }

    fn near(&self, boxes: &[Rect<f64>]) -> Option<Vec<u32>> {
        let mut rows = self.loose.clone();
        for rect in boxes {
            let envelope = AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            rows.extend(self.tree.locate_in_envelope_intersecting(envelope).map(|boxed| boxed.row));
        }
        rows.sort_unstable();
        rows.dedup();
        Some(rows)
    }

    fn datum(&self, row: u32, column: usize) -> Datum<'_> {
        self.rows[row as usize].values.get(column).map_or(Datum::Null, Datum::borrowed)
    }

    fn shape(&self, row: u32) -> Shape<'_> {
        match &self.rows[row as usize].geometry {
            None => Shape::None,
            Some(Geometry::Point(point)) => Shape::Point(point.0),
            Some(geometry) => Shape::Geometry(geometry),
        }
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        self.bounds
    }

    fn time_columns(&self) -> Option<(usize, usize)> {
        self.time
    }

    fn period(&self) -> Option<TimeWindow> {
        let (start, end) = self.time?;
        let moments = |column: usize| {
            (0..self.rows.len()).filter_map(move |row| match self.rows[row].values[column] {
                Datum::Moment(at) => Some(at),
                _ => None,
            })
        };
        let window = TimeWindow { start: moments(start).min(), end: moments(end).chain(moments(start)).max() };
        window.start.map(|_| window)
    }
}
