//! The HTTP edge. This file is the table of contents of the service: every route, who may ask, and its handler.

mod access_log;
mod accounts;
mod answer;
mod assets;
mod body;
mod cells;
mod checklist;
mod city;
mod gate;
mod health;
mod hotspots;
mod layers;
mod listen;
mod ogc;
mod open311;
mod openapi;
mod params;
pub(crate) mod plans;
mod problem;
mod public;
mod publications;
mod rhythm;
mod risk;
mod search;
mod slice;
mod spatial;
mod stats;
mod views;
mod work;

pub(crate) use access_log::table as access_table;
pub(crate) use accounts::invitation_path;
pub(crate) use gate::{Edge, Network, PublicUrl};
pub(crate) use listen::listen;
pub(crate) use ogc::{export as ogc_export, layer as layers_import};
pub(crate) use params::Params;
pub(crate) use problem::Problem;
pub(crate) use public::question as public_question;
pub(crate) use risk::report_value;
pub(crate) use stats::{Answer, Read};

use crate::access_log::AccessLog;
use crate::checklist::Desk;
use crate::city::City;
use aula_model::Role;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Extension, Router};
use gate::{Access, Rates, Routes, USUAL_BODY_BYTES};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;
use work::Work;

/// Longest a request may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Largest body with a photo: a file of the size that is taken, and what is about it.
const PHOTO_BODY_BYTES: usize = crate::checklist::MAX_PHOTO_BYTES + 64 * 1024;
/// How many passwords are hashed at once: each takes 19 MiB and a tenth of a second of a processor.
const SIGN_INS_AT_ONCE: usize = 2;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    city: Arc<City>,
    work: Work,
    /// Work on passwords and accounts: few at a time, so that a flood of them leaves the processors to the map.
    sign_ins: Work,
    metrics: PrometheusHandle,
    desk: Arc<Desk>,
    edge: Arc<Edge>,
    rates: Arc<Rates>,
    access_log: AccessLog,
    ogc: Arc<ogc::Shelf>,
}

/// The service.
///
/// # Errors
/// Where a route is not described in the OpenAPI document, or something described has no route.
pub(crate) fn router(city: Arc<City>, edge: Edge) -> anyhow::Result<Router> {
    let metrics = PrometheusBuilder::new().build_recorder();
    let handle = metrics.handle();
    // Only the first recorder of a process can be installed; tests make several services.
    let _ = metrics::set_global_recorder(metrics);
    let desk = Desk::new(Arc::clone(&city));
    let access_log = AccessLog::start(Arc::clone(city.store()))?;
    let (edge, rates, sign_ins) = (Arc::new(edge), Arc::default(), Work::of(SIGN_INS_AT_ONCE));
    let app = App {
        city,
        work: Work::default(),
        sign_ins,
        metrics: handle,
        edge,
        rates,
        access_log,
        desk,
        ogc: Arc::default(),
    };
    let mut document = openapi::document_value()?;
    let mut routes = routes(app.clone());
    if app.city.demo {
        routes = routes.post("/api/v1/demo/role", Access::Anyone, accounts::demo_role);
    } else if let Some(paths) = document["paths"].as_object_mut() {
        // Outside the demo nobody changes who they are by a click.
        paths.remove("/api/v1/demo/role");
    }
    let (router, document) = routes.finish(document)?;
    let router = router
        // The page and its parts: files built into the binary, for anyone.
        .fallback(assets::asset)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(middleware::from_fn_with_state(app.clone(), gate::identify))
        .layer(middleware::from_fn(ogc::manners))
        .layer(
            tower::ServiceBuilder::new()
                .layer(middleware::from_fn(observe))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(middleware::from_fn_with_state(app.clone(), secure))
                .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
                .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
                .layer(Extension(openapi::Described(Arc::new(document)))),
        )
        .with_state(app);
    Ok(router)
}

/// Every route, its owner and its handler.
fn routes(app: App) -> Routes {
    use Access::{Admin, Anyone, Cells, CellsElsePublished, Incidents, Session};
    const METRICS: Access = Access::Roles(&[Role::Admin]);
    const ANALYST: Access = Access::Roles(&[Role::Analyst]);
    // A model of the whole city, which cannot be cut to a precinct.
    const RISK: Access = Access::Precise(&[Role::Planner, Role::Analyst]);
    // Settings only, but of questions that only these roles can put.
    const VIEWS: Access = Access::Roles(&[Role::Inspector, Role::Planner, Role::Analyst]);
    const REVIEW: Access = Access::Roles(&[Role::Analyst, Role::Admin]);
    const MODERATORS: Access = Access::Precise(&[Role::Inspector, Role::Planner, Role::Analyst]);
    const REGISTRARS: Access = Access::Roles(&[Role::Planner, Role::Analyst, Role::Admin]);
    let factors = app.desk.core.instrument.factors().iter().map(|f| format!("/api/v1/layers/factors.{}", f.id));
    let factors: Vec<String> = factors.chain(["scores", "unrated"].map(|id| format!("/api/v1/layers/{id}"))).collect();
    let routes = Routes::new(app)
        .read("/api/v1/city", Anyone, city::city)
        .read("/api/v1/layers", Anyone, layers::catalogue)
        .read("/api/v1/areas", Anyone, spatial::areas)
        .read("/api/v1/search", Anyone, search::search)
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
        .read("/api/v1/slice", Cells, slice::slice)
        .read("/api/v1/views", VIEWS, views::list)
        .post("/api/v1/views", VIEWS, views::keep)
        .read("/api/v1/views/{id}", VIEWS, views::view)
        .delete("/api/v1/views/{id}", VIEWS, views::remove)
        .read("/api/v1/stats/density", Cells, stats::density)
        .read("/api/v1/stats/change", Cells, stats::change)
        .read("/api/v1/stats/concentration", Cells, stats::concentration)
        .read("/api/v1/stats/rates", Cells, stats::rates)
        .read("/api/v1/stats/moran", Cells, stats::moran)
        .read("/api/v1/stats/emerging", Cells, stats::emerging)
        .read("/api/v1/stats/polygons", Cells, stats::polygons)
        .read("/api/v1/stats/near-repeat", Cells, stats::near_repeat)
        .read("/api/v1/stats/near-repeat-chains", Incidents, stats::chains)
        .read("/api/v1/stats/seasonal", Cells, stats::seasonal)
        .read("/api/v1/stats/robustness", Cells, stats::robustness)
        .read("/api/v1/stats/delay", Cells, stats::delay)
        .read("/api/v1/risk", RISK, risk::report)
        .read("/api/v1/risk/map", RISK, risk::map)
        .read("/api/v1/risk/cells/{cell}", RISK, risk::cell)
        .read("/api/v1/risk/what-if", RISK, risk::what_if)
        .read("/api/v1/risk/models", RISK, risk::models)
        .read("/api/v1/risk/models/{id}", RISK, risk::model)
        .post("/api/v1/risk/models", ANALYST, risk::keep)
        .read("/api/v1/places", Cells, spatial::places)
        .read("/api/v1/incidents", Incidents, spatial::incidents)
        .read("/api/v1/checklist", Anyone, checklist::checklist)
        .get("/api/v1/yards", Anyone, checklist::yards)
        .get("/api/v1/yards/{id}", Anyone, checklist::page)
        .get("/api/v1/challenge", Anyone, checklist::challenge)
        .post("/api/v1/audits", Anyone, checklist::send)
        .put("/api/v1/audits/{id}", Anyone, checklist::correct)
        .delete("/api/v1/audits/{id}", Anyone, checklist::withdraw)
        .get("/api/v1/audits/{id}/photos/{photo}", MODERATORS, checklist::photo)
        .get("/api/v1/moderation", MODERATORS, checklist::queue)
        .post("/api/v1/moderation", MODERATORS, checklist::decide)
        .get("/api/v1/cases", Anyone, checklist::cases)
        .get("/api/v1/cases/{id}", Anyone, checklist::case)
        .post("/api/v1/cases/{id}/actions", Anyone, checklist::act)
        .get("/api/v1/duties", Anyone, checklist::duties)
        .post("/api/v1/duties", REGISTRARS, checklist::add_duty)
        .get("/api/v1/session", Anyone, accounts::session)
        .post("/api/v1/session", Anyone, accounts::sign_in)
        .delete("/api/v1/session", Session, accounts::sign_out)
        .get("/api/v1/account", Session, accounts::account)
        .post("/api/v1/account/password", Session, accounts::password)
        .delete("/api/v1/account/sessions", Session, accounts::sign_out_everywhere)
        .post("/api/v1/invitations/accept", Anyone, accounts::accept_invitation)
        .get("/api/v1/tokens", Session, accounts::tokens)
        .post("/api/v1/tokens", Session, accounts::add_token)
        .delete("/api/v1/tokens/{id}", Session, accounts::revoke_token)
        .get("/api/v1/users", Admin, accounts::users)
        .post("/api/v1/users", Admin, accounts::add_user)
        .patch("/api/v1/users/{name}", Admin, accounts::change_user)
        .post("/api/v1/users/{name}/invitation", Admin, accounts::invite_user)
        .get("/api/v1/users/{name}/tokens", Admin, accounts::tokens_of)
        .delete("/api/v1/users/{name}/tokens/{id}", Admin, accounts::revoke_token_of)
        .get("/api/v1/access-log", Admin, access_log::access_log)
        .get("/api/v1/access-log/verify", Admin, access_log::verify)
        .get("/health/live", Anyone, health::live)
        .get("/health/ready", Anyone, health::ready)
        .get("/metrics", METRICS, health::metrics)
        .add_all(plans::routes)
        .bodies_up_to(PHOTO_BODY_BYTES)
        .post("/api/v1/audits/{id}/photos", Anyone, checklist::send_photo)
        // One for each factor of the city's instrument, described as `/api/v1/layers/{id}`.
        .bodies_up_to(USUAL_BODY_BYTES)
        .described_elsewhere()
        .get("/open311/v2/{file}", Anyone, open311::read)
        .post("/open311/v2/{file}", Anyone, open311::write)
        .get("/open311/v2/services/{file}", Anyone, open311::definition)
        .get("/open311/v2/requests/{file}", Anyone, open311::request);
    let routes = factors.into_iter().fold(routes, |routes, path| {
        // A service is built once: the names of its routes live as long as it does.
        routes.read(path.leak(), Anyone, checklist::layer)
    });
    routes.described_here().add_all(ogc::routes)
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
async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
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
    if app.edge.https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
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
