//! The cells an analysis runs on, and their neighbourhoods.

use crate::cell::cell_area_m2;
use crate::cell_number::check_resolution;
use crate::{GeometryError, encode_h3_delta};
use aula_model::ContentHash;
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;

/// Cells of one resolution, ascending; a cell is known by its position.
///
/// # Examples
/// ```
/// use aula_geometry::StudySet;
/// let centre: h3o::CellIndex = "8a20e60ae92ffff".parse()?;
/// let set = StudySet::new(h3o::Resolution::Ten, centre.grid_disk(1))?;
/// assert_eq!(set.len(), 7);
/// let rings = set.k_rings(1)?;
/// assert_eq!(rings.of(set.position(centre).unwrap()).len(), 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudySet {
    resolution: Resolution,
    cells: Vec<CellIndex>,
}

impl StudySet {
    /// A set out of cells in any order; duplicates count once.
    ///
    /// # Errors
    /// [`GeometryError::MixedResolution`] for a cell of another resolution.
    pub fn new(resolution: Resolution, mut cells: Vec<CellIndex>) -> Result<Self, GeometryError> {
        cells.iter().try_for_each(|&cell| check_resolution(cell, resolution))?;
        cells.par_sort_unstable();
        cells.dedup();
        Ok(Self { resolution, cells })
    }

    /// The resolution of all cells.
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// The cells, ascending.
    #[must_use]
    pub fn cells(&self) -> &[CellIndex] {
        &self.cells
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The position of a cell, or none where it is not in the set.
    #[must_use]
    pub fn position(&self, cell: CellIndex) -> Option<u32> {
        // A set has fewer than 2³² cells: there are not as many in the memory of a machine.
        self.cells.binary_search(&cell).ok().and_then(|i| u32::try_from(i).ok())
    }

    /// The area of each cell in square metres, by position.
    #[must_use]
    pub fn areas_m2(&self) -> Vec<f64> {
        self.cells.par_iter().map(|&cell| cell_area_m2(cell)).collect()
    }

    /// The set's name: 32 hexadecimal digits that depend on the resolution and the cells alone, the same for ever.
    #[must_use]
    pub fn id(&self) -> String {
        let cells = self.cells.iter().flat_map(|&cell| u64::from(cell).to_le_bytes());
        let bytes: Vec<u8> = std::iter::once(u8::from(self.resolution)).chain(cells).collect();
        ContentHash::of(&bytes).0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The set as `h3-delta` numbers.
    #[must_use]
    pub fn h3_delta(&self) -> Vec<u64> {
        encode_h3_delta(&self.cells).expect("a set ascends and has one resolution")
    }

    /// The neighbourhood of each cell: the cell itself and those at most `k` steps away, cut at the set.
    ///
    /// # Errors
    /// [`GeometryError::RingsTooLong`] where all neighbourhoods together have 2³² cells or more.
    ///
    /// # Complexity
    /// O(n k² log n), in parallel; 39,000 cells with k = 1 take under 50 ms on two cores.
    pub fn k_rings(&self, k: u32) -> Result<Rings, GeometryError> {
        let too_long = || GeometryError::RingsTooLong { cells: self.len(), k };
        // A disk of k steps has 3k(k+1)+1 cells: refuse before memory is asked for, not after.
        let disk = 3 * u64::from(k) * (u64::from(k) + 1) + 1;
        let longest = disk.min(self.cells.len() as u64).saturating_mul(self.cells.len() as u64);
        if longest > u64::from(u32::MAX) {
            return Err(too_long());
        }
        let chunk = 1024;
        let parts: Vec<(Vec<u32>, Vec<u32>)> =
            self.cells.par_chunks(chunk).map(|cells| self.rings_of(cells, k)).collect();
        let mut offsets = Vec::with_capacity(self.cells.len() + 1);
        offsets.push(0);
        let mut end = 0_u32;
        for count in parts.iter().flat_map(|(counts, _)| counts) {
            end = end.checked_add(*count).ok_or_else(too_long)?;
            offsets.push(end);
        }
        let neighbours = parts.into_iter().flat_map(|(_, neighbours)| neighbours).collect();
        Ok(Rings { offsets, neighbours })
    }

    /// Sizes and members of the neighbourhoods of some cells.
    fn rings_of(&self, cells: &[CellIndex], k: u32) -> (Vec<u32>, Vec<u32>) {
        let mut counts = Vec::with_capacity(cells.len());
        let mut neighbours = Vec::new();
        for cell in cells {
            let start = neighbours.len();
            neighbours.extend(cell.grid_disk::<Vec<_>>(k).into_iter().filter_map(|c| self.position(c)));
            neighbours[start..].sort_unstable();
            counts.push(u32::try_from(neighbours.len() - start).expect("a ring is no longer than the set"));
        }
        (counts, neighbours)
    }
}

/// Neighbourhoods in compressed rows: those of the cell at position `i` are
/// `neighbours[offsets[i]..offsets[i + 1]]`, positions ascending, the cell itself among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rings {
    /// Where each cell's neighbourhood begins, and the end of the last: one more than there are cells.
    pub offsets: Vec<u32>,
    /// Positions of the neighbours.
    pub neighbours: Vec<u32>,
}

impl Rings {
    /// The neighbourhood of the cell at a position; empty for a position that is not there.
    #[must_use]
    pub fn of(&self, position: u32) -> &[u32] {
        let at = |i: usize| self.offsets.get(i).map(|&o| o as usize);
        match (at(position as usize), at(position as usize + 1)) {
            (Some(start), Some(end)) => &self.neighbours[start..end],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell_of;
    use aula_model::LonLat;

    fn disk(lon: f64, lat: f64, k: u32) -> StudySet {
        let centre = cell_of(LonLat::new(lon, lat).unwrap(), Resolution::Nine);
        StudySet::new(Resolution::Nine, centre.grid_disk(k)).unwrap()
    }

    #[test]
    fn the_name_depends_on_the_cells_alone_and_stays_for_ever() {
        let set = disk(76.9458, 43.2383, 3);
        let mut shuffled: Vec<CellIndex> = set.cells().iter().rev().copied().collect();
        shuffled.push(set.cells()[0]);
        assert_eq!(StudySet::new(Resolution::Nine, shuffled).unwrap().id(), set.id());
        assert_ne!(StudySet::new(Resolution::Nine, set.cells()[1..].to_vec()).unwrap().id(), set.id());
        assert_eq!(set.id(), "7e700f1926dd7ecfb83afac0383bbcb1");
        let empty = |r| StudySet::new(r, vec![]).unwrap().id();
        assert_ne!(empty(Resolution::Nine), empty(Resolution::Ten));
    }

    #[test]
    fn rings_are_those_of_the_grid_cut_at_the_set() {
        // around a city, around a pentagon, and over the antimeridian
        let pentagon = Resolution::Nine.pentagons().next().unwrap();
        let sets = [
            disk(76.9458, 43.2383, 12),
            disk(180.0, 10.0, 12),
            StudySet::new(Resolution::Nine, pentagon.grid_disk(9)).unwrap(),
        ];
        for set in sets {
            for k in 0..3 {
                let rings = set.k_rings(k).unwrap();
                assert_eq!(rings.offsets.len(), set.len() + 1);
                for (i, &cell) in set.cells().iter().enumerate() {
                    let mut expected: Vec<u32> = (0..)
                        .zip(set.cells())
                        .filter(|(_, c)| cell.grid_distance(**c).is_ok_and(|d| d <= k.cast_signed()))
                        .map(|(j, _)| j)
                        .collect();
                    if cell.is_pentagon() || expected.is_empty() || set.cells().iter().any(|c| c.is_pentagon()) {
                        // local coordinates fail beside a pentagon: step by step instead
                        let mut reach = vec![cell];
                        for _ in 0..k {
                            reach = reach.iter().flat_map(|c| c.grid_disk::<Vec<_>>(1)).collect();
                        }
                        expected = (0..).zip(set.cells()).filter(|(_, c)| reach.contains(c)).map(|(j, _)| j).collect();
                    }
                    assert_eq!(rings.of(u32::try_from(i).unwrap()), expected, "{cell} {k}");
                }
            }
        }
    }

    #[test]
    fn mixed_resolutions_and_rings_without_end_are_refused() {
        let set = disk(76.9, 43.2, 1);
        let mixed = vec![set.cells()[0], cell_of(LonLat::new(1.0, 1.0).unwrap(), Resolution::Ten)];
        assert!(matches!(StudySet::new(Resolution::Nine, mixed), Err(GeometryError::MixedResolution { .. })));
        assert_eq!(set.k_rings(2).unwrap().neighbours.len(), 49);
        assert!(set.position(cell_of(LonLat::new(1.0, 1.0).unwrap(), Resolution::Nine)).is_none());
        let empty = StudySet::new(Resolution::Nine, vec![]).unwrap();
        assert_eq!(empty.k_rings(1).unwrap(), Rings { offsets: vec![0], neighbours: vec![] });
        assert!(empty.h3_delta().is_empty() && empty.areas_m2().is_empty());
    }
}
