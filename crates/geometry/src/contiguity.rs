//! Which areas touch?

use crate::{GeometryError, LocalMetres};
use aula_model::LonLat;
use geo_types::{Coord, MultiPolygon};
use rstar::primitives::Line;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// The pairs of areas whose outlines come within a tolerance of each other: neighbours that share a border or a corner,
/// also where the borders of two sources do not meet to the metre.
///
/// # Arguments
/// * `areas`: outlines in degrees, all of one city.
/// * `tolerance_m`: how far apart outlines may be and still touch.
///
/// # Returns
/// Pairs of positions in `areas`, the smaller first, ascending, each once. An area that lies inside another without
/// coming near its outline is no neighbour.
///
/// # Errors
/// [`GeometryError::Metres`] for a tolerance that is not finite and above 0.
///
/// # Complexity
/// O(v log v) for v corners in all, by an R-tree of the edges.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, Rect};
/// let block = |west: f64| MultiPolygon::from(Rect::new((west, 43.2), (west + 0.01, 43.21)).to_polygon());
/// let pairs = aula_geometry::contiguity(&[&block(76.90), &block(76.91), &block(76.95)], 5.0)?;
/// assert_eq!(pairs, [(0, 1)]);
/// # Ok::<(), aula_geometry::GeometryError>(())
/// ```
pub fn contiguity(areas: &[&MultiPolygon<f64>], tolerance_m: f64) -> Result<Vec<(u32, u32)>, GeometryError> {
    crate::search::check_radius(tolerance_m)?;
    let corner = |at: &Coord<f64>| LonLat::new(at.x, at.y).ok();
    let Some(origin) = areas.iter().flat_map(|a| rings(a)).flatten().find_map(corner) else {
        return Ok(Vec::new());
    };
    let plane = LocalMetres::new(origin);
    let metres = |at: &Coord<f64>| {
        let point = plane.to_metres(corner(at).unwrap_or(origin));
        [point.x_m, point.y_m]
    };
    let mut edges = Vec::new();
    for (area, outline) in (0..).zip(areas) {
        for ring in rings(outline) {
            edges
                .extend(ring.windows(2).map(|pair| Edge { area, line: Line::new(metres(&pair[0]), metres(&pair[1])) }));
        }
    }
    let tree = RTree::bulk_load(edges);
    let mut pairs = Vec::new();
    for (area, outline) in (0_u32..).zip(areas) {
        for at in rings(outline).flatten().map(metres) {
            let near = tree.locate_within_distance(at, tolerance_m * tolerance_m);
            let others = near.map(|edge| edge.area).filter(|&other| other != area);
            pairs.extend(others.map(|other| (area.min(other), area.max(other))));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

fn rings(outline: &MultiPolygon<f64>) -> impl Iterator<Item = &[Coord<f64>]> {
    outline
        .iter()
        .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
        .map(|ring| ring.0.as_slice())
}

/// An edge of an area's outline.
struct Edge {
    area: u32,
    line: Line<[f64; 2]>,
}

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.line.envelope()
    }
}

impl PointDistance for Edge {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.line.distance_2(point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Rect;

    fn block(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
        Rect::new((west, south), (east, north)).to_polygon().into()
    }

    #[test]
    fn borders_corners_gaps_and_long_edges() {
        // A long block under two short ones, one that meets a corner only, one a metre away, one far off, one inside.
        let areas = [
            block(76.90, 43.20, 76.94, 43.21),
            block(76.90, 43.21, 76.92, 43.22),
            block(76.92, 43.21, 76.94, 43.22),
            block(76.94, 43.22, 76.95, 43.23),
            block(76.940_01, 43.20, 76.95, 43.21),
            block(76.99, 43.20, 77.00, 43.21),
            block(76.905, 43.204, 76.906, 43.205),
        ];
        let pairs = contiguity(&areas.iter().collect::<Vec<_>>(), 2.0).unwrap();
        assert_eq!(pairs, [(0, 1), (0, 2), (0, 4), (1, 2), (2, 3), (2, 4)]);
        let apart = contiguity(&areas.iter().collect::<Vec<_>>(), 0.2).unwrap();
        assert!(!apart.contains(&(0, 4)) && apart.contains(&(0, 1)));
        assert_eq!(contiguity(&[], 1.0).unwrap(), []);
        assert!(contiguity(&[&areas[0]], f64::NAN).is_err());
    }
}
