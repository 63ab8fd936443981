//! The HTTP edge. This file is the table of contents of the service: every route, its handler and who may ask.

mod answer;
mod assets;
mod cells;
mod city;
mod health;
mod hotspots;
mod layers;
mod openapi;
mod params;
mod problem;
mod rhythm;
mod spatial;
mod stats;
mod viewer;
mod work;

pub(crate) use params::Params;
pub(crate) use problem::Problem;
pub(crate) use stats::{Answer, Read};

use crate::city::City;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use work::Work;

/// Longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Largest request body; no route of this release takes one.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    city: Arc<City>,
    work: Work,
    metrics: PrometheusHandle,
}

/// The service. Who may ask: *anyone* gets facts about the city and the page itself; *precise* routes answer the
/// operator and a problem to everybody else, by the `disclosure` crate.
pub(crate) fn router(city: Arc<City>) -> Router {
    let metrics = PrometheusBuilder::new().build_recorder();
    let handle = metrics.handle();
    // Only the first recorder of a process can be installed; tests make several services.
    let _ = metrics::set_global_recorder(metrics);
    let app = App { city, work: Work::default(), metrics: handle };

    let api = Router::new()
        // anyone
        .route("/city", get(city::city))
        .route("/layers", get(layers::catalogue))
        .route("/areas", get(spatial::areas))
        .route("/study-sets/{set}", get(cells::study_set))
        .route("/openapi.json", get(openapi::document))
        // precise
        .route("/layers/{id}", get(layers::layer))
        .route("/hotspots", get(hotspots::hotspots))
        .route("/cells/{cell}", get(cells::cell))
        .route("/rhythm", get(rhythm::rhythm))
        .route("/stats/density", get(stats::density))
        .route("/stats/change", get(stats::change))
        .route("/stats/concentration", get(stats::concentration))
        .route("/stats/rates", get(stats::rates))
        .route("/stats/moran", get(stats::moran))
        .route("/stats/emerging", get(stats::emerging))
        .route("/stats/polygons", get(stats::polygons))
        .route("/stats/near-repeat", get(stats::near_repeat))
        .route("/places", get(spatial::places))
        .route("/incidents", get(spatial::incidents))
        .layer(middleware::from_fn_with_state(app.clone(), answer::conditional));

    Router::new()
        // anyone
        .nest("/api/v1", api)
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        // operator
        .route("/metrics", get(health::metrics))
        // anyone: the page and its parts
        .fallback(assets::asset)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(
            tower::ServiceBuilder::new()
                .layer(middleware::from_fn(observe))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(middleware::from_fn(secure))
                .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
                .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
                .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, TIMEOUT)),
        )
        .with_state(app)
}

/// One line in the log and one sample for each request. The query string may hold what a person looked for: it is not
/// logged.
async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<axum::extract::MatchedPath>().map_or("asset", |p| p.as_str()).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let milliseconds = started.elapsed().as_secs_f64() * 1e3;
    tracing::debug!(%method, path, status, milliseconds, "request");
    metrics::counter!("aula_http_requests_total", "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("aula_http_request_seconds", "route" => route).record(milliseconds / 1e3);
    response
}

/// Headers of every answer: no foreign script, no frame, no guessing of types, no address of ours told to others.
async fn secure(request: Request, next: Next) -> Response {
    const POLICY: &str = "default-src 'self'; img-src 'self' data: https:; style-src 'self'; script-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(self)"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A fault of ours that unwound: the reader gets a problem, the log the message.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the cause over by value")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    use axum::response::IntoResponse as _;
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    Problem::internal(&std::io::Error::other(format!("panicked: {message}"))).into_response()
}
