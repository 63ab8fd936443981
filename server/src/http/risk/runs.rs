//! `GET /api/v1/risk`, its map, its cells and what mending would change.

use super::question::RiskParams;
use crate::city::City;
use crate::http::answer::{self, Form};
use crate::http::cells::parse_cell;
use crate::http::gate::Asking;
use crate::http::openapi::SliceParams;
use crate::http::{App, Params, Problem};
use crate::output::Figures;
use aula_analysis::risk::{self, RiskQuery, RiskRun};
use aula_disclosure::disclose;
use aula_model::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The run of a question, made or found.
pub(super) fn run(city: &City, viewer: &Viewer, query: &RiskQuery) -> Result<Arc<RiskRun>, Problem> {
    let found = city.risks.get(viewer, &city.snapshot(), &city.sets, query)?;
    Ok(disclose(found, viewer)?.into_inner())
}

/// A report with the identity of its run.
pub(crate) fn report_value(run: &RiskRun) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(&run.report)?;
    value["id"] = json!(run.id);
    Ok(value)
}

fn written<T: Serialize>(value: &T) -> Result<Response, Problem> {
    Ok(answer::json(&serde_json::to_value(value).map_err(|e| Problem::internal(&e))?))
}

/// Effects of factors, the best model and its validation, beside every baseline; a loss stands first.
#[utoipa::path(get, path = "/api/v1/risk", tag = "risk", params(SliceParams, RiskParams),
    responses((status = 200, description = "Verdict, warnings, factors, validation, fairness and settings"),
        (status = 400, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn report(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let query = params.risk_query()?;
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let run = run(&city, &viewer, &query)?;
        Ok(answer::json(&report_value(&run).map_err(|e| Problem::internal(&e))?))
    };
    app.work.run(compute).await
}

/// Expected counts by cell, their density against the city's mean, the terrain's score and the class by rank.
#[utoipa::path(get, path = "/api/v1/risk/map", tag = "risk", params(SliceParams, RiskParams,
    ("f" = Option<String>, Query, description = "geojson (default), csv or columns"),
    ("columns" = Option<String>, Query, description = "Which columns, for f=columns")),
    responses((status = 200, description = "Cells with settings"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn map(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let query = params.risk_query()?;
    let form = params.choice("f", Form::WORDS)?.unwrap_or(Form::GeoJson);
    let columns = params.take("columns");
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let figures = risk::map(&city.snapshot(), &*run(&city, &viewer, &query)?)?;
        match form {
            Form::GeoJson => Ok(answer::geojson(figures.json().map_err(|e| Problem::internal(&e))?)),
            Form::Csv => Ok(answer::csv("risk", figures.csv().map_err(|e| Problem::internal(&e))?)),
            Form::Columns => {
                let found = figures.columns(columns.as_deref())?;
                found.map(|v| answer::json(&v)).ok_or_else(|| answer::no_such_form(form, "geojson, csv"))
            }
        }
    };
    app.work.run(compute).await
}

/// Why it is so in one cell: the multiplicative share of each factor, in numbers and in a sentence.
#[utoipa::path(get, path = "/api/v1/risk/cells/{cell}", tag = "risk",
    params(("cell" = String, Path, description = "H3 cell of the question's resolution"), SliceParams, RiskParams),
    responses((status = 200, description = "Shares, conditions and a sentence"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(in crate::http) async fn cell(
    State(app): State<App>,
    Path(cell): Path<String>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let cell = parse_cell("cell", &cell)?;
    let mut query = params.risk_query()?;
    params.finish()?;
    query.grid.resolution = cell.resolution();
    let city = app.city;
    let compute = move || {
        let run = run(&city, &viewer, &query)?;
        let told = risk::explain(&run, cell);
        written(&told.ok_or_else(|| Problem::not_found(format!("`{cell}` is not among the cells analysed")))?)
    };
    app.work.run(compute).await
}

/// If the association were causal: what mending the places of an area would change, with its interval.
#[utoipa::path(get, path = "/api/v1/risk/what-if", tag = "risk", params(SliceParams, RiskParams,
    ("mend_area" = String, Query, description = "The area whose places would be mended, kind:code"),
    ("mend_factors" = Option<String>, Query, description = "Factors places.KIND; every confirmed one unless given")),
    responses((status = 200, description = "The change and its interval, marked"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn what_if(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let mend = params.what_if_query()?;
    let query = params.risk_query()?;
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let run = run(&city, &viewer, &query)?;
        written(&risk::what_if(&city.snapshot(), &run, &mend)?)
    };
    app.work.run(compute).await
}
