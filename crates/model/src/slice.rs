//! Which incidents a question is about: period, categories, hours, weekdays.

use crate::{AreaId, CategoryCode, ModelError};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Local dates `[from, to)`; open where absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Period {
    from: Option<Date>,
    to: Option<Date>,
}

impl Period {
    /// A half-open period of local dates.
    ///
    /// # Errors
    /// [`ModelError::Range`] when `to` is not after `from`.
    pub fn new(from: Option<Date>, to: Option<Date>) -> Result<Self, ModelError> {
        if let (Some(f), Some(t)) = (from, to)
            && t <= f
        {
            return Err(ModelError::Range {
                what: "to",
                value: t.to_string(),
                reason: "must be after `from`; the period is half-open, so `to` is the first day left out",
            });
        }
        Ok(Self { from, to })
    }

    /// First day in the period.
    #[must_use]
    pub fn from(&self) -> Option<Date> {
        self.from
    }

    /// First day no longer in it.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        self.to
    }
}

/// Hours of the local day, `[from, to)`, over midnight when `to` is not after `from`.
///
/// # Examples
/// ```
/// use aula_model::HourRange;
/// let night: HourRange = "20-2".parse()?;
/// assert!(night.wraps() && night.contains(23) && night.contains(1) && !night.contains(2));
/// assert!("8-8".parse::<HourRange>().is_err());
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HourRange {
    from: u8,
    to: u8,
}

impl HourRange {
    /// The whole day.
    pub const ALL: Self = Self { from: 0, to: 24 };

    /// Hours `[from, to)`; `from` 0 to 23, `to` 0 to 24.
    ///
    /// # Errors
    /// [`ModelError::Range`] for hours that do not exist or an empty range.
    pub fn new(from: u8, to: u8) -> Result<Self, ModelError> {
        let fault = |reason| Err(ModelError::Range { what: "hours", value: format!("{from}-{to}"), reason });
        if from > 23 || to > 24 {
            return fault("hours go from 0 to 23, the end up to 24, for example 18-24 or 20-2");
        }
        if from == to {
            return fault("selects nothing; leave `hours` out for the whole day");
        }
        Ok(Self { from, to })
    }

    /// First hour.
    #[must_use]
    pub fn from(self) -> u8 {
        self.from
    }

    /// First hour no longer in the range.
    #[must_use]
    pub fn to(self) -> u8 {
        self.to
    }

    /// Whether the range goes over midnight.
    #[must_use]
    pub fn wraps(self) -> bool {
        self.to < self.from
    }

    /// Whether every hour is in the range.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// Whether an hour of the clock (0 to 23) is in the range.
    #[must_use]
    pub fn contains(self, hour: u8) -> bool {
        if self.wraps() { hour >= self.from || hour < self.to } else { (self.from..self.to).contains(&hour) }
    }
}

impl Default for HourRange {
    fn default() -> Self {
        Self::ALL
    }
}

impl std::fmt::Display for HourRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl std::str::FromStr for HourRange {
    type Err = ModelError;
    fn from_str(s: &str) -> Result<Self, ModelError> {
        let parsed = s.split_once('-').and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
        let (from, to) = parsed.ok_or_else(|| ModelError::Range {
            what: "hours",
            value: s.chars().take(40).collect(),
            reason: "write two whole hours with a dash, for example 18-24 or 20-2",
        })?;
        Self::new(from, to)
    }
}

/// A set of weekdays, Monday first.
///
/// # Examples
/// ```
/// use aula_model::WeekdaySet;
/// let work: WeekdaySet = "mon-fri".parse()?;
/// assert_eq!(work.to_string(), "mon,tue,wed,thu,fri");
/// let weekend: WeekdaySet = "sat,sun".parse()?;
/// assert!(weekend.contains(5) && weekend.contains(6) && !weekend.contains(0));
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeekdaySet(u8);

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl WeekdaySet {
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// Whether a weekday (0 is Monday) is in the set.
    #[must_use]
    pub fn contains(self, monday_zero: u8) -> bool {
        monday_zero < 7 && self.0 >> monday_zero & 1 == 1
    }

    /// Whether all seven are in the set.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// Whether a weekday is in the set.
    #[must_use]
    pub fn contains_weekday(self, day: Weekday) -> bool {
        self.contains(day.to_monday_zero_offset().unsigned_abs())
    }
}

impl Default for WeekdaySet {
    fn default() -> Self {
        Self::ALL
    }
}

impl std::fmt::Display for WeekdaySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let days: Vec<_> = DAYS.iter().zip(0..).filter(|&(_, i)| self.contains(i)).map(|(d, _)| *d).collect();
        f.write_str(&days.join(","))
    }
}

impl std::str::FromStr for WeekdaySet {
    type Err = ModelError;
    fn from_str(s: &str) -> Result<Self, ModelError> {
        let fault = || ModelError::Range {
            what: "weekdays",
            value: s.chars().take(60).collect(),
            reason: "write days or ranges out of mon, tue, wed, thu, fri, sat, sun, for example mon-fri or sat,sun",
        };
        let day = |word: &str| DAYS.iter().position(|d| *d == word.trim()).ok_or_else(fault);
        let mut bits = 0;
        for part in s.split(',') {
            let (first, last) = match part.split_once('-') {
                Some((a, b)) => (day(a)?, day(b)?),
                None => (day(part)?, day(part)?),
            };
            let length = (last + 7 - first) % 7;
            (0..=length).for_each(|i| bits |= 1 << ((first + i) % 7));
        }
        Ok(Self(bits))
    }
}

/// A question's selection of incidents.
///
/// Incidents whose time is too imprecise for a filter are left out and counted; an incident whose span lies only
/// partly in the period is one of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Slice {
    /// Local dates.
    pub period: Period,
    /// Categories; empty means all.
    pub categories: BTreeSet<CategoryCode>,
    /// Hours of the day; over midnight they belong to the evening's weekday.
    pub hours: HourRange,
    /// Weekdays.
    pub weekdays: WeekdaySet,
    /// The study area; none means the city's.
    pub area: Option<AreaId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_that_ends_before_it_starts_is_refused() {
        assert!(Period::new(Some(date(2024, 1, 2)), Some(date(2024, 1, 2))).is_err());
        assert!(Period::new(Some(date(2024, 1, 2)), None).is_ok());
    }

    #[test]
    fn weekday_ranges_may_go_over_sunday() {
        let set: WeekdaySet = "fri-mon".parse().unwrap();
        assert_eq!(set.to_string(), "mon,fri,sat,sun");
        for bad in ["", "monday", "mon-", "1"] {
            assert!(bad.parse::<WeekdaySet>().is_err(), "{bad}");
        }
    }

    #[test]
    fn hours_that_do_not_exist_are_refused() {
        for bad in ["24-2", "5-25", "x-3", "7", "-1-3"] {
            assert!(bad.parse::<HourRange>().is_err(), "{bad}");
        }
        assert!("18-24".parse::<HourRange>().unwrap().contains(23));
    }
}
