//! Is the service alive, is it ready, how does it do.

use super::gate::Asking;
use super::{App, Problem, answer};
use aula_disclosure::may_see_precise;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "operation", responses((status = 200, description = "alive")))]
pub(super) async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// The store answers and the snapshot is up to date with it, within what one poll may miss.
#[utoipa::path(get, path = "/health/ready", tag = "operation",
    responses((status = 200, description = "ready"), (status = 503, body = Problem)))]
pub(super) async fn ready(State(app): State<App>, Asking(viewer): Asking) -> Result<Json<Value>, Problem> {
    let store = std::sync::Arc::clone(app.city.store());
    let head = tokio::task::spawn_blocking(move || store.head()).await.map_err(|e| Problem::internal(&e))?;
    let head = head.map_err(|e| {
        tracing::error!(error = %e, "the store does not answer");
        Problem::not_ready("the store does not answer")
    })?;
    let seq = app.city.snapshot().seq();
    // The numbers of the log grow with every row of an import: they are for whoever may see counts.
    Ok(Json(match may_see_precise(&viewer) {
        Ok(()) => json!({ "status": "ready", "seq": seq.0, "head": head.0 }),
        Err(_) => json!({ "status": "ready" }),
    }))
}

/// Counters for Prometheus; for the operator, and for an administrator's token.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "Prometheus text"), (status = 403, body = Problem)))]
pub(super) async fn metrics(State(app): State<App>) -> Response {
    answer::text("text/plain; version=0.0.4", app.metrics.render())
}
