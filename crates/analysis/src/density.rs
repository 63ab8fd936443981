//! How densely do incidents lie around each cell, by the ground or by those who are exposed?

mod bandwidth;
mod choices;

pub use choices::{BandwidthFrom, Border, DensityChoices, Mode, Over, Width};

use crate::exposure::{CellExposure, on_cells};
use crate::figures::{CellFigures, Column, FigureSettings};
use crate::located::{Located, in_metres};
use crate::sentence::{self, Counted, DensityFacts, DensityMapFacts, DensityPer, Exposure};
use crate::{AnalysisError, GridQuery, StudySets, StudySpace, WarningCode};
use aula_disclosure::{Precise, may_see_precise};
use aula_geometry::{LocalMetres, cell_centre, cell_of};
use aula_model::{ExposureKind, LonLat, Viewer};
use aula_snapshot::{Snapshot, Within};
use aula_statistics::{
    Kernel, StatisticsError, adaptive_bandwidths, border_weights, density as exact, density_adaptive, density_fast,
};
use bandwidth::Chosen;
use jiff::civil::Date;
use serde::Serialize;

/// A question about density.
#[derive(Debug, Clone)]
pub struct DensityQuery {
    /// What, over which cells.
    pub grid: GridQuery,
    /// The shape.
    pub kernel: Kernel,
    /// How far an incident is felt, in metres; chosen where none is given.
    pub bandwidth_m: Option<f64>,
    /// How it is made.
    pub choices: DensityChoices,
}

/// A bandwidth that was tried on later incidents.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Tried {
    /// The bandwidth in metres.
    pub bandwidth_m: f64,
    /// The share of the later incidents in the densest cells.
    pub hit_rate: f64,
}

/// What a density was made with.
#[derive(Debug, Clone, Serialize)]
pub struct DensityDetail {
    /// The shape.
    pub kernel: Kernel,
    /// The bandwidth in metres; of adaptive ones the one they vary around.
    pub bandwidth_m: f64,
    /// `given`, `normal_reference` or `out_of_time`.
    pub bandwidth_from: &'static str,
    /// Bandwidths tried on later incidents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Tried>,
    /// The day from which incidents counted as later ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tried_from: Option<String>,
    /// The share of the cells that counted as densest there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<f64>,
    /// `fixed`, or `adaptive`: narrow where incidents crowd.
    pub width: Width,
    /// `per_km2`, or `per_1000_` and the exposure, over the whole period.
    pub unit: String,
    /// The kind of the areas that the exposure was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposure_level: Option<String>,
    /// The day whose exposure counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposure_on: Option<String>,
    /// Exposure of areas that hold no study cell: not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposure_nowhere: Option<f64>,
    /// `none`, or `kernel_share_inside`: incidents near the border weigh more.
    pub border_correction: Border,
    /// `exact`, or `fast`.
    pub mode: &'static str,
    /// The most that a density can be off; 0 for exact ones.
    pub largest_error: f64,
    /// The density if all were spread evenly.
    pub mean: f64,
    /// The largest density.
    pub peak: f64,
}

/// Under this share of the mean exposure around a cell there are too few people to speak of a density.
const LEAST_EXPOSURE: f64 = 0.01;
const PER: f64 = 1000.0;

/// Kernel density at the centre of every cell, in incidents per km² or per thousand exposed: exact unless asked
/// otherwise, every incident within reach counts, also those that lie in no study cell (not with a border correction).
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// [`AnalysisError::Statistics`] for fewer than 2 incidents, or all at one place and no bandwidth given;
/// [`AnalysisError::Unusable`] for choices that do not go together.
///
/// # References
/// Silverman 1986, Density Estimation, ch. 4; Abramson 1982 (adaptive); Diggle 1985 (border); Bithell 1990, Statistics
/// in Medicine 9, 691 (over exposure).
pub fn density(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &DensityQuery,
) -> Result<Precise<CellFigures<DensityDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    query.choices.check(query.kernel)?;
    let space = query.grid.space(snapshot, sets)?;
    let (counts, tally) = query.grid.counts(snapshot, &space)?;
    let incidents = Incidents::of(snapshot, query, &space)?;
    let chosen = bandwidth::choose(query, &space, &incidents)?;
    let over = query.choices.over.as_ref().map(|over| exposure(snapshot, query, &space, over)).transpose()?;
    let mut made = make(query, &space, &incidents, &chosen)?;
    let total = incidents.points.len() as f64;
    let mut mean = total / (space.areas_m2.iter().sum::<f64>() / 1e6);
    if let Some((of_cells, _)) = &over {
        let around =
            exact(&incidents.centres, Some(&of_cells.of_cell), &incidents.centres, query.kernel, chosen.bandwidth_m)?;
        let all: f64 = of_cells.of_cell.iter().sum();
        let least = LEAST_EXPOSURE * around.iter().sum::<f64>() / around.len() as f64;
        let per = |value: &mut f64, around: f64| {
            *value = if around > least && around > 0.0 { *value / around * PER } else { f64::NAN };
        };
        made.density.iter_mut().zip(&around).for_each(|(value, &around)| per(value, around));
        made.error.iter_mut().zip(&around).for_each(|(value, &around)| per(value, around));
        mean = if all > 0.0 { total / all * PER } else { 0.0 };
    }
    let peak = made.density.iter().copied().filter(|d| d.is_finite()).fold(0.0, f64::max);
    let detail = detail(query, chosen, over.as_ref(), &made, mean, peak);
    let method = if over.is_some() { "kernel_density_ratio" } else { "kernel_density" };
    let mut settings = FigureSettings::of_cells(method, snapshot, &query.grid, &space, &tally, detail);
    let bandwidth_m = settings.detail.bandwidth_m;
    settings.registered(snapshot, sets, &query.grid.slice, &query.grid.layer);
    settings.warn(bandwidth_m < narrowest_m(&space.areas_m2), WarningCode::BandwidthUnderCell);
    settings.warn(!made.error.is_empty(), WarningCode::Approximate);
    settings.warn(over.as_ref().is_some_and(|(exposure, _)| exposure.without > 0), WarningCode::NoExposure);
    let per = over.as_ref().map_or(DensityPer::Km2, |(_, over)| DensityPer::Thousand(exposed(over.kind)));
    let counted = Counted::from(&query.grid.layer);
    let whole = DensityMapFacts { counted, peak, per, kernel: query.kernel, bandwidth_m, total: total as u64, mean };
    settings.say(sentence::density_map(&whole));
    if let Some((cell, at)) = query.grid.about(&space) {
        let facts = |i: usize| DensityFacts {
            counted,
            density: made.density[i],
            per,
            kernel: query.kernel,
            bandwidth_m,
            total: total as u64,
            mean,
        };
        settings.tell_of(cell, at, sentence::cell_or_outside(at.map(|i| sentence::density(&facts(i))), counted));
    }
    let mut columns = vec![Column::counts("count", counts), Column::numbers("density", made.density)];
    if !made.error.is_empty() {
        columns.push(Column::numbers("largest_error", made.error));
    }
    Ok(Precise::counts(CellFigures { space, columns, settings }).within(snapshot.limits()))
}

/// Incidents and cells in one plane of metres.
struct Incidents {
    points: Vec<[f64; 2]>,
    days: Vec<Option<Date>>,
    /// Whether each lies in a study cell.
    inside: Vec<Option<usize>>,
    centres: Vec<[f64; 2]>,
}

impl Incidents {
    fn of(snapshot: &Snapshot, query: &DensityQuery, space: &StudySpace) -> Result<Self, AnalysisError> {
        let found = Located::of(snapshot, &query.grid.slice, &query.grid.layer, &Within::Everywhere)?;
        if found.places.len() < 2 {
            let too_few = StatisticsError::TooFew { what: "incidents", found: found.places.len(), needed: 2 };
            return Err(too_few.into());
        }
        let centres: Vec<LonLat> = space.set.cells().iter().map(|&cell| cell_centre(cell)).collect();
        let Some(plane) = centres.get(centres.len() / 2).map(|&origin| LocalMetres::new(origin)) else {
            return Err(StatisticsError::Empty { what: "cells" }.into());
        };
        let at = |place: &LonLat| space.set.position(cell_of(*place, query.grid.resolution)).map(|i| i as usize);
        let mut own = Self {
            points: in_metres(&plane, found.places.iter().copied()),
            inside: found.places.iter().map(at).collect(),
            days: found.days,
            centres: in_metres(&plane, centres),
        };
        if query.choices.border == Border::KernelShareInside {
            let keep: Vec<bool> = own.inside.iter().map(Option::is_some).collect();
            own.points = kept(own.points, &keep);
            own.days = kept(own.days, &keep);
            own.inside = kept(own.inside, &keep);
        }
        Ok(own)
    }
}

fn kept<T>(values: Vec<T>, keep: &[bool]) -> Vec<T> {
    values.into_iter().zip(keep).filter(|(_, keep)| **keep).map(|(value, _)| value).collect()
}

struct Made {
    density: Vec<f64>,
    /// How far each can be off; empty for exact ones.
    error: Vec<f64>,
}

fn make(
    query: &DensityQuery,
    space: &StudySpace,
    incidents: &Incidents,
    chosen: &Chosen,
) -> Result<Made, AnalysisError> {
    let (points, centres, kernel, h) = (&incidents.points, &incidents.centres, query.kernel, chosen.bandwidth_m);
    let weights = match query.choices.border {
        Border::None => None,
        Border::KernelShareInside => Some(border_weights(points, centres, &space.areas_m2, kernel, h)?),
    };
    let weights = weights.as_deref();
    Ok(match (query.choices.width, query.choices.mode) {
        (Width::Adaptive, _) => {
            let each = adaptive_bandwidths(points, kernel, h)?;
            Made { density: density_adaptive(points, weights, centres, kernel, &each)?, error: Vec::new() }
        }
        (Width::Fixed, Mode::Exact) => Made { density: exact(points, weights, centres, kernel, h)?, error: Vec::new() },
        (Width::Fixed, Mode::Fast { tolerance }) => {
            let fast = density_fast(points, weights, centres, kernel, h, tolerance)?;
            Made { density: fast.per_km2, error: fast.error_bound_per_km2 }
        }
    })
}

fn exposure<'a>(
    snapshot: &Snapshot,
    query: &DensityQuery,
    space: &StudySpace,
    over: &'a Over,
) -> Result<(CellExposure, &'a Over), AnalysisError> {
    let on = over.day(snapshot, &query.grid)?;
    Ok((on_cells(snapshot, space, over.kind, over.level.as_deref(), on)?, over))
}

fn exposed(kind: ExposureKind) -> Exposure {
    if kind == ExposureKind::Residents { Exposure::Residents } else { Exposure::Other }
}

fn detail(
    query: &DensityQuery,
    chosen: Chosen,
    over: Option<&(CellExposure, &Over)>,
    made: &Made,
    mean: f64,
    peak: f64,
) -> DensityDetail {
    DensityDetail {
        kernel: query.kernel,
        bandwidth_m: chosen.bandwidth_m,
        bandwidth_from: chosen.from,
        coverage: (!chosen.tried.is_empty()).then_some(bandwidth::COVERAGE),
        tried: chosen.tried,
        tried_from: chosen.later_from.map(|day| day.to_string()),
        width: query.choices.width,
        unit: over.map_or_else(|| "per_km2".to_owned(), |(_, over)| format!("per_1000_{}", over.kind)),
        exposure_level: over.map(|(exposure, _)| exposure.level.clone()),
        exposure_on: over.and_then(|(_, over)| over.on).map(|day| day.to_string()),
        exposure_nowhere: over.map(|(exposure, _)| exposure.nowhere),
        border_correction: query.choices.border,
        mode: if made.error.is_empty() { "exact" } else { "fast" },
        largest_error: made.error.iter().copied().filter(|e| e.is_finite()).fold(0.0, f64::max),
        mean,
        peak,
    }
}

/// Cell edge · √3, the distance of two cells' centres: a narrower kernel shows the grid, not the city.
fn narrowest_m(areas_m2: &[f64]) -> f64 {
    let mean = areas_m2.iter().sum::<f64>() / areas_m2.len().max(1) as f64;
    // A regular hexagon of edge e has 3√3/2 · e².
    (2.0 * mean / 3.0_f64.sqrt()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_bandwidth_is_the_distance_of_two_centres() {
        // Edge 10 m: area 259.8 m², centres 17.32 m apart.
        let area = 1.5 * 3.0_f64.sqrt() * 100.0;
        assert!((narrowest_m(&[area, area]) - 10.0 * 3.0_f64.sqrt()).abs() < 1e-9);
    }
}
