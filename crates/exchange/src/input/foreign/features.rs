//! Features written as GeoJSON, one by one.

use crate::ExchangeError;
use geo_types::Geometry;
use serde_json::{Map, Value, json};

/// A FeatureCollection in the making. The coordinates stay in the system of the file, which is named in `crs`.
pub(super) struct FeatureText {
    text: Vec<u8>,
    empty: bool,
}

impl FeatureText {
    /// Begins a collection whose coordinates are in a system of the EPSG register, where that is known.
    pub(super) fn begin(epsg: Option<u32>) -> Self {
        let crs = epsg.map_or(
            Value::Null,
            |code| json!({ "type": "name", "properties": { "name": format!("urn:ogc:def:crs:EPSG::{code}") } }),
        );
        Self { text: format!(r#"{{"type":"FeatureCollection","crs":{crs},"features":["#).into_bytes(), empty: true }
    }

    /// Adds a feature; a line for each, so that a message can say which.
    pub(super) fn push(
        &mut self,
        properties: &Map<String, Value>,
        geometry: Option<&Geometry<f64>>,
    ) -> Result<(), ExchangeError> {
        let geometry = geometry.map(geojson::GeometryValue::from).map(geojson::Geometry::new);
        let feature = json!({ "type": "Feature", "properties": properties, "geometry": geometry });
        self.text.extend_from_slice(if std::mem::take(&mut self.empty) { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut self.text, &feature)?;
        Ok(())
    }

    /// The collection as text.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.text.extend_from_slice(b"\n]}\n");
        self.text
    }
}
