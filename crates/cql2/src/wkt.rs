//! Geometries: from coordinates to a shape, and the shapes that text and JSON share.

use crate::Cql2Error;
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon, Rect};

fn refused(reason: &str) -> Cql2Error {
    Cql2Error::Type(reason.to_owned())
}

pub(crate) fn line(coords: Vec<Coord<f64>>) -> Result<LineString<f64>, Cql2Error> {
    if coords.len() < 2 {
        return Err(refused("a line needs two points"));
    }
    Ok(LineString::new(coords))
}

pub(crate) fn polygon(rings: Vec<Vec<Coord<f64>>>) -> Result<Polygon<f64>, Cql2Error> {
    let ring = |coords: Vec<Coord<f64>>| {
        if coords.len() < 4 || coords.first() != coords.last() {
            return Err(refused("a ring needs four points, the last of which is the first"));
        }
        Ok(LineString::new(coords))
    };
    let mut rings = rings.into_iter().map(ring).collect::<Result<Vec<_>, _>>()?;
    if rings.is_empty() {
        return Err(refused("a polygon needs a ring"));
    }
    let outer = rings.remove(0);
    Ok(Polygon::new(outer, rings))
}

/// A box of 4 or 6 numbers; one whose west is east of its east goes over the antimeridian.
pub(crate) fn bbox(numbers: &[f64]) -> Result<Geometry<f64>, Cql2Error> {
    let ([west, south, east, north] | [west, south, _, east, north, _]) = *numbers else {
        return Err(refused("a box has 4 or 6 numbers"));
    };
    if south > north {
        return Err(refused("the box's south lies north of its north"));
    }
    let rect = |west: f64, east: f64| Rect::new((west, south), (east, north)).to_polygon();
    Ok(if west > east {
        Geometry::MultiPolygon(MultiPolygon::new(vec![rect(west, 180.0), rect(-180.0, east)]))
    } else {
        Geometry::Polygon(rect(west, east))
    })
}
