//! Exact counts of incidents by cell: those of `/api/v1/layers/incidents`, through the same door.

use super::{Collection, Of, Shelf, inferred, scope};
use crate::checklist::Core;
use crate::http::Problem;
use crate::output::cell_counts_geojson;
use aula_analysis::{AnalysisError, StudySetKind, cell_counts};
use aula_disclosure::{Grade, disclose, may_see};
use aula_features::GeometryKind;
use aula_model::{Slice, Viewer};
use aula_snapshot::Layer;
use h3o::Resolution;

/// The identifier's beginning; the resolution follows.
pub(super) const PREFIX: &str = "cells.";
/// Resolutions that are a map of a city: cells of 0.7 and 0.1 km².
pub(super) const RESOLUTIONS: [Resolution; 2] = [Resolution::Eight, Resolution::Nine];

/// The cells of a resolution with their counts; none for a resolution that is not served.
pub(super) fn collection(
    core: &Core,
    shelf: &Shelf,
    viewer: &Viewer,
    resolution: &str,
) -> Result<Option<Collection>, Problem> {
    let Some(resolution) = RESOLUTIONS.into_iter().find(|r| u8::from(*r).to_string() == resolution) else {
        return Ok(None);
    };
    let snapshot = core.city.snapshot_for(viewer).map_err(AnalysisError::from)?;
    may_see(viewer, Grade::Counts, snapshot.limits())?;
    let (id, version, scope) = (format!("{PREFIX}{resolution}"), snapshot.seq().0, scope(viewer));
    let make = || {
        let count = |kind| {
            let slice = Slice::default();
            cell_counts(viewer, &snapshot, &core.city.sets, &slice, &Layer::Incidents, resolution, kind)
        };
        // A city without dwellings is counted over its study area.
        let counts = count(StudySetKind::Inhabited).or_else(|_| count(StudySetKind::Area))?;
        let counts = disclose(counts, viewer)?.into_inner();
        let collection = serde_json::from_str(&cell_counts_geojson(&counts)).map_err(|e| Problem::internal(&e))?;
        Ok(inferred::table(&collection, GeometryKind::Polygon))
    };
    let table = shelf.made(&format!("{id}@{scope}"), version, &make)?;
    Ok(Some(Collection { id, of: Of::Cells(resolution.into()), table, version, scope }))
}
