//! `GET /api/v1/yards`: yards by box, nearness, name or address, each with its class.

use super::answer::named;
use crate::checklist::{Core, areas_of, find_yards, yard, yards_kind};
use crate::http::spatial::{Page, Where};
use crate::http::{App, Params, Problem, answer};
use crate::output::geometry_value;
use aula_model::{Area, Names};
use aula_snapshot::Snapshot;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// Most yards found by a text.
const FOUND_AT_MOST: usize = 50;

/// Yards with name, middle, outline, class and score (none unless assessed).
#[utoipa::path(get, path = "/api/v1/yards", tag = "checklist", params(crate::http::openapi::SpatialParams,
    ("q" = Option<String>, Query, description = "Words of a name or address, in any of the three languages")),
    responses((status = 200, description = "FeatureCollection of yards"), (status = 400, body = Problem)))]
pub(crate) async fn yards(State(app): State<App>, mut params: Params) -> Result<Response, Problem> {
    let text = params.take("q");
    let place = Where::take(&mut params)?;
    let page = Page::take(&mut params)?;
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    let compute = move || {
        let snapshot = core.city.snapshot();
        let table = snapshot.areas();
        let found: Vec<(&Area, Option<f64>, Option<Names>)> = match text.as_deref() {
            Some(text) => {
                let found = find_yards(&core, text, FOUND_AT_MOST).into_iter();
                found.filter_map(|(id, address)| Some((table.get(&id)?, None, address))).collect()
            }
            None => {
                let kind = yards_kind();
                let areas = place.areas(table, Some(&kind)).map_err(crate::http::spatial::unanswered)?;
                areas.into_iter().map(|(area, metres)| (area, metres, None)).collect()
            }
        };
        let (found, matched) = page.cut(found);
        let features = found
            .into_iter()
            .map(|(area, metres, address)| feature(&core, &snapshot, area, metres, address.as_ref()))
            .collect::<Result<Vec<Value>, _>>()
            .map_err(|e| Problem::internal(&e))?;
        Ok(answer::geojson(page.collection(&features, matched).to_string()))
    };
    app.work.run(compute).await
}

fn feature(
    core: &Core,
    snapshot: &Snapshot,
    area: &Area,
    distance_m: Option<f64>,
    address: Option<&Names>,
) -> Result<Value, aula_store::StoreError> {
    let assessment = core.assess(&area.id, Timestamp::now())?;
    let centre = yard(snapshot, area.id.as_str()).map(|y| [y.centre.lon(), y.centre.lat()]);
    let around = areas_of(snapshot, &area.id);
    let micro_district = named(snapshot, &around, "micro_district");
    Ok(json!({
        "type": "Feature",
        "id": area.id,
        "geometry": geometry_value(&area.geometry),
        "properties": {
            "id": area.id,
            "names": area.names,
            "centre": centre,
            "place": micro_district["names"],
            "micro_district": micro_district,
            "address": address,
            "distance_m": distance_m,
            "class": assessment.class,
            "score": assessment.shown_score().map(f64::round),
            "raters": assessment.covered.all_raters(),
        },
    }))
}
