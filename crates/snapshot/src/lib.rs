//! The city in memory, in columns: which rows a slice means, how many lie in a cell, an area, an hour.
//!
//! - a log becomes a version: [`Snapshot::build`], [`SnapshotBuilder`]; a version and changes the next:
//!   [`Snapshot::apply`], [`Snapshot::compacted`]
//! - counts: [`Snapshot::cell_counts`], [`Snapshot::cell_harm`], [`Snapshot::hour_week`],
//!   [`Snapshot::category_counts`], [`Snapshot::area_counts`]
//! - rows: [`Snapshot::select`] in a region ([`Within`]), [`Snapshot::nearest`], [`Snapshot::incident`],
//!   [`Snapshot::place`]
//! - areas: [`Snapshot::areas`]; how late sources register: [`Snapshot::registrations`]
//!
//! # What a slice means
//! A row whose time span lies in the period is counted, one that lies in it partly is left out. Hours and weekdays are
//! the city's; hours over midnight belong to the weekday of the evening. What is too imprecise for a filter is left
//! out and counted, once, under the first reason of period, weekday, hour, location ([`LeftOut`]). Discontinued rows
//! are never counted and never left out, but told apart in [`Tally::discontinued`].
//!
//! # What it costs
//! 57 bytes a row, 4 more for each resolution asked for, 8 more (order of keys, rows by cell) where changes and spatial
//! questions come; numbers of cells are worked out when a resolution is first asked for. Of 10 million incidents in ten
//! years, a count by cell over 90 days takes 1.3 ms, over everything 50 ms, a box of 4 km over 90 days 0.4 ms, 1000 late
//! rows or corrections 1 to 3 ms (two threads; `examples/bench_snapshot.rs`).
//!
//! Pure: no I/O, no clock, no random source.

mod area_counts;
mod areas;
mod block;
mod builder;
mod cell_counts;
mod cells;
mod codes;
mod documents;
mod error;
mod extent;
mod filter;
mod flags;
mod layer;
mod limited;
mod local;
mod month_counts;
mod record;
mod region;
mod registrations;
mod rhythm;
mod rows;
mod scan;
mod select;
mod slice_counts;
mod snapshot;
mod table;
mod tally;
mod view;

pub use area_counts::{AreaCount, AreaCounts};
pub use areas::AreaTable;
pub use builder::SnapshotBuilder;
pub use cell_counts::{CellCounts, CellSums};
pub use documents::Documents;
pub use error::SnapshotError;
pub use layer::Layer;
pub use month_counts::MonthCounts;
pub use record::PlaceDetails;
pub use region::Within;
pub use registrations::Registrations;
pub use rhythm::HourWeek;
pub use rows::{IncidentRow, PlaceRow, RowId};
pub use select::{Near, Selection};
pub use slice_counts::SliceCounts;
pub use snapshot::Snapshot;
pub use tally::{LeftOut, Tally};
pub use view::RowView;
