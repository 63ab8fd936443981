//! `GET /ogc/collections` and `/ogc/collections/{id}`: what there is.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue::{self, Collection};
use super::download;
use super::html::{Page, escape, link, path_part};
use super::negotiate::{DOCUMENT, Form};
use super::style;
use super::words::word;
use aula_exchange::FileFormat;
use aula_features::Crs;
use aula_model::Language;
use aula_snapshot::Snapshot;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

pub(crate) async fn collections(State(app): State<App>, mut asked: Asked) -> Result<Response, Problem> {
    let form = asked.form(DOCUMENT)?;
    let language = asked.language()?;
    asked.params.take("token");
    asked.finish()?;
    if let Some(unchanged) = asked.unchanged() {
        return Ok(unchanged);
    }
    let work = app.work.clone();
    work.run(move || {
        let snapshot = app.city.snapshot();
        let all = catalogue::all(&app.desk.core, &app.ogc, &asked.viewer);
        if form == Form::Html {
            let mut page = Page::new(&asked, language, word(language, "collections"));
            page.table(
                &[word(language, "title"), word(language, "features"), "id"],
                all.iter().map(|c| {
                    let href = format!("{}/collections/{}?f=html&lang={language}", asked.base, path_part(&c.id));
                    vec![link(&href, &c.title(language)), c.table.len().to_string(), escape(&c.id)]
                }),
            );
            return Ok(page.answer(&asked));
        }
        let documents: Vec<Value> = all.iter().map(|c| document(&asked, c, &snapshot, language)).collect();
        let links = json!([
            { "href": asked.address(&[]), "rel": "self", "type": "application/json" },
            { "href": asked.address(&[("f", Some("html"))]), "rel": "alternate", "type": "text/html" },
        ]);
        let crs: Vec<String> = systems(&snapshot);
        Ok(asked.json("application/json", &json!({ "links": links, "crs": crs, "collections": documents })))
    })
    .await
}

pub(crate) async fn collection(
    State(app): State<App>,
    Path(id): Path<String>,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let form = asked.form(DOCUMENT)?;
    let language = asked.language()?;
    asked.params.take("token");
    asked.finish()?;
    let work = app.work.clone();
    work.run(move || {
        let collection = catalogue::find(&app.desk.core, &app.ogc, &asked.viewer, &id)?;
        if let Some(unchanged) = asked.unchanged() {
            return Ok(unchanged);
        }
        let snapshot = app.city.snapshot();
        if form == Form::Html {
            return Ok(html(&asked, &collection, language));
        }
        Ok(asked.json("application/json", &document(&asked, &collection, &snapshot, language)))
    })
    .await
}

fn systems(snapshot: &Snapshot) -> Vec<String> {
    Crs::served(snapshot.settings().crs_epsg).iter().map(Crs::uri).collect()
}

/// What a collection says of itself.
fn document(asked: &Asked, collection: &Collection, snapshot: &Snapshot, language: Language) -> Value {
    let table = collection.table.as_ref();
    let own = format!("{}/collections/{}", asked.base, path_part(&collection.id));
    let title = collection.title(language);
    let bbox = table.bounds().map_or([-180.0, -90.0, 180.0, 90.0], |r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    let period = table.period();
    let interval = [period.and_then(|p| p.start), period.and_then(|p| p.end)];
    let mut extent = json!({ "spatial": { "bbox": [bbox], "crs": Crs::crs84().uri() } });
    if period.is_some() {
        extent["temporal"] =
            json!({ "interval": [interval], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian" });
    }
    let systems = systems(snapshot);
    let rel = |name: &str| format!("http://www.opengis.net/def/rel/ogc/1.0/{name}");
    let schema = "application/schema+json";
    let mut links = vec![
        json!({ "href": own, "rel": "self", "type": "application/json", "title": title }),
        json!({ "href": format!("{own}?f=html"), "rel": "alternate", "type": "text/html", "title": title }),
        json!({ "href": format!("{own}/items"), "rel": "items", "type": "application/geo+json", "title": title }),
        json!({ "href": format!("{own}/items?f=html"), "rel": "items", "type": "text/html", "title": title }),
        json!({ "href": format!("{own}/queryables"), "rel": rel("queryables"), "type": schema }),
        json!({ "href": format!("{own}/sortables"), "rel": rel("sortables"), "type": schema }),
        json!({ "href": format!("{own}/schema"), "rel": rel("schema"), "type": schema }),
        json!({ "href": format!("{own}/schema"), "rel": "describedby", "type": schema }),
    ];
    links.push(json!({ "href": style::address(&asked.base, &collection.id), "rel": "stylesheet", "type": "application/x-qgis-layer-settings" }));
    for format in download::offered(collection) {
        let href = format!("{own}/items?f={}", format.word());
        // QGIS 4 takes FlatGeobuf pages, spreadsheets and R take CSV; whole files are enclosures.
        let rel = if matches!(format, FileFormat::FlatGeobuf | FileFormat::Csv) { "items" } else { "enclosure" };
        links.push(json!({ "href": href, "rel": rel, "type": format.media_type(), "title": format!("{title} ({})", format.word()) }));
    }
    if let Some(licence) = collection.licence() {
        links.push(if licence.starts_with("http") {
            json!({ "href": licence, "rel": "license" })
        } else {
            json!({ "href": format!("https://spdx.org/licenses/{}", path_part(licence)), "rel": "license", "title": licence })
        });
    }
    json!({
        "id": collection.id,
        "title": title,
        "description": collection.description(language),
        "attribution": collection.attribution(snapshot, language),
        "extent": extent,
        "itemType": "feature",
        "itemCount": table.len(),
        "crs": systems,
        "storageCrs": Crs::crs84().uri(),
        "links": links,
    })
}

fn html(asked: &Asked, collection: &Collection, language: Language) -> Response {
    let mut page = Page::new(asked, language, &collection.title(language));
    page.text(&collection.description(language));
    let own = format!("{}/collections/{}", asked.base, path_part(&collection.id));
    let parts = [("items", "items"), ("queryables", "queryables"), ("sortables", "sortables"), ("schema", "schema")];
    page.list(
        parts.iter().map(|(path, key)| link(&format!("{own}/{path}?f=html&lang={language}"), word(language, key))),
    );
    page.heading(word(language, "files"));
    page.list(
        download::offered(collection).map(|format| link(&format!("{own}/items?f={}", format.word()), format.word())),
    );
    page.paragraph(&link(
        &format!("{}/open?collection={}&lang={language}", asked.base, path_part(&collection.id)),
        word(language, "open"),
    ));
    page.answer(asked)
}
