//! Where are there more incidents, or fewer, than before?

use crate::figures::{CellFigures, Column, FigureSettings};
use crate::grid::as_numbers;
use crate::season::{month_index, seasonal_days};
use crate::sentence::{self, ChangeBasis, ChangeFacts, ChangeMapFacts, Compared, Counted, Days, Sureness};
use crate::{AnalysisError, Correction, GridQuery, StudySets, Verdict, WarningCode};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Period, Viewer};
use aula_snapshot::Snapshot;
use aula_statistics::{MIN_CELLS, MIN_INCIDENTS, benjamini_hochberg_tested};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A question about change; the grid's period is the later one.
#[derive(Debug, Clone)]
pub struct ChangeQuery {
    /// What, over which cells; the later period, the last year of the data where none is given.
    pub grid: GridQuery,
    /// The earlier period; as long and right before the later one where it is open.
    pub before: Period,
    /// Against what a cell's change is held.
    pub against: ChangeAgainst,
}

/// Against what a cell's change is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeAgainst {
    /// No change: as many a day as before.
    #[default]
    Days,
    /// The whole study set's change: did the cell change otherwise than the city?
    City,
    /// What the season alone would bring: as many as before, were it not another time of the year.
    Season,
}

impl ChangeAgainst {
    /// The words of the parameter `against`.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("days", Self::Days), ("city", Self::City), ("season", Self::Season)];

    const fn basis(self) -> ChangeBasis {
        match self {
            Self::Days => ChangeBasis::SameRate,
            Self::City => ChangeBasis::WholeArea,
            Self::Season => ChangeBasis::Season,
        }
    }
}

/// What a change was made with.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeDetail {
    /// First local day of the earlier period.
    pub before_from: String,
    /// First local day no longer in it.
    pub before_to: String,
    /// Days of the earlier period.
    pub before_days: i32,
    /// Days of the later period.
    pub days: i32,
    /// Incidents in the cells in the earlier period.
    pub before_total: u64,
    /// Too imprecise in the earlier period.
    pub before_left_out: u64,
    /// Against what.
    pub against: ChangeAgainst,
    /// The share of a cell's incidents expected in the later period.
    pub later_share: f64,
    /// The level of each month of the year, from January, where it is held against the season.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month_index: Option<[f64; 12]>,
    /// The tail that `p` comes from.
    pub tail: &'static str,
    /// How `q` is made of `p`.
    pub correction: &'static str,
    /// Cells tested: those with an incident in either period.
    pub tested: u64,
    /// Number of cells by class.
    pub classes: BTreeMap<&'static str, u64>,
    /// Whether anything can be said.
    pub verdict: Verdict,
}

const CLASSES: &[&str] = &[
    "increase_99",
    "increase_95",
    "increase_90",
    "not_significant",
    "decrease_90",
    "decrease_95",
    "decrease_99",
    "too_few",
];
const TOO_FEW: u8 = 7;

/// Change between two periods, cell by cell: exact binomial p given the cell's total, corrected over the map.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// [`AnalysisError::Unusable`] for periods that overlap or are open where the data are.
///
/// # References
/// Przyborowski & Wilenski 1940, Biometrika 31, 313; Benjamini & Hochberg 1995, JRSS B 57, 289.
pub fn change(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &ChangeQuery,
) -> Result<Precise<CellFigures<ChangeDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let space = query.grid.space(snapshot, sets)?;
    let data = snapshot.period_of(&query.grid.layer).unwrap_or_default();
    let (earlier, later) = periods(query.before, query.grid.slice.period, data)?;
    let (grid, before) = (query.grid.in_period(later.period()?), query.grid.in_period(earlier.period()?));
    let (after_counts, tally) = grid.counts(snapshot, &space)?;
    let (before_counts, before_tally) = before.counts(snapshot, &space)?;
    let (x0, x1) = (as_numbers(&before_counts), as_numbers(&after_counts));
    let (total0, total1) = (before_tally.total as f64, tally.total as f64);
    let enough = x0.len() >= MIN_CELLS && total0 + total1 >= MIN_INCIDENTS;
    let by_days = f64::from(later.days()) / f64::from(earlier.days() + later.days());
    let month_index = match query.against {
        ChangeAgainst::Season => Some(month_index(snapshot, &query.grid.slice, &query.grid.layer)?),
        ChangeAgainst::Days | ChangeAgainst::City => None,
    };
    let by_season = month_index.map_or(by_days, |index| {
        let [before, after] = [earlier, later].map(|dates| seasonal_days(dates.from, dates.to, &index));
        if before > 0.0 && after > 0.0 { after / (before + after) } else { by_days }
    });
    let (later_share, verdict) = match query.against {
        ChangeAgainst::City if total0 == 0.0 || total1 == 0.0 => (by_days, Verdict::TooFew),
        ChangeAgainst::City => (total1 / (total0 + total1), Verdict::Ok),
        ChangeAgainst::Days => (by_days, Verdict::Ok),
        ChangeAgainst::Season => (by_season, Verdict::Ok),
    };
    let verdict = if enough { verdict } else { Verdict::TooFew };
    let found = aula_statistics::change(&x0, &x1, later_share)?;
    let q = benjamini_hochberg_tested(&found.p, &found.defined)?;
    let class = |i: usize| match verdict {
        Verdict::TooFew | Verdict::NoVariation => TOO_FEW,
        Verdict::Ok => class(x1[i] - found.expected_later[i], q[i]),
    };
    let of: Vec<u8> = (0..x0.len()).map(class).collect();
    let mut classes = BTreeMap::new();
    for &class in &of {
        *classes.entry(CLASSES[usize::from(class)]).or_default() += 1;
    }
    let detail = ChangeDetail {
        before_from: earlier.from.to_string(),
        before_to: earlier.to.to_string(),
        before_days: earlier.days(),
        days: later.days(),
        before_total: before_tally.total,
        before_left_out: before_tally.left_out.sum(),
        against: query.against,
        later_share,
        month_index,
        tail: "exact_binomial_doubled",
        correction: "benjamini_hochberg",
        tested: found.defined.iter().filter(|&&d| d).count() as u64,
        classes,
        verdict,
    };
    let mut settings = FigureSettings::of_cells("change_between_periods", snapshot, &grid, &space, &tally, detail);
    let season = |date: Date| (date.month(), date.day());
    settings.registered(snapshot, sets, &grid.slice, &grid.layer);
    let seasons_differ = season(earlier.from) != season(later.from) && query.against != ChangeAgainst::Season;
    settings.warn(seasons_differ, WarningCode::SeasonsDiffer);
    settings.warn((later.days() - earlier.days()).abs() * 10 > earlier.days(), WarningCode::LengthsDiffer);
    let beyond = data.from().is_some_and(|from| earlier.from < from) || data.to().is_some_and(|to| later.to > to);
    settings.warn(beyond, WarningCode::PeriodBeyondData);
    let counted = Counted::from(&query.grid.layer);
    let [before_days, after_days] = [earlier, later].map(|dates| Days { from: dates.from, to: dates.to });
    let tested = settings.detail.tested;
    let moved = |rose: bool| {
        (0..q.len()).filter(|&i| q[i] < 0.1 && found.defined[i] && (x1[i] > found.expected_later[i]) == rose).count()
            as u64
    };
    settings.say(sentence::change_map(&ChangeMapFacts {
        counted,
        before_days,
        before: before_tally.total,
        after_days,
        after: tally.total,
        basis: query.against.basis(),
        tested,
        n: x0.len() as u64,
        up: moved(true),
        down: moved(false),
        judged: verdict == Verdict::Ok,
    }));
    if let Some((cell, at)) = query.grid.about(&space) {
        let tell = |i: usize| {
            sentence::change(&ChangeFacts {
                counted,
                place: Compared::Cells,
                before_days,
                before: x0[i] as u64,
                after_days,
                after: x1[i] as u64,
                expected: found.expected_later[i],
                basis: query.against.basis(),
                sureness: Sureness {
                    value: if verdict == Verdict::Ok { q[i] } else { 1.0 },
                    correction: Correction::BenjaminiHochberg,
                    compared: tested,
                },
            })
        };
        settings.tell_of(cell, at, sentence::cell_or_outside(at.map(tell), counted));
    }
    let said = |values: Vec<f64>| if verdict == Verdict::Ok { values } else { vec![f64::NAN; x0.len()] };
    let columns = vec![
        Column::counts("before", before_counts),
        Column::counts("after", after_counts),
        Column::numbers("difference", x1.iter().zip(&x0).map(|(b, a)| b - a).collect()),
        Column::numbers("expected", said(found.expected_later)),
        Column::numbers("p", said(found.p)),
        Column::numbers("q", said(q)),
        Column::classes("class", "classes", CLASSES, of),
    ];
    Ok(Precise::counts(CellFigures { space, columns, settings }).within(snapshot.limits()))
}

/// The place among the classes of a direction and a corrected p.
fn class(beyond_expected: f64, q: f64) -> u8 {
    let level = match q {
        q if q < 0.01 => 0,
        q if q < 0.05 => 1,
        q if q < 0.10 => 2,
        _ => return 3,
    };
    if beyond_expected > 0.0 { level } else { 6 - level }
}

/// A period with both ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dates {
    pub(crate) from: Date,
    pub(crate) to: Date,
}

impl Dates {
    pub(crate) fn days(self) -> i32 {
        days_between(self.from, self.to)
    }

    pub(crate) fn period(self) -> Result<Period, AnalysisError> {
        Period::new(Some(self.from), Some(self.to)).map_err(|e| unusable("to", e.to_string()))
    }
}

/// The days from one date to another.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours() as i32 / 24
}

fn unusable(parameter: &'static str, reason: String) -> AnalysisError {
    let remedy = "give from, to, before_from and before_to, the earlier period first, each with its first day left out";
    AnalysisError::Unusable { parameter, reason, remedy }
}

/// The two periods compared: those given, else years out of the data, else halves of the data.
fn periods(before: Period, later: Period, data: Period) -> Result<(Dates, Dates), AnalysisError> {
    let no_data = || unusable("from", "there are no dated incidents, so no period can be chosen".to_owned());
    let far = |_| unusable("from", "the period reaches beyond the calendar".to_owned());
    let to = later.to().or(data.to()).ok_or_else(no_data)?;
    let two_years = to.checked_sub(2.years()).map_err(far)?;
    let open = later == Period::default() && before == Period::default();
    let from = match (later.from(), data.from()) {
        (Some(from), _) => from,
        (None, Some(first)) if open && first > two_years => {
            let half = days_between(first, to) / 2;
            to.checked_sub(half.max(1).days()).map_err(far)?
        }
        _ => to.checked_sub(1.year()).map_err(far)?,
    };
    let later = Dates { from, to };
    if later.days() < 1 {
        return Err(unusable("from", format!("the later period begins on {from} and ends on {to}")));
    }
    let before_to = before.to().unwrap_or(from);
    let before_from = match before.from() {
        Some(from) => from,
        None => as_long_before(later, before_to).map_err(far)?,
    };
    let earlier = Dates { from: before_from, to: before_to };
    if earlier.days() < 1 || earlier.to > later.from {
        let reason = format!(
            "the earlier period, {} to {}, does not end before the later one begins on {}",
            earlier.from, earlier.to, later.from
        );
        return Err(unusable("before_to", reason));
    }
    Ok((earlier, later))
}

/// The first day of a period as long as another that ends on a day: whole years as years, else days.
fn as_long_before(other: Dates, end: Date) -> Result<Date, jiff::Error> {
    let years = other.to.year() - other.from.year();
    if years > 0 && other.from.checked_add(years.years())? == other.to {
        return end.checked_sub(years.years());
    }
    end.checked_sub(other.days().days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn period(from: Option<Date>, to: Option<Date>) -> Period {
        Period::new(from, to).unwrap()
    }

    fn dates(from: Date, to: Date) -> Dates {
        Dates { from, to }
    }

    #[test]
    fn the_last_two_years_of_the_data_are_compared() {
        let data = period(Some(date(2020, 5, 3)), Some(date(2024, 3, 1)));
        let (earlier, later) = periods(Period::default(), Period::default(), data).unwrap();
        assert_eq!(later, dates(date(2023, 3, 1), date(2024, 3, 1)));
        assert_eq!(earlier, dates(date(2022, 3, 1), date(2023, 3, 1)));
    }

    #[test]
    fn of_less_than_two_years_the_halves_are_compared() {
        let data = period(Some(date(2023, 1, 1)), Some(date(2024, 1, 1)));
        let (earlier, later) = periods(Period::default(), Period::default(), data).unwrap();
        assert_eq!((earlier.days(), later.days()), (182, 182));
        assert_eq!((earlier.to, later.to), (later.from, date(2024, 1, 1)));
    }

    #[test]
    fn a_period_given_alone_is_held_against_as_long_a_one_before_it() {
        let data = period(Some(date(2010, 1, 1)), Some(date(2024, 1, 1)));
        let month = period(Some(date(2023, 5, 1)), Some(date(2023, 6, 1)));
        let (earlier, _) = periods(Period::default(), month, data).unwrap();
        assert_eq!(earlier, dates(date(2023, 3, 31), date(2023, 5, 1)));
        let overlapping = period(Some(date(2023, 1, 1)), Some(date(2023, 5, 2)));
        assert!(matches!(
            periods(overlapping, month, data),
            Err(AnalysisError::Unusable { parameter: "before_to", .. })
        ));
        assert!(periods(Period::default(), Period::default(), Period::default()).is_err());
    }

    #[test]
    fn classes_mirror_each_other() {
        assert_eq!(CLASSES[usize::from(class(2.0, 0.001))], "increase_99");
        assert_eq!(CLASSES[usize::from(class(-2.0, 0.001))], "decrease_99");
        assert_eq!(CLASSES[usize::from(class(-2.0, 0.03))], "decrease_95");
        assert_eq!(CLASSES[usize::from(class(2.0, 0.07))], "increase_90");
        assert_eq!(CLASSES[usize::from(class(2.0, 0.10))], "not_significant");
    }
}
