//! A question about cells, and the counts it starts from.

use crate::hotspots::known_layer;
use crate::settings::Tally;
use crate::{AnalysisError, StudySetKind, StudySets, StudySpace};
use aula_model::{Period, Slice};
use aula_snapshot::{Layer, Snapshot};
use h3o::Resolution;
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
}

impl GridQuery {
    /// The same question about other dates.
    pub(crate) fn in_period(&self, period: Period) -> Self {
        Self { slice: Slice { period, ..self.slice.clone() }, ..self.clone() }
    }

    /// The cells of the question.
    pub(crate) fn space(&self, snapshot: &Snapshot, sets: &StudySets) -> Result<Arc<StudySpace>, AnalysisError> {
        known_layer(snapshot, &self.layer)?;
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

/// Counts as the statistics take them.
pub(crate) fn as_numbers(counts: &[u32]) -> Vec<f64> {
    counts.iter().map(|&c| f64::from(c)).collect()
}
