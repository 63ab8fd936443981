//! `GET /api/v1/cells/{cell}` and `GET /api/v1/study-sets/{set}`.

use super::answer::with_rows;
use super::gate::Asking;
use super::openapi::{AnalysisParams, SliceParams};
use super::{App, Params, Problem, answer, public};
use aula_analysis::{AnalysisError, cell_story};
use aula_disclosure::disclose;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use h3o::CellIndex;
use serde_json::json;

/// One cell within a hotspot question: how many, how many expected, and why it is or is not hot.
#[utoipa::path(get, path = "/api/v1/cells/{cell}", tag = "analysis",
    params(("cell" = String, Path, description = "H3 cell, 15 hexadecimal digits, resolution 7 to 11"),
        SliceParams, AnalysisParams),
    responses((status = 200, description = "The cell's story"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn cell(
    State(app): State<App>,
    Path(cell): Path<String>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let cell = parse_cell("cell", &cell)?;
    if public::is_public(&viewer) {
        params.take("resolution");
        return public::place_answer(app, cell.to_string(), params).await;
    }
    let query = params.hotspot_query()?;
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let story =
            cell_story(&viewer, &city.snapshot_for(&viewer).map_err(AnalysisError::from)?, &city.sets, &query, cell)?;
        let value = serde_json::to_value(disclose(story, &viewer)?).map_err(|e| Problem::internal(&e))?;
        Ok(with_rows(answer::json(&value), 1))
    };
    app.work.run(compute).await
}

/// The cells of a study set, once and for all: the set's name is a digest of its cells.
#[utoipa::path(get, path = "/api/v1/study-sets/{set}", tag = "analysis",
    params(("set" = String, Path, description = "The member `set` of an answer in columns")),
    responses((status = 200, description = "Cells as ascending numbers, each but the first as its difference"),
        (status = 404, body = Problem)))]
pub(super) async fn study_set(
    State(app): State<App>,
    Path(set): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let space = app.city.sets.by_id(&set).ok_or_else(|| {
        Problem::not_found(format!("there is no study set `{set}`; ask for a layer in columns first, it names its set"))
    })?;
    let body = json!({
        "set": set,
        "resolution": u8::from(space.set.resolution()),
        "encoding": "h3-delta",
        "cells": space.set.h3_delta(),
    });
    let mut response = answer::json(&body);
    let forever = HeaderValue::from_static("private, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    Ok(response)
}

/// An H3 cell of a served resolution.
pub(super) fn parse_cell(name: &str, text: &str) -> Result<CellIndex, Problem> {
    let remedy = "give an H3 cell of resolution 7 to 11, 15 hexadecimal digits";
    let cell: CellIndex =
        text.parse().map_err(|_| Problem::parameter(name, format!("`{text}` is not an H3 cell"), remedy))?;
    if (7..=11).contains(&u8::from(cell.resolution())) {
        Ok(cell)
    } else {
        Err(Problem::parameter(name, format!("`{text}` has resolution {}", cell.resolution()), remedy))
    }
}
