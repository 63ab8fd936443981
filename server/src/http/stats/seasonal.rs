//! `GET /api/v1/stats/seasonal`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{ScopeParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Each month held against its season and its year's level, both taken from the other months.
#[utoipa::path(get, path = "/api/v1/stats/seasonal", tag = "stats", params(SliceParams, ScopeParams,
    ("layer" = Option<String>, Query, description = "incidents (default) or places.KIND"),
    ("f" = Option<String>, Query, description = "json (default) or csv"),
    ("step" = Option<String>, Query, description = "month (default) or quarter")),
    responses((status = 200, description = "Months with what the season would bring"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn seasonal(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "seasonal", Params::seasonal_query, aula_analysis::seasonal).await
}
