//! Times as sources write them: ISO 8601 of any length, `strptime` formats, milliseconds since 1970.

use super::quoted;
use crate::{ExchangeError, Mapping, RejectCode, read::Fault};
use aula_model::{Precision, TimeSpan};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::{Timestamp, civil, tz::Offset, tz::TimeZone};

/// How the times of a file are to be read.
pub(crate) struct Moments {
    formats: Vec<Format>,
    zone: TimeZone,
    ignore_offset: bool,
    coarsest: Option<Precision>,
    now: Timestamp,
}

enum Format {
    EpochSeconds,
    EpochMilliseconds,
    /// Local clock time, counted in milliseconds as if it were UTC.
    EpochMillisecondsLocal,
    Strptime(String),
}

/// A text read, before the precision of the column is laid over it.
enum Moment {
    Year(i16),
    Month(i16, i8),
    Day(civil::Date),
    Local(civil::DateTime),
    Instant(Timestamp),
}

/// Spreadsheets and databases write 30 December 1899 to 1 January 1900 where they have no date.
const EARLIEST_YEAR: i16 = 1900;

impl Moments {
    /// Reads with the formats of the mapping.
    ///
    /// `column_precision` is what the name of the column says of itself (a column `month` holds months, whatever day
    /// stands in it).
    pub(crate) fn new(
        mapping: &Mapping,
        city_zone: &TimeZone,
        now: Timestamp,
        column_precision: Option<Precision>,
    ) -> Result<Self, ExchangeError> {
        let format = |text: &String| match text.as_str() {
            "epoch_s" => Format::EpochSeconds,
            "epoch_ms" => Format::EpochMilliseconds,
            "epoch_ms_local" => Format::EpochMillisecondsLocal,
            _ => Format::Strptime(text.clone()),
        };
        Ok(Self {
            formats: mapping.date_formats.iter().map(format).collect(),
            zone: mapping.zone()?.unwrap_or_else(|| city_zone.clone()),
            ignore_offset: mapping.ignore_offset,
            coarsest: mapping.precision.or(column_precision),
            now,
        })
    }

    /// The interval that a text stands for.
    pub(crate) fn read(&self, text: &str) -> Result<TimeSpan, Fault> {
        let moment = if self.formats.is_empty() { iso(text) } else { self.formats.iter().find_map(|f| f.read(text)) };
        let span = moment.and_then(|m| self.span(&self.with_offset_ignored(text, m)));
        let span = span.ok_or_else(|| self.unreadable(text))?;
        if span.start() > self.now {
            let reason = format!("{} is after the moment of this import, {}", quoted(text), self.now);
            return Err(Fault::new(
                RejectCode::FutureTime,
                reason,
                "correct the time, or the clock or time zone behind it",
            ));
        }
        Ok(span)
    }

    fn unreadable(&self, text: &str) -> Fault {
        let how = match self.formats.first() {
            None => {
                "write it as 2017, 2017-05, 2017-05-25 or 2017-05-25 14:30, or give the format: `--set \
                     date_format=%d.%m.%Y`"
            }
            Some(_) => "write it in one of the formats given, or add its format to `date_formats` of the mapping",
        };
        Fault::new(
            RejectCode::BadTime,
            format!("{} is no time that can be read, or none that exists", quoted(text)),
            how,
        )
    }

    /// The local time as it stands in the text, where its offset is not to be believed.
    fn with_offset_ignored(&self, text: &str, moment: Moment) -> Moment {
        match moment {
            Moment::Instant(_) if self.ignore_offset => {
                iso_parts(text.as_bytes()).and_then(|(_, rest)| rest).map_or(moment, |(local, _)| Moment::Local(local))
            }
            _ => moment,
        }
    }

    fn span(&self, moment: &Moment) -> Option<TimeSpan> {
        let zone = &self.zone;
        let (date, own) = match moment {
            Moment::Year(year) => (civil::Date::new(*year, 1, 1).ok()?, Precision::Year),
            Moment::Month(year, month) => (civil::Date::new(*year, *month, 1).ok()?, Precision::Month),
            Moment::Day(date) => (*date, Precision::Day),
            Moment::Local(local) => (local.date(), Precision::Minute),
            Moment::Instant(_) if self.coarsest.is_none_or(|p| p == Precision::Minute) => {
                (civil::Date::constant(2000, 1, 1), Precision::Minute)
            }
            Moment::Instant(instant) => (zone.to_datetime(*instant).date(), Precision::Minute),
        };
        let precision = self.coarsest.map_or(own, |c| if rank(c) < rank(own) { c } else { own });
        let span = match precision {
            Precision::Year => TimeSpan::of_year(date.year(), zone),
            Precision::Month => TimeSpan::of_month(date.year(), date.month(), zone),
            Precision::Day => TimeSpan::of_day(date, zone),
            Precision::Minute => match moment {
                Moment::Local(local) => TimeSpan::at(*local, zone),
                Moment::Instant(instant) => {
                    let floor = instant.as_second().div_euclid(60) * 60;
                    TimeSpan::at_instant(Timestamp::from_second(floor).ok()?)
                }
                _ => return None,
            },
        };
        // The first two days of 1900 are what spreadsheets make of 0 and 1.
        let earliest = civil::date(EARLIEST_YEAR, 1, 3).to_zoned(TimeZone::UTC).ok()?.timestamp();
        span.ok().filter(|s| {
            s.start() >= earliest
                || (s.end() > earliest && precision != Precision::Minute && precision != Precision::Day)
        })
    }
}

/// From coarse to fine.
fn rank(precision: Precision) -> u8 {
    match precision {
        Precision::Year => 0,
        Precision::Month => 1,
        Precision::Day => 2,
        Precision::Minute => 3,
    }
}

impl Format {
    fn read(&self, text: &str) -> Option<Moment> {
        match self {
            Self::EpochSeconds => epoch(text, 1_000).map(Moment::Instant),
            Self::EpochMilliseconds => epoch(text, 1).map(Moment::Instant),
            Self::EpochMillisecondsLocal => epoch(text, 1).map(|t| Moment::Local(Offset::UTC.to_datetime(t))),
            Self::Strptime(format) => {
                let parts = BrokenDownTime::parse(format, text).ok()?;
                if parts.offset().is_some() || parts.timestamp().is_some() {
                    return parts.to_timestamp().ok().map(Moment::Instant);
                }
                let (year, month) = (parts.year()?, parts.month());
                match (parts.to_date(), month) {
                    (Ok(date), _) if parts.hour().is_some() => {
                        Some(Moment::Local(parts.to_datetime().ok().filter(|d| d.date() == date)?))
                    }
                    (Ok(date), _) => Some(Moment::Day(date)),
                    (Err(_), Some(month)) if parts.day().is_none() => Some(Moment::Month(year, month)),
                    (Err(_), None) if parts.day().is_none() && parts.day_of_year().is_none() => {
                        Some(Moment::Year(year))
                    }
                    _ => None,
                }
            }
        }
    }
}

/// Zero is what systems write that have no date.
fn epoch(text: &str, milliseconds: i64) -> Option<Timestamp> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let count = whole.parse::<i64>().ok().filter(|n| *n != 0)?;
    Timestamp::from_millisecond(count.checked_mul(milliseconds)?).ok()
}

/// A local time, and the seconds of its offset where it has one.
type LocalParts = Option<(civil::DateTime, Option<i32>)>;

fn iso(text: &str) -> Option<Moment> {
    let (date, time) = iso_parts(text.as_bytes())?;
    Some(match (date, time) {
        (date, None) => date,
        (_, Some((local, None))) => Moment::Local(local),
        (_, Some((local, Some(seconds)))) => {
            Moment::Instant(Offset::from_seconds(seconds).ok()?.to_timestamp(local).ok()?)
        }
    })
}

/// `2017`, `2017-05`, `2017-05-25`, `2017-05-25T14:30[:15[.5]][Z|±05[[:]30]]`, a blank for the `T` or before the offset.
fn iso_parts(b: &[u8]) -> Option<(Moment, LocalParts)> {
    let year = i16::try_from(number(b.get(..4)?)?).ok()?;
    if b.len() == 4 {
        return Some((Moment::Year(year), None));
    }
    let month = two(b, 4, b'-')?;
    if b.len() == 7 {
        return Some((Moment::Month(year, month), None));
    }
    let date = civil::Date::new(year, month, two(b, 7, b'-')?).ok()?;
    if b.len() == 10 {
        return Some((Moment::Day(date), None));
    }
    let separator = *b.get(10)?;
    let hour = two(b, 10, separator).filter(|_| matches!(separator, b'T' | b't' | b' '))?;
    let minute = two(b, 13, b':')?;
    let mut at = 16;
    let mut second = 0;
    if b.get(at) == Some(&b':') {
        second = two(b, at, b':')?;
        at += 3;
        if matches!(b.get(at), Some(b'.' | b',')) {
            let digits = b[at + 1..].iter().take_while(|d| d.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            at += 1 + digits;
        }
    }
    // A leap second is the last second of its minute.
    let second = if second == 60 { 59 } else { second };
    let local = civil::DateTime::new(year, month, date.day(), hour, minute, second, 0).ok()?;
    let offset = offset_seconds(b.get(at..)?)?;
    Some((Moment::Day(date), Some((local, offset))))
}

/// None inside where there is no offset, none outside where there is something that is not one.
fn offset_seconds(b: &[u8]) -> Option<Option<i32>> {
    let b = b.strip_prefix(b" ").unwrap_or(b);
    let (sign, digits) = match b {
        b"" => return Some(None),
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(Some(0)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, &b"00"[..]),
        4 => digits.split_at(2),
        5 if digits[2] == b':' => (&digits[..2], &digits[3..]),
        _ => return None,
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours <= 18 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

/// Two digits behind a mark.
fn two(b: &[u8], at: usize, mark: u8) -> Option<i8> {
    if b.get(at) != Some(&mark) {
        return None;
    }
    number(b.get(at + 1..at + 3)?).and_then(|n| i8::try_from(n).ok())
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0_i32, |n, d| d.is_ascii_digit().then(|| n * 10 + i32::from(d - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moments(toml: &str, column: Option<Precision>) -> Moments {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let almaty = TimeZone::get("Asia/Almaty").unwrap();
        Moments::new(&Mapping::from_toml(toml).unwrap(), &almaty, now, column).unwrap()
    }

    /// Start and precision, or the code of the fault.
    fn check(toml: &str, text: &str, expected: &str) {
        let read = match moments(toml, None).read(text) {
            Ok(span) => format!("{} {}", span.start(), span.precision()),
            Err(fault) => fault.code.to_string(),
        };
        assert_eq!(read, expected, "{text} with {toml}");
    }

    #[test]
    fn the_length_of_an_iso_time_is_its_precision() {
        check("", "2017", "2016-12-31T18:00:00Z year");
        check("", "2017-05", "2017-04-30T18:00:00Z month");
        check("", "2017-05-25", "2017-05-24T18:00:00Z day");
        check("", "2017-05-25 14:30", "2017-05-25T08:30:00Z minute");
        check("", "2017-05-25T00:00:00", "2017-05-24T18:00:00Z minute");
        check("", "2024-03-01 14:30:59.123", "2024-03-01T09:30:00Z minute");
        check("timezone = \"America/Chicago\"", "2017-05-25 14:30", "2017-05-25T19:30:00Z minute");
    }

    #[test]
    fn an_offset_wins_over_the_zone_unless_it_is_to_be_ignored() {
        for text in
            ["2019-01-01T01:30:00Z", "2019-01-01 01:30:00+00:00", "2019-01-01 06:30 +0500", "2018-12-31T19:30-06"]
        {
            check("", text, "2019-01-01T01:30:00Z minute");
        }
        check("ignore_offset = true", "2019-01-01T01:30:00Z", "2018-12-31T19:30:00Z minute");
    }

    #[test]
    fn formats_given_are_the_only_ones() {
        let dotted = "date_formats = [\"%d.%m.%Y %H:%M\", \"%d.%m.%Y\", \"%m/%Y\"]";
        check(dotted, "08.02.2020 20:30", "2020-02-08T14:30:00Z minute");
        check(dotted, "08.02.2020", "2020-02-07T18:00:00Z day");
        check(dotted, "02/2020", "2020-01-31T18:00:00Z month");
        check(dotted, "2020-02-08", "bad_time");
        check(dotted, "31.02.2020", "bad_time");
        check("date_formats = [\"%m/%d/%Y %I:%M:%S %p\"]", "02/08/2020 08:30:00 PM", "2020-02-08T14:30:00Z minute");
        check("date_formats = [\"epoch_ms\"]", "1581193800000", "2020-02-08T20:30:00Z minute");
        check("date_formats = [\"epoch_ms_local\"]", "1581193800000", "2020-02-08T14:30:00Z minute");
        check("date_formats = [\"epoch_s\"]", "1581193800", "2020-02-08T20:30:00Z minute");
        check("date_formats = [\"epoch_ms\"]", "0", "bad_time");
    }

    #[test]
    fn times_that_cannot_be_are_refused() {
        for text in [
            "2017-02-30",
            "2017-13",
            "0000",
            "1899-12-30",
            "1900-01-01",
            "2017-05-25 25:00",
            "25.05.2017",
            "5/25/2017",
            "2017-05-25T14",
            "2017-05-25T14:30+25",
            "２０１７",
            "20170525",
            "2017-05-25T14:30:",
            "2017-05-25T14:30:15.",
            "99999",
        ] {
            check("", text, "bad_time");
        }
        check("", "2026-11-22T12:01:00Z", "future_time");
        check("", "2026", "2025-12-31T19:00:00Z year");
        check("", "2027", "future_time");
    }

    #[test]
    fn a_column_of_months_holds_months_whatever_day_stands_in_it() {
        let span = moments("", Some(Precision::Month)).read("2022-01-01").unwrap();
        assert_eq!((span.precision(), span.end().to_string().as_str()), (Precision::Month, "2022-01-31T18:00:00Z"));
        check("precision = \"day\"", "2024-03-01T00:00:00", "2024-02-29T19:00:00Z day");
        check("precision = \"day\"", "2024-03-01T23:00:00Z", "2024-03-01T19:00:00Z day");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fail(text in ".{0,40}", digits in "[0-9:+ TZ.-]{0,30}") {
            for m in [moments("", None), moments("date_formats = [\"%d.%m.%Y %H:%M\", \"epoch_s\"]", None)] {
                let _ = (m.read(&text), m.read(&digits));
            }
        }

        #[test]
        fn a_minute_reads_back_as_it_was_written(minutes in 0_i64..60_000_000) {
            let instant = Timestamp::from_second(minutes * 60).unwrap();
            prop_assume!(instant < moments("", None).now);
            prop_assert_eq!(moments("", None).read(&instant.to_string()).unwrap().start(), instant);
        }
    }
}
