//! Counts and sums by cell.

use crate::block::Block;
use crate::scan::Query;
use crate::table::Part;
use crate::{Layer, Snapshot, SnapshotError, Tally};
use aula_geometry::StudySet;
use aula_model::Slice;
use h3o::{CellIndex, Resolution};
use std::sync::Arc;

/// Counts by cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CellCounts {
    /// By position in the study set, empty cells included.
    pub counts: Vec<u32>,
    /// Rows counted in these cells; the sum of `counts`.
    pub total: u64,
    /// Rows of the slice in none of them.
    pub outside_cells: u64,
    /// Rows of the slice, wherever they may lie, that are too imprecise; `total` in here counts rows in and outside
    /// the cells.
    pub tally: Tally,
}

/// Sums of weights of harm by cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CellSums {
    /// By position in the study set.
    pub sums: Vec<f64>,
    /// The sum over these cells.
    pub total: f64,
    /// The counts of the rows that the sums are made of.
    pub counts: CellCounts,
}

/// What one thread gathers, by number of cell in the base and in the delta.
type Gathered<T> = [Vec<T>; 2];

impl Snapshot {
    /// Counts the rows of a slice in each cell of a study set.
    ///
    /// Every row counts in the cell of its own point. `slice.area` is not looked at: the cells are the study area.
    ///
    /// # Errors
    /// [`SnapshotError::Resolution`] for a set of a resolution that is not served.
    pub fn cell_counts(&self, slice: &Slice, layer: &Layer, set: &StudySet) -> Result<CellCounts, SnapshotError> {
        let (resolution, cells) = (set.resolution(), set.cells());
        let query = self.query(slice, layer);
        let (gathered, mut tally) = gather(&query, resolution, |_, _| 1u32)?;
        let mut counts = vec![0u32; cells.len()];
        for (part, gathered) in query.table.parts().iter().zip(&gathered) {
            for_each_pair(part.block, resolution, cells, |number, position| counts[position] += gathered[number]);
            tally.unlocated(gathered.last().copied().map_or(0, u64::from));
        }
        let total = counts.iter().map(|&count| u64::from(count)).sum();
        Ok(CellCounts { counts, total, outside_cells: tally.total - total, tally })
    }

    /// Sums the weights of harm of a slice's rows in each of some cells; the counts come with it.
    ///
    /// # Errors
    /// Those of [`cell_counts`](Self::cell_counts).
    pub fn cell_harm(&self, slice: &Slice, layer: &Layer, set: &StudySet) -> Result<CellSums, SnapshotError> {
        let (resolution, cells) = (set.resolution(), set.cells());
        let query = self.query(slice, layer);
        let counts = self.cell_counts(slice, layer, set)?;
        let (gathered, _) = gather(&query, resolution, |block, row| f64::from(block.harm(row)))?;
        let mut sums = vec![0.0; cells.len()];
        for (part, gathered) in query.table.parts().iter().zip(&gathered) {
            for_each_pair(part.block, resolution, cells, |number, position| sums[position] += gathered[number]);
        }
        Ok(CellSums { total: sums.iter().sum(), sums, counts })
    }

    /// The cells that hold a row of a slice, ascending.
    ///
    /// # Errors
    /// [`SnapshotError::Resolution`] for a resolution that is not served.
    pub fn occupied_cells(
        &self,
        slice: &Slice,
        layer: &Layer,
        resolution: Resolution,
    ) -> Result<Vec<CellIndex>, SnapshotError> {
        let query = self.query(slice, layer);
        let (gathered, _) = gather(&query, resolution, |_, _| 1u32)?;
        let mut cells = Vec::new();
        for (part, counts) in query.table.parts().iter().zip(&gathered) {
            let known = part.block.cells(resolution).map_or(&[][..], |column| &column.cells);
            cells.extend(known.iter().zip(counts).filter(|(_, count)| **count > 0).map(|(cell, _)| *cell));
        }
        cells.sort_unstable();
        cells.dedup();
        Ok(cells)
    }
}

/// Adds up what `value` makes of each row, by number of cell; the last number is for rows in no cell.
fn gather<T>(
    query: &Query<'_>,
    resolution: Resolution,
    value: impl Fn(&Arc<Block>, usize) -> T + Sync,
) -> Result<(Gathered<T>, Tally), SnapshotError>
where
    T: Copy + Default + Send + std::ops::AddAssign,
{
    let unserved = || SnapshotError::Resolution(resolution.into());
    let [base, delta] = query.table.parts();
    let columns = [base, delta].map(|part| part.block.cells(resolution));
    let [Some(of_base), Some(of_delta)] = columns else { return Err(unserved()) };
    let empty = || [of_base, of_delta].map(|column| vec![T::default(); column.cells.len() + 1]);
    let hit = |gathered: &mut Gathered<T>, part: &Part<'_>, row: usize| {
        let column = [of_base, of_delta][part.side];
        gathered[part.side][column.of_row[row] as usize] += value(part.block, row);
    };
    let (tally, shares) = query.everywhere(empty, hit);
    let mut shares = shares.into_iter();
    let mut sum = shares.next().unwrap_or_else(empty);
    for share in shares {
        for (side, part) in sum.iter_mut().zip(share) {
            side.iter_mut().zip(part).for_each(|(a, b)| *a += b);
        }
    }
    Ok((sum, tally))
}

/// Calls `pair` with the number in the block and the position in `cells` of every cell that is in both; both ascend.
fn for_each_pair(block: &Block, resolution: Resolution, cells: &[CellIndex], mut pair: impl FnMut(usize, usize)) {
    let Some(column) = block.cells(resolution) else { return };
    let mut known = column.cells.iter().enumerate().peekable();
    for (position, cell) in cells.iter().enumerate() {
        while known.next_if(|(_, c)| *c < cell).is_some() {}
        if let Some((number, _)) = known.next_if(|(_, c)| *c == cell) {
            pair(number, position);
        }
    }
}
