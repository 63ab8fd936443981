//! Rows that were not taken: why, how to mend them, and the file they go to.

use crate::ExchangeError;
use crate::write::{Cell, CsvWriter};
use aula_model::LonLat;
use serde::Serialize;
use std::io::Write;

/// Declares the codes with their stable words.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident => $word:literal,)+) => {
        /// Why a row was rejected; the words are stable and may be counted by machines.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum RejectCode { $($(#[$doc])* $variant,)+ }

        impl RejectCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

codes! {
    /// More or fewer fields than there are columns.
    WrongFieldCount => "wrong_field_count",
    /// A quote is not closed, so that rows ran together.
    UnclosedQuote => "unclosed_quote",
    /// Bytes that are no text in the file's encoding.
    NotText => "not_text",
    /// No coordinates.
    NoCoordinates => "no_coordinates",
    /// The point (0, 0), which is where geocoders put what they could not find.
    NullIsland => "null_island",
    /// No number where a number must be.
    NotANumber => "not_a_number",
    /// A number beyond what it can be.
    OutOfRange => "out_of_range",
    /// No time.
    NoTime => "no_time",
    /// A time that cannot be read or does not exist.
    BadTime => "bad_time",
    /// A time after the moment of the import.
    FutureTime => "future_time",
    /// An end before its start.
    SwappedTime => "swapped_time",
    /// No category.
    NoCategory => "no_category",
    /// A category that neither the mapping nor the city knows.
    UnknownCategory => "unknown_category",
    /// No kind of place.
    NoKind => "no_kind",
    /// A kind that is no code and not in the mapping.
    UnknownKind => "unknown_kind",
    /// A word that is none of a closed list.
    UnknownValue => "unknown_value",
    /// No identifier, in a file that has them.
    NoIdentifier => "no_identifier",
    /// An identifier that is too long.
    BadIdentifier => "bad_identifier",
    /// An identifier that an earlier row with another content has.
    ConflictingIdentifier => "conflicting_identifier",
    /// An element of a FeatureCollection that is no Feature.
    NotAFeature => "not_a_feature",
    /// A geometry that stands for no single point.
    NotAPoint => "not_a_point",
    /// A geometry without an inside.
    NotAnArea => "not_an_area",
    /// No geometry.
    NoGeometry => "no_geometry",
    /// An outline that cannot be mended.
    BadOutline => "bad_outline",
    /// No code for an area.
    NoCode => "no_code",
    /// A code that an earlier area with another content has.
    DuplicateCode => "duplicate_code",
    /// A name that is too long.
    BadName => "bad_name",
}

impl std::fmt::Display for RejectCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rejection {
    /// Data row, from 1; the line of column names does not count.
    pub row: u64,
    /// Line of the file on which it begins, from 1.
    pub line: u64,
    /// The column at fault, where it is one.
    pub column: Option<String>,
    /// Why, for machines.
    pub code: RejectCode,
    /// Why, for people.
    pub reason: String,
    /// How to mend it.
    pub remedy: String,
    /// Where it is, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<LonLat>,
    /// The row as read, personal fields blanked.
    pub fields: Vec<String>,
}

/// The columns that a reject file has before those of the original.
pub const REJECT_COLUMNS: [&str; 6] =
    ["reject_row", "reject_line", "reject_column", "reject_code", "reject_reason", "reject_remedy"];

/// Writes a reject file: what is wrong in front, then the original columns, so that a mended file can be imported as it
/// stands. Fields beyond the last column are kept in columns `extra_1`, `extra_2`, …
///
/// # Arguments
/// `header`: the columns of the original, [`Columns::header`](crate::Columns::header).
///
/// # Errors
/// [`ExchangeError::Io`] where the disk fails.
pub fn write_rejects(out: impl Write, header: &[String], rejected: &[Rejection]) -> Result<(), ExchangeError> {
    let width = rejected.iter().map(|r| r.fields.len()).max().unwrap_or(0).max(header.len());
    let extra: Vec<String> = (1..=width - header.len()).map(|i| format!("extra_{i}")).collect();
    let names =
        REJECT_COLUMNS.into_iter().chain(header.iter().map(String::as_str)).chain(extra.iter().map(String::as_str));
    let mut csv = CsvWriter::new(out, names)?;
    let mut cells = Vec::with_capacity(REJECT_COLUMNS.len() + width);
    for r in rejected {
        cells.clear();
        cells.extend([Cell::Count(r.row), Cell::Count(r.line), Cell::Text(r.column.as_deref().unwrap_or_default())]);
        cells.extend([Cell::Text(r.code.as_str()), Cell::Text(&r.reason), Cell::Text(&r.remedy)]);
        cells.extend(r.fields.iter().map(|f| Cell::Text(f)));
        cells.resize(REJECT_COLUMNS.len() + width, Cell::Empty);
        csv.row(&cells)?;
    }
    csv.finish()
}
