//! What planning answers.

use super::keep::stored_plan;
use crate::checklist::{Core, audit_facts};
use crate::city::City;
use crate::http::body::Sent;
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem, answer};
use aula_disclosure::{Precise, disclose};
use aula_model::{AreaId, Kind, Viewer};
use aula_planning::{
    Audits, ClaimQuery, EvaluateQuery, Ground, RoadNetwork, StoredPlan, claim, claim_alone, dossier, evaluate,
    needs_counts, place_posts, rank_areas, verify,
};
use aula_snapshot::Snapshot;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// A value as a viewer may see it, in JSON.
pub(super) fn shown<T: Serialize>(value: Precise<T>, viewer: &Viewer) -> Result<Response, Problem> {
    let value = serde_json::to_value(disclose(value, viewer)?).map_err(|e| Problem::internal(&e))?;
    Ok(answer::json(&value))
}

/// Runs a question on a blocking thread.
pub(super) async fn ask<T: Serialize + 'static, E: Into<Problem>>(
    app: App,
    viewer: Viewer,
    question: impl FnOnce(&Viewer, &City, &Snapshot) -> Result<Precise<T>, E> + Send + 'static,
) -> Result<Response, Problem> {
    let city = app.city;
    app.work.run(move || shown(question(&viewer, &city, &city.snapshot()).map_err(Into::into)?, &viewer)).await
}

/// What audits say of the areas of a kind.
pub(super) fn facts(core: &Core, level: &str, as_of: Option<Date>) -> Result<Audits, Problem> {
    audit_facts(core, level, as_of).map_err(|e| Problem::internal(&e))
}

/// The order of areas: how sure it is, and which weights would change it.
#[utoipa::path(get, path = "/api/v1/plans/ranking", tag = "plans", params(
    ("level" = Option<String>, Query, description = "The kind of areas; micro_district unless given"),
    ("as_of" = Option<String>, Query, description = "Data until the day before are looked at"),
    ("from" = Option<String>, Query, description = "First day, with `to`; the last twelve months unless given"),
    ("to" = Option<String>, Query, description = "First day left out"),
    ("category" = Option<String>, Query, description = "Category codes separated by commas"),
    ("hours" = Option<String>, Query, description = "Hours of the local day"),
    ("weekdays" = Option<String>, Query, description = "Weekdays"),
    ("with_found_by_police" = Option<bool>, Query, description = "Whether incidents found by the police count; false"),
    ("w_rate" = Option<f64>, Query, description = "Weight of the rate; 1"),
    ("w_harm" = Option<f64>, Query, description = "Weight of harm; 0"),
    ("w_score" = Option<f64>, Query, description = "Weight of the checklist's score; 0"),
    ("w_trend" = Option<f64>, Query, description = "Weight of the trend; 0"),
    ("w_missing_audits" = Option<f64>, Query, description = "Weight of missing audits; 0"),
    ("worst" = Option<u32>, Query, description = "k of \"among the worst k\"; 10"),
    ("draws" = Option<u32>, Query, description = "Posterior draws; 2000"),
    ("seed" = Option<u64>, Query, description = "Decides the draws; 1"),
    ("exposure" = Option<String>, Query, description = "residents (default), addresses or built_up_m2")),
    responses((status = 200, description = "Areas with the probability of being among the worst k"),
        (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn ranking(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let query = params.ranking_query()?;
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    ask(app, viewer, move |viewer, _, snapshot| {
        let ground = Ground::of(snapshot, &query.level)?;
        Ok::<_, Problem>(rank_areas(viewer, snapshot, &ground, &query, &facts(&core, &query.level, query.as_of)?)?)
    })
    .await
}

/// Places for posts by maximal covering of expected harm.
#[utoipa::path(get, path = "/api/v1/plans/placement", tag = "plans", params(
    ("posts" = Option<u32>, Query, description = "How many new posts; 5"),
    ("radius_m" = Option<f64>, Query, description = "How far a post reaches; 800"),
    ("existing" = Option<String>, Query, description = "The kind of places that are posts already; police_post"),
    ("candidates" = Option<String>, Query, description = "cells (default) or places.KIND"),
    ("demand" = Option<String>, Query,
        description = "Where harm is expected: risk_model (default; where the data bear none, smoothed_counts) or smoothed_counts"),
    ("as_of" = Option<String>, Query, description = "Data until the day before are looked at"),
    ("category" = Option<String>, Query, description = "Category codes separated by commas"),
    ("hours" = Option<String>, Query, description = "Hours of the local day"),
    ("weekdays" = Option<String>, Query, description = "Weekdays"),
    ("with_found_by_police" = Option<bool>, Query, description = "Whether incidents found by the police count; false")),
    responses((status = 200, description = "Where posts would reach the most, and how far from the best that can be"),
        (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn placement(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let query = params.posts_query()?;
    params.finish()?;
    ask(app, viewer, move |viewer, city, snapshot| {
        place_posts(viewer, snapshot, &city.sets, &query, &roads(snapshot), &city.risks)
    })
    .await
}

/// The streets that were imported.
pub(crate) fn roads(snapshot: &Snapshot) -> RoadNetwork {
    let lines = snapshot.documents().of_kind(Kind::Road).flat_map(|(_, document)| lines_of(document.body()));
    RoadNetwork::new(lines)
}

/// The lines of a road's geometry, in GeoJSON.
fn lines_of(body: &Value) -> Vec<Vec<aula_model::LonLat>> {
    let point = |p: &Value| aula_model::LonLat::new(p[0].as_f64()?, p[1].as_f64()?).ok();
    let line = |l: &Value| l.as_array().map(|l| l.iter().filter_map(point).collect::<Vec<_>>()).unwrap_or_default();
    let geometry = &body["geometry"];
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("LineString") => vec![line(coordinates)],
        Some("MultiLineString") => coordinates.as_array().into_iter().flatten().map(line).collect(),
        _ => Vec::new(),
    }
}

/// A page about an area.
#[utoipa::path(get, path = "/api/v1/dossiers/{area}", tag = "plans",
    params(("area" = String, Path, description = "kind:code"),
        ("as_of" = Option<String>, Query, description = "Data until the day before are looked at"),
        ("category" = Option<String>, Query, description = "Category codes separated by commas")),
    responses((status = 200, description = "Where the area stands, how it went, what is there, what lies beside it"),
        (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn area_dossier(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(area): Path<String>,
    mut params: Params,
) -> Result<Response, Problem> {
    let area: AreaId = area.parse().map_err(|e| Problem::refused("area", &e))?;
    let mut query = params.ranking_query()?;
    params.finish()?;
    area.kind().clone_into(&mut query.level);
    let core = Arc::clone(&app.desk.core);
    ask(app, viewer, move |viewer, _, snapshot| {
        let ground = Ground::of(snapshot, &query.level)?;
        let facts = facts(&core, &query.level, query.as_of)?;
        Ok::<_, Problem>(dossier(viewer, snapshot, &ground, &area, &query, &facts)?)
    })
    .await
}

/// The plans there are.
#[utoipa::path(get, path = "/api/v1/plans", tag = "plans",
    responses((status = 200, description = "Every version of every plan"), (status = 403, body = Problem)))]
pub(in crate::http) async fn list(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    app.work.run(move || shown(Precise::counts(described(&city.snapshot())?), &viewer)).await
}

/// What a list says of each version of each plan.
pub(crate) fn described(snapshot: &Snapshot) -> Result<Value, Problem> {
    let mut plans = Vec::new();
    for (_, document) in snapshot.documents().of_kind(Kind::Plan) {
        let stored: StoredPlan = document.read().map_err(|e| Problem::internal(&e))?;
        let plan = stored.plan();
        let frozen = match &stored {
            StoredPlan::Frozen { frozen } => json!({ "frozen_on": frozen.frozen_on, "sha256": frozen.sha256 }),
            StoredPlan::Draft { .. } => Value::Null,
        };
        plans.push(json!({
            "id": plan.id, "version": plan.version, "title": plan.title, "start": plan.start, "months": plan.months,
            "as_of": plan.as_of, "pilots": plan.pilots.len(), "controls": plan.controls.len(), "frozen": frozen,
        }));
    }
    Ok(json!({ "plans": plans }))
}

/// A plan.
#[utoipa::path(get, path = "/api/v1/plans/{id}", tag = "plans",
    params(("id" = String, Path, description = "The plan"),
        ("version" = Option<u32>, Query, description = "The newest unless given")),
    responses((status = 200, description = "The plan, and whether it is frozen"), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(in crate::http) async fn plan(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, Problem> {
    let version = params.version()?;
    params.finish()?;
    let city = app.city;
    app.work.run(move || shown(Precise::counts(stored_plan(&city.snapshot(), &id, version)?), &viewer)).await
}

/// A frozen plan as a file that anybody can verify.
#[utoipa::path(get, path = "/api/v1/plans/{id}/export", tag = "plans",
    params(("id" = String, Path, description = "The plan"),
        ("version" = Option<u32>, Query, description = "The newest unless given")),
    responses((status = 200, description = "The frozen plan with its digest"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(in crate::http) async fn export(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, Problem> {
    let version = params.version()?;
    params.finish()?;
    let city = app.city;
    app.work
        .run(move || match stored_plan(&city.snapshot(), &id, version)? {
            StoredPlan::Draft { .. } => Err(Problem::conflict("the plan is a draft", "freeze it first")),
            StoredPlan::Frozen { frozen } => {
                let name = format!("attachment; filename=\"{}-v{}.json\"", frozen.plan.id, frozen.plan.version);
                let mut response = shown(Precise::counts(frozen), &viewer)?;
                if let Ok(name) = HeaderValue::from_str(&name) {
                    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
                }
                Ok(response)
            }
        })
        .await
}

/// Whether an exported plan is what was frozen: by the file alone, nothing of ours is asked.
#[utoipa::path(post, path = "/api/v1/plans/verify", tag = "plans", request_body = Object,
    responses((status = 200, description = "The digest and whether the text gives it"), (status = 400, body = Problem)))]
pub(in crate::http) async fn verify_plan(State(app): State<App>, Sent(body): Sent<Value>) -> Result<Response, Problem> {
    app.work
        .run(move || {
            Ok(answer::json(&match verify(&body.to_string()) {
                Ok(frozen) => json!({
                    "valid": true, "sha256": frozen.sha256, "frozen_on": frozen.frozen_on,
                    "plan": frozen.plan.id, "version": frozen.plan.version, "title": frozen.plan.title,
                }),
                Err(error) => json!({ "valid": false, "reason": error.to_string() }),
            }))
        })
        .await
}

/// A plan judged by the data.
#[utoipa::path(get, path = "/api/v1/plans/{id}/evaluation", tag = "plans",
    params(("id" = String, Path, description = "The plan"),
        ("version" = Option<u32>, Query, description = "The newest unless given"),
        ("as_of" = Option<String>, Query, description = "Data until the day before are looked at")),
    responses((status = 200, description = "What was found, and the verdict"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(in crate::http) async fn evaluation(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, Problem> {
    let (version, query) = (params.version()?, params.evaluate_query()?);
    params.finish()?;
    judged(app, viewer, id, version, query).await
}

/// A plan judged by the data and a survey.
#[utoipa::path(post, path = "/api/v1/plans/{id}/evaluation", tag = "plans", request_body = Object,
    params(("id" = String, Path, description = "The plan")),
    responses((status = 200, description = "What was found, and the verdict"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(in crate::http) async fn evaluation_with_survey(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(id): Path<String>,
    Sent(query): Sent<EvaluateQuery>,
) -> Result<Response, Problem> {
    judged(app, viewer, id, None, query).await
}

async fn judged(
    app: App,
    viewer: Viewer,
    id: String,
    version: Option<u32>,
    query: EvaluateQuery,
) -> Result<Response, Problem> {
    let city = app.city;
    app.work
        .run(move || {
            let snapshot = city.snapshot();
            let stored = stored_plan(&snapshot, &id, version)?;
            shown(evaluate(&viewer, &snapshot, &stored, &query)?, &viewer)
        })
        .await
}

/// What a figure in the news can show. With a place and months our own counts stand beside it, for those who may see
/// counts.
#[utoipa::path(post, path = "/api/v1/claims", tag = "plans", request_body = Object,
    responses((status = 200, description = "What would be needed, what else may have caused it, what to ask for"),
        (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn claims(
    State(app): State<App>,
    Asking(viewer): Asking,
    Sent(query): Sent<ClaimQuery>,
) -> Result<Response, Problem> {
    let city = app.city;
    app.work
        .run(move || {
            if needs_counts(&query) {
                return shown(claim(&viewer, &city.snapshot(), &query)?, &viewer);
            }
            let reply = serde_json::to_value(claim_alone(&query)?).map_err(|e| Problem::internal(&e))?;
            Ok(answer::json(&reply))
        })
        .await
}
