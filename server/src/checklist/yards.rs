//! Yards as areas of the city: where they are and what they belong to.

use aula_geometry::geodesic_distance_m;
use aula_model::{Area, AreaId, AreaKind, LonLat};
use aula_snapshot::Snapshot;
use geo_types::{LineString, MultiPolygon};

/// A yard.
pub(crate) struct Yard<'a> {
    pub(crate) area: &'a Area,
    pub(crate) centre: LonLat,
}

/// The kind of areas that yards are.
pub(crate) fn yards_kind() -> AreaKind {
    AreaKind::new("yard").expect("a code")
}

/// A yard by `yard:code` or by its code alone.
pub(crate) fn yard<'a>(snapshot: &'a Snapshot, id: &str) -> Option<Yard<'a>> {
    let id: AreaId = if id.contains(':') { id.parse().ok()? } else { AreaId::new(&yards_kind(), id).ok()? };
    let area = snapshot.areas().get(&id).filter(|area| area.id.kind() == "yard")?;
    Some(Yard { area, centre: middle(&area.geometry)? })
}

/// The areas that hold a yard, the smallest kind first, the yard itself at the head.
pub(crate) fn areas_of(snapshot: &Snapshot, id: &AreaId) -> Vec<AreaId> {
    const RANK: [&str; 5] = ["yard", "micro_district", "precinct", "district", "study_area"];
    let rank = |kind: &str| RANK.iter().position(|k| *k == kind).unwrap_or(3);
    let Some(yard) = yard(snapshot, id.as_str()) else { return vec![id.clone()] };
    let around = snapshot.areas().containing(yard.centre, None);
    let mut areas: Vec<AreaId> = around.into_iter().map(|a| a.id.clone()).filter(|a| a.kind() != "yard").collect();
    areas.sort_by_key(|area| rank(area.kind()));
    areas.insert(0, id.clone());
    areas
}

/// How far a spot is from a yard, in metres: 0 inside, else to the nearest corner or side.
pub(crate) fn position_of(snapshot: &Snapshot, yard: &Area, spot: LonLat) -> f64 {
    if snapshot.areas().outline(&yard.id).is_some_and(|outline| outline.contains(spot)) {
        return 0.0;
    }
    const LOOK_M: f64 = 2000.0;
    let near = snapshot.areas().within_radius_m(spot, LOOK_M, Some(&yards_kind()));
    let found = near.into_iter().find(|(area, _)| area.id == yard.id).map(|(_, metres)| metres);
    let far = || middle(&yard.geometry).map_or(f64::MAX, |centre| geodesic_distance_m(spot, centre));
    found.unwrap_or_else(far)
}

/// The middle of the largest part, by area.
pub(crate) fn middle(geometry: &MultiPolygon<f64>) -> Option<LonLat> {
    let parts = geometry.iter().filter_map(|part| centroid(part.exterior()));
    let (_, (lon, lat)) = parts.max_by(|a, b| a.0.total_cmp(&b.0))?;
    LonLat::new(lon, lat).ok()
}

/// Area in square degrees and centroid of a ring (the shoelace formula, from the first corner for precision).
fn centroid(ring: &LineString<f64>) -> Option<(f64, (f64, f64))> {
    let first = ring.coords().next()?;
    let (mut doubled, mut x, mut y) = (0.0, 0.0, 0.0);
    for line in ring.lines() {
        let (a, b) = (line.start - *first, line.end - *first);
        let cross = a.x * b.y - b.x * a.y;
        doubled += cross;
        x += (a.x + b.x) * cross;
        y += (a.y + b.y) * cross;
    }
    if doubled.abs() < 1e-18 {
        return Some((0.0, (first.x, first.y)));
    }
    Some((doubled.abs() / 2.0, (first.x + x / (3.0 * doubled), first.y + y / (3.0 * doubled))))
}
