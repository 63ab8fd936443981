//! The demo city's public layer: made in seconds, the same bytes, useful, and without what must not be in it.

use aula_analysis::publication::PublicGround;
use aula_analysis::{PublicProposal, PublicationQuery, propose_publication};
use aula_disclosure::{Class, Detail, Level, PlaceId, Settings, disclose};
use aula_fixtures::demo_city;
use aula_model::{Change, Op, Seq, Viewer};
use aula_snapshot::{Layer, Snapshot, Within};
use jiff::civil::date;
use std::sync::LazyLock;
use std::time::Instant;

static CITY: LazyLock<Snapshot> = LazyLock::new(|| {
    let demo = demo_city(aula_fixtures::USUAL_SEED);
    let changes = demo.entities().map(|(key, entity)| Change { kind: entity.kind(), key, op: Op::Put(entity) });
    Snapshot::build(changes.zip(1..).map(|(change, seq)| (Seq(seq), change))).unwrap()
});

/// Seconds of processor time that this process has used: other programs on the machine do not count.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = stat.rsplit(')').next().unwrap_or("").split(' ').filter_map(|f| f.parse().ok()).collect();
    // Without the state, which is no number: user time is the eleventh, system time the twelfth.
    fields.get(10).zip(fields.get(11)).map_or(0.0, |(user, system)| (user + system) / 100.0)
}

fn query() -> PublicationQuery {
    PublicationQuery { date: date(2026, 1, 15), calendar: None, settings: Settings::default(), revise: false }
}

fn propose() -> PublicProposal {
    propose_publication(&Viewer::operator(), &CITY, &query(), None).unwrap()
}

#[test]
fn the_demos_year_is_published_in_seconds_as_the_same_bytes_and_stays_useful() {
    let _ = CITY.seq();
    let ground = cpu_seconds();
    PublicGround::new(&CITY, query().date).unwrap();
    let ground = cpu_seconds() - ground;
    let (started, before) = (Instant::now(), cpu_seconds());
    let first = propose();
    let taken = cpu_seconds() - before;
    println!("ground {ground:.2} s, all {taken:.2} s of a processor; {:?} by the clock", started.elapsed());
    let publication = first.publication();
    assert_eq!(publication.bytes().unwrap(), propose().publication().bytes().unwrap());
    println!("{} units of {} places", publication.units().len(), first.places.len());
    assert!(taken < 20.0, "{taken} s of a processor");
    assert_eq!(publication.calendar().periods().next().unwrap().to_string(), "2025-Q1/2025-Q4");
    let review = disclose(first.proposal.review, &Viewer::operator()).unwrap().into_inner();
    for ((level, detail), u) in &review.utility {
        println!("{level:?} {detail:?} {:?} {} of {} incidents plain", u.units, u.incidents_plain, u.incidents);
    }
    for level in [Level::Cell8, Level::MicroDistrict] {
        let year = review.utility[&(level, Detail::Year)];
        assert!(year.incidents_shown * 10 >= year.incidents * 9, "{level:?}: {year:?}");
    }
    let filter = disclose(first.filter, &Viewer::operator()).unwrap().into_inner();
    println!("{filter:?}, {} imprecise", disclose(first.imprecise, &Viewer::operator()).unwrap().get());
    assert!(filter.outside_ground * 200 < filter.counted, "{filter:?}");
}

#[test]
fn published_classes_hold_the_counts_by_point() {
    let made = propose();
    let mut looked_at = 0;
    for unit in made.publication().units().iter().filter(|u| u.unit.group.is_none() && u.class.is_shown()) {
        let (PlaceId::District(area) | PlaceId::MicroDistrict(area)) = &unit.unit.place else { continue };
        if unit.unit.period.quarters() == 4 {
            let period = aula_model::Period::new(Some(date(2025, 1, 1)), Some(date(2026, 1, 1))).unwrap();
            let slice = aula_model::Slice { period, ..Default::default() };
            let rows = CITY.select(&slice, &Layer::Incidents, &Within::Area(area)).unwrap().rows;
            let open = |row: &aula_snapshot::IncidentRow| {
                let table = &CITY.settings().categories;
                row.reported_by != aula_model::ReportedBy::Police
                    && row.accuracy != aula_model::Accuracy::Area
                    && table.get(&row.category).is_some_and(|c| !c.sensitive)
            };
            let counted = rows.iter().filter_map(|r| CITY.incident(*r)).filter(open).count();
            let interval = unit.class.interval();
            // A sliver that the raster misses may move a row over a border.
            let (low, high) = (interval.low.saturating_sub(2), interval.high.map_or(u32::MAX, |h| h + 2));
            let counted = u32::try_from(counted).unwrap();
            assert!((low..=high).contains(&counted), "{area}: {counted} is not in {:?}", unit.class);
            looked_at += 1;
        }
    }
    assert!(looked_at > 20, "{looked_at}");
}

#[test]
fn the_ground_has_a_piece_for_every_address_and_none_outside_the_city() {
    let ground = PublicGround::new(&CITY, date(2026, 1, 15)).unwrap();
    let layer = Layer::Places("address".parse().unwrap());
    let rows = CITY.select(&aula_model::Slice::default(), &layer, &Within::Everywhere).unwrap().rows;
    for row in rows.iter().step_by(20).filter_map(|r| CITY.place(*r)) {
        let piece = ground.piece_of(&CITY, row.location).unwrap();
        assert!(ground.places_of(piece).iter().any(|p| p.level() == Level::Cell8));
    }
    assert_eq!(ground.piece_of(&CITY, aula_model::LonLat::new(70.0, 40.0).unwrap()), None);
}

#[test]
fn only_who_may_see_precise_data_proposes() {
    assert!(propose_publication(&Viewer::public(), &CITY, &query(), None).is_err());
}

#[test]
fn mountains_without_addresses_are_merged_and_named_after_what_they_are_counted_in() {
    let made = propose();
    let merged = made.publication().units().iter().filter(|u| matches!(u.class, Class::Merged { .. })).count();
    assert!(merged > 0);
    assert!(made.places.iter().all(|p| p.area_m2 > 0.0));
    let districts = made.places.iter().filter(|p| p.place.level() == Level::District);
    assert!(districts.clone().count() == 8 && districts.clone().all(|d| d.names.is_some() && d.residents.is_some()));
}
