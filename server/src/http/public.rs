//! What everybody may see: the latest approved version of the public layer, asked by place, period and group.
//!
//! `/api/v1/layers/{id}`, `/api/v1/hotspots` and `/api/v1/cells/{cell}` answer a viewer without precise rights out of
//! here too, so that one address works for all.

use super::answer::{self, Form};
use super::{App, Params, Problem};
use crate::city::City;
use crate::output::{public_csv, public_geojson, public_properties, public_settings};
use crate::publications::{PublicLayer, PublicQuestion, by_language, group_name, period_name, period_word, story};
use aula_disclosure::{Grade, Group, Level, Period, may_see};
use aula_model::Viewer;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// Whether this viewer is answered out of the public layer.
pub(super) fn is_public(viewer: &Viewer) -> bool {
    // An inspector sees counts of the own areas: asked for the city, the precise answer says so.
    may_see(viewer, Grade::Counts, Some(viewer.areas())).is_err() && may_see(viewer, Grade::Counts, None).is_err()
}

/// What the public layer holds: levels, periods, groups, and which version it is.
#[utoipa::path(get, path = "/api/v1/public", tag = "public",
    responses((status = 200, description = "What can be asked"), (status = 404, body = Problem)))]
pub(super) async fn catalogue(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    params.finish()?;
    let city = app.city;
    app.work.run(move || Ok(answer::json(&describe(&*published(&city)?)))).await
}

/// Published classes of all places of a level, with the figures computed from them.
#[utoipa::path(get, path = "/api/v1/public/layer", tag = "public", params(
    ("level" = Option<String>, Query, description = "cells (default), city, or a kind of areas"),
    ("resolution" = Option<u8>, Query, description = "8 (default) or 9, for cells"),
    ("period" = Option<String>, Query, description = "2025, 2025-Q3 or 2024-Q3/2025-Q2; the last 12 months unless given"),
    ("group" = Option<String>, Query, description = "A category group; all together unless given"),
    ("f" = Option<String>, Query, description = "geojson (default) or csv")),
    responses((status = 200, description = "Classes by place"), (status = 400, body = Problem),
        (status = 404, body = Problem)))]
pub(super) async fn layer(State(app): State<App>, params: Params) -> Result<Response, Problem> {
    layer_answer(app, params).await
}

/// What the published classes say of one place, in three languages.
#[utoipa::path(get, path = "/api/v1/public/places/{place}", tag = "public", params(
    ("place" = String, Path, description = "city, an area's kind:code or an H3 cell"),
    ("period" = Option<String>, Query, description = "As in /api/v1/public/layer"),
    ("group" = Option<String>, Query, description = "As in /api/v1/public/layer")),
    responses((status = 200, description = "Class, figures and words"), (status = 400, body = Problem),
        (status = 404, body = Problem)))]
pub(super) async fn place(
    State(app): State<App>,
    Path(place): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    place_answer(app, place, params).await
}

/// The layer's catalogue entry of `/api/v1/layers` for the public; empty before the first version.
pub(super) fn layers_entry(city: &City) -> Result<Vec<Value>, Problem> {
    let Some(layer) = city.public_layer()? else { return Ok(Vec::new()) };
    Ok(vec![json!({
        "id": "incidents",
        "type": "incidents",
        "count": null,
        "period": null,
        "levels": layer.levels(),
        "published": describe(&layer),
    })])
}

/// The answer of `/api/v1/public/layer`, and of the routes that stand for it.
pub(super) async fn layer_answer(app: App, mut params: Params) -> Result<Response, Problem> {
    let form = params.choice("f", Form::WORDS)?.unwrap_or(Form::GeoJson);
    let city = app.city;
    let compute = move || {
        let layer = published(&city)?;
        let question = question(&mut params, &layer)?;
        params.finish()?;
        match form {
            Form::GeoJson => Ok(answer::geojson(public_geojson(&layer, &question, &city.snapshot()).to_string())),
            Form::Csv => {
                let text = public_csv(&layer, &question).map_err(|e| Problem::internal(&e))?;
                Ok(answer::csv("published", text))
            }
            Form::Columns => Err(answer::no_such_form(form, "geojson, csv")),
        }
    };
    app.work.run(compute).await
}

/// The answer of `/api/v1/public/places/{place}`, and of the routes that stand for it.
pub(super) async fn place_answer(app: App, name: String, mut params: Params) -> Result<Response, Problem> {
    let city = app.city;
    let compute = move || {
        let layer = published(&city)?;
        let place = layer.place(&name).ok_or_else(|| nothing_of(&name))?;
        let level = place.level();
        let question = PublicQuestion {
            level,
            period: period(&mut params, &layer, level)?,
            group: group(&mut params, &layer, level)?,
        };
        refuse_filters(&mut params)?;
        params.finish()?;
        let rows = layer.rows(&question);
        let row = rows.iter().find(|row| row.figures.place == *place).ok_or_else(|| nothing_of(&name))?;
        let mut body = public_properties(&layer, row);
        body["sentences"] = story(&layer, &question, row);
        body["settings"] = public_settings(&layer, &question, std::slice::from_ref(row));
        Ok(answer::json(&body))
    };
    app.work.run(compute).await
}

fn nothing_of(name: &str) -> Problem {
    Problem::not_found(format!("nothing is published about `{name}` in this period; see /api/v1/public"))
}

fn published(city: &City) -> Result<Arc<PublicLayer>, Problem> {
    city.public_layer()?.ok_or_else(Problem::not_published)
}

fn describe(layer: &PublicLayer) -> Value {
    let publication = layer.publication();
    let words = |periods: Vec<Period>| periods.into_iter().map(period_word).collect::<Vec<_>>();
    let names = |groups: Vec<&Group>| groups.into_iter().map(|g| g.name.clone()).collect::<Vec<_>>();
    let levels = layer.levels().into_iter().flat_map(|word| {
        let resolutions = if word == "cells" { layer.resolutions() } else { vec![0] };
        resolutions.into_iter().filter_map(move |r| {
            let level = layer.level(&word, r)?;
            Some(json!({
                "level": word,
                "resolution": (r > 0).then_some(r),
                "periods": words(layer.periods(level)),
                "usual_period": layer.usual_period(level).map(period_word),
                "groups": names(layer.groups(level)),
            }))
        })
    });
    json!({
        "version": publication.version(),
        "date": publication.date(),
        "hash": layer.record.hash,
        "revision": layer.record.revision,
        "levels": levels.collect::<Vec<_>>(),
        "periods": publication.calendar().periods().map(|p| json!({
            "period": period_word(p), "names": by_language(|l| json!(period_name(p, l))),
        })).collect::<Vec<_>>(),
        "groups": publication.groups().iter().map(|g| json!({
            "group": g.name, "categories": g.categories, "names": by_language(|l| json!(group_name(&g.name, l))),
        })).collect::<Vec<_>>(),
    })
}

pub(crate) fn question(params: &mut Params, layer: &PublicLayer) -> Result<PublicQuestion, Problem> {
    let word = params.take("level").unwrap_or_else(|| "cells".to_owned());
    let resolution = params.integer("resolution", 7, 11)?;
    let known = layer.resolutions();
    let cells = resolution.map_or_else(|| known.first().copied().unwrap_or(8), |r| u8::try_from(r).unwrap_or(8));
    if word == "cells" && !known.contains(&cells) {
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        let remedy = format!("choose one of {}; smaller cells would show single cases", known.join(", "));
        return Err(Problem::parameter("resolution", format!("nothing is published at resolution {cells}"), remedy));
    }
    let level = layer.level(&word, cells).ok_or_else(|| {
        let remedy = format!("choose one of {}", layer.levels().join(", "));
        Problem::parameter("level", format!("nothing is published for `{word}`"), remedy)
    })?;
    let question = PublicQuestion { level, period: period(params, layer, level)?, group: group(params, layer, level)? };
    refuse_filters(params)?;
    Ok(question)
}

/// A published period by its word, or by `from` and `to` where they are exactly those of one.
fn period(params: &mut Params, layer: &PublicLayer, level: Level) -> Result<Period, Problem> {
    let periods = layer.periods(level);
    let words: Vec<String> = periods.iter().map(|p| period_word(*p)).collect();
    let unknown = |name: &str, value: &str| {
        let detail = format!("nothing is published for `{value}` at this level");
        Problem::parameter(name, detail, format!("choose one of {}", words.join(", ")))
    };
    let (word, from, to) = (params.take("period"), params.date("from")?, params.date("to")?);
    if let Some(word) = word {
        if from.is_some() || to.is_some() {
            return Err(Problem::parameter("from", "both a period and dates were given", "give one of them"));
        }
        let at = words.iter().position(|w| *w == word).ok_or_else(|| unknown("period", &word))?;
        return Ok(periods[at]);
    }
    match (from, to) {
        (None, None) => layer.usual_period(level).ok_or_else(Problem::not_published),
        (from, to) => {
            let fits = |p: &&Period| aula_analysis::publication::dates_of(**p) == (from, to);
            let asked = |d: Option<jiff::civil::Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
            let value = format!("{} to {}", asked(from), asked(to));
            periods.iter().find(fits).copied().ok_or_else(|| unknown("from", &value))
        }
    }
}

fn group(params: &mut Params, layer: &PublicLayer, level: Level) -> Result<Option<String>, Problem> {
    let Some(name) = params.take("group").filter(|name| name != "all") else { return Ok(None) };
    let groups: Vec<&str> = layer.groups(level).into_iter().map(|g| g.name.as_str()).collect();
    if groups.contains(&name.as_str()) {
        return Ok(Some(name));
    }
    let remedy = match groups.as_slice() {
        [] => "leave it out: here all groups are published together only".to_owned(),
        some => format!("choose one of {}", some.join(", ")),
    };
    Err(Problem::parameter("group", format!("nothing is published for the group `{name}` here"), remedy))
}

/// Filters of the precise routes: there is nothing behind the public layer that they could choose from.
fn refuse_filters(params: &mut Params) -> Result<(), Problem> {
    const FILTERS: [&str; 9] =
        ["category", "hours", "weekdays", "area", "study_set", "correction", "bbox", "columns", "exposure"];
    if params.take("layer").is_some_and(|layer| layer != "incidents") {
        return Err(Problem::parameter("layer", "this layer is not public", "leave it out, or sign in"));
    }
    for name in FILTERS {
        if params.take(name).is_some() {
            let remedy = "leave it out: published figures stand as they are, by period and group; or sign in";
            return Err(Problem::parameter(name, "the public layer has no such filter", remedy));
        }
    }
    Ok(())
}
