//! When: hour by weekday, in the city's own time.

use crate::AnalysisError;
use crate::hotspots::known_layer;
use crate::limits::{refuse_foreign_area, refuse_foreign_cell};
use crate::settings::SliceSettings;
use aula_disclosure::{Precise, may_see_precise};
use aula_model::{AreaId, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot, Within};
use h3o::CellIndex;
use serde::Serialize;

/// Where the rhythm is taken.
#[derive(Debug, Clone, Default)]
pub enum RhythmScope {
    /// Everywhere.
    #[default]
    City,
    /// In one cell.
    Cell(CellIndex),
    /// In one area.
    Area(AreaId),
}

/// Counts by weekday and hour.
#[derive(Debug, Clone, Serialize)]
pub struct Rhythm {
    /// Seven rows from Monday, 24 hours each.
    pub hours: Vec<Vec<u32>>,
    /// Counted in the matrix.
    pub known: u64,
    /// Selected, but the hour is not known.
    pub unknown: u64,
    /// The selection.
    pub settings: SliceSettings,
}

/// Counts of a slice by hour and weekday; incidents whose span is longer than the hour are `unknown`.
///
/// # Errors
/// [`AnalysisError::UnknownArea`], [`AnalysisError::UnknownLayer`].
pub fn rhythm(
    viewer: &Viewer,
    snapshot: &Snapshot,
    slice: &Slice,
    layer: &Layer,
    scope: &RhythmScope,
) -> Result<Precise<Rhythm>, AnalysisError> {
    may_see_precise(viewer)?;
    known_layer(snapshot, layer)?;
    match scope {
        RhythmScope::City => {}
        RhythmScope::Cell(cell) => refuse_foreign_cell(snapshot, *cell)?,
        RhythmScope::Area(id) => refuse_foreign_area(snapshot, Some(id))?,
    }
    let within = match scope {
        RhythmScope::City => Within::Everywhere,
        RhythmScope::Cell(cell) => Within::Cell(*cell),
        RhythmScope::Area(id) => Within::Area(id),
    };
    let found = snapshot.hour_week(slice, layer, &within)?;
    Ok(Precise::counts(Rhythm {
        hours: found.hours.iter().map(|day| day.to_vec()).collect(),
        known: found.known,
        unknown: found.unknown,
        settings: SliceSettings::new(snapshot, slice),
    })
    .within(snapshot.limits()))
}
