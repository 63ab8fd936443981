//! Which cells are inhabited.

use h3o::CellIndex;
use std::collections::HashSet;

/// The candidates that hold ground (a building, road, address, yard or resident) in their own cell or in a neighbour.
///
/// Never hand over the cells of the incidents to be analysed: a study set must not depend on what it studies.
///
/// # Arguments
/// `ground`: cells of whatever stands for people, in any order and as often as it comes; of the candidates' resolution
/// (others match nothing).
///
/// # Returns
/// Candidates in their given order.
///
/// # Examples
/// ```
/// use aula_geometry::inhabited;
/// let house: h3o::CellIndex = "8a20e60ae92ffff".parse()?;
/// let candidates = house.grid_disk::<Vec<_>>(3);
/// assert_eq!(inhabited(&candidates, [house]).len(), 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn inhabited(candidates: &[CellIndex], ground: impl IntoIterator<Item = CellIndex>) -> Vec<CellIndex> {
    let ground: HashSet<CellIndex> = ground.into_iter().collect();
    let lived_in: HashSet<CellIndex> = ground.into_iter().flat_map(|cell| cell.grid_disk::<Vec<_>>(1)).collect();
    candidates.iter().copied().filter(|cell| lived_in.contains(cell)).collect()
}
