//! Why planning has no answer.

use crate::plan::PlanError;
use aula_analysis::AnalysisError;

/// Why planning has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanningError {
    /// Why an analysis cannot be made, or may not be seen.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// Why a plan is not taken.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A setting that the data, or the other settings, do not allow.
    #[error("{reason}")]
    Unusable {
        /// The parameter at fault.
        parameter: &'static str,
        /// What is wrong with it.
        reason: String,
        /// How to mend it.
        remedy: &'static str,
    },
}

impl PlanningError {
    pub(crate) fn unusable(parameter: &'static str, reason: impl Into<String>, remedy: &'static str) -> Self {
        Self::Unusable { parameter, reason: reason.into(), remedy }
    }
}

impl From<aula_disclosure::Withheld> for PlanningError {
    fn from(withheld: aula_disclosure::Withheld) -> Self {
        Self::Analysis(withheld.into())
    }
}

impl From<aula_snapshot::SnapshotError> for PlanningError {
    fn from(error: aula_snapshot::SnapshotError) -> Self {
        Self::Analysis(error.into())
    }
}

impl From<aula_geometry::GeometryError> for PlanningError {
    fn from(error: aula_geometry::GeometryError) -> Self {
        Self::Analysis(error.into())
    }
}
