//! `GET /api/v1/stats/near-repeat-chains`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::SliceParams;
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Chains of incidents that follow one another near and soon.
#[utoipa::path(get, path = "/api/v1/stats/near-repeat-chains", tag = "stats", params(SliceParams,
    ("layer" = Option<String>, Query, description = "incidents (default) or places.KIND"),
    ("f" = Option<String>, Query, description = "json (default) or csv"),
    ("distance_m" = Option<f64>, Query, description = "Incidents nearer than this are linked; 100 unless given"),
    ("days" = Option<u32>, Query, description = "if they are fewer days apart than this; 14 unless given")),
    responses((status = 200, description = "The chains, the longest first"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn chains(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "chains", Params::chains_query, aula_analysis::chains).await
}
