//! One slice from every side: when, what and where, all of the same incidents.

use crate::change::days_between;
use crate::counts::CountSettings;
use crate::exposure::{CellExposure, on_cells};
use crate::hotspots::known_layer;
use crate::limits::{in_limits, refuse_foreign_area};
use crate::registration::{Incomplete, incomplete};
use crate::settings::{LeftOutReasons, SliceSettings};
use crate::{AnalysisError, Scope, ScopeName, StudySetKind, StudySets, StudySpace};
use aula_disclosure::{Precise, may_see_precise};
use aula_geometry::{PreparedArea, cell_centre};
use aula_model::{AreaKind, ExposureKind, LonLat, Slice, Viewer};
use aula_snapshot::{Layer, SliceCounts, Snapshot};
use aula_statistics::poisson_interval;
use h3o::Resolution;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A question about a slice.
#[derive(Debug, Clone)]
pub struct SliceQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// Where; everywhere means the cells of the study set, as hot spots count.
    pub scope: Scope,
    /// The grid of the study set.
    pub resolution: Resolution,
    /// The study set.
    pub study_set: StudySetKind,
    /// The kind of the areas; the coarsest that the city has where none is given.
    pub level: Option<String>,
    /// What an outline or an area is exposed with; residents, addresses or built-up ground, whichever is known.
    pub exposure: Option<ExposureKind>,
}

/// The figures of one slice. With what they do not know, `days`, `months`, `hours` and `categories` each sum to `total`.
#[derive(Debug, Clone, Serialize)]
pub struct SliceFigures {
    /// Incidents or places counted.
    pub total: u64,
    /// By local day.
    pub days: Days,
    /// By month.
    pub months: Months,
    /// Seven rows from Monday, 24 hours each.
    pub hours: Vec<Vec<u32>>,
    /// Their sum.
    pub known_hours: u64,
    /// Counted, but the hour is not known.
    pub unknown_hours: u64,
    /// By category, or by kind of places, the most first.
    pub categories: Vec<ClassCount>,
    /// By area, the most first, by point: in the whole city also incidents in no study cell.
    pub areas: Vec<SliceArea>,
    /// The kind of the areas; none where the city has no areas.
    pub level: Option<String>,
    /// Where.
    pub scope: ScopeName,
    /// For an outline: how many for what is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<SliceRate>,
    /// Sources that have not registered the end of the period in full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registration: Vec<Incomplete>,
    /// What was asked and used.
    pub settings: CountSettings,
}

/// Counts by the local day of the beginning, one after the other.
#[derive(Debug, Clone, Serialize)]
pub struct Days {
    /// The first day that has any; none without any.
    pub from: Option<String>,
    /// Of that day and each that follows.
    pub counts: Vec<u64>,
    /// The day is not known: the span is longer than a night.
    pub unknown: u64,
}

/// Counts by month.
#[derive(Debug, Clone, Serialize)]
pub struct Months {
    /// Months that have any, in order.
    pub counts: Vec<MonthCount>,
    /// The month is not known.
    pub unknown: u64,
}

/// The count of a month.
#[derive(Debug, Clone, Serialize)]
pub struct MonthCount {
    /// `2024-01`.
    pub month: String,
    /// Incidents that began in it.
    pub count: u64,
}

/// The count of a category, or of a kind of places.
#[derive(Debug, Clone, Serialize)]
pub struct ClassCount {
    /// Its code.
    pub code: String,
    /// Incidents or places.
    pub count: u64,
}

/// The count of an area.
#[derive(Debug, Clone, Serialize)]
pub struct SliceArea {
    /// `kind:code`.
    pub id: String,
    /// Its names.
    pub names: aula_model::Names,
    /// Incidents or places in it.
    pub count: u64,
}

/// A rate with its interval, which knows the chance of the count and not how well the exposure is known.
#[derive(Debug, Clone, Serialize)]
pub struct SliceRate {
    /// Of what.
    pub exposure: ExposureKind,
    /// How much of it lies inside: that of the areas, spread over the study cells whose centre lies inside.
    pub exposed: f64,
    /// The kind of the areas that say it.
    pub exposure_level: String,
    /// The day whose exposure counts.
    pub on: String,
    /// A rate is for so much exposure and one year.
    pub per: f64,
    /// The length of the period in years.
    pub years: f64,
    /// Per `per` and year.
    pub rate: f64,
    /// Lower end of the exact Poisson interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The share of cases in which the interval holds the rate.
    pub interval: f64,
}

/// The kinds of areas that a slice is told by unless one is named, the coarsest first.
const LEVELS: [&str; 3] = ["district", "precinct", "micro_district"];
/// What an outline is exposed with unless told, the first that is known.
const EXPOSURES: [ExposureKind; 3] = [ExposureKind::Residents, ExposureKind::Addresses, ExposureKind::BuiltUpM2];
/// The kinds of areas that exposure is taken from.
const FINE_TO_COARSE: [&str; 4] = ["yard", "micro_district", "precinct", "district"];
const ABOUT_ALL: f64 = 0.9;
const PER: f64 = 1000.0;
const INTERVAL: f64 = 0.95;
const DAYS_OF_A_YEAR: f64 = 365.25;

/// Counts a slice by day, month, hour of the week, category and area.
///
/// # Errors
/// [`AnalysisError::UnknownArea`], [`AnalysisError::UnknownLayer`], [`AnalysisError::UnknownLevel`].
///
/// # References
/// Garwood 1936, Biometrika 28, 437 (interval of the rate).
pub fn slice_figures(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &SliceQuery,
) -> Result<Precise<SliceFigures>, AnalysisError> {
    may_see_precise(viewer)?;
    known_layer(snapshot, &query.layer)?;
    refuse_foreign_area(snapshot, query.slice.area.as_ref())?;
    query.scope.refuse_foreign(snapshot)?;
    let whole = matches!(query.scope, Scope::City);
    let space = sets.get(snapshot, query.slice.area.as_ref(), query.resolution, query.study_set)?;
    let set = whole.then_some(&space.set);
    let counts = snapshot.slice_counts(&query.slice, &query.layer, &query.scope.within(), set, !whole)?;
    let level = level_of(snapshot, query)?;
    let areas = match &level {
        Some(level) => areas_of(snapshot, query, level, &counts),
        None => Vec::new(),
    };
    let left_out = LeftOutReasons::from(counts.tally.left_out);
    let settings = CountSettings {
        layer: query.layer.to_string(),
        level: if whole { "cells" } else { "points" }.to_owned(),
        resolution: whole.then(|| query.resolution.into()),
        slice: SliceSettings::new(snapshot, &query.slice),
        n: if whole { space.set.len() as u64 } else { 1 },
        total: counts.total,
        outside: whole.then_some(counts.outside_cells),
        left_out: left_out.sum(),
        left_out_reasons: left_out,
        discontinued: counts.tally.discontinued,
    };
    let mut categories: Vec<ClassCount> =
        counts.classes.iter().map(|(code, &count)| ClassCount { code: code.clone(), count }).collect();
    categories.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    let figures = SliceFigures {
        total: counts.total,
        days: days(&counts.days, counts.no_day),
        months: months(&counts.months, counts.no_month),
        hours: counts.hours.hours.iter().map(|day| day.to_vec()).collect(),
        known_hours: counts.hours.known,
        unknown_hours: counts.hours.unknown,
        categories,
        areas,
        level: level.map(|level| level.to_string()),
        scope: query.scope.named(),
        rate: rate(snapshot, sets, query, counts.total)?,
        registration: incomplete(snapshot, sets, &query.slice, &query.layer),
        settings,
    };
    Ok(query.scope.precise(figures).within(snapshot.limits()))
}

fn level_of(snapshot: &Snapshot, query: &SliceQuery) -> Result<Option<AreaKind>, AnalysisError> {
    let there = |kind: &AreaKind| snapshot.areas().of_kind(kind).next().is_some();
    if let Some(level) = &query.level {
        let kind = AreaKind::new(level).ok().filter(there);
        return kind.map(Some).ok_or_else(|| AnalysisError::UnknownLevel(level.clone()));
    }
    Ok(LEVELS.iter().filter_map(|level| AreaKind::new(level).ok()).find(there))
}

fn areas_of(snapshot: &Snapshot, query: &SliceQuery, level: &AreaKind, counts: &SliceCounts) -> Vec<SliceArea> {
    let mut areas: Vec<SliceArea> = if matches!(query.scope, Scope::City) {
        let found = snapshot.area_counts(&query.slice, &query.layer, level).areas;
        let own = found.into_iter().filter(|row| in_limits(snapshot, row.area));
        own.map(|row| SliceArea { id: row.area.id.to_string(), names: row.area.names.clone(), count: row.count })
            .collect()
    } else {
        let mut inside: BTreeMap<String, SliceArea> = BTreeMap::new();
        for &point in &counts.points {
            for area in snapshot.areas().containing(point, Some(level)) {
                let entry = inside.entry(area.id.to_string()).or_insert_with(|| SliceArea {
                    id: area.id.to_string(),
                    names: area.names.clone(),
                    count: 0,
                });
                entry.count += 1;
            }
        }
        inside.into_values().collect()
    };
    areas.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
    areas
}

fn days(counts: &BTreeMap<Date, u64>, unknown: u64) -> Days {
    let Some((&first, _)) = counts.first_key_value() else {
        return Days { from: None, counts: Vec::new(), unknown };
    };
    let last = counts.last_key_value().map_or(first, |(&day, _)| day);
    let length = usize::try_from(days_between(first, last)).unwrap_or(0) + 1;
    let mut series = vec![0; length];
    for (&day, &count) in counts {
        series[usize::try_from(days_between(first, day)).unwrap_or(0)] = count;
    }
    Days { from: Some(first.to_string()), counts: series, unknown }
}

fn months(counts: &BTreeMap<Date, u64>, unknown: u64) -> Months {
    let name = |month: &Date| format!("{:04}-{:02}", month.year(), month.month());
    let counts = counts.iter().map(|(month, &count)| MonthCount { month: name(month), count }).collect();
    Months { counts, unknown }
}

/// The rate of an outline; none elsewhere, where nothing says what is exposed there, or where no period is known.
fn rate(
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &SliceQuery,
    total: u64,
) -> Result<Option<SliceRate>, AnalysisError> {
    let Scope::Outline(outline) = &query.scope else { return Ok(None) };
    let data = snapshot.period_of(&query.layer).unwrap_or_default();
    let ends = query.slice.period.from().or(data.from()).zip(query.slice.period.to().or(data.to()));
    let Some((from, to)) = ends.filter(|(from, to)| from < to) else { return Ok(None) };
    let years = f64::from(days_between(from, to)) / DAYS_OF_A_YEAR;
    let on = to.checked_sub(1.day()).unwrap_or(to);
    // Exposure is spread over the whole study area first: what lies outside the outline keeps its share.
    let Ok(space) = sets.get(snapshot, None, query.resolution, query.study_set) else { return Ok(None) };
    let asked: &[ExposureKind] = query.exposure.as_ref().map_or(&EXPOSURES, std::slice::from_ref);
    let known = asked.iter().find_map(|&kind| Some((kind, fullest(snapshot, &space, kind, on)?)));
    let Some((exposure, cells)) = known else { return Ok(None) };
    let ground = PreparedArea::new(outline);
    let inside = |cell: &h3o::CellIndex| -> bool {
        let centre: LonLat = cell_centre(*cell);
        ground.contains(centre)
    };
    let exposed: f64 =
        space.set.cells().iter().zip(&cells.of_cell).filter(|(cell, _)| inside(cell)).map(|(_, value)| value).sum();
    if exposed <= 0.0 {
        return Ok(None);
    }
    let (low, high) = poisson_interval(total, INTERVAL)?;
    let told = |events: f64| events / (exposed * years) * PER;
    Ok(Some(SliceRate {
        exposure,
        exposed,
        exposure_level: cells.level,
        on: on.to_string(),
        per: PER,
        years,
        rate: told(total as f64),
        low: told(low),
        high: told(high),
        interval: INTERVAL,
    }))
}

/// The exposure of the finest areas that hold about as much as any: yards of a few blocks say little of a whole outline.
fn fullest(snapshot: &Snapshot, space: &StudySpace, kind: ExposureKind, on: Date) -> Option<CellExposure> {
    let all = |level: &str| -> f64 {
        let areas = AreaKind::new(level).ok().into_iter().flat_map(|level| {
            snapshot.areas().of_kind(&level).filter_map(|area| area.exposure(kind, on)).collect::<Vec<_>>()
        });
        areas.sum()
    };
    let known = FINE_TO_COARSE.map(|level| (level, all(level)));
    let most = known.iter().map(|(_, sum)| *sum).fold(0.0, f64::max);
    let (level, _) = known.into_iter().find(|(_, sum)| *sum > 0.0 && *sum >= ABOUT_ALL * most)?;
    on_cells(snapshot, space, kind, Some(level), on).ok()
}
