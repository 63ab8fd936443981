//! Counts by hour of the week and by category.

use crate::local::HourCode;
use crate::region::Region;
use crate::scan::Query;
use crate::{Layer, Snapshot, SnapshotError, Tally, Within};
use aula_model::{CategoryCode, PlaceKind, Slice};
use std::collections::BTreeMap;

/// Counts by local weekday and hour.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HourWeek {
    /// Rows by weekday (Monday first) and hour of the day.
    pub hours: [[u32; 24]; 7],
    /// Rows whose hour is known; the sum of `hours`.
    pub known: u64,
    /// Rows of the slice whose time is known to no hour, those without any time among them.
    pub unknown: u64,
    /// What became of the slice's rows.
    pub tally: Tally,
}

impl Snapshot {
    /// Counts the rows of a slice in a region by hour of the week.
    ///
    /// # Errors
    /// Those of [`select`](Self::select).
    pub fn hour_week(&self, slice: &Slice, layer: &Layer, within: &Within<'_>) -> Result<HourWeek, SnapshotError> {
        let region = Region::new(within, self.areas())?;
        let query = self.query(slice, layer);
        let (counts, tally) = histogram(&query, &region, HourCode::COUNT, |block, row| usize::from(block.hour[row]));
        let mut week = HourWeek { tally, ..HourWeek::default() };
        for (code, &count) in (0..).zip(&counts) {
            if let (Some(day), Some(hour)) = HourCode(code).parts() {
                week.hours[usize::from(day)][usize::from(hour)] = u32::try_from(count).unwrap_or(u32::MAX);
                week.known += count;
            } else {
                week.unknown += count;
            }
        }
        Ok(week)
    }

    /// Counts the incidents of a slice in a region by category; categories without any are left out.
    ///
    /// # Errors
    /// Those of [`select`](Self::select).
    pub fn category_counts(
        &self,
        slice: &Slice,
        within: &Within<'_>,
    ) -> Result<(BTreeMap<CategoryCode, u64>, Tally), SnapshotError> {
        let region = Region::new(within, self.areas())?;
        let codes = self.city().words.categories.all();
        let query = self.query(slice, &Layer::Incidents);
        let (counts, tally) = histogram(&query, &region, codes.len(), |block, row| usize::from(block.class[row]));
        Ok((named(codes, &counts), tally))
    }

    /// Counts the places of a slice in a region by kind; kinds without any are left out.
    ///
    /// # Errors
    /// Those of [`select`](Self::select).
    pub fn place_kind_counts(
        &self,
        slice: &Slice,
        within: &Within<'_>,
    ) -> Result<(BTreeMap<PlaceKind, u64>, Tally), SnapshotError> {
        let region = Region::new(within, self.areas())?;
        let kinds = self.city().words.kinds.all();
        let query = self.query(slice, &Layer::AllPlaces);
        let (counts, tally) = histogram(&query, &region, kinds.len(), |block, row| usize::from(block.class[row]));
        Ok((named(kinds, &counts), tally))
    }
}

fn named<T: Clone + Ord>(codes: &[T], counts: &[u64]) -> BTreeMap<T, u64> {
    codes.iter().cloned().zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect()
}

/// Counts the rows of a query by what `bin` makes of them.
fn histogram(
    query: &Query<'_>,
    region: &Region<'_>,
    bins: usize,
    bin: impl Fn(&crate::block::Block, usize) -> usize + Sync,
) -> (Vec<u64>, Tally) {
    if !matches!(region, Region::Everywhere) {
        let mut counts = vec![0; bins];
        let tally = query.within(region, |part, row| counts[bin(part.block, row)] += 1);
        return (counts, tally);
    }
    let start = || vec![0u64; bins];
    let (tally, shares) = query.everywhere(start, |counts, part, row| counts[bin(part.block, row)] += 1);
    let add = |mut sum: Vec<u64>, share: Vec<u64>| {
        sum.iter_mut().zip(share).for_each(|(a, b)| *a += b);
        sum
    };
    (shares.into_iter().fold(start(), add), tally)
}
