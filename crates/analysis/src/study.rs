//! The cells an analysis runs over: the study set, and the rings in it.

use crate::AnalysisError;
use crate::limits::refuse_foreign_area;
use crate::registration::Delays;
use aula_geometry::{StudySet, cell_centre, cell_of, covering, inhabited};
use aula_model::{Area, AreaId, AreaKind, LonLat, PlaceKind, Seq, Slice};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::Weights;
use h3o::{CellIndex, Resolution};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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

impl StudySetKind {
    /// The words of the parameter `study_set`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("inhabited", Self::Inhabited), ("area", Self::Area)];
}

/// A study set ready for analysis.
#[derive(Debug)]
pub struct StudySpace {
    /// Its cells.
    pub set: StudySet,
    /// The name the set goes by in answers, a digest of its cells.
    pub id: String,
    /// The true area of each cell.
    pub areas_m2: Vec<f64>,
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
    /// The ground that somebody sees decides which cells are inhabited.
    limits: Option<Vec<AreaId>>,
    resolution: Resolution,
    kind: StudySetKind,
    ground: Seq,
}

/// The study sets of a city, made once each: neighbours are kept per study area, so that an analysis is arithmetic.
#[derive(Debug, Default)]
pub struct StudySets {
    kept: Mutex<Kept>,
    delays: Delays,
}

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
            limits: snapshot.limits().map(<[AreaId]>::to_vec),
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
        self.lock().spaces.values().find(|space| space.id == id).cloned()
    }

    pub(crate) fn delays(&self) -> &Delays {
        &self.delays
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The areas that make the study area: the one named, else those that the version is limited to, else the city's
/// setting, else every area of kind `study_area`.
pub(crate) fn study_areas<'a>(snapshot: &'a Snapshot, area: Option<&AreaId>) -> Result<Vec<&'a Area>, AnalysisError> {
    let known = |id: &AreaId| snapshot.areas().get(id).ok_or_else(|| AnalysisError::UnknownArea(id.clone()));
    refuse_foreign_area(snapshot, area)?;
    if let (None, Some(limits)) = (area, snapshot.limits()) {
        return limits.iter().map(known).collect();
    }
    if let Some(id) = area.or(snapshot.settings().study_area.as_ref()) {
        return Ok(vec![known(id)?]);
    }
    let all: Vec<&Area> = of_kind(snapshot, "study_area").collect();
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
        cells.extend(covering(&area.geometry, resolution)?);
    }
    cells.sort_unstable();
    cells.dedup();
    let ground = match kind {
        StudySetKind::Inhabited => ground_cells(snapshot, resolution)?,
        StudySetKind::Area => Vec::new(),
    };
    let no_ground_data = kind == StudySetKind::Inhabited && ground.is_empty();
    let kind = if no_ground_data { StudySetKind::Area } else { kind };
    if kind == StudySetKind::Inhabited {
        cells = inhabited(&cells, ground);
    }
    let set = StudySet::new(resolution, cells)?;
    let rings = set.k_rings(1)?;
    let rings = Weights::binary(rings.offsets, rings.neighbours)?;
    let (id, areas_m2) = (set.id(), set.areas_m2());
    Ok(StudySpace {
        set,
        id,
        areas_m2,
        rings,
        kind,
        no_ground_data,
        areas: areas.iter().map(|a| a.id.clone()).collect(),
    })
}

/// Cells where a building, road, address or yard stands. The incidents analysed have no say in it.
fn ground_cells(snapshot: &Snapshot, resolution: Resolution) -> Result<Vec<CellIndex>, AnalysisError> {
    let mut cells = Vec::new();
    for kind in PlaceKind::GROUND.iter().filter_map(|kind| PlaceKind::new(kind).ok()) {
        cells.extend(snapshot.occupied_cells(&Slice::default(), &Layer::Places(kind), resolution)?);
    }
    for yard in of_kind(snapshot, "yard") {
        // A yard is smaller than a cell or about its size: its corners meet every cell that it lies in.
        let corners = yard.geometry.iter().flat_map(|part| part.exterior().coords());
        let corners = corners.filter_map(|c| LonLat::new(c.x, c.y).ok());
        cells.extend(corners.map(|corner| cell_of(corner, resolution)));
    }
    cells.sort_unstable();
    cells.dedup();
    Ok(cells)
}

fn of_kind<'a>(snapshot: &'a Snapshot, kind: &str) -> impl Iterator<Item = &'a Area> + use<'a> {
    AreaKind::new(kind).ok().into_iter().flat_map(|kind| snapshot.areas().of_kind(&kind).collect::<Vec<_>>())
}

/// The centre of a cell as an answer gives it.
pub(crate) fn centre(cell: CellIndex) -> [f64; 2] {
    let point = cell_centre(cell);
    [point.lon(), point.lat()]
}
