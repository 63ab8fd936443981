//! The three indexes against brute force, with single insertions and removals between the queries: 1,000 cities of ten
//! steps each, so 10,000 queries of every kind.

use aula_geometry::{
    AreaIndex, BBox, CellTree, Found, LocalMetres, PointIndex, Resolution, cell_of, geodesic_distance_m,
};
use aula_model::LonLat;
use geo::Intersects;
use geo_types::{Coord, MultiPolygon, Polygon, Rect};
use proptest::prelude::*;
use std::collections::BTreeMap;

const CASES: u32 = 1000;
const STEPS: usize = 10;

fn at(lon: f64, lat: f64) -> LonLat {
    // Rounded so that points meet each other, edges of boxes and borders of areas; wrapped over the antimeridian.
    let lon = (lon * 1000.0).round() / 1000.0;
    let lon = if lon > 180.0 { lon - 360.0 } else { lon };
    LonLat::new(lon, f64::min((lat * 1000.0).round() / 1000.0, 90.0)).unwrap()
}

/// Where a city lies: Almaty, on the antimeridian, at the pole, or all over the world.
fn region() -> impl Strategy<Value = (f64, f64, f64)> {
    prop_oneof![
        3 => Just((76.9, 43.2, 0.02)),
        1 => Just((179.99, 65.0, 0.02)),
        1 => Just((-60.0, 89.98, 0.02)),
        1 => Just((-179.0, -80.0, 150.0)),
    ]
}

/// Shares of the city's width and height.
fn spot() -> impl Strategy<Value = (f64, f64)> {
    (0.0..=1.0, 0.0..=1.0)
}

fn place((lon, lat, size): (f64, f64, f64), (x, y): (f64, f64)) -> LonLat {
    at(lon + x * size, lat + y * size)
}

/// A box between two places, over the antimeridian where the city is.
fn bbox(city: (f64, f64, f64), a: (f64, f64), b: (f64, f64)) -> BBox {
    let west_south = place(city, (a.0.min(b.0), a.1.min(b.1)));
    let east_north = place(city, (a.0.max(b.0), a.1.max(b.1)));
    BBox::new(west_south.lon(), west_south.lat(), east_north.lon(), east_north.lat()).unwrap()
}

/// A star around a place, in degrees; kept west of the antimeridian and south of the pole.
fn star(city: (f64, f64, f64), centre: (f64, f64), radii: &[f64]) -> MultiPolygon<f64> {
    let (lon, lat) = (city.0 + centre.0 * city.2, city.1 + centre.1 * city.2);
    let corner = |(i, r): (usize, &f64)| {
        #[expect(clippy::cast_precision_loss, reason = "a few corners")]
        let turn = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
        let round = |x: f64| (x * 1000.0).round() / 1000.0;
        let r = r * city.2;
        ((lon + r * turn.cos()).min(180.0), (lat + round(r * turn.sin())).clamp(-90.0, 90.0))
    };
    Polygon::new(radii.iter().enumerate().map(corner).collect(), vec![]).into()
}

fn ids(found: &[Found]) -> Vec<u32> {
    found.iter().map(|f| f.id).collect()
}

#[derive(Debug, Clone)]
struct Step {
    add: (f64, f64),
    take: prop::sample::Index,
    from: (f64, f64),
    to: (f64, f64),
    radii: Vec<f64>,
    radius: f64,
    count: usize,
}

fn step() -> impl Strategy<Value = Step> {
    (
        spot(),
        any::<prop::sample::Index>(),
        spot(),
        spot(),
        prop::collection::vec(0.02..0.6, 3..14),
        0.0..1.0,
        0..9_usize,
    )
        .prop_map(|(add, take, from, to, radii, radius, count)| Step { add, take, from, to, radii, radius, count })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), STEPS)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn points_are_found_as_by_brute_force(
        city in region(), first in prop::collection::vec(spot(), 0..60), steps in steps(),
    ) {
        let mut points: BTreeMap<u32, LonLat> = (0..).zip(first.iter().map(|&s| place(city, s))).collect();
        let mut index = PointIndex::new(points.clone());
        for (id, s) in (1000..).zip(steps) {
            index.insert(id, place(city, s.add));
            points.insert(id, place(city, s.add));
            let taken = *s.take.get(&points.keys().copied().collect::<Vec<_>>());
            let was = points.remove(&taken).unwrap();
            prop_assert!(index.remove(taken, was));
            prop_assert!(!index.remove(taken, was), "twice");
            prop_assert_eq!(index.len(), points.len());

            let select = |wanted: &dyn Fn(LonLat) -> bool| -> Vec<u32> {
                points.iter().filter(|(_, p)| wanted(**p)).map(|(id, _)| *id).collect()
            };
            let box_ = bbox(city, s.from, s.to);
            prop_assert_eq!(index.in_box(&box_), select(&|p| box_.contains(p)));
            let area = star(city, s.to, &s.radii);
            prop_assert_eq!(index.in_polygon(&area), select(&|p| area.intersects(&geo_types::Point::from(p))));

            let from = place(city, s.from);
            let mut nearest: Vec<Found> =
                points.iter().map(|(&id, &p)| Found { id, distance_m: geodesic_distance_m(from, p) }).collect();
            nearest.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then(a.id.cmp(&b.id)));
            // now and then exactly as far as a point
            let radius_m = if s.radius < 0.2 && !nearest.is_empty() {
                nearest[s.count % nearest.len()].distance_m
            } else {
                s.radius * city.2 * 60_000.0
            };
            let within: Vec<Found> = nearest.iter().copied().filter(|f| f.distance_m <= radius_m).collect();
            prop_assert_eq!(index.within_radius_m(from, radius_m).unwrap(), within);
            nearest.truncate(s.count);
            prop_assert_eq!(index.nearest(from, s.count), nearest);
        }
    }

    #[test]
    fn areas_are_found_as_by_brute_force(
        // at the pole a plane cannot judge edges that are straight in degrees: the distances there have their own tests
        city in prop_oneof![Just((76.9, 43.2, 0.05)), Just((179.93, 65.0, 0.05))],
        first in prop::collection::vec((spot(), prop::collection::vec(0.01..0.3, 3..12)), 0..25), steps in steps(),
    ) {
        let first = first.iter().map(|(s, radii)| star(city, *s, radii));
        let mut areas: BTreeMap<u32, MultiPolygon<f64>> = (0..).zip(first).collect();
        let mut index = AreaIndex::new(areas.clone());
        for (id, s) in (1000..).zip(steps) {
            let fresh = star(city, s.add, &s.radii.iter().map(|r| r / 2.0).collect::<Vec<_>>());
            index.insert(id, &fresh);
            areas.insert(id, fresh);
            let taken = *s.take.get(&areas.keys().copied().collect::<Vec<_>>());
            areas.remove(&taken);
            prop_assert!(index.remove(taken) && !index.remove(taken));
            prop_assert_eq!(index.len(), areas.len());

            let select = |wanted: &dyn Fn(&MultiPolygon<f64>) -> bool| -> Vec<u32> {
                areas.iter().filter(|(_, a)| wanted(a)).map(|(id, _)| *id).collect()
            };
            let from = place(city, s.from);
            prop_assert_eq!(index.containing(from), select(&|a| a.intersects(&geo_types::Point::from(from))));
            if let Some(corner) = areas.values().next().map(|a| a.0[0].exterior().0[0]) {
                let corner = LonLat::new(corner.x, corner.y).unwrap();
                prop_assert_eq!(index.containing(corner), select(&|a| a.intersects(&geo_types::Point::from(corner))));
            }
            let box_ = bbox(city, s.from, s.to);
            let rects: Vec<Rect<f64>> = if box_.wraps() {
                vec![
                    Rect::new((box_.west(), box_.south()), (180.0, box_.north())),
                    Rect::new((-180.0, box_.south()), (box_.east(), box_.north())),
                ]
            } else {
                vec![Rect::new((box_.west(), box_.south()), (box_.east(), box_.north()))]
            };
            // as polygons: a box without width is a line, which has points in common all the same
            let meets = |a: &MultiPolygon<f64>| rects.iter().any(|r| a.intersects(&r.to_polygon()));
            prop_assert_eq!(index.in_box(&box_), select(&meets));
            let other = star(city, s.to, &s.radii);
            prop_assert_eq!(index.intersecting(&other), select(&|a| a.intersects(&other)));

            let distances: BTreeMap<u32, f64> = areas.iter().map(|(&id, a)| (id, flat_distance_m(from, a))).collect();
            let near = |a: f64, b: f64| (a - b).abs() <= 0.01 + 2e-5 * b;
            let radius_m = s.radius * city.2 * 60_000.0;
            let within = index.within_radius_m(from, radius_m).unwrap();
            prop_assert!(within.is_sorted_by(|a, b| (a.distance_m, a.id) <= (b.distance_m, b.id)));
            for (&id, &distance_m) in &distances {
                match within.iter().find(|f| f.id == id) {
                    Some(found) => prop_assert!(near(found.distance_m, distance_m), "{found:?} {distance_m}"),
                    None => prop_assert!(distance_m > radius_m || near(distance_m, radius_m)),
                }
            }
            let nearest = index.nearest(from, s.count);
            prop_assert_eq!(nearest.len(), s.count.min(areas.len()));
            prop_assert!(nearest.is_sorted_by(|a, b| (a.distance_m, a.id) < (b.distance_m, b.id)));
            let mut expected: Vec<f64> = distances.values().copied().collect();
            expected.sort_by(f64::total_cmp);
            for (found, expected) in nearest.iter().zip(expected) {
                prop_assert!(near(found.distance_m, expected) && near(found.distance_m, distances[&found.id]));
            }
            // those around the point all come, and first
            let around = ids(&nearest).into_iter().filter(|id| distances[id] == 0.0).count();
            prop_assert_eq!(around, s.count.min(distances.values().filter(|d| **d == 0.0).count()));
        }
    }

    #[test]
    fn rows_are_found_by_their_cells_as_by_brute_force(
        city in region(), first in prop::collection::vec(spot(), 0..60), steps in steps(), level in 7..=11_u8,
    ) {
        let resolution = Resolution::try_from(level).unwrap();
        let mut points: BTreeMap<u32, LonLat> = (0..).zip(first.iter().map(|&s| place(city, s))).collect();
        let cell = |p: &LonLat| cell_of(*p, resolution);
        let mut tree = CellTree::new(resolution, points.values().map(cell)).unwrap();
        for (id, s) in (1000..).zip(steps) {
            let fresh = place(city, s.add);
            prop_assert_eq!(tree.insert(cell(&fresh)).unwrap(), !points.values().any(|p| cell(p) == cell(&fresh)));
            points.insert(id, fresh);
            let taken = *s.take.get(&points.keys().copied().collect::<Vec<_>>());
            let was = points.remove(&taken).unwrap();
            if !points.values().any(|p| cell(p) == cell(&was)) {
                prop_assert!(tree.remove(cell(&was)) && !tree.remove(cell(&was)));
            }

            let from = place(city, s.from);
            let box_ = bbox(city, s.from, s.to);
            let area = star(city, s.to, &s.radii);
            let radius_m = s.radius * city.2 * 60_000.0;
            let in_area = |p: LonLat| area.intersects(&geo_types::Point::from(p));
            let in_circle = |p: LonLat| geodesic_distance_m(from, p) <= radius_m;
            let in_box = |p: LonLat| box_.contains(p);
            let queries: [(_, &dyn Fn(LonLat) -> bool); 3] = [
                (tree.in_box(&box_), &in_box),
                (tree.in_polygon(&area), &in_area),
                (tree.within_radius_m(from, radius_m).unwrap(), &in_circle),
            ];
            for (candidates, wanted) in queries {
                prop_assert!(candidates.is_sorted_by(|a, b| a.cell < b.cell), "ascending, each once");
                for (id, &p) in &points {
                    let candidate = candidates.iter().find(|c| c.cell == cell(&p));
                    if wanted(p) {
                        prop_assert!(candidate.is_some(), "{id} {p:?}");
                    } else {
                        prop_assert!(candidate.is_none_or(|c| !c.whole), "{id} {p:?}");
                    }
                }
            }

            let order: Vec<_> = tree.nearest_order(from).collect();
            prop_assert_eq!(order.len(), tree.len());
            prop_assert!(order.is_sorted_by(|a, b| a.1 <= b.1));
            let mut best: Vec<(f64, u32)> = Vec::new();
            for (of, bound_m) in order {
                if s.count == 0 || best.len() >= s.count && bound_m > best[s.count - 1].0 {
                    break;
                }
                let rows = points.iter().filter(|(_, p)| cell(p) == of);
                best.extend(rows.map(|(&id, &p)| (geodesic_distance_m(from, p), id)));
                best.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            }
            best.truncate(s.count);
            let mut expected: Vec<(f64, u32)> = points.iter().map(|(&id, &p)| (geodesic_distance_m(from, p), id)).collect();
            expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            expected.truncate(s.count);
            prop_assert_eq!(best, expected);
        }
    }
}

/// Distance to an area in a plane around the point, edges in short pieces that are straight in degrees.
fn flat_distance_m(from: LonLat, area: &MultiPolygon<f64>) -> f64 {
    if area.intersects(&geo_types::Point::from(from)) {
        return 0.0;
    }
    let plane = LocalMetres::new(from);
    let metres = |c: Coord<f64>| plane.to_metres(LonLat::new(c.x, c.y).unwrap());
    let lines = area.iter().flat_map(|p| p.exterior().lines());
    let pieces = lines.flat_map(|l| {
        let point = move |i: i32| l.start + l.delta() * (f64::from(i) / 6.0);
        (0..6).map(move |i| (point(i), point(i + 1)))
    });
    let to_piece = |(a, b)| {
        let (a, b) = (metres(a), metres(b));
        let (dx, dy) = (b.x_m - a.x_m, b.y_m - a.y_m);
        let share = (-(a.x_m * dx + a.y_m * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        let share = if share.is_nan() { 0.0 } else { share };
        (a.x_m + share * dx).hypot(a.y_m + share * dy)
    };
    pieces.map(to_piece).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_small_query_looks_at_few_cells_and_knows_those_it_holds_whole() {
    let centre = at(76.9458, 43.2383);
    let resolution = Resolution::Ten;
    let tree = CellTree::new(resolution, cell_of(centre, resolution).grid_disk::<Vec<_>>(30)).unwrap();
    assert_eq!(tree.len(), 2791);
    // a circle of 500 m holds 44 cells and touches some 30 more
    let circle = tree.within_radius_m(centre, 500.0).unwrap();
    let whole = circle.iter().filter(|c| c.whole).count();
    assert!((60..110).contains(&circle.len()) && (12..40).contains(&whole), "{} {whole}", circle.len());
    let box_ = BBox::new(76.94, 43.235, 76.952, 43.242).unwrap();
    let in_box = tree.in_box(&box_);
    let in_area = tree.in_polygon(&Rect::new((76.94, 43.235), (76.952, 43.242)).to_polygon().into());
    assert!((40..90).contains(&in_box.len()), "{}", in_box.len());
    assert_eq!(in_box, in_area);
    assert!(in_box.iter().filter(|c| c.whole).count() > 15);
}

#[test]
fn radii_that_are_none_are_refused_and_empty_indexes_answer() {
    let here = at(76.9, 43.2);
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(PointIndex::default().within_radius_m(here, bad).is_err());
        assert!(AreaIndex::default().within_radius_m(here, bad).is_err());
    }
    assert!(PointIndex::default().nearest(here, 3).is_empty());
    assert!(AreaIndex::default().nearest(here, 3).is_empty());
    let mut empty = AreaIndex::new([(1, MultiPolygon::new(vec![]))]);
    assert!(empty.nearest(here, 3).is_empty() && empty.len() == 1 && empty.remove(1) && empty.is_empty());
}
