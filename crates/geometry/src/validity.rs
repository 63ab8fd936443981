//! Whether an outline is valid, in time that grows little faster than its length.

use crate::edge::{Edge, side};
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::kernels::Orientation;
use geo::{BoundingRect, Intersects, PreparedGeometry, Relate};
use geo_types::{LineString, MultiPolygon, Polygon};
use rstar::{AABB, RTree, RTreeObject};

/// What is wrong with an outline of closed rings, or none where it is valid (OGC Simple Features): rings do not touch
/// themselves, holes lie in their outer ring, rings and polygons meet in single points at most.
pub(crate) fn fault(outline: &MultiPolygon<f64>) -> Option<String> {
    let mut polygons = outline.iter().enumerate();
    polygons
        .find_map(|(i, p)| Some(format!("polygon {}: {}", i + 1, polygon_fault(p)?)))
        .or_else(|| overlap(&outline.0).map(|(i, j)| format!("polygons {} and {} overlap", i + 1, j + 1)))
}

fn polygon_fault(polygon: &Polygon<f64>) -> Option<String> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    if let Some(i) = rings.map(touches_itself).position(|bad| bad) {
        return Some(format!("ring {} crosses or touches itself", i + 1));
    }
    if polygon.interiors().is_empty() {
        return None;
    }
    let shell = Polygon::new(polygon.exterior().clone(), vec![]);
    let holes: Vec<Polygon<f64>> = polygon.interiors().iter().map(|r| Polygon::new(r.clone(), vec![])).collect();
    let prepared = PreparedGeometry::from(&shell);
    let outside = |hole: &Polygon<f64>| {
        let relation = prepared.relate(hole);
        !relation.is_contains()
            || relation.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == Dimensions::OneDimensional
    };
    if let Some(i) = holes.iter().position(outside) {
        return Some(format!("hole {} is not within the outer ring", i + 1));
    }
    overlap(&holes).map(|(i, j)| format!("holes {} and {} overlap", i + 1, j + 1))
}

/// The first two polygons that have more than points in common.
fn overlap(polygons: &[Polygon<f64>]) -> Option<(usize, usize)> {
    let boxes: Vec<_> = polygons.iter().map(BoundingRect::bounding_rect).collect();
    let pairs = (0..polygons.len()).flat_map(|i| (i + 1..polygons.len()).map(move |j| (i, j)));
    pairs.filter(|&(i, j)| matches!((boxes[i], boxes[j]), (Some(a), Some(b)) if a.intersects(&b))).find(|&(i, j)| {
        let relation = polygons[i].relate(&polygons[j]);
        relation.get(CoordPos::Inside, CoordPos::Inside) != Dimensions::Empty
            || relation.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == Dimensions::OneDimensional
    })
}

/// An edge of a ring and its position in it.
struct Numbered {
    edge: Edge,
    position: usize,
}

impl RTreeObject for Numbered {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.edge.a.x, self.edge.a.y], [self.edge.b.x, self.edge.b.y])
    }
}

/// Whether two edges of a closed ring meet elsewhere than at the corner of neighbours.
fn touches_itself(ring: &LineString<f64>) -> bool {
    let edges = ring.lines().map(|l| Edge { a: l.start, b: l.end }).enumerate();
    let tree = RTree::bulk_load(edges.map(|(position, edge)| Numbered { edge, position }).collect());
    let count = tree.size();
    tree.intersection_candidates_with_other_tree(&tree).any(|(one, two)| {
        let (i, j) = (one.position, two.position);
        if i >= j {
            return false;
        }
        if j == i + 1 {
            return folds_back(&one.edge, &two.edge);
        }
        if i == 0 && j + 1 == count {
            return folds_back(&two.edge, &one.edge);
        }
        one.edge.meets(&two.edge)
    })
}

/// Whether an edge runs back over the one before it.
fn folds_back(first: &Edge, second: &Edge) -> bool {
    let (u, v) = (first.b - first.a, second.b - second.a);
    side(first, second.b) == Orientation::Collinear && u.x * v.x + u.y * v.y < 0.0
}
