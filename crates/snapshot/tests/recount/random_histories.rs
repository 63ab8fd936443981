//! Deltas, corrections, tombstones, compactions and changes of the clock at random points, random questions after.

use crate::histories::{Step, history, layer, point, slice, spot};
use crate::truth::{Recount, Spot, cell, corners};
use aula_geometry::StudySet;
use aula_model::{Change, Seq, Slice};
use aula_snapshot::{IncidentRow, Layer, RowId, Snapshot, SnapshotBuilder, Within};
use h3o::Resolution;
use proptest::prelude::*;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}

/// Runs a history on a snapshot and on the recount; the whole log comes back too.
fn run(steps: &[Step]) -> (Snapshot, Recount, Vec<(Seq, Change)>) {
    let (mut snapshot, mut truth, mut log) = (Snapshot::build([]).unwrap(), Recount::default(), Vec::new());
    for step in steps {
        match step {
            Step::Batch { changes, again } => {
                let first = log.len() as u64 + 1;
                let batch: Vec<(Seq, Change)> = (first..).map(Seq).zip(changes.iter().cloned()).collect();
                batch.iter().for_each(|(seq, change)| truth.apply(*seq, change));
                snapshot = snapshot.apply(&batch).unwrap();
                log.extend(batch);
                if *again {
                    // A part of the log, in which later corrections are missing.
                    snapshot = snapshot.apply(&log[..log.len() / 2]).unwrap();
                }
            }
            Step::Compact => snapshot = snapshot.compacted().unwrap(),
        }
    }
    (snapshot, truth, log)
}

/// Every question once; the message says which answer differs.
fn compare(snapshot: &Snapshot, truth: &Recount, q: &Question) -> Result<(), TestCaseError> {
    let Question { slice, layer, place, from, .. } = q;
    prop_assert_eq!(snapshot.incidents_len(), truth.incidents.len());
    prop_assert_eq!(snapshot.places_len(), truth.places.len());
    let days = snapshot.period().map(|p| (p.from().unwrap(), p.to().unwrap().yesterday().unwrap()));
    prop_assert_eq!(days, truth.days());
    compare_cells(snapshot, truth, q)?;

    let polygon = outline(place);
    let within = within(place, &polygon);
    let (rows, tally) = truth.answer(slice, layer, place);
    prop_assert_eq!(snapshot.count(slice, layer, &within).unwrap(), tally);
    let selection = snapshot.select(slice, layer, &within).unwrap();
    prop_assert_eq!(selection.tally, tally);
    let keys: Vec<_> = selection.rows.iter().map(|&row| key(snapshot, layer, row)).collect();
    prop_assert_eq!(sorted(keys.clone()), sorted(rows.iter().map(|r| r.key).collect()));
    let dates: Vec<_> = selection.rows.iter().map(|&row| day(snapshot, layer, row)).collect();
    prop_assert!(dates.is_sorted(), "not in order of time: {:?}", dates);

    let (hours, unknown) = truth.hour_week(slice, layer, place);
    let week = snapshot.hour_week(slice, layer, &within).unwrap();
    prop_assert_eq!((week.hours, week.unknown, week.tally), (hours, unknown, tally));
    prop_assert_eq!(week.known + week.unknown, tally.total);
    if *layer == Layer::Incidents {
        let (by_category, _) = snapshot.category_counts(slice, &within).unwrap();
        for (code, count) in &by_category {
            prop_assert_eq!(*count, rows.iter().filter(|r| r.class == code.as_str()).count() as u64);
        }
        prop_assert_eq!(by_category.values().sum::<u64>(), tally.total);
    }
    let near: Vec<_> = snapshot.nearest(slice, layer, *from, 5);
    let near: Vec<_> = near.iter().map(|n| (key(snapshot, layer, n.row), n.distance_m)).collect();
    prop_assert_eq!(near, truth.nearest(slice, layer, *from, 5));
    for kind in ["district", "yard", "precinct"] {
        let kind = kind.parse().unwrap();
        let counts = snapshot.area_counts(slice, layer, &kind);
        let counts: Vec<_> = counts.areas.iter().map(|a| (a.area.id.clone(), a.count)).collect();
        prop_assert_eq!(counts, truth.area_counts(slice, layer, &kind));
    }
    compare_areas(snapshot, truth, q)
}

fn compare_cells(snapshot: &Snapshot, truth: &Recount, q: &Question) -> Result<(), TestCaseError> {
    let Question { slice, layer, from, keep, .. } = q;
    for resolution in (7..12).map(|r| Resolution::try_from(r).unwrap()) {
        let occupied = truth.occupied(&Slice::default(), layer, resolution);
        let mut cells: Vec<_> = occupied.iter().copied().step_by(*keep).collect();
        cells.extend(cell(*from, resolution).grid_disk::<Vec<_>>(1));
        let set = StudySet::new(resolution, cells).unwrap();
        let (counts, sums, outside, tally) = truth.cell_counts(slice, layer, &set);
        let answer = snapshot.cell_harm(slice, layer, &set).unwrap();
        prop_assert_eq!(answer.counts.total, counts.iter().copied().map(u64::from).sum::<u64>());
        prop_assert_eq!(&answer.counts.counts, &counts, "resolution {}", resolution);
        prop_assert_eq!((answer.counts.outside_cells, answer.counts.tally), (outside, tally));
        prop_assert_eq!(answer.sums, sums);
        let found = snapshot.occupied_cells(slice, layer, resolution).unwrap();
        prop_assert!(found.iter().eq(truth.occupied(slice, layer, resolution).iter()));
    }
    Ok(())
}

fn compare_areas(snapshot: &Snapshot, truth: &Recount, q: &Question) -> Result<(), TestCaseError> {
    prop_assert!(snapshot.areas().iter().eq(truth.areas.values()));
    let around = truth.areas.values().filter(|a| Spot::Convex(corners(a)).contains(q.from));
    prop_assert!(snapshot.areas().containing(q.from, None).into_iter().eq(around));
    for area in truth.areas.values() {
        let found = snapshot.count(&q.slice, &q.layer, &Within::Area(&area.id)).unwrap();
        prop_assert_eq!(found, truth.answer(&q.slice, &q.layer, &Spot::Convex(corners(area))).1);
    }
    Ok(())
}

#[derive(Debug)]
struct Question {
    slice: Slice,
    layer: Layer,
    place: Spot,
    from: aula_model::LonLat,
    keep: usize,
}

fn question() -> impl Strategy<Value = Question> {
    let parts = (slice(), layer(), spot(), point(), 1..4_usize);
    parts.prop_map(|(slice, layer, place, from, keep)| Question { slice, layer, place, from, keep })
}

fn outline(place: &Spot) -> geo_types::MultiPolygon<f64> {
    let corners = if let Spot::Convex(corners) = place { corners.clone() } else { vec![] };
    geo_types::Polygon::new(geo_types::LineString::from(corners), vec![]).into()
}

fn within<'a>(place: &Spot, polygon: &'a geo_types::MultiPolygon<f64>) -> Within<'a> {
    match place {
        Spot::Everywhere => Within::Everywhere,
        Spot::Box(bbox) => Within::Box(*bbox),
        Spot::Radius(from, radius_m) => Within::Radius { from: *from, radius_m: *radius_m },
        Spot::Convex(_) => Within::Polygon(polygon),
        Spot::Cell(cell) => Within::Cell(*cell),
    }
}

fn key(snapshot: &Snapshot, layer: &Layer, row: RowId) -> aula_model::Key {
    let place = || snapshot.place(row).unwrap().key;
    if *layer == Layer::Incidents { snapshot.incident(row).unwrap().key } else { place() }
}

fn day(snapshot: &Snapshot, layer: &Layer, row: RowId) -> jiff::civil::Date {
    let when = if *layer == Layer::Incidents {
        snapshot.incident(row).unwrap().when
    } else {
        snapshot.place(row).unwrap().when
    };
    when.map_or(jiff::civil::Date::MAX, |w| w.start().to_zoned(snapshot.zone().clone()).date())
}

fn sorted(mut keys: Vec<aula_model::Key>) -> Vec<aula_model::Key> {
    keys.sort_unstable();
    keys
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn whatever_happened_a_snapshot_answers_like_a_recount(
        steps in history(),
        questions in proptest::collection::vec(question(), 1..4),
    ) {
        let (snapshot, truth, log) = run(&steps);
        prop_assert_eq!(snapshot.seq(), Seq(log.len() as u64));
        let fresh = Snapshot::build(log.clone()).unwrap();
        let mut builder = SnapshotBuilder::default();
        log.chunks(7).try_for_each(|chunk| builder.push(chunk.iter().cloned())).unwrap();
        let (chunked, compacted) = (builder.finish().unwrap(), snapshot.compacted().unwrap());
        for q in &questions {
            for version in [&snapshot, &fresh, &chunked, &compacted] {
                compare(version, &truth, q)?;
            }
        }
    }

    #[test]
    fn a_version_limited_to_areas_answers_as_if_there_were_nothing_outside(
        steps in history(),
        q in question(),
        pick in 1..4_usize,
    ) {
        let (snapshot, mut truth, _) = run(&steps);
        let own: Vec<_> = truth.areas.keys().step_by(pick).cloned().collect();
        let outlines: Vec<Spot> = own.iter().map(|id| Spot::Convex(corners(&truth.areas[id]))).collect();
        let inside = |point| outlines.iter().any(|outline| outline.contains(point));
        truth.incidents.retain(|_, (_, incident)| inside(incident.location));
        truth.places.retain(|_, (_, place)| inside(place.location));
        let limited = snapshot.limited_to(&own).unwrap();
        prop_assert_eq!((limited.limits(), snapshot.limits()), (Some(&own[..]), None));
        compare(&limited, &truth, &q)?;
    }

    #[test]
    fn an_older_version_is_not_changed_by_a_newer_one(steps in history(), later in history(), q in question()) {
        let (snapshot, truth, log) = run(&steps);
        let mut next = snapshot.clone();
        let first = log.len() as u64 + 1;
        for (step, seq) in later.iter().zip((first..).step_by(100)) {
            if let Step::Batch { changes, .. } = step {
                let batch: Vec<_> = (seq..).map(Seq).zip(changes.iter().cloned()).collect();
                next = next.apply(&batch).unwrap();
            }
        }
        compare(&snapshot, &truth, &q)?;
    }

    #[test]
    fn rows_read_back_as_they_were_reported(steps in history()) {
        let (snapshot, truth, log) = run(&steps);
        for (_, change) in &log {
            prop_assert_eq!(snapshot.find_incident(&change.key).is_some(), truth.incidents.contains_key(&change.key));
            prop_assert_eq!(snapshot.find_place(&change.key).is_some(), truth.places.contains_key(&change.key));
        }
        for (key, (seq, incident)) in &truth.incidents {
            let row = snapshot.incident(snapshot.find_incident(key).unwrap()).unwrap();
            let second = |t: jiff::Timestamp, up: i128| {
                jiff::Timestamp::from_nanosecond((t.as_nanosecond() + up).div_euclid(1_000_000_000) * 1_000_000_000)
            };
            let (start, end) = (second(incident.when.start(), 0), second(incident.when.end(), 999_999_999));
            let when = aula_model::TimeSpan::new(start.unwrap(), end.unwrap(), incident.when.precision());
            prop_assert_eq!(row, IncidentRow {
                key: *key,
                seq: *seq,
                source: incident.source.clone(),
                category: incident.category.clone(),
                when: when.ok(),
                location: incident.location,
                accuracy: incident.accuracy,
                reported_by: incident.reported_by,
                cleared: incident.cleared,
                discontinued: incident.discontinued,
                harm_weight: incident.harm_weight,
                outside_study_area: incident.outside_study_area,
            });
        }
        for (key, (seq, place)) in &truth.places {
            let row = snapshot.place(snapshot.find_place(key).unwrap()).unwrap();
            prop_assert_eq!((row.key, row.seq, &row.kind, row.location), (*key, *seq, &place.kind, place.location));
            prop_assert_eq!((row.accuracy, row.when.is_some()), (place.accuracy, place.when.is_some()));
            prop_assert_eq!(row.details.and_then(|d| d.names.clone()), place.names.clone());
        }
    }
}
