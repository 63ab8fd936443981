//! Order and equality of values, three-valued.

use crate::expr::Comparison;
use crate::time::lenient;
use crate::value::Value;
use std::cmp::Ordering;

/// How one value stands to another; none where they cannot be compared.
pub(crate) fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.as_ref().cmp(b.as_ref())),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        // OGR has no type of its own for true and false.
        (Value::Bool(a), Value::Number(b)) => f64::from(u8::from(*a)).partial_cmp(b),
        (Value::Number(a), Value::Bool(b)) => a.partial_cmp(&f64::from(u8::from(*b))),
        (Value::Time(a), Value::Time(b)) => {
            Some(a.start.start().cmp(&b.start.start()).then(a.end.start().cmp(&b.end.start())))
        }
        (Value::Time(a), Value::Text(b)) => order(&Value::Time(*a), &Value::Time(lenient(b)?)),
        (Value::Text(a), Value::Time(b)) => order(&Value::Time(lenient(a)?), &Value::Time(*b)),
        _ => None,
    }
}

/// Whether a comparison holds; unknown where a value is.
pub(crate) fn holds(comparison: Comparison, a: &Value<'_>, b: &Value<'_>) -> Option<bool> {
    if a.is_null() || b.is_null() {
        return None;
    }
    let order = order(a, b);
    Some(match comparison {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::NotEqual => order != Some(Ordering::Equal),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => order.is_some_and(Ordering::is_le),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
    })
}
