//! JSON or XML, by the ending of the address; and errors in the shape of the standard.

use super::xml;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Xml,
}

impl Form {
    /// The form and what stands before it: `12.json`.
    pub(super) fn of(file: &str) -> Option<(&str, Self)> {
        let json = file.strip_suffix(".json").map(|stem| (stem, Self::Json));
        json.or_else(|| file.strip_suffix(".xml").map(|stem| (stem, Self::Xml)))
    }

    /// An answer: the standard's list of things, each called `item` in XML.
    pub(super) fn list(self, status: StatusCode, root: &str, item: &str, things: &[Value]) -> Response {
        match self {
            Self::Json => self.body(status, json!(things).to_string()),
            Self::Xml => self.body(status, xml::list(root, item, things)),
        }
    }

    /// One thing.
    pub(super) fn one(self, root: &str, thing: &Value) -> Response {
        match self {
            Self::Json => self.body(StatusCode::OK, thing.to_string()),
            Self::Xml => self.body(StatusCode::OK, xml::one(root, thing)),
        }
    }

    fn body(self, status: StatusCode, text: String) -> Response {
        let kind = match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml => "text/xml; charset=utf-8",
        };
        let mut response = (status, text).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        response
    }
}

/// What could not be done.
#[derive(Debug)]
pub(in crate::http) struct Fault {
    form: Form,
    status: StatusCode,
    description: String,
}

impl Fault {
    pub(super) fn new(form: Form, status: StatusCode, description: impl Into<String>) -> Self {
        Self { form, status, description: description.into() }
    }

    pub(super) fn internal(form: Form, error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "an Open311 request failed");
        Self::new(form, StatusCode::INTERNAL_SERVER_ERROR, "the service failed; the fault is in its log")
    }
}

impl axum::response::IntoResponse for Fault {
    fn into_response(self) -> Response {
        let error = json!({ "code": self.status.as_u16(), "description": self.description });
        self.form.list(self.status, "errors", "error", &[error])
    }
}
