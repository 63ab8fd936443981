//! A filter says of a row whether it is true, false or unknown.

use crate::compare::holds;
use crate::compile::{Filter, Like, Node};
use crate::expr::Comparison;
use crate::fold;
use crate::like::Pattern;
use crate::time::{Instant, Span, lenient};
use crate::value::Value;
use std::borrow::Cow;

/// A row of the table that the filter was compiled for.
pub trait Row {
    /// The value of a column by its number.
    fn value(&self, column: usize) -> Value<'_>;
}

impl Filter {
    /// Whether the filter holds for a row; none where it cannot be told because something is NULL.
    #[must_use]
    pub fn truth(&self, row: &dyn Row) -> Option<bool> {
        truth(&self.root, row)
    }

    /// Whether the row is selected: the filter is true, not merely unknown.
    #[must_use]
    pub fn selects(&self, row: &dyn Row) -> bool {
        self.truth(row) == Some(true)
    }
}

fn truth(node: &Node, row: &dyn Row) -> Option<bool> {
    match node {
        Node::And(all) => {
            let mut known = Some(true);
            for node in all {
                match truth(node, row) {
                    Some(false) => return Some(false),
                    None => known = None,
                    Some(true) => {}
                }
            }
            known
        }
        Node::Or(all) => {
            let mut known = Some(false);
            for node in all {
                match truth(node, row) {
                    Some(true) => return Some(true),
                    None => known = None,
                    Some(false) => {}
                }
            }
            known
        }
        Node::Not(node) => truth(node, row).map(|t| !t),
        Node::Compare(op, a, b) => holds(*op, &value(a, row), &value(b, row)),
        Node::Like(of, like, casei) => matches(&value(of, row), like, *casei, row),
        Node::Between(of) => {
            let [of, low, high] = &**of;
            let of = value(of, row);
            let above = holds(Comparison::GreaterOrEqual, &of, &value(low, row));
            let below = holds(Comparison::LessOrEqual, &of, &value(high, row));
            both(above, below)
        }
        Node::In(of, list) => {
            let of = value(of, row);
            let mut known = Some(false);
            for one in list {
                match holds(Comparison::Equal, &of, &value(one, row)) {
                    Some(true) => return Some(true),
                    None => known = None,
                    Some(false) => {}
                }
            }
            known
        }
        Node::IsNull(of) => Some(value(of, row).is_null()),
        Node::Spatial(op, a, b) => match (value(a, row), value(b, row)) {
            (Value::Geometry(a), Value::Geometry(b)) => Some(op.holds(&a, &b)),
            _ => None,
        },
        Node::Temporal(op, a, b) => Some(op.holds(span(&value(a, row))?, span(&value(b, row))?)),
        Node::Bool(b) => Some(*b),
        other => match value(other, row) {
            Value::Bool(b) => Some(b),
            _ => None,
        },
    }
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn matches(of: &Value<'_>, like: &Like, casei: bool, row: &dyn Row) -> Option<bool> {
    let text: Cow<'_, str> = match of {
        Value::Null => return None,
        Value::Text(text) if casei => Cow::Owned(fold::casei(text)),
        Value::Text(text) => Cow::Borrowed(text),
        _ => return Some(false),
    };
    match like {
        Like::Fixed(pattern) => Some(pattern.matches(&text)),
        Like::Each(pattern) => match value(pattern, row) {
            Value::Text(p) if casei => Some(Pattern::new(&fold::casei(&p)).matches(&text)),
            Value::Text(p) => Some(Pattern::new(&p).matches(&text)),
            Value::Null => None,
            _ => Some(false),
        },
    }
}

fn span(value: &Value<'_>) -> Option<Span> {
    match value {
        Value::Time(span) => Some(*span),
        Value::Text(text) => lenient(text),
        _ => None,
    }
}

fn value<'a>(node: &'a Node, row: &'a dyn Row) -> Value<'a> {
    let number = |node| match value(node, row) {
        Value::Number(n) => Some(n),
        _ => None,
    };
    let folded = |node, fold: fn(&str) -> String| match value(node, row) {
        Value::Text(text) => Value::Text(Cow::Owned(fold(&text))),
        other => other,
    };
    match node {
        Node::Column(number, _) => row.value(*number),
        Node::Bool(b) => Value::Bool(*b),
        Node::Number(n) => Value::Number(*n),
        Node::Text(text) => Value::Text(Cow::Borrowed(text)),
        Node::Time(span) => Value::Time(*span),
        Node::Geometry(geometry) => Value::Geometry(Cow::Borrowed(geometry)),
        Node::Arithmetic(op, a, b) => match (number(a), number(b)) {
            (Some(a), Some(b)) => op.apply(a, b).map_or(Value::Null, Value::Number),
            _ => Value::Null,
        },
        Node::Casei(of) => folded(of, fold::casei),
        Node::Accenti(of) => folded(of, fold::accenti),
        Node::Interval(start, end) => {
            let bound = |node: &'a Option<Box<Node>>, open: Instant| match node {
                None => Some(Span { start: open, end: open }),
                Some(node) => span(&value(node, row)),
            };
            match (bound(start, Instant::FIRST), bound(end, Instant::LAST)) {
                (Some(start), Some(end)) => Value::Time(Span { start: start.start, end: end.end }),
                _ => Value::Null,
            }
        }
        condition => truth(condition, row).map_or(Value::Null, Value::Bool),
    }
}
