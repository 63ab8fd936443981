//! Problem files.

use super::keep::{KeepError, put, write};
use crate::http::body::Sent;
use crate::http::{App, Params, Problem, answer};
use aula_model::Kind;
use aula_planning::{ProblemFile, best_mends};
use aula_snapshot::Snapshot;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

fn file_of(snapshot: &Snapshot, id: &str) -> Result<ProblemFile, KeepError> {
    let found = snapshot.documents().read(Kind::ProblemFile, id)?;
    found.ok_or_else(|| KeepError::Missing(format!("there is no problem file `{id}`")))
}

fn with_id(id: &str, file: &ProblemFile) -> Result<Response, Problem> {
    let mut value = serde_json::to_value(file).map_err(|e| Problem::internal(&e))?;
    value["id"] = id.into();
    Ok(answer::json(&value))
}

/// The problem files there are.
#[utoipa::path(get, path = "/api/v1/problem-files", tag = "plans",
    responses((status = 200, description = "Every file with its place"), (status = 403, body = Problem)))]
pub(in crate::http) async fn problem_files(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let snapshot = app.city.snapshot();
    let files: Vec<Value> = snapshot
        .documents()
        .of_kind(Kind::ProblemFile)
        .filter_map(|(_, d)| {
            let file: ProblemFile = d.read().ok()?;
            Some(json!({ "id": d.id(), "title": file.title, "area": file.area, "closed": file.closed, "measures": file.measures.len() }))
        })
        .collect();
    Ok(answer::json(&json!({ "files": files })))
}

/// Opens a file.
#[utoipa::path(post, path = "/api/v1/problem-files", tag = "plans", request_body = Object,
    responses((status = 200, description = "The file"), (status = 400, body = Problem), (status = 403, body = Problem)))]
pub(in crate::http) async fn open_file(
    State(app): State<App>,
    Sent(file): Sent<ProblemFile>,
) -> Result<Response, Problem> {
    file.check()?;
    let city = app.city;
    app.work
        .run(move || {
            if city.snapshot().areas().get(&file.area).is_none() {
                let remedy = "see /api/v1/areas for the areas there are";
                return Err(Problem::parameter("area", format!("there is no area `{}`", file.area), remedy));
            }
            let id = write(&city, "problem file opened", |snapshot| {
                let number = |id: &str| id.strip_prefix("f-").and_then(|n| n.parse::<u32>().ok());
                let files = snapshot.documents().of_kind(Kind::ProblemFile);
                let id = format!("f-{}", files.filter_map(|(_, d)| number(d.id())).max().unwrap_or(0) + 1);
                Ok((put(Kind::ProblemFile, &id, &file)?, id))
            })?;
            with_id(&id, &file)
        })
        .await
}

/// A file.
#[utoipa::path(get, path = "/api/v1/problem-files/{id}", tag = "plans",
    params(("id" = String, Path, description = "The file")),
    responses((status = 200, description = "The file"), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(in crate::http) async fn problem_file(
    State(app): State<App>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    with_id(&id, &file_of(&app.city.snapshot(), &id)?)
}

/// The file as it is now; its notes may only be added to. Earlier states stay in the log.
#[utoipa::path(put, path = "/api/v1/problem-files/{id}", tag = "plans", request_body = Object,
    params(("id" = String, Path, description = "The file")),
    responses((status = 200, description = "The file"), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(in crate::http) async fn keep_file(
    State(app): State<App>,
    Path(id): Path<String>,
    Sent(file): Sent<ProblemFile>,
) -> Result<Response, Problem> {
    file.check()?;
    let city = app.city;
    app.work
        .run(move || {
            file.follows(&file_of(&city.snapshot(), &id)?)?;
            write(&city, "problem file changed", |snapshot| {
                // Looked at again on the newest state: a note added meanwhile must not be lost.
                let there = file_of(snapshot, &id)?;
                file.follows(&there).map_err(|_| KeepError::Busy)?;
                Ok((put(Kind::ProblemFile, &id, &file)?, ()))
            })?;
            with_id(&id, &file)
        })
        .await
}

/// The best set of a file's open measures for a budget.
#[utoipa::path(get, path = "/api/v1/problem-files/{id}/best-mends", tag = "plans",
    params(("id" = String, Path, description = "The file"), ("budget" = f64, Query, description = "Money")),
    responses((status = 200, description = "The set, and the next it would take"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(in crate::http) async fn mends(
    State(app): State<App>,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, Problem> {
    let budget = params.numbers("budget", "a number")?;
    params.finish()?;
    let [budget]: [f64; 1] =
        budget.ok_or_else(|| Problem::parameter("budget", "no budget was given", "give budget=1000000"))?;
    let city = app.city;
    app.work
        .run(move || {
            let file = file_of(&city.snapshot(), &id)?;
            let best = best_mends(&file.mends(), budget)
                .map_err(|reason| Problem::parameter("budget", reason, "give more money, or mend the file"))?;
            Ok(answer::json(&serde_json::to_value(best).map_err(|e| Problem::internal(&e))?))
        })
        .await
}
