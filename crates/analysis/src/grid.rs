//! A question about cells, and the counts it starts from.

use crate::hotspots::known_layer;
use crate::settings::Tally;
use crate::{AnalysisError, StudySetKind, StudySets, StudySpace};
use aula_model::{Period, Slice};
use aula_snapshot::{Layer, Snapshot};
use h3o::{CellIndex, Resolution};
use std::sync::Arc;

/// What is counted over which cells.
#[derive(Debug, Clone)]
pub struct GridQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// The grid.
    pub resolution: Resolution,
    /// Which cells.
    pub study_set: StudySetKind,
    /// Told of this cell alone, with a sentence about it; changes no figure.
    pub cell: Option<CellIndex>,
}

impl GridQuery {
    /// The same question about other dates.
    pub(crate) fn in_period(&self, period: Period) -> Self {
        Self { slice: Slice { period, ..self.slice.clone() }, ..self.clone() }
    }

    /// The cells of the question.
    pub(crate) fn space(&self, snapshot: &Snapshot, sets: &StudySets) -> Result<Arc<StudySpace>, AnalysisError> {
        known_layer(snapshot, &self.layer)?;
        if let Some(cell) = self.cell.filter(|cell| cell.resolution() != self.resolution) {
            return Err(AnalysisError::Unusable {
                parameter: "cell",
                reason: format!("`{cell}` has resolution {}, the question {}", cell.resolution(), self.resolution),
                remedy: "give a cell of the resolution asked for, or another resolution",
            });
        }
        sets.get(snapshot, self.slice.area.as_ref(), self.resolution, self.study_set)
    }

    /// The count of every cell.
    pub(crate) fn counts(&self, snapshot: &Snapshot, space: &StudySpace) -> Result<(Vec<u32>, Tally), AnalysisError> {
        let found = snapshot.cell_counts(&self.slice, &self.layer, &space.set)?;
        let tally = Tally {
            total: found.total,
            outside_cells: found.outside_cells,
            left_out: found.tally.left_out.into(),
            discontinued: found.tally.discontinued,
        };
        Ok((found.counts, tally))
    }
}

impl GridQuery {
    /// The cell asked about and its place in the study set, if it has one.
    pub(crate) fn about(&self, space: &StudySpace) -> Option<(CellIndex, Option<usize>)> {
        self.cell.map(|cell| (cell, space.set.position(cell).map(|at| at as usize)))
    }
}

/// Counts as the statistics take them.
pub(crate) fn as_numbers(counts: &[u32]) -> Vec<f64> {
    counts.iter().map(|&c| f64::from(c)).collect()
}
