//! Names found as people type them: Kazakh, Russian or English, Cyrillic or Latin, with small slips, only begun, with or
//! without the word for the kind of place. Coordinates and H3 cells as people paste them.
//!
//! Pure: what is searched and who may search it is the caller's.

mod fold;
mod index;
mod slips;
mod spot;
mod vocabulary;

pub use fold::{fold_word, is_kind_word, words};
pub use index::{Found, Index};
pub use spot::{cell_of_text, spot_of};
