//! Layers as CSV. Cells hold numbers, classes and codes of ours only; names of areas are guarded by the writer.

use aula_analysis::{AreaCounts, CellLayer, HotspotLayer};
use aula_exchange::{Cell, CsvWriter, ExchangeError};
use aula_geometry::BBox;
use aula_model::Language;
use std::fmt::Write as _;

use super::geojson::shown;

/// The columns of the contract, then ours.
const HOTSPOT_HEADER: &str = "cell,count,area_m2,z,p,q,p_normal,q_normal,class,ring_count,ring_expected,ring_cells\n";

/// A hotspot layer; `crop` leaves out cells with the centre outside it. Figures without a verdict are empty.
pub(crate) fn hotspots_csv(layer: &HotspotLayer, crop: Option<&BBox>) -> String {
    let cells = layer.space.set.cells();
    let areas_m2 = &layer.space.areas_m2;
    let mut text = String::with_capacity(120 * cells.len() + HOTSPOT_HEADER.len());
    text.push_str(HOTSPOT_HEADER);
    for (i, cell) in cells.iter().enumerate().filter(|(_, cell)| shown(**cell, crop)) {
        let class = layer.classes[i].as_str();
        // Rust's shortest form reads back to the same bits.
        let _ = match &layer.gi {
            Some(gi) => writeln!(
                text,
                "{cell},{},{:.3},{},{},{},{},{},{class},{},{},{}",
                layer.counts[i],
                areas_m2[i],
                gi.z[i],
                gi.p[i],
                layer.q[i],
                gi.p_normal[i],
                layer.q_normal[i],
                gi.observed[i],
                gi.expected[i],
                gi.ring[i]
            ),
            None => writeln!(text, "{cell},{},{:.3},,,,,,{class},,,", layer.counts[i], areas_m2[i]),
        };
    }
    text
}

/// Counts by cell.
pub(crate) fn cell_counts_csv(layer: &CellLayer) -> String {
    let set = &layer.space.set;
    let mut text = String::from("cell,count,area_m2\n");
    for (i, cell) in set.cells().iter().enumerate() {
        let _ = writeln!(text, "{cell},{},{:.3}", layer.counts[i], layer.space.areas_m2[i]);
    }
    text
}

/// Counts by area.
pub(crate) fn area_counts_csv(layer: &AreaCounts) -> Result<String, ExchangeError> {
    let mut bytes = Vec::new();
    let columns = ["id", "name_kk", "name_ru", "name_en", "count", "area_km2", "per_km2"];
    let mut csv = CsvWriter::new(&mut bytes, columns)?;
    for row in &layer.areas {
        let name = |language| Cell::Text(row.area.names.get(language));
        csv.row(&[
            Cell::Text(row.area.id.as_str()),
            name(Language::Kk),
            name(Language::Ru),
            name(Language::En),
            Cell::Count(row.count),
            Cell::Number(row.area_km2),
            Cell::Number(per_km2(row.count, row.area_km2)),
        ])?;
    }
    csv.finish()?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Density by ground; 0 for an area without ground.
pub(crate) fn per_km2(count: u64, area_km2: f64) -> f64 {
    if area_km2 > 0.0 { count as f64 / area_km2 } else { 0.0 }
}
