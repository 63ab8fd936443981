//! Many chunks and several threads.

use crate::truth::{Recount, Spot};
use aula_geometry::StudySet;
use aula_model::{
    Accuracy, Change, Entity, HarmWeight, Incident, Key, Kind, LonLat, Op, Precision, Seq, Slice, TimeSpan,
};
use aula_snapshot::{Layer, Snapshot, Within};
use h3o::Resolution;
use jiff::{SignedDuration, Timestamp};
use rand::{Rng, SeedableRng, rngs::StdRng};

const CATEGORIES: [&str; 3] = ["burglary", "robbery", "theft"];

/// Five years of reports by the minute, the day, the month and the year, every tenth a span of up to 60 days.
fn report(id: usize, random: &mut StdRng) -> Change {
    let start = Timestamp::from_second(random.random_range(1_577_000_000..1_735_000_000) / 60 * 60).unwrap();
    let zone = jiff::tz::TimeZone::get("Asia/Almaty").unwrap();
    let local = start.to_zoned(zone.clone());
    let when = match random.random_range(0..20) {
        0 => TimeSpan::of_year(local.year(), &zone),
        1 => TimeSpan::of_month(local.year(), local.month(), &zone),
        2..5 => TimeSpan::of_day(local.date(), &zone),
        5..7 => {
            let length = SignedDuration::from_hours(random.random_range(1..1440));
            TimeSpan::new(start, start + length, Precision::Minute)
        }
        _ => TimeSpan::at_instant(start),
    };
    let (lon, lat) = (random.random_range(76.80..77.00), random.random_range(43.18..43.34));
    let incident = Incident {
        source: "s".parse().unwrap(),
        source_id: None,
        category: CATEGORIES[random.random_range(0..3)].parse().unwrap(),
        when: when.unwrap(),
        registered_at: None,
        location: LonLat::new(lon, lat).unwrap(),
        accuracy: if random.random_bool(0.03) { Accuracy::Area } else { Accuracy::Point },
        reported_by: aula_model::ReportedBy::default(),
        cleared: aula_model::Cleared::default(),
        discontinued: random.random_bool(0.05),
        harm_weight: HarmWeight::new(f64::from(random.random_range(0..4_u8))).unwrap(),
        outside_study_area: false,
    };
    let key = Key::identified("incident", "s", &id.to_string());
    Change { kind: Kind::Incident, key, op: Op::Put(Entity::Incident(Box::new(incident))) }
}

fn questions() -> Vec<Slice> {
    let slice = |from: &str, to: &str, hours: &str, weekdays: &str, category: &[&str]| Slice {
        period: aula_model::Period::new(from.parse().ok(), to.parse().ok()).unwrap(),
        hours: hours.parse().unwrap(),
        weekdays: weekdays.parse().unwrap(),
        categories: category.iter().map(|c| c.parse().unwrap()).collect(),
        area: None,
    };
    vec![
        Slice::default(),
        slice("2022-03-01", "2022-06-01", "0-24", "mon-sun", &[]),
        slice("2024-02-29", "2024-03-02", "20-2", "thu", &["robbery", "theft"]),
        slice("2021-01-01", "2022-01-01", "8-18", "mon-fri", &["burglary"]),
        slice("2020-12-31", "", "0-24", "sat,sun", &[]),
        slice("", "2020-01-02", "0-24", "mon-sun", &[]),
    ]
}

fn check(rows: usize, corrections: usize, compact: bool) {
    let mut random = StdRng::seed_from_u64(7);
    let mut truth = Recount::default();
    let mut log: Vec<(Seq, Change)> = Vec::new();
    for id in 0..rows {
        log.push((Seq(id as u64 + 1), report(id, &mut random)));
    }
    let mut snapshot = Snapshot::build(log.iter().cloned()).unwrap();
    let mut later: Vec<(Seq, Change)> = Vec::new();
    for nth in 0..corrections {
        let mut change = report(random.random_range(0..rows + corrections), &mut random);
        if nth % 3 == 0 {
            change.op = Op::Remove;
        }
        later.push((Seq((rows + nth + 1) as u64), change));
    }
    for batch in later.chunks(corrections.div_ceil(3).max(1)) {
        snapshot = snapshot.apply(batch).unwrap();
    }
    if compact {
        snapshot.prepare(Resolution::Nine).unwrap();
        assert_eq!(snapshot.prepare(Resolution::Six), Err(aula_snapshot::SnapshotError::Resolution(6)));
        assert!(snapshot.needs_compaction() || rows < 100_000);
        snapshot = snapshot.compacted().unwrap();
        assert!(!snapshot.needs_compaction());
    }
    log.iter().chain(&later).for_each(|(seq, change)| truth.apply(*seq, change));
    assert_eq!(snapshot.incidents_len(), truth.incidents.len());
    for (slice, resolution) in questions().iter().zip([7, 8, 9, 10, 11, 10]) {
        let resolution = Resolution::try_from(resolution).unwrap();
        let cells = snapshot.occupied_cells(&Slice::default(), &Layer::Incidents, resolution).unwrap();
        let set = StudySet::new(resolution, cells.into_iter().step_by(2).collect()).unwrap();
        let (counts, sums, outside, tally) = truth.cell_counts(slice, &Layer::Incidents, &set);
        let answer = snapshot.cell_harm(slice, &Layer::Incidents, &set).unwrap();
        assert_eq!(answer.counts.counts, counts, "{slice:?}");
        assert_eq!((answer.counts.outside_cells, answer.counts.tally), (outside, tally), "{slice:?}");
        assert_eq!(answer.sums, sums);
        let bbox = "76.9,43.2,76.93,43.22".parse().unwrap();
        let found = snapshot.select(slice, &Layer::Incidents, &Within::Box(bbox)).unwrap();
        let (rows, tally) = truth.answer(slice, &Layer::Incidents, &Spot::Box(bbox));
        assert_eq!(found.tally, tally, "{slice:?}");
        let keys: Vec<Key> = found.rows.iter().map(|&row| snapshot.incident(row).unwrap().key).collect();
        assert_eq!(keys, rows.iter().map(|r| r.key).collect::<Vec<_>>(), "not in order of time: {slice:?}");
        let week = snapshot.hour_week(slice, &Layer::Incidents, &Within::Everywhere).unwrap();
        assert_eq!((week.hours, week.unknown), truth.hour_week(slice, &Layer::Incidents, &Spot::Everywhere));
    }
}

#[test]
fn chunks_that_the_period_skips_or_takes_whole_lose_no_row() {
    check(30_000, 900, false);
}

#[test]
fn several_threads_count_like_one() {
    check(270_000, 1_500, false);
}

#[test]
fn a_city_that_needs_compaction_says_so_and_answers_the_same_after_it() {
    check(100_000, 60_000, true);
}
