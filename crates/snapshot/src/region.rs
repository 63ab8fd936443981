//! Where a question looks: everywhere, a box, a circle, an area, a cell.

use crate::block::{Block, RESOLUTIONS};
use crate::cells::{CellColumn, within};
use crate::{AreaTable, SnapshotError};
use aula_geometry::{BBox, CellCandidate, PreparedArea, geodesic_distance_m};
use aula_model::{AreaId, LonLat};
use geo_types::MultiPolygon;
use h3o::{CellIndex, Resolution};
use std::ops::Range;

/// The resolution of the cells that spatial questions go by. It is the one analyses run on by default, so its cell
/// numbers are there already.
pub(crate) const SEARCH: Resolution = Resolution::Ten;

/// Where a question looks. Rows are tested by their own points; outlines and edges belong to the region.
#[derive(Debug, Clone, Copy)]
pub enum Within<'a> {
    /// Everywhere; rows known by an area only count too.
    Everywhere,
    /// A box of degrees.
    Box(BBox),
    /// A circle.
    Radius {
        /// Its centre.
        from: LonLat,
        /// Its radius in metres, measured on the ellipsoid.
        radius_m: f64,
    },
    /// An outline.
    Polygon(&'a MultiPolygon<f64>),
    /// An area of the city.
    Area(&'a AreaId),
    /// An H3 cell of a served resolution.
    Cell(CellIndex),
}

/// A [`Within`] made ready for a search.
pub(crate) enum Region<'a> {
    Everywhere,
    Box(BBox),
    Radius { from: LonLat, radius_m: f64 },
    Outline(PreparedArea),
    Area(&'a PreparedArea),
    Cell(CellIndex),
}

impl<'a> Region<'a> {
    pub(crate) fn new(place: &Within<'_>, areas: &'a AreaTable) -> Result<Self, SnapshotError> {
        Ok(match *place {
            Within::Everywhere => Self::Everywhere,
            Within::Box(bbox) => Self::Box(bbox),
            Within::Radius { from, radius_m } => Self::Radius { from, radius_m: checked_radius(radius_m)? },
            Within::Polygon(outline) => Self::Outline(PreparedArea::new(outline)),
            Within::Area(id) => Self::Area(areas.outline(id).ok_or_else(|| SnapshotError::UnknownArea(id.clone()))?),
            Within::Cell(cell) if RESOLUTIONS.contains(&u8::from(cell.resolution())) => Self::Cell(cell),
            Within::Cell(cell) => return Err(SnapshotError::Resolution(cell.resolution().into())),
        })
    }

    /// Calls `visit` with every row of the ranges that lies in the region (and `true`), then with those that lie in no
    /// cell (and `false`). `ranges` ascend.
    pub(crate) fn for_each_row(&self, block: &Block, ranges: &[Range<usize>], mut visit: impl FnMut(usize, bool)) {
        self.for_each_located(block, ranges, |row| visit(row, true));
        if let (false, Some(column)) = (matches!(self, Self::Everywhere), self.column(block)) {
            for range in ranges {
                let nowhere = column.rows(column.cells.len());
                nowhere[within(nowhere, range)].iter().for_each(|&row| visit(row as usize, false));
            }
        }
    }

    /// Calls `visit` with every row of the ranges that lies in the region; everywhere lie all rows.
    pub(crate) fn for_each_located(&self, block: &Block, ranges: &[Range<usize>], mut visit: impl FnMut(usize)) {
        if matches!(self, Self::Everywhere) {
            return ranges.iter().flat_map(Range::clone).for_each(visit);
        }
        let Some(column) = self.column(block) else { return };
        for candidate in self.candidates(column) {
            let rows = column.number_of(candidate.cell).map_or(&[][..], |number| column.rows(number));
            for range in ranges {
                let rows = rows[within(rows, range)].iter().map(|&row| row as usize);
                rows.filter(|&row| candidate.whole || self.contains(block.location(row))).for_each(&mut visit);
            }
        }
    }

    /// The cells to search by; none where there is nothing to find. A region's resolution is checked already.
    fn column<'b>(&self, block: &'b Block) -> Option<&'b CellColumn> {
        let resolution = if let Self::Cell(cell) = self { cell.resolution() } else { SEARCH };
        block.cells(resolution).filter(|_| block.len() > 0)
    }

    fn candidates(&self, column: &CellColumn) -> Vec<CellCandidate> {
        match self {
            Self::Everywhere => column.cells.iter().map(|&cell| CellCandidate { cell, whole: true }).collect(),
            Self::Cell(cell) => vec![CellCandidate { cell: *cell, whole: true }],
            Self::Box(bbox) => column.tree().in_box(bbox),
            // The radius is checked already.
            Self::Radius { from, radius_m } => column.tree().within_radius_m(*from, *radius_m).unwrap_or_default(),
            Self::Outline(area) => column.tree().in_area(area),
            Self::Area(area) => column.tree().in_area(area),
        }
    }

    fn contains(&self, point: LonLat) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Cell(cell) => aula_geometry::cell_of(point, cell.resolution()) == *cell,
            Self::Box(bbox) => bbox.contains(point),
            Self::Radius { from, radius_m } => geodesic_distance_m(*from, point) <= *radius_m,
            Self::Outline(area) => area.contains(point),
            Self::Area(area) => area.contains(point),
        }
    }
}

fn checked_radius(radius_m: f64) -> Result<f64, SnapshotError> {
    if radius_m.is_finite() && radius_m >= 0.0 { Ok(radius_m) } else { Err(SnapshotError::Radius(radius_m)) }
}
