//! Anything of the city as a table of features: what OGC API, exports and command lines read alike.
//!
//! - a [`Table`] has [`Column`]s and rows, each with an identifier that never changes and, mostly, a geometry; rows in
//!   the order of their identifiers, so that a reader can go on after the last one whatever has changed meanwhile
//! - [`Frozen`] is a table of its own; [`PointTable`] reads incidents and places out of a snapshot without a copy
//! - a [`Query`] (boxes, time, CQL2 filter, order) [`select`]s rows, [`Page`] cuts them
//! - [`Crs`] puts coordinates into the systems that are served; [`write_geojson`] writes a feature
//!
//! Pure: no I/O, no clock, no random source.

mod column;
mod crs;
mod datum;
mod frozen;
mod geojson;
mod page;
mod points;
mod query;
mod table;
mod window;

pub use column::{Column, ColumnKind, GeometryKind};
pub use crs::{Crs, CrsError};
pub use datum::Datum;
pub use frozen::{Feature, Frozen};
pub use geojson::{write_geojson, write_geometry, write_text};
pub use page::{Cursor, CursorError, Page};
pub use points::PointTable;
pub use query::{Query, Selection, SortKey, select};
pub use table::{Shape, Table, compile};
pub use window::{TimeWindow, WindowError, moment};
