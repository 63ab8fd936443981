//! Pages that neither skip nor repeat while data change.

use crate::datum::Datum;
use crate::query::{Selection, SortKey, directed};
use crate::table::Table;
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// After which row a page begins: its identifier and, in a sorted answer, its values of the sorted columns. So the place
/// is found again when rows have come, gone or changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    id: String,
    values: Vec<Value>,
}

/// A text that is no cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor of ours")]
pub struct CursorError;

impl std::str::FromStr for Cursor {
    type Err = CursorError;
    fn from_str(text: &str) -> Result<Self, CursorError> {
        let parts: Vec<Value> = serde_json::from_str(text).map_err(|_| CursorError)?;
        match parts.split_first() {
            Some((Value::String(id), values)) => Ok(Self { id: id.clone(), values: values.to_vec() }),
            _ => Err(CursorError),
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<Value> = std::iter::once(Value::from(self.id.clone())).chain(self.values.clone()).collect();
        Value::from(parts).fmt(f)
    }
}

/// A part of a selection.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<u32>,
    /// After which row the next begins; none at the end.
    pub next: Option<Cursor>,
}

impl Page {
    /// The rows after a cursor, `offset` of them passed over, at most `limit`.
    #[must_use]
    pub fn cut(
        table: &dyn Table,
        selection: &Selection,
        sort: &[SortKey],
        after: Option<&Cursor>,
        offset: usize,
        limit: usize,
    ) -> Self {
        let matched = selection.len(table);
        let first = after.map_or(0, |cursor| place_after(table, selection, sort, cursor)).saturating_add(offset);
        let first = first.min(matched);
        let last = first.saturating_add(limit).min(matched);
        let rows: Vec<u32> = (first..last).map(|place| selection.row(table, place)).collect();
        let next = rows.last().filter(|_| last < matched).map(|&row| Cursor {
            id: table.id(row).into_owned(),
            values: sort.iter().map(|key| written(&table.datum(row, key.column))).collect(),
        });
        Self { rows, next }
    }
}

fn place_after(table: &dyn Table, selection: &Selection, sort: &[SortKey], cursor: &Cursor) -> usize {
    let Selection::Rows(rows) = selection else { return table.place_after(&cursor.id) };
    rows.partition_point(|&row| {
        let by_value = sort.iter().zip(&cursor.values).map(|(key, value)| {
            directed(key, &table.datum(row, key.column), &read(value, &table.datum(row, key.column)))
        });
        let order = by_value.fold(Ordering::Equal, Ordering::then);
        order.then_with(|| table.id(row).as_ref().cmp(&cursor.id)).is_le()
    })
}

fn written(datum: &Datum<'_>) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Text(text) => Value::from(text.as_ref()),
        Datum::Integer(n) => Value::from(*n),
        Datum::Number(n) => Value::from(*n),
        Datum::Boolean(b) => Value::from(*b),
        Datum::Moment(t) => Value::from(t.to_string()),
        Datum::Day(d) => Value::from(d.to_string()),
    }
}

/// A value of a cursor, of the sort that the row beside it has.
fn read<'a>(value: &'a Value, beside: &Datum<'_>) -> Datum<'a> {
    match value {
        Value::Bool(b) => Datum::Boolean(*b),
        Value::Number(n) => match n.as_i64() {
            Some(n) => Datum::Integer(n),
            None => n.as_f64().map_or(Datum::Null, Datum::Number),
        },
        Value::String(text) => match beside {
            Datum::Moment(_) => text.parse().map_or(Datum::Null, Datum::Moment),
            Datum::Day(_) => text.parse().map_or(Datum::Null, Datum::Day),
            _ => Datum::Text(Cow::Borrowed(text)),
        },
        _ => Datum::Null,
    }
}
