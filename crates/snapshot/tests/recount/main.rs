//! A snapshot answers like a recount of the folded log, over random histories and over many rows.

mod histories;
mod many_rows;
mod random_histories;
mod truth;
