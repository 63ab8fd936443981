//! Does attention go where harm is reported, and does allocating again and again keep equal what is equal?

use super::frame::{Frame, Incidents};
use super::scores::Scored;
use crate::AnalysisError;
use aula_geometry::cell_centre;
use aula_model::AreaKind;
use aula_snapshot::Snapshot;
use aula_statistics::feedback::{FeedbackSettings, feedback};
use serde::Serialize;

/// A district's share of attention and of reported harm.
#[derive(Debug, Clone, Serialize)]
pub struct Attention {
    /// The district.
    pub area: String,
    /// Its share of the cells that the model's top twentieth of the area takes.
    pub attention: f64,
    /// Its share of the incidents that residents reported (or of which nothing is said).
    pub reported: f64,
    /// Its share of the incidents that police found on patrol; none where there are none.
    pub police_found: Option<f64>,
    /// Its share of the analysed area.
    pub of_area: f64,
    /// Attention over reported harm; none where nothing was reported.
    pub ratio: Option<f64>,
}

/// Repeated allocation over areas of equal risk.
#[derive(Debug, Clone, Serialize)]
pub struct Feedback {
    /// Areas, all with the same risk.
    pub areas: u32,
    /// Rounds.
    pub rounds: u32,
    /// As this service does it: what police found is kept out.
    pub kept_out: FeedbackRound,
    /// As it would be were it counted.
    pub counted: FeedbackRound,
}

/// How far equal areas have come apart.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FeedbackRound {
    /// The most attended tenth of the areas: its share of all attention, a tenth where all stays equal.
    pub top_tenth: f64,
    /// What chance alone would make of it, 95 in 100 cities.
    pub top_tenth_by_chance: f64,
    /// Whether equal areas stayed equal.
    pub stays_equal: bool,
}

/// The simulation that stands beside every map.
pub(super) fn simulated(seed: u64) -> Result<Feedback, AnalysisError> {
    let how = FeedbackSettings { areas: 50, rounds: 100, reports_per_area: 20.0, found_per_patrol: 10.0, seed };
    let run = |counted: bool| -> Result<FeedbackRound, AnalysisError> {
        let found = feedback(&how, counted)?;
        let equal = found.top_tenth <= found.by_chance;
        Ok(FeedbackRound { top_tenth: found.top_tenth, top_tenth_by_chance: found.by_chance, stays_equal: equal })
    };
    Ok(Feedback { areas: how.areas, rounds: how.rounds, kept_out: run(false)?, counted: run(true)? })
}

/// The district of each cell, by its place among those returned; none where it lies in no district.
pub(super) fn districts(snapshot: &Snapshot, frame: &Frame) -> (Vec<Option<usize>>, Vec<String>) {
    let Ok(kind) = AreaKind::new("district") else { return (vec![None; frame.len()], Vec::new()) };
    let names: Vec<String> = snapshot.areas().of_kind(&kind).map(|a| a.id.to_string()).collect();
    let of = frame.space.set.cells().iter().map(|&cell| {
        let found = snapshot.areas().containing(cell_centre(cell), Some(&kind));
        found.first().and_then(|a| names.iter().position(|n| *n == a.id.as_str()))
    });
    (of.collect(), names)
}

pub(super) fn attention(
    scored: &Scored<'_>,
    score: &[f64],
    incidents: &Incidents,
    district: &[Option<usize>],
    names: &[String],
) -> Result<Vec<Attention>, AnalysisError> {
    let Ok(taken) = scored.accuracy(score, 0.05) else { return Ok(Vec::new()) };
    let share = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
        let mut out = vec![0.0; names.len()];
        let mut all = 0.0;
        for (i, d) in district.iter().enumerate() {
            all += value(i);
            if let Some(d) = d {
                out[*d] += value(i);
            }
        }
        out.iter_mut().for_each(|v| *v = if all > 0.0 { *v / all } else { 0.0 });
        out
    };
    let attention = share(&|i| taken.taken[i] * scored.areas_m2[i]);
    let reported = share(&|i| incidents.counts[i]);
    let police = (incidents.police_found > 0).then(|| share(&|i| incidents.police[i]));
    let area = share(&|i| scored.areas_m2[i]);
    let one = |(k, name): (usize, &String)| Attention {
        area: name.clone(),
        attention: attention[k],
        reported: reported[k],
        police_found: police.as_ref().map(|p| p[k]),
        of_area: area[k],
        ratio: (reported[k] > 0.0).then(|| attention[k] / reported[k]),
    };
    Ok(names.iter().enumerate().map(one).collect())
}
