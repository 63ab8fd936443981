//! `GET /api/v1/stats/moran`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Local Moran of each cell or area, and the global one.
#[utoipa::path(get, path = "/api/v1/stats/moran", tag = "stats", params(SliceParams, GridParams,
    ("level" = Option<String>, Query, description = "cells (default) or a kind of areas"),
    ("weights" = Option<String>, Query, description = "Cells: ring:1 (default) to ring:10, distance:METRES or nearest:K. Areas: contiguity"),
    ("values" = Option<String>, Query, description = "Areas: rates (default; EB-standardised) or counts"),
    ("exposure" = Option<String>, Query, description = "Areas: residents (default), addresses or built_up_m2"),
    ("on" = Option<String>, Query, description = "Areas: the day whose exposure counts; the last of the period unless given"),
    ("of" = Option<String>, Query, description = "Areas: say a sentence about this one, kind:code"),
    ("permutations" = Option<u32>, Query, description = "999 (default) to 99999"),
    ("seed" = Option<u64>, Query, description = "Decides the permutations; 1 unless given")),
    responses((status = 200, description = "Cells or areas like their neighbours, and odd ones out"),
        (status = 400, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn moran(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    if params.asks_for_areas() {
        return respond(app, viewer, params, "moran", Params::moran_areas_query, aula_analysis::moran_areas).await;
    }
    respond(app, viewer, params, "moran", Params::moran_query, aula_analysis::moran).await
}
