//! The cell of every row as a small number, and the rows of every cell.

use crate::block::Block;
use aula_geometry::{CellTree, cell_of};
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::OnceLock;

/// The cells of a block's rows at one resolution, each from the row's own point.
#[derive(Debug)]
pub(crate) struct CellColumn {
    /// The occupied cells, ascending; a cell's place here is its number.
    pub(crate) cells: Vec<CellIndex>,
    /// By row: the number of its cell; `cells.len()` where the point stands for a whole area and lies in no cell.
    pub(crate) of_row: Vec<u32>,
    rows: OnceLock<RowsOfCells>,
    tree: OnceLock<CellTree>,
    resolution: Resolution,
}

/// Rows by cell number, one slice of `rows` for each.
#[derive(Debug)]
struct RowsOfCells {
    first: Vec<u32>,
    rows: Vec<u32>,
}

impl CellColumn {
    pub(crate) fn new(block: &Block, resolution: Resolution) -> Self {
        let cell = |row: usize| block.flags[row].located().then(|| cell_of(block.location(row), resolution));
        let of_point: Vec<Option<CellIndex>> = (0..block.len()).into_par_iter().map(cell).collect();
        let distinct = of_point.par_chunks(1 << 16).map(|part| sorted(part.iter().copied().flatten().collect()));
        let cells = sorted(distinct.collect::<Vec<_>>().concat());
        let none = number(cells.len());
        let find = |cell: &Option<CellIndex>| match cell {
            Some(cell) => cells.binary_search(cell).map_or(none, number),
            None => none,
        };
        let of_row = of_point.par_iter().map(find).collect();
        Self { cells, of_row, rows: OnceLock::new(), tree: OnceLock::new(), resolution }
    }

    /// The rows of the cell of a number, ascending and so in order of time; `cells.len()` asks for those in no cell.
    pub(crate) fn rows(&self, number: usize) -> &[u32] {
        let table = self.rows.get_or_init(|| self.table());
        let bound = |i: usize| table.first.get(i).map_or(table.rows.len(), |&at| at as usize);
        &table.rows[bound(number)..bound(number + 1)]
    }

    /// Makes the look-up tables that searches need.
    pub(crate) fn prepare(&self) {
        self.tree();
        self.rows(0);
    }

    /// Whether [`prepare`](Self::prepare) has nothing to do.
    pub(crate) fn is_prepared(&self) -> bool {
        self.tree.get().is_some()
    }

    /// The number of a cell.
    pub(crate) fn number_of(&self, cell: CellIndex) -> Option<usize> {
        self.cells.binary_search(&cell).ok()
    }

    /// The occupied cells as a tree.
    pub(crate) fn tree(&self) -> &CellTree {
        self.tree.get_or_init(|| {
            CellTree::new(self.resolution, self.cells.iter().copied()).expect("all cells are of this resolution")
        })
    }

    pub(crate) fn bytes(&self) -> usize {
        let rows = self.rows.get().map_or(0, |t| 4 * (t.first.len() + t.rows.len()));
        self.cells.len() * 8 + self.of_row.len() * 4 + rows
    }

    /// A counting sort, which keeps the order of the rows within a cell.
    fn table(&self) -> RowsOfCells {
        let mut first = vec![0u32; self.cells.len() + 2];
        self.of_row.iter().for_each(|&cell| first[cell as usize + 1] += 1);
        (1..first.len()).for_each(|i| first[i] += first[i - 1]);
        let mut next = first.clone();
        let mut rows = vec![0; self.of_row.len()];
        for (&cell, row) in self.of_row.iter().zip(0..) {
            rows[next[cell as usize] as usize] = row;
            next[cell as usize] += 1;
        }
        RowsOfCells { first, rows }
    }
}

/// The part of ascending row numbers that lies in a range.
pub(crate) fn within(rows: &[u32], range: &Range<usize>) -> Range<usize> {
    let at = |bound: usize| rows.partition_point(|&row| (row as usize) < bound);
    at(range.start)..at(range.end)
}

fn sorted(mut cells: Vec<CellIndex>) -> Vec<CellIndex> {
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Block lengths are checked to fit.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
