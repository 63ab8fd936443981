//! A layer written out: GeoJSON, CSV, and the compact columns of the map.

mod columns;
mod csv;
mod figures;
mod geojson;
mod hotspot_columns;
mod public;
mod rhythm;

pub(crate) use columns::columns;
pub(crate) use csv::{area_counts_csv, cell_counts_csv, hotspots_csv};
pub(crate) use figures::Figures;
pub(crate) use geojson::{
    area_counts_geojson, area_features, cell_counts_geojson, geometry_value, hotspots_geojson, point_feature,
};
pub(crate) use hotspot_columns::hotspot_columns;
pub(crate) use public::{public_csv, public_geojson, public_properties, public_settings};
