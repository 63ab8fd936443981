//! When something happened: a half-open interval of instants and how exactly it is known.

use crate::ModelError;
use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// How exactly a source knows the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The year only.
    Year,
    /// The month only.
    Month,
    /// The day only.
    Day,
    /// To the minute, or an interval with ends known to the minute.
    Minute,
}

crate::names::word_list!(Precision, "precision", Year => "year", Month => "month", Day => "day", Minute => "minute");

/// A half-open interval `[start, end)` of instants, never empty.
///
/// A moment known to the minute is one minute long; "sometime in 2017" is the whole local year. So an interval tells
/// by its own length which filters it can answer.
///
/// # Examples
/// ```
/// use aula_model::{Precision, TimeSpan};
/// use jiff::{civil::date, tz::TimeZone};
/// let almaty = TimeZone::get("Asia/Almaty")?;
/// let year = TimeSpan::of_year(2017, &almaty)?;
/// assert_eq!(year.precision(), Precision::Year);
/// assert_eq!(year.start().to_string(), "2016-12-31T18:00:00Z");
/// let evening = TimeSpan::at(date(2024, 3, 1).at(19, 30, 0, 0), &almaty)?;
/// assert_eq!(evening.start().to_string(), "2024-03-01T14:30:00Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawSpan", into = "RawSpan")]
pub struct TimeSpan {
    start: Timestamp,
    end: Timestamp,
    precision: Precision,
}

#[derive(Serialize, Deserialize)]
struct RawSpan(Timestamp, Timestamp, Precision);

impl TimeSpan {
    /// An interval out of its ends.
    ///
    /// # Errors
    /// [`ModelError::EmptySpan`] when `end` is not after `start`.
    pub fn new(start: Timestamp, end: Timestamp, precision: Precision) -> Result<Self, ModelError> {
        if start < end { Ok(Self { start, end, precision }) } else { Err(ModelError::EmptySpan { start, end }) }
    }

    /// One minute that holds a local moment.
    ///
    /// A moment in the gap of a clock change is read as that much later, one in a fold as the earlier of the two
    /// (the rule of RFC 5545).
    ///
    /// # Errors
    /// [`ModelError::Range`] beyond the years that instants can hold.
    pub fn at(local: civil::DateTime, zone: &TimeZone) -> Result<Self, ModelError> {
        let floor = local.date().at(local.hour(), local.minute(), 0, 0);
        Self::at_instant(instant(floor, zone)?)
    }

    /// One minute from an instant on.
    ///
    /// # Errors
    /// [`ModelError::Range`] beyond the years that instants can hold.
    pub fn at_instant(start: Timestamp) -> Result<Self, ModelError> {
        let end = start.checked_add(jiff::SignedDuration::from_mins(1)).map_err(|_| out_of_range(&start))?;
        Self::new(start, end, Precision::Minute)
    }

    /// A local day, midnight to midnight.
    ///
    /// # Errors
    /// [`ModelError::Range`] beyond the years that instants can hold.
    pub fn of_day(day: civil::Date, zone: &TimeZone) -> Result<Self, ModelError> {
        let next = day.tomorrow().map_err(|_| out_of_range(&day))?;
        Self::between(day, next, zone, Precision::Day)
    }

    /// A local month; `month` counts from 1.
    ///
    /// # Errors
    /// [`ModelError::Range`] for a month that does not exist.
    pub fn of_month(year: i16, month: i8, zone: &TimeZone) -> Result<Self, ModelError> {
        let first = civil::Date::new(year, month, 1).map_err(|_| out_of_range(&format!("{year}-{month}")))?;
        let next = first.last_of_month().tomorrow().map_err(|_| out_of_range(&first))?;
        Self::between(first, next, zone, Precision::Month)
    }

    /// A local year.
    ///
    /// # Errors
    /// [`ModelError::Range`] beyond the years that dates can hold.
    pub fn of_year(year: i16, zone: &TimeZone) -> Result<Self, ModelError> {
        let first = civil::Date::new(year, 1, 1).map_err(|_| out_of_range(&year))?;
        let next =
            year.checked_add(1).and_then(|y| civil::Date::new(y, 1, 1).ok()).ok_or_else(|| out_of_range(&year))?;
        Self::between(first, next, zone, Precision::Year)
    }

    fn between(from: civil::Date, to: civil::Date, zone: &TimeZone, precision: Precision) -> Result<Self, ModelError> {
        Self::new(instant(from.at(0, 0, 0, 0), zone)?, instant(to.at(0, 0, 0, 0), zone)?, precision)
    }

    /// First instant.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// First instant that is no longer in the interval.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// How exactly the source knows it.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.precision
    }
}

fn instant(local: civil::DateTime, zone: &TimeZone) -> Result<Timestamp, ModelError> {
    zone.to_ambiguous_timestamp(local).compatible().map_err(|_| out_of_range(&local))
}

fn out_of_range(value: &dyn std::fmt::Display) -> ModelError {
    ModelError::Range { what: "time", value: value.to_string(), reason: "beyond the dates that can be held" }
}

impl TryFrom<RawSpan> for TimeSpan {
    type Error = ModelError;
    fn try_from(RawSpan(start, end, precision): RawSpan) -> Result<Self, ModelError> {
        Self::new(start, end, precision)
    }
}

impl From<TimeSpan> for RawSpan {
    fn from(s: TimeSpan) -> Self {
        Self(s.start, s.end, s.precision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn almaty() -> TimeZone {
        TimeZone::get("Asia/Almaty").unwrap()
    }

    #[test]
    fn almaty_changed_its_offset_on_the_first_of_march_2024() {
        let before = TimeSpan::at(date(2024, 2, 29).at(12, 0, 0, 0), &almaty()).unwrap();
        let after = TimeSpan::at(date(2024, 3, 1).at(12, 0, 0, 0), &almaty()).unwrap();
        assert_eq!(before.start().to_string(), "2024-02-29T06:00:00Z");
        assert_eq!(after.start().to_string(), "2024-03-01T07:00:00Z");
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let february = TimeSpan::of_month(2024, 2, &almaty()).unwrap();
        let march = TimeSpan::of_month(2024, 3, &almaty()).unwrap();
        assert_eq!(february.end(), march.start());
        assert!(TimeSpan::of_month(2024, 13, &almaty()).is_err());
    }

    #[test]
    fn an_interval_that_ends_before_it_starts_is_refused() {
        let t = Timestamp::from_second(0).unwrap();
        assert!(TimeSpan::new(t, t, Precision::Minute).is_err());
    }
}
