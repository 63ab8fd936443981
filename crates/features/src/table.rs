//! What every table can do.

use crate::column::{Column, ColumnKind, GeometryKind};
use crate::datum::Datum;
use crate::window::TimeWindow;
use aula_cql2::{ColumnType, Columns, Cql2Error, Expr, Filter, Row, Value};
use geo_types::{Coord, Geometry, Rect};
use std::borrow::Cow;

/// The geometry of a row, in degrees, longitude first.
#[derive(Debug, Clone, Copy)]
pub enum Shape<'a> {
    /// It has none.
    None,
    /// A point.
    Point(Coord<f64>),
    /// Any other.
    Geometry(&'a Geometry<f64>),
}

impl<'a> Shape<'a> {
    /// As a geometry, if there is one.
    #[must_use]
    pub fn geometry(self) -> Option<Cow<'a, Geometry<f64>>> {
        match self {
            Self::None => None,
            Self::Point(at) => Some(Cow::Owned(Geometry::Point(at.into()))),
            Self::Geometry(geometry) => Some(Cow::Borrowed(geometry)),
        }
    }
}

/// A table of features. Row numbers are those of one version; identifiers stay for ever.
pub trait Table: Send + Sync {
    /// Its columns.
    fn columns(&self) -> &[Column];
    /// What its geometries are.
    fn geometry_kind(&self) -> GeometryKind;
    /// How many rows there are.
    fn len(&self) -> usize;
    /// The row at a place in the order of identifiers, from 0.
    fn row_at(&self, place: usize) -> u32;
    /// The first place whose identifier comes after this one, which need not exist.
    fn place_after(&self, id: &str) -> usize;
    /// The row of an identifier.
    fn find(&self, id: &str) -> Option<u32>;
    /// The identifier of a row.
    fn id(&self, row: u32) -> Cow<'_, str>;
    /// Puts rows into the order of identifiers.
    fn sort(&self, rows: &mut [u32]);
    /// Rows that may meet one of the boxes, each once, in no order; none where a look at every row is as cheap.
    fn near(&self, boxes: &[Rect<f64>]) -> Option<Vec<u32>>;
    /// One value.
    fn datum(&self, row: u32, column: usize) -> Datum<'_>;
    /// The geometry of a row.
    fn shape(&self, row: u32) -> Shape<'_>;
    /// The box around everything; none for a table without geometry.
    fn bounds(&self) -> Option<Rect<f64>>;
    /// The columns that hold the first instant of a row and the first one after it, where rows have a time.
    fn time_columns(&self) -> Option<(usize, usize)> {
        None
    }
    /// The time of all rows together.
    fn period(&self) -> Option<TimeWindow> {
        None
    }
    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The columns of a table as a filter resolves them; the geometry is the one behind the last.
struct Named<'a>(&'a dyn Table);

impl Columns for Named<'_> {
    fn column(&self, name: &str) -> Option<(usize, ColumnType)> {
        let columns = self.0.columns();
        let found = columns.iter().position(|column| column.name == name);
        let kind = |i: usize| (i, columns[i].kind.filtered_as());
        // `geom` is how PostGIS, GeoPackage and the standard's own test data call it.
        let geometry = matches!(name, "geometry" | "geom").then_some((columns.len(), ColumnType::Geometry));
        found.map(kind).or(geometry)
    }
}

/// A filter for a table.
///
/// # Errors
/// Those of [`Filter::compile`].
pub fn compile(expr: &Expr, table: &dyn Table) -> Result<Filter, Cql2Error> {
    Filter::compile(expr, &Named(table))
}

/// A row as a filter reads it.
pub(crate) struct RowOf<'a> {
    pub(crate) table: &'a dyn Table,
    pub(crate) row: u32,
}

impl Row for RowOf<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        if column < self.table.columns().len() {
            return self.table.datum(self.row, column).filtered();
        }
        self.table.shape(self.row).geometry().map_or(Value::Null, Value::Geometry)
    }
}

impl dyn Table + '_ {
    /// The number of a column.
    #[must_use]
    pub fn column_named(&self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// The kind of a column.
    #[must_use]
    pub fn kind(&self, column: usize) -> ColumnKind {
        self.columns()[column].kind
    }
}
