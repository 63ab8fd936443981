//! One cell: how many, how many expected, and why it is or is not hot.

use crate::limits::refuse_foreign_cell;
use crate::sentence::{Around, Counted, HotspotCellFacts, RingFacts, Sureness, hotspot_cell};
use crate::study::centre;
use crate::{AnalysisError, HotspotLayer, HotspotQuery, Sentence, Settings, StudySets, hotspots};
use aula_disclosure::{Precise, disclose};
use aula_geometry::{cell_area_m2, cell_centre};
use aula_model::{AreaId, Names, Viewer};
use aula_snapshot::{Layer, Snapshot, Within};
use h3o::CellIndex;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a click on a cell answers.
#[derive(Debug, Clone, Serialize)]
pub struct CellStory {
    /// The cell as H3 writes it: its number does not fit the numbers of JavaScript.
    pub cell: String,
    /// H3 resolution.
    pub resolution: u8,
    /// Longitude and latitude of its centre in degrees.
    pub centre: [f64; 2],
    /// Its true area.
    pub area_m2: f64,
    /// Whether it is analysed at all.
    pub in_study_set: bool,
    /// Incidents in it.
    pub count: u64,
    /// Incidents in it and its neighbours.
    pub ring_count: Option<f64>,
    /// How many that would be if the study set's incidents were spread evenly over its cells.
    pub ring_expected: Option<f64>,
    /// Cells of the ring, itself among them.
    pub ring_cells: Option<u32>,
    /// Gi*.
    pub z: Option<f64>,
    /// Two-sided p of the ring's total under permutation.
    pub p: Option<f64>,
    /// `p` corrected.
    pub q: Option<f64>,
    /// The textbook's two-sided normal p.
    pub p_normal: Option<f64>,
    /// `p_normal` corrected.
    pub q_normal: Option<f64>,
    /// The class, none outside the study set.
    pub class: Option<&'static str>,
    /// Its incidents by category, most first.
    pub by_category: Vec<CategoryCount>,
    /// The areas its centre lies in.
    pub areas: Vec<AreaName>,
    /// All this in words.
    pub sentence: Sentence,
    /// What was asked and used.
    pub settings: Settings,
}

/// Incidents of a category.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryCount {
    /// Its code.
    pub category: String,
    /// How many.
    pub count: u64,
}

/// An area by name.
#[derive(Debug, Clone, Serialize)]
pub struct AreaName {
    /// Its identity.
    pub id: AreaId,
    /// Its kind.
    pub kind: String,
    /// Its names.
    pub names: Names,
}

/// The story of one cell within a hotspot question; the question's resolution is the cell's.
///
/// # Errors
/// Those of [`hotspots`].
pub fn cell_story(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &HotspotQuery,
    cell: CellIndex,
) -> Result<Precise<CellStory>, AnalysisError> {
    refuse_foreign_cell(snapshot, cell)?;
    let query = HotspotQuery { resolution: cell.resolution(), ..query.clone() };
    let layer = disclose(hotspots(viewer, snapshot, sets, &query)?, viewer)?.into_inner();
    let at = layer.space.set.position(cell).map(|i| i as usize);
    let gi = |pick: fn(&aula_statistics::GiStar) -> &Vec<f64>| Some(pick(layer.gi.as_ref()?)[at?]);
    let within = Within::Cell(cell);
    let by_category = match query.layer {
        Layer::Incidents => snapshot.category_counts(&query.slice, &within)?.0,
        Layer::Places(_) | Layer::AllPlaces => BTreeMap::new(),
    };
    let mut by_category: Vec<CategoryCount> = by_category
        .into_iter()
        .map(|(category, count)| CategoryCount { category: category.to_string(), count })
        .collect();
    by_category.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.category.cmp(&b.category)));
    let areas = snapshot.areas().containing(cell_centre(cell), None).into_iter().map(|area| AreaName {
        id: area.id.clone(),
        kind: area.id.kind().to_owned(),
        names: area.names.clone(),
    });
    let count = match at {
        Some(i) => u64::from(layer.counts[i]),
        None => snapshot.count(&query.slice, &query.layer, &within)?.total,
    };
    let q = at.and_then(|i| layer.q.get(i).copied());
    let ring_cells = layer.gi.as_ref().and_then(|g| Some(g.ring[at?]));
    let ring = gi(|g| &g.observed).zip(gi(|g| &g.expected)).zip(ring_cells);
    let sentence = hotspot_cell(&HotspotCellFacts {
        counted: Counted::from(&query.layer),
        count,
        ring: ring.map(|((count, expected), cells)| RingFacts {
            count,
            expected,
            cells,
            around: Around::from(&query.choices),
        }),
        total: layer.settings.total,
        class: at.map(|i| layer.classes[i]),
        sureness: Sureness {
            value: q.filter(|_| at.is_some_and(|i| defined(&layer, i))).unwrap_or(f64::NAN),
            correction: query.correction,
            compared: layer.settings.n,
        },
    });
    Ok(Precise::counts(CellStory {
        cell: cell.to_string(),
        resolution: cell.resolution().into(),
        centre: centre(cell),
        area_m2: cell_area_m2(cell),
        in_study_set: at.is_some(),
        count,
        ring_count: gi(|g| &g.observed),
        ring_expected: gi(|g| &g.expected),
        ring_cells,
        z: gi(|g| &g.z),
        p: gi(|g| &g.p),
        q,
        p_normal: gi(|g| &g.p_normal),
        q_normal: at.and_then(|i| layer.q_normal.get(i).copied()),
        class: at.map(|i| layer.classes[i].as_str()),
        by_category,
        areas: areas.collect(),
        sentence,
        settings: layer.settings,
    })
    .within(snapshot.limits()))
}

/// Whether the statistic is defined for a cell: where all cells are its neighbours it is not.
fn defined(layer: &HotspotLayer, i: usize) -> bool {
    layer.gi.as_ref().is_some_and(|gi| gi.defined[i])
}
