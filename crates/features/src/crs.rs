//! Coordinate reference systems: CRS84, Web Mercator and the city's own.

use geo::{BoundingRect as _, MapCoords as _};
use geo_types::{Coord, Geometry, LineString, Polygon, Rect};
use proj4rs::Proj;
use proj4rs::transform::transform;
use std::sync::Arc;

/// Points on each edge of a box that is put into another system.
const STEPS: u32 = 32;
/// The latitude at which Web Mercator ends.
const MERCATOR_LAT: f64 = 85.051_128_779_806_59;

/// A system that is not served, or a place that it does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrsError {
    /// There is no such system here.
    #[error("the coordinate reference system `{0}` is not served")]
    Unknown(String),
    /// A place that the system cannot show.
    #[error("a coordinate lies outside of what the coordinate reference system can show")]
    Outside,
}

/// A system that coordinates are written in.
#[derive(Debug, Clone)]
pub struct Crs {
    epsg: Option<u32>,
    system: System,
}

#[derive(Debug, Clone)]
enum System {
    /// Longitude and latitude.
    LonLat,
    /// Latitude and longitude.
    LatLon,
    Mercator,
    Projected(Arc<(Proj, Proj)>),
}

const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const EPSG: &str = "http://www.opengis.net/def/crs/EPSG/0/";
/// Half the circumference of the sphere of Web Mercator, in metres.
const MERCATOR_HALF_M: f64 = 20_037_508.342_789_244;

impl Crs {
    /// Longitude and latitude on WGS 84.
    #[must_use]
    pub fn crs84() -> Self {
        Self { epsg: None, system: System::LonLat }
    }

    /// A system by its EPSG code.
    ///
    /// # Errors
    /// [`CrsError::Unknown`] for a code that the table does not have or a projection that is not known.
    pub fn epsg(code: u32) -> Result<Self, CrsError> {
        let unknown = || CrsError::Unknown(format!("EPSG:{code}"));
        let system = match code {
            4326 => System::LatLon,
            3857 => System::Mercator,
            _ => {
                let definition = u16::try_from(code).ok().and_then(crs_definitions::from_code).ok_or_else(unknown)?;
                let to = Proj::from_proj_string(definition.proj4).map_err(|_| unknown())?;
                let from = Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").map_err(|_| unknown())?;
                if to.is_latlong() {
                    return Err(unknown());
                }
                System::Projected(Arc::new((from, to)))
            }
        };
        Ok(Self { epsg: Some(code), system })
    }

    /// A system by what a client writes: the address of OGC, `EPSG:4326`, a URN, safe CURIE, or CRS84.
    ///
    /// # Errors
    /// [`CrsError::Unknown`].
    pub fn parse(text: &str) -> Result<Self, CrsError> {
        let unknown = || CrsError::Unknown(text.chars().take(100).collect());
        let bare = text.trim().trim_start_matches('[').trim_end_matches(']');
        if bare == CRS84
            || bare == "https://www.opengis.net/def/crs/OGC/1.3/CRS84"
            || bare.ends_with(":CRS84")
            || bare == "CRS84"
        {
            return Ok(Self::crs84());
        }
        // The height of CRS84h is left out; everything here is flat.
        if bare.ends_with("/OGC/0/CRS84h") {
            return Ok(Self::crs84());
        }
        let known = [
            "http://www.opengis.net/def/crs/EPSG/",
            "https://www.opengis.net/def/crs/EPSG/",
            "EPSG:",
            "urn:ogc:def:crs:EPSG:",
        ];
        let rest = known.iter().find_map(|start| bare.strip_prefix(start)).ok_or_else(unknown)?;
        let code = rest.rsplit(['/', ':']).next().and_then(|code| code.parse().ok()).ok_or_else(unknown)?;
        Self::epsg(code)
    }

    /// The systems that a city's data are served in; the first is the one they are kept in.
    #[must_use]
    pub fn served(city_epsg: u32) -> Vec<Self> {
        let mut all = vec![Self::crs84()];
        let mut codes = vec![4326, 3857, city_epsg];
        codes.dedup();
        all.extend(codes.into_iter().filter_map(|code| Self::epsg(code).ok()));
        all
    }

    /// Its address.
    #[must_use]
    pub fn uri(&self) -> String {
        self.epsg.map_or_else(|| CRS84.to_owned(), |code| format!("{EPSG}{code}"))
    }

    /// Its EPSG code; none for CRS84.
    #[must_use]
    pub fn code(&self) -> Option<u32> {
        self.epsg
    }

    /// Whether it is longitude and latitude: then nothing need be done.
    #[must_use]
    pub fn is_crs84(&self) -> bool {
        matches!(self.system, System::LonLat)
    }

    /// Whether it is flat, in metres or feet.
    #[must_use]
    pub fn is_projected(&self) -> bool {
        matches!(self.system, System::Mercator | System::Projected(_))
    }

    /// A place in this system out of longitude and latitude.
    ///
    /// # Errors
    /// [`CrsError::Outside`].
    pub fn forward(&self, at: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        let out = match &self.system {
            System::LonLat => at,
            System::LatLon => Coord { x: at.y, y: at.x },
            System::Mercator => {
                let lat = at.y.clamp(-MERCATOR_LAT, MERCATOR_LAT).to_radians();
                let y = (std::f64::consts::FRAC_PI_4 + lat / 2.0).tan().ln() * MERCATOR_HALF_M / std::f64::consts::PI;
                Coord { x: at.x * MERCATOR_HALF_M / 180.0, y }
            }
            System::Projected(pair) => {
                let mut point = (at.x.to_radians(), at.y.to_radians(), 0.0);
                transform(&pair.0, &pair.1, &mut point).map_err(|_| CrsError::Outside)?;
                Coord { x: point.0, y: point.1 }
            }
        };
        finite(out)
    }

    /// Longitude and latitude of a place in this system.
    ///
    /// # Errors
    /// [`CrsError::Outside`].
    pub fn inverse(&self, at: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        let out = match &self.system {
            System::LonLat => at,
            System::LatLon => Coord { x: at.y, y: at.x },
            System::Mercator => {
                let y = at.y * std::f64::consts::PI / MERCATOR_HALF_M;
                let lat = 2.0 * y.exp().atan() - std::f64::consts::FRAC_PI_2;
                Coord { x: at.x * 180.0 / MERCATOR_HALF_M, y: lat.to_degrees() }
            }
            System::Projected(pair) => {
                let mut point = (at.x, at.y, 0.0);
                transform(&pair.1, &pair.0, &mut point).map_err(|_| CrsError::Outside)?;
                Coord { x: point.0.to_degrees(), y: point.1.to_degrees() }
            }
        };
        finite(out)
    }

    /// A geometry in this system.
    ///
    /// # Errors
    /// [`CrsError::Outside`].
    pub fn project(&self, geometry: &Geometry<f64>) -> Result<Geometry<f64>, CrsError> {
        geometry.try_map_coords(|at| self.forward(at))
    }

    /// Longitudes and latitudes of a geometry in this system.
    ///
    /// # Errors
    /// [`CrsError::Outside`].
    pub fn unproject(&self, geometry: &Geometry<f64>) -> Result<Geometry<f64>, CrsError> {
        geometry.try_map_coords(|at| self.inverse(at))
    }

    /// The part of the world that a box of this system covers, its edges followed closely.
    ///
    /// # Errors
    /// [`CrsError::Outside`].
    pub fn region(&self, rect: Rect<f64>) -> Result<Geometry<f64>, CrsError> {
        let (low, high) = (rect.min(), rect.max());
        if !matches!(self.system, System::Projected(_)) {
            let (a, b) = (self.inverse(low)?, self.inverse(high)?);
            return Ok(Geometry::Rect(Rect::new(a, b)));
        }
        let corners = [low, Coord { x: high.x, y: low.y }, high, Coord { x: low.x, y: high.y }];
        let mut ring = Vec::new();
        for (i, from) in corners.iter().enumerate() {
            let to = corners[(i + 1) % 4];
            for step in 0..STEPS {
                let t = f64::from(step) / f64::from(STEPS);
                let on_edge = Coord { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
                ring.push(self.inverse(on_edge)?);
            }
        }
        let polygon = Polygon::new(LineString::new(ring), vec![]);
        polygon.bounding_rect().map(|_| Geometry::Polygon(polygon)).ok_or(CrsError::Outside)
    }
}

fn finite(at: Coord<f64>) -> Result<Coord<f64>, CrsError> {
    if at.x.is_finite() && at.y.is_finite() { Ok(at) } else { Err(CrsError::Outside) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_where_proj_puts_them() {
        // PROJ 9 (cs2cs): 76.9458 43.2383
        let at = Coord { x: 76.9458, y: 43.2383 };
        for (code, x, y) in
            [(4326, 43.2383, 76.9458), (3857, 8_565_567.275, 5_348_314.163), (32643, 657_986.584, 4_789_116.240)]
        {
            let crs = Crs::epsg(code).unwrap();
            let there = crs.forward(at).unwrap();
            assert!((there.x - x).abs() < 0.01 && (there.y - y).abs() < 0.01, "{code}: {there:?}");
            let back = crs.inverse(there).unwrap();
            assert!((back.x - at.x).abs() < 1e-7 && (back.y - at.y).abs() < 1e-7, "{code}: {back:?}");
        }
    }

    #[test]
    fn every_way_to_write_a_system_is_understood() {
        for text in [
            "http://www.opengis.net/def/crs/EPSG/0/4326",
            "https://www.opengis.net/def/crs/EPSG/0/4326",
            "EPSG:4326",
            "[EPSG:4326]",
            "urn:ogc:def:crs:EPSG::4326",
        ] {
            assert_eq!(Crs::parse(text).unwrap().code(), Some(4326), "{text}");
        }
        assert!(Crs::parse(CRS84).unwrap().is_crs84());
        for bad in ["", "4326", "http://example.org/nope", "EPSG:1", "EPSG:x"] {
            assert!(Crs::parse(bad).is_err(), "{bad}");
        }
    }
}
