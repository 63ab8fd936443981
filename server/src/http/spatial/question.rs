//! Where a spatial question looks, and which page of the answer is wanted.

use crate::http::{Params, Problem};
use aula_geometry::BBox;
use aula_model::{Area, AreaId, LonLat};
use aula_snapshot::{AreaTable, Layer, RowId, Snapshot};
use aula_model::Slice;
use serde_json::{Value, json};

/// Most features of one answer.
const MAX_LIMIT: usize = 10_000;
const DEFAULT_LIMIT: usize = 1000;
/// Largest radius: beyond it a question is about the whole city.
const MAX_RADIUS_M: f64 = 100_000.0;

/// Where.
pub(super) enum Where {
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
    pub(super) fn take(params: &mut Params) -> Result<Self, Problem> {
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

    /// Rows of a layer, with distances where the question has a point.
    pub(super) fn rows(
        &self,
        snapshot: &Snapshot,
        layer: &Layer,
        slice: &Slice,
    ) -> Result<Vec<(RowId, Option<f64>)>, Problem> {
        let plain = |rows: Vec<RowId>| rows.into_iter().map(|row| (row, None)).collect();
        let measured = |rows: Vec<(RowId, f64)>| rows.into_iter().map(|(row, d)| (row, Some(d))).collect();
        Ok(match self {
            Self::All => plain(snapshot.rows(layer, slice)),
            Self::Box(bbox) => plain(snapshot.rows_in_box(layer, slice, bbox)),
            Self::Radius(near, metres) => measured(snapshot.rows_within_radius_m(layer, slice, *near, *metres)),
            Self::Nearest(near, k) => measured(snapshot.rows_nearest(layer, slice, *near, *k)),
            Self::Within(id) => {
                plain(snapshot.rows_in_polygon(layer, slice, &known(snapshot.areas(), id)?.geometry))
            }
        })
    }

    /// Areas, with distances where the question has a point.
    pub(super) fn areas<'a>(
        &self,
        table: &'a AreaTable,
        wanted: &dyn Fn(&Area) -> bool,
    ) -> Result<Vec<(&'a Area, Option<f64>)>, Problem> {
        let plain = |areas: Vec<&'a Area>| areas.into_iter().filter(|a| wanted(a)).map(|a| (a, None)).collect();
        Ok(match self {
            Self::All => plain(table.iter().collect()),
            Self::Box(bbox) => plain(table.in_box(bbox)),
            Self::Radius(near, metres) => {
                let found = table.within_radius_m(*near, *metres).into_iter();
                found.filter(|(a, _)| wanted(a)).map(|(a, d)| (a, Some(d))).collect()
            }
            Self::Nearest(near, k) => {
                table.nearest(*near, *k, wanted).into_iter().map(|(a, d)| (a, Some(d))).collect()
            }
            Self::Within(id) => plain(table.intersecting(&known(table, id)?.geometry)),
        })
    }
}

fn known<'a>(table: &'a AreaTable, id: &AreaId) -> Result<&'a Area, Problem> {
    table.get(id).ok_or_else(|| {
        Problem::parameter("within", format!("there is no area `{id}`"), "see /api/v1/areas for those there are")
    })
}

/// Which part of an answer.
pub(super) struct Page {
    limit: usize,
    offset: usize,
}

impl Page {
    /// Takes `limit` and `offset`.
    pub(super) fn take(params: &mut Params) -> Result<Self, Problem> {
        let number = |n: Option<u64>, default| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(default);
        let limit = number(params.integer("limit", 1, MAX_LIMIT as u64)?, DEFAULT_LIMIT);
        let offset = number(params.integer("offset", 0, u64::from(u32::MAX))?, 0);
        Ok(Self { limit, offset })
    }

    /// The part, and how many there are in all.
    pub(super) fn cut<T>(&self, found: Vec<T>) -> (Vec<T>, usize) {
        let matched = found.len();
        (found.into_iter().skip(self.offset).take(self.limit).collect(), matched)
    }

    /// The answer with how many match, how many are here, and where the next part begins.
    pub(super) fn collection(&self, features: Vec<Value>, matched: usize) -> Value {
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
