//! How large an outline is.

use geo::GeodesicArea as _;
use geo_types::MultiPolygon;

/// The ground inside an outline in square metres, on the ellipsoid.
///
/// # Arguments
/// `outline`: rings in degrees, in either direction.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// let cell = polygon![(x: 76.9, y: 43.2), (x: 76.91, y: 43.2), (x: 76.91, y: 43.21), (x: 76.9, y: 43.21)];
/// let area_m2 = aula_geometry::area_m2(&MultiPolygon::new(vec![cell]));
/// assert!((area_m2 - 902_000.0).abs() < 2_000.0, "{area_m2}");
/// ```
///
/// # References
/// Karney (2013), Algorithms for geodesics, Journal of Geodesy 87, 43.
#[must_use]
pub fn area_m2(outline: &MultiPolygon<f64>) -> f64 {
    outline.geodesic_area_unsigned()
}
