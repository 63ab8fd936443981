//! The frozen periods of a publication: quarters, and windows of 12 months made of them.

use crate::PublicationError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A quarter of a calendar year, written `2024-Q1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter(i32);

impl Quarter {
    /// The `number`-th quarter (1 to 4) of a year.
    ///
    /// # Errors
    /// [`PublicationError::Period`] for another number or a year outside 1900 to 2999.
    pub fn new(year: i16, number: u8) -> Result<Self, PublicationError> {
        if (1..=4).contains(&number) && (1900..3000).contains(&year) {
            Ok(Self(i32::from(year) * 4 + i32::from(number) - 1))
        } else {
            Err(PublicationError::Period(format!("{year}-Q{number}")))
        }
    }

    /// The quarter that holds a local date.
    ///
    /// # Errors
    /// [`PublicationError::Period`] for a year outside 1900 to 2999.
    pub fn of(date: jiff::civil::Date) -> Result<Self, PublicationError> {
        Self::new(date.year(), date.month().unsigned_abs().saturating_sub(1) / 3 + 1)
    }

    /// The quarter `n` quarters later.
    #[must_use]
    pub fn plus(self, n: u16) -> Self {
        Self(self.0 + i32::from(n))
    }

    /// How many quarters lie from `first` to here; none when this one is earlier.
    #[must_use]
    pub fn since(self, first: Self) -> Option<usize> {
        usize::try_from(self.0 - first.0).ok()
    }

    /// Its number in the year, 1 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        u8::try_from(self.0.rem_euclid(4) + 1).unwrap_or(1)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.0.div_euclid(4), self.number())
    }
}

impl From<Quarter> for String {
    fn from(q: Quarter) -> Self {
        q.to_string()
    }
}

impl TryFrom<String> for Quarter {
    type Error = PublicationError;
    fn try_from(text: String) -> Result<Self, PublicationError> {
        let parts = text.split_once("-Q").and_then(|(y, q)| Some((y.parse().ok()?, q.parse().ok()?)));
        let (year, number) = parts.ok_or(PublicationError::Period(text))?;
        Self::new(year, number)
    }
}

/// What a count covers in time: one quarter, or the four quarters from a first one on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Twelve months, by their first quarter.
    TwelveMonths(Quarter),
    /// One quarter.
    Quarter(Quarter),
}

impl Period {
    /// Its first quarter.
    #[must_use]
    pub fn first(self) -> Quarter {
        match self {
            Self::Quarter(q) | Self::TwelveMonths(q) => q,
        }
    }

    /// How many quarters it has.
    #[must_use]
    pub fn quarters(self) -> u16 {
        match self {
            Self::Quarter(_) => 1,
            Self::TwelveMonths(_) => 4,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarter(q) => write!(f, "{q}"),
            Self::TwelveMonths(q) => write!(f, "{q}/{}", q.plus(3)),
        }
    }
}

/// The periods of a publication: a run of quarters and the windows of 12 months in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    first: Quarter,
    quarters: u16,
    windows: Vec<Quarter>,
}

impl Calendar {
    /// The longest run of quarters: ten years.
    pub const MAX_QUARTERS: u16 = 40;

    /// `quarters` quarters from `first` on, with a window for each full calendar year in them. Windows that do not
    /// overlap leave the attacker no two of them to subtract, so this is the calendar to publish by.
    ///
    /// # Errors
    /// [`PublicationError::Period`] for no quarter at all or more than [`Calendar::MAX_QUARTERS`].
    pub fn by_year(first: Quarter, quarters: u16) -> Result<Self, PublicationError> {
        let starts = (0..quarters).map(|n| first.plus(n)).filter(|q| q.number() == 1);
        Self::with_windows(first, quarters, starts.filter(|q| fits(first, quarters, *q)).collect())
    }

    /// The same with windows of 12 months that start at the quarters given; they may overlap.
    ///
    /// # Errors
    /// [`PublicationError::Period`] for a window that does not lie in the run of quarters.
    pub fn with_windows(first: Quarter, quarters: u16, mut windows: Vec<Quarter>) -> Result<Self, PublicationError> {
        if !(1..=Self::MAX_QUARTERS).contains(&quarters) {
            return Err(PublicationError::Period(format!("{quarters} quarters from {first}")));
        }
        windows.sort_unstable();
        windows.dedup();
        match windows.iter().find(|w| !fits(first, quarters, **w)) {
            Some(w) => Err(PublicationError::Period(Period::TwelveMonths(*w).to_string())),
            None => Ok(Self { first, quarters, windows }),
        }
    }

    /// The first quarter.
    #[must_use]
    pub fn first(&self) -> Quarter {
        self.first
    }

    /// The number of quarters.
    #[must_use]
    pub fn quarters(&self) -> usize {
        usize::from(self.quarters)
    }

    /// Every window of 12 months, then every quarter, each in order of time.
    pub fn periods(&self) -> impl Iterator<Item = Period> + '_ {
        let windows = self.windows.iter().copied().map(Period::TwelveMonths);
        windows.chain((0..self.quarters).map(|n| Period::Quarter(self.first.plus(n))))
    }

    /// The numbers of a period's quarters, counted from the first of the calendar.
    #[must_use]
    pub fn range(&self, period: Period) -> Option<std::ops::Range<usize>> {
        let start = period.first().since(self.first)?;
        let end = start + usize::from(period.quarters());
        (end <= self.quarters()).then_some(start..end)
    }

    /// Whether every period of `earlier` is one of this calendar.
    #[must_use]
    pub fn continues(&self, earlier: &Self) -> bool {
        earlier.windows.iter().all(|w| self.windows.contains(w)) && earlier.periods().all(|p| self.range(p).is_some())
    }
}

fn fits(first: Quarter, quarters: u16, window: Quarter) -> bool {
    window.since(first).is_some_and(|n| n + 4 <= usize::from(quarters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_has_a_window_for_each_full_year_only() {
        let calendar = Calendar::by_year(Quarter::new(2023, 3).unwrap(), 8).unwrap();
        let periods: Vec<_> = calendar.periods().map(|p| p.to_string()).collect();
        assert_eq!(periods[0], "2024-Q1/2024-Q4");
        assert_eq!(periods[1], "2023-Q3");
        assert_eq!(periods.len(), 9);
    }

    #[test]
    fn a_longer_calendar_continues_a_shorter_one_and_not_the_other_way_round() {
        let first = Quarter::new(2023, 1).unwrap();
        let (short, long) = (Calendar::by_year(first, 4).unwrap(), Calendar::by_year(first, 6).unwrap());
        assert!(long.continues(&short) && !short.continues(&long));
        assert!(Calendar::with_windows(first, 4, vec![first.plus(1)]).is_err());
    }

    #[test]
    fn a_date_lies_in_its_quarter() {
        assert_eq!(Quarter::of(jiff::civil::date(2024, 12, 31)).unwrap().to_string(), "2024-Q4");
        assert_eq!(Quarter::of(jiff::civil::date(2024, 1, 1)).unwrap().to_string(), "2024-Q1");
        assert!(Quarter::try_from("2024-Q5".to_owned()).is_err());
    }
}
