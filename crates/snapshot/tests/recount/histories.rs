//! Random histories of a small city, random questions to it.

use aula_geometry::BBox;
use aula_model::{
    Accuracy, Area, AreaId, AreaKind, Change, CitySettings, Cleared, Entity, HarmWeight, HourRange, Incident, Key,
    Kind, LonLat, Names, Op, Period, Place, Precision, ReportedBy, Slice, SourceId, TimeSpan, WeekdaySet,
};
use aula_snapshot::Layer;
use h3o::Resolution;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::date, tz::TimeZone};
use proptest::prelude::*;

use crate::truth::{Spot, cell};

/// Clocks of which some go back over midnight.
const ZONES: [&str; 5] = ["Asia/Almaty", "America/Chicago", "America/St_Johns", "UTC", "Pacific/Apia"];
const CATEGORIES: [&str; 4] = ["burglary", "robbery", "theft", "homicide"];
const KINDS: [&str; 3] = ["bus_stop", "street_lights_out", "own"];

/// What happens to the snapshot under test.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Changes become durable; `again` feeds the whole log once more, as a reader without a memory would.
    Batch { changes: Vec<Change>, again: bool },
    /// A new base.
    Compact,
}

pub(crate) fn history() -> impl Strategy<Value = Vec<Step>> {
    let change = prop_oneof![12 => incident_change(), 4 => place_change(), 3 => area_change(), 1 => settings_change()];
    let batch = (proptest::collection::vec(change, 0..25), any::<bool>());
    let batch = batch.prop_map(|(changes, again)| Step::Batch { changes, again });
    proptest::collection::vec(prop_oneof![4 => batch, 1 => Just(Step::Compact)], 1..8)
}

fn id() -> impl Strategy<Value = SourceId> {
    (0..40_u8).prop_map(|n| SourceId::new(&n.to_string()).unwrap())
}

/// A few hundred metres of Almaty, on a grid so that points fall on points, and off it.
pub(crate) fn point() -> impl Strategy<Value = LonLat> {
    let grid = (0..12, 0..12).prop_map(|(x, y)| (76.94 + f64::from(x) * 1e-3, 43.23 + f64::from(y) * 1e-3));
    let free = (76.94..76.952, 43.23..43.242);
    let far = (-180.0..180.0, -90.0..90.0);
    prop_oneof![6 => grid, 6 => free, 1 => far].prop_map(|(lon, lat)| LonLat::new(lon, lat).unwrap())
}

/// From a second to years, around the day on which Almaty changed its offset and elsewhere.
fn span() -> impl Strategy<Value = TimeSpan> {
    let around = prop_oneof![
        4 => "2024-02-27T00:00:00Z".parse::<Timestamp>().unwrap().as_second()..1_709_900_000,
        1 => "2010-11-06T20:00:00Z".parse::<Timestamp>().unwrap().as_second()..1_289_200_000,
        1 => -2_000_000_000..2_000_000_000_i64,
    ];
    let minute = (around, 0..1_000_000_000_i64, 0..2).prop_map(|(second, nano, exact)| {
        let start = Timestamp::from_second(second / 60 * 60).unwrap();
        if exact == 1 { start } else { start + SignedDuration::from_nanos(nano) }
    });
    let length = prop_oneof![
        3 => Just(SignedDuration::from_mins(1)),
        1 => (1..3_000_000_000_i64).prop_map(SignedDuration::from_nanos),
        2 => (1..6000_i64).prop_map(SignedDuration::from_secs),
        1 => (1..80_i64).prop_map(SignedDuration::from_hours),
        1 => (1..20_000_i64).prop_map(SignedDuration::from_hours),
    ];
    let moment = (minute, length).prop_map(|(s, l)| TimeSpan::new(s, s + l, Precision::Minute).unwrap());
    let zone = (0..ZONES.len()).prop_map(|i| TimeZone::get(ZONES[i]).unwrap());
    let civil = (zone, 0..4, 0..20_i32).prop_map(|(zone, precision, day)| match precision {
        0 => TimeSpan::of_year(2024, &zone).unwrap(),
        1 => TimeSpan::of_month(2024, 2 + i8::try_from(day % 2).unwrap(), &zone).unwrap(),
        _ => TimeSpan::of_day(date(2024, 2, 20) + day.days(), &zone).unwrap(),
    });
    prop_oneof![3 => moment, 1 => civil]
}

fn accuracy() -> impl Strategy<Value = Accuracy> {
    prop_oneof![4 => Just(Accuracy::Point), 1 => Just(Accuracy::Block), 1 => Just(Accuracy::Unknown), 1 => Just(Accuracy::Area)]
}

fn incident_change() -> impl Strategy<Value = Change> {
    let parts = (id(), 0..CATEGORIES.len(), span(), point(), accuracy(), 0..6, 0..4_usize, any::<bool>());
    parts
        .prop_map(|(id, category, when, location, accuracy, discontinued, harm, outside)| {
            let key = Key::identified("incident", "s", id.as_str());
            let incident = Incident {
                source: format!("s{}", category % 2).parse().unwrap(),
                source_id: Some(id),
                category: CATEGORIES[category].parse().unwrap(),
                when,
                registered_at: None,
                location,
                accuracy,
                reported_by: ReportedBy::ALL[category % 3],
                cleared: Cleared::ALL[(category + 1) % 3],
                discontinued: discontinued == 0,
                harm_weight: HarmWeight::new([1.0, 1.0, 2.5, 0.0][harm]).unwrap(),
                outside_study_area: outside,
            };
            Change { kind: Kind::Incident, key, op: Op::Put(Entity::Incident(Box::new(incident))) }
        })
        .prop_flat_map(removed_sometimes)
}

fn place_change() -> impl Strategy<Value = Change> {
    let parts = (id(), 0..KINDS.len(), proptest::option::of(span()), point(), accuracy(), any::<bool>());
    parts
        .prop_map(|(id, kind, when, location, accuracy, named)| {
            let key = Key::identified("place", "s", id.as_str());
            let place = Place {
                source: "places".parse().unwrap(),
                source_id: Some(id),
                kind: KINDS[kind].parse().unwrap(),
                location,
                accuracy,
                names: named.then(|| Names::single("Stop").unwrap()),
                when,
                attributes: std::collections::BTreeMap::new(),
                outside_study_area: false,
            };
            Change { kind: Kind::Place, key, op: Op::Put(Entity::Place(Box::new(place))) }
        })
        .prop_flat_map(removed_sometimes)
}

fn area_change() -> impl Strategy<Value = Change> {
    (0..6_u8, 0..2_usize, triangle())
        .prop_map(|(code, kind, corners)| {
            let kind: AreaKind = ["district", "yard"][kind].parse().unwrap();
            let id = AreaId::new(&kind, &code.to_string()).unwrap();
            let ring = geo_types::LineString::from(corners);
            let area = Area {
                id: id.clone(),
                names: Names::single("A").unwrap(),
                geometry: geo_types::Polygon::new(ring, vec![]).into(),
                parent: None,
                exposures: vec![],
                attributes: std::collections::BTreeMap::new(),
            };
            let key = Key::identified("area", "", id.as_str());
            Change { kind: Kind::Area, key, op: Op::Put(Entity::Area(Box::new(area))) }
        })
        .prop_flat_map(removed_sometimes)
}

fn settings_change() -> impl Strategy<Value = Change> {
    (0..ZONES.len())
        .prop_map(|zone| {
            let settings = CitySettings { timezone: ZONES[zone].to_owned(), ..CitySettings::default() };
            let op = Op::Put(Entity::Settings(Box::new(settings)));
            Change { kind: Kind::Settings, key: Key::identified("settings", "", "city"), op }
        })
        .prop_flat_map(removed_sometimes)
}

fn removed_sometimes(put: Change) -> impl Strategy<Value = Change> {
    let removal = Change { kind: put.kind, key: put.key, op: Op::Remove };
    prop_oneof![4 => Just(put), 1 => Just(removal)]
}

/// Three corners, anticlockwise.
fn triangle() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let corner = || (76.935..76.957, 43.225..43.247);
    (corner(), corner(), corner()).prop_map(|(a, b, c): ((f64, f64), (f64, f64), (f64, f64))| {
        let turn = (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
        if turn > 0.0 { vec![a, b, c] } else { vec![a, c, b] }
    })
}

pub(crate) fn layer() -> impl Strategy<Value = Layer> {
    let kind = (0..KINDS.len()).prop_map(|i| Layer::Places(KINDS[i].parse().unwrap()));
    prop_oneof![4 => Just(Layer::Incidents), 2 => kind, 1 => Just(Layer::AllPlaces)]
}

pub(crate) fn slice() -> impl Strategy<Value = Slice> {
    let day = || {
        let near = (0..20_i32).prop_map(|d| date(2024, 2, 22) + d.days());
        let wide = (0..40_000_i32).prop_map(|d| date(1950, 1, 1) + d.days());
        proptest::option::of(prop_oneof![3 => near, 1 => wide])
    };
    let period = (day(), day()).prop_map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => Period::new(Some(a.min(b)), Some(a.max(b) + 1.day())).unwrap(),
        (from, to) => Period::new(from, to).unwrap(),
    });
    let hours = (0..24_u8, 0..=24_u8).prop_map(|(a, b)| HourRange::new(a, b).unwrap_or_default());
    let hours = proptest::option::of(hours).prop_map(Option::unwrap_or_default);
    let weekdays = (0..7_usize, 0..7_usize).prop_map(|(a, b)| {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        format!("{}-{}", days[a], days[b]).parse::<WeekdaySet>().unwrap()
    });
    let weekdays = proptest::option::of(weekdays).prop_map(Option::unwrap_or_default);
    let categories = proptest::collection::btree_set(0..CATEGORIES.len() + 1, 0..4).prop_map(|numbers| {
        let code = |i: usize| CATEGORIES.get(i).copied().unwrap_or("never_seen").parse().unwrap();
        numbers.into_iter().map(code).collect()
    });
    (period, hours, weekdays, categories).prop_map(|(period, hours, weekdays, categories)| Slice {
        period,
        categories,
        hours,
        weekdays,
        area: None,
    })
}

pub(crate) fn spot() -> impl Strategy<Value = Spot> {
    prop_oneof![
        Just(Spot::Everywhere),
        (point(), point()).prop_map(|(a, b)| {
            let (west, east) = (a.lon().min(b.lon()), a.lon().max(b.lon()));
            Spot::Box(BBox::new(west, a.lat().min(b.lat()), east, a.lat().max(b.lat())).unwrap())
        }),
        (point(), prop_oneof![Just(0.0), 1.0..2000.0]).prop_map(|(p, r)| Spot::Radius(p, r)),
        triangle().prop_map(Spot::Convex),
        (point(), 7..12_u8).prop_map(|(p, r)| Spot::Cell(cell(p, Resolution::try_from(r).unwrap()))),
    ]
}
