//! What is wrong with a file as a whole though each of its rows is in order: piles on one point, repeated identifiers,
//! times that are always midnight, a last month that is not complete, rows that know only their district.

use crate::read::Reading;
use crate::{Mapping, RejectCode};
use aula_model::{Accuracy, Incident, LonLat, Precision};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// What was found about a file as a whole, and what was done about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// `pile`, `identifier_at_two_places`, `midnight`, `incomplete_end`, `area_only`.
    pub code: &'static str,
    /// Rows that it concerns.
    pub rows: u64,
    /// What was found, what was done, and how to have it otherwise.
    pub text: String,
    /// Where, if it is about one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<LonLat>,
}

/// Rows below which a point is no pile.
const PILE_ROWS: u64 = 20;
/// Share of all rows below which a point is no pile.
const PILE_SHARE: f64 = 0.002;
/// How many times as many rows as the tenth fullest point.
const PILE_TIMES: u64 = 5;

/// Looks a reading over as a whole. Incidents of a pile lose their place on the map (their location becomes known as an
/// area only: they count for the city and its areas, and stand in no cell), unless the mapping keeps them.
///
/// A pile is a point with at least 20 rows and 0.2 % of all, five times as many as the tenth fullest point: snapped and
/// rounded coordinates have many full points, a geocoder's default has one. Where a file has fewer than ten points, none
/// is judged.
///
/// # Arguments
/// `zone`: the city's clock, by which days are told.
pub fn inspect(reading: &mut Reading<Incident>, mapping: &Mapping, zone: &TimeZone) -> Vec<Verdict> {
    let mut found = Vec::new();
    // Before the piles lose their place.
    let area_only = area_only(reading);
    found.extend(piles(reading, mapping));
    let conflicts = reading.rejected.iter().filter(|r| r.code == RejectCode::ConflictingIdentifier).count() as u64;
    if conflicts > 0 {
        found.push(Verdict {
            code: "identifier_at_two_places",
            rows: conflicts,
            place: None,
            text: format!(
                "{conflicts} rows have the identifier of an earlier row and say something else: they are rejected, since \
                 which of the two is right cannot be told; if the identifier is not one of single incidents, take none: \
                 `--set id=`"
            ),
        });
    }
    found.extend(area_only);
    found.extend(incomplete_end(reading, zone));
    found
}

fn piles(reading: &mut Reading<Incident>, mapping: &Mapping) -> Vec<Verdict> {
    let spot = |p: LonLat| (p.lon().to_bits(), p.lat().to_bits());
    let mut rows_at: HashMap<(u64, u64), u64> = HashMap::new();
    for row in reading.rows.iter().filter(|r| r.value.accuracy != Accuracy::Area) {
        *rows_at.entry(spot(row.value.location)).or_default() += 1;
    }
    let mut sizes: Vec<u64> = rows_at.values().copied().collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let Some(tenth) = sizes.get(9) else { return Vec::new() };
    let all = reading.rows.len() as f64;
    let is_pile = |n: u64| n >= PILE_ROWS && n as f64 >= PILE_SHARE * all && n >= PILE_TIMES * tenth;
    rows_at.retain(|_, n| is_pile(*n));
    let mut piles: Vec<(u64, LonLat)> = Vec::new();
    for row in &mut reading.rows {
        if let Some(n) = rows_at.get(&spot(row.value.location)).filter(|_| row.value.accuracy != Accuracy::Area) {
            if !piles.iter().any(|(_, place)| *place == row.value.location) {
                piles.push((*n, row.value.location));
            }
            if !mapping.keep_piles {
                row.value.accuracy = Accuracy::Area;
            }
        }
    }
    piles.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.lon().total_cmp(&b.1.lon())));
    let verdict = |(rows, place): (u64, LonLat)| {
        let done = if mapping.keep_piles {
            "They keep their place, as you asked"
        } else {
            "They count for the city but stand in no cell of the map; to keep their place: `--set keep_piles=yes`"
        };
        let share = 100.0 * rows as f64 / all;
        let text = format!(
            "{rows} rows ({share:.1} %) lie on one point, {:.5}, {:.5}, as a geocoder's default or a station's address \
             does. {done}",
            place.lat(),
            place.lon()
        );
        Verdict { code: "pile", rows, text, place: Some(place) }
    };
    piles.into_iter().map(verdict).collect()
}

fn area_only(reading: &Reading<Incident>) -> Option<Verdict> {
    let rows = reading.rows.iter().filter(|r| r.value.accuracy == Accuracy::Area).count() as u64;
    let share = 100.0 * rows as f64 / reading.rows.len().max(1) as f64;
    (rows > 0).then(|| Verdict {
        code: "area_only",
        rows,
        place: None,
        text: format!("{rows} rows ({share:.1} %) say no more than an area: they stand in no cell of the map"),
    })
}

/// Weeks before the last two that say what is usual.
const USUAL_WEEKS: usize = 26;

/// A source whose last two weeks have less than half of what is usual, beyond chance.
fn incomplete_end(reading: &Reading<Incident>, zone: &TimeZone) -> Option<Verdict> {
    let exact = |p: Precision| matches!(p, Precision::Day | Precision::Minute);
    let dates = reading.rows.iter().filter(|r| exact(r.value.when.precision()));
    let mut days: BTreeMap<Date, u64> = BTreeMap::new();
    for row in dates {
        *days.entry(zone.to_datetime(row.value.when.start()).date()).or_default() += 1;
    }
    let last = *days.keys().next_back()?;
    let week_of = |day: &Date| last.since((jiff::Unit::Day, *day)).map_or(i32::MAX, |s| s.get_days() / 7);
    let mut weeks: BTreeMap<i32, u64> = BTreeMap::new();
    for (day, rows) in &days {
        *weeks.entry(week_of(day)).or_default() += rows;
    }
    let usual: Vec<u64> = (2..2 + USUAL_WEEKS as i32).map(|w| weeks.get(&w).copied().unwrap_or(0)).collect();
    let mean = usual.iter().sum::<u64>() as f64 / usual.len() as f64;
    let end = [0, 1].map(|w| weeks.get(&w).copied().unwrap_or(0));
    let rows = end[0] + end[1];
    let expected = 2.0 * mean;
    // Half of what is usual, and five standard deviations of a Poisson count below it.
    let short = expected >= 20.0 && (rows as f64) < 0.5 * expected && (rows as f64) < expected - 5.0 * expected.sqrt();
    short.then(|| Verdict {
        code: "incomplete_end",
        rows,
        place: None,
        text: format!(
            "the last two weeks, until {last}, have {rows} rows where {expected:.0} are usual: the source is not complete \
             there. Leave them out of comparisons, and import the file again when they are"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ReadContext, read_incidents};
    use aula_model::{CategoryTable, SourceName};
    use std::fmt::Write as _;

    fn inspected(file: &str, set: &str) -> (Reading<Incident>, Vec<Verdict>) {
        let categories = CategoryTable::default();
        let source = SourceName::new("t").unwrap();
        let ctx = ReadContext::new("2026-01-01T00:00:00Z".parse().unwrap(), TimeZone::UTC, &categories, source);
        let mut mapping = Mapping::default();
        mapping.set("category=theft").unwrap();
        if !set.is_empty() {
            mapping.set(set).unwrap();
        }
        let mut reading = read_incidents(file.as_bytes(), &mapping, &ctx, &mut |_| {}).unwrap();
        let verdicts = inspect(&mut reading, &mapping, &TimeZone::UTC);
        (reading, verdicts)
    }

    /// `days` days of ten rows a day, spread over 97 points, without the last `cut` days but for one row.
    fn year(days: i64, cut: i64) -> String {
        let mut file = "lon,lat,date\n".to_owned();
        let day = |n: i64| jiff::civil::date(2024, 1, 1) + jiff::Span::new().days(n);
        for n in 0..(days - cut) * 10 {
            let _ = writeln!(file, "76.9{:02},43.2{:02},{}", n % 97, n % 89, day(n / 10));
        }
        if cut > 0 {
            let _ = writeln!(file, "76.9,43.2,{}", day(days - 1));
        }
        file
    }

    #[test]
    fn a_pile_loses_its_place_and_keeps_it_when_told() {
        let mut file = year(200, 0);
        (0..60).for_each(|n| file.push_str(&format!("76.5,43.5,2024-03-{:02}\n", 1 + n % 28)));
        let (reading, verdicts) = inspected(&file, "");
        assert_eq!(verdicts[0].code, "pile");
        assert!(verdicts[0].text.contains("60 rows") && verdicts[0].text.contains("43.50000, 76.50000"));
        assert_eq!(reading.rows.iter().filter(|r| r.value.accuracy == Accuracy::Area).count(), 60);
        let (kept, verdicts) = inspected(&file, "keep_piles=yes");
        assert_eq!(verdicts[0].rows, 60);
        assert!(kept.rows.iter().all(|r| r.value.accuracy != Accuracy::Area));
    }

    #[test]
    fn rounded_coordinates_are_no_pile_and_a_whole_year_has_no_short_end() {
        assert_eq!(inspected(&year(300, 0), "").1, []);
    }

    #[test]
    fn a_short_end_is_said() {
        let (_, verdicts) = inspected(&year(300, 12), "");
        assert_eq!(verdicts.iter().map(|v| v.code).collect::<Vec<_>>(), ["incomplete_end"], "{verdicts:?}");
    }
}
