//! What every answer under `/ogc` has: pages of other sites may read it (CORS), and `OPTIONS` is answered.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Answers `OPTIONS`, and opens the rest to other origins. No cookie ever counts there: `*` forbids browsers to send
/// one, so a foreign page sees what the public sees, or what the token that it was given opens.
pub(crate) async fn manners(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path != "/ogc" && !path.starts_with("/ogc/") {
        return next.run(request).await;
    }
    let mut response = if request.method() == Method::OPTIONS {
        let allowed = if path.ends_with("/items") { "GET, HEAD, POST, OPTIONS" } else { "GET, HEAD, OPTIONS" };
        let mut response = (StatusCode::NO_CONTENT, Body::empty()).into_response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
        response
    } else {
        next.run(request).await
    };
    open(response.headers_mut());
    response
}

fn open(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Accept-Language, Authorization, Content-Type, If-None-Match"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "Link, ETag, Last-Modified, Content-Crs, Content-Disposition, OGC-NumberMatched, OGC-NumberReturned",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "3600"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
