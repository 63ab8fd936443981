//! Finished runs, kept while the data stay the same: a map, a card and a hundred cells are asked of one run.

use super::RiskQuery;
use super::run::{RiskRun, VERSION, compute};
use crate::{AnalysisError, StudySets};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Key, Kind, Viewer};
use aula_snapshot::Snapshot;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs kept at once.
const MOST: usize = 12;

/// The runs of a city, each made once.
#[derive(Default)]
pub struct RiskRuns(Mutex<Vec<(String, Arc<RiskRun>)>>);

impl std::fmt::Debug for RiskRuns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What runs hold is precise.
        f.debug_struct("RiskRuns").finish_non_exhaustive()
    }
}

impl RiskRuns {
    /// The run of a question, made or found.
    ///
    /// # Errors
    /// As [`super::risk`].
    pub fn get(
        &self,
        viewer: &Viewer,
        snapshot: &Snapshot,
        sets: &StudySets,
        query: &RiskQuery,
    ) -> Result<Precise<Arc<RiskRun>>, AnalysisError> {
        may_see_precise(viewer)?;
        let id = run_id(snapshot, query);
        let kept = self.lock().iter().find(|(known, _)| *known == id).map(|(_, run)| Arc::clone(run));
        if let Some(run) = kept {
            return Ok(Precise::counts(run));
        }
        // Made outside the lock: two requests may make the same run once each, but nobody waits for a foreign one.
        let run = Arc::new(compute(snapshot, sets, query)?);
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push((id, Arc::clone(&run)));
        Ok(Precise::counts(run))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(String, Arc<RiskRun>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same for the same question, data and version: sixteen hexadecimal digits.
#[must_use]
pub fn run_id(snapshot: &Snapshot, query: &RiskQuery) -> String {
    let what = format!("{VERSION} {} {query:?}", snapshot.records_seq());
    let mut id = Key::identified(Kind::RiskModel.as_str(), "", &what).to_string();
    id.truncate(16);
    id
}
