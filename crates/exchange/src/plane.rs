//! From the coordinates of a source to degrees: its coordinate system and the order of its axes.

use crate::read::Fault;
use crate::text::told;
use crate::{ExchangeError, Mapping, RejectCode};
use aula_geometry::Projection;
use aula_model::LonLat;
use geo_types::Coord;

/// How the two coordinates of a source become a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plane {
    /// The system; degrees on WGS 84 where there is none.
    projection: Option<Projection>,
    /// Whether the first coordinate is the northing or latitude.
    swapped: bool,
}

impl Plane {
    /// What the mapping says; else `of_file`, what the file says of itself.
    pub(crate) fn new(mapping: &Mapping, of_file: Option<&Projection>) -> Result<Self, ExchangeError> {
        let told = mapping.crs.as_deref().map(Projection::from_name).transpose();
        let told = told.map_err(|e| ExchangeError::Mapping(format!("crs: {e}")))?;
        let projection = told.or_else(|| of_file.cloned()).filter(|p| p.epsg() != 4326);
        Ok(Self { projection, swapped: mapping.swap_axes })
    }

    /// The place at two coordinates in the order of the source.
    pub(crate) fn place(&self, first: f64, second: f64) -> Result<LonLat, Fault> {
        let (x, y) = if self.swapped { (second, first) } else { (first, second) };
        match &self.projection {
            Some(projection) if x == 0.0 && y == 0.0 => Err(nowhere(projection.epsg())),
            Some(projection) => projection.to_degrees(Coord { x, y }).map_err(|error| {
                let remedy = "name the right system, for example `--set crs=EPSG:32643`, or correct the coordinates";
                Fault::new(RejectCode::OutOfRange, error.to_string(), remedy)
            }),
            None => degrees(x, y),
        }
    }

    /// A corner of an outline, in degrees; as it stands where it is none, for the outline's own check to say so.
    pub(crate) fn corner(&self, corner: Coord<f64>) -> Coord<f64> {
        let Coord { x, y } = if self.swapped { Coord { x: corner.y, y: corner.x } } else { corner };
        let Some(projection) = &self.projection else { return Coord { x, y } };
        projection.to_degrees(Coord { x, y }).map_or(Coord { x, y }, |place| Coord { x: place.lon(), y: place.lat() })
    }

    /// Whether coordinates are taken as they stand.
    pub(crate) fn is_plain(&self) -> bool {
        self.projection.is_none() && !self.swapped
    }
}

fn degrees(lon: f64, lat: f64) -> Result<LonLat, Fault> {
    let point = LonLat::new(lon, lat).map_err(|error| {
        let remedy = if lat.abs() > 180.0 {
            "these look like metres or feet: name the coordinate system, for example `--set crs=EPSG:32643`"
        } else if lat.abs() > 90.0 && lon.abs() <= 90.0 {
            "longitude and latitude seem to be swapped: `--set lon=…` and `--set lat=…` name the columns, \
             `--set swap_axes=yes` swaps the coordinates of geometries"
        } else {
            "write decimal degrees, longitude -180 to 180 and latitude -90 to 90"
        };
        let value = if (-180.0..=180.0).contains(&lon) { lat } else { lon };
        Fault::new(RejectCode::OutOfRange, told(&value.to_string(), &error), remedy)
    })?;
    if point.is_null_island() {
        let remedy = "find the place by its address; (0, 0) is what geocoders write that found nothing";
        return Err(Fault::new(RejectCode::NullIsland, "the coordinates are (0, 0)", remedy));
    }
    Ok(point)
}

/// (0, 0) in metres is as empty as in degrees.
fn nowhere(epsg: u32) -> Fault {
    let remedy = "find the place by its address; (0, 0) is what geocoders write that found nothing";
    Fault::new(RejectCode::NullIsland, format!("the coordinates are (0, 0) of EPSG:{epsg}"), remedy)
}
