//! The figures of a statistic written out: GeoJSON or JSON, CSV, and columns for the map.

use super::columns::{columns, pick};
use super::geojson::{Number, cell_collection, geometry_value};
use crate::http::Problem;
use aula_analysis::{CellFigures, Column, Field, HotPolygon, HotPolygons, TableFigures, Values};
use aula_exchange::{Cell, CsvWriter, ExchangeError};
use aula_model::Language;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// An answer that can be written.
pub(crate) trait Figures {
    /// Its content type.
    const JSON_TYPE: &'static str;

    /// With every figure and the settings.
    fn json(&self) -> Result<String, serde_json::Error>;

    /// The figures as a table.
    fn csv(&self) -> Result<String, ExchangeError>;

    /// The settings alone.
    fn settings(&self) -> Result<Value, serde_json::Error>;

    /// How many cells, areas or rows it tells of.
    fn rows(&self) -> usize;

    /// Values by position in a study set; none where the answer is not about cells.
    fn columns(&self, _asked: Option<&str>) -> Result<Option<Value>, Problem> {
        Ok(None)
    }
}

impl<D: Serialize + Sync> Figures for CellFigures<D> {
    const JSON_TYPE: &'static str = "application/geo+json";

    fn rows(&self) -> usize {
        self.space.set.cells().len()
    }

    fn json(&self) -> Result<String, serde_json::Error> {
        let about = self.settings.about.as_ref();
        // A place beyond the last cell shows none.
        let only = about.map(|about| about.position.unwrap_or(usize::MAX));
        let sentence = about.map(|about| serde_json::to_string(&about.sentence)).transpose()?;
        Ok(cell_collection(self.space.set.cells(), only, &self.settings()?, |text, i| {
            let _ = write!(text, "\"area_m2\":{:.3}", self.space.areas_m2[i]);
            for Column { name, values } in &self.columns {
                let _ = match values {
                    Values::Counts(x) => write!(text, ",\"{name}\":{}", x[i]),
                    Values::Numbers(x) => write!(text, ",\"{name}\":{}", Number(x[i])),
                    Values::Classes { names, of, .. } => write!(text, ",\"{name}\":\"{}\"", names[usize::from(of[i])]),
                };
            }
            if let Some(sentence) = &sentence {
                let _ = write!(text, ",\"sentence\":{sentence}");
            }
        }))
    }

    fn csv(&self) -> Result<String, ExchangeError> {
        let mut text = String::from("cell,area_m2");
        self.columns.iter().for_each(|column| {
            text.push(',');
            text.push_str(column.name);
        });
        text.push('\n');
        let only = self.settings.about.as_ref().map(|about| about.position);
        for (i, cell) in self.space.set.cells().iter().enumerate() {
            if only.is_some_and(|only| only != Some(i)) {
                continue;
            }
            let _ = write!(text, "{cell},{:.3}", self.space.areas_m2[i]);
            for column in &self.columns {
                let _ = match &column.values {
                    Values::Counts(x) => write!(text, ",{}", x[i]),
                    Values::Numbers(x) if x[i].is_finite() => write!(text, ",{}", x[i]),
                    Values::Numbers(_) => write!(text, ","),
                    Values::Classes { names, of, .. } => write!(text, ",{}", names[usize::from(of[i])]),
                };
            }
            text.push('\n');
        }
        Ok(text)
    }

    fn settings(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(&self.settings)
    }

    fn columns(&self, asked: Option<&str>) -> Result<Option<Value>, Problem> {
        let known: Vec<&'static str> = self.columns.iter().map(|column| column.name).collect();
        let asked = pick(asked, &known)?;
        let mut values = Map::new();
        let mut legends = Map::new();
        for column in self.columns.iter().filter(|column| asked.contains(&column.name)) {
            let list = match &column.values {
                Values::Counts(x) => json!(x),
                Values::Numbers(x) => Value::from(x.iter().map(|x| shown(*x)).collect::<Vec<_>>()),
                Values::Classes { legend, names, of } => {
                    legends.insert((*legend).to_owned(), json!(names));
                    json!(of)
                }
            };
            values.insert(column.name.to_owned(), list);
        }
        let settings = self.settings().map_err(|e| Problem::internal(&e))?;
        let mut answer = columns(&self.space.id, self.space.set.len(), &values, &settings);
        for (legend, names) in legends {
            answer[legend] = names;
        }
        Ok(Some(answer))
    }
}

/// A number as the map shows it: four significant digits, whole ones without a point, null where there is none.
fn shown(x: f64) -> Value {
    let short: f64 = if x.is_finite() { format!("{x:.3e}").parse().unwrap_or(x) } else { return Value::Null };
    if short.fract() == 0.0 && short.abs() < 1e15 { Value::from(short as i64) } else { Value::from(short) }
}

impl<S: Serialize, D: Serialize> Figures for TableFigures<S, D> {
    const JSON_TYPE: &'static str = "application/json";

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn json(&self) -> Result<String, serde_json::Error> {
        let mut answer = match serde_json::to_value(&self.summary)? {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut members = Map::new();
            for (name, field) in self.columns.iter().zip(row) {
                members.insert((*name).to_owned(), serde_json::to_value(field)?);
            }
            rows.push(Value::Object(members));
        }
        answer.insert("rows".to_owned(), Value::Array(rows));
        answer.insert("settings".to_owned(), self.settings()?);
        Ok(Value::Object(answer).to_string())
    }

    fn csv(&self) -> Result<String, ExchangeError> {
        let mut bytes = Vec::new();
        let mut csv = CsvWriter::new(&mut bytes, self.columns.iter().copied())?;
        for row in &self.rows {
            let cells: Vec<Cell<'_>> = row.iter().map(cell).collect();
            csv.row(&cells)?;
        }
        csv.finish()?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn settings(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(&self.settings)
    }
}

impl Figures for HotPolygons {
    const JSON_TYPE: &'static str = "application/geo+json";

    fn rows(&self) -> usize {
        self.polygons.len()
    }

    fn json(&self) -> Result<String, serde_json::Error> {
        let mut features = Vec::with_capacity(self.polygons.len());
        for polygon in &self.polygons {
            features.push(json!({
                "type": "Feature",
                "id": polygon.facts.rank,
                "geometry": geometry_value(&polygon.geometry),
                "properties": serde_json::to_value(&polygon.facts)?,
            }));
        }
        let settings = self.settings()?;
        Ok(json!({ "type": "FeatureCollection", "features": features, "settings": settings }).to_string())
    }

    fn csv(&self) -> Result<String, ExchangeError> {
        let mut bytes = Vec::new();
        let columns = [
            "rank", "side", "class", "cells", "area_km2", "count", "expected", "area", "name_kk", "name_ru", "name_en",
        ];
        let mut csv = CsvWriter::new(&mut bytes, columns)?;
        for HotPolygon { facts, .. } in &self.polygons {
            let name = |language| facts.names.as_ref().map_or("", |names| names.get(language));
            csv.row(&[
                Cell::Count(facts.rank.into()),
                Cell::Text(if facts.hot { "hot" } else { "cold" }),
                Cell::Text(facts.class),
                Cell::Count(facts.cells.len() as u64),
                Cell::Number(facts.area_km2),
                Cell::Count(facts.count),
                Cell::Number(facts.expected),
                Cell::Text(facts.area.as_ref().map_or("", |id| id.as_str())),
                Cell::Text(name(Language::Kk)),
                Cell::Text(name(Language::Ru)),
                Cell::Text(name(Language::En)),
            ])?;
        }
        csv.finish()?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn settings(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(&self.settings)
    }
}

fn cell(field: &Field) -> Cell<'_> {
    match field {
        Field::Text(text) => Cell::Text(text),
        Field::Number(x) => Cell::Number(*x),
        Field::Count(n) => Cell::Count(*n),
        Field::Empty => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_gets_four_digits_and_null_for_nothing() {
        assert_eq!(shown(12.345_678), json!(12.35));
        assert_eq!(shown(3.0), json!(3));
        assert_eq!(shown(0.000_123_456), json!(0.000_123_5));
        assert_eq!(shown(f64::NAN), Value::Null);
    }
}
