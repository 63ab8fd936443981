//! `GET /api/v1/stats/robustness`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// On how many grids each cell stays hot: the neighbouring resolutions and four grids moved by half a cell.
#[utoipa::path(get, path = "/api/v1/stats/robustness", tag = "stats", params(SliceParams, GridParams),
    responses((status = 200, description = "Cells that are hot whatever the grid"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn robustness(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "robustness", Params::robustness_query, aula_analysis::robustness).await
}
