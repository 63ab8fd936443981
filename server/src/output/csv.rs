//! Layers as CSV. Every field is a number, a class or a code of ours, but names, which are guarded.

use aula_analysis::{AreaCounts, CellLayer, HotspotLayer};
use aula_exchange::csv_safe;
use aula_geometry::BBox;
use aula_model::Language;
use std::fmt::Write as _;

use super::geojson::shown;

/// The columns of the contract, then ours.
const HOTSPOT_HEADER: &str =
    "cell,count,area_m2,z,p,q,p_normal,q_normal,class,ring_count,ring_expected,ring_cells\n";

/// A hotspot layer; `crop` leaves out cells with the centre outside it. Figures without a verdict are empty.
pub(crate) fn hotspots_csv(layer: &HotspotLayer, crop: Option<&BBox>) -> String {
    let cells = layer.space.set.cells();
    let areas_m2 = layer.space.set.areas_m2();
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
        let _ = writeln!(text, "{cell},{},{:.3}", layer.counts[i], set.areas_m2()[i]);
    }
    text
}

/// Counts by area.
pub(crate) fn area_counts_csv(layer: &AreaCounts) -> String {
    let mut text = String::from("id,name_kk,name_ru,name_en,count,area_km2,per_km2\n");
    for row in &layer.areas {
        let name = |language| csv_safe(row.area.names.get(language)).into_owned();
        let _ = writeln!(
            text,
            "{},{},{},{},{},{:.6},{:.4}",
            row.area.id,
            name(Language::Kk),
            name(Language::Ru),
            name(Language::En),
            row.count,
            row.area_km2,
            per_km2(row.count, row.area_km2)
        );
    }
    text
}

/// Density by ground; 0 for an area without ground.
pub(crate) fn per_km2(count: u64, area_km2: f64) -> f64 {
    if area_km2 > 0.0 { count as f64 / area_km2 } else { 0.0 }
}
