//! Layers of the checklist: the score and each factor by yard, cell and area, and where nobody has rated yet.
//!
//! "Not yet assessed" is a class of its own, never a value.

use crate::checklist::{Core, areas_of, yard, yards_kind};
use crate::http::answer::{self, Form};
use crate::http::gate::Asking;
use crate::http::{App, Params, Problem};
use crate::output::geometry_value;
use aula_checklist::{Assessment, ScoreClass, Text, YardView, shows_by_level};
use aula_geometry::{cell_boundary, cell_of};
use aula_model::{Area, AreaId, LonLat, Names, Viewer};
use aula_snapshot::Snapshot;
use axum::extract::{MatchedPath, State};
use axum::response::Response;
use geo_types::MultiPolygon;
use h3o::Resolution;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a layer shows.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Scores,
    Unrated,
    Factor(usize),
}

/// The layers for the catalogue: those that the viewer sees at any level.
pub(crate) fn catalogue_entries(core: &Core, snapshot: &Snapshot, viewer: &Viewer) -> Vec<Value> {
    let kinds: Vec<&str> = snapshot.areas().kinds().map(|(kind, _)| kind).collect();
    if !kinds.contains(&"yard") {
        return Vec::new();
    }
    let all: Vec<&str> = ["yard", "cells"].into_iter().chain(kinds.into_iter().filter(|k| *k != "yard")).collect();
    let mut entries = vec![
        json!({ "id": "scores", "type": "scores", "levels": all, "scale": [0, 100], "classes": ScoreClass::ALL }),
        json!({ "id": "unrated", "type": "unrated", "levels": ["yard"] }),
    ];
    for factor in core.instrument.factors() {
        let levels: Vec<&str> = all.iter().copied().filter(|level| shows_by_level(viewer, factor, level)).collect();
        if !levels.is_empty() {
            entries.push(json!({
                "id": format!("factors.{}", factor.id), "type": "factor", "levels": levels, "scale": [0, 3],
                "names": factor.names, "group": factor.group, "group_names": group_names(core, &factor.group),
                "anchors": factor.anchors,
            }));
        }
    }
    entries
}

fn group_names<'a>(core: &'a Core, id: &str) -> Option<&'a Text> {
    core.instrument.file().groups.iter().find(|group| group.id == id).map(|group| &group.names)
}

/// `GET /api/v1/layers/scores`, `/unrated`, `/factors.{factor}`.
pub(crate) async fn layer(
    State(app): State<App>,
    path: MatchedPath,
    Asking(viewer): Asking,
    mut params: Params,
) -> Result<Response, Problem> {
    let level = params.take("level").unwrap_or_else(|| "yard".to_owned());
    let resolution = params.resolution()?;
    let within = params.parsed::<AreaId>("area")?;
    if within.is_some() && level != "yard" {
        // Means over overlapping sets of yards would give single yards away.
        return Err(Problem::parameter("area", "only the yards of an area can be asked for", "use level=yard"));
    }
    let form = params.choice("f", &[("geojson", Form::GeoJson), ("json", Form::GeoJson), ("csv", Form::Csv)])?;
    params.finish()?;
    let core = Arc::clone(&app.desk.core);
    let name = path.as_str().rsplit('/').next().unwrap_or_default().to_owned();
    let compute = move || {
        let shown = match name.strip_prefix("factors.") {
            Some(id) => Shown::Factor(core.instrument.place(id).ok_or_else(|| Problem::not_found("no such layer"))?),
            None if name == "unrated" => Shown::Unrated,
            None => Shown::Scores,
        };
        if let Shown::Factor(place) = shown
            && !shows_by_level(&viewer, &core.instrument.factors()[place], &level)
        {
            let detail = format!("`{name}` is not shown by {level} to the role `{}`", viewer.role());
            return Err(Problem::parameter("level", detail, "see /api/v1/layers for the levels that you see"));
        }
        let made = features(&core, &viewer, &shown, &level, resolution, within.as_ref())?;
        Ok(match form.unwrap_or(Form::GeoJson) {
            Form::Csv => answer::csv(&name, csv(&made)),
            _ => answer::geojson(collection(&core, &name, &level, &made).to_string()),
        })
    };
    app.work.run(compute).await
}

/// One feature: what it is called, where, and what is known.
struct Feature {
    id: String,
    names: Option<Names>,
    geometry: Value,
    class: String,
    value: Option<f64>,
    interval: Option<(f64, f64)>,
    yards: usize,
    assessed: usize,
    raters: usize,
    missing: Vec<Value>,
}

/// A cell or area: its name, outline and yards.
type Group<'a> = (Option<Names>, MultiPolygon<f64>, Vec<&'a Assessment>);

fn features(
    core: &Core,
    viewer: &Viewer,
    shown: &Shown,
    level: &str,
    resolution: Resolution,
    within: Option<&AreaId>,
) -> Result<Vec<Feature>, Problem> {
    let snapshot = core.city.snapshot();
    let kind = yards_kind();
    let all = core.assess_all(Timestamp::now()).map_err(|e| Problem::internal(&e))?;
    let yards: Vec<(&Area, LonLat)> =
        snapshot.areas().of_kind(&kind).filter_map(|a| Some((a, yard(&snapshot, a.id.as_str())?.centre))).collect();
    let nobody = core.assess(&"yard:-".parse().map_err(|e| Problem::refused("yard", &e))?, Timestamp::now());
    let nobody = nobody.map_err(|e| Problem::internal(&e))?;
    let of = |id: &AreaId| all.get(id).unwrap_or(&nobody);
    if let Some(area) = within.filter(|area| snapshot.areas().get(area).is_none()) {
        return Err(Problem::parameter("area", format!("there is no area `{area}`"), "see /api/v1/areas"));
    }
    if level == "yard" {
        let wanted = |area: &Area| within.is_none_or(|within| areas_of(&snapshot, &area.id).contains(within));
        let unrated = |area: &Area| of(&area.id).covered.all_raters() == 0;
        let by_yard = yards.iter().filter(|(area, _)| (*shown != Shown::Unrated || unrated(area)) && wanted(area));
        return Ok(by_yard
            .map(|(area, _)| by_yard_feature(core, viewer, &snapshot, shown, area, of(&area.id)))
            .collect());
    }
    if *shown == Shown::Unrated {
        return Err(Problem::parameter("level", "this layer is by yard", "leave level out"));
    }
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for (area, centre) in &yards {
        if level == "cells" {
            let cell = cell_of(*centre, resolution);
            let empty = || (None, MultiPolygon::new(vec![cell_boundary(cell)]), Vec::new());
            groups.entry(cell.to_string()).or_insert_with(empty).2.push(of(&area.id));
        } else {
            for holder in areas_of(&snapshot, &area.id).iter().filter(|a| a.kind() == level) {
                let Some(holder) = snapshot.areas().get(holder) else { continue };
                let empty = || (Some(holder.names.clone()), holder.geometry.clone(), Vec::new());
                groups.entry(holder.id.to_string()).or_insert_with(empty).2.push(of(&area.id));
            }
        }
    }
    if groups.is_empty() {
        return Err(Problem::parameter(
            "level",
            format!("there is no level `{level}` with yards"),
            "see /api/v1/layers",
        ));
    }
    Ok(groups.into_iter().map(|(id, group)| group_feature(core, shown, id, group)).collect())
}

/// The value of a yard: the score, or a factor's severity; with the interval.
fn value_of(shown: &Shown, a: &Assessment) -> Option<(f64, Option<(f64, f64)>)> {
    match shown {
        Shown::Factor(place) => {
            let factor = &a.factors[*place];
            Some((factor.value?, factor.interval.map(|i| (i.low, i.high))))
        }
        _ => Some((a.score?, a.interval.map(|i| (i.low, i.high)))),
    }
}

/// What a viewer is told of one yard: the class, and where it is assessed the value with its interval.
pub(crate) struct Said {
    pub(crate) class: String,
    pub(crate) value: Option<f64>,
    pub(crate) interval: Option<(f64, f64)>,
}

/// What is said of a yard to a viewer who sees all of it or only what is open by yard.
fn said(shown: &Shown, full: bool, a: &Assessment) -> Said {
    let found = value_of(shown, a).filter(|_| a.is_assessed());
    let (value, interval) = found.map_or((None, None), |(v, i)| (Some(v), i));
    let class = match (shown, value) {
        (_, None) => ScoreClass::NotYetAssessed.as_str().to_owned(),
        (Shown::Factor(_), Some(v)) => format!("{:.0}", v.round().clamp(0.0, 3.0)),
        (_, Some(_)) => a.class.as_str().to_owned(),
    };
    // In public a factor is one of its four steps: with decimals the hidden ones could be worked out of the score.
    let coarse = matches!(shown, Shown::Factor(_)) && !full;
    Said {
        class,
        value: value.map(|v| rounded(shown, v, coarse)),
        interval: interval.filter(|_| !coarse).map(|(l, h)| (rounded(shown, l, coarse), rounded(shown, h, coarse))),
    }
}

/// A yard with its score and the factors that a viewer sees by yard.
pub(crate) struct YardRow<'a> {
    pub(crate) area: &'a Area,
    pub(crate) score: Said,
    /// Of each factor of [`factors_by_yard`] the severity, none where nobody knows it.
    pub(crate) factors: Vec<Option<f64>>,
    pub(crate) raters: usize,
}

/// The places of the factors that a viewer sees by yard: the same as `GET /api/v1/layers/factors.{factor}` shows.
pub(crate) fn factors_by_yard(core: &Core, viewer: &Viewer) -> Vec<usize> {
    let factors = core.instrument.factors();
    (0..factors.len()).filter(|place| shows_by_level(viewer, &factors[*place], "yard")).collect()
}

/// Every yard of a version of the city as a viewer sees it.
pub(crate) fn yard_rows<'a>(core: &Core, viewer: &Viewer, snapshot: &'a Snapshot) -> Result<Vec<YardRow<'a>>, Problem> {
    let now = Timestamp::now();
    let internal = |e: aula_store::StoreError| Problem::internal(&e);
    let all = core.assess_all(now).map_err(internal)?;
    let nobody = core.assess(&"yard:-".parse().map_err(|e| Problem::refused("yard", &e))?, now).map_err(internal)?;
    let factors = factors_by_yard(core, viewer);
    let row = |area: &'a Area| {
        let a = all.get(&area.id).unwrap_or(&nobody);
        let full = YardView::of(viewer, &areas_of(snapshot, &area.id)) == YardView::Full;
        YardRow {
            area,
            score: said(&Shown::Scores, full, a),
            factors: factors.iter().map(|place| said(&Shown::Factor(*place), full, a).value).collect(),
            raters: a.covered.all_raters(),
        }
    };
    Ok(snapshot.areas().of_kind(&yards_kind()).map(row).collect())
}

fn by_yard_feature(
    core: &Core,
    viewer: &Viewer,
    snapshot: &Snapshot,
    shown: &Shown,
    area: &Area,
    a: &Assessment,
) -> Feature {
    let full = YardView::of(viewer, &areas_of(snapshot, &area.id)) == YardView::Full;
    let Said { class, value, interval } = said(shown, full, a);
    Feature {
        id: area.id.to_string(),
        names: Some(area.names.clone()),
        geometry: geometry_value(&area.geometry),
        class,
        value,
        interval,
        yards: 1,
        assessed: usize::from(a.is_assessed()),
        raters: a.covered.all_raters(),
        missing: if core.rules.raters > 0 { a.missing.iter().map(|m| json!(m)).collect() } else { Vec::new() },
    }
}

fn rounded(shown: &Shown, value: f64, coarse: bool) -> f64 {
    match shown {
        Shown::Factor(_) if !coarse => (value * 100.0).round() / 100.0,
        _ => value.round(),
    }
}

/// The mean of assessed yards, where there are enough of them that none is read off.
fn group_feature(core: &Core, shown: &Shown, id: String, (names, outline, yards): Group<'_>) -> Feature {
    let assessed: Vec<&&Assessment> = yards.iter().filter(|a| a.is_assessed()).collect();
    let values: Vec<f64> = assessed.iter().filter_map(|a| Some(value_of(shown, a)?.0)).collect();
    let enough = values.len() >= core.rules.yards_for_area;
    let mean = enough.then(|| values.iter().sum::<f64>() / values.len() as f64);
    let [fair, poor, bad] = core.rules.class_from;
    let class = match (shown, mean) {
        (_, None) => ScoreClass::NotYetAssessed,
        (Shown::Factor(_), Some(v)) => {
            return Feature {
                class: format!("{:.0}", v.round().clamp(0.0, 3.0)),
                ..plain(id, names, &outline, Some((v * 10.0).round() / 10.0), yards.len(), values.len())
            };
        }
        (_, Some(s)) if s < fair => ScoreClass::Good,
        (_, Some(s)) if s < poor => ScoreClass::Fair,
        (_, Some(s)) if s < bad => ScoreClass::Poor,
        _ => ScoreClass::Bad,
    };
    Feature {
        class: class.as_str().to_owned(),
        ..plain(id, names, &outline, mean.map(f64::round), yards.len(), assessed.len())
    }
}

fn plain(
    id: String,
    names: Option<Names>,
    outline: &MultiPolygon<f64>,
    value: Option<f64>,
    yards: usize,
    assessed: usize,
) -> Feature {
    let (class, geometry) = (String::new(), geometry_value(outline));
    Feature { id, names, geometry, class, value, interval: None, yards, assessed, raters: 0, missing: Vec::new() }
}

fn collection(core: &Core, name: &str, level: &str, features: &[Feature]) -> Value {
    let made = features.iter().map(|f| {
        let mut properties = json!({
            "id": f.id, "names": f.names, "class": f.class, "value": f.value, "yards": f.yards, "assessed": f.assessed,
        });
        if level == "yard" {
            properties["low"] = json!(f.interval.map(|i| i.0));
            properties["high"] = json!(f.interval.map(|i| i.1));
            properties["raters"] = json!(f.raters);
            properties["missing"] = json!(f.missing);
        }
        json!({ "type": "Feature", "id": f.id, "geometry": f.geometry, "properties": properties })
    });
    let mut counts: HashMap<&str, usize> = HashMap::new();
    features.iter().for_each(|f| *counts.entry(f.class.as_str()).or_default() += 1);
    json!({
        "type": "FeatureCollection",
        "features": made.collect::<Vec<_>>(),
        "settings": {
            "layer": name, "level": level, "n": features.len(), "class_counts": counts,
            "instrument": { "id": core.instrument.id(), "version": core.instrument.version() },
            "rules": core.rules,
        },
    })
}

fn csv(features: &[Feature]) -> String {
    let mut text = String::from("id,class,value,yards,assessed\r\n");
    for f in features {
        let value = f.value.map(|v| v.to_string()).unwrap_or_default();
        text.push_str(&format!("{},{},{value},{},{}\r\n", f.id, f.class, f.yards, f.assessed));
    }
    text
}
