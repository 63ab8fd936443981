//! How much of each cell an area covers.

use crate::cell::cell_boundary;
use crate::covering::border_and_inner;
use crate::{GeometryError, PreparedArea};
use geo::{Area, BooleanOps, BoundingRect, Intersects, Translate};
use geo_types::{MultiPolygon, Polygon, Rect};
use h3o::{CellIndex, Resolution};

/// The share of each cell's area that lies in an area, for every cell that has some of it inside.
///
/// # Arguments
/// `area` in degrees, valid, edges straight in degrees; `resolution` of the cells.
///
/// # Returns
/// Cells ascending by index, each with a share above 0 and at most 1. Shares are right to 1e-3 at resolution 5 and to
/// 1e-4 from 7 on: they are reckoned in degrees, and a degree of longitude is not equally long over a whole cell.
/// Slivers under a millionth of a cell are left out.
///
/// # Errors
/// As [`covering`](crate::covering).
///
/// # Examples
/// ```
/// use aula_geometry::{cell_area_m2, covering_shares};
/// let block = geo_types::Rect::new((76.94, 43.23), (76.96, 43.25)).to_polygon().into();
/// let shares = covering_shares(&block, h3o::Resolution::Nine)?;
/// let total_m2: f64 = shares.iter().map(|&(cell, share)| share * cell_area_m2(cell)).sum();
/// assert!((total_m2 / 3.61e6 - 1.0).abs() < 0.01);
/// # Ok::<(), aula_geometry::GeometryError>(())
/// ```
pub fn covering_shares(
    area: &MultiPolygon<f64>,
    resolution: Resolution,
) -> Result<Vec<(CellIndex, f64)>, GeometryError> {
    let prepared = PreparedArea::new(area);
    let (border, inner) = border_and_inner(area, &prepared, resolution)?;
    let plots: Vec<Plot> = border.into_iter().map(Plot::new).collect();
    let over = plots.iter().any(|p| p.box_.min().x < -180.0 || p.box_.max().x > 180.0);
    let mut shares = if over { clip_over_the_antimeridian(area, plots) } else { clip(area, plots) };
    shares.extend(inner.into_iter().map(|cell| (cell, 1.0)));
    shares.sort_unstable_by_key(|&(cell, _)| cell);
    Ok(shares)
}

/// A cell with its outline in degrees.
struct Plot {
    cell: CellIndex,
    outline: Polygon<f64>,
    box_: Rect<f64>,
}

impl Plot {
    fn new(cell: CellIndex) -> Self {
        let outline = cell_boundary(cell);
        let box_ = outline.bounding_rect().expect("a cell has an outline");
        Self { cell, outline, box_ }
    }

    fn translated(&self, lon: f64) -> Self {
        Self { cell: self.cell, outline: self.outline.translate(lon, 0.0), box_: self.box_.translate(lon, 0.0) }
    }
}

/// The box around all outlines.
fn around(plots: &[Plot]) -> Option<Rect<f64>> {
    let joined = |a: Rect<f64>, b: Rect<f64>| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    };
    plots.iter().map(|p| p.box_).reduce(joined)
}

/// Shares of cells near the outline. Cells and area are halved together, so each cell meets only the piece of the
/// outline around it.
fn clip(area: &MultiPolygon<f64>, mut plots: Vec<Plot>) -> Vec<(CellIndex, f64)> {
    if area.0.is_empty() || plots.is_empty() {
        return Vec::new();
    }
    if plots.len() <= 4 {
        return plots.iter().filter_map(|plot| share(area, plot)).collect();
    }
    let Some(box_) = around(&plots) else { return Vec::new() };
    let half = plots.len() / 2;
    if box_.width() > box_.height() {
        plots.select_nth_unstable_by(half, |a, b| a.box_.min().x.total_cmp(&b.box_.min().x));
    } else {
        plots.select_nth_unstable_by(half, |a, b| a.box_.min().y.total_cmp(&b.box_.min().y));
    }
    let upper = plots.split_off(half);
    let piece = |plots: Vec<Plot>| match around(&plots) {
        Some(box_) => clip(&area.intersection(&box_.to_polygon()), plots),
        None => Vec::new(),
    };
    let (mut low, high) = rayon::join(|| piece(plots), || piece(upper));
    low.extend(high);
    low
}

/// [`clip`] where cells lie over the antimeridian: with longitudes from 0 to 360, in which their outlines and the
/// area's parts on either side are in one piece.
fn clip_over_the_antimeridian(area: &MultiPolygon<f64>, plots: Vec<Plot>) -> Vec<(CellIndex, f64)> {
    let eastward = |plot: Plot| if plot.box_.min().x < 0.0 { plot.translated(360.0) } else { plot };
    let plots: Vec<Plot> = plots.into_iter().map(eastward).collect();
    let Some(box_) = around(&plots) else { return Vec::new() };
    // A part may meet cells as it is and a turn further on; parts far from all cells only cost digits.
    let parts = area.iter().flat_map(|p| [p.clone(), p.translate(360.0, 0.0)]);
    clip(&MultiPolygon::new(parts.filter(|p| p.bounding_rect().is_some_and(|b| b.intersects(&box_))).collect()), plots)
}

/// The share of one cell, if any.
fn share(area: &MultiPolygon<f64>, plot: &Plot) -> Option<(CellIndex, f64)> {
    let inside = area.intersection(&plot.outline).unsigned_area();
    let share = inside / plot.outline.unsigned_area();
    (share > 1e-6).then_some((plot.cell, if share > 1.0 - 1e-6 { 1.0 } else { share }))
}
