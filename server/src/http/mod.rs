//! The HTTP edge. This file is the table of contents of the service: every route, who may ask, and its handler.

mod answer;
mod assets;
mod body;
mod cells;
mod city;
mod gate;
mod health;
mod hotspots;
mod layers;
mod openapi;
mod params;
mod problem;
mod public;
mod publications;
mod rhythm;
mod spatial;
mod stats;
mod work;

pub(crate) use params::Params;
pub(crate) use problem::Problem;
pub(crate) use stats::{Answer, Read};

use crate::city::City;
use aula_model::Role;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Extension, Router};
use gate::{Access, Routes};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;
use work::Work;

/// Longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    city: Arc<City>,
    work: Work,
    metrics: PrometheusHandle,
}

/// The service.
///
/// # Errors
/// Where a route is not described in the OpenAPI document, or something described has no route.
pub(crate) fn router(city: Arc<City>) -> anyhow::Result<Router> {
    let metrics = PrometheusBuilder::new().build_recorder();
    let handle = metrics.handle();
    // Only the first recorder of a process can be installed; tests make several services.
    let _ = metrics::set_global_recorder(metrics);
    let app = App { city, work: Work::default(), metrics: handle };
    let (router, document) = routes(app.clone()).finish(openapi::document_value()?)?;
    let router = router
        // The page and its parts: files built into the binary, for anyone.
        .fallback(assets::asset)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(middleware::from_fn_with_state(app.clone(), gate::identify))
        .layer(
            tower::ServiceBuilder::new()
                .layer(middleware::from_fn(observe))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(middleware::from_fn(secure))
                .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
                .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
                .layer(Extension(openapi::Described(Arc::new(document)))),
        )
        .with_state(app);
    Ok(router)
}

/// Every route, its owner and its handler.
fn routes(app: App) -> Routes {
    use Access::{Admin, Anyone, Cells, CellsElsePublished, Incidents};
    const METRICS: Access = Access::Roles(&[Role::Admin]);
    const ANALYST: Access = Access::Roles(&[Role::Analyst]);
    const REVIEW: Access = Access::Roles(&[Role::Analyst, Role::Admin]);
    Routes::new(app)
        .read("/api/v1/city", Anyone, city::city)
        .read("/api/v1/layers", Anyone, layers::catalogue)
        .read("/api/v1/areas", Anyone, spatial::areas)
        .read("/api/v1/study-sets/{set}", Anyone, cells::study_set)
        .read("/api/v1/openapi.json", Anyone, openapi::document)
        .read("/api/v1/public", Anyone, public::catalogue)
        .read("/api/v1/public/layer", Anyone, public::layer)
        .read("/api/v1/public/places/{place}", Anyone, public::place)
        .read("/api/v1/publications", Anyone, publications::list)
        .read("/api/v1/publications/{version}", Anyone, publications::version)
        .read("/api/v1/publications/{version}/card", Anyone, publications::card)
        .read("/api/v1/publications/{version}/review", REVIEW, publications::review)
        .post("/api/v1/publications", ANALYST, publications::propose)
        .post("/api/v1/publications/{version}/approve", Admin, publications::approve)
        .post("/api/v1/publications/{version}/reject", Admin, publications::reject)
        .post("/api/v1/publications/{version}/withdraw", Admin, publications::withdraw)
        .read("/api/v1/layers/{id}", CellsElsePublished, layers::layer)
        .read("/api/v1/hotspots", CellsElsePublished, hotspots::hotspots)
        .read("/api/v1/cells/{cell}", CellsElsePublished, cells::cell)
        .read("/api/v1/rhythm", Cells, rhythm::rhythm)
        .read("/api/v1/stats/density", Cells, stats::density)
        .read("/api/v1/stats/change", Cells, stats::change)
        .read("/api/v1/stats/concentration", Cells, stats::concentration)
        .read("/api/v1/stats/rates", Cells, stats::rates)
        .read("/api/v1/stats/moran", Cells, stats::moran)
        .read("/api/v1/stats/emerging", Cells, stats::emerging)
        .read("/api/v1/stats/polygons", Cells, stats::polygons)
        .read("/api/v1/stats/near-repeat", Cells, stats::near_repeat)
        .read("/api/v1/places", Cells, spatial::places)
        .read("/api/v1/incidents", Incidents, spatial::incidents)
        .get("/health/live", Anyone, health::live)
        .get("/health/ready", Anyone, health::ready)
        .get("/metrics", METRICS, health::metrics)
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
