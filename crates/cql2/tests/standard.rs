//! The 274 predicates of the standard's own abstract test suite, with their expected counts on Natural Earth data.

use aula_cql2::{ColumnType, Columns, Dialect, Filter, Row, Span, Value, parse_text};
use geo_types::Geometry;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

struct Table {
    columns: Vec<(String, ColumnType)>,
    rows: Vec<Feature>,
}

struct Feature {
    geometry: Option<Geometry<f64>>,
    values: Vec<Json>,
    columns: Vec<ColumnType>,
}

impl Columns for Table {
    fn column(&self, name: &str) -> Option<(usize, ColumnType)> {
        self.columns.iter().position(|(n, _)| n == name).map(|i| (i, self.columns[i].1))
    }
}

impl Row for Feature {
    fn value(&self, column: usize) -> Value<'_> {
        match (self.columns[column], &self.values[column]) {
            (ColumnType::Geometry, _) => {
                self.geometry.as_ref().map_or(Value::Null, |g| Value::Geometry(Cow::Borrowed(g)))
            }
            (_, Json::Bool(b)) => Value::Bool(*b),
            (_, Json::Number(n)) => n.as_f64().map_or(Value::Null, Value::Number),
            (ColumnType::Time, Json::String(s)) => {
                match s.parse::<jiff::Timestamp>().or_else(|_| format!("{s}Z").parse()) {
                    Ok(at) => Value::Time(Span::at(at)),
                    Err(_) => Value::Time(Span::day(s.parse().expect("a date"))),
                }
            }
            (_, Json::String(s)) => Value::Text(Cow::Borrowed(s)),
            _ => Value::Null,
        }
    }
}

fn folder() -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os("AULA_TEST_DATA")?).join("clients/cql2-ats"))
}

fn read(folder: &std::path::Path, collection: &str) -> Table {
    let json = |suffix: &str| -> Json {
        let text = std::fs::read_to_string(folder.join(format!("{collection}{suffix}"))).expect("the file is there");
        serde_json::from_str(&text).expect("JSON")
    };
    let queryables = json(".queryables.json");
    let columns: Vec<(String, ColumnType)> = queryables["properties"]
        .as_object()
        .expect("queryables")
        .iter()
        .map(|(name, schema)| {
            let kind = match (schema["type"].as_str(), schema["format"].as_str()) {
                (None, _) => ColumnType::Geometry,
                (Some("boolean"), _) => ColumnType::Bool,
                (Some("integer" | "number"), _) => ColumnType::Number,
                (_, Some("date" | "date-time")) => ColumnType::Time,
                _ => ColumnType::Text,
            };
            (name.clone(), kind)
        })
        .collect();
    let rows = json(".geojson")["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|f| Feature {
            geometry: serde_json::from_value::<geojson::Geometry>(f["geometry"].clone())
                .ok()
                .and_then(|g| g.try_into().ok()),
            values: columns.iter().map(|(name, _)| f["properties"][name].clone()).collect(),
            columns: columns.iter().map(|(_, kind)| *kind).collect(),
        })
        .collect();
    Table { columns, rows }
}

/// Three expected counts contradict the data that the suite ships: of its 243 names three begin with "Ch" (Chișinău,
/// Chicago, Chengdu), where two are expected, and one begins with "Chis" in any spelling, where two are expected.
/// Reported as an error of the standard's table 11: <https://github.com/opengeospatial/ogcapi-features/issues/1011>.
const CONTRADICTED: [(&str, usize); 3] = [
    ("ACCENTI(name) LIKE accenti('Ch%')", 3),
    ("ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))", 1),
    ("ACCENTI(CASEI(name)) LIKE accenti(casei('cHis%'))", 1),
];

#[test]
fn all_predicates_of_the_standard_select_what_they_should() {
    let Some(folder) = folder() else {
        eprintln!("skipped: AULA_TEST_DATA is not set");
        return;
    };
    let predicates = std::fs::read_to_string(folder.join("predicates.tsv")).expect("the predicates are there");
    let mut tables: BTreeMap<&str, Table> = BTreeMap::new();
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for line in predicates.lines().skip(1) {
        let [_, _, collection, text, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let table = tables.entry(collection).or_insert_with(|| read(&folder, collection));
        let contradicted = CONTRADICTED.iter().find(|(predicate, _)| *predicate == text);
        let expected = contradicted.map_or_else(|| expected.parse().expect("a count"), |(_, counted)| *counted);
        asked += 1;
        let expr = match parse_text(text, Dialect::Cql2) {
            Ok(expr) => expr,
            Err(error) => {
                wrong.push(format!("{text}: {error}"));
                continue;
            }
        };
        match Filter::compile(&expr, table) {
            Ok(filter) => {
                let selected: Vec<&Feature> = table.rows.iter().filter(|row| filter.selects(*row)).collect();
                if selected.len() != expected {
                    wrong.push(format!("{text}: {}, expected {expected}", selected.len()));
                }
                if let Some(boxes) = filter.boxes() {
                    use geo::{BoundingRect as _, Intersects as _};
                    let met =
                        |g: &Geometry<f64>| g.bounding_rect().is_some_and(|r| boxes.iter().any(|b| b.intersects(&r)));
                    assert!(selected.iter().all(|f| f.geometry.as_ref().is_some_and(met)), "{text}: outside its boxes");
                }
            }
            Err(error) => wrong.push(format!("{text}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {asked} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(asked, 274);
}
