//! Outlines as they come, made valid or refused.

use crate::GeometryError;
use crate::validity::fault;
use aula_model::LonLat;
use geo::algorithm::bool_ops::FillRule;
use geo::{Area, BooleanOps, MapCoords as _, Winding};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Something that was mended in an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Repair {
    /// Rings whose last point was not their first.
    ClosedRings(u32),
    /// Points that repeated the one before them, and spikes (there and back on the same line).
    DroppedPoints(u32),
    /// Rings without area.
    DroppedRings(u32),
    /// Rings that ran the wrong way round: outer ones now run anticlockwise, holes clockwise (RFC 7946).
    TurnedRings(u32),
    /// Rings that crossed or overlapped; the area changed by this share of itself.
    MendedCrossings {
        /// Change of the area over the area as drawn.
        area_change_share: f64,
    },
}

impl std::fmt::Display for Repair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ClosedRings(n) => write!(f, "closed {n} rings"),
            Self::DroppedPoints(n) => write!(f, "dropped {n} repeated points or spikes"),
            Self::DroppedRings(n) => write!(f, "dropped {n} rings without area"),
            Self::TurnedRings(n) => write!(f, "turned {n} rings"),
            Self::MendedCrossings { area_change_share } => {
                write!(f, "mended crossing rings (area changed by {:.4} %)", area_change_share * 100.0)
            }
        }
    }
}

/// The most that mending may change the area by, as a share.
const MAX_AREA_CHANGE: f64 = 0.01;

/// Makes an outline valid, and says what was done; refuses where that would be guessing.
///
/// A valid outline keeps every coordinate as it is. Crossings are mended by the non-zero rule, ring by ring: what a
/// polygon's outer ring winds around, less what its holes wind around, and all polygons united. So loops and overlaps
/// count as inside once, and holes stay holes.
///
/// # Returns
/// The outline, rings closed, outer rings anticlockwise, holes clockwise; and the repairs, empty where none was needed.
///
/// # Errors
/// [`GeometryError::NotDegrees`], [`GeometryError::TooWide`], [`GeometryError::NoArea`],
/// [`GeometryError::AreaChange`] over 1 %, [`GeometryError::StillInvalid`].
///
/// # Examples
/// ```
/// use aula_geometry::{Repair, repair};
/// use geo_types::{MultiPolygon, Polygon};
/// // the corner (1, 0) twice, and clockwise
/// let drawn = Polygon::new(vec![(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 0.0)].into(), vec![]);
/// let (mended, repairs) = repair(MultiPolygon::new(vec![drawn]))?;
/// assert_eq!(repairs, [Repair::DroppedPoints(1), Repair::TurnedRings(1)]);
/// assert_eq!(mended.0[0].exterior().0.len(), 4);
/// # Ok::<(), aula_geometry::GeometryError>(())
/// ```
pub fn repair(outline: MultiPolygon<f64>) -> Result<(MultiPolygon<f64>, Vec<Repair>), GeometryError> {
    let mut tally = Tally::default();
    let mut polygons = Vec::with_capacity(outline.0.len());
    for polygon in outline {
        let (exterior, holes) = polygon.into_inner();
        let Some(exterior) = tally.ring(exterior, true)? else {
            // holes go with their polygon
            tally.rings += u32::try_from(holes.len()).unwrap_or(u32::MAX);
            continue;
        };
        let holes = holes.into_iter().filter_map(|hole| tally.ring(hole, false).transpose());
        polygons.push(Polygon::new(exterior, holes.collect::<Result<_, _>>()?));
    }
    if polygons.is_empty() {
        return Err(GeometryError::NoArea);
    }
    let mut outline = MultiPolygon::new(polygons);
    let mut repairs = tally.repairs();
    if fault(&outline).is_some() {
        let drawn = outline.unsigned_area();
        outline = mend(&outline);
        let area_change_share = (outline.unsigned_area() - drawn) / drawn;
        if !area_change_share.is_finite() || area_change_share.abs() > MAX_AREA_CHANGE {
            return Err(GeometryError::AreaChange { change_percent: area_change_share * 100.0 });
        }
        if let Some(reason) = fault(&outline) {
            return Err(GeometryError::StillInvalid { reason });
        }
        repairs.push(Repair::MendedCrossings { area_change_share });
    }
    Ok((outline, repairs))
}

/// What was done to single rings.
#[derive(Default)]
struct Tally {
    closed: u32,
    points: u32,
    rings: u32,
    turned: u32,
}

impl Tally {
    /// A ring closed, without repeated points and spikes, turned the right way; none where it has no area.
    fn ring(&mut self, ring: LineString<f64>, anticlockwise: bool) -> Result<Option<LineString<f64>>, GeometryError> {
        let mut points = ring.0;
        check_degrees(&points)?;
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        } else if points.len() > 2 {
            self.closed += 1;
        }
        let before = points.len();
        let points = without_spikes(points);
        if points.len() < 3 {
            self.rings += 1;
            return Ok(None);
        }
        self.points += u32::try_from(before - points.len()).unwrap_or(u32::MAX);
        let mut ring = LineString::new(points);
        ring.close();
        if Polygon::new(ring.clone(), vec![]).unsigned_area() == 0.0 {
            // A figure of eight has no area either, but it is no accident: it is refused as a whole by the caller.
            if !crosses_itself(&ring) {
                self.rings += 1;
                return Ok(None);
            }
        } else if ring.is_ccw() != anticlockwise {
            ring.0.reverse();
            self.turned += 1;
        }
        Ok(Some(ring))
    }

    fn repairs(&self) -> Vec<Repair> {
        let all = [
            (self.closed, Repair::ClosedRings(self.closed)),
            (self.points, Repair::DroppedPoints(self.points)),
            (self.rings, Repair::DroppedRings(self.rings)),
            (self.turned, Repair::TurnedRings(self.turned)),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).map(|(_, repair)| repair).collect()
    }
}

/// Whether a ring without area bends at all.
fn crosses_itself(ring: &LineString<f64>) -> bool {
    use geo::kernels::{Kernel, Orientation, RobustKernel};
    ring.0.windows(3).any(|w| RobustKernel::orient2d(w[0], w[1], w[2]) != Orientation::Collinear)
}

/// Refuses coordinates that are no degrees, and rings around the globe.
fn check_degrees(points: &[Coord<f64>]) -> Result<(), GeometryError> {
    if let Some(c) = points.iter().find(|c| LonLat::new(c.x, c.y).is_err()) {
        return Err(GeometryError::NotDegrees { x: c.x, y: c.y });
    }
    let west = points.iter().map(|c| c.x).fold(f64::INFINITY, f64::min);
    let east = points.iter().map(|c| c.x).fold(f64::NEG_INFINITY, f64::max);
    if east - west > 180.0 {
        return Err(GeometryError::TooWide { span_degrees: east - west });
    }
    Ok(())
}

/// The points of an open ring without those that repeat their predecessor and without spikes a–b–a.
fn without_spikes(points: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    let mut kept: Vec<Coord<f64>> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if kept.len() >= 2 && kept[kept.len() - 2] == point {
            kept.pop();
            continue;
        }
        kept.push(point);
    }
    // The same over the seam between the last point and the first.
    loop {
        let n = kept.len();
        if n >= 2 && kept[n - 1] == kept[0] || n >= 3 && kept[n - 2] == kept[0] {
            kept.pop();
        } else if n >= 3 && kept[n - 1] == kept[1] {
            kept.remove(0);
        } else {
            return kept;
        }
    }
}

/// What outer rings wind around less what holes wind around, united.
fn mend(outline: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let filled = |rings: Vec<LineString<f64>>| {
        let rings = MultiPolygon::new(rings.into_iter().map(|r| Polygon::new(r, vec![])).collect());
        rings.union_with_fill_rule(&MultiPolygon::new(vec![]), FillRule::NonZero)
    };
    let mended = outline.iter().map(|polygon| {
        let shell = filled(vec![polygon.exterior().clone()]);
        let holes = filled(polygon.interiors().to_vec());
        if holes.0.is_empty() { shell } else { shell.difference(&holes) }
    });
    let united = mended.reduce(|a, b| a.union(&b)).unwrap_or_else(|| MultiPolygon::new(vec![]));
    let turned = |polygon: Polygon<f64>| {
        let (mut exterior, mut holes) = polygon.into_inner();
        exterior.make_ccw_winding();
        holes.iter_mut().for_each(Winding::make_cw_winding);
        Polygon::new(exterior, holes)
    };
    // Overlaying rounds: a corner at a pole or on the antimeridian may come out beyond it.
    let in_range = |c: Coord<f64>| Coord { x: c.x.clamp(-180.0, 180.0), y: c.y.clamp(-90.0, 90.0) };
    MultiPolygon::new(united.into_iter().map(turned).collect()).map_coords(in_range)
}
