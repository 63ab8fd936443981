//! What stands before each handler.

use super::super::answer::{Noted, Rows};
use super::super::{App, Problem};
use super::{Access, Asker, cross_site};
use crate::access_log::{Line, without_secrets};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;

/// What the guard of a route knows.
#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) app: App,
    pub(crate) access: Access,
}

/// Lets a request pass to its handler, or answers why not; notes a precise read before its answer goes out.
pub(crate) async fn guard(State(guard): State<Guard>, asker: Asker, request: Request, next: Next) -> Response {
    let Guard { app, access } = guard;
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let pass = cross_site::refuse(&method, &uri, request.headers(), &asker, &app.edge)
        .and_then(|()| access.admit(&asker, &method, uri.path()));
    if let Err(problem) = pass {
        return problem.into_response();
    }
    let mut response = next.run(request).await;
    let status = response.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::too_large().into_response();
    }
    let noted = response.extensions().get::<Noted>().copied();
    let precise = access.is_precise(&asker.viewer) || noted.is_some();
    if precise && (status.is_success() || status == StatusCode::NOT_MODIFIED) {
        let line = Line {
            at: Timestamp::now(),
            who: asker.who().to_owned(),
            role: asker.viewer.role().to_string(),
            how: asker.how.in_words(),
            client: asker.client.to_string(),
            route: format!("{method} {}", uri.path()),
            query: without_secrets(uri.query().unwrap_or_default()),
            status: status.as_u16(),
            rows: response.extensions().get::<Rows>().map(|rows| rows.0).or(noted.and_then(|noted| noted.0)),
        };
        if let Err(error) = app.access_log.add(&line).await {
            tracing::error!(%error, "an answer was withheld because it could not be noted");
            return Problem::not_ready("the access log cannot be written, so nothing precise is shown").into_response();
        }
    }
    // Whatever does not say how long it may be kept is kept by nobody.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
