//! Which incidents hang together in chains of near repeats?

use crate::figures::{Field, FigureSettings, TableFigures};
use crate::limits::refuse_foreign_area;
use crate::located::{Located, in_metres};
use crate::near_repeat::day_number;
use crate::sentence::{self, ChainsFacts, Counted};
use crate::{AnalysisError, StudySets};
use aula_disclosure::{Precise, may_see_precise};
use aula_geometry::{LocalMetres, Metres2};
use aula_model::{Slice, Viewer};
use aula_snapshot::{Layer, Snapshot, Within};
use aula_statistics::{Chain, StatisticsError, near_repeat_chains};
use jiff::civil::Date;
use serde::Serialize;

/// A question about chains.
#[derive(Debug, Clone)]
pub struct ChainsQuery {
    /// Which incidents.
    pub slice: Slice,
    /// Incidents, or places of a kind.
    pub layer: Layer,
    /// Incidents nearer than this are linked,
    pub distance_m: f64,
    /// if they are fewer days apart than this.
    pub days: u32,
}

/// The chains as a whole.
#[derive(Debug, Clone, Serialize)]
pub struct ChainsSummary {
    /// Chains of at least two incidents.
    pub chains: u64,
    /// Incidents in them.
    pub linked: u64,
    /// Incidents in the longest.
    pub longest: u64,
}

/// What chains were made with.
#[derive(Debug, Clone, Serialize)]
pub struct ChainsDetail {
    /// A link is shorter than this.
    pub distance_m: f64,
    /// A link has fewer days than this.
    pub days: u32,
    /// Left out because the day is not known.
    pub day_unknown: u64,
}

const COLUMNS: &[&str] = &["rank", "incidents", "first_day", "last_day", "lon", "lat", "reach_m"];

/// Chains of incidents that follow one another near and soon, the longest first, with their middle and reach.
///
/// # Errors
/// [`AnalysisError::Statistics`] for fewer than 2 incidents with a known day, or more pairs than can be held.
///
/// # References
/// Townsley, Homel & Chaseling 2003, British Journal of Criminology 43, 615.
pub fn chains(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &ChainsQuery,
) -> Result<Precise<TableFigures<ChainsSummary, ChainsDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    refuse_foreign_area(snapshot, query.slice.area.as_ref())?;
    let within = query.slice.area.as_ref().map_or(Within::Everywhere, Within::Area);
    let found = Located::of(snapshot, &query.slice, &query.layer, &within)?;
    let dated: Vec<(usize, Date)> = found.days.iter().enumerate().filter_map(|(i, day)| Some((i, (*day)?))).collect();
    let Some(&(first, _)) = dated.first() else {
        return Err(StatisticsError::TooFew { what: "incidents with a known day", found: 0, needed: 2 }.into());
    };
    let plane = LocalMetres::new(found.places[first]);
    let points = in_metres(&plane, dated.iter().map(|&(i, _)| found.places[i]));
    let days: Vec<i32> = dated.iter().map(|&(_, day)| day_number(day)).collect();
    let chains = near_repeat_chains(&points, &days, query.distance_m, query.days)?;
    let mut tally = found.tally;
    let day_unknown = (found.places.len() - dated.len()) as u64;
    tally.total -= day_unknown;
    let summary = ChainsSummary {
        chains: chains.len() as u64,
        linked: chains.iter().map(|chain| chain.incidents.len() as u64).sum(),
        longest: chains.first().map_or(0, |chain| chain.incidents.len() as u64),
    };
    let mut rows = Vec::with_capacity(chains.len());
    for (rank, chain) in (1..).zip(&chains) {
        rows.push(row(rank, chain, &points, &dated, &plane)?);
    }
    let detail = ChainsDetail { distance_m: query.distance_m, days: query.days, day_unknown };
    let n = dated.len() as u64;
    let said = sentence::chains(&ChainsFacts {
        counted: Counted::from(&query.layer),
        n,
        chains: summary.chains,
        linked: summary.linked,
        longest: summary.longest,
        distance_m: query.distance_m,
        days: query.days,
    });
    let method = "near_repeat_chains";
    let mut settings = FigureSettings::of_rows(method, snapshot, &query.slice, &query.layer, n, &tally, detail);
    settings.registered(snapshot, sets, &query.slice, &query.layer);
    settings.say(said);
    // The middle of a chain of two is as good as a single incident: the value says the most there is.
    Ok(Precise::new(TableFigures { columns: COLUMNS, rows, summary, settings }).within(snapshot.limits()))
}

fn row(
    rank: u64,
    chain: &Chain,
    points: &[[f64; 2]],
    dated: &[(usize, Date)],
    plane: &LocalMetres,
) -> Result<Vec<Field>, AnalysisError> {
    let n = chain.incidents.len() as f64;
    let mean = |axis: usize| chain.incidents.iter().map(|&i| points[i][axis]).sum::<f64>() / n;
    let middle = Metres2 { x_m: mean(0), y_m: mean(1) };
    let away = |&i: &usize| Metres2 { x_m: points[i][0], y_m: points[i][1] }.distance_m(middle);
    let place = plane.from_metres(middle)?;
    let day = |at: Option<&usize>| at.map_or(Field::Empty, |&i| Field::Text(dated[i].1.to_string()));
    Ok(vec![
        Field::Count(rank),
        Field::Count(chain.incidents.len() as u64),
        day(chain.incidents.first()),
        day(chain.incidents.last()),
        Field::Number(place.lon()),
        Field::Number(place.lat()),
        Field::Number(chain.incidents.iter().map(away).fold(0.0, f64::max)),
    ])
}
