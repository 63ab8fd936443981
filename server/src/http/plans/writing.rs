//! What changes plans.

use super::answers::{facts, shown};
use super::keep::{KeepError, discard_draft, freeze_plan, keep_draft, next_plan_id, stored_plan, write};
use crate::checklist::Core;
use crate::http::body::Sent;
use crate::http::gate::Asking;
use crate::http::{App, Problem, answer};
use aula_disclosure::{Precise, disclose};
use aula_model::Viewer;
use aula_planning::{DesignQuery, Ground, Plan, StoredPlan, design};
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;

/// A plan as it would be made; nothing is kept.
#[utoipa::path(post, path = "/api/v1/plans/design", tag = "plans", request_body = Object,
    responses((status = 200, description = "The plan: pilots, controls, ring, what could be seen, close alternatives"),
        (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn preview(
    State(app): State<App>,
    Asking(viewer): Asking,
    Sent(query): Sent<DesignQuery>,
) -> Result<Response, Problem> {
    let core = Arc::clone(&app.desk.core);
    app.work.run(move || shown(Precise::counts(made(&viewer, &core, &query)?), &viewer)).await
}

/// A draft.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans", request_body = Object,
    responses((status = 200, description = "The draft"), (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn create(
    State(app): State<App>,
    Asking(viewer): Asking,
    Sent(query): Sent<DesignQuery>,
) -> Result<Response, Problem> {
    let core = Arc::clone(&app.desk.core);
    let city = app.city;
    app.work
        .run(move || {
            let plan = made(&viewer, &core, &query)?;
            let plan = write(&city, "plan drafted", |snapshot| {
                keep_draft(snapshot, Plan { id: next_plan_id(snapshot), ..plan.clone() })
            })?;
            shown(Precise::counts(plan), &viewer)
        })
        .await
}

/// The draft made anew.
#[utoipa::path(put, path = "/api/v1/plans/{id}", tag = "plans", request_body = Object,
    params(("id" = String, Path, description = "The plan")),
    responses((status = 200, description = "The draft"), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "It is frozen", body = Problem)))]
pub(in crate::http) async fn redesign(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(id): Path<String>,
    Sent(query): Sent<DesignQuery>,
) -> Result<Response, Problem> {
    let core = Arc::clone(&app.desk.core);
    let city = app.city;
    app.work
        .run(move || {
            stored_plan(&city.snapshot(), &id, None)?.replaceable()?;
            let plan = made(&viewer, &core, &query)?;
            let plan = write(&city, "plan redrafted", |snapshot| {
                let there = stored_plan(snapshot, &id, None)?;
                there.replaceable()?;
                let Plan { version, follows, .. } = there.plan().clone();
                keep_draft(snapshot, Plan { id: id.clone(), version, follows, ..plan.clone() })
            })?;
            shown(Precise::counts(plan), &viewer)
        })
        .await
}

/// A new version of a frozen plan, as a draft that names the one it follows.
#[utoipa::path(post, path = "/api/v1/plans/{id}/versions", tag = "plans", request_body = Object,
    params(("id" = String, Path, description = "The plan")),
    responses((status = 200, description = "The draft"), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "The newest is a draft", body = Problem)))]
pub(in crate::http) async fn new_version(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(id): Path<String>,
    Sent(query): Sent<DesignQuery>,
) -> Result<Response, Problem> {
    let core = Arc::clone(&app.desk.core);
    let city = app.city;
    app.work
        .run(move || {
            let newest = stored_plan(&city.snapshot(), &id, None)?;
            if !newest.is_frozen() {
                return Err(Problem::conflict("the newest version is a draft", "change the draft"));
            }
            let plan = made(&viewer, &core, &query)?;
            let plan = write(&city, "plan version drafted", |snapshot| {
                let StoredPlan::Frozen { frozen } = stored_plan(snapshot, &id, None)? else {
                    return Err(KeepError::Busy);
                };
                let version = frozen.plan.version + 1;
                keep_draft(snapshot, Plan { id: id.clone(), version, follows: Some(frozen.sha256), ..plan.clone() })
            })?;
            shown(Precise::counts(plan), &viewer)
        })
        .await
}

/// Freezes the newest version: from now on it stays as it is.
#[utoipa::path(post, path = "/api/v1/plans/{id}/freeze", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses((status = 200, description = "The frozen plan with its digest"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "It is frozen already", body = Problem)))]
pub(in crate::http) async fn freeze(
    State(app): State<App>,
    Asking(viewer): Asking,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let city = app.city;
    app.work
        .run(move || {
            let frozen = write(&city, "plan frozen", |snapshot| freeze_plan(snapshot, &id, viewer.account()))?;
            shown(Precise::counts(frozen), &viewer)
        })
        .await
}

/// Throws a draft away.
#[utoipa::path(delete, path = "/api/v1/plans/{id}", tag = "plans",
    params(("id" = String, Path, description = "The plan")),
    responses((status = 200, description = "The draft is gone"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, description = "It is frozen", body = Problem)))]
pub(in crate::http) async fn discard(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let city = app.city;
    app.work
        .run(move || {
            let version = write(&city, "plan draft discarded", |snapshot| discard_draft(snapshot, &id))?;
            Ok(answer::json(&json!({ "discarded": id, "version": version })))
        })
        .await
}

fn made(viewer: &Viewer, core: &Core, query: &DesignQuery) -> Result<Plan, Problem> {
    let snapshot = core.city.snapshot();
    let ground = Ground::of(&snapshot, &query.level)?;
    let plan = design(viewer, &snapshot, &ground, query, &facts(core, &query.level, query.as_of)?)?;
    Ok(disclose(plan, viewer)?.into_inner())
}
