//! Out: CSV, GeoJSON, and tables of features in every format that GIS programs open.

mod csv_out;
mod files;
mod geojson_out;
mod xlsx;

pub use csv_out::{Cell, CsvWriter, csv_safe};
pub use files::{About, FileFormat, FileRows, write_features};
pub use geojson_out::GeoJsonWriter;
pub use xlsx::xlsx;
