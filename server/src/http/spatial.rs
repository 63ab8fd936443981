//! `GET /api/v1/areas|places|incidents` by box, radius, nearest neighbours or containing area.

mod question;

use super::answer::with_rows;
use super::gate::Asking;
use super::openapi::{SliceParams, SpatialParams};
use super::{App, Params, Problem, answer};
use crate::output::{area_features, point_feature};
use aula_analysis::{AnalysisError, refuse_foreign_area};
use aula_disclosure::{Precise, disclose, may_see_precise};
use aula_model::{AreaId, AreaKind, PlaceKind, Slice};
use aula_snapshot::{Layer, RowId, Snapshot, SnapshotError};
use axum::extract::State;
use axum::response::Response;
pub(crate) use question::{Page, Where};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Areas, with their outlines. Outlines and names of areas are facts about the city, open to anyone.
#[utoipa::path(get, path = "/api/v1/areas", tag = "spatial", params(SpatialParams,
    ("kind" = Option<String>, Query, description = "Only areas of this kind"),
    ("contains" = Option<String>, Query, description = "Only areas that contain this point, lon,lat")),
    responses((status = 200, description = "FeatureCollection of areas"), (status = 400, body = Problem)))]
pub(super) async fn areas(State(app): State<App>, mut params: Params) -> Result<Response, Problem> {
    let kind: Option<AreaKind> = params.parsed("kind")?;
    let contains = params.point("contains")?;
    let place = Where::take(&mut params)?;
    let page = Page::take(&mut params)?;
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot();
        let table = snapshot.areas();
        let mut found = place.areas(table, kind.as_ref()).map_err(unanswered)?;
        if let Some(point) = contains {
            let containing: HashSet<&AreaId> =
                table.containing(point, kind.as_ref()).into_iter().map(|area| &area.id).collect();
            found.retain(|(area, _)| containing.contains(&area.id));
        }
        let (found, matched) = page.cut(found);
        let features = area_features(found.into_iter());
        Ok(answer::geojson(page.collection(&features, matched).to_string()))
    };
    app.work.run(compute).await
}

/// A question about space that the snapshot refused.
pub(crate) fn unanswered(error: SnapshotError) -> Problem {
    match error {
        SnapshotError::UnknownArea(_) => {
            Problem::parameter("within", error.to_string(), "see /api/v1/areas for the areas there are")
        }
        other => AnalysisError::from(other).into(),
    }
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
    // A lamp or a bar is a thing of the city, not an incident.
    points(app, &viewer, params, Layer::Places(kind), Precise::counts).await
}

/// Single incidents, precise.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "spatial", params(SliceParams, SpatialParams),
    responses((status = 200, description = "FeatureCollection of points"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn incidents(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    points(app, &viewer, params, Layer::Incidents, Precise::new).await
}

async fn points(
    app: App,
    viewer: &aula_model::Viewer,
    mut params: Params,
    layer: Layer,
    grade: fn(Value) -> Precise<Value>,
) -> Result<Response, Problem> {
    let slice: Slice = params.slice()?;
    let place = Where::take(&mut params)?;
    let page = Page::take(&mut params)?;
    params.finish()?;
    may_see_precise(viewer)?;
    let (city, viewer) = (app.city, viewer.clone());
    let compute = move || {
        let snapshot = city.snapshot_for(&viewer).map_err(AnalysisError::from)?;
        refuse_foreign_area(&snapshot, place.area())?;
        refuse_foreign_area(&snapshot, slice.area.as_ref())?;
        if matches!(&layer, Layer::Places(kind) if !snapshot.place_kinds().contains(kind)) {
            return Err(Problem::parameter("kind", format!("there is no layer `{layer}`"), "see /api/v1/layers"));
        }
        let found = place.rows(&snapshot, &layer, &slice).map_err(unanswered)?;
        let (found, matched) = page.cut(found);
        let features: Vec<Value> =
            found.into_iter().filter_map(|(row, distance_m)| feature(&snapshot, &layer, row, distance_m)).collect();
        let mut collection = page.collection(&features, matched);
        if let Some(areas) = snapshot.limits() {
            // Whoever reads it must know that elsewhere may be more.
            collection["limited_to"] = json!(areas);
        }
        let answer = disclose(grade(collection).within(snapshot.limits()), &viewer)?.into_inner();
        Ok(with_rows(answer::geojson(answer.to_string()), features.len()))
    };
    app.work.run(compute).await
}

fn feature(snapshot: &Snapshot, layer: &Layer, row: RowId, distance_m: Option<f64>) -> Option<Value> {
    let (key, location, properties) = match layer {
        Layer::Incidents => {
            let r = snapshot.incident(row)?;
            let properties = json!({
                "source": r.source,
                "category": r.category,
                "start": r.when.map(|w| w.start()),
                "end": r.when.map(|w| w.end()),
                "precision": r.when.map(|w| w.precision()),
                "accuracy": r.accuracy,
                "reported_by": r.reported_by,
                "cleared": r.cleared,
                "discontinued": r.discontinued,
                "harm_weight": r.harm_weight,
                "outside_study_area": r.outside_study_area,
            });
            (r.key, r.location, properties)
        }
        Layer::Places(_) | Layer::AllPlaces => {
            let r = snapshot.place(row)?;
            let properties = json!({
                "source": r.source,
                "kind": r.kind,
                "start": r.when.map(|w| w.start()),
                "end": r.when.map(|w| w.end()),
                "accuracy": r.accuracy,
                "names": r.details.as_ref().and_then(|d| d.names.clone()),
                "attributes": r.details.as_ref().map(|d| d.attributes.clone()),
                "outside_study_area": r.outside_study_area,
            });
            (r.key, r.location, properties)
        }
    };
    Some(point_feature(&key.to_string(), location, distance_m, properties))
}
