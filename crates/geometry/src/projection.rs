//! Plane coordinates of national and UTM systems to degrees and back.

use crate::GeometryError;
use aula_model::LonLat;
use geo_types::Coord;
use proj4rs::Proj;
use std::sync::Arc;

/// A coordinate system by its EPSG code, between whose coordinates and degrees on WGS 84 it converts.
///
/// Coordinates are taken and given in the order easting, northing (longitude, latitude for a system in degrees),
/// whatever axis order the register names: that is how files have them.
///
/// # Examples
/// ```
/// use aula_geometry::Projection;
/// use geo_types::Coord;
/// let utm = Projection::from_epsg(32643)?;
/// let place = utm.to_degrees(Coord { x: 657_912.07, y: 4_789_525.64 })?;
/// assert!((place.lon() - 76.945).abs() < 1e-6 && (place.lat() - 43.242).abs() < 1e-6);
/// assert!(Projection::from_epsg(1).is_err());
/// # Ok::<(), aula_geometry::GeometryError>(())
/// ```
///
/// # References
/// proj4rs, a port of PROJ.4's projections; the register's parameters from crs-definitions. UTM, web Mercator and the US
/// state planes agree with PROJ to 1e-7 degrees; Pulkovo 1942 is 0.7 m off, as its datum shift is the short one.
#[derive(Debug, Clone)]
pub struct Projection(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    epsg: u16,
    plane: Proj,
    degrees: Proj,
}

/// Longitude and latitude on WGS 84.
const DEGREES: u16 = 4326;

impl Projection {
    /// The system with a code of the EPSG register.
    ///
    /// # Errors
    /// [`GeometryError::UnknownCrs`] for a code that is not known, or whose projection is not.
    pub fn from_epsg(code: u32) -> Result<Self, GeometryError> {
        let system = |code: u16| Proj::from_epsg_code(code).map_err(|_| GeometryError::UnknownCrs(code.into()));
        let epsg = u16::try_from(code).map_err(|_| GeometryError::UnknownCrs(code))?;
        Ok(Self(Arc::new(Parts { epsg, plane: system(epsg)?, degrees: system(DEGREES)? })))
    }

    /// The system that a file names: `EPSG:32643`, `urn:ogc:def:crs:EPSG::32643`,
    /// `http://www.opengis.net/def/crs/EPSG/0/32643`, a bare `32643`, or `CRS84`.
    ///
    /// # Errors
    /// [`GeometryError::CrsName`] for a name of another form, [`GeometryError::UnknownCrs`] for a code that is not known.
    pub fn from_name(name: &str) -> Result<Self, GeometryError> {
        let last = name.trim().rsplit([':', '/']).next().unwrap_or_default();
        if last.eq_ignore_ascii_case("CRS84") || last.eq_ignore_ascii_case("WGS84") {
            return Self::from_epsg(DEGREES.into());
        }
        let code = last.parse().map_err(|_| GeometryError::CrsName(name.chars().take(80).collect()))?;
        // Esri's own number for web Mercator, and the retired ones before it.
        Self::from_epsg(if matches!(code, 102_100 | 102_113 | 900_913) { 3857 } else { code })
    }

    /// The zone of the Universal Transverse Mercator that a place lies in.
    ///
    /// # Errors
    /// [`GeometryError::UnknownCrs`], which no place on WGS 84 has.
    pub fn utm_of(place: LonLat) -> Result<Self, GeometryError> {
        let zone = (((place.lon() + 180.0) / 6.0).floor() as u32 % 60) + 1;
        Self::from_epsg(if place.lat() < 0.0 { 32_700 } else { 32_600 } + zone)
    }

    /// The code in the EPSG register.
    #[must_use]
    pub fn epsg(&self) -> u32 {
        self.0.epsg.into()
    }

    /// Whether the coordinates are degrees.
    #[must_use]
    pub fn is_degrees(&self) -> bool {
        self.0.plane.is_latlong()
    }

    /// The place at plane coordinates, in the system's own unit (metres, or feet where it has those).
    ///
    /// # Errors
    /// [`GeometryError::NotInCrs`] for coordinates that are no place in this system.
    pub fn to_degrees(&self, plane: Coord<f64>) -> Result<LonLat, GeometryError> {
        let outside = || GeometryError::NotInCrs { epsg: self.epsg(), x: plane.x, y: plane.y };
        if !(plane.x.is_finite() && plane.y.is_finite()) {
            return Err(outside());
        }
        let start =
            if self.is_degrees() { (plane.x.to_radians(), plane.y.to_radians(), 0.0) } else { (plane.x, plane.y, 0.0) };
        let mut point = start;
        proj4rs::transform::transform(&self.0.plane, &self.0.degrees, &mut point).map_err(|_| outside())?;
        LonLat::new(point.0.to_degrees(), point.1.to_degrees()).map_err(|_| outside())
    }

    /// The plane coordinates of a place, in the system's own unit.
    ///
    /// # Errors
    /// [`GeometryError::NotInCrs`] for a place that the system cannot show.
    pub fn from_degrees(&self, place: LonLat) -> Result<Coord<f64>, GeometryError> {
        let outside = || GeometryError::NotInCrs { epsg: self.epsg(), x: place.lon(), y: place.lat() };
        let mut point = (place.lon().to_radians(), place.lat().to_radians(), 0.0);
        proj4rs::transform::transform(&self.0.degrees, &self.0.plane, &mut point).map_err(|_| outside())?;
        let (x, y) = if self.is_degrees() { (point.0.to_degrees(), point.1.to_degrees()) } else { (point.0, point.1) };
        if x.is_finite() && y.is_finite() { Ok(Coord { x, y }) } else { Err(outside()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of PROJ 9 (`cs2cs EPSG:4326 EPSG:n`).
    #[test]
    fn the_systems_that_cities_use_agree_with_proj() {
        let almaty = LonLat::new(76.945, 43.242).unwrap();
        let chicago = LonLat::new(-87.65, 41.85).unwrap();
        for (epsg, place, x, y) in [
            (32643, almaty, 657_912.067_6, 4_789_525.639_5),
            (32642, almaty, 1_145_161.515_1, 4_818_435.722_4),
            (3857, almaty, 8_565_478.219_1, 5_348_879.555_7),
            (3435, chicago, 1_170_424.771_5, 1_888_670.844_6),
        ] {
            let system = Projection::from_epsg(epsg).unwrap();
            let plane = system.from_degrees(place).unwrap();
            assert!((plane.x - x).abs() < 0.01 && (plane.y - y).abs() < 0.01, "{epsg}: {plane:?}");
            let back = system.to_degrees(plane).unwrap();
            assert!((back.lon() - place.lon()).abs() < 1e-7 && (back.lat() - place.lat()).abs() < 1e-7, "{epsg}");
        }
        assert_eq!(Projection::utm_of(almaty).unwrap().epsg(), 32643);
    }

    #[test]
    fn names_of_every_form_are_understood_and_others_refused() {
        for name in
            ["EPSG:32643", "urn:ogc:def:crs:EPSG::32643", "http://www.opengis.net/def/crs/EPSG/0/32643", "32643"]
        {
            assert_eq!(Projection::from_name(name).unwrap().epsg(), 32643, "{name}");
        }
        assert!(Projection::from_name("urn:ogc:def:crs:OGC:1.3:CRS84").unwrap().is_degrees());
        assert_eq!(Projection::from_name("102100").unwrap().epsg(), 3857);
        for name in ["EPSG:1", "utm 43", ""] {
            assert!(Projection::from_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn coordinates_that_are_no_place_are_an_error() {
        let utm = Projection::from_epsg(32643).unwrap();
        for (x, y) in [(f64::NAN, 0.0), (f64::INFINITY, 1.0), (1e300, 1e300)] {
            assert!(utm.to_degrees(Coord { x, y }).is_err(), "{x} {y}");
        }
    }
}
