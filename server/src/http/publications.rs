//! `/api/v1/publications`: the versions of the public layer, and the two people that each one takes.

use super::body::Sent;
use super::gate::Asking;
use super::{App, Params, Problem, answer};
use crate::city::City;
use crate::publications::{Decision, Desk, DeskError, PublicLayer, Record, Request, State as Standing, card_in_words};
use aula_disclosure::Quarter;
use aula_model::{Role, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

/// What an analyst asks to be proposed; what is left out is chosen by the data.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proposal {
    /// The day of the publication; today unless given.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    date: Option<Date>,
    /// First quarter, as 2025-Q1.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    first: Option<Quarter>,
    /// How many quarters.
    #[serde(default)]
    quarters: Option<u16>,
    /// Whether the version before is corrected rather than continued.
    #[serde(default)]
    revise: bool,
}

/// A decision on a version.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    /// The hash of what was looked at; it must still be that of the version.
    hash: String,
    /// Why, for the record.
    #[serde(default)]
    reason: Option<String>,
}

/// The versions: those that are public for everybody, all of them for those who make them.
#[utoipa::path(get, path = "/api/v1/publications", tag = "public",
    responses((status = 200, description = "The versions, the last first")))]
pub(super) async fn list(State(app): State<App>, Asking(viewer): Asking, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot();
        let records = Desk { store: city.store().as_ref(), snapshot: &snapshot }.records()?;
        let inside = makes_versions(&viewer);
        let seen = records.iter().rev().filter(|r| inside || r.state == Standing::Approved);
        let versions: Vec<Value> = seen.map(|r| summary(r, inside)).collect();
        Ok(answer::json(&json!({ "publications": versions })))
    };
    app.work.run(compute).await
}

/// The bytes of a version, as they were approved.
#[utoipa::path(get, path = "/api/v1/publications/{version}", tag = "public",
    params(("version" = String, Path, description = "A number, or latest")),
    responses((status = 200, description = "The publication"), (status = 404, body = Problem)))]
pub(super) async fn version(
    State(app): State<App>,
    Path(version): Path<String>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let record = visible(&city, &viewer, &version)?;
        record.publication().map_err(DeskError::from)?;
        Ok(answer::text("application/json", record.bytes))
    };
    app.work.run(compute).await
}

/// The card of a version: data, method, settings and limits, in figures and in words of three languages.
#[utoipa::path(get, path = "/api/v1/publications/{version}/card", tag = "public",
    params(("version" = String, Path, description = "A number, or latest")),
    responses((status = 200, description = "The card"), (status = 404, body = Problem)))]
pub(super) async fn card(
    State(app): State<App>,
    Path(version): Path<String>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let layer = PublicLayer::new(visible(&city, &viewer, &version)?).map_err(DeskError::from)?;
        let card = layer.publication().card().map_err(DeskError::from)?;
        Ok(answer::json(&json!({ "words": card_in_words(&layer, &card), "card": card })))
    };
    app.work.run(compute).await
}

/// What the second person judges by: how much is shown, what is hidden, and for what.
#[utoipa::path(get, path = "/api/v1/publications/{version}/review", tag = "public",
    params(("version" = String, Path, description = "A number, or latest")),
    responses((status = 200, description = "The review, without exact counts"), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(super) async fn review(
    State(app): State<App>,
    Path(version): Path<String>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let record = visible(&city, &viewer, &version)?;
        let mut body = summary(&record, true);
        body["review"] = json!(record.review);
        Ok(answer::json(&body))
    };
    app.work.run(compute).await
}

/// Computes the next version and keeps it for a second person.
#[utoipa::path(post, path = "/api/v1/publications", tag = "public", request_body = Proposal,
    responses((status = 201, description = "The proposal with its review"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn propose(
    State(app): State<App>,
    Asking(viewer): Asking,
    Sent(asked): Sent<Proposal>,
) -> Result<Response, Problem> {
    let city = app.city;
    let compute = move || {
        let Proposal { date, first, quarters, revise } = asked;
        let request = Request { date, first, quarters, revise };
        let snapshot = city.snapshot();
        let desk = Desk { store: city.store().as_ref(), snapshot: &snapshot };
        let record = desk.propose(&viewer, name_of(&viewer), &request)?;
        seen_by_all(&city)?;
        let mut body = summary(&record, true);
        body["review"] = json!(record.review);
        Ok((StatusCode::CREATED, answer::json(&body)).into_response())
    };
    app.work.run(compute).await
}

/// Makes a proposed version public. Whoever proposed it cannot.
#[utoipa::path(post, path = "/api/v1/publications/{version}/approve", tag = "public", request_body = Verdict,
    params(("version" = u32, Path, description = "The version")),
    responses((status = 200, description = "The version"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn approve(
    State(app): State<App>,
    Path(version): Path<String>,
    Asking(viewer): Asking,
    Sent(verdict): Sent<Verdict>,
) -> Result<Response, Problem> {
    decide(app, viewer, version, Decision::Approve, verdict).await
}

/// Refuses a proposed version.
#[utoipa::path(post, path = "/api/v1/publications/{version}/reject", tag = "public", request_body = Verdict,
    params(("version" = u32, Path, description = "The version")),
    responses((status = 200, description = "The version"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn reject(
    State(app): State<App>,
    Path(version): Path<String>,
    Asking(viewer): Asking,
    Sent(verdict): Sent<Verdict>,
) -> Result<Response, Problem> {
    decide(app, viewer, version, Decision::Reject, verdict).await
}

/// Serves a public version no longer; the one before is served again. Later versions still reckon with it.
#[utoipa::path(post, path = "/api/v1/publications/{version}/withdraw", tag = "public", request_body = Verdict,
    params(("version" = u32, Path, description = "The version")),
    responses((status = 200, description = "The version"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn withdraw(
    State(app): State<App>,
    Path(version): Path<String>,
    Asking(viewer): Asking,
    Sent(verdict): Sent<Verdict>,
) -> Result<Response, Problem> {
    decide(app, viewer, version, Decision::Withdraw, verdict).await
}

async fn decide(
    app: App,
    viewer: Viewer,
    version: String,
    decision: Decision,
    verdict: Verdict,
) -> Result<Response, Problem> {
    let version = number(&version)?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot();
        let desk = Desk { store: city.store().as_ref(), snapshot: &snapshot };
        let hash = Some(verdict.hash.as_str());
        let record = desk.decide(version, name_of(&viewer), decision, hash, verdict.reason.as_deref())?;
        seen_by_all(&city)?;
        Ok(answer::json(&summary(&record, true)))
    };
    app.work.run(compute).await
}

/// Analysts propose, administrators decide; both see what waits. The operator of the machine may do either.
fn makes_versions(viewer: &Viewer) -> bool {
    matches!(viewer.role(), Role::Analyst | Role::Admin | Role::Operator)
}

/// Under which name a viewer's act is written down.
fn name_of(viewer: &Viewer) -> &str {
    viewer.account().unwrap_or_else(|| viewer.role().as_str())
}

fn seen_by_all(city: &City) -> Result<(), Problem> {
    city.catch_up().map(|_| ()).map_err(|e| Problem::internal(e.as_ref()))
}

fn number(version: &str) -> Result<u32, Problem> {
    let remedy = "give its number, or latest";
    version.parse().map_err(|_| Problem::parameter("version", format!("`{version}` is no version"), remedy))
}

/// A version that this viewer may see.
fn visible(city: &City, viewer: &Viewer, version: &str) -> Result<Record, Problem> {
    if version == "latest" {
        let layer = city.public_layer()?.ok_or_else(Problem::not_published)?;
        return Ok(layer.record.clone());
    }
    let version = number(version)?;
    let snapshot = city.snapshot();
    let record = Desk { store: city.store().as_ref(), snapshot: &snapshot }.record(version)?;
    // What waits or was refused is not there for the public, nor is that it waits.
    let seen = record.state == Standing::Approved || makes_versions(viewer);
    if seen { Ok(record) } else { Err(DeskError::NoSuchVersion(version).into()) }
}

fn summary(record: &Record, inside: bool) -> Value {
    let date = record.publication().map(|p| p.get().date()).ok();
    let mut body = json!({
        "version": record.version,
        "state": record.state,
        "date": date,
        "hash": record.hash,
        "revision": record.revision,
    });
    if inside {
        body["proposed"] = json!(record.proposed);
        body["decided"] = json!(record.decided);
        body["withdrawn"] = json!(record.withdrawn);
    }
    body
}
