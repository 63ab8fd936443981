//! How two geometries lie to each other (DE-9IM, planar).

use geo::{BoundingRect as _, Intersects as _, Relate as _};
use geo_types::Geometry;

/// A spatial function of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpatialOp {
    /// They share a point.
    Intersects,
    /// They share none.
    Disjoint,
    /// They are the same set of points.
    Equals,
    /// They share points of their borders only.
    Touches,
    /// They cross.
    Crosses,
    /// The first lies in the second.
    Within,
    /// The second lies in the first.
    Contains,
    /// They share a part of their own dimension.
    Overlaps,
}

impl SpatialOp {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "s_intersects" => Self::Intersects,
            "s_disjoint" => Self::Disjoint,
            "s_equals" => Self::Equals,
            "s_touches" => Self::Touches,
            "s_crosses" => Self::Crosses,
            "s_within" => Self::Within,
            "s_contains" => Self::Contains,
            "s_overlaps" => Self::Overlaps,
            _ => return None,
        })
    }

    /// Whether geometries that share no point can never fulfil it.
    pub(crate) fn needs_contact(self) -> bool {
        self != Self::Disjoint
    }

    pub(crate) fn holds(self, a: &Geometry<f64>, b: &Geometry<f64>) -> bool {
        let apart = match (a.bounding_rect(), b.bounding_rect()) {
            (Some(a), Some(b)) => !a.intersects(&b),
            _ => true,
        };
        if apart {
            return !self.needs_contact();
        }
        match self {
            Self::Intersects => a.intersects(b),
            Self::Disjoint => !a.intersects(b),
            _ => {
                let matrix = a.relate(b);
                match self {
                    Self::Equals => matrix.is_equal_topo(),
                    Self::Touches => matrix.is_touches(),
                    Self::Crosses => matrix.is_crosses(),
                    Self::Within => matrix.is_within(),
                    Self::Contains => matrix.is_contains(),
                    Self::Overlaps => matrix.is_overlaps(),
                    Self::Intersects | Self::Disjoint => matrix.is_intersects(),
                }
            }
        }
    }
}
