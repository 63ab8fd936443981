//! How many incidents for the people who live there?

use crate::area_weights::touching;
use crate::change::days_between;
use crate::figures::{Field, FigureSettings, TableFigures};
use crate::sentence::{self, Counted, Exposure, RateFacts, RatesMapFacts};
use crate::settings::Tally;
use crate::{AnalysisError, StudySets, WarningCode, area_counts};
use aula_disclosure::{Precise, disclose, may_see_precise};
use aula_model::{AreaId, ExposureKind, Language, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::{eb_rates, eb_rates_local, poisson_gamma};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

/// A question about rates.
#[derive(Debug, Clone)]
pub struct RatesQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// The kind of the areas.
    pub level: String,
    /// What they are exposed with.
    pub exposure: ExposureKind,
    /// The day whose exposure counts; the last of the period where none is given.
    pub on: Option<Date>,
    /// What a rate is smoothed towards.
    pub smoothing: Smoothing,
    /// Told of this area, with a sentence about it.
    pub area: Option<AreaId>,
}

/// What a rate is smoothed towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Smoothing {
    /// The rate of all areas together.
    #[default]
    Global,
    /// The rate of the area with those it touches.
    Local,
}

impl Smoothing {
    /// The words of the parameter `smoothing`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("global", Self::Global), ("local", Self::Local)];
}

/// The rates of all areas together.
#[derive(Debug, Clone, Serialize)]
pub struct RatesSummary {
    /// Incidents of the areas with exposure, per `per` and year.
    pub rate: f64,
    /// How far the areas' own rates differ beyond chance: the standard deviation of the prior, per `per` and year.
    pub spread: f64,
}

/// What rates were made with.
#[derive(Debug, Clone, Serialize)]
pub struct RatesDetail {
    /// The kind of the areas.
    pub level: String,
    /// What they are exposed with.
    pub exposure: ExposureKind,
    /// The day whose exposure counts.
    pub on: String,
    /// A rate is for so much exposure.
    pub per: f64,
    /// The length of the period in years.
    pub years: f64,
    /// What `rate_eb` is smoothed towards; the interval is of the posterior with the prior of all areas.
    pub smoothing: Smoothing,
    /// The share of the posterior in the interval.
    pub interval: f64,
    /// Areas without exposure of the kind on that day.
    pub without_exposure: u64,
}

/// Rates are told for a thousand residents, addresses, or square metres built up.
const PER: f64 = 1000.0;
const INTERVAL: f64 = 0.95;
const DAYS_OF_A_YEAR: f64 = 365.25;
const COLUMNS: &[&str] =
    &["id", "name_kk", "name_ru", "name_en", "count", "exposure", "rate", "rate_eb", "weight", "rate_low", "rate_high"];

/// Rates by area: crude, empirical Bayes, and the 95 % interval of the Poisson-Gamma posterior.
///
/// An area without exposure of the kind on the day has a count and no rate, and does not count in the others'.
///
/// # Errors
/// [`AnalysisError::UnknownLevel`]; [`AnalysisError::Unusable`] where no area of the kind has such an exposure;
/// [`AnalysisError::Statistics`] for incidents in an area with an exposure of 0.
///
/// # References
/// Marshall 1991, Applied Statistics 40, 283; Clayton & Kaldor 1987, Biometrics 43, 671.
pub fn rates(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &RatesQuery,
) -> Result<Precise<TableFigures<RatesSummary, RatesDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let found = disclose(area_counts(viewer, snapshot, &query.slice, &query.layer, &query.level)?, viewer)?;
    let found = found.into_inner();
    let data = snapshot.period_of(&query.layer).unwrap_or_default();
    let ends = query.slice.period.from().or(data.from()).zip(query.slice.period.to().or(data.to()));
    let remedy = "give from and to";
    let (from, to) = ends.filter(|(from, to)| from < to).ok_or_else(|| AnalysisError::Unusable {
        parameter: "from",
        reason: "a rate per year needs a period, and there are no dated incidents".to_owned(),
        remedy,
    })?;
    let years = f64::from(days_between(from, to)) / DAYS_OF_A_YEAR;
    let on = query.on.unwrap_or_else(|| to.checked_sub(1.day()).unwrap_or(to));
    let exposures: Vec<Option<f64>> = found.areas.iter().map(|row| row.area.exposure(query.exposure, on)).collect();
    let with: Vec<usize> = (0..exposures.len()).filter(|&i| exposures[i].is_some()).collect();
    if with.is_empty() {
        return Err(AnalysisError::Unusable {
            parameter: "exposure",
            reason: format!("no area of kind `{}` has {} on {on}", query.level, query.exposure),
            remedy: "import areas with that exposure, or name another kind, exposure or day",
        });
    }
    let events: Vec<f64> = with.iter().map(|&i| found.areas[i].count as f64).collect();
    // The prior's variance is made of counts and what they are counted over: a year's exposure, not a thousandth of it.
    let person_years: Vec<f64> = with.iter().map(|&i| exposures[i].unwrap_or(0.0) * years).collect();
    let global = eb_rates(&events, &person_years)?;
    let eb = match query.smoothing {
        Smoothing::Global => global.clone(),
        Smoothing::Local => {
            let areas: Vec<_> = with.iter().map(|&i| found.areas[i].area.as_ref()).collect();
            eb_rates_local(&events, &person_years, &touching(&areas)?.with_self())?
        }
    };
    let intervals = poisson_gamma(&events, &person_years, INTERVAL)?;
    let told = |rate: Option<f64>| Field::from(rate.map(|r| r * PER));
    let rows = found.areas.iter().enumerate().map(|(i, row)| {
        let name = |language| Field::Text(row.area.names.get(language).to_owned());
        let at = with.binary_search(&i).ok();
        let interval = at.and_then(|k| intervals[k]);
        vec![
            Field::Text(row.area.id.to_string()),
            name(Language::Kk),
            name(Language::Ru),
            name(Language::En),
            Field::Count(row.count),
            exposures[i].into(),
            told(at.filter(|&k| person_years[k] > 0.0).map(|k| events[k] / person_years[k])),
            told(at.and_then(|k| eb.rate[k])),
            at.and_then(|k| eb.weight[k]).into(),
            told(interval.map(|r| r.low)),
            told(interval.map(|r| r.high)),
        ]
    });
    let rows = rows.collect();
    let detail = RatesDetail {
        level: query.level.clone(),
        exposure: query.exposure,
        on: on.to_string(),
        per: PER,
        years,
        smoothing: query.smoothing,
        interval: INTERVAL,
        without_exposure: (exposures.len() - with.len()) as u64,
    };
    let tally = Tally {
        total: found.settings.total,
        outside_cells: 0,
        left_out: found.settings.left_out_reasons,
        discontinued: found.settings.discontinued,
    };
    let summary = RatesSummary {
        rate: global.mean.first().copied().unwrap_or(0.0) * PER,
        spread: global.variance.first().copied().unwrap_or(0.0).sqrt() * PER,
    };
    let n = exposures.len() as u64;
    let method = "rates_empirical_bayes";
    let mut settings = FigureSettings::of_rows(method, snapshot, &query.slice, &query.layer, n, &tally, detail);
    settings.registered(snapshot, sets, &query.slice, &query.layer);
    settings.warn(with.len() < exposures.len(), WarningCode::NoExposure);
    let counted = Counted::from(&query.layer);
    let exposure_kind = if query.exposure == ExposureKind::Residents { Exposure::Residents } else { Exposure::Other };
    let mean = summary.rate;
    let apart = |beyond: fn(f64, f64, f64) -> bool| {
        intervals.iter().flatten().filter(|r| beyond(r.low * PER, r.high * PER, mean)).count() as u64
    };
    settings.say(sentence::rates_map(&RatesMapFacts {
        counted,
        count: events.iter().sum::<f64>() as u64,
        exposure_kind,
        rate: mean,
        n: with.len() as u64,
        above: apart(|low, _, mean| low > mean),
        below: apart(|_, high, mean| high < mean),
    }));
    if let Some(id) = &query.area {
        let at = found.areas.iter().position(|row| row.area.id == *id);
        let at = at.ok_or_else(|| AnalysisError::UnknownArea(id.clone()))?;
        let known = with.binary_search(&at).ok();
        let row = &found.areas[at];
        settings.tell_of_area(
            id,
            sentence::in_each_language(|language| {
                let interval = known.and_then(|k| intervals[k]);
                let base = known.map_or(0.0, |k| person_years[k]);
                sentence::rates(&RateFacts {
                    counted,
                    name: row.area.names.get(language),
                    count: row.count,
                    exposure_kind,
                    exposure: exposures[at].unwrap_or(f64::NAN),
                    rate: row.count as f64 / base * PER,
                    mean,
                    expected: mean / PER * base,
                    eb_rate: known.and_then(|k| eb.rate[k]).map_or(f64::NAN, |rate| rate * PER),
                    interval: interval.map_or((f64::NAN, f64::NAN), |r| (r.low * PER, r.high * PER)),
                    n: with.len() as u64,
                })
            }),
        );
    }
    Ok(Precise::counts(TableFigures { columns: COLUMNS, rows, summary, settings }).within(snapshot.limits()))
}
