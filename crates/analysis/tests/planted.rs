//! What was planted into the demo city is what the seasons and the delays say of it.

use aula_analysis::{DelayQuery, Scope, SeasonStep, SeasonalQuery, StudySets, delay, seasonal};
use aula_disclosure::disclose;
use aula_fixtures::{DemoCity, USUAL_SEED, demo_city};
use aula_model::{Change, Op, Seq, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};

fn city() -> (DemoCity, Snapshot) {
    let city = demo_city(USUAL_SEED);
    let log = city
        .entities()
        .zip(1..)
        .map(|((key, entity), seq)| (Seq(seq), Change { kind: entity.kind(), key, op: Op::Put(entity) }));
    let snapshot = Snapshot::build(log.collect::<Vec<_>>()).expect("a snapshot");
    (city, snapshot)
}

#[test]
fn the_season_and_the_delay_that_were_planted_are_found() {
    let (city, snapshot) = city();
    let (viewer, sets) = (Viewer::operator(), StudySets::default());
    let query =
        SeasonalQuery { slice: Slice::default(), layer: Layer::Incidents, scope: Scope::City, step: SeasonStep::Month };
    let found =
        disclose(seasonal(&viewer, &snapshot, &sets, &query).expect("an answer"), &viewer).expect("the operator");
    let found = found.into_inner().summary;
    let from: jiff::civil::Date = found.index_from.expect("a first month").parse().expect("a date");
    let mean = city.truth.season.iter().sum::<f64>() / 12.0;
    for (i, index) in found.index.iter().enumerate() {
        let planted = city.truth.season[(from.month() as usize - 1 + i) % 12] / mean;
        assert!((index - planted).abs() < 0.08, "month {i}: {index} instead of {planted}");
    }
    assert!(found.dispersion < 2.0 && found.unusual <= 1, "{} {}", found.dispersion, found.unusual);

    let delays =
        disclose(delay(&viewer, &snapshot, &sets, &DelayQuery).expect("an answer"), &viewer).expect("the operator");
    let source = delays.into_inner().sources.remove(0);
    let registered = |days: i64| {
        let late = |i: &&aula_model::Incident| {
            let at = i.registered_at.map_or(i64::MAX, jiff::Timestamp::as_second);
            (at - i.when.start().as_second()) / 86_400 > days
        };
        1.0 - city.incidents.iter().filter(late).count() as f64 / city.incidents.len() as f64
    };
    for days in [1, 3, 7] {
        let (told, naive) = (source.completeness[days as usize], registered(days));
        assert!((told - naive).abs() < 0.06, "{days} days: {told} instead of about {naive}");
    }
}
