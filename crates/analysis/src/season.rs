//! The city's seasons: how much more or less than the year's mean each month of the year brings.

use crate::AnalysisError;
use aula_model::{Period, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use aula_statistics::{Seasonality, seasonal_expected};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Months of whole years up to a day, as counts with their first days.
pub(crate) struct Months {
    /// The first day of each month, and the first after the last.
    pub(crate) edges: Vec<Date>,
    /// Counted in each.
    pub(crate) counts: Vec<f64>,
}

impl Months {
    /// Steps of some months, in whole years, that end with a day; none where the data begin too late for two years.
    pub(crate) fn of(
        snapshot: &Snapshot,
        slice: &Slice,
        layer: &Layer,
        within: &Within<'_>,
        step_months: i32,
        (first, end): (Date, Date),
    ) -> Result<Option<Self>, AnalysisError> {
        let in_year = 12 / step_months;
        let back = |steps: i32| end.checked_sub(i64::from(steps * step_months).months()).ok();
        let years = (1..=MOST_YEARS).take_while(|years| back(years * in_year).is_some_and(|day| day >= first)).count();
        let steps = years as i32 * in_year;
        if years < 2 {
            return Ok(None);
        }
        let edges: Vec<Date> = (0..=steps).rev().filter_map(back).collect();
        let mut counts = Vec::with_capacity(edges.len());
        for pair in edges.windows(2) {
            let period = Period::new(Some(pair[0]), Some(pair[1])).map_err(|e| unusable(e.to_string()))?;
            let tally = snapshot.count(&Slice { period, ..slice.clone() }, layer, within)?;
            counts.push(tally.total as f64);
        }
        Ok(Some(Self { edges, counts }))
    }

    /// The days of each.
    pub(crate) fn days(&self) -> Vec<f64> {
        self.edges.windows(2).map(|pair| f64::from(crate::change::days_between(pair[0], pair[1]))).collect()
    }
}

/// The longest history that a season is learned from.
const MOST_YEARS: i32 = 10;

pub(crate) fn unusable(reason: String) -> AnalysisError {
    AnalysisError::Unusable { parameter: "to", reason, remedy: "give from and to, two years apart at least" }
}

/// The index of each month of the year, from January, learned from whole years; 1 is an ordinary month.
///
/// # Errors
/// [`AnalysisError::Unusable`] where the data hold less than two years, or nothing at all.
pub(crate) fn month_index(snapshot: &Snapshot, slice: &Slice, layer: &Layer) -> Result<[f64; 12], AnalysisError> {
    let short = || AnalysisError::Unusable {
        parameter: "against",
        reason: "the data hold less than two whole years of dated incidents, so their season is not known".to_owned(),
        remedy: "ask for against=days or against=city",
    };
    let data = snapshot.period_of(layer).unwrap_or_default();
    let (first, to) = data.from().zip(data.to()).ok_or_else(short)?;
    let end = to.first_of_month();
    let within = Within::Everywhere;
    let months = Months::of(snapshot, slice, layer, &within, 1, (first, end))?.ok_or_else(short)?;
    let Seasonality { index, .. } = seasonal_expected(&months.counts, &months.days(), 12).map_err(|_| short())?;
    let start = months.edges[0].month();
    let mut by_month = [1.0; 12];
    for (i, value) in index.into_iter().enumerate() {
        by_month[(usize::try_from(start - 1).unwrap_or(0) + i) % 12] = value;
    }
    Ok(by_month)
}

/// The days of a period, each weighed by its month's index.
pub(crate) fn seasonal_days(from: Date, to: Date, index: &[f64; 12]) -> f64 {
    let mut sum = 0.0;
    let mut day = from;
    while day < to {
        let next = day.last_of_month().tomorrow().unwrap_or(to).min(to);
        let month = usize::try_from(day.month() - 1).unwrap_or(0);
        sum += index[month] * f64::from(crate::change::days_between(day, next));
        day = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_weigh_as_their_months() {
        let mut index = [1.0; 12];
        index[1] = 2.0;
        assert_eq!(seasonal_days(date(2025, 1, 30), date(2025, 3, 2), &index), 2.0 + 56.0 + 1.0);
        assert_eq!(seasonal_days(date(2025, 2, 3), date(2025, 2, 5), &index), 4.0);
        assert_eq!(seasonal_days(date(2025, 2, 5), date(2025, 2, 5), &index), 0.0);
    }
}
