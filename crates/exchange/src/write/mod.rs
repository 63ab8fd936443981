//! Out: CSV and GeoJSON.

mod csv_out;
mod geojson_out;
mod xlsx;

pub use csv_out::{Cell, CsvWriter, csv_safe};
pub use geojson_out::GeoJsonWriter;
pub use xlsx::xlsx;
