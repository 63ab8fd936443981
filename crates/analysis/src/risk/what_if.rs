//! What if these problems were mended: the change of the expected count, if the association were causal.

use super::layers::Form;
use super::run::{RiskRun, Term};
use super::words;
use crate::located::in_metres;
use crate::{AnalysisError, Sentence};
use aula_geometry::{LocalMetres, PreparedArea, cell_centre};
use aula_model::{Accuracy, AreaId, LonLat, PlaceKind, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use aula_statistics::{Kernel, density};
use serde::Serialize;

/// Which problems would be mended.
#[derive(Debug, Clone)]
pub struct WhatIfQuery {
    /// All places of the kinds in this area: a yard, a micro-district.
    pub area: AreaId,
    /// The kinds, as factors `places.KIND`; every confirmed one where none is named.
    pub factors: Vec<String>,
}

/// The answer.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIf {
    /// The area.
    pub area: String,
    /// Factors mended.
    pub factors: Vec<String>,
    /// Places that would be gone.
    pub mended: u64,
    /// Cells whose conditions change.
    pub cells_changed: u64,
    /// Incidents expected in those cells as things are, in the period of the run.
    pub expected: f64,
    /// By how much fewer (below 0) or more, if the association were causal.
    pub change: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The level of the interval.
    pub level: f64,
    /// Always: association is not cause.
    pub marked: &'static str,
    /// All this in words.
    pub sentence: Sentence,
}

/// What the mending would change by the terrain: μ (exp(−Σβ over conditions that end) − 1) over the cells, with an
/// interval from the covariance of the measured effects (delta method).
///
/// # Errors
/// [`AnalysisError::UnknownArea`]; [`AnalysisError::Unusable`] where no confirmed condition of these factors is of places.
pub fn what_if(snapshot: &Snapshot, run: &RiskRun, query: &WhatIfQuery) -> Result<WhatIf, AnalysisError> {
    let outline =
        snapshot.areas().outline(&query.area).ok_or_else(|| AnalysisError::UnknownArea(query.area.clone()))?;
    let named = |t: &&(usize, &Term)| query.factors.is_empty() || query.factors.contains(&t.1.factor);
    let all: Vec<(usize, &Term)> = run.terms.iter().enumerate().collect();
    let terms: Vec<(usize, &Term)> = all.iter().filter(named).copied().collect();
    let centres: Vec<LonLat> = run.space.set.cells().iter().map(|&cell| cell_centre(cell)).collect();
    let Some(plane) = centres.get(centres.len() / 2).map(|&origin| LocalMetres::new(origin)) else {
        return Err(aula_statistics::StatisticsError::Empty { what: "cells" }.into());
    };
    let centres_m = in_metres(&plane, centres);
    let (mut mended, mut factors) = (0, Vec::new());
    // For each cell the conditions that end.
    let mut ends: Vec<Vec<usize>> = vec![Vec::new(); centres_m.len()];
    for (number, term) in &terms {
        let Some(kind) = term.factor.strip_prefix("places.").and_then(|k| PlaceKind::new(k).ok()) else { continue };
        let (gone, left) = places(snapshot, run, &kind, outline, &plane)?;
        if gone == 0 {
            continue;
        }
        mended += gone;
        factors.push(term.factor.clone());
        let after = form_after(term, &left, &centres_m)?;
        for (i, ends) in ends.iter_mut().enumerate() {
            if term.column[i] > 0.0 && after[i] == 0.0 {
                ends.push(*number);
            }
        }
    }
    if terms.iter().all(|(_, t)| !t.factor.starts_with("places.")) {
        return Err(AnalysisError::Unusable {
            parameter: "factors",
            reason:
                "none of these factors is a confirmed condition made of places, so mending them has no measured effect"
                    .to_owned(),
            remedy: "name factors of the model that are kept; see its list of factors",
        });
    }
    let (mut expected, mut change, mut cells_changed) = (0.0, 0.0, 0);
    let mut slope = vec![0.0; run.terms.len()];
    for (i, ends) in ends.iter().enumerate().filter(|(_, e)| !e.is_empty()) {
        let beta: f64 = ends.iter().map(|&k| run.terms[k].effect.map_or(run.terms[k].beta, |e| e.beta)).sum();
        expected += run.expected[i];
        change += run.expected[i] * (-beta).exp_m1();
        cells_changed += 1;
        ends.iter().for_each(|&k| slope[k] -= run.expected[i] * (-beta).exp());
    }
    let side = run.terms.len();
    let pairs = (0..side).flat_map(|i| (0..side).map(move |j| (i, j)));
    let variance: f64 = pairs.map(|(i, j)| slope[i] * slope[j] * run.covariance[i * side + j]).sum();
    let reach = run.reach * variance.max(0.0).sqrt();
    let (low, high) = (change - reach, change + reach);
    let level = run.query.level;
    Ok(WhatIf {
        sentence: words::what_if(mended, cells_changed, expected, (change, low, high)),
        area: query.area.to_string(),
        factors,
        mended,
        cells_changed,
        expected,
        change,
        low,
        high,
        level,
        marked: "if_the_association_were_causal",
    })
}

/// How many places of the kind lie in the area, and where the others are.
fn places(
    snapshot: &Snapshot,
    run: &RiskRun,
    kind: &PlaceKind,
    outline: &PreparedArea,
    plane: &LocalMetres,
) -> Result<(u64, Vec<[f64; 2]>), AnalysisError> {
    let layer = Layer::Places(kind.clone());
    let found = snapshot.select(&Slice::default(), &layer, &Within::Everywhere)?;
    let zone = snapshot.zone();
    let at = |day: &str| {
        day.parse::<jiff::civil::Date>().ok().and_then(|d| d.to_zoned(zone.clone()).ok()).map(|z| z.timestamp())
    };
    let (from, to) = (at(&run.report.settings.measured_from), at(&run.report.settings.measured_to));
    let (mut gone, mut left) = (0, Vec::new());
    for place in found.rows.into_iter().filter_map(|row| snapshot.place(row)) {
        let late = place.when.is_some_and(|w| from.is_some_and(|f| w.start() < f) || to.is_some_and(|t| w.end() > t));
        if place.accuracy == Accuracy::Area || late {
            continue;
        }
        if outline.contains(place.location) {
            gone += 1;
        } else {
            left.push(place.location);
        }
    }
    Ok((gone, in_metres(plane, left)))
}

/// The form without the mended places. The limit of a density stays where it was.
fn form_after(term: &Term, left: &[[f64; 2]], centres: &[[f64; 2]]) -> Result<Vec<f64>, AnalysisError> {
    if left.is_empty() {
        return Ok(vec![0.0; centres.len()]);
    }
    let flag = |holds: bool| f64::from(u8::from(holds));
    match term.form {
        Form::Near { metres } => {
            let near = density(left, None, centres, Kernel::Uniform, metres)?;
            Ok(near.iter().map(|v| flag(*v > 0.0)).collect())
        }
        Form::Several { metres, .. } => {
            let near = density(left, None, centres, Kernel::Uniform, metres)?;
            Ok(near.iter().map(|v| flag(*v > term.limit)).collect())
        }
        Form::Dense { metres } => {
            let dense = density(left, None, centres, Kernel::Quartic, metres)?;
            Ok(dense.iter().map(|v| flag(*v > term.limit)).collect())
        }
        Form::AboveMean | Form::FarAboveMean => Ok(term.column.clone()),
    }
}
