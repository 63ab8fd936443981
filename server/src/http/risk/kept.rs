//! `/api/v1/risk/models`: models that were kept, each with its algorithm card at its own address.

use super::question::RiskParams;
use super::runs::run;
use crate::http::answer;
use crate::http::gate::Asking;
use crate::http::openapi::SliceParams;
use crate::http::{App, Params, Problem};
use crate::risk_models::{keep_model, kept_model, kept_models};
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;

/// The models kept: identity, day, verdict.
#[utoipa::path(get, path = "/api/v1/risk/models", tag = "risk",
    responses((status = 200, description = "The list, the latest first"), (status = 403, body = Problem)))]
pub(in crate::http) async fn models(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    app.work.run(move || Ok(answer::json(&json!({ "models": kept_models(&city.snapshot()) })))).await
}

/// A kept model: its algorithm card and its validation, as they were when it was made.
#[utoipa::path(get, path = "/api/v1/risk/models/{id}", tag = "risk",
    params(("id" = String, Path, description = "The model's identity, from the list or a report")),
    responses((status = 200, description = "Card and report"), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(in crate::http) async fn model(
    State(app): State<App>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let found = kept_model(&city.snapshot(), &id);
        Ok(answer::json(&found.ok_or_else(|| Problem::not_found(format!("no model `{id}` was kept")))?))
    };
    app.work.run(compute).await
}

/// Makes a model and keeps it with its card; the same question on the same data is kept once.
#[utoipa::path(post, path = "/api/v1/risk/models", tag = "risk", params(SliceParams, RiskParams),
    responses((status = 200, description = "The model kept: identity, card, report"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn keep(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let query = params.risk_query()?;
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let run = run(&city, &viewer, &query)?;
        let kept = keep_model(city.store().as_ref(), &run).map_err(|e| Problem::internal(&*e))?;
        city.catch_up().map_err(|e| Problem::internal(&*e))?;
        Ok(answer::json(&kept))
    };
    app.work.run(compute).await
}
