//! What every handler must know of a request: who asks, from which address, in which language, and for which form.

use super::super::{App, Params, Problem};
use super::address;
use super::negotiate::{Form, Offer, negotiate};
use crate::accounts::Scope;
use crate::http::answer::Noted;
use crate::http::gate::{Asker, How};
use aula_model::{Language, Role, Viewer};
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::SocketAddr;

/// A request as the handlers of `/ogc` see it.
pub(crate) struct Asked {
    /// Who asks.
    pub(super) viewer: Viewer,
    /// The address of `/ogc` as the client knows it.
    pub(super) base: String,
    /// The parameters not yet taken.
    pub(super) params: Params,
    /// The parameters as they came.
    pub(super) pairs: Vec<(String, String)>,
    /// What is asked, as it stands behind the base: `/collections/x/items`.
    pub(super) path: String,
    /// Whether the body is asked for by GET: then a reader may have it already.
    headers: HeaderMap,
    tag: String,
    modified: Option<String>,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let asker = Asker::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        // Pages of other sites may read these answers. What a browser adds by itself must open nothing to them: being on
        // this machine, a cookie. A token does, because a page had to be given it.
        let foreign = asker.how.is_ambient() && is_foreign(&parts.headers);
        let path = parts.uri.path().strip_prefix("/ogc").unwrap_or("").trim_end_matches('/').to_owned();
        let viewer = if foreign { Viewer::public() } else { scoped(asker, &path) };
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let base = address::base(
            &app.edge,
            peer,
            parts.uri.authority().map(axum::http::uri::Authority::as_str),
            &parts.headers,
        );
        let query = parts.uri.query().unwrap_or("");
        let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|e| {
            Problem::parameter("", format!("the query string cannot be read: {e}"), "write it as name=value&name=value")
        })?;
        // Some clients send a parameter twice, word for word.
        let mut seen = std::collections::HashSet::new();
        pairs.retain(|pair| seen.insert(pair.clone()));
        let seq = app.city.snapshot().seq().0;
        let mut hasher = DefaultHasher::new();
        (env!("CARGO_PKG_VERSION"), seq, viewer.role().as_str(), viewer.account(), viewer.areas(), &base)
            .hash(&mut hasher);
        app.city.started.hash(&mut hasher);
        (parts.uri.path(), query).hash(&mut hasher);
        for name in [header::ACCEPT, header::ACCEPT_LANGUAGE] {
            parts.headers.get(name).map(HeaderValue::as_bytes).hash(&mut hasher);
        }
        Ok(Self {
            viewer,
            base: format!("{base}/ogc"),
            params: Params::from_pairs(pairs.clone())?,
            pairs,
            path,
            headers: parts.headers.clone(),
            tag: format!("W/\"{:016x}\"", hasher.finish()),
            modified: app.ogc.modified(seq),
        })
    }
}

/// Who a token speaks for: without the right to incidents an analyst sees what a planner sees.
fn scoped(asker: Asker, path: &str) -> Viewer {
    let How::Token { scopes, .. } = &asker.how else { return asker.viewer };
    let opens = |scope: &Scope| match scope {
        Scope::Incidents => true,
        Scope::Collection(id) => path.split('/').nth(2) == Some(id.as_str()),
        Scope::Read | Scope::Write => false,
    };
    let viewer = asker.viewer;
    if viewer.role() == Role::Analyst && !scopes.iter().any(opens) {
        return Viewer::signed_in(viewer.account().unwrap_or_default(), Role::Planner, viewer.areas().to_vec());
    }
    viewer
}

/// Whether a page of another origin made the request.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let of_site = site.is_some_and(|site| site != "same-origin" && site != "none");
    let own = text(header::HOST);
    let of_origin = headers.contains_key(header::ORIGIN)
        && text(header::ORIGIN).and_then(|o| o.split_once("://")).map(|(_, host)| host) != own;
    of_site || of_origin
}

impl Asked {
    /// The form of the answer.
    pub(super) fn form(&mut self, offers: &[Offer]) -> Result<Form, Problem> {
        let accept = self.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).map(str::to_owned);
        negotiate(&mut self.params, accept.as_deref(), offers)
    }

    /// The language of titles and pages: `lang=`, else `Accept-Language`, else English, which every tool shows.
    pub(super) fn language(&mut self) -> Result<Language, Problem> {
        if let Some(language) = self.params.parsed("lang")? {
            return Ok(language);
        }
        let wanted = self.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("");
        let mut ranges: Vec<(f32, Language)> = wanted
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';').map(str::trim);
                let tag = parts.next()?.split('-').next()?.to_ascii_lowercase();
                let quality = parts.find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
                Some((quality, tag.parse().ok()?))
            })
            .collect();
        ranges.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(ranges.first().map_or(Language::En, |(_, language)| *language))
    }

    /// Refuses what nobody has taken.
    pub(super) fn finish(&mut self) -> Result<(), Problem> {
        std::mem::take(&mut self.params).finish()
    }

    /// "Not modified", for a reader who has the answer already.
    pub(super) fn unchanged(&self) -> Option<Response> {
        let known = self.headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok())?;
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
        let has_it = known.split(',').any(|one| bare(one) == bare(&self.tag));
        has_it.then(|| self.headed((StatusCode::NOT_MODIFIED, Body::empty()).into_response()))
    }

    /// The address of this answer in another form, or with other parameters: those named are replaced.
    pub(super) fn address(&self, replaced: &[(&str, Option<&str>)]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| replaced.iter().all(|(other, _)| other != name));
        let kept = kept.map(|(n, v)| (n.as_str(), v.as_str()));
        let new = replaced.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
        let pairs: Vec<(&str, &str)> = kept.chain(new).filter(|(name, _)| *name != "token").collect();
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{query}", self.base, self.path)
    }

    /// The parameters for the record, without a token.
    pub(super) fn shown(&self) -> serde_json::Value {
        self.pairs
            .iter()
            .filter(|(name, _)| name != "token")
            .map(|(n, v)| (n.clone(), serde_json::Value::from(v.as_str())))
            .collect()
    }

    /// An answer with its content type and what caches need.
    pub(super) fn answer(&self, content_type: &'static str, body: impl Into<Body>) -> Response {
        let mut response = body.into().into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.headed(response)
    }

    /// JSON.
    pub(super) fn json(&self, content_type: &'static str, value: &serde_json::Value) -> Response {
        self.answer(content_type, value.to_string())
    }

    /// Notes for the access log how many rows of a precise collection an answer shows.
    pub(super) fn noted(response: Response, precise: bool, rows: Option<usize>) -> Response {
        let mut response = response;
        if precise {
            response.extensions_mut().insert(Noted(rows.map(|n| n as u64)));
        }
        response
    }

    fn headed(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(modified) = self.modified.as_deref().and_then(|m| HeaderValue::from_str(m).ok()) {
            headers.insert(header::LAST_MODIFIED, modified);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        let vary = "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie";
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        response
    }
}
