//! `GET /ogc/collections/{id}/queryables|schema|sortables`: what features are made of.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue::{self, Collection};
use super::html::{Page, escape};
use super::negotiate::{Form, SCHEMA};
use super::question::RESERVED;
use super::words::{found, word};
use aula_features::{Column, ColumnKind};
use aula_model::Language;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Map, Value, json};

/// Which of the three.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Queryables,
    Schema,
    Sortables,
}

pub(crate) async fn queryables(app: State<App>, id: Path<String>, asked: Asked) -> Result<Response, Problem> {
    answer(app, id, asked, Which::Queryables).await
}

pub(crate) async fn schema(app: State<App>, id: Path<String>, asked: Asked) -> Result<Response, Problem> {
    answer(app, id, asked, Which::Schema).await
}

pub(crate) async fn sortables(app: State<App>, id: Path<String>, asked: Asked) -> Result<Response, Problem> {
    answer(app, id, asked, Which::Sortables).await
}

async fn answer(
    State(app): State<App>,
    Path(id): Path<String>,
    mut asked: Asked,
    which: Which,
) -> Result<Response, Problem> {
    let form = asked.form(SCHEMA)?;
    let language = asked.language()?;
    asked.params.take("token");
    asked.finish()?;
    let work = app.work.clone();
    work.run(move || {
        let collection = catalogue::find(&app.desk.core, &app.ogc, &asked.viewer, &id)?;
        if let Some(unchanged) = asked.unchanged() {
            return Ok(unchanged);
        }
        if form == Form::Html {
            return Ok(html(&asked, &collection, which, language));
        }
        let own = format!("{}{}", asked.base, asked.path);
        let body = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": own,
            "title": collection.title(language),
            "description": collection.description(language),
            "type": "object",
            "properties": properties(&collection, which, language),
            "additionalProperties": false,
        });
        Ok(asked.json("application/schema+json", &body))
    })
    .await
}

/// Whether a property may stand as a parameter of its own.
pub(super) fn is_parameter(column: &Column) -> bool {
    !RESERVED.contains(&column.name.as_str())
}

fn properties(collection: &Collection, which: Which, language: Language) -> Value {
    let table = collection.table.as_ref();
    let mut all = Map::new();
    if which == Which::Schema {
        all.insert("id".to_owned(), json!({ "type": "string", "title": "id", "x-ogc-role": "id", "readOnly": true }));
    }
    if which != Which::Sortables {
        let geometry = json!({
            "title": word(language, "geometry"),
            "format": table.geometry_kind().format(),
            "x-ogc-role": "primary-geometry",
        });
        all.insert("geometry".to_owned(), geometry);
    }
    let time = table.time_columns();
    for (i, column) in table.columns().iter().enumerate() {
        let mut schema = described(column, language);
        let role = time.filter(|(start, _)| *start == i).map(|_| "primary-instant");
        if let Some(role) = role.filter(|_| which == Which::Schema) {
            schema["x-ogc-role"] = Value::from(role);
        }
        if which == Which::Schema {
            schema["x-ogc-propertySeq"] = Value::from(i + 1);
        }
        all.insert(column.name.to_string(), schema);
    }
    Value::Object(all)
}

/// The schema of a property: one type each, as QGIS wants it.
pub(super) fn described(column: &Column, language: Language) -> Value {
    let (kind, format) = column.kind.schema();
    let mut schema = json!({ "title": title(column, language), "type": kind });
    if let Some(format) = format {
        schema["format"] = Value::from(format);
    }
    if matches!(column.kind, ColumnKind::Number | ColumnKind::Integer) && column.name.ends_with("_m2") {
        schema["x-ogc-unit"] = Value::from("m2");
    }
    schema
}

fn title(column: &Column, language: Language) -> String {
    found(language, &format!("column_{}", column.name)).map_or_else(|| column.name.to_string(), str::to_owned)
}

fn html(asked: &Asked, collection: &Collection, which: Which, language: Language) -> Response {
    let key = match which {
        Which::Queryables => "queryables",
        Which::Schema => "schema",
        Which::Sortables => "sortables",
    };
    let mut page = Page::new(asked, language, &format!("{} · {}", collection.title(language), word(language, key)));
    let rows = collection.table.columns().iter().map(|column| {
        let (kind, format) = column.kind.schema();
        vec![escape(&column.name), escape(&title(column, language)), format.unwrap_or(kind).to_owned()]
    });
    page.table(&[word(language, "name"), word(language, "title"), word(language, "type")], rows);
    page.answer(asked)
}
