//! The reading of a file: rows in, records and rejections out.

mod areas;
mod assembly;
mod chunk;
mod common;
mod delimited;
mod first;
mod geojson;
mod geometry;
mod incidents;
mod openrosa;
mod places;
mod table;

use crate::columns::Columns;
use crate::input::{Limits, Shape, open};
use crate::{ExchangeError, Mapping, RejectCode, Rejection};
pub use areas::read_areas;
use assembly::Assembly;
use aula_geometry::Projection;
use aula_model::{CategoryTable, Key, LonLat, SourceName};
pub(crate) use chunk::{RawRow, Scratch};
pub use first::{FirstRows, first_rows};
pub(crate) use geometry::{Located, RawGeometry};
pub use incidents::read_incidents;
use jiff::{Timestamp, tz::TimeZone};
pub use openrosa::read_openrosa;
pub use places::read_places;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
pub use table::{TextRow, read_table};

/// What a reading needs to know of its surroundings.
#[derive(Debug, Clone)]
pub struct ReadContext<'a> {
    /// The moment of the import; what happened later is rejected.
    pub now: Timestamp,
    /// The city's clock, for times without offset.
    pub zone: TimeZone,
    /// The categories the city knows.
    pub categories: &'a CategoryTable,
    /// The source where the mapping names none, as a rule [`source_name_of_file`](crate::source_name_of_file).
    pub default_source: SourceName,
    /// How much a file may hold.
    pub limits: Limits,
    /// Set from another thread, it ends the reading with [`ExchangeError::Stopped`].
    pub stop: Option<Arc<AtomicBool>>,
}

impl<'a> ReadContext<'a> {
    /// Surroundings with the usual limits.
    #[must_use]
    pub fn new(now: Timestamp, zone: TimeZone, categories: &'a CategoryTable, default_source: SourceName) -> Self {
        Self { now, zone, categories, default_source, limits: Limits::default(), stop: None }
    }
}

/// How far a reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file itself, packed if it is packed.
    pub bytes: u64,
    /// Rows read.
    pub rows: u64,
}

/// A record, with its identity in the log and where it stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<T> {
    /// Data row, from 1.
    pub number: u64,
    /// Its identity: importing the same file again meets the same ones.
    pub key: Key,
    /// The record.
    pub value: T,
}

/// What a file held. `read == rows.len() + duplicates + rejected.len()`, always.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<T> {
    /// The records, in the order of the file.
    pub rows: Vec<Row<T>>,
    /// The rows not taken, in the order of the file.
    pub rejected: Vec<Rejection>,
    /// Rows that repeat an earlier row with the same identifier, word for word.
    pub duplicates: u64,
    /// Data rows in the file; blank lines do not count.
    pub read: u64,
    /// What was taken from where.
    pub columns: Columns,
    /// What a person should know besides.
    pub notes: Vec<String>,
}

impl<T> Reading<T> {
    /// The same reading of other values.
    pub fn map<U>(self, f: impl Fn(T) -> U) -> Reading<U> {
        let rows = self.rows.into_iter().map(|row| Row { number: row.number, key: row.key, value: f(row.value) });
        Reading {
            rows: rows.collect(),
            rejected: self.rejected,
            duplicates: self.duplicates,
            read: self.read,
            columns: self.columns,
            notes: self.notes,
        }
    }
}

/// Why a row is not taken, before it is put together with its fields.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) column: Option<usize>,
    pub(crate) code: RejectCode,
    pub(crate) reason: String,
    pub(crate) remedy: String,
}

impl Fault {
    pub(crate) fn new(code: RejectCode, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { column: None, code, reason: reason.into(), remedy: remedy.into() }
    }

    pub(crate) fn at(mut self, column: Option<usize>) -> Self {
        self.column = self.column.or(column);
        self
    }
}

/// How the rows of a file become records; made from its columns.
pub(crate) trait Plan: Sync {
    type Value: Send;

    /// One record out of one row.
    fn read(&self, row: &RawRow<'_>, scratch: &mut Scratch) -> Result<Self::Value, Fault>;

    /// The key of a record that its source identifies.
    fn identified(value: &Self::Value) -> Option<Key>;

    /// The identifier, for messages.
    fn identifier(value: &Self::Value) -> &str;

    /// The key of a record without identifier.
    fn anonymous(value: &Self::Value, row: aula_model::ContentHash, nth: u32) -> Key;

    /// The fault of a record whose identifier an earlier row has, with another content.
    fn conflict(&self, value: &Self::Value, first_row: u64) -> Fault;

    /// Where a row is, if it says so, whatever else is wrong with it.
    fn place(&self, _: &RawRow<'_>) -> Option<LonLat> {
        None
    }

    /// Which columns are personal.
    fn personal(&self) -> &[bool];

    /// What was taken from where.
    fn columns(&self) -> &Columns;
}

/// Makes a plan of the columns of a file.
pub(crate) type PlanMaker<'a, P> = dyn Fn(&[String], &Layout) -> Result<P, ExchangeError> + 'a;

/// Opens a file and reads its rows by the plan that `plan` makes of its columns.
pub(crate) fn read_with<P: Plan>(
    input: impl Read + Send,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
    progress: &mut dyn FnMut(Progress),
    plan: &PlanMaker<'_, P>,
) -> Result<Reading<P::Value>, ExchangeError> {
    let opened = open(input, mapping.text_encoding()?, mapping.layer.as_deref(), ctx.limits)?;
    let mut assembly = Assembly::new(Arc::clone(&opened.meter), ctx.limits, ctx.stop.clone(), progress);
    match opened.shape {
        Shape::Table => delimited::read(opened, mapping.delimiter_byte()?, ctx.limits, &mut assembly, plan)?,
        Shape::Json => geojson::read(opened, ctx.limits, &mut assembly, plan)?,
    }
    Ok(assembly.finish())
}

/// What sort of table the rows come from.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// Whether each row has a geometry besides its fields.
    pub(crate) has_geometry: bool,
    /// Whether it is known that there is one row only.
    pub(crate) single: bool,
    /// The system of the coordinates, where the file names one.
    pub(crate) crs: Option<Projection>,
}
