//! Which quarters are published.

use crate::AnalysisError;
use aula_disclosure::{Calendar, Period, PublicationError, Quarter};
use aula_snapshot::Snapshot;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Days at the end of a quarter in which nothing at all may have been recorded, though the quarter is whole.
const SILENT_DAYS: i64 = 14;

/// The quarters of the next version: with an earlier version its first one and all whole quarters since; without one
/// the last whole calendar year and the whole quarters after it, or what whole quarters there are.
///
/// A quarter is whole when it is over on `today` and the data reach to its end.
///
/// # Errors
/// [`PublicationError::Period`] where there is no whole quarter.
pub fn calendar_of(snapshot: &Snapshot, today: Date, earlier: Option<&Calendar>) -> Result<Calendar, AnalysisError> {
    let none = |what: &str| AnalysisError::from(PublicationError::Period(what.to_owned()));
    let period = snapshot.period().ok_or_else(|| none("no incidents"))?;
    let (Some(from), Some(to)) = (period.from(), period.to()) else { return Err(none("no dates")) };
    let known = to.checked_add(SILENT_DAYS.days()).unwrap_or(to);
    let mut last = Quarter::of(today.min(known))?;
    let mut whole = end_of(last).is_some_and(|end| end <= today && end <= known);
    while !whole && last.since(Quarter::of(from)?).is_some_and(|n| n > 0) {
        last = before(last)?;
        whole = true;
    }
    if !whole {
        return Err(none("no whole quarter"));
    }
    // The first quarter of the data counts as whole: where a record begins within it nobody can tell.
    let oldest = Quarter::of(from)?;
    let first = match earlier {
        Some(calendar) => calendar.first(),
        None => {
            let mut start = last;
            while start.number() != 1 {
                start = before(start)?;
            }
            if last.number() != 4 {
                start = Quarter::new(year(start) - 1, 1)?;
            }
            start.max(oldest)
        }
    };
    let quarters = last.since(first).ok_or_else(|| none("no whole quarter after the first"))? + 1;
    let quarters = u16::try_from(quarters).unwrap_or(u16::MAX).min(Calendar::MAX_QUARTERS);
    Ok(Calendar::by_year(first, quarters)?)
}

fn year(quarter: Quarter) -> i16 {
    quarter.to_string().split('-').next().and_then(|y| y.parse().ok()).unwrap_or(0)
}

fn before(quarter: Quarter) -> Result<Quarter, PublicationError> {
    match quarter.number() {
        1 => Quarter::new(year(quarter) - 1, 4),
        n => Quarter::new(year(quarter), n - 1),
    }
}

/// The day after a quarter.
pub(super) fn end_of(quarter: Quarter) -> Option<Date> {
    start_of(quarter.plus(1))
}

/// The first day of a quarter.
pub(super) fn start_of(quarter: Quarter) -> Option<Date> {
    Date::new(year(quarter), i8::try_from(quarter.number() * 3 - 2).ok()?, 1).ok().filter(|d| *d > date(1, 1, 1))
}

/// The local days of a period, the last one left out.
#[must_use]
pub fn dates_of(period: Period) -> (Option<Date>, Option<Date>) {
    let last = period.first().plus(period.quarters().saturating_sub(1));
    (start_of(period.first()), end_of(last))
}
