//! Where something is: degrees on the WGS 84 ellipsoid, and how exactly that is known.

use crate::ModelError;
use serde::{Deserialize, Serialize};

/// A point in degrees, longitude first, WGS 84 (OGC CRS84).
///
/// # Examples
/// ```
/// use aula_model::LonLat;
/// let yard = LonLat::new(76.9458, 43.2383)?;
/// assert_eq!((yard.lon(), yard.lat()), (76.9458, 43.2383));
/// assert!(LonLat::new(76.9, 143.2).is_err());
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(f64, f64)", into = "(f64, f64)")]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

impl LonLat {
    /// A point out of degrees.
    ///
    /// # Errors
    /// [`ModelError::Coordinate`] where a value is not finite, the longitude beyond ±180 or the latitude beyond ±90.
    pub fn new(lon_degrees: f64, lat_degrees: f64) -> Result<Self, ModelError> {
        let check = |axis, value: f64, limit: f64| {
            if value.is_finite() && value.abs() <= limit {
                Ok(())
            } else {
                Err(ModelError::Coordinate { axis, value, min: -limit, max: limit })
            }
        };
        check("longitude", lon_degrees, 180.0)?;
        check("latitude", lat_degrees, 90.0)?;
        Ok(Self { lon: lon_degrees, lat: lat_degrees })
    }

    /// Longitude in degrees, −180 to 180.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, −90 to 90.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Whether this is (0, 0), which in practice means that a geocoder failed.
    #[must_use]
    pub fn is_null_island(self) -> bool {
        self.lon == 0.0 && self.lat == 0.0
    }
}

impl TryFrom<(f64, f64)> for LonLat {
    type Error = ModelError;
    fn try_from((lon, lat): (f64, f64)) -> Result<Self, ModelError> {
        Self::new(lon, lat)
    }
}

impl From<LonLat> for (f64, f64) {
    fn from(p: LonLat) -> Self {
        (p.lon, p.lat)
    }
}

impl From<LonLat> for geo_types::Point<f64> {
    fn from(p: LonLat) -> Self {
        Self::new(p.lon, p.lat)
    }
}

/// How exactly a location is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accuracy {
    /// The spot itself.
    Point,
    /// The block or the middle of a street segment.
    Block,
    /// Only the area (a district, say); the point stands for the area and belongs to no cell.
    Area,
    /// Not said by the source.
    #[default]
    Unknown,
}

crate::names::word_list!(Accuracy, "accuracy", Point => "point", Block => "block", Area => "area", Unknown => "unknown");
