//! What each fuzz target does with its bytes: an error or a right answer, never a panic, never NaN.
//!
//! One file for both runners: the targets in `fuzz_targets/` and the seeded corpus of `tests/tests/fuzz_corpus.rs`.

mod bytes;
mod cells;
mod files;
mod filters;
mod outlines;
mod statistics;
mod words;

pub use cells::h3_delta;
pub use files::{delimited, geojson, mapping};
pub use filters::{cql2_json, cql2_text};
pub use outlines::outline;
pub use statistics::statistics;
pub use words::words;
