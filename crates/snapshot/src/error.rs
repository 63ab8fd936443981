//! What can be wrong with a log or a question.

use aula_model::{AreaId, ModelError};

/// Why a snapshot cannot be made or a question cannot be answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The settings in the log cannot be worked with, for example an unknown time zone.
    #[error("the city's settings cannot be used")]
    Settings(#[from] ModelError),
    /// The log holds more of something than the columns can number.
    #[error("{count} {what} are more than the {limit} that one city can hold; split the data by city")]
    TooMany {
        /// Rows, categories, sources, sequence numbers.
        what: &'static str,
        /// How many there are.
        count: u64,
        /// How many there may be.
        limit: u64,
    },
    /// An area that the city does not have.
    #[error("area `{0}` is unknown; import it first, or ask for one of the city's areas")]
    UnknownArea(AreaId),
    /// A resolution that no columns are kept for.
    #[error("resolution {0} is not served; use 7 to 11")]
    Resolution(u8),
    /// A radius that is no length.
    #[error("radius {0} m must be a finite number, 0 or more")]
    Radius(f64),
    /// A text that names no layer.
    #[error("layer `{0}` is unknown; use `incidents` or `places.` with a place kind, for example `places.bus_stop`")]
    UnknownLayer(String),
}
