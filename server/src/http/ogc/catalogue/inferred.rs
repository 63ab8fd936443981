//! Tables out of GeoJSON whose columns nobody declared: imported layers, published analyses, the public layer.

use aula_features::{Column, ColumnKind, Datum, Feature, Frozen, GeometryKind, moment};
use geo_types::Geometry;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Most columns of a table.
const MOST_COLUMNS: usize = 200;

/// The properties of a feature without nesting: `names: {kk: …}` becomes `names_kk`. Lists become JSON texts.
pub(crate) fn flat(properties: &Value) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in properties.as_object().into_iter().flatten() {
        match value {
            Value::Object(inner) => {
                for (part, value) in inner {
                    all.insert(format!("{name}_{part}"), plain(value));
                }
            }
            other => drop(all.insert(name.clone(), plain(other))),
        }
    }
    all
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Object(_) | Value::Array(_) => Value::from(value.to_string()),
        other => other.clone(),
    }
}

/// The narrowest kind that holds all values of each property, in the order of the alphabet.
pub(crate) fn columns<'a>(rows: impl Iterator<Item = &'a Map<String, Value>>) -> Vec<(String, ColumnKind)> {
    let mut kinds: BTreeMap<String, Option<ColumnKind>> = BTreeMap::new();
    for row in rows {
        for (name, value) in row {
            if kinds.len() >= MOST_COLUMNS && !kinds.contains_key(name) {
                continue;
            }
            let kind = kinds.entry(name.clone()).or_insert(None);
            *kind = match (*kind, kind_of(value)) {
                (known, None) => known,
                (None, new) => new,
                (Some(a), Some(b)) => Some(wider(a, b)),
            };
        }
    }
    kinds.into_iter().map(|(name, kind)| (name, kind.unwrap_or(ColumnKind::Text))).collect()
}

fn kind_of(value: &Value) -> Option<ColumnKind> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => ColumnKind::Boolean,
        Value::Number(n) if n.is_i64() => ColumnKind::Integer,
        Value::Number(_) => ColumnKind::Number,
        Value::String(text) if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() => ColumnKind::Day,
        Value::String(text) if moment(text).is_some() => ColumnKind::Moment,
        _ => ColumnKind::Text,
    })
}

fn wider(a: ColumnKind, b: ColumnKind) -> ColumnKind {
    use ColumnKind as K;
    match (a, b) {
        (a, b) if a == b => a,
        (K::Integer | K::Number, K::Integer | K::Number) => K::Number,
        _ => K::Text,
    }
}

/// A value of a column.
pub(crate) fn datum(value: &Value, kind: ColumnKind) -> Datum<'static> {
    let parsed = match (kind, value) {
        (_, Value::Null) => None,
        (ColumnKind::Integer, value) => value.as_i64().map(Datum::Integer),
        (ColumnKind::Number, value) => value.as_f64().map(Datum::number),
        (ColumnKind::Boolean, value) => value.as_bool().map(Datum::Boolean),
        (ColumnKind::Moment, value) => value.as_str().and_then(moment).map(Datum::Moment),
        (ColumnKind::Day, value) => value.as_str().and_then(|t| t.parse().ok()).map(Datum::Day),
        (ColumnKind::Text, Value::String(text)) => Some(Datum::owned(text.clone())),
        (ColumnKind::Text, other) => Some(Datum::owned(other.to_string())),
    };
    parsed.unwrap_or(Datum::Null)
}

/// A geometry out of GeoJSON.
pub(crate) fn geometry(value: &Value) -> Option<Geometry<f64>> {
    serde_json::from_value::<geojson::Geometry>(value.clone()).ok().and_then(|g| g.try_into().ok())
}

/// A table out of a `FeatureCollection`; a feature without an identifier is called by its `cell`, else by its place.
pub(super) fn table(collection: &Value, kind: GeometryKind) -> Frozen {
    let features: &[Value] = collection["features"].as_array().map_or(&[], Vec::as_slice);
    let rows: Vec<Map<String, Value>> = features
        .iter()
        .map(|f| {
            let mut row = flat(&f["properties"]);
            row.remove("id");
            row
        })
        .collect();
    let columns = columns(rows.iter());
    let feature = |(at, (feature, row)): (usize, (&Value, &Map<String, Value>))| {
        let named = [&feature["id"], &feature["properties"]["cell"]].into_iter().find(|v| !v.is_null());
        let id = named.map_or_else(|| format!("{at:07}"), |v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        let value =
            |(name, kind): &(String, ColumnKind)| short(name, datum(row.get(name).unwrap_or(&Value::Null), *kind));
        let values = columns.iter().map(value).collect();
        Feature { id, geometry: geometry(&feature["geometry"]), values }
    };
    let rows = features.iter().zip(&rows).enumerate().map(feature).collect();
    let frozen = Frozen::new(columns.iter().map(|(name, kind)| Column::new(name, *kind)).collect(), rows);
    if features.is_empty() { frozen.with_kind(kind) } else { frozen }
}

/// Twelve digits of a figure, six of an area: QGIS writes conditions with 15, QGIS 3.22 with 6, so that a number of more
/// is not equal to itself there.
fn short(name: &str, datum: Datum<'static>) -> Datum<'static> {
    match datum {
        Datum::Number(n) if name.starts_with("area_") => Datum::number(format!("{n:.5e}").parse().unwrap_or(n)),
        Datum::Number(n) => Datum::number(format!("{n:.11e}").parse().unwrap_or(n)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_property_gets_the_narrowest_kind_that_holds_it() {
        let rows = [
            json!({ "a": 1, "b": 1, "c": "2024-01-31", "d": "2024-01-31T10:00:00", "e": null, "f": true, "g": 1 }),
            json!({ "a": 2, "b": 1.5, "c": null, "d": "2024-01-31T10:00:00Z", "e": null, "f": false, "g": "x",
                    "names": { "kk": "Ә", "ru": "А" }, "list": [1] }),
        ];
        let rows: Vec<_> = rows.iter().map(flat).collect();
        use ColumnKind as K;
        let expected = [
            ("a", K::Integer),
            ("b", K::Number),
            ("c", K::Day),
            ("d", K::Moment),
            ("e", K::Text),
            ("f", K::Boolean),
            ("g", K::Text),
            ("list", K::Text),
            ("names_kk", K::Text),
            ("names_ru", K::Text),
        ];
        assert_eq!(columns(rows.iter()), expected.map(|(n, k)| (n.to_owned(), k)));
    }
}
