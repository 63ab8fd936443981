//! Counts by cell and month, by who reported and how it ended: what areas are compared by over time.

use crate::block::Block;
use crate::local::day_number;
use crate::table::Part;
use crate::{Snapshot, SnapshotError, Tally};
use aula_geometry::StudySet;
use aula_model::{Cleared, ReportedBy, Slice};
use jiff::civil::Date;

/// Counts by month and cell; every table has months × cells entries, month by month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MonthCounts {
    /// How many cells.
    pub cells: usize,
    /// Incidents reported by residents, or by nobody knows whom.
    pub reported: Vec<u32>,
    /// Incidents found by the police.
    pub found_by_police: Vec<u32>,
    /// Of all of them, cleared.
    pub cleared: Vec<u32>,
    /// Of all of them, known not to be cleared.
    pub not_cleared: Vec<u32>,
    /// Counted rows that lie in none of the cells.
    pub outside_cells: u64,
    /// Rows of the slice within the months whose span reaches over more than one: in none of the tables.
    pub no_month: u64,
    /// What became of the slice's rows.
    pub tally: Tally,
}

impl Snapshot {
    /// Counts the incidents of a slice by cell of a study set and by month.
    ///
    /// # Arguments
    /// * `months`: the first days of consecutive months, and behind them the first day after the last; rows outside of
    ///   them are passed over.
    ///
    /// # Errors
    /// [`SnapshotError::Resolution`] for a set of a resolution that is not served.
    pub fn month_counts(&self, slice: &Slice, set: &StudySet, months: &[Date]) -> Result<MonthCounts, SnapshotError> {
        let (resolution, cells) = (set.resolution(), set.cells());
        let starts: Vec<i32> = months.iter().map(|&day| day_number(day)).collect();
        let length = starts.len().saturating_sub(1);
        let query = self.query(slice, &crate::Layer::Incidents);
        let parts = query.table.parts();
        let columns = [&parts[0], &parts[1]].map(|part| part.block.cells(resolution));
        let [Some(of_base), Some(of_delta)] = columns else { return Err(SnapshotError::Resolution(resolution.into())) };
        // Of a cell number its position in the set, or none: the last number stands for rows in no cell.
        let positions = [of_base, of_delta].map(|column| {
            let known = column.cells.iter().map(|&cell| set.position(cell));
            known.chain(std::iter::once(None)).collect::<Vec<Option<u32>>>()
        });
        let table = || vec![0_u32; length * cells.len()];
        let empty = || MonthCounts {
            cells: cells.len(),
            reported: table(),
            found_by_police: table(),
            cleared: table(),
            not_cleared: table(),
            ..MonthCounts::default()
        };
        let hit = |counts: &mut MonthCounts, part: &Part<'_>, row: usize| {
            let Some(month) = month_of(part.block, row, &starts) else { return };
            let Some(month) = month else {
                counts.no_month += 1;
                return;
            };
            let number = [of_base, of_delta][part.side].of_row[row] as usize;
            match positions[part.side][number] {
                Some(position) => counts.add(part.block, row, month * cells.len() + position as usize),
                None => counts.outside_cells += 1,
            }
        };
        let (tally, shares) = query.everywhere(empty, hit);
        let mut sum = shares.into_iter().reduce(MonthCounts::plus).unwrap_or_else(empty);
        sum.tally = tally;
        Ok(sum)
    }
}

/// The month of a row, `Some(None)` where it reaches over more than one, none where it lies outside of all.
fn month_of(block: &Block, row: usize, starts: &[i32]) -> Option<Option<usize>> {
    if row >= block.timed {
        return None;
    }
    let of = |day: i32| starts.partition_point(|&start| start <= day).checked_sub(1).filter(|&m| m + 1 < starts.len());
    match (of(block.first_day[row]), of(block.last_day(row))) {
        (None, None) => None,
        (Some(first), Some(last)) if first == last => Some(Some(first)),
        _ => Some(None),
    }
}

impl MonthCounts {
    fn add(&mut self, block: &Block, row: usize, at: usize) {
        let flags = block.flags[row];
        match flags.reported_by() {
            ReportedBy::Police => self.found_by_police[at] += 1,
            ReportedBy::Resident | ReportedBy::Unknown => self.reported[at] += 1,
        }
        match flags.cleared() {
            Cleared::Yes => self.cleared[at] += 1,
            Cleared::No => self.not_cleared[at] += 1,
            Cleared::Unknown => {}
        }
    }

    fn plus(mut self, other: Self) -> Self {
        let add = |to: &mut Vec<u32>, from: Vec<u32>| to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        add(&mut self.reported, other.reported);
        add(&mut self.found_by_police, other.found_by_police);
        add(&mut self.cleared, other.cleared);
        add(&mut self.not_cleared, other.not_cleared);
        self.outside_cells += other.outside_cells;
        self.no_month += other.no_month;
        self
    }
}
