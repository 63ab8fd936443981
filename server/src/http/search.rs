//! `GET /api/v1/search`: areas, streets, houses, yards by name; coordinates; H3 cells.

use super::openapi::SearchParams;
use super::{App, Params, Problem, answer};
use crate::search::{Bounds, Sort, Thing, bounds};
use aula_geometry::{cell_boundary, cell_centre};
use aula_model::{AreaKind, Language, LonLat, Names};
use aula_search::{cell_of_text, spot_of};
use aula_snapshot::Snapshot;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

/// Longest text that is searched for, in characters.
const LONGEST: usize = 200;
const MOST: u64 = 50;
const USUAL: usize = 10;

/// What a text may mean, the best first. Names are facts about the city, open to everybody.
#[utoipa::path(get, path = "/api/v1/search", tag = "spatial", params(SearchParams),
    responses((status = 200, description = "results: kind (area, street, yard, house, coordinates, cell), id, area_kind, name by language, label, place (the area around it), centre, bbox, score"),
        (status = 400, body = Problem)))]
pub(super) async fn search(State(app): State<App>, mut params: Params) -> Result<Response, Problem> {
    let question = Question::take(&mut params)?;
    params.finish()?;
    let city = app.city;
    let compute = move || {
        let snapshot = city.snapshot();
        let language = question.language.or_else(|| snapshot.settings().languages.first().copied());
        let language = language.unwrap_or(Language::Kk);
        let results = match place_of(&snapshot, &question, language) {
            Some(place) => vec![place],
            None => {
                let known = city.search.of(&snapshot);
                let wanted = |thing: u32| question.wants(known.things[thing as usize].sort);
                let found = known.index.find(&question.text, question.limit, wanted).into_iter();
                found.map(|f| result(&snapshot, &known.things[f.thing as usize], f.score(), language)).collect()
            }
        };
        Ok(answer::json(&json!({ "q": question.text, "results": results })))
    };
    app.work.run(compute).await
}

/// What is searched.
struct Question {
    text: String,
    limit: usize,
    /// Empty for all.
    sorts: Vec<Sort>,
    language: Option<Language>,
}

impl Question {
    fn take(params: &mut Params) -> Result<Self, Problem> {
        let text = params.take("q").unwrap_or_default();
        if text.chars().count() > LONGEST {
            return Err(Problem::parameter("q", "the text is too long", format!("give at most {LONGEST} characters")));
        }
        let limit = params.integer("limit", 1, MOST)?.and_then(|n| usize::try_from(n).ok()).unwrap_or(USUAL);
        let language = params.parsed("lang")?;
        let known: Vec<&str> = Sort::WORDS.iter().map(|(word, _)| *word).collect();
        let sort = |word: &str| {
            let found = Sort::WORDS.iter().find(|(known, _)| *known == word).map(|(_, sort)| *sort);
            let remedy = format!("choose of {}, separated by commas", known.join(", "));
            found.ok_or_else(|| Problem::parameter("kinds", format!("`{word}` is unknown"), remedy))
        };
        let sorts = params.take("kinds").unwrap_or_default();
        let sorts = sorts.split(',').map(str::trim).filter(|word| !word.is_empty()).map(sort);
        Ok(Self { text, limit, sorts: sorts.collect::<Result<_, _>>()?, language })
    }

    fn wants(&self, sort: Sort) -> bool {
        self.sorts.is_empty() || self.sorts.contains(&sort)
    }
}

/// The spot or cell that the text is; none for other texts, or where only named things are wanted.
fn place_of(snapshot: &Snapshot, question: &Question, language: Language) -> Option<Value> {
    if !question.sorts.is_empty() {
        return None;
    }
    if let Some(cell) = cell_of_text(&question.text) {
        let centre = cell_centre(cell);
        let bounds = bounds(cell_boundary(cell).exterior().coords().map(|c| [c.x, c.y]));
        return Some(plain(snapshot, "cell", &cell.to_string(), centre, bounds, language));
    }
    let study_area = AreaKind::new("study_area").ok();
    let within = |at: LonLat| !snapshot.areas().containing(at, study_area.as_ref()).is_empty();
    let at = spot_of(&question.text, within)?;
    let shown = format!("{:.6}, {:.6}", at.lat(), at.lon());
    Some(plain(snapshot, "coordinates", &shown, at, None, language))
}

fn plain(
    snapshot: &Snapshot,
    kind: &str,
    text: &str,
    centre: LonLat,
    bounds: Option<Bounds>,
    language: Language,
) -> Value {
    let place = around(snapshot, centre, None);
    json!({
        "kind": kind,
        "id": text,
        "area_kind": null,
        "name": { "kk": text, "ru": text, "en": text },
        "label": labelled(text, place.as_ref(), language),
        "place": place,
        "centre": [centre.lon(), centre.lat()],
        "bbox": bounds,
        "score": 1.0,
    })
}

fn result(snapshot: &Snapshot, thing: &Thing, score: f64, language: Language) -> Value {
    let own = (thing.sort == Sort::Area).then_some(thing.id.as_str());
    let place = around(snapshot, thing.centre, own);
    json!({
        "kind": thing.sort.as_str(),
        "id": thing.id,
        "area_kind": own.and_then(|id| id.split_once(':')).map(|(kind, _)| kind),
        "name": { "kk": thing.names.get(Language::Kk), "ru": thing.names.get(Language::Ru), "en": thing.names.get(Language::En) },
        "label": labelled(thing.names.get(language), place.as_ref(), language),
        "place": place,
        "centre": [thing.centre.lon(), thing.centre.lat()],
        "bbox": thing.bounds,
        "score": (score * 1e4).round() / 1e4,
    })
}

/// The area that tells where something is: its micro-district, else its district. An area is told by its district.
fn around(snapshot: &Snapshot, at: LonLat, own: Option<&str>) -> Option<Names> {
    let kinds: &[&str] = match own.and_then(|id| id.split_once(':')) {
        Some(("district" | "study_area", _)) => &[],
        Some(_) => &["district"],
        None => &["micro_district", "district"],
    };
    let kinds = kinds.iter().filter_map(|kind| AreaKind::new(kind).ok());
    let mut found = kinds.filter_map(|kind| Some(snapshot.areas().containing(at, Some(&kind)).first()?.names.clone()));
    found.next()
}

fn labelled(name: &str, place: Option<&Names>, language: Language) -> String {
    match place {
        Some(place) => format!("{name}, {}", place.get(language)),
        None => name.to_owned(),
    }
}
