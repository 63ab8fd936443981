//! The one error type at the HTTP edge: RFC 9457 problem details outside, the whole chain in the log, once.

use crate::publications::DeskError;
use aula_analysis::AnalysisError;
use aula_checklist::{Fault, FaultCode};
use aula_disclosure::Withheld;
use aula_model::{Language, ModelError};
use aula_statistics::StatisticsError;
use aula_store::StoreError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::error::Error as _;

/// An `application/problem+json` answer with a stable `type`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// Stable relative address of the kind of problem.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind of problem in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What is wrong with this request.
    detail: String,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<Box<str>>,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<Box<str>>,
    /// Everything that is wrong with a submission, each with its field, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Box<[FieldError]>>,
    /// Seconds to wait before asking again; the header `Retry-After` says it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u32>,
}

/// One thing that is wrong with a submission.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct FieldError {
    /// Where: the path of the member.
    field: String,
    /// Stable.
    code: &'static str,
    /// In words.
    message: String,
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: detail.into(),
            parameter: None,
            remedy: None,
            errors: None,
            retry_after_s: None,
        }
    }

    /// A parameter that cannot be used as it is.
    pub(crate) fn parameter(name: &str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            parameter: Some(name.into()),
            remedy: Some(remedy.into().into()),
            ..Self::new(StatusCode::BAD_REQUEST, "/problems/parameter", "A parameter cannot be used", detail)
        }
    }

    /// A parameter that the vocabulary refuses; the reason says how to mend it.
    pub(crate) fn refused(name: &str, error: &ModelError) -> Self {
        Self {
            parameter: Some(name.into()),
            ..Self::new(StatusCode::BAD_REQUEST, "/problems/parameter", "A parameter cannot be used", error.to_string())
        }
    }

    /// The problem as a line for the command line.
    pub(crate) fn in_words(&self) -> String {
        let parameter = self.parameter.as_deref().map(|p| format!("--{}: ", p.replace('_', "-"))).unwrap_or_default();
        let remedy = self.remedy.as_deref().map(|r| format!("; {r}")).unwrap_or_default();
        format!("{parameter}{}{remedy}", self.detail)
    }

    /// The role, or the way of signing in, does not allow this.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self {
            remedy: Some("sign in with an account whose role may do this".into()),
            ..Self::new(StatusCode::FORBIDDEN, "/problems/forbidden", "This is not for everybody", detail)
        }
    }

    /// A page of another site made the browser send this.
    pub(crate) fn cross_site(detail: impl Into<String>) -> Self {
        Self {
            remedy: Some(
                "send it from a page of this service, with the `csrf` of GET /api/v1/session as X-CSRF-Token".into(),
            ),
            ..Self::new(StatusCode::FORBIDDEN, "/problems/cross-site", "The request did not come from our page", detail)
        }
    }

    /// A body beyond the limit of its route, or one that ended too early.
    pub(crate) fn too_large() -> Self {
        Self {
            remedy: Some("send less at once".into()),
            ..Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "/problems/too-large",
                "The body is too large",
                "the body is larger than this route takes, or it broke off",
            )
        }
    }

    /// A submission with faults, said in a language.
    pub(crate) fn faults(status: StatusCode, faults: &[Fault], language: Language) -> Self {
        let errors: Vec<FieldError> = faults
            .iter()
            .map(|f| FieldError { field: f.field.clone(), code: f.code.as_str(), message: f.message(language) })
            .collect();
        let detail = errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join(" ");
        let errors = Some(errors.into_boxed_slice());
        Self { errors, ..Self::new(status, "/problems/submission", "The submission cannot be taken as it is", detail) }
    }

    /// What could not be read, said in a language.
    pub(crate) fn in_language(self, language: Language) -> Self {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        if status != StatusCode::BAD_REQUEST {
            return self;
        }
        let fault = Fault::new("", FaultCode::Malformed).with("reason", &self.detail);
        Self { remedy: self.remedy, ..Self::faults(status, &[fault], language) }
    }

    /// With the time after which it may be tried again.
    pub(crate) fn retry_after(self, seconds: i64) -> Self {
        Self { retry_after_s: u32::try_from(seconds.max(1)).ok(), ..self }
    }

    /// The token is not valid.
    pub(crate) fn unauthorised() -> Self {
        Self {
            remedy: Some("make a new token on the page of your account, or ask who gave it to you".into()),
            ..Self::new(
                StatusCode::UNAUTHORIZED,
                "/problems/credentials",
                "These credentials are not valid",
                "the token is unknown, has expired, was revoked, or may not stand here",
            )
        }
    }

    /// Nothing has been published yet.
    pub(crate) fn not_published() -> Self {
        Self {
            remedy: Some("an analyst proposes a version and a second person approves it (`aula publish`)".into()),
            ..Self::new(
                StatusCode::NOT_FOUND,
                "/problems/not-published",
                "Nothing is public yet",
                Withheld::NoPublication.to_string(),
            )
        }
    }

    /// Name or password are wrong.
    pub(crate) fn sign_in(detail: impl Into<String>) -> Self {
        Self {
            remedy: Some("try again, or ask an administrator for a new invitation".into()),
            ..Self::new(StatusCode::UNAUTHORIZED, "/problems/sign-in", "Signing in failed", detail)
        }
    }

    /// Too much at once.
    pub(crate) fn too_many(detail: impl Into<String>, wait_s: u64) -> Self {
        Self {
            remedy: Some(format!("ask again in {wait_s} s").into()),
            retry_after_s: u32::try_from(wait_s).ok(),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "/problems/too-many", "Too much at once", detail)
        }
    }

    /// Nothing is at this address.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "/problems/not-found", "There is nothing at this address", detail)
    }

    /// None of the media types that the client takes is one of ours.
    pub(crate) fn not_acceptable(media: &str) -> Self {
        Self {
            remedy: Some(format!("ask by Accept for one of {media}; or by f=").into()),
            ..Self::new(
                StatusCode::NOT_ACCEPTABLE,
                "/problems/not-acceptable",
                "This address has no such form",
                "none of the media types in Accept is made here",
            )
        }
    }

    /// The address knows other methods only.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "/problems/method",
            "This address does not take this method",
            "see the Allow header for the methods it takes",
        )
    }

    /// The service is up but cannot answer yet.
    pub(crate) fn not_ready(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "/problems/not-ready", "The service is not ready", detail)
    }

    /// Something of ours broke. The reader is told nothing of the inside; the log has the chain.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        let mut chain = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            chain.push_str(": ");
            chain.push_str(&inner.to_string());
            cause = inner.source();
        }
        tracing::error!(error = %chain, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "/problems/internal",
            "The service failed",
            "the fault is in the log of the service; asking again may help",
        )
    }
}

/// Problems of requests that change something.
impl Problem {
    /// A body that cannot be read, or that says something impossible.
    pub(crate) fn body(detail: impl Into<String>) -> Self {
        Self {
            remedy: Some("see /api/v1/openapi.json for the shape that is expected".into()),
            ..Self::new(StatusCode::BAD_REQUEST, "/problems/body", "The body cannot be used", detail)
        }
    }

    /// A body of a kind that is not taken here.
    pub(crate) fn media_type(remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into().into()),
            ..Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "/problems/media-type",
                "The body cannot be used",
                "the body is of a kind that is not taken here",
            )
        }
    }

    /// What was read meanwhile was changed by somebody else.
    pub(crate) fn conflict(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into().into()),
            ..Self::new(StatusCode::CONFLICT, "/problems/conflict", "This cannot be done now", detail)
        }
    }
}

impl From<AnalysisError> for Problem {
    fn from(error: AnalysisError) -> Self {
        match &error {
            AnalysisError::Withheld(_) => Self {
                remedy: Some(
                    "sign in with an account whose role sees them, or ask on the machine that runs the service".into(),
                ),
                ..Self::new(
                    StatusCode::FORBIDDEN,
                    "/problems/withheld",
                    "Precise data are not shown here",
                    error.to_string(),
                )
            },
            AnalysisError::Publication(refused) => Self::conflict(
                refused.to_string(),
                "choose other quarters, or see `aula publish list` for the series that it continues",
            ),
            AnalysisError::NoStudyArea => {
                Self::new(StatusCode::CONFLICT, "/problems/no-study-area", "No study area yet", error.to_string())
            }
            AnalysisError::UnknownArea(_) => {
                Self::parameter("area", error.to_string(), "see /api/v1/areas for the areas there are")
            }
            AnalysisError::UnknownLayer(_) => {
                Self::parameter("layer", error.to_string(), "see /api/v1/layers for the layers there are")
            }
            AnalysisError::UnknownLevel(_) => {
                Self::parameter("level", error.to_string(), "see /api/v1/layers for the levels there are")
            }
            AnalysisError::Unusable { parameter, reason, remedy } => Self::parameter(parameter, reason, *remedy),
            AnalysisError::Statistics(StatisticsError::Setting { name, .. }) => {
                let detail = error.source().map(ToString::to_string).unwrap_or_default();
                Self::parameter(name, detail, "choose another value")
            }
            AnalysisError::Statistics(
                StatisticsError::TooFew { .. }
                | StatisticsError::NoVariation { .. }
                | StatisticsError::TooLarge { .. }
                | StatisticsError::Empty { .. }
                | StatisticsError::EventsWithoutExposure { .. },
            ) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "/problems/not-computable",
                "These data do not allow an answer",
                error.source().map(ToString::to_string).unwrap_or_default(),
            ),
            AnalysisError::Geometry(aula_geometry::GeometryError::TooManyCells { .. }) => {
                let detail = error.source().map(ToString::to_string).unwrap_or_default();
                Self::parameter("resolution", detail, "choose a lower resolution or a smaller area")
            }
            _ => Self::internal(&error),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NoSuchVersion(_) => Self::not_found(error.to_string()),
            DeskError::SamePerson(_) => Self::conflict(error.to_string(), "ask a second administrator to approve"),
            DeskError::State(..) | DeskError::Waiting(_) | DeskError::Hash(_) => {
                Self::conflict(error.to_string(), "see /api/v1/publications for how the versions stand")
            }
            DeskError::Text => Self::body(error.to_string()),
            DeskError::Analysis(inner) => inner.into(),
            DeskError::Store(StoreError::Conflict { .. }) => {
                Self::conflict("somebody else has just changed the versions", "look at them again")
            }
            other => Self::internal(&other),
        }
    }
}

impl From<Withheld> for Problem {
    fn from(withheld: Withheld) -> Self {
        AnalysisError::from(withheld).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait_s) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
        }
        response
    }
}
