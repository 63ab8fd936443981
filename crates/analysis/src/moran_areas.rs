//! Is an area like those it touches, or an odd one out?

use crate::area_weights::{TOUCHING_M, touching};
use crate::change::days_between;
use crate::figures::{Field, FigureSettings, TableFigures};
use crate::moran::Global;
use crate::sentence::{self, Compared, Counted, MoranAreaFacts, MoranMapFacts, Nothing, Sureness};
use crate::settings::Tally;
use crate::{AnalysisError, Correction, StudySets, Verdict, WarningCode, area_counts};
use aula_disclosure::{Precise, disclose, may_see_precise};
use aula_model::{Area, AreaId, ExposureKind, Language, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::{
    LocalMoran, MIN_CELLS, MIN_INCIDENTS, StatisticsError, benjamini_hochberg_tested, eb_standardised, global_moran,
    local_moran,
};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A question about association between areas.
#[derive(Debug, Clone)]
pub struct MoranAreasQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// The kind of the areas.
    pub level: String,
    /// What is compared.
    pub values: MoranValues,
    /// The day whose exposure counts; the last of the period where none is given.
    pub on: Option<Date>,
    /// R, at least 999.
    pub permutations: u32,
    /// Decides the permutations.
    pub seed: u64,
    /// Told of this area, with a sentence about it.
    pub area: Option<AreaId>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MoranValues {
    /// Counts as they are.
    Counts,
    /// Rates with the noise of small exposures taken out.
    EbStandardisedRates(ExposureKind),
}

/// What Moran's I of areas says as a whole.
#[derive(Debug, Clone, Serialize)]
pub struct MoranAreasSummary {
    /// The global figures; none without a verdict.
    pub global: Option<Global>,
    /// Areas with q under 0.05 by quadrant.
    pub significant: BTreeMap<&'static str, u64>,
}

/// What Moran's I of areas was made with.
#[derive(Debug, Clone, Serialize)]
pub struct MoranAreasDetail {
    /// The kind of the areas.
    pub level: String,
    /// What was compared.
    pub values: MoranValues,
    /// The day whose exposure counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// The weights.
    pub weights: &'static str,
    /// Outlines nearer than this touch.
    pub touching_m: f64,
    /// Areas that touch no other.
    pub islands: u64,
    /// Where the local `p` comes from.
    pub tail: &'static str,
    /// How `q` is made of `p`.
    pub correction: Correction,
    /// R.
    pub permutations: u32,
    /// What decided them.
    pub seed: u64,
    /// Areas left out because they have no exposure.
    pub without_exposure: u64,
    /// Whether anything can be said.
    pub verdict: Verdict,
}

const COLUMNS: &[&str] =
    &["id", "name_kk", "name_ru", "name_en", "count", "exposure", "value", "neighbours", "i", "p", "q", "quadrant"];

/// One area of the comparison.
struct Row<'a> {
    area: &'a Area,
    count: u64,
    exposure: Option<f64>,
}

/// Local and global Moran's I of counts or EB-standardised rates over the areas that touch.
///
/// # Errors
/// [`AnalysisError::UnknownLevel`], [`AnalysisError::UnknownArea`]; [`AnalysisError::Unusable`] where no area has the
/// exposure; [`AnalysisError::Statistics`] for incidents in an area with an exposure of 0. Fewer than 30 areas, 60
/// incidents or no variation are answers (a [`Verdict`]).
///
/// # References
/// Anselin 1995, Geographical Analysis 27, 93; Assunção & Reis 1999, Statistics in Medicine 18, 2147.
pub fn moran_areas(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &MoranAreasQuery,
) -> Result<Precise<TableFigures<MoranAreasSummary, MoranAreasDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let found =
        disclose(area_counts(viewer, snapshot, &query.slice, &query.layer, &query.level)?, viewer)?.into_inner();
    let (on, years) = day_and_years(snapshot, query)?;
    let mut rows: Vec<Row<'_>> = Vec::new();
    for row in &found.areas {
        let exposure = match query.values {
            MoranValues::Counts => None,
            MoranValues::EbStandardisedRates(kind) => match row.area.exposure(kind, on).filter(|&e| e > 0.0) {
                None => continue,
                known => known,
            },
        };
        rows.push(Row { area: &row.area, count: row.count, exposure });
    }
    let without_exposure = (found.areas.len() - rows.len()) as u64;
    if rows.is_empty() {
        return Err(AnalysisError::Unusable {
            parameter: "exposure",
            reason: format!("no area of kind `{}` has that exposure on {on}", query.level),
            remedy: "import areas with that exposure, name another one, or ask for values=counts",
        });
    }
    let weights = touching(&rows.iter().map(|row| row.area).collect::<Vec<_>>())?;
    let total: u64 = rows.iter().map(|row| row.count).sum();
    let values = values(&rows, years);
    let enough = rows.len() >= MIN_CELLS && total as f64 >= MIN_INCIDENTS;
    let local = values.as_ref().filter(|_| enough).map(|v| local_moran(v, &weights, query.permutations, query.seed));
    let (verdict, local) = match local {
        None if enough => (Verdict::NoVariation, None),
        None => (Verdict::TooFew, None),
        Some(Ok(local)) => (Verdict::Ok, Some(local)),
        Some(Err(StatisticsError::NoVariation { .. })) => (Verdict::NoVariation, None),
        Some(Err(other)) => return Err(other.into()),
    };
    let q = match &local {
        Some(local) => benjamini_hochberg_tested(&local.permuted.p, &local.permuted.defined)?,
        None => Vec::new(),
    };
    let values = values.unwrap_or_default();
    let global = match &local {
        Some(_) => global_moran(&values, &weights).ok().map(Global::from),
        None => None,
    };
    let mut significant = BTreeMap::new();
    if let Some(local) = &local {
        for (quadrant, _) in local.quadrant.iter().zip(&q).filter(|(_, q)| **q < 0.05) {
            *significant.entry(quadrant.as_str()).or_default() += 1;
        }
    }
    let table = rows.iter().enumerate().map(|(i, row)| fields(row, i, &values, &weights, local.as_ref(), &q)).collect();
    let detail = MoranAreasDetail {
        level: query.level.clone(),
        values: query.values,
        on: matches!(query.values, MoranValues::EbStandardisedRates(_)).then(|| on.to_string()),
        weights: "contiguity_row_standardised",
        touching_m: TOUCHING_M,
        islands: (0..rows.len()).filter(|&i| weights.row(i).is_empty()).count() as u64,
        tail: "conditional_permutation",
        correction: Correction::BenjaminiHochberg,
        permutations: query.permutations,
        seed: query.seed,
        without_exposure,
        verdict,
    };
    let tally = Tally {
        total,
        outside_cells: 0,
        left_out: found.settings.left_out_reasons,
        discontinued: found.settings.discontinued,
    };
    let n = rows.len() as u64;
    let mut settings = FigureSettings::of_rows("local_moran", snapshot, &query.slice, &query.layer, n, &tally, detail);
    settings.registered(snapshot, sets, &query.slice, &query.layer);
    settings.warn(without_exposure > 0, WarningCode::NoExposure);
    settings.warn(
        local.is_some() && 2.0 * n as f64 / (f64::from(query.permutations) + 1.0) >= 0.05,
        WarningCode::FewPermutations,
    );
    let counted = Counted::from(&query.layer);
    settings.say(match global {
        Some(Global { i, expected, p, .. }) => {
            sentence::moran_map(&MoranMapFacts { counted, level: Compared::Areas, total, n, i, expected, p })
        }
        None => nothing(verdict, counted, n, total),
    });
    if let Some(id) = &query.area {
        let at = rows.iter().position(|row| row.area.id == *id);
        let at = at.ok_or_else(|| AnalysisError::UnknownArea(id.clone()))?;
        let said = sentence::in_each_language(|language| {
            let Some(local) = &local else { return nothing(verdict, counted, n, total) };
            sentence::moran_area(&MoranAreaFacts {
                counted,
                name: rows[at].area.names.get(language),
                count: rows[at].count,
                quadrant: local.quadrant[at],
                i: local.i[at],
                permutations: query.permutations,
                sureness: Sureness { value: q[at], correction: Correction::BenjaminiHochberg, compared: n },
            })
        });
        settings.tell_of_area(id, said);
    }
    let summary = MoranAreasSummary { global, significant };
    Ok(Precise::counts(TableFigures { columns: COLUMNS, rows: table, summary, settings }).within(snapshot.limits()))
}

fn nothing(verdict: Verdict, counted: Counted, n: u64, total: u64) -> sentence::Sentence {
    let reason =
        if verdict == Verdict::NoVariation { Nothing::NoVariation } else { Nothing::TooFew { cells: n, count: total } };
    sentence::nothing(&reason, counted)
}

/// The values compared; none where there are no events to make rates of.
fn values(rows: &[Row<'_>], years: f64) -> Option<Vec<f64>> {
    let counts: Vec<f64> = rows.iter().map(|row| row.count as f64).collect();
    let exposure: Option<Vec<f64>> = rows.iter().map(|row| row.exposure.map(|e| e * years)).collect();
    match exposure {
        Some(exposure) => eb_standardised(&counts, &exposure).ok(),
        None => Some(counts),
    }
}

fn fields(
    row: &Row<'_>,
    i: usize,
    values: &[f64],
    weights: &aula_statistics::Weights,
    local: Option<&LocalMoran>,
    q: &[f64],
) -> Vec<Field> {
    let name = |language| Field::Text(row.area.names.get(language).to_owned());
    vec![
        Field::Text(row.area.id.to_string()),
        name(Language::Kk),
        name(Language::Ru),
        name(Language::En),
        Field::Count(row.count),
        row.exposure.into(),
        values.get(i).copied().into(),
        Field::Count(weights.row(i).len() as u64),
        local.map(|local| local.i[i]).into(),
        local.map(|local| local.permuted.p[i]).into(),
        local.map(|_| q[i]).into(),
        local.map_or(Field::Empty, |local| Field::Text(local.quadrant[i].as_str().to_owned())),
    ]
}

/// The day whose exposure counts, and the length of the period in years.
fn day_and_years(snapshot: &Snapshot, query: &MoranAreasQuery) -> Result<(Date, f64), AnalysisError> {
    let data = snapshot.period_of(&query.layer).unwrap_or_default();
    let ends = query.slice.period.from().or(data.from()).zip(query.slice.period.to().or(data.to()));
    let (from, to) = ends.filter(|(from, to)| from < to).ok_or_else(|| AnalysisError::Unusable {
        parameter: "from",
        reason: "there are no dated incidents, so no period can be chosen".to_owned(),
        remedy: "give from and to",
    })?;
    Ok((query.on.unwrap_or_else(|| to.checked_sub(1.day()).unwrap_or(to)), f64::from(days_between(from, to)) / 365.25))
}
