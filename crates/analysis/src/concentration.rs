//! How few places hold how many incidents?

mod units;

pub use units::RankedUnit;

use crate::figures::{Field, FigureSettings, TableFigures};
use crate::sentence::{self, ConcentrationFacts, Counted};
use crate::{AnalysisError, GridQuery, StudySets};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::Viewer;
use aula_snapshot::Snapshot;
use aula_statistics::{CELL_SHARES, INCIDENT_SHARES, lorenz_curve};
use serde::Serialize;
use units::Units;

/// A question about concentration.
#[derive(Debug, Clone)]
pub struct ConcentrationQuery {
    /// What, over which cells.
    pub grid: GridQuery,
    /// `cells`, a kind of areas, `points` (each place with an incident), or `places.KIND`.
    pub level: String,
    /// How far an incident may be from a place of a kind to count there, in metres.
    pub within_m: f64,
}

/// Concentration in figures.
#[derive(Debug, Clone, Serialize)]
pub struct ConcentrationSummary {
    /// The share of incidents in the fullest units.
    pub shares: Vec<TopShare>,
    /// The share of units that holds 80 % of the incidents, and the share of incidents in the fullest 20 %.
    pub eighty_twenty: EightyTwenty,
    /// The fullest units, until they hold 80 % of the incidents, at most 200.
    pub ranked: Vec<RankedUnit>,
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

/// How near a city is to the rule of 80 and 20.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct EightyTwenty {
    /// The smallest share of the units that holds 80 % of the incidents.
    pub units_for_80: f64,
    /// The same in units.
    pub units: u64,
    /// The share of the incidents in the fullest 20 % of the units.
    pub incidents_in_20: f64,
}

/// What concentration was taken over.
#[derive(Debug, Clone, Serialize)]
pub struct ConcentrationDetail {
    /// `cells`, the kind of the areas, `points`, or `places.KIND`.
    pub level: String,
    /// How far an incident may be from a place to count there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_m: Option<f64>,
    /// Incidents that count at none of the places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<u64>,
    /// Units without an incident.
    pub empty: u64,
    /// The order of the curve.
    pub curve_order: &'static str,
}

/// Points of the curve at most.
const MOST_POINTS: usize = 200;
const COLUMNS: &[&str] = &["given", "share_units", "share_incidents"];

/// Which share of the incidents lies in the fullest 1, 5, 10, 25, 50 % of cells, areas or places.
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
    let Units { level, counts, ids, names, tally, space, elsewhere } = units::of(viewer, snapshot, sets, query)?;
    let detail = ConcentrationDetail {
        level: query.level.clone(),
        within_m: elsewhere.map(|_| query.within_m),
        elsewhere,
        empty: counts.iter().filter(|&&c| c == 0.0).count() as u64,
        curve_order: "fullest_first",
    };
    let (method, slice, layer) = ("concentration", &query.grid.slice, &query.grid.layer);
    let n = counts.len() as u64;
    let mut settings = match &space {
        Some(space) => FigureSettings::of_cells(method, snapshot, &query.grid, space, &tally, detail),
        None => FigureSettings::of_rows(method, snapshot, slice, layer, n, &tally, detail),
    };
    settings.registered(snapshot, sets, slice, layer);
    let found = aula_statistics::concentration(&counts)?;
    let top = CELL_SHARES.iter().zip(found.incidents_in_top);
    let lorenz = lorenz_curve(&counts)?;
    let eighty = found.cells_for_share[2];
    let summary = ConcentrationSummary {
        eighty_twenty: EightyTwenty {
            units_for_80: eighty,
            units: (eighty * counts.len() as f64).round() as u64,
            incidents_in_20: 1.0 - at(&lorenz, 0.8),
        },
        ranked: units::ranked(&counts, &ids, &names),
        shares: top
            .clone()
            .map(|(share, incidents)| TopShare { top_percent: (share * 100.0).round() as u32, incidents })
            .collect(),
        gini: found.gini,
        gini_generalised: found.gini_generalised,
        curve: fullest_first(&lorenz),
    };
    settings.say(sentence::concentration(&ConcentrationFacts {
        counted: Counted::from(layer),
        level,
        n,
        total: tally.total,
        top_units: CELL_SHARES[1],
        top_share: found.incidents_in_top[1],
        half_units: found.cells_for_share[1],
        gini: found.gini_generalised,
    }));
    let row = |given: &str, units: f64, incidents: f64| {
        vec![Field::Text(given.to_owned()), Field::Number(units), Field::Number(incidents)]
    };
    let mut rows: Vec<Vec<Field>> = top.map(|(share, incidents)| row("units", *share, incidents)).collect();
    let holders = INCIDENT_SHARES.iter().zip(found.cells_for_share);
    rows.push(row("units", 0.2, summary.eighty_twenty.incidents_in_20));
    rows.extend(holders.map(|(share, units)| row("incidents", units, *share)));
    let found = TableFigures { columns: COLUMNS, rows, summary, settings };
    // The fullest points are where single incidents were.
    let found = if query.level == "points" { Precise::new(found) } else { Precise::counts(found) };
    Ok(found.within(snapshot.limits()))
}

/// The share of incidents in a share of the units, the emptiest first, between the points of the curve.
fn at(lorenz: &[(f64, f64)], units: f64) -> f64 {
    let after = lorenz.partition_point(|point| point.0 < units - 1e-12).min(lorenz.len() - 1);
    let (right, left) = (lorenz[after], lorenz[after.saturating_sub(1)]);
    if right.0 > left.0 { left.1 + (right.1 - left.1) * (units - left.0) / (right.0 - left.0) } else { right.1 }
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
    fn the_fullest_fifth_is_read_off_the_curve() {
        let lorenz = lorenz_curve(&[6.0, 3.0, 1.0, 0.0, 0.0]).unwrap();
        assert!((1.0 - at(&lorenz, 0.8) - 0.6).abs() < 1e-12);
        // A tenth of five units is half of the fullest.
        assert!((1.0 - at(&lorenz, 0.9) - 0.3).abs() < 1e-12);
        assert!((at(&lorenz, 1.0) - 1.0).abs() < 1e-12 && at(&lorenz, 0.0).abs() < 1e-12);
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
