//! What a row can hold.

use crate::time::Span;
use geo_types::Geometry;
use std::borrow::Cow;

/// What sort of values a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// true and false
    Bool,
    /// Numbers, whole or not.
    Number,
    /// Texts.
    Text,
    /// Instants or days.
    Time,
    /// Geometries in degrees.
    Geometry,
}

/// A value of a row or of a part of the filter.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// Nothing is known.
    Null,
    /// true or false
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A day, an instant or an interval.
    Time(Span),
    /// A geometry in degrees, longitude first.
    Geometry(Cow<'a, Geometry<f64>>),
}

impl Value<'_> {
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}
