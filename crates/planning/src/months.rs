//! Months as planning counts them.

use crate::PlanningError;
use crate::plan::Window;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The first day of the month of a date.
pub(crate) fn first_of(day: Date) -> Date {
    day.first_of_month()
}

/// The first days of the months from one to before another, and the end behind them.
pub(crate) fn starts(window: Window) -> Vec<Date> {
    let mut months = vec![first_of(window.from)];
    while let Some(&last) = months.last().filter(|last| **last < window.to) {
        months.push(later(last, 1));
    }
    months
}

/// So many months later; the same day where the calendar ends.
pub(crate) fn later(day: Date, months: i32) -> Date {
    day.checked_add(months.months()).unwrap_or(day)
}

/// How many whole months lie between two first days.
pub(crate) fn between(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}

/// The whole months that the data cover before a day.
pub(crate) fn covered(data: Option<aula_model::Period>, as_of: Date) -> Result<Window, PlanningError> {
    let ends = data.and_then(|p| Some((p.from()?, p.to()?)));
    let none = || {
        PlanningError::unusable(
            "as_of",
            "there is no whole month of incidents before that day",
            "import incidents, or name a later day",
        )
    };
    let (first, last) = ends.ok_or_else(none)?;
    let from = if first.day() == 1 { first } else { later(first_of(first), 1) };
    let to = first_of(as_of.min(last));
    if from < to { Ok(Window { from, to }) } else { Err(none()) }
}

/// The months that pilots are picked by, and those that they are compared with, out of those covered.
///
/// Picking by the months that one compares with makes pilots fall by themselves. So the last months pick, twelve where
/// there are that many, and the twelve before them are compared with. With fewer than fifteen months both are the
/// same, and the third value says so.
pub(crate) fn split(covered: Window) -> (Window, Window, bool) {
    let months = between(covered.from, covered.to);
    if months < 15 {
        let window = Window { from: later(covered.to, -months.min(12)), to: covered.to };
        return (window, window, true);
    }
    let cut = later(covered.to, -(months - 12).min(12));
    (Window { from: cut, to: covered.to }, Window { from: later(cut, -12), to: cut }, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_picks_is_not_what_is_compared_with() {
        let covered = |from, to| Window { from, to };
        let (selection, baseline, same) = split(covered(date(2024, 1, 1), date(2025, 5, 1)));
        assert_eq!((selection.from, selection.to), (date(2025, 1, 1), date(2025, 5, 1)));
        assert_eq!((baseline.from, baseline.to, same), (date(2024, 1, 1), date(2025, 1, 1), false));
        let (selection, baseline, same) = split(covered(date(2020, 1, 1), date(2025, 1, 1)));
        assert_eq!(
            (selection.from, baseline.from, baseline.to, same),
            (date(2024, 1, 1), date(2023, 1, 1), date(2024, 1, 1), false)
        );
        let (selection, baseline, same) = split(covered(date(2024, 1, 1), date(2025, 1, 1)));
        assert!(same && selection == baseline);
    }

    #[test]
    fn only_whole_months_count() {
        let data = aula_model::Period::new(Some(date(2024, 1, 3)), Some(date(2024, 9, 20))).ok();
        let window = covered(data, date(2024, 8, 15)).unwrap();
        assert_eq!((window.from, window.to), (date(2024, 2, 1), date(2024, 8, 1)));
        assert_eq!(starts(window).len(), 7);
        assert!(covered(data, date(2024, 2, 20)).is_err());
    }
}
