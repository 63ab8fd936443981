//! The days on which incidents were registered: kept through corrections, removals and compaction, in the city's days.

use aula_model::{Change, Entity, HarmWeight, Incident, Key, Kind, LonLat, Op, Precision, Seq, TimeSpan};
use aula_snapshot::Snapshot;
use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn report(id: u32, source: &str, when: TimeSpan, registered: Option<&str>) -> Change {
    let incident = Incident {
        source: source.parse().expect("a source"),
        source_id: None,
        category: "theft".parse().expect("a category"),
        when,
        registered_at: registered.map(at),
        location: LonLat::new(76.9, 43.2).expect("a point"),
        accuracy: aula_model::Accuracy::default(),
        reported_by: aula_model::ReportedBy::default(),
        cleared: aula_model::Cleared::default(),
        discontinued: false,
        harm_weight: HarmWeight::default(),
        outside_study_area: false,
    };
    let key = Key::identified("incident", source, &id.to_string());
    Change { kind: Kind::Incident, key, op: Op::Put(Entity::Incident(Box::new(incident))) }
}

fn minute(text: &str) -> TimeSpan {
    TimeSpan::at_instant(at(text)).expect("a minute")
}

fn settings() -> Change {
    let entity = Entity::Settings(Box::default());

    Change { kind: Kind::Settings, key: entity.own_key().expect("its own"), op: Op::Put(entity) }
}

#[test]
fn delays_are_counted_in_local_days_by_source_and_outlive_compaction() {
    // 20:00 UTC is the next day in Almaty.
    let log = [
        settings(),
        report(1, "police", minute("2025-03-01T10:00:00Z"), Some("2025-03-01T20:00:00Z")),
        report(2, "police", minute("2025-03-02T10:00:00Z"), Some("2025-03-09T10:00:00Z")),
        report(3, "police", minute("2025-03-02T10:00:00Z"), None),
        report(4, "calls", minute("2025-03-02T10:00:00Z"), None),
        // Only the month is known: no delay in days.
        report(
            5,
            "police",
            TimeSpan::new(at("2025-02-28T19:00:00Z"), at("2025-03-31T19:00:00Z"), Precision::Month).expect("a span"),
            Some("2025-04-01T10:00:00Z"),
        ),
    ];
    let log: Vec<(Seq, Change)> = (1..).map(Seq).zip(log).collect();
    let first = Snapshot::build(log).expect("a snapshot");
    let found = first.registrations();
    assert_eq!(found.len(), 1, "the second source never says");
    let delays = |snapshot: &Snapshot| -> Vec<i32> {
        let found = &snapshot.registrations()[0];
        found.event_days.iter().zip(&found.registered_days).map(|(event, registered)| registered - event).collect()
    };
    assert_eq!((found[0].source.as_str(), delays(&first)), ("police", vec![1, 7]));
    assert_eq!(found[0].as_of_day, found[0].registered_days[1]);

    let seq = first.incidents_seq();
    let corrected = report(2, "police", minute("2025-03-02T10:00:00Z"), Some("2025-03-05T10:00:00Z"));
    let removed = Change { op: Op::Remove, ..report(1, "police", minute("2025-03-01T10:00:00Z"), None) };
    let second = first.apply(&[(Seq(7), corrected), (Seq(8), removed)]).expect("a version");
    assert_eq!(delays(&second), [3]);
    assert!(second.incidents_seq() > seq);
    assert_eq!(delays(&second.compacted().expect("a version")), [3]);
}
