//! Is a cell like its neighbours, or an odd one out?

use crate::figures::{CellFigures, Column, FigureSettings};
use crate::grid::as_numbers;
use crate::sentence::{self, Compared, Counted, MoranCellFacts, MoranMapFacts, Nothing, Sureness};
use crate::{AnalysisError, Correction, GridQuery, Neighbourhood, StudySets, Verdict, WarningCode};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::Viewer;
use aula_snapshot::Snapshot;
use aula_statistics::{
    GlobalMoran, MIN_CELLS, MIN_INCIDENTS, Quadrant, StatisticsError, benjamini_hochberg_tested, global_moran,
    local_moran,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A question about association in space.
#[derive(Debug, Clone)]
pub struct MoranQuery {
    /// What, over which cells.
    pub grid: GridQuery,
    /// The neighbours.
    pub weights: Neighbourhood,
    /// R, at least 999.
    pub permutations: u32,
    /// Decides the permutations.
    pub seed: u64,
}

/// What Moran's I was made with, and the global one.
#[derive(Debug, Clone, Serialize)]
pub struct MoranDetail {
    /// The weights.
    pub weights: String,
    /// Where the local `p` comes from.
    pub tail: &'static str,
    /// How `q` is made of `p`.
    pub correction: &'static str,
    /// R.
    pub permutations: u32,
    /// What decided them.
    pub seed: u64,
    /// The global figures; none without a verdict.
    pub global: Option<Global>,
    /// Cells with q under 0.05 by quadrant.
    pub significant: BTreeMap<&'static str, u64>,
    /// Whether anything can be said.
    pub verdict: Verdict,
}

/// Global Moran's I.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Global {
    /// I.
    pub i: f64,
    /// Its mean under no association.
    pub expected: f64,
    /// Standard deviations from it.
    pub z: f64,
    /// Two-sided, normal, variance under randomisation.
    pub p: f64,
}

impl From<GlobalMoran> for Global {
    fn from(all: GlobalMoran) -> Self {
        Self { i: all.i, expected: all.expected, z: all.z, p: all.p_normal }
    }
}

const QUADRANTS: &[&str] = &["HH", "LH", "LL", "HL", "no_neighbours"];

/// Local and global Moran's I of the counts over the neighbours.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// [`AnalysisError::Statistics`] for too many permutations; too few incidents or no variation are answers (a
/// [`Verdict`]), not errors.
///
/// # References
/// Anselin 1995, Geographical Analysis 27, 93; Cliff & Ord 1981, Spatial Processes, ch. 2.
pub fn moran(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &MoranQuery,
) -> Result<Precise<CellFigures<MoranDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let space = query.grid.space(snapshot, sets)?;
    let (counts, tally) = query.grid.counts(snapshot, &space)?;
    let values = as_numbers(&counts);
    let weights = query.weights.with_self(&space)?.without_self();
    let (verdict, found) = if values.len() < MIN_CELLS || (tally.total as f64) < MIN_INCIDENTS {
        (Verdict::TooFew, None)
    } else {
        match local_moran(&values, &weights, query.permutations, query.seed) {
            Ok(local) => (Verdict::Ok, Some(local)),
            Err(StatisticsError::NoVariation { .. }) => (Verdict::NoVariation, None),
            Err(other) => return Err(other.into()),
        }
    };
    let mut significant = BTreeMap::new();
    let mut global = None;
    let mut columns = vec![Column::counts("count", counts)];
    let counted = Counted::from(&query.grid.layer);
    let about = query.grid.about(&space);
    let (mut few, mut told) = (false, None);
    let n = values.len() as u64;
    if let Some(local) = found {
        global = Some(Global::from(global_moran(&values, &weights)?));
        let q = benjamini_hochberg_tested(&local.permuted.p, &local.permuted.defined)?;
        for (quadrant, _) in local.quadrant.iter().zip(&q).filter(|(_, q)| **q < 0.05) {
            *significant.entry(quadrant.as_str()).or_default() += 1;
        }
        // The smallest two-sided p is 2/(R + 1): were it alone, its q would be that times the cells tested.
        let tested = local.permuted.defined.iter().filter(|&&d| d).count() as f64;
        few = 2.0 * tested / (f64::from(query.permutations) + 1.0) >= 0.05;
        told = about.and_then(|(_, at)| at).map(|i| {
            let row = weights.row(i);
            let sum: f64 = row.iter().map(|&j| values[j as usize]).sum();
            sentence::moran_cell(&MoranCellFacts {
                counted,
                count: values[i] as u64,
                neighbours: sum / row.len().max(1) as f64,
                mean: tally.total as f64 / n.max(1) as f64,
                quadrant: local.quadrant[i],
                i: local.i[i],
                permutations: query.permutations,
                sureness: Sureness { value: q[i], correction: Correction::BenjaminiHochberg, compared: n },
            })
        });
        columns.push(Column::numbers("i", local.i));
        columns.push(Column::numbers("p", local.permuted.p));
        columns.push(Column::numbers("q", q));
        let of = local.quadrant.iter().map(|&quadrant| place(quadrant)).collect();
        columns.push(Column::classes("quadrant", "quadrants", QUADRANTS, of));
    } else {
        let nothing = || vec![f64::NAN; values.len()];
        columns.extend(["i", "p", "q"].map(|name| Column::numbers(name, nothing())));
    }
    let detail = MoranDetail {
        weights: format!("{}_row_standardised", query.weights),
        tail: "conditional_permutation",
        correction: "benjamini_hochberg",
        permutations: query.permutations,
        seed: query.seed,
        global,
        significant,
        verdict,
    };
    let mut settings = FigureSettings::of_cells("local_moran", snapshot, &query.grid, &space, &tally, detail);
    settings.registered(snapshot, sets, &query.grid.slice, &query.grid.layer);
    settings.warn(few, WarningCode::FewPermutations);
    let whole = match global {
        Some(Global { i, expected, p, .. }) => {
            let total = tally.total;
            sentence::moran_map(&MoranMapFacts { counted, level: Compared::Cells, total, n, i, expected, p })
        }
        None if verdict == Verdict::NoVariation => sentence::nothing(&Nothing::NoVariation, counted),
        None => sentence::nothing(&Nothing::TooFew { cells: n, count: tally.total }, counted),
    };
    if let Some((cell, at)) = about {
        let said = told.or_else(|| at.map(|_| whole.clone()));
        settings.tell_of(cell, at, sentence::cell_or_outside(said, counted));
    }
    settings.say(whole);
    Ok(Precise::counts(CellFigures { space, columns, settings }).within(snapshot.limits()))
}

fn place(quadrant: Quadrant) -> u8 {
    match quadrant {
        Quadrant::HH => 0,
        Quadrant::LH => 1,
        Quadrant::LL => 2,
        Quadrant::HL => 3,
        Quadrant::NoNeighbours => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quadrant_goes_by_its_own_name() {
        for q in [Quadrant::HH, Quadrant::LH, Quadrant::LL, Quadrant::HL, Quadrant::NoNeighbours] {
            assert_eq!(QUADRANTS[usize::from(place(q))], q.as_str());
        }
    }
}
