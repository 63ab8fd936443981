//! Invented entities with every field in use; equal numbers make equal ones.

use aula_model::{
    Accuracy, Area, AreaKind, Batch, CategoryCode, Change, CitySettings, Cleared, Document, Entity, Exposure,
    ExposureKind, HarmWeight, Incident, Key, Kind, LonLat, Names, Op, Origin, Place, PlaceKind, Precision, ReportedBy,
    SourceId, SourceName, TimeSpan,
};
use geo_types::{LineString, MultiPolygon, Polygon};
use jiff::Timestamp;

/// The key of the `n`-th entity of a kind.
#[must_use]
pub fn key(kind: Kind, n: usize) -> Key {
    Key::identified(kind.as_str(), "sample", &n.to_string())
}

/// A fraction that needs all its bits, from 0 to 1.
fn fraction(n: usize) -> f64 {
    (n as f64 * 0.618_033_988_749_895).fract()
}

fn at(n: usize) -> Timestamp {
    Timestamp::from_second(1_500_000_000)
        .map_or(Timestamp::UNIX_EPOCH, |t| t + jiff::SignedDuration::from_millis(n as i64 * 61_007))
}

fn location(n: usize) -> LonLat {
    LonLat::new(76.7 + fraction(n) / 2.0, 43.0 + fraction(n * 7 + 1) / 2.0).unwrap()
}

fn names(n: usize) -> Names {
    Names::new(Some(&format!("Аула {n}")), n.is_multiple_of(2).then_some("Двор \"у\" арыка"), None).unwrap()
}

/// An incident.
///
/// # Panics
/// Never; the values are valid.
#[must_use]
pub fn incident(n: usize) -> (Key, Entity) {
    let word = |words: &[&str]| words[n % words.len()].to_owned();
    let precision: Precision = Precision::ALL[n % Precision::ALL.len()];
    let entity = Incident {
        source: SourceName::new("sample").unwrap(),
        source_id: (!n.is_multiple_of(5)).then(|| SourceId::new(&format!("№ {n}")).unwrap()),
        category: CategoryCode::new(&word(&["burglary", "theft", "robbery"])).unwrap(),
        when: TimeSpan::new(at(n), at(n + 1), precision).unwrap(),
        registered_at: n.is_multiple_of(3).then(|| at(n + 2)),
        location: location(n),
        accuracy: Accuracy::ALL[n % Accuracy::ALL.len()],
        reported_by: ReportedBy::ALL[n % ReportedBy::ALL.len()],
        cleared: Cleared::ALL[n / 3 % Cleared::ALL.len()],
        discontinued: n.is_multiple_of(11),
        harm_weight: HarmWeight::new(if n.is_multiple_of(4) { 1.0 } else { fraction(n) * 1e3 }).unwrap(),
        outside_study_area: n.is_multiple_of(13),
    };
    (key(Kind::Incident, n), Entity::Incident(Box::new(entity)))
}

/// A place.
///
/// # Panics
/// Never; the values are valid.
#[must_use]
pub fn place(n: usize) -> (Key, Entity) {
    let entity = Place {
        source: SourceName::new("sample").unwrap(),
        source_id: Some(SourceId::new(&n.to_string()).unwrap()),
        kind: PlaceKind::new(PlaceKind::CONTRACT[n % PlaceKind::CONTRACT.len()]).unwrap(),
        location: location(n + 3),
        accuracy: Accuracy::Point,
        names: n.is_multiple_of(2).then(|| names(n)),
        when: n.is_multiple_of(3).then(|| TimeSpan::new(at(n), at(n + 1), Precision::Day).unwrap()),
        attributes: (0..n % 4).map(|i| (format!("column {i}").into(), format!("{n}\n'{i}'").into())).collect(),
        outside_study_area: n.is_multiple_of(7),
    };
    (key(Kind::Place, n), Entity::Place(Box::new(entity)))
}

/// An area, some with a hole.
///
/// # Panics
/// Never; the values are valid.
#[must_use]
pub fn area(n: usize) -> (Key, Entity) {
    let square = |c: LonLat, r: f64| {
        let corner = |dx: f64, dy: f64| (c.lon() + dx * r, c.lat() + dy * r);
        LineString::from(vec![corner(-1., -1.), corner(1., -1.), corner(1., 1.), corner(-1., 1.), corner(-1., -1.)])
    };
    let hole = n.is_multiple_of(2).then(|| square(location(n), 0.001));
    let entity = Area {
        id: aula_model::AreaId::new(&AreaKind::new("yard").unwrap(), &n.to_string()).unwrap(),
        names: names(n),
        geometry: MultiPolygon::new(vec![
            Polygon::new(square(location(n), 0.003), hole.into_iter().collect()),
            Polygon::new(square(location(n + 1), 0.002), vec![]),
        ]),
        parent: n.is_multiple_of(3).then(|| "district:medeu".parse().unwrap()),
        exposures: (0..n % 3)
            .map(|i| Exposure::new(ExposureKind::ALL[i], fraction(n + i) * 1e4, None, None).unwrap())
            .collect(),
        attributes: [("note".into(), format!("{n}").into())].into(),
    };
    (key(Kind::Area, n), Entity::Area(Box::new(entity)))
}

/// The city's settings.
#[must_use]
pub fn settings(n: usize) -> (Key, Entity) {
    let entity = CitySettings { crs_epsg: 32_600 + u32::try_from(n % 10_000).unwrap_or(0), ..CitySettings::default() };
    (key(Kind::Settings, 0), Entity::Settings(Box::new(entity)))
}

/// A document of a kind.
#[must_use]
pub fn document(kind: Kind, n: usize) -> (Key, Entity) {
    let document = Document::new(kind, &n.to_string(), &names(n)).unwrap();
    (document.key(), Entity::Document(Box::new(document)))
}

/// The entity with the key of number `n % keys`: with more than `keys` numbers, corrections of each other.
#[must_use]
pub fn any(kind: Kind, n: usize, keys: usize) -> (Key, Entity) {
    let entity = match kind {
        Kind::Incident => incident(n).1,
        Kind::Place => place(n).1,
        Kind::Area => area(n).1,
        Kind::Settings => settings(n).1,
        kind => document(kind, n).1,
    };
    (key(kind, n % keys), entity)
}

/// Its entry into the log.
#[must_use]
pub fn put((key, entity): (Key, Entity)) -> Change {
    Change { kind: entity.kind(), key, op: Op::Put(entity) }
}

/// The removal of the `n`-th entity of a kind.
#[must_use]
pub fn remove(kind: Kind, n: usize) -> Change {
    Change { kind, key: key(kind, n), op: Op::Remove }
}

/// A batch of changes.
#[must_use]
pub fn batch(changes: Vec<Change>) -> Batch {
    let origin = Origin { at: at(changes.len()), action: "test".to_owned(), file: None, summary: None };
    Batch { origin, changes }
}
