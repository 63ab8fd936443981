//! The areas of the city: by identity, kind and place.

use aula_geometry::{AreaIndex, BBox, Found, PreparedArea};
use aula_model::{Area, AreaId, AreaKind, Key, LonLat, Seq};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// An area with what it takes to find it again in the log.
#[derive(Debug, Clone)]
pub(crate) struct AreaEntry {
    pub(crate) seq: Seq,
    pub(crate) area: Arc<Area>,
}

/// The areas of one version, in order of identity.
///
/// Spatial questions are answered by an R-tree of each kind, made when first asked. Outlines belong to their areas.
#[derive(Debug, Default)]
pub struct AreaTable {
    by_key: BTreeMap<Key, AreaEntry>,
    sorted: Vec<Arc<Area>>,
    by_kind: BTreeMap<String, KindTable>,
}

/// The places in `sorted` of one kind's areas, and their tree by those numbers.
#[derive(Debug, Default)]
struct KindTable {
    members: Vec<u32>,
    index: OnceLock<AreaIndex>,
}

impl AreaTable {
    /// A table; of two entries with one identity the later counts.
    pub(crate) fn new(by_key: BTreeMap<Key, AreaEntry>) -> Self {
        let mut newest: BTreeMap<&AreaId, &AreaEntry> = BTreeMap::new();
        for entry in by_key.values() {
            let kept = newest.entry(&entry.area.id).or_insert(entry);
            if kept.seq < entry.seq {
                *kept = entry;
            }
        }
        let sorted: Vec<Arc<Area>> = newest.into_values().map(|entry| Arc::clone(&entry.area)).collect();
        let mut by_kind: BTreeMap<String, KindTable> = BTreeMap::new();
        for (area, number) in sorted.iter().zip(0..) {
            by_kind.entry(area.id.kind().to_owned()).or_default().members.push(number);
        }
        Self { by_key, sorted, by_kind }
    }

    pub(crate) fn entries(&self) -> &BTreeMap<Key, AreaEntry> {
        &self.by_key
    }

    /// How many areas there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Every area, by identity.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.sorted.iter().map(|area| &**area)
    }

    /// An area by its identity.
    #[must_use]
    pub fn get(&self, id: &AreaId) -> Option<&Area> {
        self.number(id).map(|number| &*self.sorted[number])
    }

    /// The kinds there are and how many areas each has.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, usize)> {
        self.by_kind.iter().map(|(kind, table)| (kind.as_str(), table.members.len()))
    }

    /// The areas of a kind, by identity.
    pub fn of_kind(&self, kind: &AreaKind) -> impl Iterator<Item = &Area> {
        self.members(kind.as_str()).iter().map(|&number| &*self.sorted[number as usize])
    }

    /// The prepared outline of an area.
    #[must_use]
    pub fn outline(&self, id: &AreaId) -> Option<&PreparedArea> {
        let number = u32::try_from(self.number(id)?).ok()?;
        self.index(id.kind())?.get(number)
    }

    /// The areas of a kind (of every kind, if none is given) that a point lies in, by identity.
    #[must_use]
    pub fn containing(&self, point: LonLat, kind: Option<&AreaKind>) -> Vec<&Area> {
        self.gather(kind, |index| index.containing(point))
    }

    /// The areas of a kind that share a point with a box, by identity.
    #[must_use]
    pub fn in_box(&self, bbox: &BBox, kind: Option<&AreaKind>) -> Vec<&Area> {
        self.gather(kind, |index| index.in_box(bbox))
    }

    /// The areas of a kind that share a point with an area of the city, itself left out; none for an unknown area.
    #[must_use]
    pub fn meeting(&self, id: &AreaId, kind: Option<&AreaKind>) -> Vec<&Area> {
        let Some(area) = self.get(id) else { return Vec::new() };
        let mut found = self.gather(kind, |index| index.intersecting(&area.geometry));
        found.retain(|other| other.id != *id);
        found
    }

    /// The areas of a kind within a radius of a point with their distance in metres, nearest first; those around it
    /// have distance 0. None for a radius that is no length.
    #[must_use]
    pub fn within_radius_m(&self, from: LonLat, radius_m: f64, kind: Option<&AreaKind>) -> Vec<(&Area, f64)> {
        self.gather_found(kind, |index| index.within_radius_m(from, radius_m).unwrap_or_default())
    }

    /// The `count` nearest areas of a kind with their distance in metres, nearest first.
    #[must_use]
    pub fn nearest(&self, from: LonLat, count: usize, kind: Option<&AreaKind>) -> Vec<(&Area, f64)> {
        let mut found = self.gather_found(kind, |index| index.nearest(from, count));
        found.truncate(count);
        found
    }

    /// The numbers of a kind's areas in [`sorted`](Self), ascending.
    pub(crate) fn members(&self, kind: &str) -> &[u32] {
        self.by_kind.get(kind).map_or(&[], |table| &table.members)
    }

    /// The tree of a kind; its numbers are those of [`members`](Self::members).
    pub(crate) fn index(&self, kind: &str) -> Option<&AreaIndex> {
        let table = self.by_kind.get(kind)?;
        let geometry = |number: u32| (number, self.sorted[number as usize].geometry.clone());
        Some(table.index.get_or_init(|| AreaIndex::new(table.members.iter().map(|&number| geometry(number)))))
    }

    fn number(&self, id: &AreaId) -> Option<usize> {
        self.sorted.binary_search_by(|area| area.id.cmp(id)).ok()
    }

    fn indexes(&self, kind: Option<&AreaKind>) -> impl Iterator<Item = &AreaIndex> {
        let kinds = self.by_kind.keys().filter(move |k| kind.is_none_or(|wanted| wanted.as_str() == *k));
        kinds.filter_map(|kind| self.index(kind))
    }

    fn gather(&self, kind: Option<&AreaKind>, ask: impl Fn(&AreaIndex) -> Vec<u32>) -> Vec<&Area> {
        let mut numbers: Vec<u32> = self.indexes(kind).flat_map(ask).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| &*self.sorted[number as usize]).collect()
    }

    fn gather_found(&self, kind: Option<&AreaKind>, ask: impl Fn(&AreaIndex) -> Vec<Found>) -> Vec<(&Area, f64)> {
        let mut found: Vec<Found> = self.indexes(kind).flat_map(ask).collect();
        found.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then(a.id.cmp(&b.id)));
        found.into_iter().map(|f| (&*self.sorted[f.id as usize], f.distance_m)).collect()
    }
}
