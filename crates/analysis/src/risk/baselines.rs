//! What a model must beat.

use super::frame::{Frame, Incidents};
use super::layers::SCALES;
use crate::AnalysisError;
use aula_statistics::{Kernel, density};

/// A naive prediction.
pub(super) struct Baseline {
    pub(super) name: &'static str,
    /// One score, or several of which the best in hindsight counts: that favours the baseline.
    pub(super) scores: Vec<(Option<f64>, Vec<f64>)>,
}

/// Uniform, last period's counts, all earlier counts, the best density.
pub(super) fn baselines(frame: &Frame, past: &[&Incidents]) -> Result<Vec<Baseline>, AnalysisError> {
    let mut out = vec![Baseline { name: "uniform", scores: vec![(None, vec![1.0; frame.len()])] }];
    let Some(last) = past.first() else { return Ok(out) };
    out.push(Baseline { name: "last_counts", scores: vec![(None, last.counts.clone())] });
    let mut all = vec![0.0; frame.len()];
    let mut points: Vec<[f64; 2]> = Vec::new();
    for incidents in past {
        all.iter_mut().zip(&incidents.counts).for_each(|(a, c)| *a += c);
        points.extend(&incidents.points_m);
    }
    let mut densities = Vec::new();
    let between = [0.75, 1.5, 3.0];
    for metres in SCALES.iter().chain(&between).map(|s| s * frame.spacing_m) {
        if !last.points_m.is_empty() {
            let found = density(&last.points_m, None, &frame.centres_m, Kernel::Quartic, metres)?;
            densities.push((Some(metres), found));
        }
        if past.len() > 1 && !points.is_empty() {
            densities.push((Some(metres), density(&points, None, &frame.centres_m, Kernel::Quartic, metres)?));
        }
    }
    if past.len() > 1 {
        out.push(Baseline { name: "earlier_counts", scores: vec![(None, all)] });
    }
    if !densities.is_empty() {
        out.push(Baseline { name: "best_density", scores: densities });
    }
    Ok(out)
}
