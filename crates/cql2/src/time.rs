//! Days, instants and intervals of the filter.

use crate::Cql2Error;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

const DAY_US: i64 = 86_400_000_000;

/// A moment, or a day from its first to its last microsecond, in microseconds since 1970 (UTC).
///
/// A day is neither before nor after a moment in it, and not equal to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    first: i64,
    last: i64,
}

impl Instant {
    /// Before everything.
    pub const FIRST: Self = Self { first: i64::MIN, last: i64::MIN };
    /// After everything.
    pub const LAST: Self = Self { first: i64::MAX, last: i64::MAX };

    /// A moment.
    #[must_use]
    pub fn at(when: Timestamp) -> Self {
        let us = when.as_microsecond();
        Self { first: us, last: us }
    }

    /// A day of UTC.
    #[must_use]
    pub fn day(day: Date) -> Self {
        let first = day.to_zoned(TimeZone::UTC).map_or(i64::MAX, |z| z.timestamp().as_microsecond());
        Self { first, last: first.saturating_add(DAY_US - 1) }
    }

    pub(crate) fn before(self, other: Self) -> bool {
        self.last < other.first
    }

    /// The first microsecond, by which moments and days are put in order.
    pub(crate) fn start(self) -> i64 {
        self.first
    }
}

/// From one instant to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub start: Instant,
    /// The last.
    pub end: Instant,
}

impl Span {
    /// A moment.
    #[must_use]
    pub fn at(when: Timestamp) -> Self {
        Self::of(Instant::at(when))
    }

    /// A day of UTC.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self::of(Instant::day(day))
    }

    fn of(instant: Instant) -> Self {
        Self { start: instant, end: instant }
    }
}

/// A date as `DATE('…')` has it.
pub(crate) fn date(text: &str) -> Result<Span, Cql2Error> {
    let refused = || Cql2Error::Type(format!("`{}` is not a date such as 2024-01-31", shortened(text)));
    if text.len() < 10 || text.len() > 12 || text.contains(['T', 't', ' ']) {
        return Err(refused());
    }
    text.parse().map(Span::day).map_err(|_| refused())
}

/// A timestamp as `TIMESTAMP('…')` has it; an offset may stand for the Z.
pub(crate) fn timestamp(text: &str) -> Result<Span, Cql2Error> {
    text.parse()
        .map(Span::at)
        .map_err(|_| Cql2Error::Type(format!("`{}` is not an instant such as 2024-01-31T12:00:00Z", shortened(text))))
}

/// A bound of `INTERVAL('…', '…')`; none is open.
pub(crate) fn bound(text: &str) -> Result<Option<Span>, Cql2Error> {
    match text.trim() {
        "" | ".." => Ok(None),
        day if day.len() <= 10 => date(day).map(Some),
        instant => timestamp(instant).map(Some),
    }
}

/// A time in any form that a client may write where the standard wants `TIMESTAMP`: `2025/06/01 00:00:00`,
/// `2025-08-02T`, a date alone; without an offset it is UTC.
pub(crate) fn lenient(text: &str) -> Option<Span> {
    let text = text.trim();
    if !text.as_bytes().first()?.is_ascii_digit() || text.len() > 40 {
        return None;
    }
    let text = text.replace('/', "-");
    let text = text.strip_suffix(['T', 't']).unwrap_or(&text);
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(Span::at(instant));
    }
    if text.len() <= 10 {
        return text.parse::<Date>().ok().map(Span::day);
    }
    let civil: DateTime = text.parse().ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|z| Span::at(z.timestamp()))
}

pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gdal_writes_for_a_date_is_understood() {
        let day = Span::day(jiff::civil::date(2025, 8, 2));
        for text in ["2025-08-02", "2025-08-02T", "2025/08/02"] {
            assert_eq!(lenient(text), Some(day), "{text}");
        }
        let noon: Timestamp = "2025-08-02T12:00:00Z".parse().unwrap();
        for text in ["2025/08/02 12:00:00", "2025-08-02T12:00:00", "2025-08-02T12:00:00Z", "2025-08-02T14:00:00+02:00"]
        {
            assert_eq!(lenient(text), Some(Span::at(noon)), "{text}");
        }
        for text in ["", "yesterday", "no such value", "2025-13-02", "12"] {
            assert_eq!(lenient(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_neither_before_nor_after_its_noon() {
        let day = Instant::day(jiff::civil::date(2025, 8, 2));
        let noon = Instant::at("2025-08-02T12:00:00Z".parse().unwrap());
        assert!(!day.before(noon) && !noon.before(day) && day != noon);
        assert!(day.before(Instant::day(jiff::civil::date(2025, 8, 3))));
    }
}
