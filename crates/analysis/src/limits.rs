//! Questions of somebody who is responsible for a part of the city: about that part, or refused. A count of nothing
//! where others have something would be a false answer.

use crate::AnalysisError;
use aula_disclosure::Withheld;
use aula_geometry::{PreparedArea, cell_centre};
use aula_model::{Area, AreaId, LonLat};
use aula_snapshot::Snapshot;
use h3o::CellIndex;

/// Refuses a question about an area that does not lie in those that a version is limited to.
///
/// # Errors
/// [`AnalysisError::Withheld`] with the areas that may be asked about.
pub fn refuse_foreign_area(snapshot: &Snapshot, asked: Option<&AreaId>) -> Result<(), AnalysisError> {
    let Some(area) = asked.and_then(|id| snapshot.areas().get(id)) else { return Ok(()) };
    if in_limits(snapshot, area) { Ok(()) } else { Err(foreign(snapshot)) }
}

/// Refuses a question about a cell whose centre does not lie in the areas that a version is limited to.
///
/// # Errors
/// [`AnalysisError::Withheld`] with the areas that may be asked about.
pub(crate) fn refuse_foreign_cell(snapshot: &Snapshot, cell: CellIndex) -> Result<(), AnalysisError> {
    let own = outlines(snapshot);
    let inside = own.is_none_or(|own| own.iter().any(|outline| outline.contains(cell_centre(cell))));
    if inside { Ok(()) } else { Err(foreign(snapshot)) }
}

/// Whether an area is one of those that a version is limited to, or lies in one with all its corners.
pub(crate) fn in_limits(snapshot: &Snapshot, area: &Area) -> bool {
    let (Some(limits), Some(own)) = (snapshot.limits(), outlines(snapshot)) else { return true };
    let corners = || area.geometry.iter().flat_map(|part| part.exterior().coords());
    let holds =
        |outline: &PreparedArea| corners().all(|c| LonLat::new(c.x, c.y).is_ok_and(|corner| outline.contains(corner)));
    limits.contains(&area.id) || own.into_iter().any(holds)
}

fn outlines(snapshot: &Snapshot) -> Option<Vec<&PreparedArea>> {
    Some(snapshot.limits()?.iter().filter_map(|id| snapshot.areas().outline(id)).collect())
}

fn foreign(snapshot: &Snapshot) -> AnalysisError {
    Withheld::Area { own: snapshot.limits().unwrap_or_default().to_vec() }.into()
}
