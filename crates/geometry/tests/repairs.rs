//! Broken outlines: mended and reported, or refused with the reason.

use aula_geometry::{GeometryError, Repair, repair};
use geo::{Area, Contains, Validation};
use geo_types::{MultiPolygon, Point, Polygon};
use proptest::prelude::*;

fn polygon(exterior: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> MultiPolygon<f64> {
    Polygon::new(exterior.to_vec().into(), holes.iter().map(|h| h.to_vec().into()).collect()).into()
}

const SQUARE: [(f64, f64); 4] = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];

fn check(drawn: MultiPolygon<f64>, expected: &[Repair], area: f64) -> MultiPolygon<f64> {
    let (mended, repairs) = repair(drawn).unwrap();
    assert_eq!(repairs, expected);
    assert!(mended.is_valid());
    assert!((mended.unsigned_area() - area).abs() < 1e-6 * area, "{}", mended.unsigned_area());
    for p in &mended {
        assert!(p.exterior().is_closed() && Polygon::new(p.exterior().clone(), vec![]).signed_area() > 0.0);
        assert!(p.interiors().iter().all(|h| Polygon::new(h.clone(), vec![]).signed_area() < 0.0));
    }
    mended
}

#[test]
fn a_valid_outline_is_left_alone() {
    let hole: &[(f64, f64)] = &[(2.0, 2.0), (2.0, 4.0), (4.0, 4.0), (4.0, 2.0)];
    let drawn = polygon(&SQUARE, &[hole]);
    assert_eq!(check(drawn.clone(), &[], 96.0), drawn);
    // rings and polygons may touch in single points
    let touching = polygon(&SQUARE, &[&[(0.0, 5.0), (2.0, 6.0), (2.0, 4.0)]]);
    check(touching, &[], 98.0);
    let corner_to_corner = MultiPolygon::new(vec![
        polygon(&SQUARE, &[]).0.remove(0),
        polygon(&[(10.0, 10.0), (11.0, 10.0), (11.0, 11.0), (10.0, 11.0)], &[]).0.remove(0),
    ]);
    check(corner_to_corner, &[], 101.0);
}

#[test]
fn open_rings_are_closed() {
    // geo closes rings it is given; a deserialized one may be open
    let json = r#"[{"exterior":[{"x":0.0,"y":0.0},{"x":10.0,"y":0.0},{"x":10.0,"y":10.0},{"x":0.0,"y":10.0}],"interiors":[]}]"#;
    let drawn: MultiPolygon<f64> = serde_json::from_str(json).unwrap();
    assert!(!drawn.0[0].exterior().is_closed());
    check(drawn, &[Repair::ClosedRings(1)], 100.0);
}

#[test]
fn repeated_points_spikes_and_rings_without_area_are_dropped() {
    let spiky = [(0.0, 0.0), (10.0, 0.0), (15.0, 5.0), (10.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
    check(polygon(&spiky, &[]), &[Repair::DroppedPoints(3)], 100.0);
    let spike_at_the_seam = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0), (-3.0, -3.0)];
    check(polygon(&spike_at_the_seam, &[]), &[Repair::DroppedPoints(2)], 100.0);
    let flat: &[(f64, f64)] = &[(1.0, 1.0), (3.0, 3.0), (2.0, 2.0)];
    check(polygon(&SQUARE, &[flat, &[(1.0, 1.0), (1.0, 1.0)]]), &[Repair::DroppedRings(2)], 100.0);
    // a collapsed part goes, and its holes with it
    let parts = vec![polygon(&SQUARE, &[]).0.remove(0), polygon(flat, &[flat]).0.remove(0)];
    check(MultiPolygon::new(parts), &[Repair::DroppedRings(2)], 100.0);
}

#[test]
fn rings_that_run_the_wrong_way_are_turned() {
    let clockwise: Vec<_> = SQUARE.iter().rev().copied().collect();
    let hole: &[(f64, f64)] = &[(2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0)];
    check(polygon(&clockwise, &[hole]), &[Repair::TurnedRings(2)], 96.0);
}

#[test]
fn small_crossings_are_mended_and_large_ones_refused() {
    let change = |drawn: MultiPolygon<f64>| match repair(drawn).map(|(mended, repairs)| (mended.is_valid(), repairs)) {
        Ok((true, repairs)) => match repairs[..] {
            [.., Repair::MendedCrossings { area_change_share }] => area_change_share,
            _ => panic!("{repairs:?}"),
        },
        other => panic!("{other:?}"),
    };
    // a little loop at a corner
    let loop_ = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (-0.1, 10.1), (0.1, 10.1)];
    assert!(change(polygon(&loop_, &[])).abs() < 0.01);
    // a loop that winds around its inside twice: the inside counts once and is no hole
    let twice_around =
        [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 10.0), (5.0, 9.5), (5.5, 9.5), (5.5, 10.5), (0.0, 10.5)];
    let (mended, _) = repair(polygon(&twice_around, &[])).unwrap();
    assert!((mended.unsigned_area() - 102.75).abs() < 1e-6 && mended.contains(&Point::new(5.25, 9.75)));
    // a ring that touches itself in a point: two parts, or a part and a hole
    let waist = [(0.0, 0.0), (5.0, 5.0), (10.0, 0.0), (10.0, 10.0), (5.0, 5.0), (0.0, 10.0)];
    assert!(change(polygon(&waist, &[])).abs() < 1e-6);
    // two polygons with an edge in common are one
    let beside = polygon(&[(10.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0)], &[]);
    let both = MultiPolygon::new(vec![polygon(&SQUARE, &[]).0.remove(0), beside.0[0].clone()]);
    assert!(change(both).abs() < 1e-6);
    // a hole that runs along the outer ring
    assert!(change(polygon(&SQUARE, &[&[(0.0, 2.0), (0.0, 4.0), (3.0, 4.0), (3.0, 2.0)]])).abs() < 1e-6);

    let bow_tie = polygon(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)], &[]);
    assert!(matches!(repair(bow_tie), Err(GeometryError::AreaChange { .. })));
    let twice = MultiPolygon::new(vec![polygon(&SQUARE, &[]).0.remove(0); 2]);
    let refusal = repair(twice).unwrap_err();
    assert!(refusal.to_string().contains("-50.00 %"), "{refusal}");
    let hole_outside = polygon(&SQUARE, &[&[(20.0, 0.0), (20.0, 5.0), (25.0, 5.0), (25.0, 0.0)]]);
    assert!(matches!(repair(hole_outside), Err(GeometryError::AreaChange { .. })));
}

#[test]
fn what_cannot_be_an_outline_is_refused() {
    assert_eq!(repair(MultiPolygon::new(vec![])), Err(GeometryError::NoArea));
    assert_eq!(repair(polygon(&[(1.0, 1.0), (2.0, 2.0)], &[])), Err(GeometryError::NoArea));
    assert_eq!(repair(polygon(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)], &[])), Err(GeometryError::NoArea));
    let metres = polygon(&[(500_000.0, 4_700_000.0), (500_100.0, 4_700_000.0), (500_000.0, 4_700_100.0)], &[]);
    assert!(repair(metres).unwrap_err().to_string().contains("WGS 84"));
    assert!(matches!(
        repair(polygon(&[(0.0, f64::NAN), (1.0, 0.0), (0.0, 1.0)], &[])),
        Err(GeometryError::NotDegrees { .. })
    ));
    let jump = polygon(&[(179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0)], &[]);
    assert!(repair(jump).unwrap_err().to_string().contains("antimeridian"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_drawn_comes_out_valid_or_is_refused(
        rings in prop::collection::vec(prop::collection::vec((0..9_i32, 0..9_i32), 0..9), 1..4),
    ) {
        let ring = |r: &Vec<(i32, i32)>| r.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).collect();
        let drawn: MultiPolygon<f64> = Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect()).into();
        let untouched = drawn.is_valid();
        if let Ok((mended, repairs)) = repair(drawn.clone()) {
            prop_assert!(mended.is_valid(), "{mended:?}");
            let crossings = repairs.iter().any(|r| matches!(r, Repair::MendedCrossings { .. }));
            if untouched {
                prop_assert!(!crossings, "{repairs:?}");
            }
            // what comes out needs no further repair
            prop_assert_eq!(repair(mended.clone()), Ok((mended, vec![])));
        } else {
            // geo takes an empty outer ring with a hole for valid
            let shell = Polygon::new(drawn.0[0].exterior().clone(), vec![]);
            prop_assert!(!untouched || shell.unsigned_area() == 0.0, "{drawn:?}");
        }
    }
}
