//! `GET /api/v1/rhythm`.

use super::gate::Asking;
use super::openapi::{ScopeParams, SliceParams};
use super::stats::respond;
use super::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Counts by weekday and hour in the city's own time.
#[utoipa::path(get, path = "/api/v1/rhythm", tag = "analysis", params(SliceParams, ScopeParams,
    ("layer" = Option<String>, Query, description = "incidents (default) or places.KIND"),
    ("spans" = Option<String>, Query, description = "exact (default) or aoristic: incidents of several hours are spread over them"),
    ("f" = Option<String>, Query, description = "json (default) or csv")),
    responses((status = 200, description = "Seven rows of 24 counts"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn rhythm(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "rhythm", Params::rhythm_query, aula_analysis::rhythm).await
}
