//! Which rows, and in which order.

use crate::datum::Datum;
use crate::table::{RowOf, Table};
use crate::window::TimeWindow;
use aula_cql2::Filter;
use geo::{BoundingRect as _, Intersects as _};
use geo_types::{Geometry, Rect};
use std::cmp::Ordering;
use std::sync::Arc;

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// Its number.
    pub column: usize,
    /// The greatest first.
    pub descending: bool,
}

/// Which rows: all that fulfil every part.
#[derive(Debug, Default)]
pub struct Query {
    /// Rows that share a point with one of these, and those without a geometry.
    pub regions: Option<Vec<Geometry<f64>>>,
    /// Rows that start in it, and those without a time.
    pub time: Option<TimeWindow>,
    /// Rows for which it is true.
    pub filters: Vec<Filter>,
    /// The order; that of identifiers where there is none, and among equals.
    pub sort: Vec<SortKey>,
}

/// The rows of a query in their order.
#[derive(Debug, Clone)]
pub enum Selection {
    /// Every row, by identifier.
    All,
    /// These.
    Rows(Arc<Vec<u32>>),
}

impl Selection {
    /// How many rows.
    #[must_use]
    pub fn len(&self, table: &dyn Table) -> usize {
        match self {
            Self::All => table.len(),
            Self::Rows(rows) => rows.len(),
        }
    }

    /// The row at a place.
    #[must_use]
    pub fn row(&self, table: &dyn Table, place: usize) -> u32 {
        match self {
            Self::All => table.row_at(place),
            Self::Rows(rows) => rows[place],
        }
    }
}

/// Finds the rows of a query. The spatial index is asked first.
#[must_use]
pub fn select(table: &dyn Table, query: &Query) -> Selection {
    let restricted = query.regions.is_some() || query.time.is_some() || !query.filters.is_empty();
    if !restricted && query.sort.is_empty() {
        return Selection::All;
    }
    let mut rows = match candidates(table, query) {
        Some(mut rows) => {
            rows.retain(|&row| fulfils(table, query, row));
            table.sort(&mut rows);
            rows
        }
        None => (0..table.len()).map(|place| table.row_at(place)).filter(|&row| fulfils(table, query, row)).collect(),
    };
    if !query.sort.is_empty() {
        rows.sort_by(|&a, &b| order(table, &query.sort, a, b));
    }
    Selection::Rows(Arc::new(rows))
}

fn candidates(table: &dyn Table, query: &Query) -> Option<Vec<u32>> {
    let of_regions = query.regions.as_ref().map(|regions| {
        let boxes: Vec<Rect<f64>> = regions.iter().filter_map(Geometry::bounding_rect).collect();
        (boxes, true)
    });
    let of_filters = query.filters.iter().filter_map(|filter| Some((filter.boxes()?, false)));
    let size = |boxes: &[Rect<f64>]| boxes.iter().map(|r| r.width() * r.height()).sum::<f64>();
    let (boxes, _) = of_regions.into_iter().chain(of_filters).min_by(|a, b| size(&a.0).total_cmp(&size(&b.0)))?;
    table.near(&boxes)
}

fn fulfils(table: &dyn Table, query: &Query, row: u32) -> bool {
    let in_region = query.regions.as_ref().is_none_or(|regions| match table.shape(row) {
        crate::Shape::None => true,
        crate::Shape::Point(at) => regions.iter().any(|region| match region {
            Geometry::Rect(r) => r.intersects(&at),
            other => other.intersects(&at),
        }),
        crate::Shape::Geometry(geometry) => regions.iter().any(|region| region.intersects(geometry)),
    });
    in_region
        && query.time.is_none_or(|window| {
            // The instant at which it starts is the time of a row, as clients take it that turn `start >= …` into this.
            table.time_columns().is_none_or(|(start, _)| match table.datum(row, start) {
                Datum::Moment(at) => window.meets(Some(at), Some(at)),
                _ => true,
            })
        })
        && query.filters.iter().all(|filter| filter.selects(&RowOf { table, row }))
}

/// How one row stands to another in a sorted answer.
pub(crate) fn order(table: &dyn Table, sort: &[SortKey], a: u32, b: u32) -> Ordering {
    let by_key = |key: &SortKey| {
        let (a, b) = (table.datum(a, key.column), table.datum(b, key.column));
        directed(key, &a, &b)
    };
    sort.iter().map(by_key).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

/// What is not known comes last in both directions.
pub(crate) fn directed(key: &SortKey, a: &Datum<'_>, b: &Datum<'_>) -> Ordering {
    let order = a.order(b);
    if key.descending && *a != Datum::Null && *b != Datum::Null { order.reverse() } else { order }
}
