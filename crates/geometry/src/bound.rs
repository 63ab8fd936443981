//! Bounds of distances over the ellipsoid, cheap enough for every node of a tree.
//!
//! Geodetic latitude and longitude are the direction of the surface's normal (the Gauss map). That map stretches
//! lengths by the principal curvatures of the ellipsoid and by nothing more, so the angle between two normals, times
//! the smallest and the largest radius of curvature, bounds the geodesic between their points from below and above.
//! The two bounds are 1 % apart, hold everywhere, and need only spherical trigonometry.

use crate::metres::A_M;
use aula_model::LonLat;
use rstar::AABB;

/// Semi-minor axis of WGS 84.
const B_M: f64 = 6_356_752.314_245;
/// Smallest radius of curvature: along the meridian at the equator.
const RHO_MIN_M: f64 = B_M * B_M / A_M;
/// Largest radius of curvature: at the poles.
const RHO_MAX_M: f64 = A_M * A_M / B_M;
/// What rounding may add to an angle, in radians (6 nm on the ground), and its share.
const ROUNDING: f64 = 1e-15;

/// A place from which distances are bounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beacon {
    pub(crate) at: LonLat,
    lat: f64,
    cos_lat: f64,
}

impl Beacon {
    pub(crate) fn new(at: LonLat) -> Self {
        let lat = at.lat().to_radians();
        Self { at, lat, cos_lat: lat.cos().max(0.0) }
    }

    /// At most the geodesic distance in metres to any point of a box of degrees.
    pub(crate) fn at_least_m(&self, envelope: &AABB<[f64; 2]>) -> f64 {
        let ([west, south], [east, north]) = (envelope.lower(), envelope.upper());
        lower_m(self.angle_to_box(west, south, east, north))
    }

    /// Bounds in metres of the geodesic distance to a point, lower and upper.
    pub(crate) fn bounds_m(&self, lon: f64, lat: f64) -> (f64, f64) {
        let angle = self.angle(lon, lat.to_radians());
        (lower_m(angle), (angle * (1.0 + 1e-12) + ROUNDING) * RHO_MAX_M)
    }

    /// At least the geodesic distance in metres to every point of a box of degrees, or infinity for a large box.
    pub(crate) fn at_most_m(&self, envelope: &AABB<[f64; 2]>) -> f64 {
        let ([west, south], [east, north]) = (envelope.lower(), envelope.upper());
        // Within a small box the farthest point is a corner or, on a bulging parallel, close to one: the half diagonal
        // around the middle is a safe and simple answer.
        let (mid_lon, mid_lat) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let (half_width, half_height) = ((east - west).to_radians() / 2.0, (north - south).to_radians() / 2.0);
        if half_width > 0.5 || half_height > 0.5 {
            return f64::INFINITY;
        }
        let widest = south.to_radians().cos().max(north.to_radians().cos()).max(mid_lat.to_radians().cos());
        let widest = if south <= 0.0 && north >= 0.0 { 1.0 } else { widest };
        let angle = self.angle(mid_lon, mid_lat.to_radians()) + half_width * widest + half_height;
        (angle * (1.0 + 1e-12) + ROUNDING) * RHO_MAX_M
    }

    /// Angle to a point, by haversines: exact for the small ones.
    fn angle(&self, lon: f64, lat: f64) -> f64 {
        let d_lon = (lon - self.at.lon()).to_radians();
        let (s_lat, s_lon) = (((lat - self.lat) / 2.0).sin(), (d_lon / 2.0).sin());
        2.0 * (s_lat * s_lat + self.cos_lat * lat.cos().max(0.0) * s_lon * s_lon).sqrt().min(1.0).asin()
    }

    /// Smallest angle to a box of degrees.
    fn angle_to_box(&self, west: f64, south: f64, east: f64, north: f64) -> f64 {
        let (lon, lat) = (self.at.lon(), self.at.lat());
        let beside = [lon - 360.0, lon, lon + 360.0].iter().all(|&l| l < west || l > east);
        if !beside {
            return (south - lat).max(lat - north).max(0.0).to_radians();
        }
        // Beside the box its nearest point is on one of its two meridians: going along a parallel away from a meridian
        // only leads away.
        self.angle_to_meridian(west, south, north).min(self.angle_to_meridian(east, south, north))
    }

    /// Smallest angle to the piece of a meridian between two parallels.
    fn angle_to_meridian(&self, lon: f64, south: f64, north: f64) -> f64 {
        let (south, north) = (south.to_radians(), north.to_radians());
        let d_lon = (lon - self.at.lon()).to_radians();
        let ends = self.angle(lon, south).min(self.angle(lon, north));
        let foot = self.lat.sin().atan2(self.cos_lat * d_lon.cos());
        if (south..=north).contains(&foot) {
            ends.min((self.cos_lat * d_lon.sin().abs()).min(1.0).asin())
        } else {
            ends
        }
    }
}

/// The lower bound in metres of an angle.
fn lower_m(angle: f64) -> f64 {
    ((angle * (1.0 - 1e-12) - ROUNDING) * RHO_MIN_M).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesic_distance_m;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_geodesic_lies_between_the_bounds(
            a in (-180.0..=180.0, -90.0..=90.0), corner in (-180.0..=180.0, -90.0..=90.0),
            size in prop_oneof![0.0..1e-3, 0.0..0.2, 0.0..120.0], share in (0.0..=1.0, 0.0..=1.0),
        ) {
            let beacon = Beacon::new(LonLat::new(a.0, a.1).unwrap());
            let (east, north) = (f64::min(corner.0 + size, 180.0), f64::min(corner.1 + size, 90.0));
            let envelope = AABB::from_corners([corner.0, corner.1], [east, north]);
            let (lon, lat): (f64, f64) =
                (corner.0 + share.0 * (east - corner.0), corner.1 + share.1 * (north - corner.1));
            let exact = geodesic_distance_m(beacon.at, LonLat::new(lon.min(180.0), lat.min(90.0)).unwrap());
            let (lower, upper) = beacon.bounds_m(lon, lat);
            prop_assert!(lower <= exact + 1e-6 && exact <= upper + 1e-6, "{lower} {exact} {upper}");
            prop_assert!(beacon.at_least_m(&envelope) <= exact + 1e-6);
            prop_assert!(beacon.at_most_m(&envelope) >= exact - 1e-6);
        }
    }

    #[test]
    fn the_lower_bound_of_a_box_is_reached() {
        // Hamlets of degrees seen over the pole and over the antimeridian
        for (at, corners, exact_m) in [
            ((0.0, 89.0), ([170.0, 88.0], [190.0 - 10.0, 89.5]), 167_000.0),
            ((-179.0, 0.0), ([170.0, -1.0], [179.0, 1.0]), 222_639.0),
        ] {
            let bound =
                Beacon::new(LonLat::new(at.0, at.1).unwrap()).at_least_m(&AABB::from_corners(corners.0, corners.1));
            assert!(bound > exact_m * 0.98 && bound < exact_m * 1.01, "{bound} {exact_m}");
        }
    }
}
