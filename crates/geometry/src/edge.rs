//! Edges of outlines, and the exact arithmetic that decides about them.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo_types::{Coord, LineString, Polygon};

/// An edge from a to b; the area lies to its left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) a: Coord<f64>,
    pub(crate) b: Coord<f64>,
}

impl Edge {
    pub(crate) fn y_range(&self) -> (f64, f64) {
        (self.a.y.min(self.b.y), self.a.y.max(self.b.y))
    }

    pub(crate) fn x_range(&self) -> (f64, f64) {
        (self.a.x.min(self.b.x), self.a.x.max(self.b.x))
    }

    /// Whether two edges have a point in common.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let apart = |(p, q): (f64, f64), (r, s): (f64, f64)| q < r || s < p;
        if apart(self.x_range(), other.x_range()) || apart(self.y_range(), other.y_range()) {
            return false;
        }
        let sides = |e: &Self, f: &Self| (side(e, f.a), side(e, f.b));
        let both_on_one_side = |(p, q): (Orientation, Orientation)| p == q && p != Orientation::Collinear;
        !both_on_one_side(sides(self, other)) && !both_on_one_side(sides(other, self))
    }
}

/// On which side of an edge a point lies, in exact arithmetic.
pub(crate) fn side(edge: &Edge, p: Coord<f64>) -> Orientation {
    RobustKernel::orient2d(edge.a, edge.b, p)
}

/// The edges of a polygon, turned so that the polygon lies to their left.
pub(crate) fn polygon_edges(polygon: &Polygon<f64>) -> impl Iterator<Item = Edge> {
    let holes = polygon.interiors().iter().flat_map(|ring| ring_edges(ring, false));
    ring_edges(polygon.exterior(), true).chain(holes)
}

fn ring_edges(ring: &LineString<f64>, anticlockwise: bool) -> impl Iterator<Item = Edge> {
    // A ring that was never closed is closed here; a ring that is one point is an edge of no length, which contains it.
    let points = &ring.0;
    let turn = (ring_area(points) > 0.0) != anticlockwise;
    let one_point = points.iter().all(|p| *p == points[0]);
    let count = if one_point { points.len().min(1) } else { points.len() };
    (0..count).filter_map(move |i| {
        let (a, b) = (points[i], points[(i + 1) % points.len()]);
        (a != b || one_point).then_some(if turn { Edge { a: b, b: a } } else { Edge { a, b } })
    })
}

/// Twice the signed area of a ring in square degrees, reckoned from its first point so that small rings keep their
/// digits.
fn ring_area(points: &[Coord<f64>]) -> f64 {
    let Some(&o) = points.first() else { return 0.0 };
    points.windows(2).map(|w| (w[0].x - o.x) * (w[1].y - o.y) - (w[1].x - o.x) * (w[0].y - o.y)).sum()
}
