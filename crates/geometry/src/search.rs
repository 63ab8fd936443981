//! The one search by distance that all trees share.

use crate::GeometryError;
use crate::bound::Beacon;
use rstar::{AABB, RTree, RTreeNode, RTreeObject};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// What a tree holds: a row and where it is.
pub(crate) trait Row: RTreeObject<Envelope = AABB<[f64; 2]>> {
    /// The row's identity; of two at the same distance the smaller one comes first.
    type Id: Ord + Copy;
    fn id(&self) -> Self::Id;
}

/// A row found by distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The row.
    pub id: u32,
    /// Its distance in metres.
    pub distance_m: f64,
}

impl Found {
    /// The order of all answers: nearest first, of equally near ones the smaller row.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.distance_m.total_cmp(&other.distance_m).then(self.id.cmp(&other.id))
    }
}

/// Refuses a radius that is none.
pub(crate) fn check_radius(radius_m: f64) -> Result<(), GeometryError> {
    if radius_m.is_finite() && radius_m >= 0.0 {
        return Ok(());
    }
    Err(GeometryError::Metres { what: "radius", value: radius_m })
}

/// The rows of a tree whose envelope may have a point within a distance.
pub(crate) fn near<'t, T: Row>(tree: &'t RTree<T>, beacon: &Beacon, radius_m: f64, visit: &mut impl FnMut(&'t T)) {
    let mut open = vec![tree.root()];
    while let Some(node) = open.pop() {
        for child in node.children() {
            match child {
                RTreeNode::Leaf(row) if beacon.at_least_m(&row.envelope()) <= radius_m => visit(row),
                RTreeNode::Parent(inner) if beacon.at_least_m(&inner.envelope()) <= radius_m => open.push(inner),
                _ => {}
            }
        }
    }
}

/// The rows of a tree, nearest first, ties by identity.
///
/// Best-first search (Hjaltason & Samet 1999): an envelope is opened, and a row measured, only when nothing else can
/// be nearer; so the order is that of the exact distances although the bounds are loose.
pub(crate) fn nearest_first<'t, T: Row>(
    tree: &'t RTree<T>,
    beacon: Beacon,
    exact_m: impl Fn(&T) -> f64,
) -> impl Iterator<Item = (&'t T, f64)> {
    let mut heap = BinaryHeap::new();
    let open = move |heap: &mut BinaryHeap<Reverse<Candidate<'t, T>>>, children: &'t [RTreeNode<T>]| {
        for child in children {
            let bound_m = match child {
                RTreeNode::Leaf(row) => beacon.at_least_m(&row.envelope()),
                RTreeNode::Parent(inner) => beacon.at_least_m(&inner.envelope()),
            };
            heap.push(Reverse(Candidate { distance_m: bound_m, what: What::Bound(child) }));
        }
    };
    open(&mut heap, tree.root().children());
    std::iter::from_fn(move || {
        loop {
            let Reverse(candidate) = heap.pop()?;
            match candidate.what {
                What::Measured(row) => return Some((row, candidate.distance_m)),
                What::Bound(RTreeNode::Leaf(row)) => {
                    heap.push(Reverse(Candidate { distance_m: exact_m(row), what: What::Measured(row) }));
                }
                What::Bound(RTreeNode::Parent(inner)) => open(&mut heap, inner.children()),
            }
        }
    })
}

struct Candidate<'t, T: Row> {
    distance_m: f64,
    what: What<'t, T>,
}

enum What<'t, T: Row> {
    /// Not nearer than the distance.
    Bound(&'t RTreeNode<T>),
    /// Exactly at the distance.
    Measured(&'t T),
}

impl<T: Row> Candidate<'_, T> {
    /// Bounds come before rows at the same distance: behind them may be a row with a smaller identity.
    fn rank(&self) -> Option<T::Id> {
        match self.what {
            What::Bound(_) => None,
            What::Measured(row) => Some(row.id()),
        }
    }
}

impl<T: Row> Ord for Candidate<'_, T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance_m.total_cmp(&other.distance_m).then_with(|| self.rank().cmp(&other.rank()))
    }
}

impl<T: Row> PartialOrd for Candidate<'_, T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Row> PartialEq for Candidate<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T: Row> Eq for Candidate<'_, T> {}
