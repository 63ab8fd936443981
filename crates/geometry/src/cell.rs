//! H3 cells: the cell of a point, and a cell's centre, area and outline.

use aula_model::LonLat;
use geo_types::{Coord, LineString, Polygon};
use h3o::{CellIndex, LatLng, Resolution};

/// The cell a point lies in, always worked out from the point itself.
///
/// Cells of a finer resolution do not nest exactly in coarser ones: 6 to 8 % of a city's points lie in another cell
/// than the parent of their finer cell, so a parent never stands in for this function.
///
/// # Examples
/// ```
/// use aula_geometry::cell_of;
/// use aula_model::LonLat;
/// let cell = cell_of(LonLat::new(76.9458, 43.2383)?, h3o::Resolution::Ten);
/// assert_eq!(cell.to_string(), "8a20e60ae92ffff");
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[must_use]
pub fn cell_of(point: LonLat, resolution: Resolution) -> CellIndex {
    lat_lng(point).to_cell(resolution)
}

/// The centre of a cell.
#[must_use]
pub fn cell_centre(cell: CellIndex) -> LonLat {
    lon_lat(LatLng::from(cell))
}

/// The area of this very cell in square metres, as every H3 library gives it.
///
/// Cells of one resolution differ by a factor of 2 over the globe, so the mean of a resolution (which is 19 % off in
/// Almaty) never stands in for it. H3 works on the sphere of the earth's area (radius 6 371 007.18 m); on the
/// ellipsoid a cell is between 0.4 % smaller (equator) and 0.9 % larger (poles), 0.18 % larger in Almaty.
///
/// # References
/// H3's `cellAreaM2`, <https://h3geo.org/docs/api/misc>.
#[must_use]
pub fn cell_area_m2(cell: CellIndex) -> f64 {
    cell.area_m2()
}

/// The outline of a cell in degrees: a closed ring, anticlockwise, 5 to 10 corners.
///
/// Longitudes of a cell over the antimeridian go beyond ±180, so that the ring stays in one piece.
#[must_use]
pub fn cell_boundary(cell: CellIndex) -> Polygon<f64> {
    let boundary = cell.boundary();
    let first = boundary.first().map_or(0.0, |v| v.lng());
    let corners = boundary.iter().map(|v| Coord { x: near(v.lng(), first), y: v.lat() });
    let mut ring: Vec<Coord<f64>> = corners.collect();
    ring.extend(ring.first().copied());
    Polygon::new(LineString::new(ring), vec![])
}

/// The longitude, moved by whole turns, that lies within half a turn of another.
fn near(lon: f64, reference: f64) -> f64 {
    if lon - reference > 180.0 {
        lon - 360.0
    } else if lon - reference < -180.0 {
        lon + 360.0
    } else {
        lon
    }
}

/// A point as H3 takes it.
pub(crate) fn lat_lng(point: LonLat) -> LatLng {
    LatLng::new(point.lat(), point.lon()).expect("a LonLat is finite")
}

/// A point as H3 gives it.
pub(crate) fn lon_lat(point: LatLng) -> LonLat {
    // H3 reckons in radians: turning back to degrees may overshoot by a rounding step.
    let lon = point.lng();
    let lon = if lon > 180.0 {
        lon - 360.0
    } else if lon < -180.0 {
        lon + 360.0
    } else {
        lon
    };
    LonLat::new(lon.clamp(-180.0, 180.0), point.lat().clamp(-90.0, 90.0)).expect("H3 gives finite degrees")
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Contains};

    #[test]
    fn a_cell_has_its_own_area_and_an_anticlockwise_closed_outline_around_its_centre() {
        let cell = cell_of(LonLat::new(76.9458, 43.2383).unwrap(), Resolution::Ten);
        assert!((cell_area_m2(cell) - 17_968.238).abs() < 0.001);
        let outline = cell_boundary(cell);
        assert_eq!(outline.exterior().0.first(), outline.exterior().0.last());
        assert_eq!(outline.exterior().0.len(), 7);
        assert!(outline.signed_area() > 0.0);
        assert!(outline.contains(&geo_types::Point::from(cell_centre(cell))));
    }

    #[test]
    fn the_outline_of_a_cell_over_the_antimeridian_stays_in_one_piece() {
        let cell = cell_of(LonLat::new(180.0, 65.0).unwrap(), Resolution::Seven);
        let outline = cell_boundary(cell);
        let lons: Vec<f64> = outline.exterior().0.iter().map(|c| c.x).collect();
        let span = lons.iter().copied().fold(f64::MIN, f64::max) - lons.iter().copied().fold(f64::MAX, f64::min);
        assert!(span < 0.2, "{span}");
        assert!(outline.signed_area() > 0.0);
    }

    #[test]
    fn a_parent_is_not_the_cell_of_the_point() {
        let point = |i: i32| LonLat::new(76.9 + f64::from(i) * 1e-4, 43.2 + f64::from(i % 37) * 1e-3).unwrap();
        let differ = (0..2000).filter(|&i| {
            cell_of(point(i), Resolution::Ten).parent(Resolution::Nine) != Some(cell_of(point(i), Resolution::Nine))
        });
        assert!(differ.count() > 60);
    }
}
