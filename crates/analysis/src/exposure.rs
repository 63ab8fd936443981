//! The exposure of areas, brought to the cells that lie in them.

use crate::{AnalysisError, StudySpace};
use aula_geometry::cell_centre;
use aula_model::{Area, AreaKind, ExposureKind};
use aula_snapshot::Snapshot;
use jiff::civil::Date;

/// The kinds of areas that exposure is taken from unless one is named, the finest first.
const LEVELS: [&str; 4] = ["yard", "micro_district", "precinct", "district"];

/// The exposure of every cell of a study set.
pub(crate) struct CellExposure {
    /// The kind of the areas it was taken from.
    pub(crate) level: String,
    /// One number for each cell.
    pub(crate) of_cell: Vec<f64>,
    /// Areas of the kind that do not say.
    pub(crate) without: u64,
    /// Exposure of areas that no study cell has its centre in.
    pub(crate) nowhere: f64,
}

/// An area with what it is exposed with.
type Exposed<'a> = (&'a Area, f64);

/// Areas of a kind that know the exposure on a day, and how many do not.
fn areas_with<'a>(
    snapshot: &'a Snapshot,
    level: &str,
    kind: ExposureKind,
    on: Date,
) -> Result<(Vec<Exposed<'a>>, u64), AnalysisError> {
    let unknown = || AnalysisError::UnknownLevel(level.to_owned());
    let level = AreaKind::new(level).map_err(|_| unknown())?;
    let all: Vec<&Area> = snapshot.areas().of_kind(&level).collect();
    if all.is_empty() {
        return Err(unknown());
    }
    let known: Vec<Exposed<'_>> = all.iter().filter_map(|area| Some((*area, area.exposure(kind, on)?))).collect();
    let without = (all.len() - known.len()) as u64;
    Ok((known, without))
}

/// Each area's exposure spread over the study cells with their centre in it, by their ground.
///
/// # Errors
/// [`AnalysisError::UnknownLevel`]; [`AnalysisError::Unusable`] where no area has such an exposure on the day.
pub(crate) fn on_cells(
    snapshot: &Snapshot,
    space: &StudySpace,
    kind: ExposureKind,
    level: Option<&str>,
    on: Date,
) -> Result<CellExposure, AnalysisError> {
    let none = || AnalysisError::Unusable {
        parameter: "over",
        reason: format!("no area says how many {kind} it has on {on}"),
        remedy: "import areas with that exposure, or name another one",
    };
    let known = |level: &str| areas_with(snapshot, level, kind, on).ok().filter(|(known, _)| !known.is_empty());
    let (level, (areas, without)) = match level {
        Some(level) => (level, areas_with(snapshot, level, kind, on)?),
        None => LEVELS.into_iter().find_map(|level| Some((level, known(level)?))).ok_or_else(none)?,
    };
    if areas.is_empty() {
        return Err(none());
    }
    let area_kind = AreaKind::new(level).map_err(|_| AnalysisError::UnknownLevel(level.to_owned()))?;
    let mut cells: std::collections::HashMap<&str, Vec<usize>> = std::collections::HashMap::new();
    for (i, &cell) in space.set.cells().iter().enumerate() {
        for area in snapshot.areas().containing(cell_centre(cell), Some(&area_kind)) {
            cells.entry(area.id.as_str()).or_default().push(i);
        }
    }
    let (mut of_cell, mut nowhere) = (vec![0.0; space.set.len()], 0.0);
    for (area, value) in areas {
        let Some(cells) = cells.get(area.id.as_str()) else {
            nowhere += value;
            continue;
        };
        let ground: f64 = cells.iter().map(|&i| space.areas_m2[i]).sum();
        cells.iter().for_each(|&i| of_cell[i] += value * space.areas_m2[i] / ground);
    }
    Ok(CellExposure { level: level.to_owned(), of_cell, without, nowhere })
}
