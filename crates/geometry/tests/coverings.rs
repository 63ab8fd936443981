//! Coverings against brute force over every cell around, on random polygons.

use aula_geometry::{
    GeometryError, Resolution, cell_boundary, cell_centre, cell_of, covering, covering_shares, inhabited,
};
use aula_model::LonLat;
use geo::{Area, BooleanOps, Contains, Intersects, MapCoords, Translate};
use geo_types::{LineString, MultiPolygon, Point, Polygon, Rect};
use h3o::CellIndex;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A ring around the origin with a corner at each of the radii.
fn ring(radii: &[f64], scale: f64) -> LineString<f64> {
    let corner = |(i, r): (usize, &f64)| {
        #[expect(clippy::cast_precision_loss, reason = "a few corners")]
        let turn = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
        (scale * r * turn.cos(), scale * r * turn.sin())
    };
    let mut ring: LineString<f64> = radii.iter().enumerate().map(corner).collect();
    ring.close();
    ring
}

/// A star, as often as not with holes, and an island beside it.
fn area() -> impl Strategy<Value = MultiPolygon<f64>> {
    let radii = || prop::collection::vec(0.3..1.0, 3..24);
    (radii(), radii(), any::<bool>(), 0.02..4.0).prop_map(|(outer, inner, hollow, scale)| {
        // holes lie within the circle that every radius reaches between its corners
        let hole = |x: f64| ring(&inner, 0.03 * scale).translate(x * scale, 0.0);
        let star = Polygon::new(
            ring(&outer, scale),
            if hollow && outer.len() > 6 { vec![hole(-0.1), hole(0.1)] } else { vec![] },
        );
        let island = Polygon::new(ring(&inner, 0.2 * scale).translate(2.0 * scale, 0.3 * scale), vec![]);
        MultiPolygon::new(vec![star, island])
    })
}

/// Almaty, the mountains beside it, a pentagon's surroundings, the far south and the antimeridian.
fn place() -> impl Strategy<Value = (f64, f64)> {
    let pentagon = cell_centre(Resolution::Eight.pentagons().nth(3).unwrap());
    prop_oneof![
        Just((76.9458, 43.2383)),
        Just((77.1, 42.9)),
        Just((pentagon.lon(), pentagon.lat())),
        Just((20.0, -77.0)),
        Just((180.0, 51.0)),
    ]
}

/// The area moved to a place, in one piece even where that is over the antimeridian.
fn uncut(area: &MultiPolygon<f64>, (lon, lat): (f64, f64), degrees: f64) -> MultiPolygon<f64> {
    let stretch = 1.0 / lat.to_radians().cos();
    area.map_coords(|c| (lon + c.x * degrees * stretch, lat + c.y * degrees).into())
}

/// The area moved to a place and cut at the antimeridian.
fn placed(area: &MultiPolygon<f64>, place: (f64, f64), degrees: f64) -> MultiPolygon<f64> {
    let (lon, there) = (place.0, uncut(area, place, degrees));
    if lon < 180.0 {
        return there;
    }
    let half = |west: f64| Rect::new((west, -90.0), (west + 180.0, 90.0)).to_polygon();
    let mut parts = there.intersection(&half(0.0));
    parts.0.extend(there.intersection(&half(180.0)).translate(-360.0, 0.0));
    // what the cut left a rounding step beyond the antimeridian
    parts.map_coords(|c| (c.x.clamp(-180.0, 180.0), c.y).into())
}

fn around(place: (f64, f64), resolution: Resolution, steps: u32) -> Vec<CellIndex> {
    let mut cells: Vec<CellIndex> = cell_of(LonLat::new(place.0, place.1).unwrap(), resolution).grid_disk(steps);
    cells.sort_unstable();
    cells
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_covering_has_the_cells_whose_centre_is_inside(area in area(), place in place(), level in 7..=10_u8) {
        let resolution = Resolution::try_from(level).unwrap();
        let area = placed(&area, place, resolution.edge_length_m() * 2.0 / 111_000.0);
        let inside = |c: &CellIndex| area.intersects(&Point::from(cell_centre(*c)));
        let expected: Vec<CellIndex> = around(place, resolution, 24).into_iter().filter(inside).collect();
        prop_assert_eq!(covering(&area, resolution).unwrap(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_are_those_of_each_cell_cut_by_itself(area in area(), place in place(), level in 7..=10_u8) {
        let resolution = Resolution::try_from(level).unwrap();
        let degrees = resolution.edge_length_m() * 2.0 / 111_000.0;
        let drawn = uncut(&area, place, degrees);
        let shares = covering_shares(&placed(&area, place, degrees), resolution).unwrap();
        let shares: BTreeMap<CellIndex, f64> = shares.into_iter().collect();
        let mut total = 0.0;
        for cell in around(place, resolution, 24) {
            let outline = cell_boundary(cell);
            let turn = if outline.exterior().0[0].x < place.0 - 180.0 { 360.0 } else { 0.0 };
            let inside = drawn.intersection(&outline.translate(turn, 0.0)).unsigned_area();
            let share = inside / outline.unsigned_area();
            let found = shares.get(&cell).copied().unwrap_or(0.0);
            // cutting the area at the antimeridian before the test costs it some digits
            prop_assert!((found - share).abs() < if place.0 < 180.0 { 1e-5 } else { 1e-3 }, "{cell} {found} {share}");
            total += inside;
        }
        prop_assert!((total / drawn.unsigned_area() - 1.0).abs() < 1e-3, "nothing lies beyond the cells looked at");
    }
}

#[test]
fn holes_slivers_and_areas_without_a_centre_are_covered_right() {
    let resolution = Resolution::Nine;
    let cell = cell_of(LonLat::new(76.9458, 43.2383).unwrap(), resolution);
    // the cell itself, its middle cut out, and its corner
    let whole: MultiPolygon<f64> = cell_boundary(cell).into();
    assert_eq!(covering(&whole, resolution).unwrap(), [cell]);
    let shares = covering_shares(&whole, resolution).unwrap();
    assert_eq!(shares.len(), 1, "{shares:?}");
    assert!((shares[0].1 - 1.0).abs() < 1e-6);
    let centre = cell_centre(cell);
    let middle = Rect::new((centre.lon() - 1e-4, centre.lat() - 1e-4), (centre.lon() + 1e-4, centre.lat() + 1e-4));
    let hollow = whole.difference(&middle.to_polygon());
    assert!(covering(&hollow, resolution).unwrap().is_empty());
    assert!(!hollow.contains(&Point::from(centre)));
    assert!(covering_shares(&hollow, resolution).unwrap()[0].1 < 1.0);
    let corner = middle.to_polygon().translate(5e-4, 5e-4);
    assert!(covering(&corner.clone().into(), resolution).unwrap().is_empty());
    assert_eq!(covering_shares(&corner.into(), resolution).unwrap().len(), 1);
    assert!(covering(&MultiPolygon::new(vec![]), resolution).unwrap().is_empty());
}

#[test]
fn areas_in_metres_and_coverings_without_end_are_refused() {
    let rect = |a: (f64, f64), b: (f64, f64)| Rect::new(a, b).to_polygon().into();
    let metres = covering(&rect((500_000.0, 4_700_000.0), (500_100.0, 4_700_100.0)), Resolution::Nine);
    assert!(matches!(metres, Err(GeometryError::NotDegrees { .. })));
    let world = covering(&rect((-180.0, -90.0), (180.0, 90.0)), Resolution::Ten);
    assert!(matches!(world, Err(GeometryError::TooManyCells { .. })));
    assert!(covering(&rect((60.0, 40.0), (80.0, 50.0)), Resolution::Five).unwrap().len() > 5_000);
}

#[test]
fn inhabited_cells_are_those_beside_the_ground() {
    let resolution = Resolution::Ten;
    let candidates = around((76.9458, 43.2383), resolution, 6);
    let ground = [candidates[5], candidates[40], candidates[40]];
    let beside = |c: &CellIndex| ground.iter().any(|g| c.grid_distance(*g).unwrap() <= 1);
    let expected: Vec<CellIndex> = candidates.iter().copied().filter(beside).collect();
    assert_eq!(inhabited(&candidates, ground), expected);
    assert!(inhabited(&candidates, []).is_empty());
}
