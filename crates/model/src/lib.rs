//! The vocabulary of Aula: what an incident, a place, an area, a slice and a viewer *are*.
//!
//! Everything here is validated on construction and free of I/O, clocks and global state. The crate uses no other
//! crate of the workspace; every other crate may use it.

mod area;
mod category;
mod change;
mod document;
mod incident;
mod key;
mod location;
mod names;
mod place;
mod publishing;
mod road;
mod settings;
mod slice;
mod source;
mod time;
mod viewer;

pub use area::{Area, AreaId, AreaKind, Exposure, ExposureKind};
pub use category::{Category, CategoryCode, CategoryTable};
pub use change::{Batch, Change, Entity, Kind, Op, Origin, Seq};
pub use document::Document;
pub use incident::{Cleared, HarmWeight, Incident, ReportedBy};
pub use key::{ContentHash, Key, Occurrences};
pub use location::{Accuracy, LonLat};
pub use names::{Language, Names};
pub use place::{Place, PlaceKind};
pub use publishing::PublishingSettings;
pub use road::{Road, RoadClass, RoadLines};
pub use settings::{Basemap, CitySettings};
pub use slice::{HourRange, Period, Slice, WeekdaySet};
pub use source::{SourceId, SourceName};
pub use time::{Precision, TimeSpan};
pub use viewer::{Role, Viewer};

/// A value that the vocabulary refuses, with the reason and, where there is one, the way to mend it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A coordinate is not a finite number of degrees in range.
    #[error("{axis} {value} is not between {min} and {max} degrees")]
    Coordinate {
        /// `longitude` or `latitude`.
        axis: &'static str,
        /// The value as given.
        value: f64,
        /// Lowest accepted value.
        min: f64,
        /// Highest accepted value.
        max: f64,
    },
    /// A time span ends before or when it starts.
    #[error("the time span ends at {end}, not after its start {start}")]
    EmptySpan {
        /// Start as given.
        start: jiff::Timestamp,
        /// End as given.
        end: jiff::Timestamp,
    },
    /// A code (category, kind, source, area) has characters or a length that codes cannot have.
    #[error("{what} `{value}` is not a code: use 1 to {max_len} characters out of a-z, 0-9, `_`, `-` and `.`")]
    Code {
        /// Which code.
        what: &'static str,
        /// The value as given, shortened.
        value: String,
        /// Longest accepted code.
        max_len: usize,
    },
    /// A text is empty or too long.
    #[error("{what} must have 1 to {max_len} characters, not {len}")]
    Text {
        /// Which text.
        what: &'static str,
        /// Its length in characters.
        len: usize,
        /// Longest accepted length.
        max_len: usize,
    },
    /// A weight or exposure is negative or not finite.
    #[error("{what} {value} must be a finite number, 0 or more")]
    Negative {
        /// Which number.
        what: &'static str,
        /// The value as given.
        value: f64,
    },
    /// A word is none of the words a closed list knows.
    #[error("{what} `{value}` is unknown; known are {known}")]
    Unknown {
        /// Which list.
        what: &'static str,
        /// The word as given.
        value: String,
        /// The list.
        known: String,
    },
    /// A period or hour range that selects nothing or is out of range.
    #[error("{what} `{value}`: {reason}")]
    Range {
        /// Which parameter.
        what: &'static str,
        /// The value as given.
        value: String,
        /// Why it is refused and how to mend it.
        reason: &'static str,
    },
    /// A document whose kind, identifier or body is not what it should be.
    #[error("{kind} `{id}`: {reason}")]
    Document {
        /// The kind of the document.
        kind: &'static str,
        /// Its identifier.
        id: String,
        /// What is wrong.
        reason: String,
    },
    /// An area without any ring.
    #[error("area `{0}` has an empty geometry")]
    EmptyGeometry(String),
}
