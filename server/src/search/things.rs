//! The things of the city that have names.

use super::streets;
use crate::checklist::middle;
use aula_model::{Area, AreaId, Key, LonLat, Names, PlaceKind, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use geo_types::MultiPolygon;
use smol_str::SmolStr;

/// West, south, east, north in degrees.
pub(crate) type Bounds = [f64; 4];

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Area,
    Street,
    Yard,
    House,
}

impl Sort {
    /// The words of the parameter `kinds` and of the answer.
    pub(crate) const WORDS: &'static [(&'static str, Self)] =
        &[("area", Self::Area), ("street", Self::Street), ("yard", Self::Yard), ("house", Self::House)];

    pub(crate) fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, sort)| *sort == self).map_or("", |(word, _)| word)
    }
}

/// A thing with its names and where it is.
#[derive(Debug, Clone)]
pub(crate) struct Thing {
    pub(crate) sort: Sort,
    /// `kind:code` of an area or yard, the key of a house, the name of a street with where it is.
    pub(crate) id: String,
    pub(crate) names: Names,
    /// What else it may be called: the code of an area.
    pub(crate) also: Option<SmolStr>,
    pub(crate) centre: LonLat,
    pub(crate) bounds: Option<Bounds>,
}

impl Thing {
    /// Everything it may be called.
    pub(crate) fn spellings(&self) -> Vec<SmolStr> {
        let names = [&self.names.kk, &self.names.ru, &self.names.en, &self.also];
        names.into_iter().flatten().cloned().collect()
    }
}

/// Everything with a name, in the order in which equals are shown: areas from the large to the small, streets, yards,
/// houses.
pub(super) fn things(snapshot: &Snapshot) -> Vec<Thing> {
    let table = snapshot.areas();
    let rank = |id: &AreaId| match id.kind() {
        "district" => 0,
        "micro_district" => 1,
        "precinct" => 3,
        "study_area" => 4,
        _ => 2,
    };
    let (yards, mut areas): (Vec<&Area>, Vec<&Area>) = table.iter().partition(|area| area.id.kind() == "yard");
    areas.sort_by_key(|area| rank(&area.id));
    let houses = houses(snapshot);
    let mut things: Vec<Thing> = areas.into_iter().filter_map(|area| of_area(area, Sort::Area)).collect();
    things.extend(streets::streets(snapshot, &houses));
    things.extend(yards.into_iter().filter_map(|yard| of_area(yard, Sort::Yard)));
    things.extend(houses);
    things
}

fn of_area(area: &Area, sort: Sort) -> Option<Thing> {
    Some(Thing {
        sort,
        id: area.id.to_string(),
        names: area.names.clone(),
        also: Some(SmolStr::new(area.id.code())),
        centre: middle(&area.geometry)?,
        bounds: bounds_of(&area.geometry),
    })
}

/// The addresses.
fn houses(snapshot: &Snapshot) -> Vec<Thing> {
    let Ok(kind) = PlaceKind::new("address") else { return Vec::new() };
    let layer = Layer::Places(kind);
    let rows = snapshot.select(&Slice::default(), &layer, &Within::Everywhere).map(|s| s.rows).unwrap_or_default();
    let house = |row| {
        let view = snapshot.view(&layer, row)?;
        let names = view.details()?.names.clone()?;
        let id = house_id(view.key());
        Some(Thing { sort: Sort::House, id, names, also: None, centre: view.location(), bounds: None })
    };
    rows.into_iter().filter_map(house).collect()
}

/// A house by the key of its address.
fn house_id(key: Key) -> String {
    format!("address:{key}")
}

fn bounds_of(geometry: &MultiPolygon<f64>) -> Option<Bounds> {
    let corners = geometry.iter().flat_map(|part| part.exterior().coords()).map(|c| [c.x, c.y]);
    bounds(corners)
}

/// The box around some places.
pub(crate) fn bounds(places: impl IntoIterator<Item = [f64; 2]>) -> Option<Bounds> {
    places.into_iter().fold(None, |found: Option<Bounds>, [x, y]| {
        let [west, south, east, north] = found.unwrap_or([x, y, x, y]);
        Some([west.min(x), south.min(y), east.max(x), north.max(y)])
    })
}
