//! An index of occupied cells, by which rows are found without a tree over rows.

use crate::bound::Beacon;
use crate::cell::cell_boundary;
use crate::cell_number::check_resolution;
use crate::search::{Row, check_radius, near, nearest_first};
use crate::{BBox, GeometryError, PreparedArea, cell_of};
use aula_model::LonLat;
use geo_types::{Coord, MultiPolygon};
use h3o::{CellIndex, Resolution};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// A cell that may hold rows a query asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellCandidate {
    /// The cell.
    pub cell: CellIndex,
    /// Whether every point of the cell is in the query: then its rows need no further look.
    pub whole: bool,
}

/// Cells of one resolution that hold rows, with the box of degrees around each.
///
/// Every query answers with the cells that may hold a wanted row: a row of any other cell is never wanted. The rows of
/// a candidate that is not `whole` are tested one by one, by the caller who has them.
///
/// # Examples
/// ```
/// use aula_geometry::{CellTree, cell_of};
/// use aula_model::LonLat;
/// let resolution = h3o::Resolution::Ten;
/// let here = LonLat::new(76.9458, 43.2383)?;
/// let mut tree = CellTree::new(resolution, [cell_of(here, resolution)])?;
/// assert_eq!(tree.within_radius_m(here, 5.0)?[0].cell, cell_of(here, resolution));
/// assert!(tree.remove(cell_of(here, resolution)));
/// assert!(tree.within_radius_m(here, 5.0)?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct CellTree {
    resolution: Resolution,
    tree: RTree<Plot>,
}

/// A cell of the tree and the box around it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Plot {
    cell: CellIndex,
    lower: [f64; 2],
    upper: [f64; 2],
}

impl RTreeObject for Plot {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.lower, self.upper)
    }
}

impl PointDistance for Plot {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.envelope().distance_2(point)
    }
}

impl Row for Plot {
    type Id = CellIndex;
    fn id(&self) -> CellIndex {
        self.cell
    }
}

impl CellTree {
    /// Loads all cells at once; duplicates count once.
    ///
    /// # Errors
    /// [`GeometryError::MixedResolution`] for a cell of another resolution.
    pub fn new(resolution: Resolution, cells: impl IntoIterator<Item = CellIndex>) -> Result<Self, GeometryError> {
        let mut cells: Vec<CellIndex> = cells.into_iter().collect();
        cells.iter().try_for_each(|&cell| check_resolution(cell, resolution))?;
        cells.sort_unstable();
        cells.dedup();
        Ok(Self { resolution, tree: RTree::bulk_load(cells.into_iter().map(plot).collect()) })
    }

    /// The resolution of all cells.
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a cell; false where it was there already.
    ///
    /// # Errors
    /// [`GeometryError::MixedResolution`] for a cell of another resolution.
    pub fn insert(&mut self, cell: CellIndex) -> Result<bool, GeometryError> {
        check_resolution(cell, self.resolution)?;
        let plot = plot(cell);
        let fresh = !self.tree.contains(&plot);
        if fresh {
            self.tree.insert(plot);
        }
        Ok(fresh)
    }

    /// Takes a cell away; false where it was not there.
    pub fn remove(&mut self, cell: CellIndex) -> bool {
        self.tree.remove(&plot(cell)).is_some()
    }

    /// Cells that may hold points of a box, ascending.
    #[must_use]
    pub fn in_box(&self, bbox: &BBox) -> Vec<CellCandidate> {
        let inside = |p: &Plot| {
            bbox.spans().any(|(w, e)| w <= p.lower[0] && p.upper[0] <= e)
                && bbox.south() <= p.lower[1]
                && p.upper[1] <= bbox.north()
        };
        let plots = bbox.envelopes().flat_map(|e| self.tree.locate_in_envelope_intersecting(e));
        sorted(plots.map(|p| CellCandidate { cell: p.cell, whole: inside(p) }).collect())
    }

    /// Cells that may hold points of an area, ascending.
    #[must_use]
    pub fn in_polygon(&self, area: &MultiPolygon<f64>) -> Vec<CellCandidate> {
        self.in_area(&PreparedArea::new(area))
    }

    /// [`in_polygon`](Self::in_polygon) of an area already prepared.
    #[must_use]
    pub fn in_area(&self, area: &PreparedArea) -> Vec<CellCandidate> {
        if area.is_empty() {
            return Vec::new();
        }
        let (lower, upper) = area.corners();
        let plots =
            self.tree.locate_in_envelope_intersecting(AABB::from_corners([lower.x, lower.y], [upper.x, upper.y]));
        let candidate = |p: &Plot| {
            let (lower, upper) = (p.lower.into(), p.upper.into());
            let whole = area.surrounds(lower, upper);
            (whole || area.meets_box(lower, upper)).then_some(CellCandidate { cell: p.cell, whole })
        };
        sorted(plots.filter_map(candidate).collect())
    }

    /// Cells that may hold points within a radius, ascending.
    ///
    /// # Errors
    /// [`GeometryError::Metres`] for a radius that is negative or not finite.
    pub fn within_radius_m(&self, from: LonLat, radius_m: f64) -> Result<Vec<CellCandidate>, GeometryError> {
        check_radius(radius_m)?;
        let beacon = Beacon::new(from);
        let mut found = Vec::new();
        near(&self.tree, &beacon, radius_m, &mut |p: &Plot| {
            found.push(CellCandidate { cell: p.cell, whole: beacon.at_most_m(&p.envelope()) <= radius_m });
        });
        Ok(sorted(found))
    }

    /// All cells in the order of a lower bound of the distance (metres) to their points.
    ///
    /// For the `k` nearest rows: measure the rows of cell after cell, and stop when the bound exceeds the distance of
    /// the `k`-th best.
    pub fn nearest_order(&self, from: LonLat) -> impl Iterator<Item = (CellIndex, f64)> {
        let beacon = Beacon::new(from);
        nearest_first(&self.tree, beacon, move |p| beacon.at_least_m(&p.envelope()))
            .map(|(p, bound_m)| (p.cell, bound_m))
    }
}

fn sorted(mut cells: Vec<CellCandidate>) -> Vec<CellCandidate> {
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// The box of degrees around a cell, with every point that belongs to it.
///
/// A cell's edges are arcs of great circles, which bulge over their corners towards the pole; a cell over the
/// antimeridian or a pole gets the whole width of the map.
fn plot(cell: CellIndex) -> Plot {
    let outline = cell_boundary(cell);
    let (mut lower, mut upper) = ([f64::MAX; 2], [f64::MIN; 2]);
    for edge in outline.exterior().lines() {
        let (south, north) = arc_latitudes(edge.start, edge.end);
        lower = [lower[0].min(edge.start.x), lower[1].min(south)];
        upper = [upper[0].max(edge.start.x), upper[1].max(north)];
    }
    // Rounding of a point onto the border, 1e-9 degrees being a tenth of a millimetre.
    let (lower, upper) = (lower.map(|d| d - 1e-9), upper.map(|d| d + 1e-9));
    let pole = |lat: f64| {
        let near_it = upper[1].max(-lower[1]) > 60.0;
        near_it && LonLat::new(0.0, lat).is_ok_and(|p| cell_of(p, cell.resolution()) == cell)
    };
    let (south_pole, north_pole) = (pole(-90.0), pole(90.0));
    let all_around = south_pole || north_pole || lower[0] < -180.0 || upper[0] > 180.0;
    let (west, east) = if all_around { (-180.0, 180.0) } else { (lower[0], upper[0]) };
    let south = if south_pole { -90.0 } else { lower[1].max(-90.0) };
    let north = if north_pole { 90.0 } else { upper[1].min(90.0) };
    Plot { cell, lower: [west, south], upper: [east, north] }
}

/// Lowest and highest latitude in degrees on the arc of the great circle between two points.
fn arc_latitudes(a: Coord<f64>, b: Coord<f64>) -> (f64, f64) {
    let vector = |c: Coord<f64>| {
        let ((sin_lon, cos_lon), (sin_lat, cos_lat)) = (c.x.to_radians().sin_cos(), c.y.to_radians().sin_cos());
        [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
    };
    let cross =
        |p: [f64; 3], q: [f64; 3]| [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
    let dot = |p: [f64; 3], q: [f64; 3]| p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
    let (mut south, mut north) = (a.y.min(b.y), a.y.max(b.y));
    let (va, vb) = (vector(a), vector(b));
    let normal = cross(va, vb);
    let across = normal[0].hypot(normal[1]);
    // The circle's northernmost point lies a quarter turn from where it crosses the equator.
    let top = [-normal[0] * normal[2], -normal[1] * normal[2], across * across];
    let on_arc = |v: [f64; 3]| dot(cross(va, v), normal) >= 0.0 && dot(cross(v, vb), normal) >= 0.0;
    let highest = across.atan2(normal[2].abs()).to_degrees();
    if on_arc(top) {
        north = north.max(highest);
    }
    if on_arc(top.map(|x| -x)) {
        south = south.min(-highest);
    }
    (south, north)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstar::Envelope;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_box_of_a_cell_holds_every_point_of_the_cell(
            lon in prop_oneof![-180.0..=180.0, 179.9..=180.0, -180.0..=-179.9],
            lat in prop_oneof![-90.0..=90.0, 89.9..=90.0, -90.0..=-89.9, 85.0..=90.0],
            resolution in 0..=13_u8,
        ) {
            let point = LonLat::new(lon, lat).unwrap();
            let plot = plot(cell_of(point, resolution.try_into().unwrap()));
            prop_assert!(plot.envelope().contains_point(&[lon, lat]), "{plot:?}");
        }
    }
}
