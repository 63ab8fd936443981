//! What holds of every publication.

mod city;

use aula_disclosure::{
    Calendar, Class, Counts, Exposure, Ground, Level, Need, Period, PlaceId, Publication, PublicationError, Question,
    Settings, UnitId, publish, revise,
};
use aula_model::ReportedBy;
use city::{City, first};
use jiff::civil::date;
use proptest::prelude::*;

const DAY: jiff::civil::Date = date(2025, 1, 15);

fn year(quarters: u16) -> Calendar {
    Calendar::by_year(first(), quarters).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same bytes whatever the order of places, pieces of ground and incidents.
    #[test]
    fn the_order_of_the_input_does_not_matter(seed in 0_u64..10_000, turn in 1_usize..1_000) {
        let city = City::small(seed);
        let calendar = year(4);
        let forth = publish(&city.counts(&calendar), &Settings::default(), DAY, None).unwrap();
        let (mut places, mut pieces, mut rows) =
            (city.ground.places().to_vec(), city.pieces.clone(), city.rows(&calendar));
        let by = |len: usize| turn % len.max(1);
        places.reverse();
        pieces.iter_mut().for_each(|p| p.reverse());
        let n = by(pieces.len());
        pieces.rotate_left(n);
        let n = by(rows.len());
        rows.rotate_left(n);
        let ground = Ground::new(places, pieces).unwrap();
        let (counts, _) = Counts::tally(&ground, &calendar, &city.groups, &city.table, rows);
        let back = publish(&counts, &Settings::default(), DAY, None).unwrap();
        prop_assert_eq!(forth.publication.get().bytes().unwrap(), back.publication.get().bytes().unwrap());
    }

    /// Stored bytes come back as the same publication, and no other bytes do.
    #[test]
    fn stored_bytes_come_back_and_forged_ones_do_not(seed in 0_u64..10_000) {
        let city = City::small(seed);
        let made = publish(&city.counts(&year(5)), &Settings::default(), DAY, None).unwrap().publication;
        let (mut bytes, hash) = (made.get().bytes().unwrap(), made.get().hash().unwrap());
        let read = Publication::read(&bytes, &hash).unwrap();
        prop_assert_eq!(&read, &made);
        prop_assert_eq!(read.get().bytes().unwrap(), bytes.clone());
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
        prop_assert!(Publication::read(&bytes, &hash).is_err());
    }

    /// A revision is true of the corrected counts and never narrower than the version before.
    #[test]
    fn a_revision_only_widens(seed in 0_u64..10_000, late in 1_usize..40) {
        let city = City::small(seed);
        let calendar = year(5);
        let before = publish(&city.counts(&calendar), &Settings::default(), DAY, None).unwrap().publication;
        let mut rows = city.rows(&calendar);
        let again: Vec<_> = rows.iter().step_by(7).take(late).copied().collect();
        rows.extend(again);
        let (counts, _) = Counts::tally(&city.ground, &calendar, &city.groups, &city.table, rows);
        let after = revise(&counts, date(2026, 1, 15), &before).unwrap().publication;
        for (old, new) in before.get().units().iter().zip(after.get().units()) {
            prop_assert_eq!(&old.unit, &new.unit);
            prop_assert_eq!(old.class.interval().hull(new.class.interval()), new.class.interval());
        }
        // The corrected counts go on from the revision, and do not from the version before where it is not true.
        let changed = before.get().units() != after.get().units();
        let on = publish(&counts, &Settings::default(), DAY, Some(&before));
        prop_assert_eq!(matches!(on, Err(PublicationError::Moved { .. })), changed);
        prop_assert!(publish(&counts, &Settings::default(), DAY, Some(&after)).is_ok());
    }
}

#[test]
fn places_with_few_addresses_never_stand_alone() {
    let size = city::Size { cells: 5, micro: 3, districts: 2, groups: 1, busiest: 9.0, fine: false };
    let city = City::random(11, size, 4);
    let made = publish(&city.counts(&year(4)), &Settings::default(), DAY, None).unwrap().publication;
    let mut merged = 0;
    for unit in made.get().units() {
        let place = &city.ground.places()[city.ground.number(&unit.unit.place).unwrap()];
        let alone = Settings::default().stands_alone(place);
        assert_eq!(alone, !matches!(unit.class, Class::Merged { .. }), "{place:?} {:?}", unit.class);
        if let Class::Merged { into } = &unit.class {
            let larger = &city.ground.places()[city.ground.number(into).unwrap()];
            assert!(into.level() < place.id.level() && Settings::default().stands_alone(larger));
            merged += 1;
        }
    }
    assert!(merged > 0, "the city has no small place to test with");
}

#[test]
fn fine_cells_are_shown_only_inside_busy_coarse_ones() {
    let size = city::Size { cells: 4, micro: 1, districts: 1, groups: 1, busiest: 30.0, fine: true };
    let city = City::random(5, size, 4);
    let period = Period::TwelveMonths(first());
    let coarse = city.ground.places().iter().map(|p| &p.id).filter(|id| id.level() == Level::Cell8);
    let mut counts: Vec<_> = coarse.map(|id| city.exact(&UnitId { place: id.clone(), period, group: None })).collect();
    counts.sort_unstable();
    let settings = Settings { fine_cells_from: counts[counts.len() / 2], ..Settings::default() };
    let made = publish(&city.counts(&year(4)), &settings, DAY, None).unwrap().publication;
    let units = made.get().units();
    let class = |id: &PlaceId| units.iter().find(|u| u.unit.place == *id && u.unit.group.is_none()).map(|u| &u.class);
    let fine: Vec<_> = units.iter().filter(|u| u.unit.place.level() == Level::Cell9).collect();
    assert!(!fine.is_empty() && fine.len() < 81, "{} fine cells", fine.len());
    for unit in fine {
        for piece in city.pieces.iter().filter(|p| p.contains(&unit.unit.place)) {
            let coarse = piece.iter().find(|p| p.level() == Level::Cell8).unwrap();
            assert!(class(coarse).unwrap().interval().low >= settings.fine_cells_from);
        }
    }
}

#[test]
fn the_frame_of_an_earlier_version_cannot_be_changed() {
    let city = City::small(2);
    let first_version = publish(&city.counts(&year(4)), &Settings::default(), DAY, None).unwrap().publication;
    let other = Settings { least_addresses: 9, ..Settings::default() };
    let fault = |settings, quarters| {
        publish(&city.counts(&year(quarters)), settings, DAY, Some(&first_version)).map(|_| ()).unwrap_err().to_string()
    };
    assert!(fault(&other, 6).contains("settings"));
    assert!(fault(&Settings::default(), 3).contains("periods"));
}

#[test]
fn nothing_exact_is_in_the_card_or_the_figures() {
    let city = City::small(7);
    let made = publish(&city.counts(&year(4)), &Settings::default(), DAY, None).unwrap().publication;
    let card = made.get().card().unwrap();
    let shown: u32 = card.shown.values().map(|s| s.plain + s.range + s.merged + s.suppressed).sum();
    assert_eq!(shown as usize, made.get().units().len());
    assert_eq!(card.hash, made.get().hash().unwrap());
    let exposure = city.ground.places().iter();
    let exposure = exposure.map(|p| (p.id.clone(), Exposure { area_m2: Some(p.area_m2), persons: Some(500.0) }));
    let question = Question { level: Level::Cell8, period: Period::TwelveMonths(first()), group: None };
    let figures = made.figures(&question, &exposure.collect()).into_inner();
    assert!(!figures.is_empty());
    for f in figures {
        assert_eq!(f.class.is_shown(), f.rank.is_some());
        assert_eq!(f.class.is_shown(), f.need != Need::NotShown);
        // Two publications with the same classes have the same figures: a figure is a function of the class.
        let interval = f.class.interval();
        assert_eq!(f.rate_per_1000.map(|r| r.low), f.class.is_shown().then(|| f64::from(interval.low) / 0.5));
    }
}

#[test]
fn police_found_incidents_change_nothing() {
    let city = City::small(4);
    let calendar = year(4);
    let plain = publish(&city.counts(&calendar), &Settings::default(), DAY, None).unwrap().publication;
    let mut rows = city.rows(&calendar);
    let found: Vec<_> = rows.iter().map(|r| aula_disclosure::Row { reported_by: ReportedBy::Police, ..*r }).collect();
    rows.extend(found);
    let (counts, _) = Counts::tally(&city.ground, &calendar, &city.groups, &city.table, rows);
    assert_eq!(publish(&counts, &Settings::default(), DAY, None).unwrap().publication, plain);
}
