//! Outlines of every shape, mended and covered.

use super::bytes::Bytes;
use aula_geometry::{PreparedArea, Resolution, area_m2, cell_centre, covering, covering_shares, repair};
use geo_types::{LineString, MultiPolygon, Polygon};

/// An outline is refused or becomes valid; mending it again changes nothing; its cells ascend and lie in it.
pub fn outline(data: &[u8]) {
    let mut bytes = Bytes(data);
    let origin = [(76.9, 43.2), (179.99, 0.0), (-179.99, 10.0), (0.0, 89.9), (10.0, -89.9), (0.0, 0.0)];
    let (lon, lat) = origin[usize::from(bytes.byte()) % origin.len()];
    let wide = bytes.byte() % 16 == 0;
    let step = if wide { 7.0 } else { 0.01 };
    let polygons = bytes.byte() % 3 + 1;
    let drawn = (0..polygons).map(|_| polygon(&mut bytes, lon, lat, step)).collect();
    let resolution = if wide { Resolution::Two } else { Resolution::Eight };
    let Ok((mended, _)) = repair(MultiPolygon::new(drawn)) else { return };
    let area = area_m2(&mended);
    assert!(area.is_finite() && area > 0.0, "an outline of {area} m²: {mended:?}");
    let again = repair(mended.clone()).map(|(outline, repairs)| (outline, repairs.len()));
    assert_eq!(again.ok(), Some((mended.clone(), 0)), "mended twice");
    let Ok(cells) = covering(&mended, resolution) else { return };
    assert!(cells.windows(2).all(|pair| pair[0] < pair[1]));
    let prepared = PreparedArea::new(&mended);
    for &cell in &cells {
        assert!(cell.resolution() == resolution && prepared.contains(cell_centre(cell)), "{cell}");
    }
    if let Ok(shares) = covering_shares(&mended, resolution) {
        assert!(shares.iter().all(|&(_, share)| share > 0.0 && share <= 1.0 + 1e-9), "{shares:?}");
    }
}

fn polygon(bytes: &mut Bytes<'_>, lon: f64, lat: f64, step: f64) -> Polygon<f64> {
    let outer = ring(bytes, lon, lat, step);
    let holes = (0..bytes.byte() % 2).map(|_| ring(bytes, lon, lat, step / 4.0)).collect();
    Polygon::new(outer, holes)
}

/// Corners on a coarse grid, so that they often coincide or lie in line; now and then anything at all.
fn ring(bytes: &mut Bytes<'_>, lon: f64, lat: f64, step: f64) -> LineString<f64> {
    let mut at = |from: f64| match bytes.byte() {
        255 => bytes.wild(),
        small => from + f64::from(small % 12) * step,
    };
    let corners = 9;
    (0..corners).map(|_| (at(lon), at(lat))).collect()
}
