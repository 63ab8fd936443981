//! One text for one value: keys in order, no blanks, so that a digest means something.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The canonical text of a value: object keys in the order of their code points, no blanks, strings as `serde_json`
/// escapes them. With numbers of at most four decimal places it is what
/// `json.dumps(v, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` writes in Python.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

/// SHA-256, in hexadecimal, of the canonical text of an object without its own member `sha256`.
#[must_use]
pub fn digest(value: &Value) -> String {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        object.remove("sha256");
    }
    Sha256::digest(canonical(&value).as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Rounds every number that is no whole one to four places.
pub(super) fn round(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let rounded = number.as_f64().map(|n| (n * 1e4).round() / 1e4);
            // −0 and 0 would be two texts of one number.
            if let Some(rounded) = rounded.and_then(|n| serde_json::Number::from_f64(n + 0.0)) {
                *number = rounded;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(round),
        Value::Object(object) => object.values_mut().for_each(round),
        _ => {}
    }
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(list) => {
            text.push('[');
            for (i, item) in list.iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(object) => {
            // Sorted here and not left to the map: another crate's feature may keep its order of insertion.
            let mut members: Vec<(&String, &Value)> = object.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (i, (key, item)) in members.into_iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write(&Value::String(key.clone()), text);
                text.push(':');
                write(item, text);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}
