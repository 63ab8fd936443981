//! `GET /api/v1/stats/emerging`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Emerging hot spots: hot or cold in each of several steps, and the class of each history.
#[utoipa::path(get, path = "/api/v1/stats/emerging", tag = "stats", params(SliceParams, GridParams,
    ("steps" = Option<u32>, Query, description = "How many steps, 2 to 120; 12 unless given"),
    ("step" = Option<String>, Query, description = "week, month (default) or quarter"),
    ("time" = Option<String>, Query, description = "same_step (default) or with_previous: each step counts with the one before")),
    responses((status = 200, description = "Cells newly hot, always hot, cooling down"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn emerging(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "emerging", Params::emerging_query, aula_analysis::emerging).await
}
