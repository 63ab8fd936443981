//! Instants become local days and hours of the week.

use jiff::{
    Span, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};

/// Seconds of a day without a change of the clock.
pub(crate) const DAY_S: i64 = 86_400;
const EPOCH: Date = date(1970, 1, 1);

/// What the clock of the city says about a time span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LocalSpan {
    /// Local day of the first instant, in days since 1970-01-01.
    pub(crate) first_day: i32,
    /// Local day of the last instant.
    pub(crate) last_day: i32,
    /// Hour of the week as far as it is known.
    pub(crate) hour: HourCode,
}

/// Hour of the week in one byte: 0 to 167 known (weekday × 24 + hour, Monday first), 168 to 174 the weekday only,
/// 175 neither, 176 no time at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HourCode(pub(crate) u8);

impl HourCode {
    /// How many codes there are.
    pub(crate) const COUNT: usize = 177;
    /// Neither weekday nor hour is known.
    pub(crate) const UNKNOWN: Self = Self(175);
    /// For what simply stands there.
    pub(crate) const TIMELESS: Self = Self(176);

    /// Weekday (0 is Monday) and hour, each if known.
    pub(crate) fn parts(self) -> (Option<u8>, Option<u8>) {
        match self.0 {
            code @ 0..168 => (Some(code / 24), Some(code % 24)),
            code @ 168..175 => (Some(code - 168), None),
            _ => (None, None),
        }
    }
}

/// The local days and the hour of the week of a span of `length_s` (at least 1) seconds from `start_s` on.
///
/// The hour is known where the first and the last second lie in the same hour of the same day.
pub(crate) fn local_span(start_s: i64, length_s: u32, zone: &TimeZone) -> LocalSpan {
    let (first_day, first_hour) = local_hour(start_s, zone);
    let (last_day, last_hour) = local_hour(start_s + i64::from(length_s) - 1, zone);
    let weekday = weekday(first_day);
    let hour = match (first_day == last_day, first_hour == last_hour) {
        (true, true) => HourCode(weekday * 24 + first_hour),
        (true, false) => HourCode(168 + weekday),
        (false, _) => HourCode::UNKNOWN,
    };
    LocalSpan { first_day, last_day, hour }
}

fn local_hour(second: i64, zone: &TimeZone) -> (i32, u8) {
    let edge = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let instant = Timestamp::from_second(second).unwrap_or(edge);
    let local = second + i64::from(zone.to_offset(instant).seconds());
    let hour = local.rem_euclid(DAY_S) / 3600;
    (i32::try_from(local.div_euclid(DAY_S)).unwrap_or(i32::MAX), u8::try_from(hour).unwrap_or(0))
}

/// The weekday (0 is Monday) of a day since 1970-01-01, which was a Thursday.
fn weekday(day: i32) -> u8 {
    u8::try_from((i64::from(day) + 3).rem_euclid(7)).unwrap_or(0)
}

/// A date in days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i32 {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

/// The date of a day since 1970-01-01, none beyond the dates that can be held.
pub(crate) fn date_of(day: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn almaty() -> TimeZone {
        TimeZone::get("Asia/Almaty").unwrap()
    }

    fn second(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    #[test]
    fn the_same_utc_hour_is_another_local_hour_after_the_first_of_march_2024() {
        // Thursday 29 February 12:30 at +06:00, Friday 1 March 11:30 at +05:00.
        let before = local_span(second("2024-02-29T06:30:00Z"), 60, &almaty());
        let after = local_span(second("2024-03-01T06:30:00Z"), 60, &almaty());
        assert_eq!(before.hour.parts(), (Some(3), Some(12)));
        assert_eq!(after.hour.parts(), (Some(4), Some(11)));
        assert_eq!(date_of(before.first_day), Some(date(2024, 2, 29)));
        assert_eq!(after.first_day, day_number(date(2024, 3, 1)));
    }

    #[test]
    fn the_hour_that_almaty_lived_twice_is_one_hour_of_one_day() {
        // 23:30 at +06:00 and, half an hour later by the clock and one hour and a half in truth, 23:59 at +05:00.
        let start = second("2024-02-29T17:30:00Z");
        let twice = local_span(start, 5400, &almaty());
        assert_eq!(twice.hour.parts(), (Some(3), Some(23)));
        assert_eq!(twice.first_day, twice.last_day);
        let beyond = local_span(start, 5401, &almaty());
        assert_eq!(beyond.hour.parts(), (None, None));
        assert_eq!(beyond.last_day, day_number(date(2024, 3, 1)));
    }

    #[test]
    fn a_whole_hour_is_known_and_a_second_more_is_not() {
        let chicago = TimeZone::get("America/Chicago").unwrap();
        let start = second("2024-07-06T01:00:00Z"); // Friday 20:00
        assert_eq!(local_span(start, 3600, &chicago).hour.parts(), (Some(4), Some(20)));
        assert_eq!(local_span(start, 3601, &chicago).hour.parts(), (Some(4), None));
        assert_eq!(local_span(start, 4 * 3600 + 1, &chicago).hour.parts(), (None, None));
    }

    #[test]
    fn days_and_dates_turn_into_each_other_and_weekdays_are_right_before_1970_too() {
        for (y, m, d) in [(1970, 1, 1), (1969, 12, 31), (1900, 2, 28), (2024, 2, 29), (9999, 12, 31), (-9999, 1, 1)] {
            let day = date(y, m, d);
            assert_eq!(date_of(day_number(day)), Some(day));
            assert_eq!(i8::try_from(weekday(day_number(day))).unwrap(), day.weekday().to_monday_zero_offset());
        }
        assert_eq!(date_of(i32::MAX), None);
    }
}
