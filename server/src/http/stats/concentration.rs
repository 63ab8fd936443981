//! `GET /api/v1/stats/concentration`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Which share of the incidents lies in the fullest units: shares, Gini, curve.
#[utoipa::path(get, path = "/api/v1/stats/concentration", tag = "stats", params(SliceParams, GridParams,
    ("level" = Option<String>, Query, description = "cells (default), a kind of areas, points (each place with an incident) or places.KIND"),
    ("within_m" = Option<f64>, Query, description = "How far an incident may be from a place of the kind to count there; 100 unless given")),
    responses((status = 200, description = "How few cells or areas hold how many incidents"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn concentration(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "concentration", Params::concentration_query, aula_analysis::concentration).await
}
