//! Do incidents follow each other near and soon?

use crate::figures::{Field, FigureSettings, TableFigures};
use crate::limits::refuse_foreign_area;
use crate::located::{Located, in_metres};
use crate::sentence::{self, Counted, NearRepeatFacts};
use crate::{AnalysisError, StudySets};
use aula_disclosure::{Precise, may_see_precise};
use aula_geometry::LocalMetres;
use aula_model::{Slice, Viewer};
use aula_snapshot::{Layer, Snapshot, Within};
use aula_statistics::{Knox, StatisticsError, knox};
use jiff::civil::{Date, date};
use serde::Serialize;

/// A question about near repeats.
#[derive(Debug, Clone)]
pub struct NearRepeatQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// Rising upper edges of the bands of distance in metres, each above 1; the first metre is a band of its own.
    pub distances_m: Vec<f64>,
    /// Rising upper edges of the bands of days.
    pub days: Vec<u32>,
    /// R, at least 999.
    pub permutations: u32,
    /// Decides the permutations.
    pub seed: u64,
}

/// The surest excess of the table.
#[derive(Debug, Clone, Serialize)]
pub struct NearRepeatSummary {
    /// Bands with p under 0.05, not corrected for their number.
    pub significant: u64,
    /// All bands.
    pub bands: u64,
}

/// What near repeats were counted with.
#[derive(Debug, Clone, Serialize)]
pub struct NearRepeatDetail {
    /// Upper edges of the bands of distance, the first metre ("the same place") among them; a band is half-open.
    pub distance_edges_m: Vec<f64>,
    /// Upper edges of the bands of days; a band is half-open, so 7 is up to six days apart.
    pub day_edges: Vec<u32>,
    /// R.
    pub permutations: u32,
    /// What decided them.
    pub seed: u64,
    /// The smallest p there can be.
    pub smallest_p: f64,
    /// Left out because the day is not known.
    pub day_unknown: u64,
}

/// Under this, two incidents are at the same place.
const SAME_PLACE_M: f64 = 1.0;
const COLUMNS: &[&str] =
    &["distance_from_m", "distance_to_m", "days_from", "days_to", "observed", "expected", "ratio", "p"];

/// Knox's table: pairs of incidents by distance and days apart, against the days shuffled over the places.
///
/// # Arguments
/// `viewer` asks. Incidents of the slice's area, or all; those whose day is not known are left out and counted.
///
/// # Errors
/// [`AnalysisError::Unusable`] for edges that do not rise; [`AnalysisError::Statistics`] for fewer than 2 incidents or
/// more pairs than can be counted.
///
/// # References
/// Knox 1964, Applied Statistics 13, 25; Johnson et al. 2007, Journal of Quantitative Criminology 23, 201.
pub fn near_repeat(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &NearRepeatQuery,
) -> Result<Precise<TableFigures<NearRepeatSummary, NearRepeatDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let distances = edges_m(&query.distances_m)?;
    if query.days.first() == Some(&0) || query.days.windows(2).any(|pair| pair[0] >= pair[1]) || query.days.is_empty() {
        let reason = format!("the edges {:?} do not rise from above 0", query.days);
        return Err(AnalysisError::Unusable {
            parameter: "days",
            reason,
            remedy: "write them rising, for example 7,14,28",
        });
    }
    refuse_foreign_area(snapshot, query.slice.area.as_ref())?;
    let within = query.slice.area.as_ref().map_or(Within::Everywhere, Within::Area);
    let found = Located::of(snapshot, &query.slice, &query.layer, &within)?;
    let dated: Vec<usize> = (0..found.places.len()).filter(|&i| found.days[i].is_some()).collect();
    let Some(&first) = dated.first() else {
        return Err(StatisticsError::TooFew { what: "incidents with a known day", found: 0, needed: 2 }.into());
    };
    let plane = LocalMetres::new(found.places[first]);
    let points = in_metres(&plane, dated.iter().map(|&i| found.places[i]));
    let days: Vec<i32> = dated.iter().filter_map(|&i| found.days[i]).map(day_number).collect();
    let table = knox(&points, &days, &distances, &query.days, query.permutations, query.seed)?;
    let mut tally = found.tally;
    let day_unknown = (found.places.len() - dated.len()) as u64;
    tally.total -= day_unknown;
    let rows = rows(&table, &distances, &query.days);
    let cells = || table.table.iter().flatten();
    let summary = NearRepeatSummary {
        significant: cells().filter(|cell| cell.p < 0.05).count() as u64,
        bands: cells().count() as u64,
    };
    let detail = NearRepeatDetail {
        distance_edges_m: distances,
        day_edges: query.days.clone(),
        permutations: table.permutations,
        seed: table.seed,
        smallest_p: 1.0 / (f64::from(table.permutations) + 1.0),
        day_unknown,
    };
    let n = dated.len() as u64;
    let said = surest(&table, &detail, Counted::from(&query.layer), n);
    let mut settings = FigureSettings::of_rows("knox", snapshot, &query.slice, &query.layer, n, &tally, detail);
    settings.registered(snapshot, sets, &query.slice, &query.layer);
    settings.say(said);
    Ok(Precise::counts(TableFigures { columns: COLUMNS, rows, summary, settings }).within(snapshot.limits()))
}

/// What is said of the band with the clearest excess; of equally sure ones the nearest and soonest.
fn surest(table: &Knox, detail: &NearRepeatDetail, counted: Counted, n: u64) -> sentence::Sentence {
    let bands = table.table.iter().enumerate().flat_map(|(d, row)| (0..row.len()).map(move |t| (d, t)));
    let p = |&(d, t): &(usize, usize)| table.table[d][t].p;
    let (d, t) = bands.min_by(|a, b| p(a).total_cmp(&p(b))).unwrap_or((0, 0));
    let Some(cell) = table.table.get(d).and_then(|row| row.get(t)) else {
        return sentence::nothing(&sentence::Nothing::NoRecords, counted);
    };
    let from = if t == 0 { 0 } else { detail.day_edges[t - 1] };
    sentence::near_repeat(&NearRepeatFacts {
        counted,
        n,
        distance_m: (d > 0).then(|| (detail.distance_edges_m[d - 1], detail.distance_edges_m[d])),
        days: (from, detail.day_edges[t].saturating_sub(1).max(from)),
        observed: cell.observed,
        expected: cell.permuted,
        p: cell.p,
        permutations: table.permutations,
        bands: table.table.iter().map(|row| row.len() as u32).sum(),
    })
}

/// The edges with the same place in front.
fn edges_m(asked: &[f64]) -> Result<Vec<f64>, AnalysisError> {
    let mut edges = vec![SAME_PLACE_M];
    edges.extend(asked);
    if edges.len() < 2 || edges.iter().any(|e| !e.is_finite()) || edges.windows(2).any(|pair| pair[0] >= pair[1]) {
        let reason = format!("the edges {asked:?} do not rise from above {SAME_PLACE_M} m");
        let remedy = "write them in metres, rising, for example 100,200,400";
        return Err(AnalysisError::Unusable { parameter: "distances_m", reason, remedy });
    }
    Ok(edges)
}

fn rows(found: &Knox, distances_m: &[f64], days: &[u32]) -> Vec<Vec<Field>> {
    let mut rows = Vec::with_capacity(distances_m.len() * days.len());
    for (d, bands) in found.table.iter().enumerate() {
        for (t, cell) in bands.iter().enumerate() {
            rows.push(vec![
                Field::Number(if d == 0 { 0.0 } else { distances_m[d - 1] }),
                Field::Number(distances_m[d]),
                Field::Count(if t == 0 { 0 } else { u64::from(days[t - 1]) }),
                Field::Count(u64::from(days[t])),
                Field::Count(cell.observed),
                Field::Number(cell.permuted),
                cell.ratio.into(),
                Field::Number(cell.p),
            ]);
        }
    }
    rows
}

/// Days since 1 January 1970.
pub(crate) fn day_number(day: Date) -> i32 {
    crate::change::days_between(date(1970, 1, 1), day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_is_a_band_of_its_own() {
        assert_eq!(edges_m(&[100.0, 200.0]).unwrap(), [1.0, 100.0, 200.0]);
        for bad in [&[][..], &[0.5], &[200.0, 100.0], &[f64::NAN]] {
            assert!(edges_m(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn days_are_numbered_one_by_one_over_leap_years_and_before_1970() {
        assert_eq!(day_number(date(2024, 3, 1)) - day_number(date(2024, 2, 28)), 2);
        assert_eq!((day_number(date(1970, 1, 2)), day_number(date(1969, 12, 31))), (1, -1));
    }
}
