//! `GET /api/v1/stats/density`.

use super::respond;
use crate::http::gate::Asking;
use crate::http::openapi::{GridParams, SliceParams};
use crate::http::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// Kernel density in incidents per km², or per thousand exposed; exact unless asked otherwise.
#[utoipa::path(get, path = "/api/v1/stats/density", tag = "stats", params(SliceParams, GridParams,
    ("kernel" = Option<String>, Query, description = "quartic (default), gaussian or uniform"),
    ("bandwidth_m" = Option<f64>, Query, description = "Metres; chosen unless given"),
    ("bandwidth" = Option<String>, Query, description = "How it is chosen: reference (default; by the spread) or out_of_time (what would have found most of the later incidents)"),
    ("width" = Option<String>, Query, description = "fixed (default) or adaptive (narrow where incidents crowd)"),
    ("border" = Option<String>, Query, description = "none (default) or corrected (incidents near the border weigh more)"),
    ("mode" = Option<String>, Query, description = "exact (default) or fast (with a bound for the error)"),
    ("over" = Option<String>, Query, description = "residents, addresses or built_up_m2: per thousand of them instead of per km²"),
    ("over_level" = Option<String>, Query, description = "The kind of the areas that know them; the finest that does unless given"),
    ("on" = Option<String>, Query, description = "The day whose exposure counts; the last of the period unless given")),
    responses((status = 200, description = "Cells with density and settings"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(in crate::http) async fn density(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    respond(app, viewer, params, "density", Params::density_query, aula_analysis::density).await
}
