//! How densely do incidents lie around each cell?

use crate::figures::{CellFigures, Column, FigureSettings};
use crate::located::{Located, in_metres};
use crate::{AnalysisError, GridQuery, StudySets, WarningCode};
use aula_disclosure::{Precise, may_see_precise};
use aula_geometry::{LocalMetres, cell_centre, cell_of};
use aula_model::{LonLat, Viewer};
use aula_snapshot::{Snapshot, Within};
use aula_statistics::{Kernel, StatisticsError, normal_reference_bandwidth_m};
use serde::Serialize;

/// A question about density.
#[derive(Debug, Clone)]
pub struct DensityQuery {
    /// What, over which cells.
    pub grid: GridQuery,
    /// The shape.
    pub kernel: Kernel,
    /// How far an incident is felt, in metres; by the normal reference where none is given.
    pub bandwidth_m: Option<f64>,
}

/// What a density was made with.
#[derive(Debug, Clone, Serialize)]
pub struct DensityDetail {
    /// The shape.
    pub kernel: Kernel,
    /// The bandwidth in metres.
    pub bandwidth_m: f64,
    /// `given`, or `normal_reference`.
    pub bandwidth_from: &'static str,
    /// `per_km2`.
    pub unit: &'static str,
    /// Points near the border are felt beyond it; nothing makes up for that.
    pub border_correction: &'static str,
    /// The largest density.
    pub peak: f64,
}

/// Kernel density at the centre of every cell, in incidents per km²: exact, every incident within reach counts, also
/// those that lie in no study cell.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// [`AnalysisError::Statistics`] for fewer than 2 incidents, or all at one place and no bandwidth given.
///
/// # References
/// Silverman 1986, Density Estimation, ch. 4.
pub fn density(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &DensityQuery,
) -> Result<Precise<CellFigures<DensityDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let space = query.grid.space(snapshot, sets)?;
    let (counts, tally) = query.grid.counts(snapshot, &space)?;
    let found = Located::of(snapshot, &query.grid.slice, &query.grid.layer, &Within::Everywhere)?;
    if found.places.len() < 2 {
        let too_few = StatisticsError::TooFew { what: "incidents", found: found.places.len(), needed: 2 };
        return Err(too_few.into());
    }
    let centres: Vec<LonLat> = space.set.cells().iter().map(|&cell| cell_centre(cell)).collect();
    let Some(plane) = centres.get(centres.len() / 2).map(|&origin| LocalMetres::new(origin)) else {
        return Err(StatisticsError::Empty { what: "cells" }.into());
    };
    let points = in_metres(&plane, found.places.iter().copied());
    let (bandwidth_m, bandwidth_from) = match query.bandwidth_m {
        Some(given) => (given, "given"),
        None => {
            // A stray point far away must not widen the city.
            let own = |place: &LonLat| space.set.position(cell_of(*place, query.grid.resolution)).is_some();
            let inside: Vec<[f64; 2]> =
                points.iter().zip(&found.places).filter(|(_, place)| own(place)).map(|(point, _)| *point).collect();
            let quartic_m = normal_reference_bandwidth_m(&inside)?;
            (if query.kernel == Kernel::Gaussian { quartic_m / 8.0_f64.sqrt() } else { quartic_m }, "normal_reference")
        }
    };
    let places = in_metres(&plane, centres);
    let per_km2 = aula_statistics::density(&points, None, &places, query.kernel, bandwidth_m)?;
    let detail = DensityDetail {
        kernel: query.kernel,
        bandwidth_m,
        bandwidth_from,
        unit: "per_km2",
        border_correction: "none",
        peak: per_km2.iter().copied().fold(0.0, f64::max),
    };
    let mut settings = FigureSettings::of_cells("kernel_density", snapshot, &query.grid, &space, &tally, detail);
    settings.warn(bandwidth_m < narrowest_m(&space.areas_m2), WarningCode::BandwidthUnderCell);
    let columns = vec![Column::counts("count", counts), Column::numbers("density", per_km2)];
    Ok(Precise::counts(CellFigures { space, columns, settings }).within(snapshot.limits()))
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
