//! Where do hot cells hang together, and what is the place called?

use crate::figures::FigureSettings;
use crate::settings::Tally;
use crate::{AnalysisError, Correction, GridQuery, HotspotChoices, HotspotQuery, StudySets, Verdict, hotspots};
use aula_disclosure::{Precise, disclose};
use aula_geometry::cell_centre;
use aula_model::{AreaId, Names, Viewer};
use aula_snapshot::Snapshot;
use aula_statistics::{Cluster, HotspotClass, clusters};
use geo_types::MultiPolygon;
use h3o::CellIndex;
use h3o::geom::SolventBuilder;
use serde::Serialize;
use std::collections::BTreeMap;

/// A contiguous cluster of hot cells, or of cold ones.
#[derive(Debug, Clone)]
pub struct HotPolygon {
    /// The union of its cells, in degrees.
    pub geometry: MultiPolygon<f64>,
    /// What is said of it.
    pub facts: HotPolygonFacts,
}

/// What is said of a cluster.
#[derive(Debug, Clone, Serialize)]
pub struct HotPolygonFacts {
    /// From 1, the largest first.
    pub rank: u32,
    /// Hot; else cold.
    pub hot: bool,
    /// The class of its surest cell.
    pub class: &'static str,
    /// Its cells, as the layers of cells name them.
    pub cells: Vec<String>,
    /// Its ground in km².
    pub area_km2: f64,
    /// Incidents in it.
    pub count: u64,
    /// How many those would be if the study set's incidents were spread evenly over its cells.
    pub expected: f64,
    /// The micro-district, else the district, that holds the centres of most of its cells.
    pub area: Option<AreaId>,
    /// Its names.
    pub names: Option<Names>,
}

/// The clusters of a city.
#[derive(Debug, Clone)]
pub struct HotPolygons {
    /// The largest first.
    pub polygons: Vec<HotPolygon>,
    /// What was asked and used.
    pub settings: FigureSettings<PolygonsDetail>,
}

/// What clusters were made with.
#[derive(Debug, Clone, Serialize)]
pub struct PolygonsDetail {
    /// How cells were judged.
    pub cells_by: &'static str,
    /// How their `q` is made of `p`.
    pub correction: Correction,
    /// A cell with q under this is part of a cluster.
    pub level: f64,
    /// Whether anything can be said.
    pub verdict: Verdict,
    /// Hot clusters.
    pub hot: u64,
    /// Cold clusters.
    pub cold: u64,
}

/// The kinds of areas that name a cluster, the finest first.
const NAMING: [&str; 2] = ["micro_district", "district"];

/// Contiguous clusters of the cells that [`hotspots`] calls hot or cold at q < 0.05.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// Those of [`hotspots`]; too few incidents are no clusters and a [`Verdict`].
pub fn polygons(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &GridQuery,
) -> Result<Precise<HotPolygons>, AnalysisError> {
    let correction = Correction::BenjaminiHochberg;
    let asked = HotspotQuery {
        slice: query.slice.clone(),
        layer: query.layer.clone(),
        resolution: query.resolution,
        study_set: query.study_set,
        correction,
        choices: HotspotChoices::default(),
    };
    let layer = disclose(hotspots(viewer, snapshot, sets, &asked)?, viewer)?.into_inner();
    // What is only hot at 0.10 would fray every cluster.
    let sure: Vec<HotspotClass> = layer.classes.iter().map(|&class| at_95(class)).collect();
    let mean = layer.settings.total as f64 / layer.settings.n.max(1) as f64;
    let mut found = Vec::new();
    for cluster in clusters(&sure, &layer.space.rings)? {
        let cells: Vec<CellIndex> = cluster.cells.iter().map(|&i| layer.space.set.cells()[i]).collect();
        let Ok(geometry) = SolventBuilder::new().build().dissolve(cells.iter().copied()) else { continue };
        let area = named(snapshot, &cells);
        let facts = HotPolygonFacts {
            rank: u32::try_from(found.len() + 1).unwrap_or(u32::MAX),
            hot: cluster.hot,
            class: surest(&cluster, &sure).as_str(),
            area_km2: cluster.cells.iter().map(|&i| layer.space.areas_m2[i]).sum::<f64>() / 1e6,
            count: cluster.cells.iter().map(|&i| u64::from(layer.counts[i])).sum(),
            expected: mean * cells.len() as f64,
            names: area.as_ref().and_then(|id| snapshot.areas().get(id)).map(|area| area.names.clone()),
            area,
            cells: cells.iter().map(ToString::to_string).collect(),
        };
        found.push(HotPolygon { geometry, facts });
    }
    let of_side = |hot: bool| found.iter().filter(|p| p.facts.hot == hot).count() as u64;
    let detail = PolygonsDetail {
        cells_by: "getis_ord_gi_star",
        correction,
        level: 0.05,
        verdict: layer.settings.verdict,
        hot: of_side(true),
        cold: of_side(false),
    };
    let tally = Tally {
        total: layer.settings.total,
        outside_cells: layer.settings.outside_cells,
        left_out: layer.settings.left_out_reasons,
        discontinued: layer.settings.discontinued,
    };
    let mut settings = FigureSettings::of_cells("contiguous_hot_cells", snapshot, query, &layer.space, &tally, detail);
    settings.registered(snapshot, sets, &query.slice, &query.layer);
    settings.say(layer.settings.sentence);
    Ok(Precise::counts(HotPolygons { polygons: found, settings }).within(snapshot.limits()))
}

/// The class, if it holds at 0.05.
fn at_95(class: HotspotClass) -> HotspotClass {
    match class {
        HotspotClass::Hot90 | HotspotClass::Cold90 => HotspotClass::NotSignificant,
        other => other,
    }
}

fn surest(cluster: &Cluster, classes: &[HotspotClass]) -> HotspotClass {
    let (best, other) = if cluster.hot {
        (HotspotClass::Hot99, HotspotClass::Hot95)
    } else {
        (HotspotClass::Cold99, HotspotClass::Cold95)
    };
    if cluster.cells.iter().any(|&i| classes[i] == best) { best } else { other }
}

/// The area of the finest naming kind that holds most of the cells' centres; of equals the first by identity.
fn named(snapshot: &Snapshot, cells: &[CellIndex]) -> Option<AreaId> {
    NAMING.iter().find_map(|kind| {
        let kind = aula_model::AreaKind::new(kind).ok()?;
        let mut held: BTreeMap<AreaId, usize> = BTreeMap::new();
        for &cell in cells {
            for area in snapshot.areas().containing(cell_centre(cell), Some(&kind)) {
                *held.entry(area.id.clone()).or_default() += 1;
            }
        }
        let most = held.values().copied().max()?;
        held.into_iter().find(|(_, count)| *count == most).map(|(id, _)| id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_as_sure_as_its_surest_cell() {
        let classes = [HotspotClass::Hot95, HotspotClass::Hot99, HotspotClass::Cold95];
        let cluster = |cells: &[usize], hot| Cluster { cells: cells.to_vec(), hot };
        assert_eq!(surest(&cluster(&[0, 1], true), &classes), HotspotClass::Hot99);
        assert_eq!(surest(&cluster(&[0], true), &classes), HotspotClass::Hot95);
        assert_eq!(surest(&cluster(&[2], false), &classes), HotspotClass::Cold95);
        assert_eq!(at_95(HotspotClass::Hot90), HotspotClass::NotSignificant);
        assert_eq!(at_95(HotspotClass::Cold99), HotspotClass::Cold99);
    }
}
