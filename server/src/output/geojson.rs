//! Layers as GeoJSON. Cells are written straight into text: forty thousand hexagons need no tree of values.

use super::csv::per_km2;
use aula_analysis::{AreaCounts, CellLayer, HotspotLayer};
use aula_geometry::{BBox, cell_boundary, cell_centre};
use aula_model::{Area, LonLat};
use geo_types::MultiPolygon;
use h3o::CellIndex;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Cells written by one task.
const CHUNK: usize = 2048;

/// Whether a cell's centre lies in the crop.
pub(super) fn shown(cell: CellIndex, crop: Option<&BBox>) -> bool {
    crop.is_none_or(|b| b.contains(cell_centre(cell)))
}

/// A hotspot layer as a `FeatureCollection` with the member `settings`.
pub(crate) fn hotspots_geojson(layer: &HotspotLayer, crop: Option<&BBox>) -> String {
    let areas_m2 = &layer.space.areas_m2;
    cell_collection(layer.space.set.cells(), crop, &json!(layer.settings), |text, i| {
        let _ = write!(text, "\"count\":{},\"area_m2\":{:.3}", layer.counts[i], areas_m2[i]);
        let _ = match &layer.gi {
            Some(gi) => write!(
                text,
                ",\"z\":{},\"p\":{},\"q\":{},\"p_normal\":{},\"q_normal\":{},\"class\":\"{}\",\"ring_count\":{},\"ring_expected\":{},\"ring_cells\":{}",
                Number(gi.z[i]),
                Number(gi.p[i]),
                Number(layer.q[i]),
                Number(gi.p_normal[i]),
                Number(layer.q_normal[i]),
                layer.classes[i].as_str(),
                Number(gi.observed[i]),
                Number(gi.expected[i]),
                gi.ring[i]
            ),
            None => write!(
                text,
                ",\"z\":null,\"p\":null,\"q\":null,\"p_normal\":null,\"q_normal\":null,\"class\":\"{}\",\"ring_count\":null,\"ring_expected\":null,\"ring_cells\":null",
                layer.classes[i].as_str()
            ),
        };
    })
}

/// Counts by cell as a `FeatureCollection`.
pub(crate) fn cell_counts_geojson(layer: &CellLayer) -> String {
    let areas_m2 = &layer.space.areas_m2;
    cell_collection(layer.space.set.cells(), Crop::No, &json!(layer.settings), |text, i| {
        let _ = write!(text, "\"count\":{},\"area_m2\":{:.3}", layer.counts[i], areas_m2[i]);
    })
}

/// A number as JSON has it; what is not finite becomes null.
pub(super) struct Number(pub(super) f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_finite() { write!(f, "{}", self.0) } else { f.write_str("null") }
    }
}

/// Which cells of a layer are written.
#[derive(Clone, Copy)]
pub(super) enum Crop<'a> {
    /// Those with their centre in a box.
    Box(&'a BBox),
    /// The one at a place of the set.
    Only(usize),
    /// All.
    No,
}

impl<'a> From<Option<&'a BBox>> for Crop<'a> {
    fn from(crop: Option<&'a BBox>) -> Self {
        crop.map_or(Self::No, Self::Box)
    }
}

impl From<Option<usize>> for Crop<'_> {
    fn from(only: Option<usize>) -> Self {
        only.map_or(Self::No, Self::Only)
    }
}

impl Crop<'_> {
    fn shows(self, cell: CellIndex, at: usize) -> bool {
        match self {
            Self::No => true,
            Self::Box(bbox) => shown(cell, Some(bbox)),
            Self::Only(only) => at == only,
        }
    }
}

pub(super) fn cell_collection<'a>(
    cells: &[CellIndex],
    crop: impl Into<Crop<'a>>,
    settings: &Value,
    properties: impl Fn(&mut String, usize) + Sync,
) -> String {
    let crop = crop.into();
    let write_chunk = |(chunk, part): (usize, &[CellIndex])| {
        let mut text = String::with_capacity(part.len() * 420);
        for (i, cell) in part.iter().enumerate().filter(|(i, cell)| crop.shows(**cell, chunk * CHUNK + i)) {
            if !text.is_empty() {
                text.push_str(",\n");
            }
            let _ = write!(text, "{{\"type\":\"Feature\",\"id\":\"{cell}\",\"geometry\":");
            hexagon(&mut text, *cell);
            let _ = write!(text, ",\"properties\":{{\"cell\":\"{cell}\",");
            properties(&mut text, chunk * CHUNK + i);
            text.push_str("}}");
        }
        text
    };
    let parts: Vec<String> = cells.par_chunks(CHUNK).enumerate().map(write_chunk).collect();
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (i, part) in parts.iter().filter(|p| !p.is_empty()).enumerate() {
        if i > 0 {
            text.push_str(",\n");
        }
        text.push_str(part);
    }
    let _ = write!(text, "\n],\"settings\":{settings}}}");
    text
}

/// The outline of a cell, to 1e-7 degrees (1 cm), counter-clockwise.
fn hexagon(text: &mut String, cell: CellIndex) {
    text.push_str("{\"type\":\"Polygon\",\"coordinates\":[[");
    for (i, corner) in cell_boundary(cell).exterior().coords().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(text, "{comma}[{:.7},{:.7}]", corner.x, corner.y);
    }
    text.push_str("]]}");
}

/// A geometry as a GeoJSON value.
pub(crate) fn geometry_value(geometry: &MultiPolygon<f64>) -> Value {
    let geometry = match geometry.0.as_slice() {
        [one] => geojson::GeometryValue::from(one),
        _ => geojson::GeometryValue::from(geometry),
    };
    serde_json::to_value(geojson::Geometry::new(geometry)).unwrap_or_default()
}

/// Counts by area as a `FeatureCollection`.
pub(crate) fn area_counts_geojson(layer: &AreaCounts) -> Value {
    let features = layer.areas.iter().map(|row| {
        json!({
            "type": "Feature",
            "id": row.area.id,
            "geometry": geometry_value(&row.area.geometry),
            "properties": {
                "id": row.area.id,
                "kind": row.area.id.kind(),
                "names": row.area.names,
                "count": row.count,
                "area_km2": row.area_km2,
                "per_km2": per_km2(row.count, row.area_km2),
            },
        })
    });
    json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>(), "settings": layer.settings })
}

/// Areas as features, each with its distance where one was asked for.
pub(crate) fn area_features<'a>(areas: impl Iterator<Item = (&'a Area, Option<f64>)>) -> Vec<Value> {
    areas
        .map(|(area, distance_m)| {
            let mut properties = json!({
                "id": area.id,
                "kind": area.id.kind(),
                "code": area.id.code(),
                "names": area.names,
                "parent": area.parent,
                "exposures": area.exposures,
                "attributes": area.attributes,
            });
            if let Some(distance_m) = distance_m {
                properties["distance_m"] = json!(distance_m);
            }
            json!({
                "type": "Feature",
                "id": area.id,
                "geometry": geometry_value(&area.geometry),
                "properties": properties,
            })
        })
        .collect()
}

/// A point feature.
pub(crate) fn point_feature(id: &str, point: LonLat, distance_m: Option<f64>, mut properties: Value) -> Value {
    if let Some(distance_m) = distance_m {
        properties["distance_m"] = json!(distance_m);
    }
    json!({
        "type": "Feature",
        "id": id,
        "geometry": { "type": "Point", "coordinates": [point.lon(), point.lat()] },
        "properties": properties,
    })
}
