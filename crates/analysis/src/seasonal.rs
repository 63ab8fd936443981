//! Was a month unusual for its season?

use crate::figures::{Field, FigureSettings, TableFigures};
use crate::hotspots::known_layer;
use crate::registration::incomplete;
use crate::season::{Months, unusable};
use crate::sentence::{self, Counted, Days, Nothing, SeasonalFacts};
use crate::settings::Tally;
use crate::{AnalysisError, Correction, Scope, ScopeName, StudySets, Verdict};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{Period, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::{Unusual, benjamini_hochberg_tested, unusual_periods};
use jiff::civil::Date;
use serde::Serialize;

/// A question about seasons.
#[derive(Debug, Clone)]
pub struct SeasonalQuery {
    /// Which incidents; the periods end with it, or with the last whole one of the data.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// Where.
    pub scope: Scope,
    /// How long each period is.
    pub step: SeasonStep,
}

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeasonStep {
    /// A month, twelve a year.
    #[default]
    Month,
    /// Three months, four a year.
    Quarter,
}

impl SeasonStep {
    /// The words of the parameter `step`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("month", Self::Month), ("quarter", Self::Quarter)];

    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }
}

/// The seasons of the whole series.
#[derive(Debug, Clone, Serialize)]
pub struct SeasonalSummary {
    /// The level of each season of the year against the mean, from the season that the first period is in.
    pub index: Vec<f64>,
    /// The first day of the first period, which tells the season that `index` begins with.
    pub index_from: Option<String>,
    /// How much more than chance alone the counts vary around season and level, at least 1.
    pub dispersion: f64,
    /// Periods with q under 0.05.
    pub unusual: u64,
}

/// What seasons were made with.
#[derive(Debug, Clone, Serialize)]
pub struct SeasonalDetail {
    /// The length of a period.
    pub step: SeasonStep,
    /// Where.
    pub scope: ScopeName,
    /// The share of ordinary periods in the interval.
    pub interval: f64,
    /// Where the interval and `p` come from.
    pub tail: &'static str,
    /// How `q` is made of `p`.
    pub correction: Correction,
    /// Whether anything can be said.
    pub verdict: Verdict,
}

const COLUMNS: &[&str] = &["from", "to", "count", "expected", "low", "high", "p", "q", "registered", "verdict"];
const LEVEL: f64 = 0.05;

/// Each month held against its season and its year's level, both taken from the other months; not registered ones apart.
///
/// # Errors
/// [`AnalysisError::UnknownLayer`], [`AnalysisError::UnknownArea`], [`AnalysisError::Unusable`] without dated
/// incidents. Less than two whole years are an answer (a [`Verdict`]), not an error.
///
/// # References
/// McCullagh & Nelder 1989, Generalized Linear Models, ch. 6; Benjamini & Hochberg 1995, JRSS B 57, 289.
pub fn seasonal(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &SeasonalQuery,
) -> Result<Precise<TableFigures<SeasonalSummary, SeasonalDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    known_layer(snapshot, &query.layer)?;
    query.scope.refuse_foreign(snapshot)?;
    let (first, end) = ends(snapshot, query)?;
    let within = query.scope.within();
    let (slice, layer) = (&query.slice, &query.layer);
    let months = Months::of(snapshot, slice, layer, &within, query.step.months(), (first, end))?;
    let in_year = (12 / query.step.months()) as usize;
    let counted = Counted::from(&query.layer);
    let fit = months.as_ref().map(|m| unusual_periods(&m.counts, &m.days(), in_year)).transpose();
    // An empty selection has no season: that is an answer, not a fault.
    let found = fit.unwrap_or_default().zip(months.as_ref());
    let steps = months.as_ref().map_or(0, |m| m.counts.len());
    let period = match &months {
        Some(m) => {
            Period::new(m.edges.first().copied(), m.edges.last().copied()).map_err(|e| unusable(e.to_string()))?
        }
        None => query.slice.period,
    };
    let whole = Slice { period, ..query.slice.clone() };
    let all = snapshot.count(&whole, &query.layer, &within)?;
    let tally =
        Tally { total: all.total, outside_cells: 0, left_out: all.left_out.into(), discontinued: all.discontinued };
    let detail = SeasonalDetail {
        step: query.step,
        scope: query.scope.named(),
        interval: 0.95,
        tail: "negative_binomial_leave_one_out",
        correction: Correction::BenjaminiHochberg,
        verdict: if found.is_some() { Verdict::Ok } else { Verdict::TooFew },
    };
    let method = "seasonal_expected";
    let mut settings = FigureSettings::of_rows(method, snapshot, &whole, &query.layer, steps as u64, &tally, detail);
    settings.registered(snapshot, sets, &whole, &query.layer);
    let Some((unusual, months)) = found else {
        let needed = (2 * in_year) as u64;
        let periods = crate::change::days_between(first, end).max(0) as u64 / (30 * query.step.months() as u64);
        let reason = if steps == 0 {
            Nothing::TooFewPeriods { found: periods.min(needed.saturating_sub(1)), needed }
        } else {
            Nothing::NoRecords
        };
        settings.say(sentence::nothing(&reason, counted));
        let summary = SeasonalSummary { index: Vec::new(), index_from: None, dispersion: 1.0, unusual: 0 };
        return Ok(query
            .scope
            .precise(TableFigures { columns: COLUMNS, rows: Vec::new(), summary, settings })
            .within(snapshot.limits()));
    };
    let registered = registered(snapshot, sets, query, months)?;
    let tested: Vec<bool> = unusual.defined.iter().zip(&registered).map(|(&d, r)| d && r.is_none()).collect();
    let q = benjamini_hochberg_tested(&unusual.p, &tested)?;
    settings.say(said(&unusual, months, &registered, counted));
    let rows = (0..steps).map(|t| row(&unusual, months, &q, &tested, &registered, t)).collect();
    let summary = SeasonalSummary {
        index_from: months.edges.first().map(ToString::to_string),
        dispersion: unusual.dispersion,
        unusual: q.iter().zip(&tested).filter(|&(&q, &tested)| tested && q < LEVEL).count() as u64,
        index: unusual.index,
    };
    Ok(query.scope.precise(TableFigures { columns: COLUMNS, rows, summary, settings }).within(snapshot.limits()))
}

/// The first day of the data asked for, and the end of the last whole period.
fn ends(snapshot: &Snapshot, query: &SeasonalQuery) -> Result<(Date, Date), AnalysisError> {
    let data = snapshot.period_of(&query.layer).unwrap_or_default();
    let none = || unusable("there are no dated incidents to make periods of".to_owned());
    let first = query.slice.period.from().or(data.from()).ok_or_else(none)?;
    let end = match query.slice.period.to() {
        Some(to) => to,
        // A month that the data break off in is no whole month.
        None => data.to().ok_or_else(none)?.first_of_month(),
    };
    Ok((first.max(data.from().unwrap_or(first)), end))
}

/// For each period the share registered so far, none where it is complete.
fn registered(
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &SeasonalQuery,
    months: &Months,
) -> Result<Vec<Option<f64>>, AnalysisError> {
    let mut shares = Vec::with_capacity(months.counts.len());
    for pair in months.edges.windows(2) {
        let period = Period::new(Some(pair[0]), Some(pair[1])).map_err(|e| unusable(e.to_string()))?;
        let late = incomplete(snapshot, sets, &Slice { period, ..query.slice.clone() }, &query.layer);
        let days = f64::from(crate::change::days_between(pair[0], pair[1]));
        // Days that are complete count in full; of several sources the latest decides.
        let share = |one: &crate::Incomplete| 1.0 - f64::from(one.days) / days * (1.0 - one.registered);
        shares.push(late.iter().map(share).reduce(f64::min));
    }
    Ok(shares)
}

fn said(unusual: &Unusual, months: &Months, registered: &[Option<f64>], counted: Counted) -> sentence::Sentence {
    let last = months.counts.len() - 1;
    if !unusual.defined[last] {
        return sentence::nothing(&Nothing::NoRecords, counted);
    }
    sentence::seasonal(&SeasonalFacts {
        counted,
        days: Days { from: months.edges[last], to: months.edges[last + 1] },
        observed: months.counts[last] as u64,
        expected: unusual.expected[last],
        interval: (unusual.low[last], unusual.high[last]),
        n: last as u64,
        registered: registered[last],
    })
}

fn row(
    unusual: &Unusual,
    months: &Months,
    q: &[f64],
    tested: &[bool],
    registered: &[Option<f64>],
    t: usize,
) -> Vec<Field> {
    let judged = unusual.defined[t];
    let known = |value: f64| Field::from(judged.then_some(value));
    let verdict = match (judged, registered[t]) {
        (false, _) => "not_judged",
        (true, Some(_)) => "incomplete",
        (true, None) if q[t] >= LEVEL => "usual",
        (true, None) if months.counts[t] > unusual.expected[t] => "above",
        (true, None) => "below",
    };
    vec![
        Field::Text(months.edges[t].to_string()),
        Field::Text(months.edges[t + 1].to_string()),
        Field::Count(months.counts[t] as u64),
        known(unusual.expected[t]),
        known(unusual.low[t]),
        known(unusual.high[t]),
        Field::from(tested[t].then_some(unusual.p[t])),
        Field::from(tested[t].then_some(q[t])),
        registered[t].into(),
        Field::Text(verdict.to_owned()),
    ]
}
