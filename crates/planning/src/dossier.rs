//! A page about one area: where it stands, how it went, what is there, what lies beside it.

use crate::PlanningError;
use crate::ground::{Ground, outcome, rows};
use crate::months::{covered, starts};
use crate::plan::Window;
use crate::ranking::{Audits, RankAnswer, RankQuery, RankedArea, end_of_data, rank_areas};
use aula_disclosure::{Grade, Precise, disclose, may_see};
use aula_model::{AreaId, Names, Period, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot, Within};
use jiff::civil::Date;
use serde::Serialize;

/// A kind of places in the area against the city.
#[derive(Debug, Clone, Serialize)]
pub struct FactorLine {
    /// The kind.
    pub kind: String,
    /// How many in the area.
    pub count: f64,
    /// For each square kilometre.
    pub per_km2: f64,
    /// The middle of all areas' densities.
    pub median_per_km2: f64,
}

/// A category in the area.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryLine {
    /// Its code.
    pub code: String,
    /// Its names.
    pub names: Names,
    /// Incidents in the window.
    pub count: u64,
}

/// A month in the area and the mean of all areas.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct AreaMonth {
    /// Its first day.
    pub month: Date,
    /// Incidents.
    pub count: f64,
    /// The mean over all areas.
    pub mean: f64,
}

/// Everything about one area.
#[derive(Debug, Clone, Serialize)]
pub struct Dossier {
    /// The area in the order.
    pub area: RankedArea,
    /// Whether it is too small to rank.
    pub too_small: bool,
    /// How the order was made.
    pub window: Window,
    /// k of "among the worst k".
    pub worst: usize,
    /// Areas ranked.
    pub n: usize,
    /// Month by month over all data.
    pub months: Vec<AreaMonth>,
    /// By category, the most first.
    pub categories: Vec<CategoryLine>,
    /// What stands there.
    pub factors: Vec<FactorLine>,
    /// Areas beside it, in the order.
    pub neighbours: Vec<RankedArea>,
    /// Areas next in the order, before and after.
    pub close: Vec<RankedArea>,
    /// The number of the log's last change.
    pub seq: u64,
}

/// The dossier of an area.
///
/// # Errors
/// Those of [`rank_areas`]; [`PlanningError::Unusable`] for an area without a cell of its own.
pub fn dossier(
    viewer: &Viewer,
    snapshot: &Snapshot,
    ground: &Ground,
    area: &AreaId,
    query: &RankQuery,
    audits: &Audits,
) -> Result<Precise<Dossier>, PlanningError> {
    may_see(viewer, Grade::Counts, None)?;
    let at = ground.position(area.as_str()).ok_or_else(|| {
        PlanningError::unusable(
            "area",
            format!("there is no area `{area}` with a cell of its own"),
            "see /api/v1/areas",
        )
    })?;
    let answer = disclose(rank_areas(viewer, snapshot, ground, query, audits)?, viewer)?.into_inner();
    let beside: Vec<String> = ground
        .owners_of(&ground.around(at, 1))
        .into_iter()
        .filter(|&i| i != at)
        .map(|i| ground.pieces[i].id.to_string())
        .collect();
    let RankAnswer { areas, too_small, window, n, .. } = answer;
    let place = areas.iter().position(|a| a.id == area.as_str());
    let close = place.map_or(Vec::new(), |p| {
        let near = p.saturating_sub(2)..(p + 3).min(areas.len());
        near.filter(|&i| i != p).map(|i| areas[i].clone()).collect()
    });
    let own = areas.iter().chain(&too_small).find(|a| a.id == area.as_str()).cloned();
    let own = own.ok_or_else(|| PlanningError::unusable("area", "it has no place in the order", "name another"))?;
    let neighbours = areas.iter().filter(|a| beside.contains(&a.id)).cloned().collect();
    Ok(Precise::counts(Dossier {
        too_small: own.place.is_none(),
        area: own,
        window,
        worst: query.settings.worst,
        n,
        months: months(snapshot, ground, at, query)?,
        categories: categories(snapshot, area, query, window)?,
        factors: factors(snapshot, ground, at, window)?,
        neighbours,
        close,
        seq: snapshot.seq().0,
    }))
}

fn months(snapshot: &Snapshot, ground: &Ground, at: usize, query: &RankQuery) -> Result<Vec<AreaMonth>, PlanningError> {
    let as_of = query.as_of.map_or_else(|| end_of_data(snapshot), Ok)?;
    let firsts = starts(covered(snapshot.period(), as_of)?);
    let counts = snapshot.month_counts(&crate::ranking::slice(&query.outcome)?, &ground.set, &firsts)?;
    let table = outcome(&counts, query.outcome.with_found_by_police);
    let monthly = rows(ground.pieces.iter().map(|p| p.cells.as_slice()), &ground.set, &table, firsts.len() - 1);
    let line = |m: usize| AreaMonth {
        month: firsts[m],
        count: monthly[at][m],
        mean: monthly.iter().map(|row| row[m]).sum::<f64>() / monthly.len() as f64,
    };
    Ok((0..firsts.len() - 1).map(line).collect())
}

fn categories(
    snapshot: &Snapshot,
    area: &AreaId,
    query: &RankQuery,
    window: Window,
) -> Result<Vec<CategoryLine>, PlanningError> {
    let period = Period::new(Some(window.from), Some(window.to)).unwrap_or_default();
    let slice = Slice { period, ..crate::ranking::slice(&query.outcome)? };
    let (counts, _) = snapshot.category_counts(&slice, &Within::Area(area))?;
    let table = &snapshot.settings().categories;
    let mut lines: Vec<CategoryLine> = counts
        .into_iter()
        .map(|(code, count)| {
            let names = table.iter().find(|c| c.code == code).map(|c| c.names.clone()).unwrap_or_default();
            CategoryLine { code: code.to_string(), names, count }
        })
        .collect();
    lines.sort_by(|a, b| b.count.cmp(&a.count).then(a.code.cmp(&b.code)));
    Ok(lines)
}

fn factors(snapshot: &Snapshot, ground: &Ground, at: usize, window: Window) -> Result<Vec<FactorLine>, PlanningError> {
    let slice = Slice { period: Period::new(None, Some(window.to)).unwrap_or_default(), ..Slice::default() };
    let mut lines = Vec::new();
    for kind in snapshot.place_kinds().iter().filter(|kind| !kind.is_ground()) {
        let counts = snapshot.cell_counts(&slice, &Layer::Places(kind.clone()), &ground.set)?;
        let count = |i: usize| -> f64 {
            let positions = ground.pieces[i].cells.iter().filter_map(|&c| ground.set.position(c));
            positions.map(|p| f64::from(counts.counts[p as usize])).sum()
        };
        let density = |i: usize| count(i) / (ground.pieces[i].area_m2 / 1e6);
        let mut all: Vec<f64> = (0..ground.pieces.len()).map(density).collect();
        all.sort_by(f64::total_cmp);
        lines.push(FactorLine {
            kind: kind.to_string(),
            count: count(at),
            per_km2: density(at),
            median_per_km2: all[all.len() / 2],
        });
    }
    lines.sort_by(|a, b| (b.per_km2 / b.median_per_km2.max(0.1)).total_cmp(&(a.per_km2 / a.median_per_km2.max(0.1))));
    Ok(lines)
}
