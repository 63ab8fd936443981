//! `GET /api/v1/city`: what a page must know before it asks anything else.

use super::gate::Asking;
use super::{App, Params, Problem, answer};
use aula_analysis::AnalysisError;
use aula_disclosure::{Grade, may_see};
use aula_model::{Slice, Viewer};
use aula_snapshot::{Snapshot, Within};
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The city: names, clock, languages, bounds, basemap, categories; counts for whoever may see them.
#[utoipa::path(get, path = "/api/v1/city", tag = "city", responses((status = 200, description = "The city")))]
pub(super) async fn city(State(app): State<App>, Asking(viewer): Asking, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot_for(&viewer).map_err(AnalysisError::from)?;
        Ok(answer::json(&describe(&snapshot, &viewer)))
    };
    app.work.run(compute).await
}

fn describe(snapshot: &Snapshot, viewer: &Viewer) -> Value {
    let settings = snapshot.settings();
    let precise = may_see(viewer, Grade::Counts, snapshot.limits()).is_ok();
    let counts: BTreeMap<String, u64> = if precise {
        let counts = snapshot.category_counts(&Slice::default(), &Within::Everywhere);
        counts.map(|(counts, _)| counts.into_iter().map(|(c, n)| (c.to_string(), n)).collect()).unwrap_or_default()
    } else {
        BTreeMap::new()
    };
    // A public reader learns neither how many incidents of a kind there are nor that there are any.
    let count = |code: &str| precise.then(|| counts.get(code).copied().unwrap_or(0));
    let categories = settings.categories.iter().map(
        |c| json!({ "code": c.code, "names": c.names, "sensitive": c.sensitive, "count": count(c.code.as_str()) }),
    );
    let kinds = snapshot.areas().kinds().map(|(kind, count)| json!({ "kind": kind, "count": count }));
    let period = snapshot.period().filter(|_| precise);
    json!({
        "names": settings.names,
        "timezone": settings.timezone,
        "languages": settings.languages,
        "synthetic": settings.synthetic,
        "viewer": { "role": viewer.role() },
        "bounds": bounds(snapshot),
        "basemap": settings.basemap,
        "period": period.map(|p| json!({ "from": p.from(), "to": p.to() })),
        "resolutions": [7, 8, 9, 10, 11],
        "default_resolution": 10,
        "incidents": precise.then(|| snapshot.incidents_len()),
        "categories": categories.collect::<Vec<_>>(),
        "area_kinds": kinds.collect::<Vec<_>>(),
        // How fast it grows says how many rows an import brought, sensitive ones among them.
        "seq": precise.then(|| snapshot.seq().0),
    })
}

/// West, south, east, north of the study area, else of all areas, else of nothing.
fn bounds(snapshot: &Snapshot) -> Option<[f64; 4]> {
    let of = |kind: Option<&str>| -> Option<[f64; 4]> {
        let areas = snapshot.areas();
        let boxes = areas.iter().filter(|a| kind.is_none_or(|k| a.id.kind() == k)).filter_map(|area| {
            let corners = area.geometry.iter().flat_map(|part| part.exterior().coords());
            corners.map(|c| [c.x, c.y, c.x, c.y]).reduce(join)
        });
        boxes.reduce(join)
    };
    of(Some("study_area")).or_else(|| of(None))
}

fn join(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
