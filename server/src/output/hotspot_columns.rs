//! A hotspot layer in columns, numbers rounded to what a screen can show.

use super::columns::{columns, pick};
use crate::http::Problem;
use aula_analysis::HotspotLayer;
use aula_statistics::HotspotClass;
use serde_json::{Map, Value};

const KNOWN: &[&str] = &["count", "ring_count", "ring_expected", "z", "p", "q", "class"];

/// The columns of a hotspot layer; those without a verdict are empty lists.
///
/// # Errors
/// A problem that names a column which does not exist.
pub(crate) fn hotspot_columns(layer: &HotspotLayer, asked: Option<&str>) -> Result<Value, Problem> {
    let mut values = Map::new();
    for name in pick(asked, KNOWN)? {
        let gi = |pick: fn(&aula_statistics::GiStar) -> &Vec<f64>| layer.gi.as_ref().map_or(&[][..], |gi| pick(gi));
        let column = match name {
            "count" => Value::from(layer.counts.clone()),
            "ring_count" => rounded(gi(|g| &g.observed), |x| decimals(x, 1.0)),
            "ring_expected" => rounded(gi(|g| &g.expected), |x| decimals(x, 10.0)),
            "z" => rounded(gi(|g| &g.z), |x| decimals(x, 100.0)),
            "p" => rounded(gi(|g| &g.p), significant),
            "q" => rounded(&layer.q, significant),
            _ => Value::from(layer.classes.iter().map(|c| class_index(*c)).collect::<Vec<_>>()),
        };
        values.insert(name.to_owned(), column);
    }
    let settings = serde_json::to_value(&layer.settings).unwrap_or_default();
    let mut answer = columns(&layer.space.id, layer.counts.len(), &values, &settings);
    let names: Vec<&str> = HotspotClass::ALL.iter().map(|c| c.as_str()).collect();
    answer["classes"] = Value::from(names);
    Ok(answer)
}

fn class_index(class: HotspotClass) -> usize {
    HotspotClass::ALL.iter().position(|c| *c == class).unwrap_or_default()
}

fn rounded(values: &[f64], round: fn(f64) -> f64) -> Value {
    let number = |x: &f64| {
        let r = round(*x);
        // Whole numbers are shorter without a decimal point.
        if r.fract() == 0.0 && r.abs() < 1e15 { Value::from(r as i64) } else { Value::from(r) }
    };
    Value::from(values.iter().map(number).collect::<Vec<_>>())
}

fn decimals(x: f64, scale: f64) -> f64 {
    (x * scale).round() / scale
}

/// Three significant digits.
fn significant(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return 0.0;
    }
    format!("{x:.2e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_probabilities_keep_three_digits() {
        assert_eq!(significant(0.000_123_456), 0.000_123);
        assert_eq!(significant(0.045_67), 0.045_7);
        assert_eq!(significant(0.0), 0.0);
        assert_eq!(rounded(&[1.0, 2.34], |x| decimals(x, 10.0)).to_string(), "[1,2.3]");
    }
}
