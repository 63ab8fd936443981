//! What stands before each handler.

use super::super::{App, Problem};
use super::{Access, Asker, cross_site};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// What the guard of a route knows.
#[derive(Clone)]
pub(crate) struct Guard {
    #[expect(dead_code, reason = "the access log comes next")]
    pub(crate) app: App,
    pub(crate) access: Access,
}

/// Lets a request pass to its handler, or answers why not.
pub(crate) async fn guard(State(guard): State<Guard>, asker: Asker, request: Request, next: Next) -> Response {
    let pass = cross_site::refuse(request.method(), request.uri(), request.headers(), &asker)
        .and_then(|()| guard.access.admit(&asker));
    if let Err(problem) = pass {
        return problem.into_response();
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::too_large().into_response();
    }
    // Whatever does not say how long it may be kept is kept by nobody.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
