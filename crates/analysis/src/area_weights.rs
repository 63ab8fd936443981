//! Which areas are neighbours: those that touch.

use crate::AnalysisError;
use aula_geometry::contiguity;
use aula_model::Area;
use aula_statistics::{Weights, from_adjacency};

/// Outlines of two sources do not meet to the metre.
pub(crate) const TOUCHING_M: f64 = 15.0;

/// The areas that each area touches, itself left out.
pub(crate) fn touching(areas: &[&Area]) -> Result<Weights, AnalysisError> {
    let outlines: Vec<_> = areas.iter().map(|area| &area.geometry).collect();
    Ok(from_adjacency(areas.len(), &contiguity(&outlines, TOUCHING_M)?)?)
}
