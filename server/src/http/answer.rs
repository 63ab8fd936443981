//! Answers: their content types, and "not modified" without computing anything.

use super::{App, Problem};
use crate::http::gate::Asking;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// How many rows of precise data an answer holds, for the access log. It stands beside the answer, not in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows(pub(crate) u64);

/// Marks an answer as precise on a route that answers the public too: it goes into the access log with so many rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noted(pub(crate) Option<u64>);

/// The answer with the number of its precise rows: cells, areas or incidents.
pub(crate) fn with_rows(mut response: Response, rows: usize) -> Response {
    response.extensions_mut().insert(Rows(rows as u64));
    response
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// GeoJSON with every figure.
    GeoJson,
    /// A table.
    Csv,
    /// Values by position in a study set.
    Columns,
}

impl Form {
    /// The words of the parameter `f`.
    pub(crate) const WORDS: &'static [(&'static str, Self)] =
        &[("geojson", Self::GeoJson), ("json", Self::GeoJson), ("csv", Self::Csv), ("columns", Self::Columns)];
}

/// A text of a content type.
pub(crate) fn text(content_type: &'static str, body: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], body).into_response()
}

/// GeoJSON.
pub(crate) fn geojson(body: String) -> Response {
    text("application/geo+json", body)
}

/// JSON out of a value.
pub(crate) fn json(body: &serde_json::Value) -> Response {
    text("application/json", body.to_string())
}

/// A table, offered under a file name.
pub(crate) fn csv(name: &str, body: String) -> Response {
    let mut response = text("text/csv; charset=utf-8", body);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Every answer of the API is a function of the address, the viewer and the log's number: so a reader who has
/// it already is told so before anything is computed.
pub(crate) async fn conditional(
    State(app): State<App>,
    Asking(viewer): Asking,
    request: Request,
    next: Next,
) -> Response {
    let cacheable = request.method() == Method::GET || request.method() == Method::HEAD;
    let tag = {
        let mut hasher = DefaultHasher::new();
        (env!("CARGO_PKG_VERSION"), app.city.snapshot().seq().0).hash(&mut hasher);
        (viewer.role().as_str(), viewer.account(), viewer.areas()).hash(&mut hasher);
        app.city.started.hash(&mut hasher);
        request.uri().to_string().hash(&mut hasher);
        format!("W/\"{:016x}\"", hasher.finish())
    };
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let has_it = known.is_some_and(|list| list.split(',').any(|one| one.trim() == tag));
    if cacheable && has_it {
        return with_cache_headers((StatusCode::NOT_MODIFIED, Body::empty()).into_response(), &tag);
    }
    let response = next.run(request).await;
    if cacheable && response.status() == StatusCode::OK { with_cache_headers(response, &tag) } else { response }
}

fn with_cache_headers(mut response: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding, cookie, authorization"));
    response
}

/// The answer to a form that a route does not have.
pub(crate) fn no_such_form(form: Form, forms: &str) -> Problem {
    Problem::parameter(
        "f",
        format!("this answer has no form {form:?}").to_lowercase(),
        format!("choose one of {forms}"),
    )
}
