//! `GET /api/v1/stats/delay`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// How late each source registers, and from which day on it has not registered in full yet.
#[utoipa::path(get, path = "/api/v1/stats/delay", tag = "stats", params(
    ("f" = Option<String>, Query, description = "json (default) or csv")),
    responses((status = 200, description = "The sources that say when they registered"), (status = 403, body = Problem)))]
pub(in crate::http) async fn delay(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "delay", Params::delay_query, aula_analysis::delay).await
}
