//! How far an area is from a point.

use crate::bound::Beacon;
use crate::edge::Edge;
use crate::metres::{LocalMetres, geodesic_distance_m};
use crate::prepared::PreparedArea;
use aula_model::LonLat;
use geo_types::Coord;
use rstar::AABB;

/// Edges longer than this are looked at in pieces, so that each piece is nearly straight on the ground.
const PIECE_DEGREES: f64 = 0.1;

/// Geodesic distance in metres from a point to the nearest point of an area, 0 within it, infinity for no area.
///
/// The outline is straight in degrees. Its nearest point is found in a local plane and then refined, so the result is
/// right to a millimetre; the distance to that point is the exact geodesic one.
pub(crate) fn distance_to_area_m(beacon: &Beacon, area: &PreparedArea) -> f64 {
    if area.contains(beacon.at) {
        return 0.0;
    }
    // First the nearest corner by the cheap upper bound: it prunes nearly all edges.
    let corner_m = area.edges().iter().map(|e| beacon.bounds_m(e.a.x, e.a.y).1).fold(f64::INFINITY, f64::min);
    let mut best_m = corner_m;
    let mut found_m = f64::INFINITY;
    for edge in area.edges() {
        if beacon.at_least_m(&envelope(edge)) > best_m {
            continue;
        }
        for piece in pieces(edge) {
            if beacon.at_least_m(&envelope(&piece)) <= best_m {
                found_m = found_m.min(distance_to_edge_m(beacon.at, &piece));
                best_m = best_m.min(found_m);
            }
        }
    }
    found_m
}

/// Geodesic distance in metres to a short edge.
fn distance_to_edge_m(from: LonLat, edge: &Edge) -> f64 {
    let mut share = nearest_share(&LocalMetres::new(from), from, edge).unwrap_or(0.0);
    for _ in 0..4 {
        // Seen from the foot itself the plane is exact where it matters.
        let Some(step) = step_to_foot(from, edge, share) else { break };
        share = (share + step).clamp(0.0, 1.0);
    }
    [0.0, 1.0, share]
        .into_iter()
        .filter_map(|s| point_at(edge, s))
        .map(|p| geodesic_distance_m(from, p))
        .fold(f64::INFINITY, f64::min)
}

/// The share of an edge's length at which it is nearest to a point, in a local plane.
fn nearest_share(plane: &LocalMetres, from: LonLat, edge: &Edge) -> Option<f64> {
    let (a, b) = (plane.to_metres(lon_lat(edge.a)?), plane.to_metres(lon_lat(edge.b)?));
    let p = plane.to_metres(from);
    let (dx, dy) = (b.x_m - a.x_m, b.y_m - a.y_m);
    let share = ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / (dx * dx + dy * dy);
    share.is_finite().then_some(share.clamp(0.0, 1.0))
}

/// How far the foot lies from a point of the edge along its tangent there, as a share of the edge.
fn step_to_foot(from: LonLat, edge: &Edge, share: f64) -> Option<f64> {
    let little = if share > 0.5 { -1e-4 } else { 1e-4 };
    let plane = LocalMetres::new(point_at(edge, share)?);
    let (p, ahead) = (plane.to_metres(from), plane.to_metres(point_at(edge, share + little)?));
    let step = (p.x_m * ahead.x_m + p.y_m * ahead.y_m) / (ahead.x_m.powi(2) + ahead.y_m.powi(2)) * little;
    step.is_finite().then_some(step)
}

/// An edge in pieces short enough for a plane.
fn pieces(edge: &Edge) -> impl Iterator<Item = Edge> {
    let longest = (edge.b.x - edge.a.x).abs().max((edge.b.y - edge.a.y).abs());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 3600 pieces")]
    let count = (longest / PIECE_DEGREES).ceil().clamp(1.0, 3600.0) as u32;
    let edge = *edge;
    let at = move |i: u32| if i == count { edge.b } else { between(&edge, f64::from(i) / f64::from(count)) };
    (0..count).map(move |i| Edge { a: at(i), b: at(i + 1) })
}

fn between(edge: &Edge, share: f64) -> Coord<f64> {
    edge.a + (edge.b - edge.a) * share
}

fn point_at(edge: &Edge, share: f64) -> Option<LonLat> {
    lon_lat(if share >= 1.0 { edge.b } else { between(edge, share) })
}

fn lon_lat(c: Coord<f64>) -> Option<LonLat> {
    LonLat::new(c.x, c.y).ok()
}

fn envelope(edge: &Edge) -> AABB<[f64; 2]> {
    AABB::from_corners([edge.a.x, edge.a.y], [edge.b.x, edge.b.y])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn square(x: f64, y: f64, size: f64) -> PreparedArea {
        PreparedArea::new(&geo_types::Rect::new((x, y), (x + size, y + size)).to_polygon().into())
    }

    #[test]
    fn an_area_is_near_over_the_antimeridian_and_over_the_pole() {
        let beacon = |lon, lat| Beacon::new(LonLat::new(lon, lat).unwrap());
        let over_the_line = distance_to_area_m(&beacon(-179.9, 0.5), &square(179.0, 0.0, 0.9));
        assert!((over_the_line - 22_263.0).abs() < 2.0, "{over_the_line}");
        let over_the_pole = distance_to_area_m(&beacon(-90.0, 89.9), &square(89.0, 88.0, 1.9));
        assert!((over_the_pole - 22_338.8).abs() < 2.0, "{over_the_pole}");
        assert_eq!(distance_to_area_m(&beacon(1.5, 1.5), &square(1.0, 1.0, 1.0)), 0.0);
        assert_eq!(distance_to_area_m(&beacon(1.0, 1.5), &square(1.0, 1.0, 1.0)), 0.0);
        assert_eq!(
            distance_to_area_m(&beacon(1.0, 1.5), &PreparedArea::new(&geo_types::MultiPolygon::new(vec![]))),
            f64::INFINITY
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_point_of_the_edge_is_nearer(
            a in (-180.0..=180.0, -89.0..=89.0), d in (-0.6..0.6, -0.6..0.6), off in (-0.9..0.9, -0.9..0.9),
        ) {
            let b = Coord { x: f64::clamp(a.0 + d.0, -180.0, 180.0), y: a.1 + d.1 };
            let edge = Edge { a: Coord { x: a.0, y: a.1 }, b };
            let from = LonLat::new(f64::clamp(a.0 + off.0, -180.0, 180.0), a.1 + off.1).unwrap();
            let area = PreparedArea::new(&geo_types::Polygon::new(vec![edge.a, edge.b].into(), vec![]).into());
            let found = distance_to_area_m(&Beacon::new(from), &area);
            let sampled = (0..=4000)
                .filter_map(|i| point_at(&edge, f64::from(i) / 4000.0))
                .map(|p| geodesic_distance_m(from, p))
                .fold(f64::INFINITY, f64::min);
            prop_assert!(found <= sampled + 1e-3, "{found} {sampled}");
            prop_assert!(found >= sampled - 20.0, "{found} {sampled}");
        }
    }
}
