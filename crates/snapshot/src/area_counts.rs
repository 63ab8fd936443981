//! Counts by area.

use crate::region::Region;
use crate::{Layer, Snapshot, Tally};
use aula_model::{Area, AreaKind, Slice};
use rayon::prelude::*;

/// The count of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaCount<'a> {
    /// The area.
    pub area: &'a Area,
    /// Rows of the slice whose point lies in it or on its outline.
    pub count: u64,
}

/// Counts by area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AreaCounts<'a> {
    /// Every area of the kind, by identity, those without a row included. A row counts in each area that it lies in.
    pub areas: Vec<AreaCount<'a>>,
    /// What became of the slice's rows, wherever they lie; those known by an area only are left out for their
    /// location, as nothing says of which kind that area is.
    pub tally: Tally,
}

impl Snapshot {
    /// Counts the rows of a slice in each area of a kind; none for a kind that the city does not have.
    #[must_use]
    pub fn area_counts(&self, slice: &Slice, layer: &Layer, kind: &AreaKind) -> AreaCounts<'_> {
        let query = self.query(slice, layer);
        let (mut tally, unlocated) =
            query.everywhere(|| 0u64, |unlocated, part, row| *unlocated += u64::from(!part.block.flags[row].located()));
        tally.unlocated(unlocated.iter().sum());
        let outlines = self.areas().of_kind(kind).filter_map(|area| Some((area, self.areas().outline(&area.id)?)));
        let outlines: Vec<_> = outlines.collect();
        let count = |&(area, outline): &(_, _)| AreaCount { area, count: query.located_in(&Region::Area(outline)) };
        AreaCounts { areas: outlines.par_iter().map(count).collect(), tally }
    }
}
