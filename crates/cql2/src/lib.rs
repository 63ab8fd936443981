//! CQL2 (OGC 21-065r2), the filter language of OGC API, in both encodings.
//!
//! - text or JSON becomes an [`Expr`]: [`parse_text`], [`parse_json`]; nesting and height are limited, so that no
//!   expression, however long, can exhaust the stack
//! - an [`Expr`] becomes a [`Filter`] for the columns of a table: [`Filter::compile`]; unknown properties are errors
//! - a [`Filter`] says of a [`Row`] whether it is true, false or unknown (NULL): [`Filter::truth`]
//! - a [`Filter`] knows the boxes outside of which it can never be true: [`Filter::boxes`], for a spatial index
//!
//! Classes of the standard: basic-cql2, cql2-text, cql2-json, advanced-comparison-operators,
//! case-insensitive-comparison, accent-insensitive-comparison, basic-spatial-functions(-plus), spatial-functions,
//! temporal-functions, property-property, arithmetic. Array functions and custom functions are not known.
//!
//! # Where the standard leaves a choice
//! - Values of different types are never equal; a text that reads as a time is compared as one with a time.
//! - A division by zero is unknown.
//! - Geometry is planar in degrees, as in the standard's own test suite; a box whose west is east of its east goes over
//!   the antimeridian.
//! - Text is compared by code point.
//!
//! Pure: no I/O, no clock, no random source.

mod boxes;
mod compare;
mod compile;
mod error;
mod eval;
mod expr;
mod fold;
mod json;
mod lex;
mod like;
mod spatial;
mod temporal;
mod text;
mod time;
mod value;
mod wkt;

pub use compile::{Columns, Filter};
pub use error::Cql2Error;
pub use eval::Row;
pub use expr::{Arithmetic, Comparison, Expr, Literal};
pub use json::parse_json;
pub use spatial::SpatialOp;
pub use temporal::TemporalOp;
pub use text::{Dialect, parse_text};
pub use time::{Instant, Span};
pub use value::{ColumnType, Value};

/// Deepest nesting of brackets and functions that is read.
pub const MAX_NESTING: usize = 100;
/// Greatest height of an expression's tree; a chain of additions is as high as it is long.
pub const MAX_HEIGHT: usize = 250;
