//! `GET /api/v1/slice`.

use super::gate::Asking;
use super::openapi::{ScopeParams, SliceParams};
use super::stats::respond;
use super::{App, Params, Problem};
use axum::extract::State;
use axum::response::Response;

/// One slice by day, month, hour of the week, category and area; of an outline also its rate with an interval.
#[utoipa::path(get, path = "/api/v1/slice", tag = "analysis", params(SliceParams, ScopeParams,
    ("layer" = Option<String>, Query, description = "incidents (default) or places.KIND"),
    ("resolution" = Option<u8>, Query, description = "H3 resolution 7 to 11 of the study set; default 10"),
    ("study_set" = Option<String>, Query, description = "inhabited (default) or area; without a scope its cells are counted over, as hot spots are"),
    ("level" = Option<String>, Query, description = "The kind of the areas; the coarsest there is unless given"),
    ("exposure" = Option<String>, Query, description = "For the rate of an outline: residents, addresses or built_up_m2; the first that is known unless given"),
    ("f" = Option<String>, Query, description = "json (default) or csv")),
    responses((status = 200, description = "Counts that sum to the same total"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn slice(State(app): State<App>, Asking(viewer): Asking, params: Params) -> Result<Response, Problem> {
    respond(app, viewer, params, "slice", Params::slice_query, aula_analysis::slice_figures).await
}
