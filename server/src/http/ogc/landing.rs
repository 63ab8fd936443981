//! `GET /ogc`: where everything begins.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue::city_name;
use super::html::{Page, link};
use super::negotiate::{DOCUMENT, Form};
use super::words::{filled, word};
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

pub(crate) async fn landing(State(app): State<App>, mut asked: Asked) -> Result<Response, Problem> {
    let form = asked.form(DOCUMENT)?;
    let language = asked.language()?;
    asked.params.take("token");
    asked.finish()?;
    if let Some(unchanged) = asked.unchanged() {
        return Ok(unchanged);
    }
    let snapshot = app.city.snapshot();
    let settings = snapshot.settings();
    let city = city_name(&settings.names, language);
    let title = filled(language, "landing_title", &[("city", &city)]);
    let synthetic = if settings.synthetic { format!(" {}", word(language, "synthetic")) } else { String::new() };
    let description = format!("{}{synthetic}", word(language, "landing_about"));
    let base = &asked.base;
    let ogc = "http://www.opengis.net/def/rel/ogc/1.0";
    let parts = [
        (format!("{base}/collections"), "data", "application/json", "collections"),
        (format!("{base}/api"), "service-desc", "application/vnd.oai.openapi+json;version=3.0", "definition"),
        (format!("{base}/api?f=html"), "service-doc", "text/html", "definition"),
        (format!("{base}/conformance"), "conformance", "application/json", "conformance"),
        (format!("{base}/open"), "help", "text/html", "open"),
    ];
    if form == Form::Html {
        let mut page = Page::new(&asked, language, &title);
        page.text(&description);
        page.list(parts.iter().filter(|p| p.1 != "service-desc").map(|(href, _, _, key)| {
            link(&format!("{}?f=html&lang={language}", href.trim_end_matches("?f=html")), word(language, key))
        }));
        return Ok(page.answer(&asked));
    }
    let mut links = vec![
        json!({ "href": asked.address(&[]), "rel": "self", "type": "application/json", "title": title }),
        json!({ "href": asked.address(&[("f", Some("html"))]), "rel": "alternate", "type": "text/html", "title": title }),
    ];
    links.extend(parts.iter().map(
        |(href, rel, media, key)| json!({ "href": href, "rel": rel, "type": media, "title": word(language, key) }),
    ));
    links.extend(["data", "conformance"].map(|rel| {
        let path = if rel == "data" { "collections" } else { rel };
        json!({ "href": format!("{base}/{path}"), "rel": format!("{ogc}/{rel}"), "type": "application/json" })
    }));
    Ok(asked.json(
        "application/json",
        &json!({ "title": title, "description": description, "attribution": city, "links": links }),
    ))
}
