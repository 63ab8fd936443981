//! `GET /api/v1/stats/rates`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::SliceParams;
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Incidents per 1,000 of an exposure and year: crude, empirical Bayes, and the interval of the posterior.
#[utoipa::path(get, path = "/api/v1/stats/rates", tag = "stats", params(SliceParams,
    ("layer" = Option<String>, Query, description = "incidents (default) or places.KIND"),
    ("f" = Option<String>, Query, description = "json (default) or csv"),
    ("level" = Option<String>, Query, description = "The kind of the areas; district unless given"),
    ("exposure" = Option<String>, Query, description = "residents (default), addresses or built_up_m2"),
    ("on" = Option<String>, Query, description = "The day whose exposure counts; the last of the period unless given"),
    ("smoothing" = Option<String>, Query, description = "global (default) or local (towards the areas that touch)"),
    ("of" = Option<String>, Query, description = "Say a sentence about this area, kind:code")),
    responses((status = 200, description = "Rates by area with their intervals"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn rates(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "rates", Params::rates_query, aula_analysis::rates).await
}
