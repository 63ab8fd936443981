//! `GET /api/v1/stats/polygons`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Contiguous clusters of the cells that are hot or cold at q < 0.05, as outlines.
#[utoipa::path(get, path = "/api/v1/stats/polygons", tag = "stats", params(SliceParams, GridParams),
    responses((status = 200, description = "Contiguous hot and cold places, with names"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn polygons(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "polygons", Params::grid_query, aula_analysis::polygons).await
}
