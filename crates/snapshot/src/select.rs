//! The rows of a slice themselves, by place and by nearness.

use crate::filter::Verdict;
use crate::region::{Region, SEARCH};
use crate::scan::Query;
use crate::{Layer, RowId, Snapshot, SnapshotError, Tally, Within};
use aula_geometry::geodesic_distance_m;
use aula_model::{LonLat, Slice};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The rows that a question counts, and how many it could not decide on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Rows in order of time; what has no time comes last.
    pub rows: Vec<RowId>,
    /// What became of the others.
    pub tally: Tally,
}

/// A row near a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The row.
    pub row: RowId,
    /// Its distance on the ellipsoid in metres.
    pub distance_m: f64,
}

/// A near row in order of distance, then of the log.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    distance_m: f64,
    seq: u64,
    row: u32,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance_m.total_cmp(&other.distance_m).then(self.seq.cmp(&other.seq))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Snapshot {
    /// The rows of a slice in a region, in order of time.
    ///
    /// `slice.area` is not looked at: it names a study area, of which the caller makes cells or a [`Within::Area`].
    ///
    /// # Errors
    /// [`SnapshotError::UnknownArea`], [`SnapshotError::Resolution`] or [`SnapshotError::Radius`] for a region that
    /// does not exist.
    pub fn select(&self, slice: &Slice, layer: &Layer, within: &Within<'_>) -> Result<Selection, SnapshotError> {
        let region = Region::new(within, self.areas())?;
        let query = self.query(slice, layer);
        let mut rows: [Vec<u32>; 2] = Default::default();
        let tally = query.within(&region, |part, row| rows[part.side].push(u32::try_from(row).unwrap_or(u32::MAX)));
        // Row numbers of a part are in order of time.
        rows.iter_mut().for_each(|rows| rows.sort_unstable());
        Ok(Selection { rows: merged(&query, &rows), tally })
    }

    /// How many rows of a slice lie in a region.
    ///
    /// # Errors
    /// Those of [`select`](Self::select).
    pub fn count(&self, slice: &Slice, layer: &Layer, within: &Within<'_>) -> Result<Tally, SnapshotError> {
        let query = self.query(slice, layer);
        Ok(match Region::new(within, self.areas())? {
            Region::Everywhere => query.everywhere(|| (), |(), _, _| ()).0,
            region => query.within(&region, |_, _| ()),
        })
    }

    /// The `count` rows of a slice nearest to a point, nearest first; rows known by an area only are not among them.
    /// Of equally near ones the one that was logged first comes first.
    #[must_use]
    pub fn nearest(&self, slice: &Slice, layer: &Layer, from: LonLat, count: usize) -> Vec<Near> {
        let query = self.query(slice, layer);
        let mut best: BinaryHeap<Candidate> = BinaryHeap::new();
        for part in query.table.parts().into_iter().filter(|part| part.block.len() > 0 && count > 0) {
            let Some(column) = part.block.cells(SEARCH) else { continue };
            for (cell, at_least_m) in column.tree().nearest_order(from) {
                let full = best.len() == count;
                if full && best.peek().is_some_and(|worst| at_least_m > worst.distance_m) {
                    break;
                }
                let rows = column.number_of(cell).map_or(&[][..], |number| column.rows(number));
                for row in rows.iter().map(|&row| row as usize) {
                    if query.verdict(&part, row) == Verdict::In {
                        best.push(Candidate {
                            distance_m: geodesic_distance_m(from, part.block.location(row)),
                            seq: part.block.rank(row).2,
                            row: part.first_row + u32::try_from(row).unwrap_or(u32::MAX),
                        });
                        if best.len() > count {
                            best.pop();
                        }
                    }
                }
            }
        }
        best.into_sorted_vec().into_iter().map(|c| Near { row: RowId(c.row), distance_m: c.distance_m }).collect()
    }
}

/// The rows of base and delta, each in order of time, as one list in order of time.
fn merged(query: &Query<'_>, [base, delta]: &[Vec<u32>; 2]) -> Vec<RowId> {
    let parts = query.table.parts();
    let rank = |side: usize, row: u32| parts[side].block.rank(row as usize);
    let mut rows = Vec::with_capacity(base.len() + delta.len());
    let mut later = delta.iter().peekable();
    for &row in base {
        while let Some(&late) = later.next_if(|&&late| rank(1, late) < rank(0, row)) {
            rows.push(RowId(parts[1].first_row + late));
        }
        rows.push(RowId(row));
    }
    rows.extend(later.map(|&late| RowId(parts[1].first_row + late)));
    rows
}
