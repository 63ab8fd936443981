//! What questions cost: `cargo run --release -p aula-snapshot --example bench_snapshot -- 10000000`.
//!
//! Ten years of invented incidents over a city of 30 × 25 km, three quarters of them by the minute, around 2 000 spots.
//! Beside each question stands what its columns cost to read at all, and what a scan of plain records costs.

use aula_geometry::{StudySet, cell_of};
use aula_model::{
    Accuracy, Change, Cleared, Entity, HarmWeight, Incident, Key, Kind, LonLat, Op, Period, Precision, ReportedBy, Seq,
    Slice, TimeSpan,
};
use aula_snapshot::{Layer, Snapshot, SnapshotBuilder, Within};
use h3o::{CellIndex, Resolution};
use jiff::{Timestamp, civil::date, tz::TimeZone};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

const CATEGORIES: [&str; 8] =
    ["burglary", "theft", "theft_from_vehicle", "robbery", "assault", "hooliganism", "vandalism", "drugs"];
const FIRST_SECOND: i64 = 1_420_070_400;
const LAST_SECOND: i64 = 1_735_689_600;

struct Invented {
    random: StdRng,
    zone: TimeZone,
    spots: Vec<(f64, f64)>,
}

impl Invented {
    fn new() -> Self {
        let mut random = StdRng::seed_from_u64(1);
        let spot = |_| (random.random_range(76.75..77.10), random.random_range(43.15..43.37));
        let spots = (0..2000).map(spot).collect();
        Self { random, zone: TimeZone::get("Asia/Almaty").expect("it is in the tz database"), spots }
    }

    fn incident(&mut self) -> Incident {
        let r = &mut self.random;
        let start = Timestamp::from_second(r.random_range(FIRST_SECOND..LAST_SECOND) / 60 * 60).expect("in range");
        let local = start.to_zoned(self.zone.clone());
        let when = match r.random_range(0..40) {
            0 => TimeSpan::of_month(local.year(), local.month(), &self.zone),
            1..8 => TimeSpan::of_day(local.date(), &self.zone),
            8..10 => TimeSpan::new(start, start + jiff::SignedDuration::from_hours(10), Precision::Minute),
            _ => TimeSpan::at_instant(start),
        };
        let spot = self.spots[r.random_range(0..self.spots.len())];
        let spread = |r: &mut StdRng| (0..4).map(|_| r.random_range(-0.004..0.004)).sum::<f64>();
        Incident {
            source: "invented".parse().expect("a code"),
            source_id: None,
            category: CATEGORIES[r.random_range(0..CATEGORIES.len())].parse().expect("a code"),
            when: when.expect("in range"),
            registered_at: None,
            location: LonLat::new(spot.0 + spread(r), spot.1 + spread(r)).expect("in range"),
            accuracy: if r.random_bool(0.01) { Accuracy::Area } else { Accuracy::Point },
            reported_by: ReportedBy::Resident,
            cleared: Cleared::Unknown,
            discontinued: r.random_bool(0.02),
            harm_weight: HarmWeight::default(),
            outside_study_area: false,
        }
    }

    fn change(&mut self, seq: u64) -> (Seq, Change) {
        let key = Key::identified("incident", "invented", &seq.to_string());
        let op = Op::Put(Entity::Incident(Box::new(self.incident())));
        (Seq(seq), Change { kind: Kind::Incident, key, op })
    }
}

/// The best of several runs: what the machine does when nothing else is on.
fn time<T>(runs: usize, mut f: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(f());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[0]
}

fn line(what: &str, took: Duration, note: &str) {
    println!("{what:<58}{:>12.3} ms  {note}", took.as_secs_f64() * 1e3);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |n| n.parse())?;
    println!("{rows} incidents, {} threads", rayon::current_num_threads());
    let snapshot = build(rows)?;
    let city = questions(&snapshot, rows)?;
    changes(&snapshot, rows)?;
    drop(snapshot);
    plain_records(rows, &city);
    Ok(())
}

fn build(rows: u64) -> Result<Snapshot, Box<dyn std::error::Error>> {
    let mut invented = Invented::new();
    let (mut builder, mut pushing) = (SnapshotBuilder::default(), Duration::ZERO);
    for first in (1..=rows).step_by(10_000) {
        let chunk: Vec<_> = (first..(first + 10_000).min(rows + 1)).map(|seq| invented.change(seq)).collect();
        let start = Instant::now();
        builder.push(chunk)?;
        pushing += start.elapsed();
    }
    line("take the log", pushing, "");
    let start = Instant::now();
    let snapshot = builder.finish()?;
    line("fold, sort and lay out", start.elapsed(), "");
    println!("{:<58}{:>12.1} bytes a row", "memory, no cells yet", per_row(&snapshot));
    Ok(snapshot)
}

fn per_row(snapshot: &Snapshot) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a figure for the eye")]
    let (bytes, rows) = (snapshot.bytes() as f64, snapshot.incidents_len() as f64);
    bytes / rows
}

fn quarter() -> Slice {
    let period = Period::new(Some(date(2023, 4, 1)), Some(date(2023, 6, 30))).expect("90 days");
    Slice { period, ..Slice::default() }
}

fn narrow() -> Slice {
    let categories = ["burglary", "robbery"].map(|c| c.parse().expect("a code")).into_iter().collect();
    let (hours, weekdays) = ("20-2".parse().expect("hours"), "fri,sat".parse().expect("weekdays"));
    Slice { categories, hours, weekdays, ..quarter() }
}

fn questions(snapshot: &Snapshot, rows: u64) -> Result<StudySet, Box<dyn std::error::Error>> {
    let layer = Layer::Incidents;
    for resolution in [Resolution::Nine, Resolution::Ten, Resolution::Eleven] {
        let start = Instant::now();
        let cells = snapshot.occupied_cells(&Slice::default(), &layer, resolution)?.len();
        line(&format!("cells of resolution {resolution}, first time"), start.elapsed(), &format!("{cells} cells"));
    }
    println!("{:<58}{:>12.1} bytes a row", "memory with cells of three resolutions", per_row(snapshot));
    let city = StudySet::new(Resolution::Ten, snapshot.occupied_cells(&Slice::default(), &layer, Resolution::Ten)?)?;
    for (what, slice) in
        [("90 days", quarter()), ("90 days, 2 categories, 2 evenings", narrow()), ("all", Slice::default())]
    {
        let answer = snapshot.cell_counts(&slice, &layer, &city)?;
        let took = time(31, || snapshot.cell_counts(&slice, &layer, &city));
        line(&format!("counts by cell, {what}"), took, &format!("{} counted", answer.total));
        let took = time(31, || snapshot.hour_week(&slice, &layer, &Within::Everywhere));
        line(&format!("hours of the week, {what}"), took, "");
    }
    let share = usize::try_from(snapshot.count(&quarter(), &layer, &Within::Everywhere)?.total)?;
    for (what, rows) in [("90 days", share), ("all", usize::try_from(rows)?)] {
        line(&format!("read 9 bytes a row, {what}"), plain_columns(rows), &format!("{rows} rows, one thread"));
    }
    let bbox = "76.90,43.22,76.95,43.26".parse()?;
    let start = Instant::now();
    let found = snapshot.select(&quarter(), &layer, &Within::Box(bbox))?.rows.len();
    line("rows in a box of 4 km, 90 days, first time", start.elapsed(), &format!("{found} rows"));
    let took = time(11, || snapshot.select(&quarter(), &layer, &Within::Box(bbox)));
    line("rows in a box of 4 km, 90 days", took, "");
    let from = LonLat::new(76.93, 43.25)?;
    let took = time(11, || snapshot.select(&Slice::default(), &layer, &Within::Radius { from, radius_m: 300.0 }));
    line("rows within 300 m, all years", took, "");
    line("10 nearest rows, 90 days", time(11, || snapshot.nearest(&quarter(), &layer, from, 10)), "");
    Ok(city)
}

/// What it costs to read as many bytes as a count by cell reads.
fn plain_columns(rows: usize) -> Duration {
    let (class, hour, flags, cell) = (vec![1u16; rows], vec![1u8; rows], vec![1u16; rows], vec![1u32; rows]);
    time(11, || {
        let small =
            class.iter().zip(&hour).zip(&flags).map(|((&a, &b), &c)| u64::from(a) + u64::from(b) + u64::from(c));
        small.sum::<u64>() + cell.iter().map(|&c| u64::from(c)).sum::<u64>()
    })
}

fn changes(snapshot: &Snapshot, rows: u64) -> Result<(), Box<dyn std::error::Error>> {
    let mut invented = Invented::new();
    let late: Vec<_> = (rows + 1..=rows + 1000).map(|seq| invented.change(seq)).collect();
    let start = Instant::now();
    let next = snapshot.apply(&late)?;
    line("1000 late rows, first time", start.elapsed(), "");
    line("1000 late rows", time(11, || snapshot.apply(&late)), "");
    let corrected: Vec<_> = (1..=1000)
        .map(|nth| {
            let (_, mut change) = invented.change(nth * (rows / 1000));
            change.kind = Kind::Incident;
            (Seq(rows + 1000 + nth), change)
        })
        .collect();
    line("1000 corrections upon them", time(11, || next.apply(&corrected)), "");
    let next = next.apply(&corrected)?;
    let city = StudySet::new(
        Resolution::Ten,
        snapshot.occupied_cells(&Slice::default(), &Layer::Incidents, Resolution::Ten)?,
    )?;
    let took = time(31, || next.cell_counts(&quarter(), &Layer::Incidents, &city));
    line("counts by cell, 90 days, with delta and tombstones", took, "");
    let start = Instant::now();
    next.compacted()?;
    line("compaction", start.elapsed(), "cells of three resolutions anew");
    Ok(())
}

/// The same count over a plain list of records.
fn plain_records(rows: u64, city: &StudySet) {
    let mut invented = Invented::new();
    let records: Vec<Incident> = (0..rows).map(|_| invented.incident()).collect();
    let zone = invented.zone;
    let slice = quarter();
    let (from, to) = (slice.period.from().expect("set"), slice.period.to().expect("set"));
    let took = time(1, || {
        let mut counts: HashMap<CellIndex, u32> = HashMap::new();
        for i in records.iter().filter(|i| !i.discontinued && i.accuracy != Accuracy::Area) {
            let last = i.when.end() - jiff::SignedDuration::from_nanos(1);
            let (first, last) = (i.when.start().to_zoned(zone.clone()).date(), last.to_zoned(zone.clone()).date());
            if first >= from && last < to {
                *counts.entry(cell_of(i.location, Resolution::Ten)).or_default() += 1;
            }
        }
        city.cells().iter().map(|cell| counts.get(cell).copied().unwrap_or(0)).collect::<Vec<u32>>()
    });
    let size = size_of::<Incident>();
    line("counts by cell, 90 days, over plain records", took, &format!("{size} bytes a record"));
}
