//! Why an analysis cannot be made.

use aula_disclosure::{PublicationError, Withheld};
use aula_geometry::GeometryError;
use aula_model::AreaId;
use aula_snapshot::SnapshotError;
use aula_statistics::StatisticsError;

/// Why an analysis cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// The viewer may not see the answer.
    #[error(transparent)]
    Withheld(#[from] Withheld),
    /// No area to analyse is known.
    #[error(
        "no study area has been imported; import one with `aula import areas FILE --kind study_area`, or name an area"
    )]
    NoStudyArea,
    /// The area asked for does not exist.
    #[error("area `{0}` is unknown")]
    UnknownArea(AreaId),
    /// The layer asked for does not exist.
    #[error("layer `{0}` is unknown")]
    UnknownLayer(String),
    /// The kind of areas asked for does not exist.
    #[error("there are no areas of kind `{0}`")]
    UnknownLevel(String),
    /// The snapshot cannot answer.
    #[error("the question cannot be answered")]
    Snapshot(#[source] SnapshotError),
    /// A geometry that cannot be used.
    #[error("the geometry cannot be used")]
    Geometry(#[from] GeometryError),
    /// A setting that the data, or the other settings, do not allow.
    #[error("{reason}")]
    Unusable {
        /// The parameter at fault.
        parameter: &'static str,
        /// What is wrong with it, with the value.
        reason: String,
        /// How to mend it.
        remedy: &'static str,
    },
    /// The rule of the public layer refuses.
    #[error(transparent)]
    Publication(#[from] PublicationError),
    /// A statistic refused its input.
    #[error("the statistic refused its input")]
    Statistics(#[from] StatisticsError),
}

impl From<SnapshotError> for AnalysisError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::UnknownArea(id) => Self::UnknownArea(id),
            SnapshotError::UnknownLayer(layer) => Self::UnknownLayer(layer),
            other => Self::Snapshot(other),
        }
    }
}
