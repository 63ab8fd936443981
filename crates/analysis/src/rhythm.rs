//! When: hour by weekday, in the city's own time.

use crate::hotspots::known_layer;
use crate::registration::{Incomplete, incomplete};
use crate::settings::SliceSettings;
use crate::{AnalysisError, Scope, ScopeName, StudySets};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Precision, Slice, TimeSpan, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::hour_by_weekday;
use jiff::tz::TimeZone;
use serde::Serialize;

/// A question about the hours of the week.
#[derive(Debug, Clone)]
pub struct RhythmQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// Where.
    pub scope: Scope,
    /// How incidents count whose hour is not known.
    pub spans: Spans,
}

/// How incidents count whose hour is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spans {
    /// Not at all.
    #[default]
    Exact,
    /// In each hour by the share of their span in it, up to [`LONGEST_HOURS`] long.
    Aoristic,
}

impl Spans {
    /// The words of the parameter `spans`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("exact", Self::Exact), ("aoristic", Self::Aoristic)];
}

/// A span longer than this says too little of the hour.
pub const LONGEST_HOURS: u64 = 24;

/// Counts by weekday and hour.
#[derive(Debug, Clone, Serialize)]
pub struct Rhythm {
    /// Seven rows from Monday, 24 hours each.
    pub hours: Vec<Vec<u32>>,
    /// Counted in the matrix.
    pub known: u64,
    /// Selected, but the hour is not known.
    pub unknown: u64,
    /// Where.
    pub scope: ScopeName,
    /// The same with incidents of several hours spread over them, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aoristic: Option<Aoristic>,
    /// Sources that have not registered the end of the period in full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registration: Vec<Incomplete>,
    /// The selection.
    pub settings: SliceSettings,
}

/// Incidents spread over the hours of their spans.
#[derive(Debug, Clone, Serialize)]
pub struct Aoristic {
    /// Seven rows from Monday, 24 hours each; they sum to `used`.
    pub hours: Vec<Vec<f64>>,
    /// Incidents in the matrix.
    pub used: u64,
    /// Of these, incidents whose span reaches over several hours.
    pub spread: u64,
    /// Selected, but the time is not known to the minute, or the span is too long.
    pub left_out: u64,
    /// Spans longer than this are left out.
    pub longest_hours: u64,
}

/// Counts of a slice by hour and weekday; incidents whose span is longer than the hour are `unknown`, or spread over it.
///
/// # Errors
/// [`AnalysisError::UnknownArea`], [`AnalysisError::UnknownLayer`].
///
/// # References
/// Ratcliffe & McCullagh 1998, International Journal of Geographical Information Science 12, 751 (aoristic weights).
pub fn rhythm(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &RhythmQuery,
) -> Result<Precise<Rhythm>, AnalysisError> {
    may_see_precise(viewer)?;
    known_layer(snapshot, &query.layer)?;
    crate::limits::refuse_foreign_area(snapshot, query.slice.area.as_ref())?;
    query.scope.refuse_foreign(snapshot)?;
    let found = snapshot.hour_week(&query.slice, &query.layer, &query.scope.within())?;
    let aoristic = match query.spans {
        Spans::Exact => None,
        Spans::Aoristic => Some(spread(snapshot, query)?),
    };
    Ok(query
        .scope
        .precise(Rhythm {
            hours: found.hours.iter().map(|day| day.to_vec()).collect(),
            known: found.known,
            unknown: found.unknown,
            scope: query.scope.named(),
            aoristic,
            registration: incomplete(snapshot, sets, &query.slice, &query.layer),
            settings: SliceSettings::new(snapshot, &query.slice),
        })
        .within(snapshot.limits()))
}

fn spread(snapshot: &Snapshot, query: &RhythmQuery) -> Result<Aoristic, AnalysisError> {
    let zone = snapshot.zone();
    let rows = snapshot.select(&query.slice, &query.layer, &query.scope.within())?.rows;
    let all = rows.len() as u64;
    let time = |row| match query.layer {
        Layer::Incidents => snapshot.incident(row).and_then(|found| found.when),
        Layer::Places(_) | Layer::AllPlaces => snapshot.place(row).and_then(|found| found.when),
    };
    let spans: Vec<(u32, u64)> = rows.into_iter().filter_map(|row| in_the_week(&time(row)?, zone)).collect();
    let (hours, too_long) = hour_by_weekday(&spans, LONGEST_HOURS * 60)?;
    let used = (spans.len() - too_long) as u64;
    let several =
        |&&(start, minutes): &&(u32, u64)| minutes <= LONGEST_HOURS * 60 && u64::from(start % 60) + minutes > 60;
    Ok(Aoristic {
        hours: hours.iter().map(|day| day.to_vec()).collect(),
        used,
        spread: spans.iter().filter(several).count() as u64,
        left_out: all - used,
        longest_hours: LONGEST_HOURS,
    })
}

/// The local start in minutes since Monday 00:00 and the minutes of a span that is known to the minute.
fn in_the_week(span: &TimeSpan, zone: &TimeZone) -> Option<(u32, u64)> {
    if span.precision() != Precision::Minute {
        return None;
    }
    let local = zone.to_datetime(span.start());
    let day = u32::try_from(local.weekday().to_monday_zero_offset()).ok()?;
    let (hour, minute) = (u32::try_from(local.hour()).ok()?, u32::try_from(local.minute()).ok()?);
    let seconds = span.end().as_second() - span.start().as_second();
    Some(((day * 24 + hour) * 60 + minute, u64::try_from(seconds).ok()?.div_ceil(60).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_begin_in_the_citys_own_week() {
        let zone = TimeZone::get("Asia/Almaty").unwrap();
        let span =
            |a: &str, b: &str, precision| TimeSpan::new(a.parse().unwrap(), b.parse().unwrap(), precision).unwrap();
        // Sunday 20:30 UTC is Monday 01:30 in Almaty (+05:00 since March 2024).
        let night = span("2025-03-02T20:30:00Z", "2025-03-02T23:00:00Z", Precision::Minute);
        assert_eq!(in_the_week(&night, &zone), Some((90, 150)));
        assert_eq!(
            in_the_week(&span("2025-03-02T20:30:00Z", "2025-03-02T20:30:01Z", Precision::Minute), &zone),
            Some((90, 1))
        );
        assert_eq!(in_the_week(&span("2025-03-02T19:00:00Z", "2025-03-03T19:00:00Z", Precision::Day), &zone), None);
    }
}
