//! A plan judged by the city's data.

use crate::PlanningError;
use crate::ground::{outcome, rows};
use crate::judge::{Evidence, Judgement, ShareChange, Verdict, judge, share_change};
use crate::months::{between, covered, later, starts};
use crate::plan::{Outcome, PlannedArea, StoredPlan, Window};
use crate::ranking::{end_of_data, slice};
use crate::words::{Words, percent, say, whole_percent};
use aula_disclosure::{Grade, Precise, may_see};
use aula_geometry::{StudySet, decode_h3_delta};
use aula_model::Viewer;
use aula_snapshot::{MonthCounts, Snapshot};
use h3o::{CellIndex, Resolution};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked of a plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvaluateQuery {
    /// Data until the day before are looked at; none: all there are.
    pub as_of: Option<Date>,
    /// A survey: (afraid, asked) in pilots before and after, controls before and after.
    pub perception: Option<[(f64, f64); 4]>,
}

/// A month of the figure beside the verdict.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct MonthLine {
    /// Its first day.
    pub month: Date,
    /// Incidents in the pilots.
    pub pilots: f64,
    /// In the controls.
    pub controls: f64,
    /// In the rings around the pilots.
    pub ring: f64,
    /// In the rings around the controls.
    pub control_ring: f64,
}

/// A plan judged.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// The plan.
    pub plan: String,
    /// Its version.
    pub version: u32,
    /// Its digest, where it is frozen.
    pub sha256: Option<String>,
    /// The day it was frozen on.
    pub frozen_on: Option<Date>,
    /// Data until the day before were looked at.
    pub as_of: Date,
    /// The months before.
    pub baseline: Window,
    /// The months after.
    pub after: Window,
    /// The months of the naive comparison.
    pub year_before: Option<Window>,
    /// Incidents too imprecise for a month or a cell.
    pub left_out: u64,
    /// What was found.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// Cleared among those decided, before and after.
    pub clearance: Option<ShareChange>,
    /// Afraid among those asked.
    pub perception: Option<ShareChange>,
    /// Month by month.
    pub lines: Vec<MonthLine>,
    /// The number of the log's last change.
    pub seq: u64,
    /// The verdict in words.
    pub sentence: Words,
    /// Why, what became of the ring, what could be seen, what to know.
    pub notes: Vec<Words>,
}

/// Judges a plan by what happened in the cells it names.
///
/// # Errors
/// [`PlanningError::Analysis`] for a viewer that may not see counts; [`PlanningError::Unusable`] where no whole month
/// after the start is in the data.
pub fn evaluate(
    viewer: &Viewer,
    snapshot: &Snapshot,
    stored: &StoredPlan,
    query: &EvaluateQuery,
) -> Result<Precise<Evaluation>, PlanningError> {
    may_see(viewer, Grade::Counts, None)?;
    let plan = stored.plan();
    let as_of = query.as_of.map_or_else(|| end_of_data(snapshot), Ok)?;
    let known = covered(snapshot.period(), as_of)?;
    let end = later(plan.start, plan.months as i32).min(known.to);
    if end <= plan.start {
        let reason = format!("no whole month after the start on {} is in the data before {as_of}", plan.start);
        return Err(PlanningError::unusable("as_of", reason, "ask again when a month has passed"));
    }
    let after = Window { from: plan.start, to: end };
    let year_before = Window { from: later(after.from, -12), to: later(after.to, -12) };
    let year_before = (year_before.from >= known.from && after.to <= later(after.from, 12)).then_some(year_before);
    let from = year_before.map_or(plan.baseline.from, |w| w.from.min(plan.baseline.from));
    let whole = Window { from, to: after.to };
    let numbers = |w: Window| -> Vec<usize> {
        let first = between(from, w.from).max(0) as usize;
        (first..first + between(w.from, w.to).max(0) as usize).collect()
    };

    let cells = PlanCells::read(stored)?;
    let counts = cells.count(snapshot, &plan.outcome, whole)?;
    let months = starts(whole).len() - 1;
    let table = outcome(&counts, plan.outcome.with_found_by_police);
    let rows_of =
        |groups: &[Vec<CellIndex>], table: &[u32]| rows(groups.iter().map(Vec::as_slice), &cells.set, table, months);
    let mut placebos = Vec::new();
    for category in &plan.placebo_categories {
        let what = Outcome { categories: vec![category.clone()], ..plan.outcome.clone() };
        // A placebo that is part of the outcome is none.
        if plan.outcome.categories.is_empty() || plan.outcome.categories.contains(category) {
            continue;
        }
        let counts = cells.count(snapshot, &what, whole)?;
        let table = outcome(&counts, what.with_found_by_police);
        placebos.push((category.clone(), rows_of(&cells.pilots, &table), rows_of(&cells.controls, &table)));
    }
    let evidence = Evidence {
        pilots: rows_of(&cells.pilots, &table),
        controls: rows_of(&cells.controls, &table),
        rings: rows_of(&cells.rings, &table),
        control_rings: rows_of(&cells.control_rings, &table),
        baseline: numbers(plan.baseline),
        after: numbers(after),
        year_before: year_before.map(numbers).unwrap_or_default(),
        picked_by_baseline: plan.picked_by_baseline,
        placebos,
        seed: plan.choosing.seed,
    };
    let judgement = judge(&evidence);
    let clearance = clearance(&cells, &counts, &evidence, months);
    let total = |rows: &[crate::Row], m: usize| rows.iter().map(|row| row[m]).sum();
    let firsts = starts(whole);
    let lines = firsts[..months].iter().enumerate().map(|(m, &month)| MonthLine {
        month,
        pilots: total(&evidence.pilots, m),
        controls: total(&evidence.controls, m),
        ring: total(&evidence.rings, m),
        control_ring: total(&evidence.control_rings, m),
    });
    let (sha256, frozen_on) = match stored {
        StoredPlan::Draft { .. } => (None, None),
        StoredPlan::Frozen { frozen } => (Some(frozen.sha256.clone()), Some(frozen.frozen_on)),
    };
    let done = between(after.from, after.to);
    Ok(Precise::counts(Evaluation {
        plan: plan.id.clone(),
        version: plan.version,
        sha256,
        frozen_on,
        as_of,
        baseline: plan.baseline,
        after,
        year_before,
        left_out: counts.tally.left_out.total() + counts.no_month,
        sentence: verdict_words(&judgement),
        notes: notes(&judgement, stored, done),
        judgement,
        clearance,
        perception: query.perception.and_then(share_change),
        lines: lines.collect(),
        seq: snapshot.seq().0,
    }))
}

/// The cells of a plan, as it names them.
struct PlanCells {
    set: StudySet,
    pilots: Vec<Vec<CellIndex>>,
    rings: Vec<Vec<CellIndex>>,
    controls: Vec<Vec<CellIndex>>,
    control_rings: Vec<Vec<CellIndex>>,
}

impl PlanCells {
    fn read(stored: &StoredPlan) -> Result<Self, PlanningError> {
        let plan = stored.plan();
        let broken = || PlanningError::unusable("plan", "the plan's cells cannot be read", "import the plan again");
        let resolution = Resolution::try_from(plan.resolution).map_err(|_| broken())?;
        let decode = |delta: &[u64]| decode_h3_delta(resolution, delta).map_err(|_| broken());
        let all =
            |areas: &mut dyn Iterator<Item = &PlannedArea>, ring: bool| -> Result<Vec<Vec<CellIndex>>, PlanningError> {
                areas.map(|a| decode(if ring { &a.ring } else { &a.cells })).collect()
            };
        let pilots = || plan.pilots.iter().map(|p| &p.area);
        let (own, rings) = (all(&mut pilots(), false)?, all(&mut pilots(), true)?);
        let (controls, control_rings) = (all(&mut plan.controls.iter(), false)?, all(&mut plan.controls.iter(), true)?);
        let cells = [&own, &rings, &controls, &control_rings].into_iter().flatten().flatten().copied().collect();
        Ok(Self { set: StudySet::new(resolution, cells)?, pilots: own, rings, controls, control_rings })
    }

    fn count(&self, snapshot: &Snapshot, what: &Outcome, whole: Window) -> Result<MonthCounts, PlanningError> {
        Ok(snapshot.month_counts(&slice(what)?, &self.set, &starts(whole))?)
    }
}

/// Cleared among those known to be cleared or not, before and after.
fn clearance(cells: &PlanCells, counts: &MonthCounts, e: &Evidence, months: usize) -> Option<ShareChange> {
    let of = |groups: &[Vec<CellIndex>], window: &[usize]| {
        let total = |table: &[u32]| -> f64 {
            let rows = rows(groups.iter().map(Vec::as_slice), &cells.set, table, months);
            rows.iter().map(|row| crate::effect::sum(row, window)).sum()
        };
        let (yes, no) = (total(&counts.cleared), total(&counts.not_cleared));
        (yes, yes + no)
    };
    share_change([
        of(&cells.pilots, &e.baseline),
        of(&cells.pilots, &e.after),
        of(&cells.controls, &e.baseline),
        of(&cells.controls, &e.after),
    ])
}

fn word<T: Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn verdict_words(j: &Judgement) -> Words {
    let Some(effect) = j.effect else { return say("verdict.no_comparison", &[]) };
    let verdict: Verdict = j.verdict;
    say(
        &format!("verdict.{}", word(verdict)),
        &[("change", percent(effect.change)), ("low", percent(effect.low)), ("high", percent(effect.high))],
    )
}

fn notes(j: &Judgement, stored: &StoredPlan, done: i32) -> Vec<Words> {
    let plan = stored.plan();
    let seen = j.detectable.map_or_else(|| "–".to_owned(), |d| whole_percent(d.least_significant));
    let mut notes: Vec<Words> =
        j.reasons.iter().map(|reason| say(&format!("reason.{}", word(reason)), &[("seen", seen.clone())])).collect();
    let ring = j.ring.map_or_else(String::new, |r| percent(r.change));
    notes.push(say(&format!("spread.{}", word(j.spread)), &[("change", ring)]));
    if let Some(d) = j.difference {
        let whole = |n: f64| format!("{n:+.0}").replace('-', "−");
        notes.push(say(
            "difference",
            &[("incidents", whole(d.incidents)), ("low", whole(d.low)), ("high", whole(d.high))],
        ));
    }
    notes.push(j.detectable.map_or_else(|| say("detectable.none", &[]), |d| detectable_words(&d)));
    if let Some(naive) = j.naive {
        notes.push(say("naive", &[("change", percent(naive.change))]));
    }
    if !stored.is_frozen() {
        notes.push(say("warning.draft", &[]));
    }
    if plan.later_data_at_hand {
        notes.push(say("warning.later_data", &[]));
    }
    if done < plan.months as i32 {
        notes.push(say("warning.still_running", &[("done", done.to_string()), ("planned", plan.months.to_string())]));
    }
    notes
}

/// What could be seen, in words.
#[must_use]
pub fn detectable_words(found: &crate::Detectable) -> Words {
    say(
        "detectable",
        &[("least", whole_percent(found.least_significant)), ("often", whole_percent(found.seen_in_four_of_five))],
    )
}
