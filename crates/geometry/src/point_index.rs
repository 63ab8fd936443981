//! An index of points.

use crate::bound::Beacon;
use crate::search::{Found, Row, check_radius, near, nearest_first};
use crate::{BBox, GeometryError, PreparedArea, geodesic_distance_m};
use aula_model::LonLat;
use geo_types::MultiPolygon;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// Points by row number, found by box, area, radius and nearness.
///
/// # Complexity
/// Bulk load O(n log n); insertion, removal and each query O(log n + answers). 24 bytes a point and what the tree adds:
/// for places and yards, not for a city's incidents, which are found by their cells ([`CellTree`](crate::CellTree)).
///
/// # Distances
/// Exact geodesics on the WGS 84 ellipsoid, right over the antimeridian and around the poles. Equally near rows come by
/// ascending row number.
///
/// # Examples
/// ```
/// use aula_geometry::PointIndex;
/// use aula_model::LonLat;
/// let mut index = PointIndex::new([(0, LonLat::new(76.90, 43.20)?), (1, LonLat::new(76.95, 43.25)?)]);
/// index.insert(2, LonLat::new(76.91, 43.20)?);
/// let here = LonLat::new(76.905, 43.2)?;
/// assert_eq!(index.nearest(here, 2).iter().map(|f| f.id).collect::<Vec<_>>(), [0, 2]);
/// assert_eq!(index.in_box(&"76.8,43.1,77.0,43.22".parse()?), [0, 2]);
/// assert!(index.remove(0, LonLat::new(76.90, 43.20)?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PointIndex {
    tree: RTree<Spot>,
}

/// A point of the tree: own type, so that no other crate's traits decide what a distance is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spot {
    id: u32,
    lon: f64,
    lat: f64,
}

impl RTreeObject for Spot {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_point([self.lon, self.lat])
    }
}

impl PointDistance for Spot {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        (self.lon - point[0]).powi(2) + (self.lat - point[1]).powi(2)
    }
}

impl Row for Spot {
    type Id = u32;
    fn id(&self) -> u32 {
        self.id
    }
}

impl Spot {
    fn new(id: u32, at: LonLat) -> Self {
        Self { id, lon: at.lon(), lat: at.lat() }
    }

    fn at(&self) -> LonLat {
        LonLat::new(self.lon, self.lat).expect("made of a LonLat")
    }
}

impl PointIndex {
    /// Loads all points at once; row numbers must be distinct.
    #[must_use]
    pub fn new(points: impl IntoIterator<Item = (u32, LonLat)>) -> Self {
        Self { tree: RTree::bulk_load(points.into_iter().map(|(id, at)| Spot::new(id, at)).collect()) }
    }

    /// How many points there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a row.
    pub fn insert(&mut self, id: u32, at: LonLat) {
        self.tree.insert(Spot::new(id, at));
    }

    /// Takes a row away that was added at this very place; false where there was none.
    pub fn remove(&mut self, id: u32, at: LonLat) -> bool {
        self.tree.remove(&Spot::new(id, at)).is_some()
    }

    /// Rows in a box, edges included, ascending.
    #[must_use]
    pub fn in_box(&self, bbox: &BBox) -> Vec<u32> {
        sorted(bbox.envelopes().flat_map(|e| self.tree.locate_in_envelope(e)).map(|s| s.id).collect())
    }

    /// Rows in an area, its outline included, ascending.
    #[must_use]
    pub fn in_polygon(&self, area: &MultiPolygon<f64>) -> Vec<u32> {
        self.in_area(&PreparedArea::new(area))
    }

    /// [`in_polygon`](Self::in_polygon) of an area already prepared.
    #[must_use]
    pub fn in_area(&self, area: &PreparedArea) -> Vec<u32> {
        if area.is_empty() {
            return Vec::new();
        }
        let (lower, upper) = area.corners();
        let box_ = AABB::from_corners([lower.x, lower.y], [upper.x, upper.y]);
        sorted(self.tree.locate_in_envelope(box_).filter(|s| area.contains(s.at())).map(|s| s.id).collect())
    }

    /// Rows within a radius, the circle included, nearest first.
    ///
    /// # Errors
    /// [`GeometryError::Metres`] for a radius that is negative or not finite.
    pub fn within_radius_m(&self, from: LonLat, radius_m: f64) -> Result<Vec<Found>, GeometryError> {
        check_radius(radius_m)?;
        let mut found = Vec::new();
        near(&self.tree, &Beacon::new(from), radius_m, &mut |spot| {
            let distance_m = geodesic_distance_m(from, spot.at());
            if distance_m <= radius_m {
                found.push(Found { id: spot.id, distance_m });
            }
        });
        found.sort_unstable_by(Found::order);
        Ok(found)
    }

    /// The `count` nearest rows, nearest first.
    #[must_use]
    pub fn nearest(&self, from: LonLat, count: usize) -> Vec<Found> {
        nearest_first(&self.tree, Beacon::new(from), |s| geodesic_distance_m(from, s.at()))
            .take(count)
            .map(|(spot, distance_m)| Found { id: spot.id, distance_m })
            .collect()
    }
}

fn sorted(mut ids: Vec<u32>) -> Vec<u32> {
    ids.sort_unstable();
    ids
}
