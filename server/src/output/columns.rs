//! The compact form: a study set once, then columns of values by position.

use crate::http::Problem;
use serde_json::{Map, Value};

/// Names of the columns that a reader picked, or all.
pub(crate) fn pick(asked: Option<&str>, known: &[&'static str]) -> Result<Vec<&'static str>, Problem> {
    let Some(asked) = asked else { return Ok(known.to_vec()) };
    asked
        .split(',')
        .map(|name| {
            known.iter().copied().find(|k| *k == name).ok_or_else(|| {
                let remedy = format!("choose out of {}", known.join(", "));
                Problem::parameter("columns", format!("there is no column `{name}`"), remedy)
            })
        })
        .collect()
}

/// The object of an answer in columns.
pub(crate) fn columns(set: &str, n: usize, columns: &Map<String, Value>, settings: &Value) -> Value {
    serde_json::json!({ "set": set, "n": n, "columns": columns, "settings": settings })
}
