//! How many rows a question counted, and how many it could not.

use crate::filter::{VERDICTS, Verdict};

/// Rows that a question could not decide on, each under the first reason that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// The time span lies only partly in the period.
    pub period: u64,
    /// The weekday is unknown and weekdays were asked for.
    pub weekday: u64,
    /// The hour is unknown and hours were asked for.
    pub hour: u64,
    /// The location is known as an area only, and cells or a region were asked for.
    pub location: u64,
}

impl LeftOut {
    /// All reasons together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.period + self.weekday + self.hour + self.location
    }
}

/// What became of the rows that a question concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Rows counted.
    pub total: u64,
    /// Rows too imprecise to be counted.
    pub left_out: LeftOut,
    /// Rows that would be counted had their proceedings not been discontinued.
    pub discontinued: u64,
}

impl Tally {
    pub(crate) fn from_verdicts(seen: &[u64; VERDICTS]) -> Self {
        let of = |verdict: Verdict| seen[verdict as usize];
        Self {
            total: of(Verdict::In),
            left_out: LeftOut {
                period: of(Verdict::Period),
                weekday: of(Verdict::Weekday),
                hour: of(Verdict::Hour),
                location: 0,
            },
            discontinued: of(Verdict::Discontinued),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.discontinued += other.discontinued;
        self.left_out.period += other.left_out.period;
        self.left_out.weekday += other.left_out.weekday;
        self.left_out.hour += other.left_out.hour;
        self.left_out.location += other.left_out.location;
    }

    /// Moves counted rows to those left out for their location.
    pub(crate) fn unlocated(&mut self, rows: u64) {
        self.total -= rows;
        self.left_out.location += rows;
    }
}
