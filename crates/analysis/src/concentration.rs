//! How few places hold how many incidents?

use crate::figures::{Field, FigureSettings, TableFigures};
use crate::grid::as_numbers;
use crate::settings::Tally;
use crate::{AnalysisError, GridQuery, StudySets, area_counts};
use aula_disclosure::{Precise, disclose, may_see_precise};
use aula_model::Viewer;
use aula_snapshot::Snapshot;
use aula_statistics::{CELL_SHARES, INCIDENT_SHARES, lorenz_curve};
use serde::Serialize;

/// A question about concentration.
#[derive(Debug, Clone)]
pub struct ConcentrationQuery {
    /// What, over which cells.
    pub grid: GridQuery,
    /// `cells`, or a kind of areas.
    pub level: String,
}

/// Concentration in figures.
#[derive(Debug, Clone, Serialize)]
pub struct ConcentrationSummary {
    /// The share of incidents in the fullest units.
    pub shares: Vec<TopShare>,
    /// The ordinary Gini.
    pub gini: f64,
    /// The Gini that is 0 for as even a spread as so few incidents allow.
    pub gini_generalised: f64,
    /// Share of units and share of incidents in them, the fullest first, from (0, 0) to (1, 1).
    pub curve: Vec<[f64; 2]>,
}

/// The share of incidents in the fullest units.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TopShare {
    /// Per cent of the units.
    pub top_percent: u32,
    /// The share of the incidents in them.
    pub incidents: f64,
}

/// What concentration was taken over.
#[derive(Debug, Clone, Serialize)]
pub struct ConcentrationDetail {
    /// `cells`, or the kind of the areas.
    pub level: String,
    /// Units without an incident.
    pub empty: u64,
    /// The order of the curve.
    pub curve_order: &'static str,
}

/// Points of the curve at most.
const MOST_POINTS: usize = 200;
const COLUMNS: &[&str] = &["given", "share_units", "share_incidents"];

/// Which share of the incidents lies in the fullest 1, 5, 10, 25, 50 % of cells or areas.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// [`AnalysisError::UnknownLevel`] for a kind of areas that does not exist, [`AnalysisError::Statistics`] where nothing
/// was counted.
///
/// # References
/// Bernasco & Steenbeek 2017, Journal of Quantitative Criminology 33, 451.
pub fn concentration(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &ConcentrationQuery,
) -> Result<Precise<TableFigures<ConcentrationSummary, ConcentrationDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let detail = |counts: &[f64]| ConcentrationDetail {
        level: query.level.clone(),
        empty: counts.iter().filter(|&&c| c == 0.0).count() as u64,
        curve_order: "fullest_first",
    };
    let method = "concentration";
    let (counts, settings) = if query.level == "cells" {
        let space = query.grid.space(snapshot, sets)?;
        let (counts, tally) = query.grid.counts(snapshot, &space)?;
        let counts = as_numbers(&counts);
        let detail = detail(&counts);
        (counts, FigureSettings::of_cells(method, snapshot, &query.grid, &space, &tally, detail))
    } else {
        let (slice, layer) = (&query.grid.slice, &query.grid.layer);
        let areas = disclose(area_counts(viewer, snapshot, slice, layer, &query.level)?, viewer)?.into_inner();
        let counts: Vec<f64> = areas.areas.iter().map(|row| row.count as f64).collect();
        let tally = Tally {
            total: areas.settings.total,
            outside_cells: 0,
            left_out: areas.settings.left_out_reasons,
            discontinued: areas.settings.discontinued,
        };
        let detail = detail(&counts);
        let n = counts.len() as u64;
        (counts, FigureSettings::of_rows(method, snapshot, slice, layer, n, &tally, detail))
    };
    let found = aula_statistics::concentration(&counts)?;
    let top = CELL_SHARES.iter().zip(found.incidents_in_top);
    let summary = ConcentrationSummary {
        shares: top
            .clone()
            .map(|(share, incidents)| TopShare { top_percent: (share * 100.0).round() as u32, incidents })
            .collect(),
        gini: found.gini,
        gini_generalised: found.gini_generalised,
        curve: fullest_first(&lorenz_curve(&counts)?),
    };
    let row = |given: &str, units: f64, incidents: f64| {
        vec![Field::Text(given.to_owned()), Field::Number(units), Field::Number(incidents)]
    };
    let mut rows: Vec<Vec<Field>> = top.map(|(share, incidents)| row("units", *share, incidents)).collect();
    let holders = INCIDENT_SHARES.iter().zip(found.cells_for_share);
    rows.extend(holders.map(|(share, units)| row("incidents", units, *share)));
    Ok(Precise::counts(TableFigures { columns: COLUMNS, rows, summary, settings }).within(snapshot.limits()))
}

/// The curve from the fullest unit on, with points where it bends: each at least one step of length after the last.
fn fullest_first(lorenz: &[(f64, f64)]) -> Vec<[f64; 2]> {
    // From (0, 0) to (1, 1) along both axes the way is 2 long.
    let step = 2.0 / (MOST_POINTS - 2) as f64;
    let mut curve: Vec<[f64; 2]> = vec![[0.0, 0.0]];
    let mut last = 0.0;
    for (units, incidents) in lorenz.iter().rev().map(|(u, i)| (1.0 - u, 1.0 - i)).skip(1) {
        if units + incidents >= last + step {
            last = units + incidents;
            curve.push([units, incidents]);
        }
    }
    if curve.last() != Some(&[1.0, 1.0]) {
        curve.push([1.0, 1.0]);
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_starts_with_the_fullest_and_lies_over_the_diagonal() {
        let counts = [6.0, 3.0, 1.0, 0.0];
        let curve = fullest_first(&lorenz_curve(&counts).unwrap());
        let expected = [[0.0, 0.0], [0.25, 0.6], [0.5, 0.9], [0.75, 1.0], [1.0, 1.0]];
        assert_eq!(curve.len(), expected.len());
        for (point, right) in curve.iter().zip(expected) {
            assert!((point[0] - right[0]).abs() < 1e-12 && (point[1] - right[1]).abs() < 1e-12, "{curve:?}");
        }
    }

    #[test]
    fn forty_thousand_cells_are_two_hundred_points_at_most() {
        let counts: Vec<f64> = (0..40_000).map(|i| f64::from(i % 100 == 0) * f64::from(i)).collect();
        let curve = fullest_first(&lorenz_curve(&counts).unwrap());
        assert!(curve.len() <= MOST_POINTS && curve.len() > 100, "{}", curve.len());
        assert!(curve.windows(2).all(|w| w[0][0] <= w[1][0] && w[0][1] <= w[1][1]));
        assert_eq!(curve.last(), Some(&[1.0, 1.0]));
    }
}
