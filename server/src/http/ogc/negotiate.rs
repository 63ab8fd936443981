//! Which form of an answer: `f=`, else `Accept`.

use super::super::{Params, Problem};
use aula_exchange::FileFormat;

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    GeoJson,
    Html,
    Schema,
    OpenApi,
    File(FileFormat),
}

/// A form that an address offers: its word, the media types that ask for it (the first is what the answer says).
pub(super) type Offer = (Form, &'static str, &'static [&'static str]);

/// JSON and a page.
pub(super) const DOCUMENT: &[Offer] = &[(Form::Json, "json", &["application/json"]), HTML];
/// A page.
pub(super) const HTML: Offer = (Form::Html, "html", &["text/html", "application/xhtml+xml"]);
/// JSON Schema and a page.
pub(super) const SCHEMA: &[Offer] = &[(Form::Schema, "json", &["application/schema+json", "application/json"]), HTML];
/// Features and a page.
pub(super) const FEATURES: &[Offer] =
    &[(Form::GeoJson, "geojson", &["application/geo+json", "application/json"]), (Form::GeoJson, "json", &[]), HTML];
/// Features, a page, and every file.
pub(super) const FILES: &[Offer] = &[
    FEATURES[0],
    FEATURES[1],
    HTML,
    (Form::File(FileFormat::FlatGeobuf), "fgb", &["application/flatgeobuf", "application/vnd.flatgeobuf"]),
    (Form::File(FileFormat::Csv), "csv", &["text/csv"]),
    (Form::File(FileFormat::CsvExcel), "csv-excel", &[]),
    (Form::File(FileFormat::GeoPackage), "gpkg", &["application/geopackage+sqlite3"]),
    (Form::File(FileFormat::GeoParquet), "parquet", &["application/vnd.apache.parquet"]),
    (Form::File(FileFormat::GeoJsonLines), "geojsonl", &["application/geo+json-seq"]),
    (Form::File(FileFormat::Kml), "kml", &["application/vnd.google-earth.kml+xml"]),
    (Form::File(FileFormat::Shapefile), "shp", &["application/x-shapefile"]),
];
/// The definition.
pub(super) const DEFINITION: &[Offer] = &[
    (
        Form::OpenApi,
        "json",
        &["application/vnd.oai.openapi+json;version=3.0", "application/vnd.oai.openapi+json", "application/json"],
    ),
    HTML,
];

/// Chooses a form. `f=` wins over `Accept`; without either it is the first.
pub(super) fn negotiate(params: &mut Params, accept: Option<&str>, offers: &[Offer]) -> Result<Form, Problem> {
    let words: Vec<(&str, Form)> = offers.iter().map(|(form, word, _)| (*word, *form)).collect();
    if let Some(form) = params.choice("f", &words)? {
        return Ok(form);
    }
    let Some(accept) = accept.filter(|a| !a.trim().is_empty()) else { return Ok(offers[0].0) };
    let mut best: Option<(f32, Form)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or("").to_ascii_lowercase();
        let quality = parts.find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        let asked = |media: &str| {
            let bare = media.split(';').next().unwrap_or(media);
            kind == bare || kind == "*/*" || kind.strip_suffix("/*").is_some_and(|k| bare.split('/').next() == Some(k))
        };
        let form = offers.iter().find(|(_, _, media)| media.iter().any(|m| asked(m))).map(|(form, _, _)| *form);
        if let Some(form) = form.filter(|_| quality > 0.0)
            && best.is_none_or(|(q, _)| quality > q)
        {
            best = Some((quality, form));
        }
    }
    best.map(|(_, form)| form).ok_or_else(|| {
        let media: Vec<&str> = offers.iter().flat_map(|(_, _, media)| media.iter().copied()).collect();
        Problem::not_acceptable(&media.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(query: &str, accept: Option<&str>) -> Option<Form> {
        negotiate(&mut Params::parse(query).unwrap(), accept, FEATURES).ok()
    }

    #[test]
    fn what_clients_ask_for_is_what_they_get() {
        for (query, accept, expected) in [
            ("", None, Some(Form::GeoJson)),
            ("", Some("*/*"), Some(Form::GeoJson)),
            ("", Some("application/geo+json, application/json;q=0.9"), Some(Form::GeoJson)),
            ("", Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Some(Form::Html)),
            ("", Some("text/*"), Some(Form::Html)),
            ("", Some("application/x-nothing"), None),
            ("", Some("text/html;q=0, application/json;q=0.1"), Some(Form::GeoJson)),
            ("f=html", Some("application/json"), Some(Form::Html)),
            ("f=xml", None, None),
        ] {
            assert_eq!(form(query, accept), expected, "{query} {accept:?}");
        }
    }
}
