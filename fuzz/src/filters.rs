//! CQL2 filters in both encodings, asked of a row of every type.

use aula_cql2::{ColumnType, Columns, Dialect, Expr, Filter, Row, Span, Value, parse_json, parse_text};
use geo_types::Geometry;
use std::borrow::Cow;

/// A filter in text is refused or answered.
pub fn cql2_text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for dialect in [Dialect::Cql2, Dialect::Ogr] {
        match parse_text(&text, dialect) {
            Ok(expr) => ask(&expr),
            Err(reason) => assert!(!reason.to_string().is_empty()),
        }
    }
}

/// A filter in JSON is refused or answered.
pub fn cql2_json(data: &[u8]) {
    match parse_json(&String::from_utf8_lossy(data)) {
        Ok(expr) => ask(&expr),
        Err(reason) => assert!(!reason.to_string().is_empty()),
    }
}

struct Table;

const TYPES: [ColumnType; 5] =
    [ColumnType::Bool, ColumnType::Number, ColumnType::Text, ColumnType::Time, ColumnType::Geometry];

impl Columns for Table {
    fn column(&self, name: &str) -> Option<(usize, ColumnType)> {
        let number = name.bytes().map(usize::from).sum::<usize>() % TYPES.len();
        Some((number, TYPES[number]))
    }
}

struct Known;

impl Row for Known {
    fn value(&self, column: usize) -> Value<'_> {
        match TYPES[column] {
            ColumnType::Bool => Value::Bool(true),
            ColumnType::Number => Value::Number(5.0),
            ColumnType::Text => Value::Text(Cow::Borrowed("қазақ")),
            ColumnType::Time => Value::Time(Span::day(jiff::civil::date(2024, 3, 1))),
            ColumnType::Geometry => Value::Geometry(Cow::Owned(Geometry::Point((76.9, 43.2).into()))),
        }
    }
}

struct Unknown;

impl Row for Unknown {
    fn value(&self, _column: usize) -> Value<'_> {
        Value::Null
    }
}

fn ask(expr: &Expr) {
    let Ok(filter) = Filter::compile(expr, &Table) else { return };
    let _ = filter.truth(&Unknown);
    let selected = filter.selects(&Known);
    if let (true, Some(boxes)) = (selected, filter.boxes()) {
        let inside = |b: &geo_types::Rect<f64>| {
            (b.min().x..=b.max().x).contains(&76.9) && (b.min().y..=b.max().y).contains(&43.2)
        };
        assert!(boxes.iter().any(inside), "selected outside of its boxes");
    }
}
