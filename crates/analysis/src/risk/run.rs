//! The run: terrain, best model, validation, all of one question.

use super::fairness;
use super::frame::{Frame, Incidents};
use super::knowledge::{Age, FIRST_FACTOR, PAST, ages_of, ground, knowledge};
use super::layers::{FactorLayer, Form, factor_layers};
use super::report::{FactorEffect, RiskReport, RiskSettings, Validation};
use super::runs::run_id;
use super::scores::{Scored, per_area};
use super::validation::{Tested, Truth, validate, verdict};
use super::window::Window;
use super::words::{self, FactorFacts, RiskWarning};
use super::{RiskDesign, RiskQuery};
use crate::figures::{CellFigures, Column, FigureSettings};
use crate::settings::Tally;
use crate::{AnalysisError, SliceSettings, StudySets, StudySpace};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Slice, Viewer};
use aula_snapshot::Snapshot;
use aula_statistics::StatisticsError;
use aula_statistics::regression::{
    Candidate, Design, Knowledge, Outlook, Sign, Terrain, TerrainProblem, out_of_fold, terrain, train,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Version of the procedure; changes with anything that changes figures.
pub(super) const VERSION: &str = "1";
/// Folds of blocks of space.
const FOLDS: u16 = 5;

/// A finished run: what it says, and what cells are asked about afterwards.
pub struct RiskRun {
    /// The same for the same question, data and version.
    pub id: String,
    /// What it says.
    pub report: RiskReport,
    /// The cells.
    pub space: Arc<StudySpace>,
    pub(super) query: RiskQuery,
    pub(super) target: Window,
    pub(super) counts: Vec<u32>,
    pub(super) expected: Vec<f64>,
    /// exp(Σβx) over the confirmed forms.
    pub(super) score: Vec<f64>,
    /// For each group of the best model its multiplicative share, by cell.
    pub(super) shares: Vec<Vec<f64>>,
    /// Names of the groups: past, ground, then factors.
    pub(super) groups: Vec<String>,
    pub(super) terms: Vec<Term>,
    /// Covariance of the terms' measured effects.
    pub(super) covariance: Vec<f64>,
    pub(super) reach: f64,
    pub(super) tally: Tally,
}

impl RiskRun {
    /// The expected count of the question's period, by position in the study set.
    #[must_use]
    pub fn expected(&self) -> &[f64] {
        &self.expected
    }
}

/// A confirmed form over the cells.
pub(super) struct Term {
    pub(super) factor: String,
    pub(super) form: Form,
    pub(super) column: Vec<f64>,
    pub(super) beta: f64,
    pub(super) effect: Option<aula_statistics::regression::Effect>,
    /// The density above which the form holds; 0 for others.
    pub(super) limit: f64,
}

/// Windows counted once each.
pub(super) struct Eras<'a> {
    snapshot: &'a Snapshot,
    query: &'a RiskQuery,
    frame: &'a Frame,
    ground: Vec<Vec<f64>>,
    known: BTreeMap<(jiff::civil::Date, jiff::civil::Date), (Rc<Incidents>, Rc<Age>)>,
}

impl<'a> Eras<'a> {
    fn get(&mut self, window: Window) -> Result<(Rc<Incidents>, Rc<Age>), AnalysisError> {
        let key = (window.from, window.to);
        if let Some(found) = self.known.get(&key) {
            return Ok(found.clone());
        }
        let incidents = self.frame.incidents(self.snapshot, self.query, window)?;
        let age = Age::new(self.frame, &incidents, window)?;
        let found = (Rc::new(incidents), Rc::new(age));
        self.known.insert(key, found.clone());
        Ok(found)
    }

    fn factors(&self, window: Window) -> Result<Vec<FactorLayer>, AnalysisError> {
        factor_layers(self.snapshot, self.frame, self.query, window)
    }

    fn knowledge(&mut self, past: &[Window], ages: usize, factors: &[FactorLayer]) -> Result<Knowledge, AnalysisError> {
        let found = past.iter().map(|&w| self.get(w).map(|(_, age)| age)).collect::<Result<Vec<_>, _>>()?;
        Ok(knowledge(&found, ages, &self.ground, factors, &self.frame.offset))
    }
}

/// What a model says of one window.
struct Prediction {
    outlook: Outlook,
    known: Knowledge,
    expected: Vec<f64>,
    /// Expected without the past: by factors and ground alone.
    factors_only: Vec<f64>,
    /// Expected of cells that the fit had not seen, where the window itself was fitted.
    unseen: Option<Vec<f64>>,
}

impl Eras<'_> {
    /// A model of a window made of what was known before it.
    fn foretell(&mut self, target: Window, past: &[Window]) -> Result<Prediction, AnalysisError> {
        let Some(&last) = past.first() else { return Err(no_past(target)) };
        let (lesson, before, scored_past) = match last.halves() {
            Some((first, second)) if past.len() == 1 => (second, vec![first], past.to_vec()),
            _ => (last, past[1..].to_vec(), past.to_vec()),
        };
        let ages = ages_of(before.len());
        let factors_then = self.factors(before.first().copied().unwrap_or(lesson))?;
        let factors_now = self.factors(last)?;
        let then = self.knowledge(&before, ages, &factors_then)?;
        let known = self.knowledge(&scored_past, ages, &factors_now)?;
        let counts = self.get(lesson)?.0.counts.clone();
        let folds = self.frame.blocks.folds(FOLDS);
        let by_length = f64::from(target.days()) / f64::from(lesson.days());
        let outlook = train(&then, &counts, &self.frame.offset, &folds)?;
        let scaled = |mut v: Vec<f64>| {
            v.iter_mut().for_each(|e| *e *= by_length);
            v
        };
        let expected = scaled(outlook.expected(&known, &self.frame.offset)?);
        let bare = train(&without_past(&then), &counts, &self.frame.offset, &folds)?;
        let factors_only = scaled(bare.expected(&without_past(&known), &self.frame.offset)?);
        Ok(Prediction { outlook, known, expected, factors_only, unseen: None })
    }

    /// A model of a window fitted to the window itself, tested on blocks of space left out.
    fn explain(&mut self, target: Window, past: &[Window]) -> Result<Prediction, AnalysisError> {
        let factors = self.factors(target)?;
        let known = self.knowledge(past, ages_of(past.len()), &factors)?;
        let counts = self.get(target)?.0.counts.clone();
        let folds = self.frame.blocks.folds(FOLDS);
        let offset = &self.frame.offset;
        let outlook = train(&known, &counts, offset, &folds)?;
        let expected = outlook.expected(&known, offset)?;
        let unseen = out_of_fold(&known, &counts, offset, &folds)?;
        let factors_only = out_of_fold(&without_past(&known), &counts, offset, &folds)?;
        Ok(Prediction { outlook, known, expected, factors_only, unseen: Some(unseen) })
    }
}

fn no_past(target: Window) -> AnalysisError {
    AnalysisError::Unusable {
        parameter: "design",
        reason: format!("the data hold no whole period as long as {} to {} before it", target.from, target.to),
        remedy: "choose a later or shorter period, or design=explain",
    }
}

fn without_past(known: &Knowledge) -> Knowledge {
    let keep: Vec<usize> = (0..known.columns.len()).filter(|&j| known.groups[j] != PAST).collect();
    Knowledge {
        columns: keep.iter().map(|&j| known.columns[j].clone()).collect(),
        groups: keep.iter().map(|&j| known.groups[j]).collect(),
        signs: keep.iter().map(|&j| known.signs[j]).collect(),
        anchor: Vec::new(),
    }
}

/// Runs terrain, best model and validation.
///
/// # Errors
/// [`AnalysisError::Statistics`] under 50 incidents in the period measured; [`AnalysisError::Unusable`] for factors of
/// which nothing is known, or a forecast without an earlier period.
///
/// # Complexity
/// A few seconds for 40,000 cells and 40 factors.
pub fn risk(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &RiskQuery,
) -> Result<Precise<RiskRun>, AnalysisError> {
    may_see_precise(viewer)?;
    // Densities reach over the border of the study area, so that the value is never of one area alone.
    compute(snapshot, sets, query).map(Precise::counts)
}

/// [`risk`] without asking who asks.
pub(super) fn compute(snapshot: &Snapshot, sets: &StudySets, query: &RiskQuery) -> Result<RiskRun, AnalysisError> {
    let frame = Frame::new(snapshot, sets, query)?;
    let target = Window::asked(snapshot, query)?;
    let ground = ground(snapshot, &frame)?;
    let mut eras = Eras { snapshot, query, frame: &frame, ground, known: BTreeMap::new() };
    let past = target.past(snapshot);
    let measured = match query.design {
        RiskDesign::Explain => target,
        RiskDesign::Foretell => *past.first().ok_or_else(|| no_past(target))?,
    };
    let factors = eras.factors(measured)?;
    let (lesson, _) = eras.get(measured)?;
    let found = measure(&frame, query, &factors, &eras.ground, &lesson.counts)?;
    let (validation, prediction) = validations(&mut eras, snapshot, target)?;
    let (truth, _) = eras.get(target)?;
    let terms = terms(&factors, &found);
    let groups = names(&factors);
    let shares = prediction.outlook.shares(&prediction.known, groups.len(), PAST)?;
    let score = score(&terms, frame.len());
    let expected = prediction.expected;
    let (district, districts) = fairness::districts(snapshot, &frame);
    let scored = Scored {
        areas_m2: &frame.space.areas_m2,
        counts: &truth.counts,
        outside: truth.outside,
        level: query.level,
        seed: query.seed,
    };
    let by_area = per_area(prediction.unseen.as_ref().unwrap_or(&expected), &frame.space.areas_m2);
    let attention = match scored.accuracy(&by_area, 0.05) {
        Ok(_) => fairness::attention(&scored, &by_area, &truth, &district, &districts)?,
        Err(_) => Vec::new(),
    };
    let effects = effects(&factors, &found, &lesson.counts);
    let settings = settings(snapshot, query, &frame, target, measured, past.len(), &truth);
    let report = RiskReport {
        verdict: verdict(&validation, found.chosen.iter().filter(|c| c.confirmed).count(), query.level),
        warnings: RiskWarning::of(query, &settings, &factors),
        family: if found.dispersion > 0.0 { "negative_binomial" } else { "poisson" },
        dispersion: found.dispersion,
        candidates: [factors.iter().map(|f| f.forms.len()).sum(), found.after_net[0], found.after_net[1]],
        penalties: prediction.outlook.tried.clone(),
        penalty: prediction.outlook.penalty,
        factors: effects,
        validation,
        attention,
        feedback: fairness::simulated(query.seed)?,
        settings,
    };
    let tally = Tally {
        total: truth.total() as u64,
        outside_cells: truth.outside as u64,
        left_out: truth.left_out,
        discontinued: 0,
    };
    let (covariance, reach) = confirmed_covariance(&found);
    Ok(RiskRun {
        id: run_id(snapshot, query),
        report,
        query: query.clone(),
        target,
        counts: truth.counts.iter().map(|&c| c as u32).collect(),
        expected,
        score,
        shares,
        groups,
        terms,
        covariance,
        reach,
        tally,
        space: Arc::clone(&frame.space),
    })
}

/// Every window to be scored, the latest first, and the prediction of the one asked about.
fn validations(
    eras: &mut Eras<'_>,
    snapshot: &Snapshot,
    target: Window,
) -> Result<(Vec<Validation>, Prediction), AnalysisError> {
    let (mut out, mut first, mut at) = (Vec::new(), None, Some(target));
    let (district, districts) = fairness::districts(snapshot, eras.frame);
    for roll in 0..eras.query.rolls.max(1) {
        let Some(window) = at else { break };
        let past = window.past(snapshot);
        let prediction = match eras.query.design {
            RiskDesign::Foretell if past.is_empty() && roll > 0 => break,
            RiskDesign::Foretell => eras.foretell(window, &past)?,
            RiskDesign::Explain => eras.explain(window, &past)?,
        };
        let (truth, _) = eras.get(window)?;
        let earlier = past.iter().map(|&w| eras.get(w).map(|(i, _)| i)).collect::<Result<Vec<_>, _>>()?;
        if truth.total() > 0.0 {
            let tested = Tested {
                window,
                past: &earlier.iter().map(|i| &**i).collect::<Vec<_>>(),
                expected: prediction.unseen.as_ref().unwrap_or(&prediction.expected),
                factors_only: &prediction.factors_only,
                on: if prediction.unseen.is_some() { "blocks_of_space" } else { "later_period" },
            };
            let truth = Truth { incidents: &truth, district: &district, districts: &districts };
            out.push(validate(eras.frame, eras.query, &tested, &truth)?);
        }
        if first.is_none() {
            first = Some(prediction);
        }
        at = window.before();
    }
    let first = first.ok_or_else(|| no_past(target))?;
    Ok((out, first))
}

fn measure(
    frame: &Frame,
    query: &RiskQuery,
    factors: &[FactorLayer],
    ground: &[Vec<f64>],
    counts: &[f64],
) -> Result<Terrain, AnalysisError> {
    let (mut columns, mut candidates) = (Vec::new(), Vec::new());
    for (factor, layer) in factors.iter().enumerate() {
        let sign = if layer.source.only_aggravates() { Sign::NonNegative } else { Sign::Either };
        for (_, column) in &layer.forms {
            candidates.push(Candidate { column: columns.len(), factor, sign });
            columns.push(column.clone());
        }
    }
    let first = columns.len();
    for column in ground {
        let mean = column.iter().sum::<f64>() / column.len() as f64;
        columns.push(column.iter().map(|v| (v + 0.1 * mean.max(f64::MIN_POSITIVE)).ln()).collect());
    }
    // What is unknown is told apart, so that it does not count as absent.
    columns.extend(factors.iter().filter_map(FactorLayer::missing));
    let always: Vec<usize> = (first..columns.len()).collect();
    let design = Design::new(frame.len(), columns)?;
    let chooses = frame.blocks.choosing_half();
    Ok(terrain(&TerrainProblem {
        design: &design,
        counts,
        candidates: &candidates,
        always: &always,
        blocks: &frame.blocks.of,
        chooses: &chooses,
        level: query.level,
    })?)
}

/// The factor and the form of each candidate.
fn forms(factors: &[FactorLayer]) -> Vec<(usize, usize)> {
    let of = |(k, f): (usize, &FactorLayer)| (0..f.forms.len()).map(move |form| (k, form)).collect::<Vec<_>>();
    factors.iter().enumerate().flat_map(of).collect()
}

fn terms(factors: &[FactorLayer], found: &Terrain) -> Vec<Term> {
    let forms = forms(factors);
    let confirmed = found.chosen.iter().filter(|c| c.confirmed);
    confirmed
        .map(|c| {
            let (factor, form) = forms[c.candidate];
            let (shape, column) = &factors[factor].forms[form];
            Term {
                factor: factors[factor].source.to_string(),
                form: *shape,
                column: column.clone(),
                beta: c.beta,
                effect: c.effect,
                limit: factors[factor].limits.get(form).copied().unwrap_or(0.0),
            }
        })
        .collect()
}

fn confirmed_covariance(found: &Terrain) -> (Vec<f64>, f64) {
    let side = found.chosen.len();
    let own: Vec<usize> = (0..side).filter(|&k| found.chosen[k].confirmed).collect();
    let pairs = own.iter().flat_map(|&i| own.iter().map(move |&j| (i, j)));
    (pairs.map(|(i, j)| found.covariance[i * side + j]).collect(), found.reach)
}

/// exp(Σβx), the lowest 1.
fn score(terms: &[Term], cells: usize) -> Vec<f64> {
    let mut eta = vec![0.0; cells];
    for term in terms {
        eta.iter_mut().zip(&term.column).for_each(|(e, x)| *e += term.beta * x);
    }
    let lowest = eta.iter().copied().fold(f64::INFINITY, f64::min);
    eta.iter().map(|e| (e - lowest).exp()).collect()
}

fn names(factors: &[FactorLayer]) -> Vec<String> {
    debug_assert_eq!(FIRST_FACTOR, 2, "past and ground come first");
    let own = factors.iter().map(|f| f.source.to_string());
    ["past".to_owned(), "ground".to_owned()].into_iter().chain(own).collect()
}

fn effects(factors: &[FactorLayer], found: &Terrain, counts: &[f64]) -> Vec<FactorEffect> {
    let forms = forms(factors);
    let mut out: Vec<FactorEffect> = factors
        .iter()
        .enumerate()
        .map(|(k, layer)| {
            let chosen = found.chosen.iter().find(|c| forms[c.candidate].0 == k);
            let shape = chosen.map(|c| &layer.forms[forms[c.candidate].1]);
            let exposed = |column: &Vec<f64>| (0..column.len()).filter(|&i| column[i] > 0.0).collect::<Vec<usize>>();
            let cells = shape.map(|(_, column)| exposed(column)).unwrap_or_default();
            let incidents: f64 = cells.iter().map(|&i| counts[i]).sum();
            let confirmed = chosen.is_some_and(|c| c.confirmed);
            let factor = layer.source.to_string();
            let measured = chosen.and_then(|c| c.effect);
            let facts = FactorFacts {
                factor: &factor,
                form: shape.map(|(form, _)| *form),
                kept: confirmed,
                measured,
                cells: cells.len() as u64,
                incidents: incidents as u64,
            };
            FactorEffect {
                sentence: words::factor(&facts),
                kept: confirmed,
                chosen: chosen.is_some(),
                form: shape.map(|(form, _)| *form),
                relative_risk: chosen.filter(|c| c.confirmed).map(|c| c.beta.exp()),
                measured,
                cells_exposed: cells.len() as u64,
                incidents_exposed: incidents as u64,
                sources: layer.sources,
                undated: layer.undated,
                unknown_cells: layer.unknown_cells,
                factor,
            }
        })
        .collect();
    let strength = |e: &FactorEffect| e.measured.filter(|_| e.kept).map_or(-1.0, |m| m.beta.abs());
    out.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| a.factor.cmp(&b.factor)));
    out
}

fn settings(
    snapshot: &Snapshot,
    query: &RiskQuery,
    frame: &Frame,
    target: Window,
    measured: Window,
    past_periods: usize,
    truth: &Incidents,
) -> RiskSettings {
    let slice = Slice { period: target.period(), ..query.grid.slice.clone() };
    RiskSettings {
        version: VERSION,
        design: query.design,
        layer: query.grid.layer.to_string(),
        resolution: query.grid.resolution.into(),
        study_set: frame.space.kind,
        no_ground_data: frame.space.no_ground_data,
        study_area: frame.space.areas.iter().map(ToString::to_string).collect(),
        slice: SliceSettings::new(snapshot, &slice),
        measured_from: measured.from.to_string(),
        measured_to: measured.to.to_string(),
        factors_until: measured.to.to_string(),
        past_periods,
        n: frame.len() as u64,
        total: truth.total() as u64,
        outside_cells: truth.outside as u64,
        left_out: truth.left_out.sum(),
        left_out_reasons: truth.left_out,
        police_found: truth.police_found,
        police_found_used: query.police_found,
        half_block_m: query.half_block_m,
        block_m: query.block_m,
        blocks: frame.blocks.count,
        level: query.level,
        seed: query.seed,
    }
}

/// What a map of a run was made with.
#[derive(Debug, Clone, Serialize)]
pub struct RiskMapDetail {
    /// How factors and incidents stand in time.
    pub design: RiskDesign,
    /// Decides blocks.
    pub seed: u64,
    /// The sentence that stands first.
    pub sentence: crate::Sentence,
}

/// Shares of the area that the classes of the map mean.
const CLASSES: &[&str] = &["top_1", "top_5", "top_10", "top_20", "rest"];
const CUTS: [f64; 4] = [0.01, 0.05, 0.10, 0.20];

/// The run as a map: expected counts, their density against the city's, the terrain's score, the class by rank.
///
/// # Errors
/// [`AnalysisError::Statistics`] for no cells.
pub fn map(snapshot: &Snapshot, run: &RiskRun) -> Result<CellFigures<RiskMapDetail>, AnalysisError> {
    let density = per_area(&run.expected, &run.space.areas_m2);
    let area: f64 = run.space.areas_m2.iter().sum();
    let mean = run.expected.iter().sum::<f64>() / area;
    if density.is_empty() {
        return Err(StatisticsError::Empty { what: "cells" }.into());
    }
    let mut order: Vec<usize> = (0..density.len()).collect();
    order.sort_unstable_by(|&a, &b| density[b].total_cmp(&density[a]).then(a.cmp(&b)));
    let (mut of, mut taken) = (vec![4_u8; density.len()], 0.0);
    for i in order {
        taken += run.space.areas_m2[i];
        of[i] = CUTS.iter().position(|cut| taken <= cut * area * (1.0 + 1e-9)).unwrap_or(4) as u8;
    }
    let grid = run.query.grid.in_period(run.target.period());
    let detail =
        RiskMapDetail { design: run.query.design, seed: run.query.seed, sentence: run.report.verdict.sentence.clone() };
    let settings = FigureSettings::of_cells("risk", snapshot, &grid, &run.space, &run.tally, detail);
    let columns = vec![
        Column::counts("count", run.counts.clone()),
        Column::numbers("expected", run.expected.clone()),
        Column::numbers("relative", density.iter().map(|d| d / mean).collect()),
        Column::numbers("terrain_score", run.score.clone()),
        Column::classes("class", "classes", CLASSES, of),
    ];
    Ok(CellFigures { space: Arc::clone(&run.space), columns, settings })
}
