//! Geometries as `GeoPackage` keeps them: a header, and well-known binary.

use aula_model::LonLat;
use geo_types::{LineString, MultiPolygon};
use geozero::{GeozeroGeometry, bounds::BoundsProcessor, wkb::GpkgWkb};
use rusqlite::{Connection, Error, functions::FunctionFlags, types::ValueRef};

/// The number of the coordinate system, WGS 84 in degrees, longitude first as `GeoPackage` orders it.
pub(crate) const SRS_ID: i32 = 4326;

const LITTLE_ENDIAN: u8 = 0b1;
const WITH_XY_ENVELOPE: u8 = 0b10;
const EMPTY: u8 = 0b1_0000;

/// A box in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BoundsDegrees {
    pub(crate) min_x: f64,
    pub(crate) max_x: f64,
    pub(crate) min_y: f64,
    pub(crate) max_y: f64,
}

impl BoundsDegrees {
    /// The box that holds both.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            min_x: self.min_x.min(other.min_x),
            max_x: self.max_x.max(other.max_x),
            min_y: self.min_y.min(other.min_y),
            max_y: self.max_y.max(other.max_y),
        }
    }
}

fn header(flags: u8) -> [u8; 8] {
    let srs = SRS_ID.to_le_bytes();
    [b'G', b'P', 0, LITTLE_ENDIAN | flags, srs[0], srs[1], srs[2], srs[3]]
}

/// A point. No envelope: the point is its own.
pub(crate) fn point(at: LonLat) -> [u8; 29] {
    let mut blob = [0; 29];
    blob[..8].copy_from_slice(&header(0));
    blob[8] = LITTLE_ENDIAN;
    blob[9..13].copy_from_slice(&1_u32.to_le_bytes());
    blob[13..21].copy_from_slice(&at.lon().to_le_bytes());
    blob[21..].copy_from_slice(&at.lat().to_le_bytes());
    blob
}

/// The box of a point.
pub(crate) fn point_bounds(at: LonLat) -> BoundsDegrees {
    BoundsDegrees { min_x: at.lon(), max_x: at.lon(), min_y: at.lat(), max_y: at.lat() }
}

/// The box of a multipolygon, none for an empty one.
pub(crate) fn multi_polygon_bounds(shape: &MultiPolygon<f64>) -> Option<BoundsDegrees> {
    let corner = |c: &geo_types::Coord<f64>| BoundsDegrees { min_x: c.x, max_x: c.x, min_y: c.y, max_y: c.y };
    shape.iter().flat_map(geo_types::Polygon::exterior).map(corner).reduce(BoundsDegrees::with)
}

/// A multipolygon with its envelope.
pub(crate) fn multi_polygon(shape: &MultiPolygon<f64>) -> Vec<u8> {
    let bounds = multi_polygon_bounds(shape);
    let mut blob = header(if bounds.is_some() { WITH_XY_ENVELOPE } else { EMPTY }).to_vec();
    if let Some(b) = bounds {
        [b.min_x, b.max_x, b.min_y, b.max_y].iter().for_each(|v| blob.extend_from_slice(&v.to_le_bytes()));
    }
    let count =
        |blob: &mut Vec<u8>, n: usize| blob.extend_from_slice(&u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
    let start = |blob: &mut Vec<u8>, shape: u32| {
        blob.push(LITTLE_ENDIAN);
        blob.extend_from_slice(&shape.to_le_bytes());
    };
    let ring = |blob: &mut Vec<u8>, ring: &LineString<f64>| {
        count(blob, ring.0.len());
        ring.coords().flat_map(|c| [c.x, c.y]).for_each(|v| blob.extend_from_slice(&v.to_le_bytes()));
    };
    start(&mut blob, 6);
    count(&mut blob, shape.0.len());
    for polygon in shape {
        start(&mut blob, 3);
        let rings = if polygon.exterior().0.is_empty() { 0 } else { 1 + polygon.interiors().len() };
        count(&mut blob, rings);
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).take(rings).for_each(|r| ring(&mut blob, r));
    }
    blob
}

/// The box of a stored geometry, none for an empty one.
///
/// # Errors
/// A message, for bytes that are no geometry.
pub(crate) fn bounds(blob: &[u8]) -> Result<Option<BoundsDegrees>, String> {
    let [b'G', b'P', _, flags, ..] = *blob else { return Err("not a GeoPackage geometry".to_owned()) };
    if flags & EMPTY != 0 {
        return Ok(None);
    }
    let double = |at: usize| {
        let bytes: [u8; 8] = blob.get(at..at + 8)?.try_into().ok()?;
        Some(if flags & LITTLE_ENDIAN == 0 { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) })
    };
    if (flags >> 1) & 0b111 != 0 {
        let of = |min_x, max_x, min_y, max_y| BoundsDegrees { min_x, max_x, min_y, max_y };
        let envelope = || Some(of(double(8)?, double(16)?, double(24)?, double(32)?));
        return envelope().map(Some).ok_or_else(|| "an envelope that is cut".to_owned());
    }
    if let (29, [LITTLE_ENDIAN, 1, 0, 0, 0, ..], Some(x), Some(y)) = (blob.len(), &blob[8..], double(13), double(21)) {
        return Ok((!x.is_nan()).then_some(BoundsDegrees { min_x: x, max_x: x, min_y: y, max_y: y }));
    }
    let mut processor = BoundsProcessor::new();
    GpkgWkb(blob).process_geom(&mut processor).map_err(|e| e.to_string())?;
    let found = processor.bounds().filter(|b| !b.min_x().is_nan());
    Ok(found.map(|b| BoundsDegrees { min_x: b.min_x(), max_x: b.max_x(), min_y: b.min_y(), max_y: b.max_y() }))
}

/// Registers the functions that the triggers of a spatial index call.
pub(crate) fn register_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    let of = |value: ValueRef<'_>| match value {
        ValueRef::Blob(blob) => bounds(blob).map_err(|e| Error::UserFunctionError(e.into())),
        _ => Ok(None),
    };
    type Side = fn(BoundsDegrees) -> f64;
    let sides: [(&str, Side); 4] =
        [("ST_MinX", |b| b.min_x), ("ST_MaxX", |b| b.max_x), ("ST_MinY", |b| b.min_y), ("ST_MaxY", |b| b.max_y)];
    for (name, side) in sides {
        connection.create_scalar_function(name, 1, flags, move |args| Ok(of(args.get_raw(0))?.map(side)))?;
    }
    connection.create_scalar_function("ST_IsEmpty", 1, flags, move |args| match args.get_raw(0) {
        ValueRef::Null => Ok(None),
        value => Ok(Some(of(value)?.is_none())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Geometry, polygon};
    use geozero::ToGeo;

    fn shape() -> MultiPolygon<f64> {
        let outer = polygon![
            exterior: [(x: 0.1, y: 0.2), (x: 4.3, y: 0.2), (x: 4.3, y: 5.5), (x: 0.1, y: 0.2)],
            interiors: [[(x: 2.0, y: 1.0), (x: 3.0, y: 1.0), (x: 3.0, y: 2.0), (x: 2.0, y: 1.0)]],
        ];
        let other = polygon![(x: -7.0, y: -8.0), (x: -6.0, y: -8.0), (x: -6.0, y: -7.5), (x: -7.0, y: -8.0)];
        MultiPolygon::new(vec![outer, other])
    }

    #[test]
    fn another_reader_reads_what_is_written() {
        let at = LonLat::new(76.945_812_345_678_9, -43.1).unwrap();
        assert_eq!(GpkgWkb(point(at)).to_geo().unwrap(), Geometry::Point(at.into()));
        assert_eq!(GpkgWkb(multi_polygon(&shape())).to_geo().unwrap(), Geometry::MultiPolygon(shape()));
    }

    #[test]
    fn the_box_is_the_same_with_and_without_an_envelope() {
        let expected = BoundsDegrees { min_x: -7.0, max_x: 4.3, min_y: -8.0, max_y: 5.5 };
        let blob = multi_polygon(&shape());
        assert_eq!(bounds(&blob), Ok(Some(expected)));
        let without = [&header(0)[..], &blob[40..]].concat();
        assert_eq!(bounds(&without), Ok(Some(expected)));
        let at = LonLat::new(-1.5, 2.5).unwrap();
        assert_eq!(bounds(&point(at)), Ok(Some(point_bounds(at))));
    }

    #[test]
    fn an_empty_shape_has_no_box_and_rubbish_is_refused() {
        assert_eq!(bounds(&multi_polygon(&MultiPolygon::new(vec![]))), Ok(None));
        for rubbish in [&b""[..], b"GP\0\x01\0\0\0\0", b"GP\0\x03\0\0\0\0\0\0", b"XX\0\x01\0\0\0\0\0\0\0\0"] {
            assert!(bounds(rubbish).is_err(), "{rubbish:?}");
        }
        let cut = &multi_polygon(&shape())[40..90];
        assert!(bounds(&[&header(0)[..], cut].concat()).is_err());
    }
}
