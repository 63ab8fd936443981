use super::*;

/// Two pilots and six controls over 12 months before and 8 after, without chance.
fn evidence(pilots_after: f64, ring_after: f64) -> Evidence {
    let row = |level: f64, after: f64| (0..20).map(|m| if m < 12 { level } else { level * after }).collect::<Row>();
    // A little unrest, the same in sum everywhere, so that sets can be told apart.
    let shaken = |level: f64, after: f64, by: f64| {
        let mut row = row(level, after);
        (row[12], row[3]) = (row[12] + by, row[3] + by);
        row
    };
    Evidence {
        pilots: vec![row(60.0, pilots_after), row(50.0, pilots_after)],
        controls: (0..6).map(|i| shaken(45.0 + f64::from(i), 1.0, f64::from(i))).collect(),
        rings: vec![row(40.0, ring_after), row(40.0, ring_after)],
        control_rings: (0..4).map(|_| row(40.0, 1.0)).collect(),
        baseline: (0..12).collect(),
        after: (12..20).collect(),
        year_before: (0..8).collect(),
        seed: 1,
        ..Evidence::default()
    }
}

#[test]
fn a_fall_is_told_with_what_became_of_the_ring() {
    let judged = judge(&evidence(0.7, 1.3));
    assert_eq!((judged.verdict, judged.spread, judged.reasons.as_slice()), (Verdict::Fell, Spread::Displaced, &[][..]));
    let effect = judged.effect.unwrap();
    assert!((effect.change + 0.3).abs() < 0.01 && effect.low < -0.3 && effect.high > -0.3);
    assert!(judged.quotient.unwrap() < 0.0, "what was won was lost next door");
    let (alone, with) = (judged.difference.unwrap(), judged.difference_with_ring.unwrap());
    assert!(alone.incidents < -250.0 && with.incidents > alone.incidents + 150.0);
    assert_eq!(judge(&evidence(0.7, 0.7)).spread, Spread::Diffused);
    assert_eq!(judged.placebo_dates.len(), 7);
    assert_eq!((judged.leads.len(), judged.lags.len()), (4, 2));
}

#[test]
fn nothing_is_told_where_nothing_can_be() {
    let mut short = evidence(0.7, 1.0);
    short.baseline = (1..12).collect();
    let judged = judge(&short);
    assert_eq!((judged.verdict, judged.reasons.as_slice()), (Verdict::CannotTell, &[Reason::ShortBaseline][..]));
    assert!(judged.effect.is_some(), "the counts are shown all the same");

    let mut picked = evidence(0.7, 1.0);
    picked.picked_by_baseline = true;
    assert_eq!(judge(&picked).reasons, [Reason::PickedByBaseline]);

    let mut alone = evidence(0.7, 1.0);
    alone.controls.clear();
    let judged = judge(&alone);
    assert_eq!((judged.verdict, judged.reasons.as_slice()), (Verdict::CannotTell, &[Reason::NoComparison][..]));
    assert!(judged.naive.unwrap().change < -0.29, "the naive figure stands beside it");

    let mut few = evidence(0.7, 1.0);
    for row in few.pilots.iter_mut().chain(&mut few.controls) {
        row.iter_mut().for_each(|c| *c = (*c / 25.0).round());
    }
    let judged = judge(&few);
    assert_eq!((judged.verdict, judged.reasons.as_slice()), (Verdict::CannotTell, &[Reason::WideInterval][..]));
    assert!(judged.quotient.is_none(), "without a fall there is nothing to divide");

    let mut other = evidence(0.7, 1.0);
    let (pilots, controls) = (other.pilots.clone(), other.controls.clone());
    other.placebos.push(("fraud".to_owned(), pilots, controls));
    assert_eq!(judge(&other).reasons, [Reason::PlaceboChanged]);
}

#[test]
fn many_counts_that_stay_are_no_change() {
    let mut still = evidence(1.0, 1.0);
    for row in still.pilots.iter_mut().chain(&mut still.controls) {
        row.iter_mut().for_each(|c| *c *= 20.0);
    }
    assert_eq!(judge(&still).verdict, Verdict::NoChange);
    assert_eq!(judge(&evidence(1.5, 1.0)).verdict, Verdict::Rose);
}

#[test]
fn every_set_is_tried_once() {
    assert_eq!(combinations(5, 2, 100).len(), 10);
    assert_eq!(combinations(8, 2, 7).len(), 7);
    assert!(combinations(2, 3, 9).is_empty() && combinations(3, 0, 9).is_empty());
    let all = judge(&evidence(0.7, 1.0)).randomisation.unwrap();
    assert!(all.all && all.sets == 28 && (all.p - 1.0 / 28.0).abs() < 1e-9, "{all:?}");
}

#[test]
fn a_share_changes_in_points_and_not_out_of_nothing() {
    let found = share_change([(90.0, 300.0), (135.0, 300.0), (180.0, 600.0), (180.0, 600.0)]).unwrap();
    assert!((found.points - 0.15).abs() < 1e-12 && found.low > 0.0 && found.high < 0.31, "{found:?}");
    assert!(share_change([(1.0, 9.0), (45.0, 100.0), (60.0, 200.0), (60.0, 200.0)]).is_none());
    assert!(share_change([(11.0, 10.0), (45.0, 100.0), (60.0, 200.0), (60.0, 200.0)]).is_none());
}
