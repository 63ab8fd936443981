//! The cells of an area.

use crate::cell::{cell_centre, cell_of};
use crate::edge::Edge;
use crate::{GeometryError, PreparedArea};
use aula_model::LonLat;
use geo::Area;
use geo_types::MultiPolygon;
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::collections::HashSet;

/// The most cells that a covering may have: a country at resolution 10.
pub const MAX_CELLS: u64 = 20_000_000;

/// The cells whose centre lies in an area, or on its outline: each cell belongs to exactly one of the areas that share
/// a border, unless its centre is on that very border.
///
/// # Arguments
/// `area` in degrees, valid, edges straight in degrees; `resolution` of the cells.
///
/// # Returns
/// Cells ascending by index, each once.
///
/// # Errors
/// [`GeometryError::NotDegrees`] for coordinates out of range, [`GeometryError::TooManyCells`] over [`MAX_CELLS`].
///
/// # Complexity
/// O(outline length / cell size + cells). A city of 39,000 cells takes under 0.1 s.
///
/// # Examples
/// ```
/// use aula_geometry::covering;
/// let block = geo_types::Rect::new((76.94, 43.23), (76.96, 43.25)).to_polygon().into();
/// let cells = covering(&block, h3o::Resolution::Nine)?;
/// assert!(cells.len() > 20 && cells.is_sorted());
/// # Ok::<(), aula_geometry::GeometryError>(())
/// ```
pub fn covering(area: &MultiPolygon<f64>, resolution: Resolution) -> Result<Vec<CellIndex>, GeometryError> {
    let prepared = PreparedArea::new(area);
    let (border, inner) = border_and_inner(area, &prepared, resolution)?;
    let inside = |cell: &CellIndex| prepared.contains(cell_centre(*cell));
    let mut cells: Vec<CellIndex> = border.into_par_iter().filter(inside).chain(inner).collect();
    cells.par_sort_unstable();
    Ok(cells)
}

/// The cells that may touch the outline, and the others that lie in the area; both in no order, each cell once.
pub(crate) fn border_and_inner(
    area: &MultiPolygon<f64>,
    prepared: &PreparedArea,
    resolution: Resolution,
) -> Result<(Vec<CellIndex>, Vec<CellIndex>), GeometryError> {
    check_size(area, resolution)?;
    // Every point of the outline is within a quarter of a cell's edge of a sample, and so in the cell of that sample
    // or in one of its neighbours.
    let touched: HashSet<CellIndex> = prepared
        .edges()
        .par_iter()
        .flat_map_iter(|edge| samples(edge, resolution).map(|p| cell_of(p, resolution)))
        .fold(HashSet::new, |mut set, cell| {
            set.insert(cell);
            set
        })
        .reduce(HashSet::new, |a, b| {
            if a.len() < b.len() { b.into_iter().chain(a).collect() } else { a.into_iter().chain(b).collect() }
        });
    let mut border: Vec<CellIndex> = touched.par_iter().flat_map_iter(|c| c.grid_disk::<Vec<_>>(1)).collect();
    border.par_sort_unstable();
    border.dedup();
    let inner = flood(prepared, &border);
    Ok((border, inner))
}

/// The cells of the area off its outline, found from the border inwards. A cell that does not touch the outline is in
/// the area as a whole or not at all, and so are its neighbours off the outline: one look at each start is enough.
fn flood(prepared: &PreparedArea, border: &[CellIndex]) -> Vec<CellIndex> {
    let mut seen: HashSet<CellIndex> = border.iter().copied().collect();
    let mut open: Vec<CellIndex> = border
        .par_iter()
        .flat_map_iter(|c| c.grid_disk::<Vec<_>>(1))
        .filter(|c| !seen.contains(c) && prepared.contains(cell_centre(*c)))
        .collect();
    open.retain(|c| seen.insert(*c));
    let mut inner = open.clone();
    while !open.is_empty() {
        let reached: Vec<CellIndex> =
            open.par_iter().flat_map_iter(|c| c.grid_disk::<Vec<_>>(1)).filter(|c| !seen.contains(c)).collect();
        open = reached;
        open.retain(|c| seen.insert(*c));
        inner.extend_from_slice(&open);
    }
    inner
}

/// Points along an edge, at most half a cell's edge apart, ends included.
fn samples(edge: &Edge, resolution: Resolution) -> impl Iterator<Item = LonLat> {
    const DEGREE_M: f64 = 111_700.0;
    let Edge { a, b } = *edge;
    // The parallel nearer to the equator is the longer one.
    let nearest_lat = if (a.y > 0.0) == (b.y > 0.0) { a.y.abs().min(b.y.abs()) } else { 0.0 };
    let east_m = (b.x - a.x) * DEGREE_M * nearest_lat.to_radians().cos();
    let length_m = east_m.hypot((b.y - a.y) * DEGREE_M);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, bounded by check_size")]
    let steps = (length_m / (resolution.edge_length_m() * 0.5)).ceil().max(1.0) as u32;
    (0..=steps).filter_map(move |i| {
        let share = f64::from(i) / f64::from(steps);
        LonLat::new((a.x + (b.x - a.x) * share).clamp(-180.0, 180.0), (a.y + (b.y - a.y) * share).clamp(-90.0, 90.0))
            .ok()
    })
}

/// Refuses coordinates that are no degrees, and coverings too large to hold.
fn check_size(area: &MultiPolygon<f64>, resolution: Resolution) -> Result<(), GeometryError> {
    use geo::CoordsIter;
    if let Some(c) = area.coords_iter().find(|c| LonLat::new(c.x, c.y).is_err()) {
        return Err(GeometryError::NotDegrees { x: c.x, y: c.y });
    }
    // Stretched to the widest parallel, so never too low by more than the variation of cells.
    let area_m2 = |p: &geo_types::Polygon<f64>| {
        let lats = || p.exterior().0.iter().map(|c| c.y);
        let (south, north) = (lats().fold(90.0, f64::min), lats().fold(-90.0, f64::max));
        p.unsigned_area() * 111_320_f64.powi(2) * south.max(-north).max(0.0).to_radians().cos()
    };
    let outline_m: f64 = area
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .flat_map(geo_types::LineString::lines)
        .map(|l| l.dx().hypot(l.dy()) * 111_700.0)
        .sum();
    let cells = area.iter().map(area_m2).sum::<f64>() / resolution.area_m2() + outline_m / resolution.edge_length_m();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an estimate; the cast saturates")]
    let cells = cells as u64;
    if cells > MAX_CELLS {
        return Err(GeometryError::TooManyCells { cells, resolution: resolution.into(), limit: MAX_CELLS });
    }
    Ok(())
}
