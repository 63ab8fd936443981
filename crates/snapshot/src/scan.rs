//! Walks the rows that a slice may concern and says of each what becomes of it.

use crate::block::{Block, CHUNK};
use crate::filter::{Filter, VERDICTS, Verdict};
use crate::region::Region;
use crate::table::{Part, Table};
use crate::tally::Tally;
use rayon::prelude::*;
use std::ops::Range;

/// From this many rows on the threads share the work.
const PARALLEL_ROWS: usize = 1 << 18;

/// A slice over a table, ready to run.
pub(crate) struct Query<'a> {
    pub(crate) table: &'a Table,
    pub(crate) filter: Filter,
}

/// Rows of one part that are looked at in one go.
struct Piece<'a> {
    part: Part<'a>,
    rows: Range<usize>,
    /// All of them lie in the period.
    inside: bool,
}

impl<'a> Query<'a> {
    /// Walks every row of the slice, wherever it lies.
    ///
    /// `start` makes what one thread gathers in, `hit` takes a counted row. Every thread's gathering comes back.
    pub(crate) fn everywhere<A: Send>(
        &self,
        start: impl Fn() -> A + Sync,
        hit: impl Fn(&mut A, &Part<'a>, usize) + Sync,
    ) -> (Tally, Vec<A>) {
        let pieces: Vec<Piece<'a>> = self.table.parts().into_iter().flat_map(|part| self.pieces(part)).collect();
        let rows: usize = pieces.iter().map(|piece| piece.rows.len()).sum();
        let run = |pieces: &[Piece<'a>]| {
            let (mut gathered, mut seen) = (start(), [0u64; VERDICTS]);
            pieces.iter().for_each(|piece| self.run(piece, &mut seen, |row| hit(&mut gathered, &piece.part, row)));
            (Tally::from_verdicts(&seen), gathered)
        };
        if rows < PARALLEL_ROWS {
            let (tally, gathered) = run(&pieces);
            return (tally, vec![gathered]);
        }
        let share = pieces.len().div_ceil(rayon::current_num_threads());
        let shares: Vec<(Tally, A)> = pieces.par_chunks(share).map(run).collect();
        let mut tally = Tally::default();
        let gathered = shares.into_iter().map(|(part, gathered)| {
            tally.add(&part);
            gathered
        });
        let gathered = gathered.collect();
        (tally, gathered)
    }

    /// Walks the rows of the slice in a region. A row that lies in no cell may be there or not: it is left out.
    pub(crate) fn within(&self, region: &Region<'_>, mut hit: impl FnMut(&Part<'a>, usize)) -> Tally {
        let mut seen = [0u64; VERDICTS];
        let mut unlocated = 0;
        for part in self.table.parts() {
            let ranges = self.row_ranges(part.block);
            region.for_each_row(part.block, &ranges, |row, located| {
                let verdict = self.verdict(&part, row);
                if verdict == Verdict::In && !located {
                    unlocated += 1;
                } else {
                    seen[verdict as usize] += 1;
                    if verdict == Verdict::In {
                        hit(&part, row);
                    }
                }
            });
        }
        let mut tally = Tally::from_verdicts(&seen);
        tally.left_out.location += unlocated;
        tally
    }

    /// How many counted rows lie in a region for certain.
    pub(crate) fn located_in(&self, region: &Region<'_>) -> u64 {
        let mut count = 0;
        for part in self.table.parts() {
            let counted = |row| self.verdict(&part, row) == Verdict::In;
            let ranges = self.row_ranges(part.block);
            region.for_each_located(part.block, &ranges, |row| count += u64::from(counted(row)));
        }
        count
    }

    /// What becomes of one row.
    pub(crate) fn verdict(&self, part: &Part<'_>, row: usize) -> Verdict {
        let block = part.block;
        if !self.filter.wanted[usize::from(block.class[row])] || !part.lives(row) {
            return Verdict::Out;
        }
        let in_period =
            if row < block.timed { self.filter.period(block.first_day[row], block.last_day(row)) } else { Verdict::In };
        self.settle(in_period, block, row)
    }

    /// The verdict of the period goes before hour and weekday; a discontinued row is never left out.
    #[inline]
    fn settle(&self, in_period: Verdict, block: &Block, row: usize) -> Verdict {
        let verdict = if in_period == Verdict::In { self.filter.hour(block.hour[row]) } else { in_period };
        match verdict {
            Verdict::Out => Verdict::Out,
            Verdict::In if block.flags[row].discontinued() => Verdict::Discontinued,
            _ if block.flags[row].discontinued() => Verdict::Out,
            other => other,
        }
    }

    fn run(&self, piece: &Piece<'_>, seen: &mut [u64; VERDICTS], mut hit: impl FnMut(usize)) {
        let (part, block) = (&piece.part, piece.part.block);
        for row in piece.rows.clone() {
            if !self.filter.wanted[usize::from(block.class[row])] {
                continue;
            }
            let in_period =
                if piece.inside { Verdict::In } else { self.filter.period(block.first_day[row], block.last_day(row)) };
            let verdict = self.settle(in_period, block, row);
            if verdict == Verdict::Out || !part.lives(row) {
                continue;
            }
            seen[verdict as usize] += 1;
            if verdict == Verdict::In {
                hit(row);
            }
        }
    }

    /// The chunks whose days meet the period, and whatever has no time.
    fn pieces(&self, part: Part<'a>) -> Vec<Piece<'a>> {
        let (from, to) = (self.filter.from_day, self.filter.to_day);
        let block = part.block;
        let met = (0..).zip(&block.days).filter(|(_, days)| days.latest >= from && days.earliest < to);
        let timed = met.map(|(chunk, days)| Piece {
            part,
            rows: chunk * CHUNK..((chunk + 1) * CHUNK).min(block.timed),
            inside: days.earliest >= from && days.latest < to && days.latest_start < to,
        });
        let timeless = (block.timed..block.len()).step_by(CHUNK).map(|start| Piece {
            part,
            rows: start..(start + CHUNK).min(block.len()),
            inside: true,
        });
        timed.chain(timeless).collect()
    }

    /// The rows of all chunks whose days meet the period, joined where they follow each other.
    fn row_ranges(&self, block: &Block) -> Vec<Range<usize>> {
        let (from, to) = (self.filter.from_day, self.filter.to_day);
        let met = (0..).zip(&block.days).filter(|(_, days)| days.latest >= from && days.earliest < to);
        let timed = met.map(|(chunk, _)| chunk * CHUNK..((chunk + 1) * CHUNK).min(block.timed));
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for range in timed.chain(std::iter::once(block.timed..block.len())) {
            match ranges.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => ranges.push(range),
            }
        }
        ranges
    }
}
