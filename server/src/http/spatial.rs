//! `GET /api/v1/areas|places|incidents` by box, radius, nearest neighbours or containing area.

mod question;

use super::openapi::{SliceParams, SpatialParams};
use super::viewer::Asking;
use super::{App, Params, Problem, answer};
use crate::output::{area_features, point_feature};
use aula_disclosure::{Precise, disclose, may_see_precise};
use aula_model::{PlaceKind, Slice};
use aula_snapshot::Layer;
use axum::extract::State;
use axum::response::Response;
use question::{Page, Where};
use serde_json::{Value, json};

/// Areas, with their outlines. Outlines and names of areas are facts about the city, open to anyone.
#[utoipa::path(get, path = "/api/v1/areas", tag = "spatial", params(SpatialParams,
    ("kind" = Option<String>, Query, description = "Only areas of this kind"),
    ("contains" = Option<String>, Query, description = "Only areas that contain this point, lon,lat")),
    responses((status = 200, description = "FeatureCollection of areas"), (status = 400, body = Problem)))]
pub(super) async fn areas(State(app): State<App>, mut params: Params) -> Result<Response, Problem> {
    let kind = params.take("kind");
    let contains = params.point("contains")?;
    let place = Where::take(&mut params)?;
    let page = Page::take(&mut params)?;
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot();
        let areas = snapshot.areas();
        let inside = |point| areas.containing(point).map(|a| a.id.clone()).collect::<std::collections::HashSet<_>>();
        let containing = contains.map(inside);
        let wanted = |area: &&aula_model::Area| {
            kind.as_deref().is_none_or(|k| area.id.kind() == k)
                && containing.as_ref().is_none_or(|ids| ids.contains(&area.id))
        };
        let found = place.areas(areas, &|area| wanted(&area))?;
        let (found, more) = page.cut(found);
        let features = area_features(found.into_iter());
        Ok(answer::geojson(page.collection(features, more).to_string()))
    };
    app.work.run(compute).await
}

/// Places of a kind, each with what its source says.
#[utoipa::path(get, path = "/api/v1/places", tag = "spatial", params(SliceParams, SpatialParams,
    ("kind" = String, Query, description = "The kind of places")),
    responses((status = 200, description = "FeatureCollection of points"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn places(
    State(app): State<App>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let kind: PlaceKind = params.parsed("kind")?.ok_or_else(|| {
        Problem::parameter("kind", "the kind of places is missing", "see /api/v1/layers for the kinds there are")
    })?;
    points(app, &viewer, params, Layer::Places(kind)).await
}

/// Single incidents. Precise: for the operator.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "spatial", params(SliceParams, SpatialParams),
    responses((status = 200, description = "FeatureCollection of points"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn incidents(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    points(app, &viewer, params, Layer::Incidents).await
}

async fn points(
    app: App,
    viewer: &aula_model::Viewer,
    mut params: Params,
    layer: Layer,
) -> Result<Response, Problem> {
    let slice: Slice = params.slice()?;
    let place = Where::take(&mut params)?;
    let page = Page::take(&mut params)?;
    params.finish()?;
    may_see_precise(viewer)?;
    let (city, viewer) = (app.city, viewer.clone());
    let compute = move || {
        let snapshot = city.snapshot();
        if snapshot.layer_len(&layer).is_none() {
            return Err(Problem::parameter("kind", format!("there is no layer `{layer}`"), "see /api/v1/layers"));
        }
        let found = place.rows(&snapshot, &layer, &slice)?;
        let (found, more) = page.cut(found);
        let features: Vec<Value> = found
            .into_iter()
            .map(|(row, distance_m)| {
                let record = snapshot.record(&layer, row);
                point_feature(&record.key.to_string(), record.location, distance_m, json!(record))
            })
            .collect();
        let answer = disclose(Precise::new(page.collection(features, more)), &viewer)?.into_inner();
        Ok(answer::geojson(answer.to_string()))
    };
    app.work.run(compute).await
}
