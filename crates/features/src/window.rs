//! The time that a question is about: an instant or an interval, as OGC API writes it.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// From one instant to another, both included; open where none is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// The first instant.
    pub start: Option<Timestamp>,
    /// The last instant.
    pub end: Option<Timestamp>,
}

/// A text that is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an instant such as 2025-01-31T12:00:00Z nor two of them with a / between, open ends as ..")]
pub struct WindowError(String);

/// Instants beyond which an end is open, as some clients write it.
const FIRST_YEAR: &str = "0000-";
const LAST_YEAR: &str = "9999-";

impl TimeWindow {
    /// Whether a row that lasts from an instant until before another shares an instant with the window.
    #[must_use]
    pub fn meets(&self, start: Option<Timestamp>, until: Option<Timestamp>) -> bool {
        let ends_before = |until: Timestamp| {
            // A row of one instant has that instant; one that lasts does not have the one it ends at.
            self.start.is_some_and(|first| if Some(until) == start { until < first } else { until <= first })
        };
        self.end.is_none_or(|last| start.is_none_or(|start| start <= last))
            && self
                .start
                .is_none_or(|first| until.map_or(start.is_none_or(|start| start >= first), |until| !ends_before(until)))
    }
}

impl std::str::FromStr for TimeWindow {
    type Err = WindowError;
    fn from_str(text: &str) -> Result<Self, WindowError> {
        let refused = || WindowError(text.chars().take(80).collect());
        let Some((start, end)) = text.split_once('/') else {
            let (first, last) = instant(text).ok_or_else(refused)?;
            return Ok(Self { start: Some(first), end: Some(last) });
        };
        let bound = |text: &str| -> Result<Option<(Timestamp, Timestamp)>, WindowError> {
            if matches!(text, "" | "..") || text.starts_with(FIRST_YEAR) || text.starts_with(LAST_YEAR) {
                return Ok(None);
            }
            instant(text).map(Some).ok_or_else(refused)
        };
        let window = Self { start: bound(start)?.map(|b| b.0), end: bound(end)?.map(|b| b.1) };
        let backwards = matches!((window.start, window.end), (Some(start), Some(end)) if end < start);
        let nothing = start.is_empty() && end.is_empty();
        if backwards || nothing { Err(refused()) } else { Ok(window) }
    }
}

/// An instant as files write it; without an offset it is UTC.
#[must_use]
pub fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local = text.contains(['T', 't', ' ']).then(|| text.parse::<DateTime>().ok())??;
        local.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp())
    })
}

/// The first and the last instant of what is written: a moment, or a day (as GDAL writes it, with a `T` behind it).
fn instant(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some((at, at));
    }
    let text = text.strip_suffix(['T', 't']).unwrap_or(text);
    if text.len() == 10 {
        let first = text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
        return Some((first, first.checked_add(SignedDuration::from_hours(24)).ok()? - SignedDuration::from_nanos(1)));
    }
    if !text.contains(['T', 't']) || !text.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let at = text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some((at, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_write_is_understood_and_the_rest_refused() {
        for (text, start, end) in [
            ("2025-06-01T00:00:00Z", Some("2025-06-01T00:00:00Z"), Some("2025-06-01T00:00:00Z")),
            ("2025-06-01T00:00:00Z/..", Some("2025-06-01T00:00:00Z"), None),
            ("../2025-06-01T00:00:00Z", None, Some("2025-06-01T00:00:00Z")),
            ("2025-01-01T00:00:00Z/", Some("2025-01-01T00:00:00Z"), None),
            ("/2026-01-01T00:00:00Z", None, Some("2026-01-01T00:00:00Z")),
            ("2025-01-01T00:00:00+02:00/..", Some("2024-12-31T22:00:00Z"), None),
            ("0000-01-01T00:00:00Z/9999-12-31T00:00:00Z", None, None),
            ("2025-06-01T/..", Some("2025-06-01T00:00:00Z"), None),
            ("2025-06-01", Some("2025-06-01T00:00:00Z"), Some("2025-06-01T23:59:59.999999999Z")),
        ] {
            let window: TimeWindow = text.parse().unwrap();
            let at = |t: Option<&str>| t.map(|t| t.parse::<Timestamp>().unwrap());
            assert_eq!((window.start, window.end), (at(start), at(end)), "{text}");
        }
        for bad in ["", "yesterday", "2025-13-01", "/", "2026-01-01T00:00:00Z/2025-01-01T00:00:00Z", "12", "a/b"] {
            assert!(bad.parse::<TimeWindow>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_row_that_ends_when_the_window_starts_is_not_in_it() {
        let at = |t: &str| Some(t.parse::<Timestamp>().unwrap());
        let window: TimeWindow = "2025-06-01T00:00:00Z/2025-06-02T00:00:00Z".parse().unwrap();
        assert!(!window.meets(at("2025-05-31T00:00:00Z"), at("2025-06-01T00:00:00Z")));
        assert!(window.meets(at("2025-05-31T00:00:00Z"), at("2025-06-01T00:00:01Z")));
        assert!(window.meets(at("2025-06-02T00:00:00Z"), at("2025-06-03T00:00:00Z")));
        assert!(!window.meets(at("2025-06-02T00:00:01Z"), at("2025-06-03T00:00:00Z")));
        assert!(window.meets(None, None) && window.meets(at("2025-06-01T00:00:00Z"), at("2025-06-01T00:00:00Z")));
        assert!(!window.meets(at("2024-03-01T00:00:00Z"), at("2024-03-01T00:00:00Z")), "an instant long before");
    }
}
