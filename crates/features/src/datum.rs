//! One value of one row.

use aula_cql2::{Span, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A value, borrowed where it can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum<'a> {
    /// Not known.
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// true or false
    Boolean(bool),
    /// An instant.
    Moment(Timestamp),
    /// A day.
    Day(Date),
}

impl<'a> Datum<'a> {
    /// A text that is borrowed.
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A text that is owned.
    #[must_use]
    pub fn owned(text: impl Into<String>) -> Datum<'static> {
        Datum::Text(Cow::Owned(text.into()))
    }

    /// A number; NULL where it is not finite.
    #[must_use]
    pub fn number(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Null }
    }

    /// The same value, borrowed from here.
    #[must_use]
    pub fn borrowed(&self) -> Datum<'_> {
        match self {
            Self::Text(text) => Datum::Text(Cow::Borrowed(text)),
            Self::Null => Datum::Null,
            Self::Integer(n) => Datum::Integer(*n),
            Self::Number(n) => Datum::Number(*n),
            Self::Boolean(b) => Datum::Boolean(*b),
            Self::Moment(t) => Datum::Moment(*t),
            Self::Day(d) => Datum::Day(*d),
        }
    }

    /// The value as a filter sees it.
    #[must_use]
    pub fn filtered(self) -> Value<'a> {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(text),
            #[expect(clippy::cast_precision_loss, reason = "numbers of a filter are of double precision")]
            Self::Integer(n) => Value::Number(n as f64),
            Self::Number(n) => Value::Number(n),
            Self::Boolean(b) => Value::Bool(b),
            Self::Moment(t) => Value::Time(Span::at(t)),
            Self::Day(d) => Value::Time(Span::day(d)),
        }
    }

    /// The order of a sorted answer: what is not known comes last.
    #[must_use]
    pub fn order(&self, other: &Datum<'_>) -> Ordering {
        #[expect(clippy::cast_precision_loss, reason = "an order of numbers of both sorts")]
        match (self, other) {
            (Self::Null, Datum::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Greater,
            (_, Datum::Null) => Ordering::Less,
            (Self::Text(a), Datum::Text(b)) => a.as_ref().cmp(b.as_ref()),
            (Self::Integer(a), Datum::Integer(b)) => a.cmp(b),
            (Self::Number(a), Datum::Number(b)) => a.total_cmp(b),
            (Self::Integer(a), Datum::Number(b)) => (*a as f64).total_cmp(b),
            (Self::Number(a), Datum::Integer(b)) => a.total_cmp(&(*b as f64)),
            (Self::Boolean(a), Datum::Boolean(b)) => a.cmp(b),
            (Self::Moment(a), Datum::Moment(b)) => a.cmp(b),
            (Self::Day(a), Datum::Day(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}
