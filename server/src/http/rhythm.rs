//! `GET /api/v1/rhythm`.

use super::answer::with_rows;
use super::cells::parse_cell;
use super::gate::Asking;
use super::openapi::SliceParams;
use super::{App, Params, Problem, answer};
use aula_analysis::{AnalysisError, RhythmScope};
use aula_disclosure::disclose;
use axum::extract::State;
use axum::response::Response;

/// Counts by weekday and hour in the city's own time.
#[utoipa::path(get, path = "/api/v1/rhythm", tag = "analysis", params(SliceParams,
    ("layer" = Option<String>, Query, description = "incidents (default) or places.KIND"),
    ("cell" = Option<String>, Query, description = "Only in this H3 cell"),
    ("within" = Option<String>, Query, description = "Only in this area, kind:code")),
    responses((status = 200, description = "Seven rows of 24 counts"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn rhythm(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let slice = params.slice()?;
    let layer = params.layer()?;
    let cell = params.take("cell").map(|c| parse_cell("cell", &c)).transpose()?;
    let within = params.parsed("within")?;
    params.finish()?;
    let scope = match (cell, within) {
        (Some(_), Some(_)) => {
            return Err(Problem::parameter("within", "cell and within were both given", "give one of them"));
        }
        (Some(cell), None) => RhythmScope::Cell(cell),
        (None, Some(area)) => RhythmScope::Area(area),
        (None, None) => RhythmScope::City,
    };
    let city = app.city;
    let compute = move || {
        let rhythm = aula_analysis::rhythm(
            &viewer,
            &city.snapshot_for(&viewer).map_err(AnalysisError::from)?,
            &slice,
            &layer,
            &scope,
        )?;
        let value = serde_json::to_value(disclose(rhythm, &viewer)?).map_err(|e| Problem::internal(&e))?;
        // A week of hours.
        Ok(with_rows(answer::json(&value), 7 * 24))
    };
    app.work.run(compute).await
}
