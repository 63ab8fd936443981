//! `GET /api/v1/stats/near-repeat`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::SliceParams;
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Knox: pairs of incidents by distance and days apart, against the days shuffled over the places.
#[utoipa::path(get, path = "/api/v1/stats/near-repeat", tag = "stats", params(SliceParams,
    ("layer" = Option<String>, Query, description = "incidents (default) or places.KIND"),
    ("f" = Option<String>, Query, description = "json (default) or csv"),
    ("distances_m" = Option<String>, Query, description = "Upper edges of the bands in metres; 100,200,400 unless given. The first metre is a band of its own"),
    ("days" = Option<String>, Query, description = "Upper edges of the bands of days, half-open; 7,14,28 unless given"),
    ("permutations" = Option<u32>, Query, description = "999 (default) to 99999"),
    ("seed" = Option<u64>, Query, description = "Decides the permutations; 1 unless given")),
    responses((status = 200, description = "Whether incidents follow each other near and soon"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn near_repeat(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "near-repeat", Params::near_repeat_query, aula_analysis::near_repeat).await
}
