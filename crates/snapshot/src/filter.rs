//! A slice made ready for a scan: one look-up per column, one verdict per row.

use crate::local::{HourCode, day_number};
use aula_model::{HourRange, Slice, WeekdaySet};

/// What a slice says about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Verdict {
    /// Not asked for.
    Out = 0,
    /// Counted.
    In = 1,
    /// Its span lies only partly in the period.
    Period = 2,
    /// Its weekday is unknown and asked for.
    Weekday = 3,
    /// Its hour is unknown and asked for.
    Hour = 4,
    /// Would be counted, had its proceedings not been discontinued.
    Discontinued = 5,
}

/// How many verdicts there are.
pub(crate) const VERDICTS: usize = 6;

/// A slice made ready for a scan.
pub(crate) struct Filter {
    /// First day in the period.
    pub(crate) from_day: i32,
    /// First day no longer in it.
    pub(crate) to_day: i32,
    /// By class (category or place kind): whether it is asked for.
    pub(crate) wanted: Vec<bool>,
    by_hour: [Verdict; HourCode::COUNT],
}

impl Filter {
    /// A slice over rows of the classes that `wanted` marks.
    pub(crate) fn new(slice: &Slice, wanted: Vec<bool>) -> Self {
        Self {
            from_day: slice.period.from().map_or(i32::MIN, day_number),
            to_day: slice.period.to().map_or(i32::MAX, day_number),
            wanted,
            by_hour: hour_table(slice.hours, slice.weekdays),
        }
    }

    /// Whether a span of local days lies in the period, out of it, or in part.
    #[inline]
    pub(crate) fn period(&self, first_day: i32, last_day: i32) -> Verdict {
        if first_day >= self.from_day && last_day < self.to_day {
            Verdict::In
        } else if last_day < self.from_day || first_day >= self.to_day {
            Verdict::Out
        } else {
            Verdict::Period
        }
    }

    /// What hours and weekdays say to an hour code.
    #[inline]
    pub(crate) fn hour(&self, code: u8) -> Verdict {
        self.by_hour[usize::from(code)]
    }
}

/// The verdict for every hour code.
///
/// Hours over midnight belong to the weekday of the evening. A row whose hour is unknown is out where no hour of its
/// day could be meant, else left out; under the weekday where that is unknown too and asked for, else under the hour.
fn hour_table(hours: HourRange, weekdays: WeekdaySet) -> [Verdict; HourCode::COUNT] {
    let selected = |weekday: u8, hour: u8| {
        let of_last_evening = hours.wraps() && hour < hours.to();
        let evening = if of_last_evening { (weekday + 6) % 7 } else { weekday };
        hours.contains(hour) && weekdays.contains(evening)
    };
    let mut table = [Verdict::Out; HourCode::COUNT];
    for (code, verdict) in (0..).zip(&mut table) {
        *verdict = match HourCode(code).parts() {
            (Some(day), Some(hour)) if selected(day, hour) => Verdict::In,
            (Some(_), Some(_)) => Verdict::Out,
            _ if hours.is_all() && weekdays.is_all() => Verdict::In,
            (Some(day), None) if hours.is_all() && weekdays.contains(day) => Verdict::In,
            (Some(day), None) if (0..24).any(|hour| selected(day, hour)) => Verdict::Hour,
            (Some(_), None) => Verdict::Out,
            (None, _) if !weekdays.is_all() => Verdict::Weekday,
            (None, _) => Verdict::Hour,
        };
    }
    table[usize::from(HourCode::TIMELESS.0)] = Verdict::In;
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRI: u8 = 4;
    const SAT: u8 = 5;

    fn table(hours: &str, weekdays: &str) -> [Verdict; HourCode::COUNT] {
        hour_table(hours.parse().unwrap(), weekdays.parse().unwrap())
    }

    fn at(weekday: u8, hour: u8) -> usize {
        usize::from(weekday * 24 + hour)
    }

    #[test]
    fn hours_over_midnight_belong_to_the_weekday_of_the_evening() {
        let t = table("20-2", "fri");
        let selected: Vec<usize> = (0..168).filter(|&code| t[code] == Verdict::In).collect();
        assert_eq!(selected, [at(FRI, 20), at(FRI, 21), at(FRI, 22), at(FRI, 23), at(SAT, 0), at(SAT, 1)]);
        let sunday = table("20-2", "sun");
        assert_eq!((sunday[at(0, 1)], sunday[at(6, 1)]), (Verdict::In, Verdict::Out));
    }

    #[test]
    fn an_unknown_hour_is_left_out_only_where_it_could_be_meant() {
        let t = table("20-2", "fri");
        let by_day: Vec<Verdict> = (168..175).map(|code| t[code]).collect();
        let (out, hour) = (Verdict::Out, Verdict::Hour);
        assert_eq!(by_day, [out, out, out, out, hour, hour, out]);
        assert_eq!(t[175], Verdict::Weekday);
        assert_eq!(table("20-2", "mon-sun")[175], Verdict::Hour);
    }

    #[test]
    fn without_hours_the_weekday_alone_decides_and_without_both_everything_is_in() {
        let t = table("0-24", "sat,sun");
        assert_eq!((t[173], t[172], t[175]), (Verdict::In, Verdict::Out, Verdict::Weekday));
        assert!(table("0-24", "mon-sun").iter().all(|&v| v == Verdict::In));
    }

    #[test]
    fn what_has_no_time_is_always_in() {
        assert_eq!(table("3-4", "tue")[176], Verdict::In);
    }
}
