//! Bodies of requests: JSON of a known shape, or a problem that says what is wrong with it.

use super::Problem;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;

/// A body in JSON. It must say so: a form that another site makes a browser send can not.
pub(crate) struct Sent<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::media_type("send JSON, with Content-Type: application/json"));
        }
        if request.headers().contains_key(header::CONTENT_ENCODING) {
            return Err(Problem::media_type("send the body as it is, without Content-Encoding"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Problem::too_large())?;
        let deserializer = &mut serde_json::Deserializer::from_slice(&bytes);
        let value = T::deserialize(&mut *deserializer).and_then(|value| deserializer.end().map(|()| value));
        value.map(Self).map_err(|e| Problem::body(e.to_string()))
    }
}
