//! The fine raster by which overlapping places are cut into pieces of ground.

use crate::AnalysisError;
use aula_geometry::{cell_centre, cell_of, covering};
use aula_model::{Area, LonLat};
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Points of the raster at most; beyond it a coarser one is taken.
const MAX_POINTS: f64 = 2_000_000.0;

/// A piece of ground by its cells and the numbers of its areas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Piece {
    pub(super) coarse: CellIndex,
    pub(super) fine: CellIndex,
    pub(super) areas: Vec<u32>,
}

/// The pieces, how large each is, and which one every point of the raster belongs to.
///
/// The raster are the centres of small H3 cells (at resolution 11 some 50 m apart), taken as points only: every place
/// is asked by its own outline. A piece narrower than the raster may be missed; what happens there is counted in the
/// piece of the nearest point.
pub(super) struct Lattice {
    resolution: Resolution,
    pub(super) pieces: Vec<Piece>,
    /// Square metres of each piece, by the small cells whose centre is in it.
    pub(super) areas_m2: Vec<f64>,
    /// Ascending by cell.
    points: Vec<(CellIndex, u32)>,
}

impl Lattice {
    /// The raster of the study areas, cut by `areas`.
    pub(super) fn new(study: &[&Area], areas: &[&Area], study_m2: f64) -> Result<Self, AnalysisError> {
        let fits = |r: &&Resolution| study_m2 / r.area_m2() <= MAX_POINTS;
        let resolution = [Resolution::Eleven, Resolution::Ten, Resolution::Nine]
            .iter()
            .find(fits)
            .copied()
            .unwrap_or(Resolution::Eight);
        let mut cells = Vec::new();
        for area in study {
            cells.extend(covering(&area.geometry, resolution)?);
        }
        cells.par_sort_unstable();
        cells.dedup();
        let mut within: HashMap<CellIndex, Vec<u32>> = HashMap::with_capacity(cells.len());
        for (area, number) in areas.iter().zip(0..) {
            for cell in covering(&area.geometry, resolution)? {
                within.entry(cell).or_default().push(number);
            }
        }
        let keyed: Vec<(Piece, CellIndex)> = cells
            .par_iter()
            .map(|&cell| {
                let centre = cell_centre(cell);
                let areas = within.get(&cell).cloned().unwrap_or_default();
                let piece = Piece {
                    coarse: cell_of(centre, Resolution::Eight),
                    fine: cell_of(centre, Resolution::Nine),
                    areas,
                };
                (piece, cell)
            })
            .collect();
        let mut numbers: BTreeMap<Piece, u32> = keyed.iter().map(|(piece, _)| (piece.clone(), 0)).collect();
        numbers.values_mut().zip(0..).for_each(|(number, n)| *number = n);
        let mut areas_m2 = vec![0.0; numbers.len()];
        let points: Vec<(CellIndex, u32)> = keyed.iter().map(|(piece, cell)| (*cell, numbers[piece])).collect();
        for (cell, number) in &points {
            areas_m2[*number as usize] += aula_geometry::cell_area_m2(*cell);
        }
        Ok(Self { resolution, pieces: numbers.into_keys().collect(), areas_m2, points })
    }

    /// The number of a piece, if the raster has met it.
    pub(super) fn find(&self, piece: &Piece) -> Option<usize> {
        self.pieces.binary_search(piece).ok()
    }

    /// The piece of the raster's point nearest to a location, looked for within two small cells.
    pub(super) fn nearest(&self, at: LonLat) -> Option<usize> {
        let mut near = cell_of(at, self.resolution).grid_disk::<Vec<_>>(2);
        near.sort_unstable();
        let known = near.into_iter().filter_map(|cell| {
            let found = self.points.binary_search_by_key(&cell, |(c, _)| *c).ok()?;
            let metres = aula_geometry::geodesic_distance_m(at, cell_centre(cell));
            Some((metres, self.points[found].1))
        });
        known.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, piece)| piece as usize)
    }
}
