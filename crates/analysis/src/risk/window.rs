//! Periods of equal length, one before the other.

use super::RiskQuery;
use crate::AnalysisError;
use aula_model::Period;
use aula_snapshot::Snapshot;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Earlier periods that a model looks at.
const MOST_PAST: usize = 8;

/// Half-open local days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Window {
    /// The window asked about: what is given, or the last year of the data.
    pub(super) fn asked(snapshot: &Snapshot, query: &RiskQuery) -> Result<Self, AnalysisError> {
        let given = query.period();
        let data = snapshot.period();
        let to = given.to().or_else(|| data.and_then(|d| d.to()));
        let Some(to) = to else {
            return Err(AnalysisError::Unusable {
                parameter: "to",
                reason: "there are no incidents, so there is no period".to_owned(),
                remedy: "import incidents first",
            });
        };
        let from = match given.from() {
            Some(from) => from,
            None => back(to, 1.year())?,
        };
        Ok(Self { from, to })
    }

    /// The window as long as this one right before it: whole years and months stay whole.
    pub(super) fn before(self) -> Option<Self> {
        let whole_months = self.from.day() == self.to.day();
        let length = self.from.until((if whole_months { jiff::Unit::Month } else { jiff::Unit::Day }, self.to)).ok()?;
        let from = self.from.checked_sub(length).ok()?;
        Some(Self { from, to: self.from })
    }

    /// Windows before this one that the data cover wholly (to within a fortieth of their length), the latest first.
    pub(super) fn past(self, snapshot: &Snapshot) -> Vec<Self> {
        let Some(first) = snapshot.period().and_then(|p| p.from()) else { return Vec::new() };
        let slack = self.days() / 40;
        let mut out = Vec::new();
        let mut at = self.before();
        while let Some(window) = at {
            let begins = window.from.checked_add(slack.days()).unwrap_or(window.from);
            if begins < first || out.len() >= MOST_PAST {
                break;
            }
            out.push(window);
            at = window.before();
        }
        out
    }

    /// The first and the second half; none for a single day.
    pub(super) fn halves(self) -> Option<(Self, Self)> {
        let middle = self.from.checked_add((self.days() / 2).days()).ok()?;
        (middle > self.from).then_some((Self { from: self.from, to: middle }, Self { from: middle, to: self.to }))
    }

    pub(super) fn days(self) -> i32 {
        self.from.until(self.to).map_or(1, |span| span.get_days()).max(1)
    }

    pub(super) fn period(self) -> Period {
        Period::new(Some(self.from), Some(self.to)).unwrap_or_default()
    }
}

fn back(to: Date, length: jiff::Span) -> Result<Date, AnalysisError> {
    to.checked_sub(length).map_err(|e| AnalysisError::Unusable {
        parameter: "to",
        reason: format!("{to} has no year before it: {e}"),
        remedy: "give `from` and `to`",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn years_follow_years_and_quarters_quarters() {
        let window = |from, to| Window { from, to };
        let leap = window(date(2025, 1, 1), date(2026, 1, 1)).before().unwrap();
        assert_eq!(leap, window(date(2024, 1, 1), date(2025, 1, 1)));
        let quarter = window(date(2024, 4, 1), date(2024, 7, 1)).before().unwrap();
        assert_eq!(quarter, window(date(2024, 1, 1), date(2024, 4, 1)));
        let days = window(date(2024, 3, 5), date(2024, 3, 19)).before().unwrap();
        assert_eq!(days, window(date(2024, 2, 20), date(2024, 3, 5)));
    }
}
