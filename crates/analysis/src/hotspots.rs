//! Where are there more incidents than chance would put there?

use crate::grid::as_numbers;
use crate::settings::{Tally, Used};
use crate::{AnalysisError, Neighbourhood, Settings, StudySetKind, StudySets, StudySpace, Verdict};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::{
    GiStar, HotspotClass, MIN_CELLS, MIN_INCIDENTS, StatisticsError, benjamini_hochberg_tested,
    benjamini_yekutieli_tested, classify, conditional_permutation, gi, gi_star,
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
    /// False discovery rate that holds under every dependence of the cells (Benjamini & Yekutieli 2001).
    BenjaminiYekutieli,
    /// None; `q` is then `p`, and the answer carries a warning.
    None,
}

impl Correction {
    /// The words of the parameter `correction`.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("bh", Self::BenjaminiHochberg), ("by", Self::BenjaminiYekutieli), ("none", Self::None)];

    /// `q` out of `p`, over the cells tested.
    pub(crate) fn correct(self, p: &[f64], tested: &[bool]) -> Result<Vec<f64>, StatisticsError> {
        match self {
            Self::BenjaminiHochberg => benjamini_hochberg_tested(p, tested),
            Self::BenjaminiYekutieli => benjamini_yekutieli_tested(p, tested),
            Self::None => Ok(p.to_vec()),
        }
    }
}

/// Whether a cell counts among its own neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HotspotMethod {
    /// It does.
    #[default]
    GiStar,
    /// It does not: is it among hot neighbours?
    Gi,
}

impl HotspotMethod {
    /// The words of the parameter `method`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("gi_star", Self::GiStar), ("gi", Self::Gi)];
}

/// How cells are judged, beyond the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct HotspotChoices {
    /// The statistic.
    pub method: HotspotMethod,
    /// The neighbours.
    pub weights: Neighbourhood,
    /// R of the conditional permutation that `p` comes from; none: from the tail of the ring's total.
    pub permutations: Option<u32>,
    /// Decides the permutations.
    pub seed: u64,
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
    /// How cells are judged.
    pub choices: HotspotChoices,
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
    let (verdict, gi) = test(&found.counts, tally.total, &space, query.choices)?;
    let correct = |p: &[f64], tested: &[bool]| query.correction.correct(p, tested);
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
    // The smallest two-sided p is 2/(R + 1): were it alone, its q would be that times the cells tested.
    let few = query.choices.permutations.is_some_and(|r| 2.0 * q.len() as f64 / (f64::from(r) + 1.0) >= 0.05);
    let used = Used { tally: &tally, verdict, classes: &classes, few_permutations: few };
    let settings = Settings::new(snapshot, sets, query, &space, &used);
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
fn test(
    counts: &[u32],
    total: u64,
    space: &StudySpace,
    choices: HotspotChoices,
) -> Result<(Verdict, Option<GiStar>), AnalysisError> {
    if counts.len() < MIN_CELLS || (total as f64) < MIN_INCIDENTS {
        return Ok((Verdict::TooFew, None));
    }
    let values = as_numbers(counts);
    let weights = choices.weights.with_self(space)?;
    let found = match choices.method {
        HotspotMethod::GiStar => gi_star(&values, &weights),
        HotspotMethod::Gi => gi(&values, &weights.without_self()),
    };
    let mut found = match found {
        Ok(found) => found,
        Err(StatisticsError::NoVariation { .. }) => return Ok((Verdict::NoVariation, None)),
        Err(other) => return Err(other.into()),
    };
    if let Some(permutations) = choices.permutations {
        let permuted = conditional_permutation(&values, &weights, permutations, choices.seed)?;
        found.p = permuted.p;
        found.defined.iter_mut().zip(permuted.defined).for_each(|(tested, defined)| *tested &= defined);
    }
    Ok((Verdict::Ok, Some(found)))
}
