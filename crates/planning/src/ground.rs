//! The areas of a level as cells: what is counted in them, what lies around them.

use crate::PlanningError;
use crate::effect::Row;
use aula_analysis::AnalysisError;
use aula_geometry::{StudySet, cell_area_m2, covering, encode_h3_delta};
use aula_model::{Area, AreaId, AreaKind, LonLat, Names};
use aula_snapshot::{MonthCounts, Snapshot};
use h3o::{CellIndex, Resolution};
use std::collections::{BTreeSet, HashMap};

/// The cells that planning counts in.
pub(crate) const RESOLUTION: Resolution = Resolution::Ten;

/// One area as cells.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) id: AreaId,
    pub(crate) names: Names,
    pub(crate) district: Option<AreaId>,
    pub(crate) cells: Vec<CellIndex>,
    pub(crate) area_m2: f64,
    pub(crate) centre: LonLat,
}

/// The areas of a level.
#[derive(Debug)]
pub struct Ground {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) set: StudySet,
    owners: HashMap<CellIndex, u32>,
}

impl Ground {
    /// The areas of a kind; those without a cell of their own are left out.
    ///
    /// # Errors
    /// [`AnalysisError::UnknownLevel`] where there are none; those of a covering.
    pub fn of(snapshot: &Snapshot, level: &str) -> Result<Self, PlanningError> {
        let unknown = || AnalysisError::UnknownLevel(level.to_owned());
        let kind = AreaKind::new(level).map_err(|_| unknown())?;
        let mut pieces = Vec::new();
        for area in snapshot.areas().of_kind(&kind) {
            let cells = covering(&area.geometry, RESOLUTION)?;
            if let (Some(centre), false) = (centre(&cells), cells.is_empty()) {
                let area_m2 = cells.iter().map(|&c| cell_area_m2(c)).sum();
                let district = district_of(snapshot, area, centre);
                pieces.push(Piece { id: area.id.clone(), names: area.names.clone(), district, cells, area_m2, centre });
            }
        }
        if pieces.is_empty() {
            return Err(unknown().into());
        }
        let mut owners = HashMap::new();
        for (piece, number) in pieces.iter().zip(0_u32..) {
            for &cell in &piece.cells {
                owners.entry(cell).or_insert(number);
            }
        }
        let set = StudySet::new(RESOLUTION, pieces.iter().flat_map(|p| p.cells.iter().copied()).collect())?;
        Ok(Self { pieces, set, owners })
    }

    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.pieces.iter().position(|piece| piece.id.as_str() == id)
    }

    /// The cells within some steps around an area, not its own.
    pub(crate) fn around(&self, piece: usize, steps: u32) -> BTreeSet<CellIndex> {
        let own = &self.pieces[piece].cells;
        let border =
            own.iter().filter(|cell| cell.grid_disk::<Vec<_>>(1).iter().any(|near| own.binary_search(near).is_err()));
        let disk = border.flat_map(|cell| cell.grid_disk::<Vec<_>>(steps));
        disk.filter(|cell| own.binary_search(cell).is_err()).collect()
    }

    /// The areas that have a cell among some.
    pub(crate) fn owners_of<'a>(&self, cells: impl IntoIterator<Item = &'a CellIndex>) -> BTreeSet<usize> {
        cells.into_iter().filter_map(|cell| self.owners.get(cell)).map(|&number| number as usize).collect()
    }
}

/// Monthly counts of groups of cells.
pub(crate) fn rows<'a>(
    groups: impl IntoIterator<Item = &'a [CellIndex]>,
    set: &StudySet,
    table: &[u32],
    months: usize,
) -> Vec<Row> {
    let row = |cells: &[CellIndex]| {
        let positions: Vec<usize> = cells.iter().filter_map(|&c| set.position(c)).map(|p| p as usize).collect();
        let month = |m: usize| positions.iter().map(|&p| f64::from(table[m * set.len() + p])).sum();
        (0..months).map(month).collect()
    };
    groups.into_iter().map(row).collect()
}

/// The counts that an outcome is made of: what residents reported, and what the police found only if asked for.
pub(crate) fn outcome(counts: &MonthCounts, with_police: bool) -> Vec<u32> {
    if !with_police {
        return counts.reported.clone();
    }
    counts.reported.iter().zip(&counts.found_by_police).map(|(a, b)| a + b).collect()
}

pub(crate) fn as_delta(cells: impl IntoIterator<Item = CellIndex>) -> Vec<u64> {
    let mut cells: Vec<CellIndex> = cells.into_iter().collect();
    cells.sort_unstable();
    cells.dedup();
    encode_h3_delta(&cells).unwrap_or_default()
}

/// The mean of the cells' centres.
fn centre(cells: &[CellIndex]) -> Option<LonLat> {
    let points: Vec<LonLat> = cells.iter().map(|&c| aula_geometry::cell_centre(c)).collect();
    let n = points.len().max(1) as f64;
    LonLat::new(points.iter().map(|p| p.lon()).sum::<f64>() / n, points.iter().map(|p| p.lat()).sum::<f64>() / n).ok()
}

/// The district of an area: its parent, or its parent's, else the one around its centre.
fn district_of(snapshot: &Snapshot, area: &Area, centre: LonLat) -> Option<AreaId> {
    let mut parent = area.parent.clone();
    for _ in 0..4 {
        match parent {
            Some(id) if id.kind() == "district" => return Some(id),
            Some(id) => parent = snapshot.areas().get(&id).and_then(|a| a.parent.clone()),
            None => break,
        }
    }
    let kind = AreaKind::new("district").ok()?;
    snapshot.areas().containing(centre, Some(&kind)).first().map(|a| a.id.clone())
}
