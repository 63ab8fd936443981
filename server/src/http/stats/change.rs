//! `GET /api/v1/stats/change`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Change between two periods, each cell, corrected over the map. `from` and `to` are the later one.
#[utoipa::path(get, path = "/api/v1/stats/change", tag = "stats", params(SliceParams, GridParams,
    ("before_from" = Option<String>, Query, description = "First local day of the earlier period; right before the later one unless given"),
    ("before_to" = Option<String>, Query, description = "First local day no longer in it"),
    ("against" = Option<String>, Query, description = "days (default; as many a day as before), city (as the whole study set changed) or season (as the season alone would bring)")),
    responses((status = 200, description = "Cells with more or fewer incidents than before"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn change(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "change", Params::change_query, aula_analysis::change).await
}
