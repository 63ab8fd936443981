//! `GET` and `POST /ogc/collections/{id}/items`: pages of features.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue::{self, Collection};
use super::download;
use super::html::{self, Page as HtmlPage};
use super::negotiate::{FILES, Form};
use super::question::{self, Question};
use super::words;
use aula_features::{Page, Selection, select, write_geojson, write_text};
use aula_model::Language;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use jiff::Timestamp;
use std::fmt::Write as _;

/// A page of features.
pub(crate) async fn items(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Result<Response, Problem> {
    answer(app, id, asked, None).await
}

/// The same with a filter in CQL2 JSON as the body, for filters that no address can hold.
pub(crate) async fn search(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: String,
) -> Result<Response, Problem> {
    answer(app, id, asked, Some(body)).await
}

async fn answer(app: App, id: String, mut asked: Asked, body: Option<String>) -> Result<Response, Problem> {
    let form = asked.form(FILES)?;
    let language = asked.language()?;
    let work = app.work.clone();
    work.run(move || {
        let collection = catalogue::find(&app.desk.core, &app.ogc, &asked.viewer, &id)?;
        let question = question::take(&mut asked.params, &collection, &app.city.snapshot(), body.as_deref())?;
        asked.finish()?;
        let precise = collection.is_precise();
        if let Some(unchanged) = asked.unchanged().filter(|_| body.is_none()) {
            return Ok(Asked::noted(unchanged, precise, None));
        }
        if let Form::File(format) = form {
            let response = download::answer(&app, &asked, format, &collection, question, language)?;
            return Ok(Asked::noted(response, precise, None));
        }
        let found = Found::new(&app, &collection, &question);
        let response = match form {
            Form::Html => html(&asked, &collection, &found, language),
            _ => geojson(&asked, &collection, &question, &found)?,
        };
        Ok(Asked::noted(response, precise, Some(found.page.rows.len())))
    })
    .await
}

/// A page of what was found.
struct Found {
    matched: usize,
    page: Page,
}

impl Found {
    fn new(app: &App, collection: &Collection, question: &Question) -> Self {
        let table = collection.table.as_ref();
        let selection: Selection = app.ogc.selection(question.key.clone(), || select(table, &question.query));
        let limit = question.page_limit();
        let sort = &question.query.sort;
        let page = Page::cut(table, &selection, sort, question.after.as_ref(), question.offset, limit);
        Self { matched: selection.len(table), page }
    }

    fn next(&self, asked: &Asked) -> Option<String> {
        let cursor = self.page.next.as_ref()?.to_string();
        Some(asked.address(&[("cursor", Some(&cursor)), ("offset", None)]))
    }
}

fn geojson(asked: &Asked, collection: &Collection, question: &Question, found: &Found) -> Result<Response, Problem> {
    let rows = &found.page.rows;
    let mut out = Vec::with_capacity(1024 + rows.len() * 400);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"timeStamp\":");
    write_text(&mut out, &second(Timestamp::now()).to_string());
    out.extend_from_slice(
        format!(",\"numberMatched\":{},\"numberReturned\":{},\"links\":", found.matched, rows.len()).as_bytes(),
    );
    out.extend_from_slice(links(asked, collection, found).as_bytes());
    out.extend_from_slice(b",\"features\":[");
    for (i, &row) in rows.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_geojson(&mut out, collection.table.as_ref(), row, &question.columns, &question.crs, "").map_err(|e| {
            Problem::parameter("crs", e.to_string(), "ask for another system, or for a part of the features by bbox")
        })?;
    }
    out.extend_from_slice(b"]}");
    let mut response = asked.answer("application/geo+json", out);
    said_in_headers(response.headers_mut(), asked, question, found);
    Ok(response)
}

/// To the second: finer times are of no use to a reader of a page.
fn second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn links(asked: &Asked, collection: &Collection, found: &Found) -> String {
    let mut links = vec![
        link(&asked.address(&[]), "self", "application/geo+json"),
        link(&asked.address(&[("f", Some("html"))]), "alternate", "text/html"),
        link(
            &format!("{}/collections/{}", asked.base, html::path_part(&collection.id)),
            "collection",
            "application/json",
        ),
    ];
    if let Some(next) = found.next(asked) {
        links.push(link(&next, "next", "application/geo+json"));
    }
    format!("[{}]", links.join(","))
}

fn link(href: &str, rel: &str, media: &str) -> String {
    serde_json::json!({ "href": href, "rel": rel, "type": media }).to_string()
}

/// What the body says, for those who read headers: counts, the next page, the coordinate reference system.
fn said_in_headers(headers: &mut HeaderMap, asked: &Asked, question: &Question, found: &Found) {
    let mut put = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    put(HeaderName::from_static("content-crs"), format!("<{}>", question.crs.uri()));
    put(HeaderName::from_static("ogc-numbermatched"), found.matched.to_string());
    put(HeaderName::from_static("ogc-numberreturned"), found.page.rows.len().to_string());
    let mut link = format!("<{}>; rel=\"self\"; type=\"application/geo+json\"", asked.address(&[]));
    if let Some(next) = found.next(asked) {
        let _ = write!(link, ", <{next}>; rel=\"next\"; type=\"application/geo+json\"");
    }
    put(header::LINK, link);
}

fn html(asked: &Asked, collection: &Collection, found: &Found, language: Language) -> Response {
    let mut page = HtmlPage::new(asked, language, &collection.title(language));
    let shown = found.page.rows.len().to_string();
    page.text(&words::filled(language, "shown", &[("shown", &shown), ("matched", &found.matched.to_string())]));
    let table = collection.table.as_ref();
    let head: Vec<&str> = std::iter::once("id").chain(table.columns().iter().map(|c| c.name.as_str())).collect();
    let rows = found.page.rows.iter().map(|&row| {
        let id = table.id(row);
        let own =
            format!("{}/collections/{}/items/{}", asked.base, html::path_part(&collection.id), html::path_part(&id));
        let cells = (0..table.columns().len()).map(|c| html::escape(&html::shown(&table.datum(row, c))));
        std::iter::once(html::link(&own, &id)).chain(cells).collect()
    });
    page.table(&head, rows);
    if let Some(next) = found.next(asked) {
        page.paragraph(&html::link(&next, words::word(language, "next")));
    }
    page.paragraph(&html::link(&asked.address(&[("f", Some("geojson"))]), "GeoJSON"));
    page.answer(asked)
}
