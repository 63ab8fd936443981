//! `GET /api/v1/layers` and `GET /api/v1/layers/{id}`: what can be counted, and the counts.

use super::answer::{self, Form, with_rows};
use super::checklist::catalogue_entries;
use super::gate::Asking;
use super::openapi::SliceParams;
use super::{App, Params, Problem, public};
use crate::output;
use aula_analysis::{AnalysisError, StudySetKind, area_counts, cell_counts};
use aula_disclosure::{Grade, disclose, may_see};
use aula_model::Slice;
use aula_snapshot::{Layer, Snapshot, SnapshotError, Within};
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Map, Value, json};

/// Every layer there is: the incidents and each kind of places.
#[utoipa::path(get, path = "/api/v1/layers", tag = "layers", responses((status = 200, description = "The catalogue")))]
pub(super) async fn catalogue(
    State(app): State<App>,
    Asking(viewer): Asking,
    params: Params,
) -> Result<Response, Problem> {
    params.finish()?;
    let (city, desk) = (app.city, app.desk);
    let compute = move || {
        if public::is_public(&viewer) {
            let mut layers = public::layers_entry(&city)?;
            layers.extend(catalogue_entries(&desk.core, &city.snapshot(), &viewer));
            return Ok(answer::json(&json!({ "layers": layers })));
        }
        let snapshot = city.snapshot_for(&viewer).map_err(AnalysisError::from)?;
        let precise = may_see(&viewer, Grade::Counts, snapshot.limits()).is_ok();
        let kinds = snapshot.place_kinds().iter().filter(|kind| !kind.is_ground()).cloned().map(Layer::Places);
        let mut layers: Vec<Layer> = std::iter::once(Layer::Incidents).chain(kinds).collect();
        layers.sort();
        let layers: Result<Vec<Value>, _> = layers.iter().map(|layer| entry(&snapshot, layer, precise)).collect();
        let mut layers = layers.map_err(AnalysisError::from)?;
        layers.extend(catalogue_entries(&desk.core, &snapshot, &viewer));
        Ok(answer::json(&json!({ "layers": layers })))
    };
    app.work.run(compute).await
}

fn entry(snapshot: &Snapshot, layer: &Layer, precise: bool) -> Result<Value, SnapshotError> {
    let (kind, of) = match layer {
        Layer::Incidents => ("incidents", None),
        Layer::Places(kind) => ("places", Some(kind)),
        Layer::AllPlaces => ("places", None),
    };
    let levels: Vec<String> =
        std::iter::once("cells".to_owned()).chain(snapshot.areas().kinds().map(|(k, _)| k.to_owned())).collect();
    let period = if precise { snapshot.period_of(layer) } else { None };
    let count = if precise { Some(snapshot.count(&Slice::default(), layer, &Within::Everywhere)?.total) } else { None };
    let mut entry = json!({
        "id": layer.to_string(),
        "type": kind,
        "count": count,
        "period": period.map(|p| json!({ "from": p.from(), "to": p.to() })),
        "levels": levels,
    });
    if let Some(of) = of {
        entry["kind"] = json!(of);
    }
    Ok(entry)
}

/// The counts of one layer, by cell or by area.
#[utoipa::path(get, path = "/api/v1/layers/{id}", tag = "layers", params(SliceParams,
    ("id" = String, Path, description = "incidents or places.KIND"),
    ("level" = Option<String>, Query, description = "cells (default) or a kind of areas"),
    ("resolution" = Option<u8>, Query, description = "H3 resolution 7 to 11, for cells; default 10"),
    ("study_set" = Option<String>, Query, description = "inhabited (default) or area, for cells"),
    ("f" = Option<String>, Query, description = "geojson (default), csv, or columns for cells")),
    responses((status = 200, description = "Counts with settings"), (status = 400, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn layer(
    State(app): State<App>,
    Path(id): Path<String>,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    if public::is_public(&viewer) && id == "incidents" {
        return public::layer_answer(app, params).await;
    }
    let layer: Layer = id.parse().map_err(|_| Problem::not_found(format!("there is no layer `{id}`")))?;
    let slice = params.slice()?;
    let level = params.take("level").unwrap_or_else(|| "cells".to_owned());
    let resolution = params.resolution()?;
    let kind = params.choice("study_set", StudySetKind::WORDS)?.unwrap_or_default();
    let form = params.choice("f", Form::WORDS)?.unwrap_or(Form::GeoJson);
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot_for(&viewer).map_err(AnalysisError::from)?;
        if level == "cells" {
            let counts = cell_counts(&viewer, &snapshot, &city.sets, &slice, &layer, resolution, kind)?;
            let counts = disclose(counts, &viewer)?.into_inner();
            let answer = match form {
                Form::GeoJson => answer::geojson(output::cell_counts_geojson(&counts)),
                Form::Csv => answer::csv("counts", output::cell_counts_csv(&counts)),
                Form::Columns => {
                    let columns = Map::from_iter([("count".to_owned(), Value::from(counts.counts.clone()))]);
                    let set = &counts.space.id;
                    let settings = json!(counts.settings);
                    answer::json(&output::columns(set, counts.counts.len(), &columns, &settings))
                }
            };
            return Ok(with_rows(answer, counts.counts.len()));
        }
        let counts = disclose(area_counts(&viewer, &snapshot, &slice, &layer, &level)?, &viewer)?.into_inner();
        let answer = match form {
            Form::GeoJson => answer::geojson(output::area_counts_geojson(&counts).to_string()),
            Form::Csv => {
                let text = output::area_counts_csv(&counts).map_err(|e| Problem::internal(&e))?;
                answer::csv("counts", text)
            }
            Form::Columns => return Err(answer::no_such_form(form, "geojson, csv")),
        };
        Ok(with_rows(answer, counts.areas.len()))
    };
    app.work.run(compute).await
}
