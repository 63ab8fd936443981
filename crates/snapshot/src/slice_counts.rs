//! One slice from every side in one pass: by day and month, by hour of the week, by category.

use crate::local::{HourCode, date_of};
use crate::region::Region;
use crate::table::Part;
use crate::{HourWeek, Layer, Snapshot, SnapshotError, Tally, Within};
use aula_geometry::StudySet;
use aula_model::{CategoryCode, LonLat, Slice};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The counts of one slice. Each table is of the same rows: with what it does not know it sums to `total`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SliceCounts {
    /// Rows counted.
    pub total: u64,
    /// Rows of the slice that lie in none of the cells of the study set.
    pub outside_cells: u64,
    /// Rows by the local day on which they began; days without any are not there.
    pub days: BTreeMap<Date, u64>,
    /// Rows whose day is not known.
    pub no_day: u64,
    /// Rows by the first day of the month in which they began; months without any are not there.
    pub months: BTreeMap<Date, u64>,
    /// Rows whose month is not known.
    pub no_month: u64,
    /// Rows by hour of the week.
    pub hours: HourWeek,
    /// Incidents by category, or places by kind.
    pub classes: BTreeMap<String, u64>,
    /// Where the rows are, in no order; only where they were asked for.
    pub points: Vec<LonLat>,
    /// What became of the slice's rows, before the study set.
    pub tally: Tally,
}

/// The counts in the snapshot's own numbers.
#[derive(Default)]
struct Raw {
    total: u64,
    outside: u64,
    unlocated: u64,
    days: BTreeMap<i32, u64>,
    no_day: u64,
    months: BTreeMap<i32, u64>,
    hours: BTreeMap<u8, u64>,
    classes: BTreeMap<u16, u64>,
    points: Vec<LonLat>,
}

/// A span that begins on one day and ends on the next is told by the day it began: so a night is one night.
const NIGHT: u16 = 1;

impl Raw {
    fn add(&mut self, part: &Part<'_>, row: usize, with_points: bool) {
        let block = part.block;
        self.total += 1;
        *self.hours.entry(block.hour[row]).or_default() += 1;
        *self.classes.entry(block.class[row]).or_default() += 1;
        if with_points {
            self.points.push(block.location(row));
        }
        if row >= block.timed {
            self.no_day += 1;
            return;
        }
        let first = block.first_day[row];
        if block.more_days[row] <= NIGHT {
            *self.days.entry(first).or_default() += 1;
            return;
        }
        self.no_day += 1;
        let month = |day: i32| date_of(day).map(Date::first_of_month);
        if month(first).is_some() && month(first) == month(block.last_day(row)) {
            *self.months.entry(first).or_default() += 1;
        }
    }

    fn plus(mut self, other: Self) -> Self {
        fn add<K: Ord>(to: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
            from.into_iter().for_each(|(key, count)| *to.entry(key).or_default() += count);
        }
        self.total += other.total;
        self.outside += other.outside;
        self.unlocated += other.unlocated;
        self.no_day += other.no_day;
        add(&mut self.days, other.days);
        add(&mut self.months, other.months);
        add(&mut self.hours, other.hours);
        add(&mut self.classes, other.classes);
        self.points.extend(other.points);
        self
    }
}

impl Snapshot {
    /// Counts the rows of a slice in a region by day, month, hour of the week and category.
    ///
    /// # Arguments
    /// * `set`: where given, only rows in its cells are counted, as `cell_counts` does; the others are `outside_cells`.
    /// * `with_points`: whether the places of the rows are wanted too.
    ///
    /// # Errors
    /// Those of [`select`](Self::select); [`SnapshotError::Resolution`] for a set of a resolution that is not served.
    pub fn slice_counts(
        &self,
        slice: &Slice,
        layer: &Layer,
        within: &Within<'_>,
        set: Option<&StudySet>,
        with_points: bool,
    ) -> Result<SliceCounts, SnapshotError> {
        let region = Region::new(within, self.areas())?;
        let query = self.query(slice, layer);
        let parts = query.table.parts();
        let cells = match set {
            None => None,
            Some(set) => {
                let columns = [&parts[0], &parts[1]].map(|part| part.block.cells(set.resolution()));
                let [Some(base), Some(delta)] = columns else {
                    return Err(SnapshotError::Resolution(set.resolution().into()));
                };
                // Of a cell number whether the set has it; the last number stands for rows in no cell.
                let known = [base, delta]
                    .map(|column| column.cells.iter().map(|&cell| set.position(cell).is_some()).collect::<Vec<bool>>());
                Some(([base, delta], known))
            }
        };
        let hit = |raw: &mut Raw, part: &Part<'_>, row: usize| {
            let Some((columns, known)) = &cells else { return raw.add(part, row, with_points) };
            match known[part.side].get(columns[part.side].of_row[row] as usize) {
                Some(true) => raw.add(part, row, with_points),
                Some(false) => raw.outside += 1,
                None => raw.unlocated += 1,
            }
        };
        let (raw, tally) = if matches!(region, Region::Everywhere) {
            let (mut tally, shares) = query.everywhere(Raw::default, hit);
            let raw = shares.into_iter().fold(Raw::default(), Raw::plus);
            tally.unlocated(raw.unlocated);
            (raw, tally)
        } else {
            let mut raw = Raw::default();
            let tally = query.within(&region, |part, row| hit(&mut raw, part, row));
            (raw, tally)
        };
        Ok(self.named_counts(layer, raw, tally))
    }

    fn named_counts(&self, layer: &Layer, raw: Raw, tally: Tally) -> SliceCounts {
        let words = &self.city().words;
        let name = |class: u16| match layer {
            Layer::Incidents => words.categories.all().get(usize::from(class)).map(CategoryCode::to_string),
            Layer::Places(_) | Layer::AllPlaces => words.kinds.all().get(usize::from(class)).map(ToString::to_string),
        };
        let mut counts = SliceCounts {
            total: raw.total,
            outside_cells: raw.outside,
            no_day: raw.no_day,
            hours: hour_week(&raw.hours, tally),
            points: raw.points,
            tally,
            ..SliceCounts::default()
        };
        for (class, count) in raw.classes {
            *counts.classes.entry(name(class).unwrap_or_default()).or_default() += count;
        }
        for (day, count) in raw.days {
            let Some(date) = date_of(day) else { continue };
            *counts.days.entry(date).or_default() += count;
            *counts.months.entry(date.first_of_month()).or_default() += count;
        }
        for (day, count) in raw.months {
            let Some(date) = date_of(day) else { continue };
            *counts.months.entry(date.first_of_month()).or_default() += count;
        }
        counts.no_month = counts.total - counts.months.values().sum::<u64>();
        counts
    }
}

fn hour_week(hours: &BTreeMap<u8, u64>, tally: Tally) -> HourWeek {
    let mut week = HourWeek { tally, ..HourWeek::default() };
    for (&code, &count) in hours {
        if let (Some(day), Some(hour)) = HourCode(code).parts() {
            week.hours[usize::from(day)][usize::from(hour)] = u32::try_from(count).unwrap_or(u32::MAX);
            week.known += count;
        } else {
            week.unknown += count;
        }
    }
    week
}
