//! Where a spatial question looks, and which page of the answer is wanted.

use crate::http::{Params, Problem};
use aula_geometry::{BBox, geodesic_distance_m};
use aula_model::{Area, AreaId, AreaKind, LonLat, Slice};
use aula_snapshot::{AreaTable, Layer, RowId, Snapshot, SnapshotError, Within};
use serde_json::{Value, json};

/// Most features of one answer.
const MAX_LIMIT: usize = 10_000;
const DEFAULT_LIMIT: usize = 1000;
/// Largest radius: beyond it a question is about the whole city.
const MAX_RADIUS_M: f64 = 100_000.0;

/// Where.
pub(crate) enum Where {
    /// Everywhere.
    All,
    /// In a box.
    Box(BBox),
    /// Within so many metres of a point, nearest first.
    Radius(LonLat, f64),
    /// The so many nearest to a point, nearest first.
    Nearest(LonLat, usize),
    /// In an area.
    Within(AreaId),
}

impl Where {
    /// Takes `bbox`, `near` with `radius_m` or `nearest`, `within`: one of them.
    pub(crate) fn take(params: &mut Params) -> Result<Self, Problem> {
        let bbox = params.bbox()?;
        let near = params.point("near")?;
        let radius = params.numbers::<1>("radius_m", "a number of metres")?.map(|[r]| r);
        let nearest = params.integer("nearest", 1, MAX_LIMIT as u64)?.and_then(|k| usize::try_from(k).ok());
        let within: Option<AreaId> = params.parsed("within")?;
        if radius.is_some_and(|r| r <= 0.0 || r > MAX_RADIUS_M) {
            let remedy = format!("give more than 0 and at most {MAX_RADIUS_M} metres");
            return Err(Problem::parameter("radius_m", "the radius is out of range", remedy));
        }
        match (bbox, near, radius, nearest, within) {
            (None, None, None, None, None) => Ok(Self::All),
            (Some(bbox), None, None, None, None) => Ok(Self::Box(bbox)),
            (None, Some(near), Some(radius), None, None) => Ok(Self::Radius(near, radius)),
            (None, Some(near), None, Some(k), None) => Ok(Self::Nearest(near, k)),
            (None, None, None, None, Some(area)) => Ok(Self::Within(area)),
            (_, Some(_), None, None, _) => {
                Err(Problem::parameter("near", "near stands alone", "add radius_m= or nearest="))
            }
            (_, None, Some(_), _, _) | (_, None, _, Some(_), _) => {
                Err(Problem::parameter("near", "the point is missing", "add near=lon,lat"))
            }
            _ => Err(Problem::parameter(
                "bbox",
                "more than one place was given",
                "give one of bbox, near with radius_m, near with nearest, within",
            )),
        }
    }

    /// The area that is asked about.
    pub(super) fn area(&self) -> Option<&AreaId> {
        if let Self::Within(id) = self { Some(id) } else { None }
    }

    /// Rows of a layer, with distances where the question has a point.
    pub(crate) fn rows(
        &self,
        snapshot: &Snapshot,
        layer: &Layer,
        slice: &Slice,
    ) -> Result<Vec<(RowId, Option<f64>)>, SnapshotError> {
        let within = match self {
            Self::Nearest(near, k) => {
                let found = snapshot.nearest(slice, layer, *near, *k);
                return Ok(found.into_iter().map(|n| (n.row, Some(n.distance_m))).collect());
            }
            Self::All => Within::Everywhere,
            Self::Box(bbox) => Within::Box(*bbox),
            Self::Radius(from, radius_m) => Within::Radius { from: *from, radius_m: *radius_m },
            Self::Within(id) => Within::Area(id),
        };
        let rows = snapshot.select(slice, layer, &within)?.rows;
        let Self::Radius(from, _) = self else { return Ok(rows.into_iter().map(|row| (row, None)).collect()) };
        let mut near: Vec<(RowId, f64)> = rows
            .into_iter()
            .filter_map(|row| Some((row, geodesic_distance_m(*from, location(snapshot, layer, row)?))))
            .collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        Ok(near.into_iter().map(|(row, distance_m)| (row, Some(distance_m))).collect())
    }

    /// Areas, with distances where the question has a point.
    pub(crate) fn areas<'a>(
        &self,
        table: &'a AreaTable,
        kind: Option<&AreaKind>,
    ) -> Result<Vec<(&'a Area, Option<f64>)>, SnapshotError> {
        let plain = |areas: Vec<&'a Area>| areas.into_iter().map(|area| (area, None)).collect();
        let measured = |areas: Vec<(&'a Area, f64)>| areas.into_iter().map(|(area, d)| (area, Some(d))).collect();
        Ok(match self {
            Self::All => plain(match kind {
                Some(kind) => table.of_kind(kind).collect(),
                None => table.iter().collect(),
            }),
            Self::Box(bbox) => plain(table.in_box(bbox, kind)),
            Self::Radius(near, metres) => measured(table.within_radius_m(*near, *metres, kind)),
            Self::Nearest(near, k) => measured(table.nearest(*near, *k, kind)),
            Self::Within(id) => {
                table.get(id).ok_or_else(|| SnapshotError::UnknownArea(id.clone()))?;
                plain(table.meeting(id, kind))
            }
        })
    }
}

fn location(snapshot: &Snapshot, layer: &Layer, row: RowId) -> Option<LonLat> {
    match layer {
        Layer::Incidents => snapshot.incident(row).map(|r| r.location),
        Layer::Places(_) | Layer::AllPlaces => snapshot.place(row).map(|r| r.location),
    }
}

/// Which part of an answer.
pub(crate) struct Page {
    limit: usize,
    offset: usize,
}

impl Page {
    /// Takes `limit` and `offset`.
    pub(crate) fn take(params: &mut Params) -> Result<Self, Problem> {
        let number = |n: Option<u64>, default| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(default);
        let limit = number(params.integer("limit", 1, MAX_LIMIT as u64)?, DEFAULT_LIMIT);
        let offset = number(params.integer("offset", 0, u64::from(u32::MAX))?, 0);
        Ok(Self { limit, offset })
    }

    /// The part, and how many there are in all.
    pub(crate) fn cut<T>(&self, found: Vec<T>) -> (Vec<T>, usize) {
        let matched = found.len();
        (found.into_iter().skip(self.offset).take(self.limit).collect(), matched)
    }

    /// The answer with how many match, how many are here, and where the next part begins.
    pub(crate) fn collection(&self, features: &[Value], matched: usize) -> Value {
        let returned = features.len();
        let next = self.offset + returned;
        json!({
            "type": "FeatureCollection",
            "numberMatched": matched,
            "numberReturned": returned,
            "next_offset": (next < matched && returned > 0).then_some(next),
            "features": features,
        })
    }
}
