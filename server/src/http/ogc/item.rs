//! `GET /ogc/collections/{id}/items/{feature}`: one feature.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue;
use super::html::{self, Page};
use super::negotiate::{FEATURES, Form};
use super::question::system;
use aula_features::{Crs, write_geojson};
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::Response;
use serde_json::json;

pub(crate) async fn item(
    State(app): State<App>,
    Path((id, feature)): Path<(String, String)>,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let form = asked.form(FEATURES)?;
    let language = asked.language()?;
    let work = app.work.clone();
    work.run(move || {
        let collection = catalogue::find(&app.desk.core, &app.ogc, &asked.viewer, &id)?;
        asked.params.take("token");
        let served = Crs::served(app.city.snapshot().settings().crs_epsg);
        let crs = system(&mut asked.params, "crs", &served)?.unwrap_or_else(Crs::crs84);
        asked.finish()?;
        let table = collection.table.as_ref();
        let missing = || Problem::not_found(format!("`{}` has no such feature", collection.id));
        let row = table.find(&feature).ok_or_else(missing)?;
        if let Some(unchanged) = asked.unchanged() {
            return Ok(Asked::noted(unchanged, collection.is_precise(), Some(1)));
        }
        if form == Form::Html {
            let mut page = Page::new(&asked, language, &format!("{} · {feature}", collection.title(language)));
            let rows =
                table.columns().iter().enumerate().map(|(i, column)| {
                    vec![html::escape(&column.name), html::escape(&html::shown(&table.datum(row, i)))]
                });
            page.table(&[], rows);
            page.paragraph(&html::link(&asked.address(&[("f", Some("geojson"))]), "GeoJSON"));
            return Ok(Asked::noted(page.answer(&asked), collection.is_precise(), Some(1)));
        }
        let of = format!("{}/collections/{}", asked.base, html::path_part(&collection.id));
        let links = json!([
            { "href": asked.address(&[]), "rel": "self", "type": "application/geo+json" },
            { "href": asked.address(&[("f", Some("html"))]), "rel": "alternate", "type": "text/html" },
            { "href": of, "rel": "collection", "type": "application/json" },
        ]);
        let all: Vec<usize> = (0..table.columns().len()).collect();
        let mut out = Vec::new();
        write_geojson(&mut out, table, row, &all, &crs, &format!(",\"links\":{links}"))
            .map_err(|e| Problem::parameter("crs", e.to_string(), "ask for another system"))?;
        let mut response = asked.answer("application/geo+json", out);
        if let Ok(value) = HeaderValue::from_str(&format!("<{}>", crs.uri())) {
            response.headers_mut().insert("content-crs", value);
        }
        Ok(Asked::noted(response, collection.is_precise(), Some(1)))
    })
    .await
}
