//! How far an incident is felt: given, by the spread, or by what it would have foretold.

use super::{BandwidthFrom, DensityQuery, Incidents, Tried};
use crate::{AnalysisError, StudySpace};
use aula_statistics::{Kernel, bandwidth_by_accuracy, normal_reference_bandwidth_m};
use jiff::civil::Date;

/// The share of the cells whose later incidents count as found.
pub(super) const COVERAGE: f64 = 0.05;
/// Bandwidths tried, in those of the normal reference: one per city is too wide for most, hardly ever too narrow.
const TRIED: [f64; 7] = [0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0];
/// The share of the incidents, the earlier ones, that is learned from.
const EARLIER: f64 = 0.8;
const LEAST_LATER: usize = 30;

pub(super) struct Chosen {
    pub(super) bandwidth_m: f64,
    pub(super) from: &'static str,
    pub(super) tried: Vec<Tried>,
    pub(super) later_from: Option<Date>,
}

pub(super) fn choose(query: &DensityQuery, space: &StudySpace, incidents: &Incidents) -> Result<Chosen, AnalysisError> {
    let plain = |bandwidth_m, from| Chosen { bandwidth_m, from, tried: Vec::new(), later_from: None };
    if let Some(given) = query.bandwidth_m {
        return Ok(plain(given, "given"));
    }
    // A stray point far away must not widen the city.
    let with_place = incidents.points.iter().zip(&incidents.inside);
    let inside: Vec<[f64; 2]> = with_place.filter(|(_, cell)| cell.is_some()).map(|(point, _)| *point).collect();
    let quartic_m = normal_reference_bandwidth_m(&inside)?;
    let reference = if query.kernel == Kernel::Gaussian { quartic_m / 8.0_f64.sqrt() } else { quartic_m };
    match query.choices.bandwidth {
        BandwidthFrom::NormalReference => Ok(plain(reference, "normal_reference")),
        BandwidthFrom::OutOfTime => out_of_time(query.kernel, space, incidents, reference),
    }
}

fn out_of_time(
    kernel: Kernel,
    space: &StudySpace,
    incidents: &Incidents,
    reference_m: f64,
) -> Result<Chosen, AnalysisError> {
    let mut dated: Vec<Date> = incidents.days.iter().flatten().copied().collect();
    dated.sort_unstable();
    let cut = dated.get((dated.len() as f64 * EARLIER) as usize).copied();
    let later = |day: &Option<Date>| day.zip(cut).is_some_and(|(day, cut)| day >= cut);
    let earlier = |day: &Option<Date>| day.zip(cut).is_some_and(|(day, cut)| day < cut);
    let learned: Vec<[f64; 2]> =
        incidents.points.iter().zip(&incidents.days).filter(|(_, day)| earlier(day)).map(|(p, _)| *p).collect();
    let mut counts = vec![0.0; space.set.len()];
    for cell in incidents.inside.iter().zip(&incidents.days).filter(|(_, day)| later(day)).filter_map(|(cell, _)| *cell)
    {
        counts[cell] += 1.0;
    }
    let found = counts.iter().sum::<f64>();
    if learned.len() < LEAST_LATER || found < LEAST_LATER as f64 {
        return Err(AnalysisError::Unusable {
            parameter: "bandwidth",
            reason: format!("{} earlier and {found} later incidents are too few to try bandwidths on", learned.len()),
            remedy: "choose a longer period, bandwidth=reference, or give bandwidth_m",
        });
    }
    let candidates = TRIED.map(|share| share * reference_m);
    let (bandwidth_m, tried) =
        bandwidth_by_accuracy(&learned, &incidents.centres, &counts, kernel, &candidates, COVERAGE)?;
    let tried = tried.iter().map(|t| Tried { bandwidth_m: t.bandwidth_m, hit_rate: t.hit_rate }).collect();
    Ok(Chosen { bandwidth_m, from: "out_of_time", tried, later_from: cut })
}
