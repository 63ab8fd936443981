//! The ground of a city's publications: its places and the pieces that no place cuts further.

use super::lattice::{Lattice, Piece};
use crate::AnalysisError;
use aula_disclosure::{Ground, Place, PlaceId};
use aula_geometry::{area_m2, cell_area_m2, cell_of};
use aula_model::{Area, AreaId, AreaKind, ExposureKind, LonLat, PlaceKind, Slice};
use aula_snapshot::{Layer, Snapshot, Within};
use h3o::{CellIndex, Resolution};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// The kinds of areas that may be micro-districts, the first that the city has counts.
const SMALL_KINDS: [&str; 3] = ["micro_district", "neighbourhood", "precinct"];

/// The ground, and a way to find the piece of a point.
pub struct PublicGround {
    /// What `disclosure` works on.
    pub ground: Ground,
    /// The kind of areas that stand as micro-districts.
    pub small_kind: Option<AreaKind>,
    lattice: Lattice,
    /// By number, as the lattice has them.
    areas: Vec<AreaId>,
    kinds: Vec<AreaKind>,
    study: Vec<AreaId>,
    /// The places of each piece.
    places: Vec<Vec<PlaceId>>,
}

impl PublicGround {
    /// Cuts the city's study area by districts, micro-districts (or precincts) and H3 cells at resolution 8 and 9.
    ///
    /// # Arguments
    /// `on` the day whose addresses decide what stands alone.
    ///
    /// # Errors
    /// [`AnalysisError::NoStudyArea`] or a geometry that cannot be covered.
    pub fn new(snapshot: &Snapshot, on: Date) -> Result<Self, AnalysisError> {
        let study = crate::study::study_areas(snapshot, None)?;
        let has = |kind: &str| snapshot.areas().kinds().any(|(k, _)| k == kind);
        let kind = |kind: &str| AreaKind::new(kind).ok().filter(|_| has(kind));
        let small_kind = SMALL_KINDS.iter().find_map(|k| kind(k));
        let kinds: Vec<AreaKind> = kind("district").into_iter().chain(small_kind.clone()).collect();
        let areas: Vec<&Area> = kinds.iter().flat_map(|k| snapshot.areas().of_kind(k)).collect();
        let study_m2: f64 = study.iter().map(|a| area_m2(&a.geometry)).sum();
        let lattice = Lattice::new(&study, &areas, study_m2)?;
        let area_place = |number: u32| {
            let id = areas[number as usize].id.clone();
            if id.kind() == "district" { PlaceId::District(id) } else { PlaceId::MicroDistrict(id) }
        };
        let places: Vec<Vec<PlaceId>> = lattice
            .pieces
            .iter()
            .map(|piece| {
                let cells = [PlaceId::Cell8(piece.coarse.to_string()), PlaceId::Cell9(piece.fine.to_string())];
                piece.areas.iter().map(|a| area_place(*a)).chain(cells).collect()
            })
            .collect();
        let addresses = AddressCounts::new(snapshot)?;
        let mut table: BTreeMap<PlaceId, Place> = BTreeMap::new();
        let city = study
            .iter()
            .filter_map(|a| a.exposure(ExposureKind::Addresses, on))
            .fold(None, |sum, n| Some(sum.unwrap_or(0.0) + n));
        table.insert(PlaceId::City, Place { id: PlaceId::City, addresses: city.map(whole), area_m2: study_m2 });
        for (area, number) in areas.iter().zip(0..) {
            let id = area_place(number);
            let known = area.exposure(ExposureKind::Addresses, on).map(whole);
            let counted = || addresses.in_area(snapshot, &area.id);
            let place = Place { id: id.clone(), addresses: known.or_else(counted), area_m2: area_m2(&area.geometry) };
            table.insert(id, place);
        }
        let mut met: HashMap<PlaceId, (CellIndex, f64)> = HashMap::new();
        for (piece, m2) in lattice.pieces.iter().zip(&lattice.areas_m2) {
            met.entry(PlaceId::Cell8(piece.coarse.to_string())).or_insert((piece.coarse, 0.0)).1 += m2;
            met.entry(PlaceId::Cell9(piece.fine.to_string())).or_insert((piece.fine, 0.0)).1 += m2;
        }
        for (id, (cell, sampled_m2)) in met {
            let own = cell_area_m2(cell);
            // The raster measures a whole cell to about a hundredth: then its own area is the better one.
            let area_m2 = if sampled_m2 > 0.97 * own { own } else { sampled_m2 };
            table.insert(id.clone(), Place { id, addresses: addresses.in_cell(cell), area_m2 });
        }
        // An area that no point of the raster meets (outside the study area) is no place of the ground.
        let used: std::collections::BTreeSet<&PlaceId> = places.iter().flatten().collect();
        table.retain(|id, _| *id == PlaceId::City || used.contains(id));
        let ground = Ground::new(table.into_values(), places.iter().cloned())?;
        let areas = areas.iter().map(|a| a.id.clone()).collect();
        let study = study.iter().map(|a| a.id.clone()).collect();
        Ok(Self { ground, small_kind, lattice, areas, kinds, study, places })
    }

    /// The number of the piece that a point lies in; none outside the study area. By the outlines of the places
    /// themselves; where those make a piece that the raster has missed, by the nearest point of the raster.
    #[must_use]
    pub fn piece_of(&self, snapshot: &Snapshot, at: LonLat) -> Option<usize> {
        let table = snapshot.areas();
        if !self.study.iter().any(|id| table.outline(id).is_some_and(|o| o.contains(at))) {
            return None;
        }
        let mut areas: Vec<u32> = Vec::new();
        for kind in &self.kinds {
            for area in table.containing(at, Some(kind)) {
                areas.extend(self.areas.iter().position(|id| *id == area.id).and_then(|n| u32::try_from(n).ok()));
            }
        }
        areas.sort_unstable();
        let piece = Piece { coarse: cell_of(at, Resolution::Eight), fine: cell_of(at, Resolution::Nine), areas };
        self.lattice.find(&piece).or_else(|| self.lattice.nearest(at))
    }

    /// The places of a piece.
    #[must_use]
    pub fn places_of(&self, piece: usize) -> &[PlaceId] {
        self.places.get(piece).map_or(&[], Vec::as_slice)
    }
}

/// A count of addresses, which a source may give with a fraction.
fn whole(value: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count; the cast saturates")]
    let whole = value.floor() as u32;
    whole
}

/// Addresses by cell, where the city has any: places of kind `address`, else buildings.
struct AddressCounts {
    layer: Option<Layer>,
    by_cell: HashMap<CellIndex, u32>,
}

impl AddressCounts {
    fn new(snapshot: &Snapshot) -> Result<Self, AnalysisError> {
        let known = |kind: &&&str| snapshot.place_kinds().iter().any(|k| k.as_str() == **kind);
        let kind = ["address", "building"].iter().find(known).and_then(|kind| PlaceKind::new(kind).ok());
        let layer = kind.map(Layer::Places);
        let mut by_cell = HashMap::new();
        if let Some(layer) = &layer {
            for row in snapshot.select(&Slice::default(), layer, &Within::Everywhere)?.rows {
                let Some(place) = snapshot.place(row) else { continue };
                for resolution in [Resolution::Eight, Resolution::Nine] {
                    *by_cell.entry(cell_of(place.location, resolution)).or_insert(0) += 1;
                }
            }
        }
        let layer = layer.filter(|_| !by_cell.is_empty());
        Ok(Self { layer, by_cell })
    }

    /// Those of a cell; none where the city's addresses are not known at all.
    fn in_cell(&self, cell: CellIndex) -> Option<u32> {
        self.layer.as_ref().map(|_| self.by_cell.get(&cell).copied().unwrap_or(0))
    }

    fn in_area(&self, snapshot: &Snapshot, area: &AreaId) -> Option<u32> {
        let layer = self.layer.as_ref()?;
        let counted = snapshot.count(&Slice::default(), layer, &Within::Area(area)).ok()?;
        u32::try_from(counted.total).ok()
    }
}
