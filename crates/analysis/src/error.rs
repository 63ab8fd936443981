//! Why an analysis cannot be made.

use aula_disclosure::Withheld;
use aula_geometry::GeometryError;
use aula_model::AreaId;
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
    /// The study area has too many cells at this resolution.
    #[error("the study area has about {cells} cells at resolution {resolution}, more than the {limit} served")]
    TooManyCells {
        /// How many there would be.
        cells: u64,
        /// At which resolution.
        resolution: u8,
        /// How many are served.
        limit: u64,
    },
    /// A geometry that cannot be used.
    #[error("the geometry cannot be used")]
    Geometry(#[from] GeometryError),
    /// A statistic refused its input.
    #[error("the statistic refused its input")]
    Statistics(#[from] StatisticsError),
}
