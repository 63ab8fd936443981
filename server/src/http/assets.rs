//! The page: built by Vite, held in the binary.

use super::Problem;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../web-map/dist"]
#[allow_missing = true]
struct Dist;

/// Which built page stands at an address; `{…}` matches one segment. Everything else is a file of its own name.
const PAGES: &[(&str, &str)] = &[
    ("/", "index.html"),
    ("/audit", "audit.html"),
    ("/plans", "plans.html"),
    ("/plans/{id}", "plans/plan.html"),
    ("/areas/{id}", "areas/area.html"),
    ("/evaluate", "evaluate.html"),
    ("/yards/{id}", "yards/yard.html"),
    ("/cases", "cases.html"),
    ("/moderation", "moderation.html"),
    ("/duties", "duties.html"),
    ("/paper", "paper.html"),
    ("/papers", "papers.html"),
    ("/risk", "risk.html"),
    ("/risk/{id}", "risk/model.html"),
    ("/sign-in", "sign-in.html"),
    ("/account", "account.html"),
    ("/users", "users.html"),
    ("/access-log", "access-log.html"),
    ("/publications", "publications.html"),
];

/// The file that an address means.
fn file_of(path: &str) -> &str {
    let fits = |pattern: &str| {
        let segment = |(wanted, given): (&str, &str)| wanted == given || (wanted.starts_with('{') && !given.is_empty());
        let same_length = pattern.split('/').count() == path.split('/').count();
        same_length && pattern.split('/').zip(path.split('/')).all(segment)
    };
    PAGES.iter().find(|(pattern, _)| fits(pattern)).map_or(path.trim_start_matches('/'), |(_, file)| *file)
}

/// A part of the page, or a problem for any other address.
pub(super) async fn asset(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = file_of(uri.path());
    let Some(file) = Dist::get(path) else {
        return Problem::not_found(format!("`{}` is no page, file or route of this service", uri.path()))
            .into_response();
    };
    if method != Method::GET && method != Method::HEAD {
        let mut response = Problem::method_not_allowed().into_response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..12]));
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    // Vite writes a digest into the names below assets/, so these never change; everything else is asked for anew.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = file.data.into_response();
    let set = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, file.metadata.mimetype().to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, cache.to_owned()),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            set.insert(name, value);
        }
    }
    response
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
