//! File formats in and out: whatever a city brings becomes values of the model or a reported problem.
//!
//! In: delimited text (CSV, TSV and their relatives) and GeoJSON, gzip or not, known by content and never by name. Out:
//! CSV that is safe in a spreadsheet, and GeoJSON. A row is taken or rejected with its number, line, column, reason and
//! remedy; only faults of the whole file stop a reading ([`ExchangeError`]).
//!
//! Personal columns end here: they reach no record, and are blanked in the reject file.
//!
//! # Examples
//! ```
//! use aula_exchange::{Mapping, ReadContext, read_incidents};
//! use aula_model::{CategoryTable, SourceName};
//!
//! let file = "lon,lat,date,category,phone\n76.94,43.24,2024-03-01 19:30,Кража,\n0,0,2024-03-02,theft,87011234567\n";
//! let categories = CategoryTable::default();
//! let zone = jiff::tz::TimeZone::get("Asia/Almaty")?;
//! let now = "2026-11-22T00:00:00Z".parse()?;
//! let ctx = ReadContext::new(now, zone, &categories, SourceName::new("thefts_2024")?);
//! let reading = read_incidents(file.as_bytes(), &Mapping::default(), &ctx, &mut |_| {})?;
//! assert_eq!(reading.rows[0].value.category.as_str(), "theft");
//! assert_eq!(reading.rejected[0].code.as_str(), "null_island");
//! assert_eq!(reading.rejected[0].fields[4], "", "the phone number is blanked");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
mod error;
mod guess;
mod input;
mod inspect;
mod mapping;
mod plane;
mod read;
mod rejects;
mod role;
mod text;
mod write;

pub use columns::{Columns, Origin};
pub use error::ExchangeError;
pub use guess::{CityFrame, Confidence, Finding, Guess, GuessFor, guess};
pub use input::{Limits, open_file};
pub use inspect::{Verdict, inspect};
pub use mapping::Mapping;
pub use read::{
    FirstRows, Progress, ReadContext, Reading, Row, TextRow, first_rows, read_areas, read_incidents, read_openrosa,
    read_places, read_table,
};
pub use rejects::{REJECT_COLUMNS, RejectCode, Rejection, write_rejects};
pub use role::{ColumnNames, Role};
pub use text::{slug, source_name_of_file};
pub use write::{About, Cell, CsvWriter, FileFormat, FileRows, GeoJsonWriter, csv_safe, write_features, xlsx};
