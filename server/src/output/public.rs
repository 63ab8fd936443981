//! Published figures written out. Whatever stands here was computed from a publication's classes.

use super::geojson::geometry_value;
use crate::publications::{
    PublicLayer, PublicQuestion, Row, group_name, period_name, period_word, place_name, word_of,
};
use aula_disclosure::{Class, Figures, Need, PlaceId, Range};
use aula_exchange::{Cell, CsvWriter, ExchangeError};
use aula_geometry::cell_boundary;
use aula_model::Language;
use aula_snapshot::Snapshot;
use h3o::CellIndex;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The figures of all places of a level, with outlines, and what was asked.
pub(crate) fn public_geojson(layer: &PublicLayer, question: &PublicQuestion, snapshot: &Snapshot) -> Value {
    let rows = layer.rows(question);
    let features: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "type": "Feature",
                "id": row.figures.place.to_string(),
                "geometry": outline(&row.figures.place, snapshot),
                "properties": public_properties(layer, row),
            })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features, "settings": public_settings(layer, question, &rows) })
}

/// One place with its class and the figures computed from it.
pub(crate) fn public_properties(layer: &PublicLayer, row: &Row<'_>) -> Value {
    let Figures { place, class, rate_per_1000, density_per_km2, rank, need } = &row.figures;
    let interval = class.interval();
    let shown = class.is_shown();
    let (density, rate) = (ends(*density_per_km2), ends(*rate_per_1000));
    let mut properties = json!({
        "id": place.to_string(),
        "kind": word_of(place),
        "class": class_word(class),
        "low": shown.then_some(interval.low),
        "high": interval.high.filter(|_| shown),
        "need": need,
        "density_low": density.0,
        "density_high": density.1,
        "rate_low": rate.0,
        "rate_high": rate.1,
        "rank_best": rank.map(|r| r.0),
        "rank_worst": rank.map(|r| r.1),
        "area_km2": row.facts.map(|f| f.area_m2 / 1e6),
        "residents": row.facts.and_then(|f| f.residents),
    });
    if let Some(names) = row.facts.and_then(|f| f.names.as_ref()) {
        properties["names"] = json!(names);
    }
    if let Class::Merged { into } = class {
        properties["into"] = json!({
            "id": into.to_string(),
            "kind": word_of(into),
            "names": layer.facts(into).and_then(|f| f.names.as_ref()),
        });
    }
    properties
}

/// What an answer is about, and what it does not say.
pub(crate) fn public_settings(layer: &PublicLayer, question: &PublicQuestion, rows: &[Row<'_>]) -> Value {
    let mut needs: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut classes: BTreeMap<&'static str, usize> = BTreeMap::new();
    for row in rows {
        *needs.entry(need_word(row.figures.need)).or_default() += 1;
        *classes.entry(class_word(&row.figures.class)).or_default() += 1;
    }
    let publication = layer.publication();
    let names = |language: Language| json!(question.group.as_deref().map(|g| group_name(g, language)));
    json!({
        "layer": "incidents",
        "published": { "version": publication.version(), "date": publication.date(), "hash": layer.record.hash },
        "level": rows.first().map(|r| word_of(&r.figures.place)),
        "period": period_word(question.period),
        "period_names": crate::publications::by_language(|l| json!(period_name(question.period, l))),
        "group": question.group,
        "group_names": question.group.is_some().then(|| crate::publications::by_language(names)),
        "least_width": publication.settings().least_width,
        "least_addresses": publication.settings().least_addresses,
        "places_by_need": needs,
        "places_by_class": classes,
        "city": layer.city(question).map(|row| public_properties(layer, &row)),
    })
}

/// The same as a table.
pub(crate) fn public_csv(layer: &PublicLayer, question: &PublicQuestion) -> Result<String, ExchangeError> {
    let mut bytes = Vec::new();
    let columns = [
        "id",
        "kind",
        "name_kk",
        "name_ru",
        "name_en",
        "period",
        "group",
        "class",
        "low",
        "high",
        "into",
        "need",
        "density_low",
        "density_high",
        "rate_low",
        "rate_high",
        "rank_best",
        "rank_worst",
        "area_km2",
    ];
    let mut csv = CsvWriter::new(&mut bytes, columns)?;
    let period = period_word(question.period);
    for row in layer.rows(question) {
        let Figures { place, class, rate_per_1000, density_per_km2, rank, need } = &row.figures;
        let (id, kind) = (place.to_string(), word_of(place));
        let named = Language::ALL.iter().map(|l| {
            if row.facts.is_some_and(|f| f.names.is_some()) { place_name(layer, place, *l) } else { String::new() }
        });
        let names: Vec<String> = named.collect();
        let into = if let Class::Merged { into } = class { into.to_string() } else { String::new() };
        let whole = |n: Option<u32>| n.filter(|_| class.is_shown()).map_or(Cell::Empty, |n| Cell::Count(n.into()));
        let figure = |n: Option<f64>| n.map_or(Cell::Empty, Cell::Number);
        let rank_cell = |n: Option<usize>| n.map_or(Cell::Empty, |n| Cell::Count(n as u64));
        let (density, rate) = (ends(*density_per_km2), ends(*rate_per_1000));
        let mut cells = vec![Cell::Text(&id), Cell::Text(&kind)];
        cells.extend(names.iter().map(|n| Cell::Text(n)));
        cells.extend([
            Cell::Text(&period),
            Cell::Text(question.group.as_deref().unwrap_or("all")),
            Cell::Text(class_word(class)),
            whole(Some(class.interval().low)),
            whole(class.interval().high),
            Cell::Text(&into),
            Cell::Text(need_word(*need)),
            figure(density.0),
            figure(density.1),
            figure(rate.0),
            figure(rate.1),
            rank_cell(rank.map(|r| r.0)),
            rank_cell(rank.map(|r| r.1)),
            figure(row.facts.map(|f| f.area_m2 / 1e6)),
        ]);
        csv.row(&cells)?;
    }
    csv.finish()?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The outline of a place; the city's is that of its study area, which everybody has.
fn outline(place: &PlaceId, snapshot: &Snapshot) -> Value {
    match place {
        PlaceId::City => Value::Null,
        PlaceId::District(id) | PlaceId::MicroDistrict(id) => {
            snapshot.areas().get(id).map_or(Value::Null, |area| geometry_value(&area.geometry))
        }
        PlaceId::Cell8(cell) | PlaceId::Cell9(cell) => cell.parse::<CellIndex>().map_or(Value::Null, |cell| {
            let rounded = |v: f64| (v * 1e7).round() / 1e7;
            let ring: Vec<[f64; 2]> =
                cell_boundary(cell).exterior().coords().map(|c| [rounded(c.x), rounded(c.y)]).collect();
            json!({ "type": "Polygon", "coordinates": [ring] })
        }),
    }
}

/// Both ends of a range, to two decimals: a published class gives no more.
fn ends(range: Option<Range>) -> (Option<f64>, Option<f64>) {
    let rounded = |v: f64| (v * 100.0).round() / 100.0;
    (range.map(|r| rounded(r.low)), range.and_then(|r| r.high).map(rounded))
}

/// The word of a class.
fn class_word(class: &Class) -> &'static str {
    match class {
        Class::UpTo4 => "0-4",
        Class::From5To12 => "5-12",
        Class::Rounded { .. } => "rounded",
        Class::Range { .. } => "range",
        Class::Merged { .. } => "merged",
        Class::Suppressed => "suppressed",
    }
}

fn need_word(need: Need) -> &'static str {
    match need {
        Need::HelpFirst => "help_first",
        Need::AboveAverage => "above_average",
        Need::NotToldApart => "not_told_apart",
        Need::BelowAverage => "below_average",
        Need::NotShown => "not_shown",
    }
}
