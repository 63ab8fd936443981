//! `GET /ogc/conformance`: what is kept.

use super::super::{App, Problem};
use super::asked::Asked;
use super::html::{self, Page};
use super::negotiate::{DOCUMENT, Form};
use super::words;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

/// The classes, as each standard names them; draft names beside the final ones where clients look for those.
const CLASSES: &[(&str, &[&str])] = &[
    ("http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/", &["core", "json", "html", "oas30"]),
    ("http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/", &["collections"]),
    ("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/", &["core", "geojson", "html", "oas30"]),
    ("http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/", &["crs"]),
    (
        "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/",
        &["queryables", "queryables-query-parameters", "filter", "features-filter"],
    ),
    ("http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/", &["schemas", "queryables", "sortables", "sorting"]),
    (
        "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/",
        &["schemas", "returnables-and-receivables", "queryables", "sortables"],
    ),
    (
        "http://www.opengis.net/spec/cql2/1.0/conf/",
        &[
            "basic-cql2",
            "cql2-text",
            "cql2-json",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "basic-spatial-operators",
            "spatial-functions",
            "temporal-functions",
            "property-property",
            "arithmetic",
        ],
    ),
];

/// Every class by its address.
pub(super) fn classes() -> Vec<String> {
    CLASSES.iter().flat_map(|(base, names)| names.iter().map(move |name| format!("{base}{name}"))).collect()
}

pub(crate) async fn conformance(State(_): State<App>, mut asked: Asked) -> Result<Response, Problem> {
    let form = asked.form(DOCUMENT)?;
    let language = asked.language()?;
    asked.finish()?;
    if let Some(unchanged) = asked.unchanged() {
        return Ok(unchanged);
    }
    if form == Form::Html {
        let mut page = Page::new(&asked, language, words::word(language, "conformance"));
        page.list(classes().iter().map(|class| html::link(class, class)));
        return Ok(page.answer(&asked));
    }
    let links = [
        json!({ "href": asked.address(&[]), "rel": "self", "type": "application/json" }),
        json!({ "href": asked.address(&[("f", Some("html"))]), "rel": "alternate", "type": "text/html" }),
    ];
    Ok(asked.json("application/json", &json!({ "conformsTo": classes(), "links": links })))
}
