//! Does a hot cell outlive another grid?

use crate::figures::{CellFigures, Column, FigureSettings};
use crate::located::Located;
use crate::sentence::{self, Counted, RobustnessFacts, RobustnessMapFacts};
use crate::{AnalysisError, Correction, GridQuery, StudySets, StudySpace, Verdict};
use aula_disclosure::{Precise, may_see_precise};
use aula_geometry::{StudySet, cell_centre, cell_of};
use aula_model::{LonLat, Viewer};
use aula_snapshot::{Snapshot, Within};
use aula_statistics::{
    HotspotClass, MIN_CELLS, MIN_INCIDENTS, Robustness, StatisticsError, Weights, benjamini_hochberg_tested, classify,
    gi_star,
};
use h3o::{CellIndex, Resolution};
use serde::Serialize;
use std::collections::BTreeMap;

/// A question about robustness.
#[derive(Debug, Clone)]
pub struct RobustnessQuery {
    /// What, over which cells; its grid is one of those tried.
    pub grid: GridQuery,
}

/// One of the grids tried.
#[derive(Debug, Clone, Serialize)]
pub struct GridTried {
    /// H3 resolution.
    pub resolution: u8,
    /// How far it was moved east and north, in metres.
    pub moved_m: [f64; 2],
    /// Its cells.
    pub cells: u64,
    /// Cells of it that are hot at q < 0.05.
    pub hot: u64,
    /// Whether it gave a verdict.
    pub verdict: Verdict,
}

/// What robustness was made with.
#[derive(Debug, Clone, Serialize)]
pub struct RobustnessDetail {
    /// The grids, the one asked for first.
    pub grids: Vec<GridTried>,
    /// q under this is hot or cold.
    pub level: f64,
    /// How `q` is made of `p`, in each grid by itself.
    pub correction: Correction,
    /// Cells hot on the grid asked for.
    pub hot: u64,
    /// Of these, cells hot on most of the grids that gave a verdict.
    pub stays_hot: u64,
    /// Number of cells by class on the grid asked for.
    pub classes: BTreeMap<&'static str, u64>,
    /// Whether anything can be said.
    pub verdict: Verdict,
}

const LEVEL: f64 = 0.05;
/// The moves, in distances of two cells' centres: half of one to each side, so that centres come to lie on edges.
const MOVES: [[f64; 2]; 4] = [[0.5, 0.0], [-0.5, 0.0], [0.0, 0.5], [0.0, -0.5]];
const STAYS: &[&str] = &["always", "mostly", "seldom", "never", "not_judged"];

/// On how many grids each cell stays hot: the one asked for, the next coarser and finer resolution, and four grids of its
/// own resolution moved by half a cell.
///
/// # Arguments
/// `viewer` asks, `sets` keeps study sets between calls.
///
/// # Errors
/// See [`AnalysisError`]; too few incidents are an answer (a [`Verdict`]).
///
/// # References
/// Openshaw 1984, The Modifiable Areal Unit Problem.
pub fn robustness(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &RobustnessQuery,
) -> Result<Precise<CellFigures<RobustnessDetail>>, AnalysisError> {
    may_see_precise(viewer)?;
    let grid = &query.grid;
    let space = grid.space(snapshot, sets)?;
    let (counts, tally) = grid.counts(snapshot, &space)?;
    let places: Vec<LonLat> = space.set.cells().iter().map(|&cell| cell_centre(cell)).collect();
    let mut tried = vec![Judged::of(&counts, &space.rings)?.named(grid.resolution, [0.0; 2])];
    let mut classes = vec![tried[0].1.classes.clone()];
    for resolution in neighbouring(grid.resolution) {
        let other = GridQuery { resolution, cell: None, ..grid.clone() };
        let there = other.space(snapshot, sets)?;
        let judged = Judged::of(&other.counts(snapshot, &there)?.0, &there.rings)?;
        classes.push(judged.at(&places, &there.set, [0.0; 2]));
        tried.push(judged.named(resolution, [0.0; 2]));
    }
    let incidents = Located::of(snapshot, &grid.slice, &grid.layer, &Within::Everywhere)?.places;
    let (apart_m, degree_m) = (centres_apart_m(&space), metres_of_a_degree(&places));
    for share in MOVES {
        let moved_m = share.map(|share| share * apart_m);
        let by = [moved_m[0] / degree_m[0], moved_m[1] / degree_m[1]];
        let set = moved_set(&space.set, by)?;
        let rings = set.k_rings(1)?;
        let rings = Weights::binary(rings.offsets, rings.neighbours)?;
        let judged = Judged::of(&counted(&incidents, &set, by), &rings)?;
        classes.push(judged.at(&places, &set, by));
        tried.push(judged.named(grid.resolution, moved_m));
    }
    let found = aula_statistics::robustness(&classes)?;
    let of: Vec<u8> = found.iter().map(stays).collect();
    let hot = classes[0].iter().filter(|class| class.is_hot()).count() as u64;
    let stays_hot = classes[0].iter().zip(&of).filter(|(class, stays)| class.is_hot() && **stays < 2).count() as u64;
    let mut by_class = BTreeMap::new();
    classes[0].iter().for_each(|class| *by_class.entry(class.as_str()).or_default() += 1);
    let detail = RobustnessDetail {
        grids: tried.iter().map(|(grid, _)| grid.clone()).collect(),
        level: LEVEL,
        correction: Correction::BenjaminiHochberg,
        hot,
        stays_hot,
        classes: by_class,
        verdict: tried[0].1.verdict,
    };
    let mut settings = FigureSettings::of_cells("robustness_over_grids", snapshot, grid, &space, &tally, detail);
    settings.registered(snapshot, sets, &grid.slice, &grid.layer);
    let counted = Counted::from(&grid.layer);
    let judged = tried.iter().filter(|(grid, _)| grid.verdict == Verdict::Ok).count() as u32;
    settings.say(sentence::robustness_map(&RobustnessMapFacts { counted, hot, stays: stays_hot, judged }));
    if let Some((cell, at)) = grid.about(&space) {
        let resolutions: Vec<Resolution> =
            std::iter::once(grid.resolution).chain(neighbouring(grid.resolution)).collect();
        let tell = |i: usize| {
            let Robustness { hot, judged, .. } = found[i];
            let shifted = MOVES.len() as u32;
            sentence::robustness(&RobustnessFacts { counted, hot, judged, resolutions: &resolutions, shifted })
        };
        settings.tell_of(cell, at, sentence::cell_or_outside(at.map(tell), counted));
    }
    let names = HotspotClass::ALL.map(HotspotClass::as_str);
    debug_assert_eq!(CLASSES, names);
    let place = |class: &HotspotClass| HotspotClass::ALL.iter().position(|c| c == class).map_or(0, |at| at as u8);
    let columns = vec![
        Column::counts("count", counts),
        Column::classes("class", "classes", CLASSES, classes[0].iter().map(place).collect()),
        Column::counts("grids_hot", found.iter().map(|r| r.hot).collect()),
        Column::counts("grids_cold", found.iter().map(|r| r.cold).collect()),
        Column::counts("grids_judged", found.iter().map(|r| r.judged).collect()),
        Column::classes("stays_hot", "stays", STAYS, of),
    ];
    Ok(Precise::counts(CellFigures { space, columns, settings }).within(snapshot.limits()))
}

const CLASSES: &[&str] =
    &["hot_99", "hot_95", "hot_90", "not_significant", "cold_90", "cold_95", "cold_99", "too_few", "no_variation"];

/// How long a cell stays hot: its place among [`STAYS`].
fn stays(found: &Robustness) -> u8 {
    match found.hot {
        _ if found.judged == 0 => 4,
        0 => 3,
        hot if hot == found.judged => 0,
        hot if 2 * hot > found.judged => 1,
        _ => 2,
    }
}

/// The verdict of one grid.
struct Judged {
    classes: Vec<HotspotClass>,
    verdict: Verdict,
}

impl Judged {
    fn of(counts: &[u32], rings: &Weights) -> Result<Self, AnalysisError> {
        let values = crate::grid::as_numbers(counts);
        let silent = |class, verdict| Ok(Self { classes: vec![class; values.len()], verdict });
        if values.len() < MIN_CELLS || values.iter().sum::<f64>() < MIN_INCIDENTS {
            return silent(HotspotClass::TooFew, Verdict::TooFew);
        }
        let gi = match gi_star(&values, rings) {
            Ok(gi) => gi,
            Err(StatisticsError::NoVariation { .. }) => return silent(HotspotClass::NoVariation, Verdict::NoVariation),
            Err(other) => return Err(other.into()),
        };
        let q = benjamini_hochberg_tested(&gi.p, &gi.defined)?;
        // Only what is under the level counts as hot or cold on a grid.
        let class = |(&z, &q): (&f64, &f64)| {
            if q < LEVEL { classify(z, q) } else { HotspotClass::NotSignificant }
        };
        Ok(Self { classes: gi.z.iter().zip(&q).map(class).collect(), verdict: Verdict::Ok })
    }

    /// The class of the cell that holds each place; a place that none of the grid's cells holds is not judged there.
    fn at(&self, places: &[LonLat], set: &StudySet, by: [f64; 2]) -> Vec<HotspotClass> {
        let class = |place: &LonLat| {
            let at = set.position(cell_of(shifted(*place, by, -1.0)?, set.resolution()))?;
            Some(self.classes[at as usize])
        };
        places.iter().map(|place| class(place).unwrap_or(HotspotClass::TooFew)).collect()
    }

    fn named(self, resolution: Resolution, moved_m: [f64; 2]) -> (GridTried, Self) {
        let hot = self.classes.iter().filter(|class| class.is_hot()).count() as u64;
        let cells = self.classes.len() as u64;
        (GridTried { resolution: resolution.into(), moved_m, cells, hot, verdict: self.verdict }, self)
    }
}

/// The next coarser and the next finer resolution, as far as they are served.
fn neighbouring(resolution: Resolution) -> impl Iterator<Item = Resolution> {
    let own = u8::from(resolution);
    [own.wrapping_sub(1), own + 1]
        .into_iter()
        .filter(|r| (7..=11).contains(r))
        .filter_map(|r| Resolution::try_from(r).ok())
}

/// The distance of two cells' centres, from the cells' own mean ground.
fn centres_apart_m(space: &StudySpace) -> f64 {
    let mean = space.areas_m2.iter().sum::<f64>() / space.areas_m2.len().max(1) as f64;
    (2.0 * mean / 3.0_f64.sqrt()).sqrt()
}

/// Metres of a degree of longitude and latitude in the middle of the places.
fn metres_of_a_degree(places: &[LonLat]) -> [f64; 2] {
    let lat = places.iter().map(|place| place.lat()).sum::<f64>() / places.len().max(1) as f64;
    [111_320.0 * lat.to_radians().cos().max(0.01), 110_574.0]
}

/// A point moved with the grid (`side` 1), or back into it (−1).
fn shifted(place: LonLat, by: [f64; 2], side: f64) -> Option<LonLat> {
    LonLat::new(place.lon() + side * by[0], place.lat() + side * by[1]).ok()
}

/// The cells of the moved grid whose centre, moved, lies in a cell of the study set.
fn moved_set(set: &StudySet, by: [f64; 2]) -> Result<StudySet, AnalysisError> {
    let back = set.cells().iter().filter_map(|&cell| shifted(cell_centre(cell), by, -1.0));
    let mut cells: Vec<CellIndex> =
        back.flat_map(|place| cell_of(place, set.resolution()).grid_disk::<Vec<_>>(1)).collect();
    cells.sort_unstable();
    cells.dedup();
    let inside = |cell: &CellIndex| {
        shifted(cell_centre(*cell), by, 1.0).is_some_and(|at| set.position(cell_of(at, set.resolution())).is_some())
    };
    cells.retain(inside);
    Ok(StudySet::new(set.resolution(), cells)?)
}

fn counted(incidents: &[LonLat], set: &StudySet, by: [f64; 2]) -> Vec<u32> {
    let mut counts = vec![0; set.len()];
    for place in incidents.iter().filter_map(|&place| shifted(place, by, -1.0)) {
        if let Some(at) = set.position(cell_of(place, set.resolution())) {
            counts[at as usize] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> StudySet {
        let middle = cell_of(LonLat::new(76.9, 43.24).unwrap(), Resolution::Nine);
        StudySet::new(Resolution::Nine, middle.grid_disk(12)).unwrap()
    }

    #[test]
    fn a_moved_grid_covers_the_same_ground_with_other_cells() {
        let set = set();
        let by = [0.5 * 350.0 / 81_000.0, 0.0];
        let moved = moved_set(&set, by).unwrap();
        let (a, b) = (set.len() as f64, moved.len() as f64);
        assert!((a - b).abs() < 0.06 * a, "{a} {b}");
        // Incidents at the centres of the cells lie near the edges of the moved ones, and nearly all are counted.
        let centres: Vec<LonLat> = set.cells().iter().map(|&cell| cell_centre(cell)).collect();
        let counts = counted(&centres, &moved, by);
        let total: u32 = counts.iter().sum();
        assert!(f64::from(total) > 0.9 * a && f64::from(total) <= a, "{total} of {a}");
        assert_eq!(counted(&centres, &set, [0.0; 2]), vec![1; set.len()]);
    }

    #[test]
    fn how_long_a_cell_stays_hot() {
        let of = |hot, judged| STAYS[usize::from(stays(&Robustness { hot, cold: 0, judged }))];
        assert_eq!(
            [of(7, 7), of(4, 7), of(3, 7), of(0, 7), of(0, 0)],
            ["always", "mostly", "seldom", "never", "not_judged"]
        );
    }

    #[test]
    fn classes_go_by_their_own_names() {
        assert_eq!(CLASSES, HotspotClass::ALL.map(HotspotClass::as_str));
        assert_eq!(neighbouring(Resolution::Seven).collect::<Vec<_>>(), [Resolution::Eight]);
        assert_eq!(neighbouring(Resolution::Ten).collect::<Vec<_>>(), [Resolution::Nine, Resolution::Eleven]);
    }
}
