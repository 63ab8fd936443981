//! The order of a city's areas, out of its data.

use crate::ground::{Ground, outcome, rows};
use crate::months::{covered, later, starts};
use crate::plan::{Outcome, Window};
use crate::rank::{CRITERIA, RankInput, RankSettings, Ranked, Ranking, Weights, rank, tipping_points};
use crate::words::{Words, say};
use crate::{PlanningError, effect};
use aula_disclosure::{Grade, Precise, may_see};
use aula_model::{CategoryCode, ExposureKind, Names, Period, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::poisson_gamma;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// What audits say of an area's yards: their mean score, 0 to 1, higher is worse, and the share without an audit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AuditFacts {
    /// The mean score of audited yards.
    pub score: Option<f64>,
    /// The share of yards that nobody has audited.
    pub missing: Option<f64>,
}

/// Audit facts by area.
pub type Audits = BTreeMap<String, AuditFacts>;

/// A question for an order.
#[derive(Debug, Clone)]
pub struct RankQuery {
    /// The kind of areas.
    pub level: String,
    /// Data until the day before are looked at; none: all.
    pub as_of: Option<Date>,
    /// The months; none: the last twelve before.
    pub window: Option<Window>,
    /// What is counted.
    pub outcome: Outcome,
    /// The criteria's weights.
    pub weights: Weights,
    /// Draws, seed, k.
    pub settings: RankSettings,
    /// What rates are for.
    pub exposure: ExposureKind,
}

impl Default for RankQuery {
    fn default() -> Self {
        Self {
            level: "micro_district".to_owned(),
            as_of: None,
            window: None,
            outcome: Outcome::default(),
            weights: Weights::default(),
            settings: RankSettings::default(),
            exposure: ExposureKind::Residents,
        }
    }
}

/// An area in the order.
#[derive(Debug, Clone, Serialize)]
pub struct RankedArea {
    /// `kind:code`.
    pub id: String,
    /// Its names.
    pub names: Names,
    /// Its district.
    pub district: Option<String>,
    /// Its place; none where it is too small to rank.
    #[serde(flatten)]
    pub place: Option<Ranked>,
    /// Incidents counted.
    pub events: f64,
    /// Incidents found by the police, shown apart.
    pub found_by_police: f64,
    /// The exposure: residents, addresses or built-up ground.
    pub exposure: Option<f64>,
    /// Incidents per 1,000 of the exposure and year, posterior mean.
    pub rate: Option<f64>,
    /// Lower end of its 95 % interval.
    pub rate_low: Option<f64>,
    /// Upper end.
    pub rate_high: Option<f64>,
    /// Harm per incident.
    pub harm_per_event: f64,
    /// Later half against the earlier half, as a share of change.
    pub trend: Option<f64>,
    /// The mean score of the assessed yards, 0 to 100, where there are enough.
    pub score: Option<f64>,
    /// The share of yards that nobody has rated.
    pub missing_audits: Option<f64>,
    /// The middle of its cells, longitude and latitude.
    pub centre: [f64; 2],
}

/// A weight that would change who is among the first k.
#[derive(Debug, Clone, Serialize)]
pub struct TippingPoint {
    /// The criterion.
    pub criterion: &'static str,
    /// Its share of the weights.
    pub share: f64,
    /// The share at which an area enters.
    pub at: f64,
    /// The area that would enter.
    pub enters: String,
    /// The area that would leave.
    pub leaves: String,
}

/// An order with its settings.
#[derive(Debug, Clone, Serialize)]
pub struct RankAnswer {
    /// The kind of areas.
    pub level: String,
    /// The months.
    pub window: Window,
    /// What was counted.
    pub outcome: Outcome,
    /// The names of the criteria.
    pub criteria: [&'static str; 5],
    /// The shares of the weights that counted.
    pub weights: [f64; 5],
    /// Criteria without data.
    pub without_data: Vec<&'static str>,
    /// k, draws, seed, least expected.
    pub settings: RankSettings,
    /// What rates are for.
    pub exposure: ExposureKind,
    /// Areas ranked.
    pub n: usize,
    /// Incidents counted in them.
    pub total: f64,
    /// Incidents found by the police, left out of the order unless asked for.
    pub found_by_police: f64,
    /// Incidents too imprecise for a month or a cell.
    pub left_out: u64,
    /// Selected incidents in no area of the level.
    pub outside: u64,
    /// The order, the worst first.
    pub areas: Vec<RankedArea>,
    /// Areas too small to rank.
    pub too_small: Vec<RankedArea>,
    /// Weights that would change the first k.
    pub tipping: Vec<TippingPoint>,
    /// The number of the log's last change.
    pub seq: u64,
    /// What it says as a whole.
    pub sentence: Words,
}

/// An order before it is dressed: what the designer needs too.
pub(crate) struct Order {
    pub(crate) ranking: Ranking,
    pub(crate) inputs: Vec<RankInput>,
    /// Monthly counts of every area, in the months of the window.
    pub(crate) rows: Vec<effect::Row>,
    pub(crate) police: Vec<f64>,
    pub(crate) exposures: Vec<Option<f64>>,
    pub(crate) left_out: u64,
    pub(crate) outside: u64,
}

/// The slice of an outcome.
pub(crate) fn slice(outcome: &Outcome) -> Result<Slice, PlanningError> {
    let bad =
        |parameter, e: aula_model::ModelError| PlanningError::unusable(parameter, e.to_string(), "choose another");
    let categories = outcome.categories.iter().map(|c| CategoryCode::new(c)).collect::<Result<_, _>>();
    let hours = outcome.hours.as_deref().map(str::parse).transpose().map_err(|e| bad("hours", e))?;
    let weekdays = outcome.weekdays.as_deref().map(str::parse).transpose().map_err(|e| bad("weekdays", e))?;
    Ok(Slice {
        categories: categories.map_err(|e| bad("categories", e))?,
        hours: hours.unwrap_or_default(),
        weekdays: weekdays.unwrap_or_default(),
        ..Slice::default()
    })
}

/// The first day that no data are of.
pub(crate) fn end_of_data(snapshot: &Snapshot) -> Result<Date, PlanningError> {
    let end = snapshot.period().and_then(|p| p.to());
    end.ok_or_else(|| PlanningError::unusable("as_of", "there are no dated incidents", "import incidents"))
}

pub(crate) fn order(
    snapshot: &Snapshot,
    ground: &Ground,
    window: Window,
    query: &RankQuery,
    audits: &Audits,
) -> Result<Order, PlanningError> {
    let months = starts(window);
    let length = months.len() - 1;
    let period = Period::new(Some(window.from), Some(window.to))
        .map_err(|e| PlanningError::unusable("to", e.to_string(), "give a later day"))?;
    let slice = Slice { period, ..slice(&query.outcome)? };
    let counts = snapshot.month_counts(&slice, &ground.set, &months)?;
    let groups = || ground.pieces.iter().map(|p| p.cells.as_slice());
    let table = outcome(&counts, query.outcome.with_found_by_police);
    let monthly = rows(groups(), &ground.set, &table, length);
    let police = rows(groups(), &ground.set, &counts.found_by_police, length);
    let harm = snapshot.cell_harm(&slice, &Layer::Incidents, &ground.set)?;
    let exposures: Vec<Option<f64>> =
        ground.pieces.iter().map(|p| snapshot.areas().get(&p.id)?.exposure(query.exposure, window.to)).collect();
    let known = exposures.iter().any(|e| e.is_some_and(|e| e > 0.0));
    let years = length as f64 / 12.0;
    let input = |i: usize| {
        let (row, piece) = (&monthly[i], &ground.pieces[i]);
        let half = row.len() / 2;
        // Where nobody knows who lives there, ground stands for people: km², said in the answer.
        let exposure = if known { exposures[i].unwrap_or(0.0) } else { piece.area_m2 / 1e6 };
        let positions = piece.cells.iter().filter_map(|&c| ground.set.position(c)).map(|p| p as usize);
        let (sum, all) =
            positions.fold((0.0, 0.0), |s, p| (s.0 + harm.sums[p], s.1 + f64::from(harm.counts.counts[p])));
        let events: f64 = row.iter().sum();
        let facts = audits.get(piece.id.as_str()).copied().unwrap_or_default();
        RankInput {
            events,
            exposure: exposure * years,
            harm: if all > 0.0 { sum / all * events } else { 0.0 },
            earlier: row[..half].iter().sum(),
            later: row[row.len() - half..].iter().sum(),
            score: facts.score,
            missing_audits: facts.missing,
        }
    };
    let inputs: Vec<RankInput> = (0..ground.pieces.len()).map(input).collect();
    Ok(Order {
        ranking: rank(&inputs, query.weights, &query.settings),
        inputs,
        rows: monthly,
        police: police.iter().map(|row| row.iter().sum()).collect(),
        exposures,
        left_out: counts.tally.left_out.total() + counts.no_month,
        outside: counts.outside_cells,
    })
}

/// The window of a question.
pub(crate) fn window_of(snapshot: &Snapshot, query: &RankQuery) -> Result<Window, PlanningError> {
    let as_of = query.as_of.map_or_else(|| end_of_data(snapshot), Ok)?;
    let known = covered(snapshot.period(), as_of)?;
    match query.window {
        None => Ok(Window { from: later(known.to, -12).max(known.from), to: known.to }),
        Some(window) => {
            let (from, to) = (window.from.max(known.from), window.to.min(known.to));
            let reason = "no whole month of data lies in that period";
            if from < to {
                Ok(Window { from: from.first_of_month(), to: to.first_of_month() }).and_then(|w: Window| {
                    if w.from < w.to {
                        Ok(w)
                    } else {
                        Err(PlanningError::unusable("from", reason, "give whole months"))
                    }
                })
            } else {
                Err(PlanningError::unusable("from", reason, "give whole months within the data"))
            }
        }
    }
}

/// Ranks a city's areas.
///
/// # Errors
/// [`PlanningError::Analysis`] for a viewer that may not see counts or a level that does not exist;
/// [`PlanningError::Unusable`] for a period without data.
pub fn rank_areas(
    viewer: &Viewer,
    snapshot: &Snapshot,
    ground: &Ground,
    query: &RankQuery,
    audits: &Audits,
) -> Result<Precise<RankAnswer>, PlanningError> {
    may_see(viewer, Grade::Counts, None)?;
    let window = window_of(snapshot, query)?;
    let order = order(snapshot, ground, window, query, audits)?;
    let years = f64::from(crate::months::between(window.from, window.to)) / 12.0;
    let (events, exposure): (Vec<f64>, Vec<f64>) =
        order.inputs.iter().map(|i| (if i.exposure > 0.0 { i.events } else { 0.0 }, i.exposure)).unzip();
    let rates = poisson_gamma(&events, &exposure, 0.95).map_err(aula_analysis::AnalysisError::from)?;
    let dress = |i: usize, place: Option<Ranked>| {
        let (piece, input) = (&ground.pieces[i], &order.inputs[i]);
        let rate = rates[i].as_ref();
        RankedArea {
            id: piece.id.to_string(),
            names: piece.names.clone(),
            district: piece.district.as_ref().map(ToString::to_string),
            place,
            events: input.events,
            found_by_police: order.police[i],
            exposure: order.exposures[i],
            rate: rate.map(|r| r.rate * 1e3),
            rate_low: rate.map(|r| r.low * 1e3),
            rate_high: rate.map(|r| r.high * 1e3),
            harm_per_event: if input.events > 0.0 { input.harm / input.events } else { 0.0 },
            trend: (input.earlier > 0.0).then(|| input.later / input.earlier - 1.0),
            score: input.score,
            missing_audits: input.missing_audits,
            centre: [piece.centre.lon(), piece.centre.lat()],
        }
    };
    let name = |i: usize| ground.pieces[i].id.to_string();
    let ranking = &order.ranking;
    let areas: Vec<RankedArea> = ranking.order.iter().map(|r| dress(r.area, Some(*r))).collect();
    let sure = ranking.order.iter().filter(|r| r.p_worst >= 0.9).count();
    let open = ranking.order.iter().filter(|r| r.p_worst > 0.1 && r.p_worst < 0.9).count();
    let sentence = say(
        "ranking",
        &[
            ("n", areas.len().to_string()),
            ("k", query.settings.worst.to_string()),
            ("sure", sure.to_string()),
            ("open", open.to_string()),
            ("months", format!("{:.0}", years * 12.0)),
        ],
    );
    Ok(Precise::counts(RankAnswer {
        level: query.level.clone(),
        window,
        outcome: query.outcome.clone(),
        criteria: CRITERIA,
        weights: ranking.weights,
        without_data: ranking.without_data.clone(),
        settings: query.settings,
        exposure: query.exposure,
        n: areas.len(),
        total: order.inputs.iter().map(|i| i.events).sum(),
        found_by_police: order.police.iter().sum(),
        left_out: order.left_out,
        outside: order.outside,
        too_small: ranking.too_small.iter().map(|&i| dress(i, None)).collect(),
        tipping: tipping_points(ranking, query.settings.worst)
            .into_iter()
            .map(|t| TippingPoint {
                criterion: t.criterion,
                share: t.share,
                at: t.at,
                enters: name(t.enters),
                leaves: name(t.leaves),
            })
            .collect(),
        areas,
        seq: snapshot.seq().0,
        sentence,
    }))
}
