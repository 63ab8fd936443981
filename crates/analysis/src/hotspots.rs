//! Where are there more incidents than chance would put there?

use crate::settings::Tally;
use crate::{AnalysisError, Settings, StudySetKind, StudySets, StudySpace, Verdict};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::{
    GiStar, HotspotClass, MIN_CELLS, MIN_INCIDENTS, StatisticsError, benjamini_hochberg_tested, classify, gi_star,
};
use h3o::Resolution;
use serde::Serialize;
use std::sync::Arc;

/// How p-values are corrected for the number of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// False discovery rate (Benjamini & Hochberg 1995) over the cells tested.
    #[default]
    BenjaminiHochberg,
    /// None; `q` is then `p`, and the answer carries a warning.
    None,
}

/// A hotspot question.
#[derive(Debug, Clone)]
pub struct HotspotQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// The grid.
    pub resolution: Resolution,
    /// Which cells.
    pub study_set: StudySetKind,
    /// The correction.
    pub correction: Correction,
}

/// The answer: columns over the cells of the study set, in its order.
#[derive(Debug, Clone)]
pub struct HotspotLayer {
    /// The cells.
    pub space: Arc<StudySpace>,
    /// Incidents in each cell.
    pub counts: Vec<u32>,
    /// The statistic; none where the verdict is not `Ok`.
    pub gi: Option<GiStar>,
    /// `p` corrected; as long as the cells when `gi` is there, else empty.
    pub q: Vec<f64>,
    /// `p_normal` corrected; likewise.
    pub q_normal: Vec<f64>,
    /// The class of each cell.
    pub classes: Vec<HotspotClass>,
    /// What was asked and used.
    pub settings: Settings,
}

/// Getis-Ord Gi* of the counts of a slice over the study set.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// See [`AnalysisError`]; too few incidents or no variation are answers (a [`Verdict`]), not errors.
///
/// # References
/// Ord & Getis 1995, Geographical Analysis 27, 286; Benjamini & Hochberg 1995, JRSS B 57, 289.
pub fn hotspots(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &HotspotQuery,
) -> Result<Precise<HotspotLayer>, AnalysisError> {
    may_see_precise(viewer)?;
    known_layer(snapshot, &query.layer)?;
    let space = sets.get(snapshot, query.slice.area.as_ref(), query.resolution, query.study_set)?;
    let found = snapshot.cell_counts(&query.slice, &query.layer, &space.set)?;
    let tally = Tally {
        total: found.total,
        outside_cells: found.outside_cells,
        left_out: found.tally.left_out.into(),
        discontinued: found.tally.discontinued,
    };
    let (verdict, gi) = test(&found.counts, tally.total, &space)?;
    let correct = |p: &[f64], tested: &[bool]| match query.correction {
        Correction::BenjaminiHochberg => benjamini_hochberg_tested(p, tested),
        Correction::None => Ok(p.to_vec()),
    };
    let (q, q_normal, classes) = match &gi {
        Some(gi) => {
            let q = correct(&gi.p, &gi.defined)?;
            let classes = (0..q.len()).map(|i| classify(gi.z[i], q[i])).collect();
            (q, correct(&gi.p_normal, &gi.defined)?, classes)
        }
        None => {
            let class = if verdict == Verdict::TooFew { HotspotClass::TooFew } else { HotspotClass::NoVariation };
            (Vec::new(), Vec::new(), vec![class; found.counts.len()])
        }
    };
    let settings = Settings::new(snapshot, query, &space, &tally, verdict, &classes);
    Ok(Precise::counts(HotspotLayer { space, counts: found.counts, gi, q, q_normal, classes, settings })
        .within(snapshot.limits()))
}

/// Refuses a layer that the city does not have.
pub(crate) fn known_layer(snapshot: &Snapshot, layer: &Layer) -> Result<(), AnalysisError> {
    let known = match layer {
        Layer::Incidents | Layer::AllPlaces => true,
        Layer::Places(kind) => snapshot.place_kinds().contains(kind),
    };
    if known { Ok(()) } else { Err(AnalysisError::UnknownLayer(layer.to_string())) }
}

/// The statistic, or why there is none.
fn test(counts: &[u32], total: u64, space: &StudySpace) -> Result<(Verdict, Option<GiStar>), AnalysisError> {
    if counts.len() < MIN_CELLS || (total as f64) < MIN_INCIDENTS {
        return Ok((Verdict::TooFew, None));
    }
    let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
    match gi_star(&values, &space.rings) {
        Ok(gi) => Ok((Verdict::Ok, Some(gi))),
        Err(StatisticsError::NoVariation { .. }) => Ok((Verdict::NoVariation, None)),
        Err(other) => Err(other.into()),
    }
}
