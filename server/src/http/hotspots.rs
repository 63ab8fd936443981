//! `GET /api/v1/hotspots`.

use super::answer::{self, Form, with_rows};
use super::gate::Asking;
use super::openapi::{AnalysisParams, SliceParams};
use super::{App, Params, Problem, public};
use crate::output::{hotspot_columns, hotspots_csv, hotspots_geojson};
use aula_analysis::AnalysisError;
use aula_disclosure::disclose;
use axum::extract::State;
use axum::response::Response;

/// Cells with more, or fewer, incidents around them than chance would put there (Getis-Ord Gi*).
#[utoipa::path(get, path = "/api/v1/hotspots", tag = "analysis", params(SliceParams, AnalysisParams,
    ("bbox" = Option<String>, Query, description = "Crop to west,south,east,north; changes no figure. Not for columns."),
    ("columns" = Option<String>, Query, description = "Which columns, for f=columns"),
    ("f" = Option<String>, Query, description = "geojson (default), csv or columns")),
    responses((status = 200, description = "Cells with figures and settings"), (status = 400, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn hotspots(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    if public::is_public(&viewer) {
        return public::layer_answer(app, params).await;
    }
    let query = params.hotspot_query()?;
    let form = params.choice("f", Form::WORDS)?.unwrap_or(Form::GeoJson);
    let crop = params.bbox()?;
    let columns = params.take("columns");
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let layer = aula_analysis::hotspots(
            &viewer,
            &city.snapshot_for(&viewer).map_err(AnalysisError::from)?,
            &city.sets,
            &query,
        )?;
        let layer = disclose(layer, &viewer)?.into_inner();
        let rows = layer.counts.len();
        let answer = match form {
            Form::GeoJson => answer::geojson(hotspots_geojson(&layer, crop.as_ref())),
            Form::Csv => answer::csv("hotspots", hotspots_csv(&layer, crop.as_ref())),
            Form::Columns => answer::json(&hotspot_columns(&layer, columns.as_deref())?),
        };
        Ok(with_rows(answer, rows))
    };
    app.work.run(compute).await
}
