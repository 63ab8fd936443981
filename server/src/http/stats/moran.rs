//! `GET /api/v1/stats/moran`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Local Moran of each cell, and the global one in the settings.
#[utoipa::path(get, path = "/api/v1/stats/moran", tag = "stats", params(SliceParams, GridParams,
    ("permutations" = Option<u32>, Query, description = "999 (default) to 99999"),
    ("seed" = Option<u64>, Query, description = "Decides the permutations; 1 unless given")),
    responses((status = 200, description = "Cells like their neighbours, and odd ones out"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn moran(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "moran", Params::moran_query, aula_analysis::moran).await
}
