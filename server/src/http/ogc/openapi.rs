//! `GET /ogc/api`: the definition, OpenAPI 3.0 by hand, with a literal path for each collection.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue::{self, Collection, city_name};
use super::download;
use super::html::{Page, link, path_part};
use super::negotiate::{DEFINITION, Form};
use super::schemas::{described, is_parameter};
use super::words::{filled, word};
use super::{DEFAULT_LIMIT, MAX_LIMIT};
use aula_features::Crs;
use aula_model::Language;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

pub(crate) async fn api(State(app): State<App>, mut asked: Asked) -> Result<Response, Problem> {
    let form = asked.form(DEFINITION)?;
    let language = asked.language()?;
    asked.params.take("token");
    asked.finish()?;
    if let Some(unchanged) = asked.unchanged() {
        return Ok(unchanged);
    }
    let work = app.work.clone();
    work.run(move || {
        let all = catalogue::all(&app.desk.core, &app.ogc, &asked.viewer);
        let document = document(&app, &asked, &all, language);
        if form == Form::Html {
            return Ok(html(&asked, &document, language));
        }
        Ok(asked.json("application/vnd.oai.openapi+json;version=3.0", &document))
    })
    .await
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn document(app: &App, asked: &Asked, all: &[Collection], language: Language) -> Value {
    let snapshot = app.city.snapshot();
    let city = city_name(&snapshot.settings().names, language);
    let systems: Vec<String> = Crs::served(snapshot.settings().crs_epsg).iter().map(Crs::uri).collect();
    let mut paths = Map::new();
    let common =
        || vec![reference("parameters", "f"), reference("parameters", "lang"), reference("parameters", "token")];
    for (path, id, key, schema) in [
        ("/", "getLandingPage", "landing", "landingPage"),
        ("/conformance", "getConformance", "conformance", "confClasses"),
        ("/collections", "getCollections", "collections", "collections"),
    ] {
        let parameters = if id == "getConformance" { common()[..2].to_vec() } else { common() };
        paths.insert(
            path.to_owned(),
            get(id, word(language, key), "Capabilities", &parameters, &[("application/json", schema)], false),
        );
    }
    paths.insert(
        "/api".to_owned(),
        get(
            "getApiDefinition",
            word(language, "definition"),
            "Capabilities",
            &common(),
            &[("application/vnd.oai.openapi+json;version=3.0", "anything")],
            false,
        ),
    );
    for collection in all {
        describe(&mut paths, collection, language, &common());
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": filled(language, "landing_title", &[("city", &city)]),
            "description": word(language, "landing_about"),
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "url": "https://spdx.org/licenses/Apache-2.0" },
        },
        "servers": [{ "url": asked.base }],
        "tags": [
            { "name": "Capabilities", "description": word(language, "landing") },
            { "name": "Data", "description": word(language, "collections") },
        ],
        "security": [{}, { "bearer": [] }, { "basic": [] }],
        "paths": paths,
        "components": components(&systems),
    })
}

/// The paths of one collection.
fn describe(paths: &mut Map<String, Value>, collection: &Collection, language: Language, common: &[Value]) {
    let own = format!("/collections/{}", path_part(&collection.id));
    let title = collection.title(language);
    let name = collection.id.split(|c: char| !c.is_ascii_alphanumeric()).map(capital).collect::<String>();
    paths.insert(
        own.clone(),
        get(&format!("describe{name}"), &title, "Data", common, &[("application/json", "collection")], true),
    );
    for (part, key) in [("queryables", "queryables"), ("sortables", "sortables"), ("schema", "schema")] {
        let summary = format!("{title} · {}", word(language, key));
        let content = [("application/schema+json", "anything")];
        paths.insert(format!("{own}/{part}"), get(&format!("{key}{name}"), &summary, "Data", common, &content, true));
    }
    let mut parameters = vec![reference("parameters", "f-items"), common[1].clone(), common[2].clone()];
    let shared = [
        "limit",
        "offset",
        "cursor",
        "bbox",
        "bbox-crs",
        "datetime",
        "crs",
        "filter",
        "filter-lang",
        "filter-crs",
        "sortby",
        "properties",
    ];
    parameters.extend(shared.map(|p| reference("parameters", p)));
    parameters.extend(collection.table.columns().iter().filter(|c| is_parameter(c)).map(|column| {
        let mut schema = described(column, language);
        let title = schema["title"].take();
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("title");
            schema.remove("x-ogc-unit");
        }
        json!({ "name": column.name, "in": "query", "required": false, "style": "form", "explode": false,
                "description": title, "schema": schema })
    }));
    let features = [("application/geo+json", "featureCollection")];
    let mut items = get(&format!("get{name}"), &title, "Data", &parameters, &features, true);
    for format in download::offered(collection) {
        items["get"]["responses"]["200"]["content"][format.media_type()] =
            json!({ "schema": { "type": "string", "format": "binary" } });
    }
    paths.insert(format!("{own}/items"), items);
    let mut parameters = common.to_vec();
    parameters.push(reference("parameters", "crs"));
    parameters.push(json!({ "name": "featureId", "in": "path", "required": true, "schema": { "type": "string" } }));
    paths.insert(
        format!("{own}/items/{{featureId}}"),
        get(&format!("get{name}Feature"), &title, "Data", &parameters, &[("application/geo+json", "feature")], true),
    );
}

fn capital(part: &str) -> String {
    let mut chars = part.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// A GET: what it answers, and every way in which it can refuse.
fn get(id: &str, summary: &str, tag: &str, parameters: &[Value], content: &[(&str, &str)], found: bool) -> Value {
    let mut bodies: Map<String, Value> = content
        .iter()
        .map(|(media, schema)| ((*media).to_owned(), json!({ "schema": reference("schemas", schema) })))
        .collect();
    bodies.insert("text/html".to_owned(), json!({ "schema": { "type": "string" } }));
    let mut responses = Map::new();
    responses.insert("200".to_owned(), json!({ "description": summary, "content": bodies }));
    responses.insert("304".to_owned(), json!({ "description": "The client has it already" }));
    let mut refusals = vec!["400", "401", "406", "429", "503"];
    if found {
        refusals.extend(["403", "404", "414"]);
    }
    for status in refusals {
        responses.insert(status.to_owned(), reference("responses", "Problem"));
    }
    json!({ "get": { "operationId": id, "summary": summary, "description": summary, "tags": [tag],
                     "parameters": parameters, "responses": responses } })
}

fn parameter(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "required": false, "style": "form", "explode": false,
            "description": description, "schema": schema })
}

fn components(systems: &[String]) -> Value {
    let text = json!({ "type": "string" });
    let numbers = json!({ "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 6 });
    let system = json!({ "type": "string", "format": "uri", "enum": systems, "default": systems.first() });
    let filter_lang =
        json!({ "type": "string", "enum": ["cql2-text", "cql2-json", "cql-text"], "default": "cql2-text" });
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT });
    json!({
        "parameters": {
            "f": parameter("f", "The form of the answer; without it Accept decides", &json!({ "type": "string", "enum": ["json", "html"] })),
            "f-items": parameter("f", "The form of the answer, a page or a whole file; without it Accept decides",
                &json!({ "type": "string", "enum": ["geojson", "json", "html", "csv", "csv-excel", "fgb", "gpkg", "parquet", "geojsonl", "kml", "shp"] })),
            "lang": parameter("lang", "The language of titles; without it Accept-Language decides",
                &json!({ "type": "string", "enum": ["kk", "ru", "en"] })),
            "token": parameter("token", "A short-lived token, for tools that can send no header", &text),
            "limit": parameter("limit", "At most so many features; more than the maximum is the maximum", &limit),
            "offset": parameter("offset", "So many features passed over; the link next is better",
                &json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": 0 })),
            "cursor": parameter("cursor", "Where the page begins: taken from the link next", &text),
            "bbox": parameter("bbox", "Features that meet a box: west,south,east,north; over the antimeridian where west is the greater", &numbers),
            "bbox-crs": parameter("bbox-crs", "The coordinate reference system of bbox", &system),
            "datetime": parameter("datetime", "Features of an instant, or of an interval start/end; an open end is ..", &text),
            "crs": parameter("crs", "The coordinate reference system of the answer", &system),
            "filter": parameter("filter", "A condition in CQL2", &text),
            "filter-lang": parameter("filter-lang", "How the condition is written", &filter_lang),
            "filter-crs": parameter("filter-crs", "The coordinate reference system of the condition's geometries", &system),
            "sortby": parameter("sortby", "Properties to sort by, each with - before it for the greatest first",
                &json!({ "type": "array", "items": { "type": "string" } })),
            "properties": parameter("properties", "Only these properties",
                &json!({ "type": "array", "items": { "type": "string" } })),
        },
        "responses": {
            "Problem": { "description": "What is wrong and how to mend it (RFC 9457)",
                "content": { "application/problem+json": { "schema": reference("schemas", "problem") } } },
        },
        "schemas": schemas(),
        "securitySchemes": {
            "bearer": { "type": "http", "scheme": "bearer" },
            "basic": { "type": "http", "scheme": "basic", "description": "The token is the password" },
        },
    })
}

fn schemas() -> Value {
    let links = json!({ "type": "array", "items": reference("schemas", "link") });
    let geometry = json!({ "type": "object", "nullable": true, "required": ["type"],
        "properties": { "type": { "type": "string" } } });
    let feature = json!({ "type": "object", "required": ["type", "id", "geometry", "properties"], "properties": {
        "type": { "type": "string", "enum": ["Feature"] }, "id": { "type": "string" }, "geometry": geometry,
        "properties": { "type": "object" }, "links": links } });
    json!({
        "anything": { "type": "object" },
        "link": { "type": "object", "required": ["href", "rel"], "properties": {
            "href": { "type": "string" }, "rel": { "type": "string" }, "type": { "type": "string" },
            "title": { "type": "string" } } },
        "landingPage": { "type": "object", "required": ["title", "links"], "properties": {
            "title": { "type": "string" }, "description": { "type": "string" }, "links": links } },
        "confClasses": { "type": "object", "required": ["conformsTo"], "properties": {
            "conformsTo": { "type": "array", "items": { "type": "string" } } } },
        "collections": { "type": "object", "required": ["links", "collections"], "properties": {
            "links": links, "collections": { "type": "array", "items": reference("schemas", "collection") } } },
        "collection": { "type": "object", "required": ["id", "links"], "properties": {
            "id": { "type": "string" }, "title": { "type": "string" }, "description": { "type": "string" },
            "itemType": { "type": "string" }, "itemCount": { "type": "integer" }, "links": links,
            "extent": { "type": "object" }, "crs": { "type": "array", "items": { "type": "string" } },
            "storageCrs": { "type": "string" } } },
        "feature": feature,
        "featureCollection": { "type": "object", "required": ["type", "features", "numberReturned"], "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "features": { "type": "array", "items": reference("schemas", "feature") }, "links": links,
            "timeStamp": { "type": "string", "format": "date-time" },
            "numberMatched": { "type": "integer", "minimum": 0 }, "numberReturned": { "type": "integer", "minimum": 0 } } },
        "problem": { "type": "object", "required": ["type", "title", "status"], "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "detail": { "type": "string" }, "parameter": { "type": "string" }, "remedy": { "type": "string" } } },
    })
}

/// The paths as a page: what there is to ask, in words.
fn html(asked: &Asked, document: &Value, language: Language) -> Response {
    let mut page = Page::new(asked, language, word(language, "definition"));
    let rows = document["paths"].as_object().into_iter().flatten().map(|(path, item)| {
        let summary = item["get"]["summary"].as_str().unwrap_or("");
        let shown =
            if path.contains('{') { super::html::escape(path) } else { link(&format!("{}{path}", asked.base), path) };
        vec![shown, super::html::escape(summary)]
    });
    page.table(&[word(language, "address"), word(language, "title")], rows);
    page.answer(asked)
}
