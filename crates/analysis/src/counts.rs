//! How many: plain counts by cell and by area, without a verdict.

use crate::hotspots::known_layer;
use crate::limits::in_limits;
use crate::settings::{LeftOutReasons, SliceSettings};
use crate::{AnalysisError, StudySetKind, StudySets, StudySpace};
use aula_disclosure::{Precise, Withheld, may_see_precise};
use aula_model::{Area, AreaKind, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use h3o::Resolution;
use serde::Serialize;
use std::sync::Arc;

/// Counts over the cells of a study set.
#[derive(Debug, Clone)]
pub struct CellLayer {
    /// The cells.
    pub space: Arc<StudySpace>,
    /// Incidents or places in each, in the set's order.
    pub counts: Vec<u32>,
    /// What was asked and used.
    pub settings: CountSettings,
}

/// The settings of a count.
#[derive(Debug, Clone, Serialize)]
pub struct CountSettings {
    /// `incidents` or `places.<kind>`.
    pub layer: String,
    /// `cells`, or the kind of the areas.
    pub level: String,
    /// H3 resolution, for cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u8>,
    /// The selection.
    #[serde(flatten)]
    pub slice: SliceSettings,
    /// Cells or areas counted over.
    pub n: u64,
    /// Incidents or places selected: those in the cells or areas, and for areas also those in none of them.
    pub total: u64,
    /// Selected, but in none of the cells; for areas, which may overlap, none is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<u64>,
    /// Too imprecise for the question.
    pub left_out: u64,
    /// Why.
    pub left_out_reasons: LeftOutReasons,
    /// Discontinued, not counted.
    pub discontinued: u64,
}

/// Counts of one area.
#[derive(Debug, Clone)]
pub struct AreaCount {
    /// The area.
    pub area: Arc<Area>,
    /// Incidents or places in it.
    pub count: u64,
    /// Its ground in km².
    pub area_km2: f64,
}

/// Counts by area of one kind.
#[derive(Debug, Clone)]
pub struct AreaCounts {
    /// One for each area of the kind, by identity.
    pub areas: Vec<AreaCount>,
    /// What was asked and used.
    pub settings: CountSettings,
}

/// Counts by cell.
///
/// # Errors
/// See [`AnalysisError`].
pub fn cell_counts(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    slice: &Slice,
    layer: &Layer,
    resolution: Resolution,
    kind: StudySetKind,
) -> Result<Precise<CellLayer>, AnalysisError> {
    may_see_precise(viewer)?;
    known_layer(snapshot, layer)?;
    let space = sets.get(snapshot, slice.area.as_ref(), resolution, kind)?;
    let found = snapshot.cell_counts(slice, layer, &space.set)?;
    let left_out = LeftOutReasons::from(found.tally.left_out);
    let settings = CountSettings {
        layer: layer.to_string(),
        level: "cells".to_owned(),
        resolution: Some(resolution.into()),
        slice: SliceSettings::new(snapshot, slice),
        n: found.counts.len() as u64,
        total: found.total,
        outside: Some(found.outside_cells),
        left_out: left_out.sum(),
        left_out_reasons: left_out,
        discontinued: found.tally.discontinued,
    };
    Ok(Precise::counts(CellLayer { space, counts: found.counts, settings }).within(snapshot.limits()))
}

/// Counts by area of a kind; an incident in two overlapping areas counts in both.
///
/// # Errors
/// [`AnalysisError::UnknownLayer`] for a layer or a kind that does not exist.
pub fn area_counts(
    viewer: &Viewer,
    snapshot: &Snapshot,
    slice: &Slice,
    layer: &Layer,
    kind: &str,
) -> Result<Precise<AreaCounts>, AnalysisError> {
    may_see_precise(viewer)?;
    known_layer(snapshot, layer)?;
    let unknown = || AnalysisError::UnknownLevel(kind.to_owned());
    let kind = AreaKind::new(kind).map_err(|_| unknown())?;
    if snapshot.areas().of_kind(&kind).next().is_none() {
        return Err(unknown());
    }
    let mut found = snapshot.area_counts(slice, layer, &kind);
    found.areas.retain(|row| in_limits(snapshot, row.area));
    if found.areas.is_empty() {
        return Err(Withheld::Area { own: snapshot.limits().unwrap_or_default().to_vec() }.into());
    }
    let left_out = LeftOutReasons::from(found.tally.left_out);
    let settings = CountSettings {
        layer: layer.to_string(),
        level: kind.to_string(),
        resolution: None,
        slice: SliceSettings::new(snapshot, slice),
        n: found.areas.len() as u64,
        total: found.tally.total,
        outside: None,
        left_out: left_out.sum(),
        left_out_reasons: left_out,
        discontinued: found.tally.discontinued,
    };
    let areas = found.areas.into_iter().map(|row| {
        let area_km2 = aula_geometry::area_m2(&row.area.geometry) / 1e6;
        AreaCount { area: Arc::new(row.area.clone()), count: row.count, area_km2 }
    });
    Ok(Precise::counts(AreaCounts { areas: areas.collect(), settings }).within(snapshot.limits()))
}
