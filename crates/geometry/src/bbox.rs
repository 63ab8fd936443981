//! Boxes of degrees.

use crate::GeometryError;
use aula_model::LonLat;
use rstar::AABB;

/// A box between two meridians and two parallels, edges included. `west > east` means over the antimeridian.
///
/// The meridians 180 and −180 are one.
///
/// # Examples
/// ```
/// use aula_geometry::BBox;
/// use aula_model::LonLat;
/// let bering: BBox = "170,50,-160,70".parse()?;
/// assert!(bering.contains(LonLat::new(-170.0, 60.0)?) && !bering.contains(LonLat::new(0.0, 60.0)?));
/// assert!("70,45,80,40".parse::<BBox>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BBox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl BBox {
    /// A box out of its edges in degrees.
    ///
    /// # Errors
    /// [`GeometryError::BBox`] for edges out of range or a southern edge north of the northern one.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, GeometryError> {
        let fault = |reason| Err(GeometryError::BBox { west, south, east, north, reason });
        let within = |value: f64, limit: f64| value.is_finite() && value.abs() <= limit;
        if !within(west, 180.0) || !within(east, 180.0) {
            return fault("longitudes go from -180 to 180; write west,south,east,north in degrees");
        }
        if !within(south, 90.0) || !within(north, 90.0) {
            return fault("latitudes go from -90 to 90; write west,south,east,north in degrees");
        }
        if south > north {
            return fault("south is north of north; write west,south,east,north");
        }
        Ok(Self { west, south, east, north })
    }

    /// Western edge in degrees.
    #[must_use]
    pub fn west(self) -> f64 {
        self.west
    }

    /// Southern edge in degrees.
    #[must_use]
    pub fn south(self) -> f64 {
        self.south
    }

    /// Eastern edge in degrees.
    #[must_use]
    pub fn east(self) -> f64 {
        self.east
    }

    /// Northern edge in degrees.
    #[must_use]
    pub fn north(self) -> f64 {
        self.north
    }

    /// Whether the box goes over the antimeridian.
    #[must_use]
    pub fn wraps(self) -> bool {
        self.west > self.east
    }

    /// Whether a point is in the box or on its edge.
    #[must_use]
    pub fn contains(self, point: LonLat) -> bool {
        (self.south..=self.north).contains(&point.lat())
            && self.spans().any(|(w, e)| w <= point.lon() && point.lon() <= e)
    }

    /// The point in the middle; none for a box over the antimeridian.
    #[must_use]
    pub fn centre(self) -> Option<LonLat> {
        let middle = (f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north));
        if self.wraps() { None } else { LonLat::new(middle.0, middle.1).ok() }
    }

    /// The box with a share of its width and height added on every side, within the globe; one over the antimeridian as it
    /// stands.
    #[must_use]
    pub fn grown(self, share: f64) -> Self {
        if self.wraps() {
            return self;
        }
        let (dx, dy) = ((self.east - self.west) * share, (self.north - self.south) * share);
        Self {
            west: (self.west - dx).max(-180.0),
            south: (self.south - dy).max(-90.0),
            east: (self.east + dx).min(180.0),
            north: (self.north + dy).min(90.0),
        }
    }

    /// The box as one or two that do not go over the antimeridian, and the twin of an edge that lies on it.
    pub(crate) fn spans(self) -> impl Iterator<Item = (f64, f64)> {
        let Self { west, east, .. } = self;
        let pieces = if west > east {
            [Some((west, 180.0)), Some((-180.0, east)), None]
        } else {
            let eastern_twin = (west == -180.0 && east < 180.0).then_some((180.0, 180.0));
            let western_twin = (east == 180.0 && west > -180.0).then_some((-180.0, -180.0));
            [Some((west, east)), eastern_twin, western_twin]
        };
        pieces.into_iter().flatten()
    }

    /// The envelopes of [`spans`](Self::spans) as the trees ask for them.
    pub(crate) fn envelopes(self) -> impl Iterator<Item = AABB<[f64; 2]>> {
        self.spans().map(move |(w, e)| AABB::from_corners([w, self.south], [e, self.north]))
    }
}

impl std::fmt::Display for BBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{},{},{}", self.west, self.south, self.east, self.north)
    }
}

impl std::str::FromStr for BBox {
    type Err = GeometryError;

    /// Reads `west,south,east,north`.
    fn from_str(s: &str) -> Result<Self, GeometryError> {
        let edges: Option<Vec<f64>> = s.split(',').map(|part| part.trim().parse().ok()).collect();
        match edges.as_deref() {
            Some(&[west, south, east, north]) => Self::new(west, south, east, north),
            _ => Err(GeometryError::BBoxText { value: s.chars().take(80).collect() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_out_of_range_or_upside_down_are_refused() {
        for bad in [[0.0, 10.0, 1.0, 5.0], [181.0, 0.0, 0.0, 1.0], [0.0, -91.0, 1.0, 0.0], [f64::NAN, 0.0, 1.0, 1.0]] {
            assert!(BBox::new(bad[0], bad[1], bad[2], bad[3]).is_err(), "{bad:?}");
        }
        for bad in ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1;2;3;4", "1,2,3,inf"] {
            assert!(bad.parse::<BBox>().is_err(), "{bad}");
        }
    }

    #[test]
    fn both_names_of_the_antimeridian_are_one_meridian() {
        let east: BBox = "170,-10,180,10".parse().unwrap();
        let west: BBox = "-180,-10,-170,10".parse().unwrap();
        for lon in [180.0, -180.0] {
            let point = LonLat::new(lon, 0.0).unwrap();
            assert!(east.contains(point) && west.contains(point), "{lon}");
        }
        assert!(!east.contains(LonLat::new(-179.0, 0.0).unwrap()));
        assert!("-180,-90,180,90".parse::<BBox>().unwrap().contains(LonLat::new(3.0, 90.0).unwrap()));
    }
}
