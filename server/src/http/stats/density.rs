//! `GET /api/v1/stats/density`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Kernel density in incidents per km², exact.
#[utoipa::path(get, path = "/api/v1/stats/density", tag = "stats", params(SliceParams, GridParams,
    ("kernel" = Option<String>, Query, description = "quartic (default), gaussian or uniform"),
    ("bandwidth_m" = Option<f64>, Query, description = "Metres; by the normal reference unless given")),
    responses((status = 200, description = "Cells with density and settings"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn density(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "density", Params::density_query, aula_analysis::density).await
}
