//! The cells an analysis runs over: the study set, and the rings in it.

use crate::AnalysisError;
use aula_geometry::{StudySet, cell_area_m2, cell_centre, cell_of, covering, inhabited};
use aula_model::{Area, AreaId, AreaKind, Seq};
use aula_snapshot::Snapshot;
use aula_statistics::Weights;
use geo_types::CoordsIter as _;
use h3o::{CellIndex, Resolution};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most cells of one study set: Almaty at resolution 11 has 273,000.
const MAX_CELLS: u64 = 3_000_000;
/// Study sets kept at once; a city has a handful of areas and five resolutions.
const MAX_KEPT: usize = 48;

/// Which cells of the study area are analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StudySetKind {
    /// Cells where somebody lives or works, within one ring.
    #[default]
    Inhabited,
    /// Every cell with its centre in the study area.
    Area,
}

/// A study set ready for analysis.
#[derive(Debug)]
pub struct StudySpace {
    /// Its cells.
    pub set: StudySet,
    /// Rings of one step with the cell itself, cut at the set's border.
    pub rings: Weights,
    /// What the set really is: `Area` also where `Inhabited` was asked for and no ground data exist.
    pub kind: StudySetKind,
    /// Whether `Inhabited` was asked for and could not be had.
    pub no_ground_data: bool,
    /// The study areas it covers.
    pub areas: Vec<AreaId>,
}

#[derive(PartialEq, Eq, Hash, Clone)]
struct CacheKey {
    areas: Vec<AreaId>,
    resolution: Resolution,
    kind: StudySetKind,
    ground: Seq,
}

/// The study sets of a city, made once each: neighbours are kept per study area, so that an analysis is arithmetic.
#[derive(Debug, Default)]
pub struct StudySets(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    spaces: HashMap<CacheKey, Arc<StudySpace>>,
    order: Vec<CacheKey>,
}

impl std::fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}/{}/{:?}/{}", self.areas, self.resolution, self.kind, self.ground)
    }
}

impl StudySets {
    /// The study set of an area (none: the city's own) at a resolution.
    ///
    /// # Errors
    /// [`AnalysisError::NoStudyArea`], [`AnalysisError::UnknownArea`], [`AnalysisError::TooManyCells`], or a geometry
    /// that cannot be covered.
    pub fn get(
        &self,
        snapshot: &Snapshot,
        area: Option<&AreaId>,
        resolution: Resolution,
        kind: StudySetKind,
    ) -> Result<Arc<StudySpace>, AnalysisError> {
        let areas = study_areas(snapshot, area)?;
        let key = CacheKey {
            areas: areas.iter().map(|a| a.id.clone()).collect(),
            resolution,
            kind,
            ground: snapshot.ground_seq(),
        };
        if let Some(space) = self.lock().spaces.get(&key) {
            return Ok(Arc::clone(space));
        }
        // Made outside the lock: two requests may make the same set once each, but nobody waits for a foreign one.
        let space = Arc::new(build(snapshot, &areas, resolution, kind)?);
        let mut kept = self.lock();
        if kept.order.len() >= MAX_KEPT {
            let oldest = kept.order.remove(0);
            kept.spaces.remove(&oldest);
        }
        kept.order.push(key.clone());
        kept.spaces.insert(key, Arc::clone(&space));
        Ok(space)
    }

    /// A study set that was made before, by the name it goes by in answers.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<Arc<StudySpace>> {
        self.lock().spaces.values().find(|space| space.set.id() == id).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The areas that make the study area: the one named, else the city's setting, else every area of kind `study_area`.
fn study_areas<'a>(snapshot: &'a Snapshot, area: Option<&AreaId>) -> Result<Vec<&'a Area>, AnalysisError> {
    if let Some(id) = area.or(snapshot.settings().study_area.as_ref()) {
        let found = snapshot.areas().get(id).ok_or_else(|| AnalysisError::UnknownArea(id.clone()))?;
        return Ok(vec![found]);
    }
    let all: Vec<&Area> = snapshot.areas().of_kind("study_area").collect();
    if all.is_empty() { Err(AnalysisError::NoStudyArea) } else { Ok(all) }
}

fn build(
    snapshot: &Snapshot,
    areas: &[&Area],
    resolution: Resolution,
    kind: StudySetKind,
) -> Result<StudySpace, AnalysisError> {
    let mut cells = Vec::new();
    for area in areas {
        refuse_if_too_many(area, resolution)?;
        cells.extend(covering(&area.geometry, resolution)?);
    }
    cells.sort_unstable();
    cells.dedup();
    let ground = match kind {
        StudySetKind::Inhabited => ground_cells(snapshot, resolution),
        StudySetKind::Area => Vec::new(),
    };
    let no_ground_data = kind == StudySetKind::Inhabited && ground.is_empty();
    let kind = if no_ground_data { StudySetKind::Area } else { kind };
    if kind == StudySetKind::Inhabited {
        cells = inhabited(&cells, ground);
    }
    let set = StudySet::new(resolution, cells)?;
    let rings = set.k_rings(1);
    let rings = Weights::binary(rings.offsets, rings.neighbours)?;
    Ok(StudySpace { set, rings, kind, no_ground_data, areas: areas.iter().map(|a| a.id.clone()).collect() })
}

/// Cells where a building, road, address or yard stands. The incidents analysed have no say in it.
fn ground_cells(snapshot: &Snapshot, resolution: Resolution) -> Vec<CellIndex> {
    let mut cells: Vec<CellIndex> =
        snapshot.places().ground_points().map(|point| cell_of(point, resolution)).collect();
    for yard in snapshot.areas().of_kind("yard") {
        // A yard is smaller than a cell or about its size: its corners meet every cell that it lies in.
        cells.extend(yard.geometry.coords_iter().filter_map(|c| {
            aula_model::LonLat::new(c.x, c.y).ok().map(|point| cell_of(point, resolution))
        }));
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Counts by area before anything is allocated.
fn refuse_if_too_many(area: &Area, resolution: Resolution) -> Result<(), AnalysisError> {
    let Some(first) = area.geometry.coords_iter().next() else { return Ok(()) };
    let Ok(corner) = aula_model::LonLat::new(first.x, first.y) else { return Ok(()) };
    let one_cell_m2 = cell_area_m2(cell_of(corner, resolution));
    let cells = (aula_geometry::area_m2(&area.geometry) / one_cell_m2) as u64;
    if cells > MAX_CELLS {
        return Err(AnalysisError::TooManyCells { cells, resolution: resolution.into(), limit: MAX_CELLS });
    }
    Ok(())
}

/// The centre of a cell as an answer gives it.
pub(crate) fn centre(cell: CellIndex) -> [f64; 2] {
    let point = cell_centre(cell);
    [point.lon(), point.lat()]
}

/// The kind of a study area by its word, for callers that read words.
pub(crate) fn area_kind(word: &str) -> Option<AreaKind> {
    AreaKind::new(word).ok()
}
