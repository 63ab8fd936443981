//! The boxes outside of which a filter can never be true: what a spatial index is asked.

use crate::compile::{Filter, Node};
use crate::value::ColumnType;
use geo::BoundingRect as _;
use geo_types::Rect;

/// More boxes than this are no help.
const MOST: usize = 64;

impl Filter {
    /// Boxes of degrees (a geometry that meets none of them is never selected); none where the filter says nothing
    /// about space. No box at all means that nothing is selected.
    #[must_use]
    pub fn boxes(&self) -> Option<Vec<Rect<f64>>> {
        boxes(&self.root)
    }
}

fn boxes(node: &Node) -> Option<Vec<Rect<f64>>> {
    match node {
        // A geometry may meet both boxes and not what they share: so the smaller of the two stands for both.
        Node::And(all) => all.iter().filter_map(boxes).min_by(|a, b| size(a).total_cmp(&size(b))),
        Node::Or(all) => {
            let each: Option<Vec<_>> = all.iter().map(boxes).collect();
            each.map(|each| each.concat()).filter(|all| all.len() <= MOST)
        }
        Node::Spatial(op, a, b) if op.needs_contact() => match (&**a, &**b) {
            (Node::Column(_, ColumnType::Geometry), Node::Geometry(g))
            | (Node::Geometry(g), Node::Column(_, ColumnType::Geometry)) => {
                // The parts of a box over the antimeridian are far apart: one box around them would be the world.
                if let geo_types::Geometry::MultiPolygon(parts) = &**g
                    && parts.0.len() <= 2
                {
                    return Some(parts.iter().filter_map(geo::BoundingRect::bounding_rect).collect());
                }
                Some(g.bounding_rect().into_iter().collect())
            }
            _ => None,
        },
        _ => None,
    }
}

fn size(boxes: &[Rect<f64>]) -> f64 {
    boxes.iter().map(|r| r.width() * r.height()).sum()
}
