//! Places for posts, out of a city's data.

use crate::PlanningError;
use crate::cover::{Cover, CoverProblem, cover};
use crate::plan::{Outcome, Window};
use crate::ranking::{RankQuery, slice, window_of};
use crate::roads::RoadNetwork;
use crate::words::{Words, say};
use aula_analysis::risk::{RiskQuery, RiskRuns};
use aula_analysis::{AnalysisError, GridQuery, StudySetKind, StudySets, StudySpace};
use aula_disclosure::{Grade, Precise, disclose, may_see};
use aula_geometry::{LocalMetres, cell_centre, cell_of};
use aula_model::{LonLat, Period, PlaceKind, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot, Within};
use h3o::{CellIndex, Resolution};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A question for places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostsQuery {
    /// How many new posts.
    pub posts: usize,
    /// How far a post reaches, in metres.
    pub radius_m: f64,
    /// The kind of places that are posts already; they stay.
    pub existing: String,
    /// Where posts may stand: `cells` (the middle of every inhabited cell of resolution 8) or `places.KIND`.
    pub candidates: String,
    /// Data until the day before are looked at.
    pub as_of: Option<Date>,
    /// What is counted.
    pub outcome: Outcome,
    /// Whether harm is expected by the model of risk where the data bear one, or by smoothed counts.
    pub by_model: bool,
}

impl Default for PostsQuery {
    fn default() -> Self {
        Self {
            posts: 5,
            radius_m: 800.0,
            existing: "police_post".to_owned(),
            candidates: "cells".to_owned(),
            as_of: None,
            outcome: Outcome::default(),
            by_model: true,
        }
    }
}

/// Expected harm by cell, with where it comes from.
#[derive(Debug, Clone)]
struct Demand {
    /// By position in the study set.
    harm: Vec<f64>,
    /// `risk_model` or `smoothed_counts`.
    source: &'static str,
}

/// So many incidents of the city's mean harm stand beside a cell's own when its mean harm is taken.
const HARM_PRIOR: f64 = 20.0;

/// A new post.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Post {
    /// Longitude and latitude.
    pub at: [f64; 2],
    /// The share of the expected harm that it alone adds to the others.
    pub alone: f64,
}

/// Places for posts with how good they are.
#[derive(Debug, Clone, Serialize)]
pub struct PostsAnswer {
    /// The question.
    pub query: PostsQuery,
    /// The months that harm was counted in.
    pub window: Window,
    /// Where the expected harm comes from.
    pub demand: &'static str,
    /// `roads` or `straight_line`.
    pub distance: &'static str,
    /// Candidates looked at.
    pub candidates: usize,
    /// Cells with their harm.
    pub cells: usize,
    /// Classes of cells after merging those that the same candidates reach.
    pub merged: usize,
    /// The posts that there are.
    pub existing: Vec<[f64; 2]>,
    /// The new ones.
    pub posts: Vec<Post>,
    /// The share of harm that existing posts reach.
    pub before: f64,
    /// The share that all reach.
    pub after: f64,
    /// How much more than these any choice could gain, as a share of their gain; 0: none.
    pub gap: f64,
    /// What it says.
    pub sentence: Words,
    /// Which distance was taken.
    pub note: Words,
    /// The number of the log's last change.
    pub seq: u64,
}

/// The best places for new posts: maximal covering of expected harm, existing posts held fixed.
///
/// Expected harm is the risk model's `expected` count of each inhabited cell of resolution 10 times the mean harm of an
/// incident around it, drawn to the city's where there are few; without a model it is the last twelve months' weights of
/// harm, spread over two rings of cells.
///
/// # Errors
/// [`PlanningError::Analysis`] for a viewer that may not see counts, or a city without a study area;
/// [`PlanningError::Unusable`] for numbers out of range and candidates that do not exist.
pub fn place_posts(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &PostsQuery,
    roads: &RoadNetwork,
    risks: &RiskRuns,
) -> Result<Precise<PostsAnswer>, PlanningError> {
    may_see(viewer, Grade::Counts, None)?;
    if !(1..=100).contains(&query.posts) {
        return Err(PlanningError::unusable("posts", "give 1 to 100 posts", "choose another number"));
    }
    if !(50.0..=10_000.0).contains(&query.radius_m) {
        return Err(PlanningError::unusable("radius_m", "a post reaches 50 to 10000 m", "choose another radius"));
    }
    let window = window_of(snapshot, &RankQuery { as_of: query.as_of, ..RankQuery::default() })?;
    let space = sets.get(snapshot, None, Resolution::Ten, StudySetKind::Inhabited).map_err(PlanningError::from)?;
    let expected = if query.by_model { expected(viewer, snapshot, sets, query, window, risks)? } else { None };
    let demand = demand(snapshot, &space, query, window, expected.as_deref())?;
    let cells: Vec<LonLat> = space.set.cells().iter().map(|&c| cell_centre(c)).collect();
    let candidates = candidates(snapshot, &space, query)?;
    let existing = places(snapshot, &query.existing)?;
    let access = roads.access(&cells);
    let grid = Grid::new(&cells);
    let reach = |from: &LonLat| {
        if roads.is_empty() { grid.reach(*from, query.radius_m) } else { roads.reach(*from, &access, query.radius_m) }
    };
    let reaches: Vec<Vec<u32>> = candidates.par_iter().map(reach).collect();
    let covered: BTreeSet<u32> = existing.iter().flat_map(reach).collect();
    let total: f64 = demand.harm.iter().sum();
    let problem =
        CoverProblem { weights: demand.harm, reaches, covered: covered.into_iter().collect(), posts: query.posts };
    let found = cover(&problem);
    let share = |harm: f64| if total > 0.0 { harm / total } else { 0.0 };
    let at = |p: LonLat| [p.lon(), p.lat()];
    let posts = found.chosen.iter().zip(&found.alone);
    Ok(Precise::counts(PostsAnswer {
        window,
        demand: demand.source,
        distance: if roads.is_empty() { "straight_line" } else { "roads" },
        candidates: candidates.len(),
        cells: cells.len(),
        merged: found.merged,
        existing: existing.iter().map(|p| at(*p)).collect(),
        posts: posts.map(|(&j, &alone)| Post { at: at(candidates[j]), alone: share(alone) }).collect(),
        before: share(found.already),
        after: share(found.already + found.gained),
        gap: found.gap,
        sentence: words(query, &found, share(found.already), share(found.already + found.gained)),
        note: say(if roads.is_empty() { "placement.straight" } else { "placement.roads" }, &[]),
        query: query.clone(),
        seq: snapshot.seq().0,
    }))
}

fn words(query: &PostsQuery, found: &Cover, before: f64, after: f64) -> Words {
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let blanks = [
        ("posts", found.chosen.len().to_string()),
        ("share", percent(after)),
        ("before", percent(before)),
        ("radius", format!("{:.0}", query.radius_m)),
        ("gap", format!("{:.1}", (found.gap * 1000.0).ceil() / 10.0)),
    ];
    say(if found.gap > 0.0 { "placement.bounded" } else { "placement.best" }, &blanks)
}

/// The expected counts of the best model of risk; none where the data bear no model.
fn expected(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &PostsQuery,
    window: Window,
    risks: &RiskRuns,
) -> Result<Option<Vec<f64>>, PlanningError> {
    let period = Period::new(Some(window.from), Some(window.to)).unwrap_or_default();
    let grid = GridQuery {
        slice: Slice { period, ..slice(&query.outcome)? },
        layer: Layer::Incidents,
        resolution: Resolution::Ten,
        study_set: StudySetKind::Inhabited,
        cell: None,
    };
    let question = RiskQuery { police_found: query.outcome.with_found_by_police, ..RiskQuery::new(grid) };
    match risks.get(viewer, snapshot, sets, &question) {
        Ok(run) => Ok(Some(disclose(run, viewer)?.into_inner().expected().to_vec())),
        Err(AnalysisError::Withheld(withheld)) => Err(withheld.into()),
        Err(_) => Ok(None),
    }
}

/// Expected harm by cell: the model's counts where they are given, else the harm of the months around each cell.
fn demand(
    snapshot: &Snapshot,
    space: &StudySpace,
    query: &PostsQuery,
    window: Window,
    expected: Option<&[f64]>,
) -> Result<Demand, PlanningError> {
    let period = Period::new(Some(window.from), Some(window.to)).unwrap_or_default();
    let slice = Slice { period, ..slice(&query.outcome)? };
    let found = snapshot.cell_harm(&slice, &Layer::Incidents, &space.set)?;
    let harm = spread(space, found.sums);
    let Some(expected) = expected.filter(|e| e.len() == harm.len()) else {
        return Ok(Demand { harm, source: "smoothed_counts" });
    };
    let counts = spread(space, found.counts.counts.iter().map(|&n| f64::from(n)).collect());
    let (all, total) = (harm.iter().sum::<f64>(), counts.iter().sum::<f64>());
    let mean = if total > 0.0 { all / total } else { 1.0 };
    let of_an_incident =
        harm.iter().zip(&counts).map(|(harm, count)| (harm + HARM_PRIOR * mean) / (count + HARM_PRIOR));
    let harm = expected.iter().zip(of_an_incident).map(|(count, each)| count.max(0.0) * each).collect();
    Ok(Demand { harm, source: "risk_model" })
}

/// Values spread evenly over the cells around each, twice.
fn spread(space: &StudySpace, mut values: Vec<f64>) -> Vec<f64> {
    for _ in 0..2 {
        let mut spread = vec![0.0; values.len()];
        for (i, own) in values.iter().enumerate() {
            let ring = space.rings.row(i);
            for &j in ring {
                spread[j as usize] += own / ring.len() as f64;
            }
            if ring.is_empty() {
                spread[i] += own;
            }
        }
        values = spread;
    }
    values
}

fn places(snapshot: &Snapshot, kind: &str) -> Result<Vec<LonLat>, PlanningError> {
    if kind.is_empty() {
        return Ok(Vec::new());
    }
    let kind = PlaceKind::new(kind)
        .map_err(|e| PlanningError::unusable("existing", e.to_string(), "name a kind of places"))?;
    if !snapshot.place_kinds().contains(&kind) {
        return Ok(Vec::new());
    }
    let rows = snapshot.select(&Slice::default(), &Layer::Places(kind), &Within::Everywhere)?;
    Ok(rows.rows.iter().filter_map(|&row| snapshot.place(row)).map(|p| p.location).collect())
}

fn candidates(snapshot: &Snapshot, space: &StudySpace, query: &PostsQuery) -> Result<Vec<LonLat>, PlanningError> {
    const MOST: usize = 2000;
    let found = match query.candidates.strip_prefix("places.") {
        Some(kind) => places(snapshot, kind)?,
        None if query.candidates == "cells" => {
            let coarse = space.set.cells().iter().map(|&c| cell_of(cell_centre(c), Resolution::Eight));
            coarse.collect::<BTreeSet<CellIndex>>().into_iter().map(cell_centre).collect()
        }
        None => Vec::new(),
    };
    let remedy = "give `cells` or `places.KIND` with a kind that the city has";
    if found.is_empty() {
        let reason = format!("`{}` names no place where a post may stand", query.candidates);
        return Err(PlanningError::unusable("candidates", reason, remedy));
    }
    if found.len() > MOST {
        let reason = format!("{} candidates are more than {MOST}", found.len());
        return Err(PlanningError::unusable("candidates", reason, "name a rarer kind of places"));
    }
    Ok(found)
}

/// Spots by squares, for straight lines.
struct Grid<'a> {
    spots: &'a [LonLat],
    metres: Option<LocalMetres>,
    squares: BTreeMap<(i64, i64), Vec<u32>>,
}

const SQUARE_M: f64 = 500.0;

impl<'a> Grid<'a> {
    fn new(spots: &'a [LonLat]) -> Self {
        let metres = spots.get(spots.len() / 2).map(|middle| LocalMetres::new(*middle));
        let mut squares: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
        for (spot, number) in spots.iter().zip(0_u32..) {
            let Some(at) = metres.as_ref().map(|m| m.to_metres(*spot)) else { break };
            squares
                .entry(((at.x_m / SQUARE_M).floor() as i64, (at.y_m / SQUARE_M).floor() as i64))
                .or_default()
                .push(number);
        }
        Self { spots, metres, squares }
    }

    fn reach(&self, from: LonLat, radius_m: f64) -> Vec<u32> {
        let Some(metres) = &self.metres else { return Vec::new() };
        let at = metres.to_metres(from);
        let range = |v: f64| ((v - radius_m) / SQUARE_M).floor() as i64..=((v + radius_m) / SQUARE_M).floor() as i64;
        let squares = range(at.x_m).flat_map(|x| range(at.y_m).map(move |y| (x, y)));
        let near = |i: &u32| metres.to_metres(self.spots[*i as usize]).distance_m(at) <= radius_m;
        let mut found: Vec<u32> =
            squares.filter_map(|key| self.squares.get(&key)).flatten().copied().filter(near).collect();
        found.sort_unstable();
        found
    }
}
