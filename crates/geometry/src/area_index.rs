//! An index of areas.

use crate::bound::Beacon;
use crate::outline::distance_to_area_m;
use crate::search::{Found, Row, check_radius, near, nearest_first};
use crate::{BBox, GeometryError, PreparedArea};
use aula_model::LonLat;
use geo_types::MultiPolygon;
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::collections::HashMap;
use std::sync::Arc;

/// Areas by row number, found by point, box, area, radius and nearness.
///
/// A point on an outline belongs to the area ([the rule of the border](PreparedArea)); areas that only touch intersect.
///
/// # Distances
/// Metres from the point to the nearest point of the area, 0 within it: the geodesic on the WGS 84 ellipsoid to an
/// outline that is straight in degrees. Equally near rows come by ascending row number.
///
/// # Complexity
/// Queries O(log n + candidates); a candidate costs the edges of its outline near the point.
///
/// # Examples
/// ```
/// use aula_geometry::AreaIndex;
/// use aula_model::LonLat;
/// let square = |x: f64| geo_types::Rect::new((x, 43.0), (x + 0.25, 43.25)).to_polygon().into();
/// let index = AreaIndex::new([(7, square(76.5)), (8, square(76.75))]);
/// assert_eq!(index.containing(LonLat::new(76.6, 43.05)?), [7]);
/// assert_eq!(index.containing(LonLat::new(76.75, 43.05)?), [7, 8], "on the common border");
/// assert_eq!(index.nearest(LonLat::new(77.2, 43.05)?, 1)[0].id, 8);
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct AreaIndex {
    tree: RTree<Leaf>,
    areas: HashMap<u32, Leaf>,
}

/// An area of the tree; clones share the outline.
#[derive(Debug, Clone)]
struct Leaf {
    id: u32,
    area: Arc<PreparedArea>,
}

impl PartialEq for Leaf {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        let (lower, upper) = self.area.corners();
        AABB::from_corners([lower.x, lower.y], [upper.x, upper.y])
    }
}

impl PointDistance for Leaf {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.envelope().distance_2(point)
    }
}

impl Row for Leaf {
    type Id = u32;
    fn id(&self) -> u32 {
        self.id
    }
}

impl AreaIndex {
    /// Loads all areas at once; of two with one row number the last counts.
    #[must_use]
    pub fn new(areas: impl IntoIterator<Item = (u32, MultiPolygon<f64>)>) -> Self {
        let leaf = |(id, area): (u32, MultiPolygon<f64>)| (id, Leaf { id, area: Arc::new(PreparedArea::new(&area)) });
        let areas: HashMap<u32, Leaf> = areas.into_iter().map(leaf).collect();
        // An area without a ring has no place: it is known and never found.
        let tree = RTree::bulk_load(areas.values().filter(|l| !l.area.is_empty()).cloned().collect());
        Self { tree, areas }
    }

    /// How many areas there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// The prepared outline of a row.
    #[must_use]
    pub fn get(&self, id: u32) -> Option<&PreparedArea> {
        self.areas.get(&id).map(|leaf| &*leaf.area)
    }

    /// Adds an area, in place of one with the same row number.
    pub fn insert(&mut self, id: u32, area: &MultiPolygon<f64>) {
        self.remove(id);
        let leaf = Leaf { id, area: Arc::new(PreparedArea::new(area)) };
        if !leaf.area.is_empty() {
            self.tree.insert(leaf.clone());
        }
        self.areas.insert(id, leaf);
    }

    /// Takes an area away; false where there was none.
    pub fn remove(&mut self, id: u32) -> bool {
        let Some(leaf) = self.areas.remove(&id) else { return false };
        self.tree.remove(&leaf);
        true
    }

    /// Areas that a point lies in, ascending.
    #[must_use]
    pub fn containing(&self, point: LonLat) -> Vec<u32> {
        let here = AABB::from_point([point.lon(), point.lat()]);
        self.select(here, |area| area.contains(point))
    }

    /// Areas that have a point in common with a box, ascending.
    #[must_use]
    pub fn in_box(&self, bbox: &BBox) -> Vec<u32> {
        let prepared = PreparedArea::from_bbox(*bbox);
        let mut ids: Vec<u32> =
            bbox.envelopes().flat_map(|e| self.select(e, |area| area.intersects(&prepared))).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Areas that have a point in common with an area, ascending.
    #[must_use]
    pub fn intersecting(&self, area: &MultiPolygon<f64>) -> Vec<u32> {
        let prepared = PreparedArea::new(area);
        if prepared.is_empty() {
            return Vec::new();
        }
        let (lower, upper) = prepared.corners();
        self.select(AABB::from_corners([lower.x, lower.y], [upper.x, upper.y]), |a| a.intersects(&prepared))
    }

    /// Areas within a radius of a point, the circle included, nearest first; those around it have distance 0.
    ///
    /// # Errors
    /// [`GeometryError::Metres`] for a radius that is negative or not finite.
    pub fn within_radius_m(&self, from: LonLat, radius_m: f64) -> Result<Vec<Found>, GeometryError> {
        check_radius(radius_m)?;
        let beacon = Beacon::new(from);
        let mut found = Vec::new();
        near(&self.tree, &beacon, radius_m, &mut |leaf: &Leaf| {
            let distance_m = distance_to_area_m(&beacon, &leaf.area);
            if distance_m <= radius_m {
                found.push(Found { id: leaf.id, distance_m });
            }
        });
        found.sort_unstable_by(Found::order);
        Ok(found)
    }

    /// The `count` nearest areas, nearest first; those around the point have distance 0.
    #[must_use]
    pub fn nearest(&self, from: LonLat, count: usize) -> Vec<Found> {
        let beacon = Beacon::new(from);
        nearest_first(&self.tree, beacon, |leaf| distance_to_area_m(&beacon, &leaf.area))
            .take(count)
            .map(|(leaf, distance_m)| Found { id: leaf.id, distance_m })
            .collect()
    }

    fn select(&self, envelope: AABB<[f64; 2]>, wanted: impl Fn(&PreparedArea) -> bool) -> Vec<u32> {
        let candidates = self.tree.locate_in_envelope_intersecting(envelope);
        let mut ids: Vec<u32> = candidates.filter(|leaf| wanted(&leaf.area)).map(|leaf| leaf.id).collect();
        ids.sort_unstable();
        ids
    }
}
