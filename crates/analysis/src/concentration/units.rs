//! What incidents are concentrated in: cells, areas, places, or the points themselves.

use super::ConcentrationQuery;
use crate::grid::as_numbers;
use crate::hotspots::known_layer;
use crate::limits::refuse_foreign_area;
use crate::located::Located;
use crate::sentence::Compared;
use crate::settings::Tally;
use crate::{AnalysisError, StudySets, StudySpace, area_counts};
use aula_disclosure::disclose;
use aula_geometry::PointIndex;
use aula_model::{LonLat, Names, Slice, Viewer};
use aula_snapshot::{Layer, RowId, Snapshot, Within};
use aula_statistics::INCIDENT_SHARES;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// The units and what was counted in each.
pub(super) struct Units {
    pub(super) level: Compared,
    pub(super) counts: Vec<f64>,
    pub(super) ids: Vec<String>,
    /// As many as units, or none where they have no names.
    pub(super) names: Vec<Option<Names>>,
    pub(super) tally: Tally,
    pub(super) space: Option<Arc<StudySpace>>,
    /// Incidents near none of the places.
    pub(super) elsewhere: Option<u64>,
}

/// One of the fullest units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankedUnit {
    /// From 1.
    pub rank: u32,
    /// The cell, the area, `lon,lat` of a point, the number of a place.
    pub id: String,
    /// Its names, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    /// Counted in it.
    pub count: u64,
    /// Its share of the units up to and with it.
    pub share_units: f64,
    /// The share of the incidents in it and those before it.
    pub share_incidents: f64,
}

/// The longest list of units.
const MOST_RANKED: usize = 200;

/// The fullest units until they hold 80 % of the incidents; of equally full ones the first by place.
pub(super) fn ranked(counts: &[f64], ids: &[String], names: &[Option<Names>]) -> Vec<RankedUnit> {
    let mut order: Vec<usize> = (0..counts.len()).filter(|&i| counts[i] > 0.0).collect();
    order.sort_by(|&a, &b| counts[b].total_cmp(&counts[a]).then(a.cmp(&b)));
    let total: f64 = counts.iter().sum();
    let (mut held, mut list) = (0.0, Vec::new());
    for (rank, i) in (1_u32..).zip(order) {
        if held >= INCIDENT_SHARES[2] * total - 1e-9 || list.len() == MOST_RANKED {
            break;
        }
        held += counts[i];
        list.push(RankedUnit {
            rank,
            id: ids[i].clone(),
            names: names.get(i).cloned().flatten(),
            count: counts[i] as u64,
            share_units: f64::from(rank) / counts.len() as f64,
            share_incidents: held / total,
        });
    }
    list
}

pub(super) fn of(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    query: &ConcentrationQuery,
) -> Result<Units, AnalysisError> {
    match query.level.as_str() {
        "cells" => cells(snapshot, sets, query),
        "points" => points(snapshot, query),
        level => match level.strip_prefix("places.") {
            Some(_) => places(snapshot, query),
            None => areas(viewer, snapshot, query),
        },
    }
}

fn cells(snapshot: &Snapshot, sets: &StudySets, query: &ConcentrationQuery) -> Result<Units, AnalysisError> {
    let space = query.grid.space(snapshot, sets)?;
    let (counts, tally) = query.grid.counts(snapshot, &space)?;
    Ok(Units {
        level: Compared::Cells,
        counts: as_numbers(&counts),
        ids: space.set.cells().iter().map(ToString::to_string).collect(),
        names: Vec::new(),
        tally,
        space: Some(space),
        elsewhere: None,
    })
}

fn areas(viewer: &Viewer, snapshot: &Snapshot, query: &ConcentrationQuery) -> Result<Units, AnalysisError> {
    let (slice, layer) = (&query.grid.slice, &query.grid.layer);
    let found = disclose(area_counts(viewer, snapshot, slice, layer, &query.level)?, viewer)?.into_inner();
    Ok(Units {
        level: Compared::Areas,
        counts: found.areas.iter().map(|row| row.count as f64).collect(),
        ids: found.areas.iter().map(|row| row.area.id.to_string()).collect(),
        names: found.areas.iter().map(|row| Some(row.area.names.clone())).collect(),
        tally: Tally {
            total: found.settings.total,
            outside_cells: 0,
            left_out: found.settings.left_out_reasons,
            discontinued: found.settings.discontinued,
        },
        space: None,
        elsewhere: None,
    })
}

fn located(snapshot: &Snapshot, query: &ConcentrationQuery) -> Result<Located, AnalysisError> {
    refuse_foreign_area(snapshot, query.grid.slice.area.as_ref())?;
    let within = query.grid.slice.area.as_ref().map_or(Within::Everywhere, Within::Area);
    Located::of(snapshot, &query.grid.slice, &query.grid.layer, &within)
}

/// Every place to the metre that has an incident; those without any are not known.
fn points(snapshot: &Snapshot, query: &ConcentrationQuery) -> Result<Units, AnalysisError> {
    let found = located(snapshot, query)?;
    let mut number: HashMap<[i64; 2], usize> = HashMap::new();
    let (mut counts, mut ids) = (Vec::new(), Vec::new());
    for place in &found.places {
        let i = *number.entry([place.lon(), place.lat()].map(|degrees| (degrees * 1e5).round() as i64)).or_insert_with(
            || {
                counts.push(0.0);
                ids.push(format!("{:.5},{:.5}", place.lon(), place.lat()));
                counts.len() - 1
            },
        );
        counts[i] += 1.0;
    }
    Ok(Units {
        level: Compared::Places,
        counts,
        ids,
        names: Vec::new(),
        tally: found.tally,
        space: None,
        elsewhere: None,
    })
}

/// Places of a kind, each with the incidents that are nearest to it and near enough.
fn places(snapshot: &Snapshot, query: &ConcentrationQuery) -> Result<Units, AnalysisError> {
    let kind: Layer = query.level.parse().map_err(|_| AnalysisError::UnknownLevel(query.level.clone()))?;
    known_layer(snapshot, &kind)?;
    let within = query.grid.slice.area.as_ref().map_or(Within::Everywhere, Within::Area);
    let rows: Vec<RowId> = snapshot.select(&Slice::default(), &kind, &within)?.rows;
    let places: Vec<_> = rows.into_iter().filter_map(|row| snapshot.place(row)).collect();
    let index = PointIndex::new((0..).zip(places.iter().map(|place| place.location)));
    let found = located(snapshot, query)?;
    let mut counts = vec![0.0; places.len()];
    let nearest = |place: &LonLat| index.nearest(*place, 1).first().copied().filter(|f| f.distance_m <= query.within_m);
    let mut elsewhere = 0;
    for place in &found.places {
        match nearest(place) {
            Some(near) => counts[near.id as usize] += 1.0,
            None => elsewhere += 1,
        }
    }
    let mut tally = found.tally;
    tally.total -= elsewhere;
    Ok(Units {
        level: Compared::Places,
        counts,
        ids: places.iter().map(|place| format!("{:.5},{:.5}", place.location.lon(), place.location.lat())).collect(),
        names: places.iter().map(|place| place.details.as_ref().and_then(|details| details.names.clone())).collect(),
        tally,
        space: None,
        elsewhere: Some(elsewhere),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_ends_where_eighty_per_cent_are_held() {
        let counts = [1.0, 0.0, 6.0, 2.0, 1.0];
        let ids: Vec<String> = (0..5).map(|i| i.to_string()).collect();
        let list = ranked(&counts, &ids, &[]);
        assert_eq!(list.iter().map(|unit| (unit.rank, unit.id.as_str())).collect::<Vec<_>>(), [(1, "2"), (2, "3")]);
        assert!((list[1].share_incidents - 0.8).abs() < 1e-12 && (list[1].share_units - 0.4).abs() < 1e-12);
        assert!(ranked(&[0.0, 0.0], &ids[..2], &[]).is_empty());
    }
}
