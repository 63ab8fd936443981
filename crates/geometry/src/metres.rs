//! Metres: exact on the ellipsoid, or in a flat plane around an origin.

use crate::GeometryError;
use aula_model::LonLat;
use geo::{Distance, Geodesic};

/// Semi-major axis of WGS 84.
pub(crate) const A_M: f64 = 6_378_137.0;
/// First eccentricity of WGS 84, squared.
const E2: f64 = 0.006_694_379_990_141_316;

/// The length of the shortest way over the WGS 84 ellipsoid, right to nanometres everywhere, poles and antimeridian
/// included. About a microsecond; [`LocalMetres`] serves bulk work.
///
/// # References
/// C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), 43–55.
///
/// # Examples
/// ```
/// use aula_geometry::geodesic_distance_m;
/// use aula_model::LonLat;
/// let degree = geodesic_distance_m(LonLat::new(0.0, 0.0)?, LonLat::new(1.0, 0.0)?);
/// assert!((degree - 111_319.491).abs() < 0.001);
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[must_use]
pub fn geodesic_distance_m(a: LonLat, b: LonLat) -> f64 {
    Geodesic.distance(geo_types::Point::from(a), geo_types::Point::from(b))
}

/// A point of a [`LocalMetres`] plane: metres east and north of its origin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Metres2 {
    /// Metres east.
    pub x_m: f64,
    /// Metres north.
    pub y_m: f64,
}

impl Metres2 {
    /// Straight distance in metres to another point of the same plane.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        (self.x_m - other.x_m).hypot(self.y_m - other.y_m)
    }
}

/// A flat plane of metres around an origin, for bulk work within a city.
///
/// The plane is azimuthal: directions from the origin are those of the tangent plane of the ellipsoid, and distances
/// from the origin are kept to 1e-6 at any distance of a city. Between two points within 30 km of the origin the error
/// is under 1e-5 (0.001 %), within 300 km under 0.1 %. Poles and the antimeridian are points like any other. A point
/// on the far side of the globe stays far: nothing is folded onto the city.
///
/// # Examples
/// ```
/// use aula_geometry::LocalMetres;
/// use aula_model::LonLat;
/// let plane = LocalMetres::new(LonLat::new(76.9458, 43.2383)?);
/// let yard = plane.to_metres(LonLat::new(76.9581, 43.2383)?);
/// assert!((yard.x_m - 999.0).abs() < 1.0 && yard.y_m.abs() < 0.1);
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMetres {
    origin: LonLat,
    at: [f64; 3],
    east: [f64; 3],
    north: [f64; 3],
    up: [f64; 3],
    /// Gauss' mean radius of curvature at the origin: turns chords into arcs.
    radius_m: f64,
}

impl LocalMetres {
    /// The farthest a point of the plane may lie from the origin to be turned back into degrees.
    pub const REACH_M: f64 = 1_000_000.0;

    /// The plane around an origin.
    #[must_use]
    pub fn new(origin: LonLat) -> Self {
        let (sin_lon, cos_lon) = origin.lon().to_radians().sin_cos();
        let (sin_lat, cos_lat) = origin.lat().to_radians().sin_cos();
        Self {
            origin,
            at: geocentric(origin),
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            up: [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
            radius_m: A_M * (1.0 - E2).sqrt() / (1.0 - E2 * sin_lat * sin_lat),
        }
    }

    /// The origin.
    #[must_use]
    pub fn origin(&self) -> LonLat {
        self.origin
    }

    /// A point in metres east and north of the origin.
    #[must_use]
    pub fn to_metres(&self, point: LonLat) -> Metres2 {
        let d = minus(geocentric(point), self.at);
        let (e, n) = (dot(d, self.east), dot(d, self.north));
        let (flat_m, chord_m) = (e.hypot(n), dot(d, d).sqrt());
        let arc_m = 2.0 * self.radius_m * (chord_m / (2.0 * self.radius_m)).min(1.0).asin();
        if flat_m > 0.0 {
            Metres2 { x_m: e / flat_m * arc_m, y_m: n / flat_m * arc_m }
        } else {
            Metres2 { x_m: arc_m, y_m: 0.0 }
        }
    }

    /// The point that lies metres east and north of the origin: the inverse of [`to_metres`](Self::to_metres), exact
    /// to micrometres within a city.
    ///
    /// # Errors
    /// [`GeometryError::TooFar`] beyond [`REACH_M`](Self::REACH_M) and for metres that are not finite.
    pub fn from_metres(&self, point: Metres2) -> Result<LonLat, GeometryError> {
        let arc_m = point.x_m.hypot(point.y_m);
        if !arc_m.is_finite() || arc_m > Self::REACH_M {
            return Err(GeometryError::TooFar { distance_m: arc_m, limit_m: Self::REACH_M });
        }
        if arc_m == 0.0 {
            return Ok(self.origin);
        }
        let (dir_e, dir_n) = (point.x_m / arc_m, point.y_m / arc_m);
        let half = arc_m / (2.0 * self.radius_m);
        let chord_m = 2.0 * self.radius_m * half.sin();
        // The height below the tangent plane depends on how far out in the plane the point is, and only the length of
        // both together is known: a few rounds settle it.
        let mut flat_m = chord_m * half.cos();
        for _ in 0..8 {
            let down_m = self.height_m(dir_e * flat_m, dir_n * flat_m);
            flat_m *= chord_m / flat_m.hypot(down_m);
        }
        let (e, n) = (dir_e * flat_m, dir_n * flat_m);
        let u = self.height_m(e, n);
        let place: [f64; 3] =
            std::array::from_fn(|i| self.at[i] + e * self.east[i] + n * self.north[i] + u * self.up[i]);
        let lat = place[2].atan2((1.0 - E2) * place[0].hypot(place[1])).to_degrees();
        Ok(LonLat::new(place[1].atan2(place[0]).to_degrees(), lat)?)
    }

    /// Distance in metres between two points, in the plane.
    #[must_use]
    pub fn distance_m(&self, a: LonLat, b: LonLat) -> f64 {
        self.to_metres(a).distance_m(self.to_metres(b))
    }

    /// Height of the ellipsoid's surface over a point of the tangent plane (negative), in metres.
    fn height_m(&self, e: f64, n: f64) -> f64 {
        // On the ellipsoid x² + y² + z²/(1−e²) = a²; along `up` that is a quadratic equation for the height.
        let inner = |p: [f64; 3], q: [f64; 3]| p[0] * q[0] + p[1] * q[1] + p[2] * q[2] / (1.0 - E2);
        let flat: [f64; 3] = std::array::from_fn(|i| e * self.east[i] + n * self.north[i]);
        let a = inner(self.up, self.up);
        let half_b = inner(self.at, self.up) + inner(flat, self.up);
        // inner(at, at) = a² falls out of c, so nothing is lost to cancellation
        let c = inner(flat, flat) + 2.0 * inner(self.at, flat);
        -c / (half_b + (half_b * half_b - a * c).max(0.0).sqrt())
    }
}

/// Earth-centred coordinates of a point on the ellipsoid, in metres.
fn geocentric(point: LonLat) -> [f64; 3] {
    let (sin_lon, cos_lon) = point.lon().to_radians().sin_cos();
    let (sin_lat, cos_lat) = point.lat().to_radians().sin_cos();
    let across_m = A_M / (1.0 - E2 * sin_lat * sin_lat).sqrt();
    [across_m * cos_lat * cos_lon, across_m * cos_lat * sin_lon, across_m * (1.0 - E2) * sin_lat]
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| a[i] - b[i])
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Destination;
    use proptest::prelude::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    /// The point at a bearing and distance over the ellipsoid.
    fn away(from: LonLat, bearing: f64, distance_m: f64) -> LonLat {
        let p = Geodesic.destination(from.into(), bearing, distance_m);
        at(p.x(), p.y())
    }

    #[test]
    fn geodesic_distances_are_right_at_the_antimeridian_and_the_pole() {
        let over_the_line = geodesic_distance_m(at(179.5, 0.0), at(-179.5, 0.0));
        assert!((over_the_line - 111_319.491).abs() < 0.001);
        let over_the_pole = geodesic_distance_m(at(10.0, 89.5), at(-170.0, 89.5));
        assert!((over_the_pole - 111_693.86).abs() < 0.1, "{over_the_pole}");
        // the example of Karney's GeodSolve: New York to London
        let far = geodesic_distance_m(at(-73.8, 40.6), at(-0.5, 51.6));
        assert!((far - 5_551_759.400).abs() < 0.001, "{far}");
    }

    #[test]
    fn the_far_side_of_the_globe_is_far_in_the_plane_too() {
        let plane = LocalMetres::new(at(76.9, 43.2));
        for far in [at(0.0, 0.0), at(-103.1, -43.2), at(-103.0, -43.0)] {
            assert!(plane.to_metres(far).distance_m(Metres2::default()) > 6_000_000.0);
        }
        assert!(plane.from_metres(Metres2 { x_m: 2e6, y_m: 0.0 }).is_err());
        assert!(plane.from_metres(Metres2 { x_m: f64::NAN, y_m: 0.0 }).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn within_30_km_the_plane_is_right_to_a_hundred_thousandth(
            lon in -180.0..180.0, lat in -90.0..=90.0,
            bearings in (0.0..360.0, 0.0..360.0), metres in (0.0..30_000.0, 0.0..30_000.0),
        ) {
            let origin = at(lon, lat);
            let (a, b) = (away(origin, bearings.0, metres.0), away(origin, bearings.1, metres.1));
            let (exact, flat) = (geodesic_distance_m(a, b), LocalMetres::new(origin).distance_m(a, b));
            prop_assert!((exact - flat).abs() <= exact * 1e-5 + 1e-6, "{exact} {flat}");
        }

        #[test]
        fn within_300_km_the_plane_is_right_to_a_thousandth(
            lon in -180.0..180.0, lat in -90.0..=90.0,
            bearings in (0.0..360.0, 0.0..360.0), metres in (0.0..300_000.0, 0.0..300_000.0),
        ) {
            let origin = at(lon, lat);
            let (a, b) = (away(origin, bearings.0, metres.0), away(origin, bearings.1, metres.1));
            let (exact, flat) = (geodesic_distance_m(a, b), LocalMetres::new(origin).distance_m(a, b));
            prop_assert!((exact - flat).abs() <= exact * 1e-3, "{exact} {flat}");
        }

        #[test]
        fn metres_turn_back_into_the_same_degrees(
            lon in -180.0..180.0, lat in -90.0..=90.0, x_m in -60_000.0..60_000.0, y_m in -60_000.0..60_000.0,
        ) {
            let plane = LocalMetres::new(at(lon, lat));
            let there = Metres2 { x_m, y_m };
            let back = plane.to_metres(plane.from_metres(there).unwrap());
            prop_assert!(back.distance_m(there) < 1e-6, "{back:?} {there:?}");
        }
    }
}
