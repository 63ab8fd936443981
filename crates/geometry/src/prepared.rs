//! Outlines made ready for many questions.

use crate::bbox::BBox;
use crate::edge::{Edge, polygon_edges, side};
use aula_model::LonLat;
use geo::kernels::Orientation;
use geo_types::{Coord, MultiPolygon};

/// An area whose edges are sorted into bands of latitude, for questions in bulk: a million points against a city's
/// boundary take about a tenth of a second.
///
/// # The rule of the border
/// An area is closed: a point on its outline, the outline of a hole included, belongs to it. So a point on the common
/// border of two areas belongs to both, and to at least one whatever the rounding: which side of an edge a point lies
/// on is decided by exact arithmetic. This rule holds in every part of the crate.
///
/// Outlines are straight in degrees, as in GeoJSON. A point belongs to a multi-polygon when it belongs to at least one
/// of its polygons, whichever way their rings run and whether or not they overlap.
///
/// # Examples
/// ```
/// use aula_geometry::PreparedArea;
/// use aula_model::LonLat;
/// let square = geo_types::Rect::new((0.0, 0.0), (2.0, 2.0)).to_polygon();
/// let area = PreparedArea::new(&square.into());
/// assert!(area.contains(LonLat::new(1.0, 1.0)?) && area.contains(LonLat::new(2.0, 1.0)?));
/// assert!(!area.contains(LonLat::new(2.0000001, 1.0)?));
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[derive(Debug, Clone)]
pub struct PreparedArea {
    edges: Vec<Edge>,
    /// First corner of each exterior ring, for questions about whole areas.
    anchors: Vec<Coord<f64>>,
    lower: Coord<f64>,
    upper: Coord<f64>,
    bands_per_degree: f64,
    /// Where each band's edges begin in `in_bands`, and the end of the last.
    band_starts: Vec<u32>,
    in_bands: Vec<u32>,
}

impl PreparedArea {
    /// Prepares an outline; work and memory grow with its number of corners.
    #[must_use]
    pub fn new(area: &MultiPolygon<f64>) -> Self {
        let edges: Vec<Edge> = area.iter().flat_map(polygon_edges).collect();
        let anchors = area.iter().filter_map(|p| p.exterior().0.first().copied()).collect();
        let (mut lower, mut upper) = (Coord { x: f64::MAX, y: f64::MAX }, Coord { x: f64::MIN, y: f64::MIN });
        for edge in &edges {
            lower = Coord { x: lower.x.min(edge.a.x), y: lower.y.min(edge.a.y) };
            upper = Coord { x: upper.x.max(edge.a.x), y: upper.y.max(edge.a.y) };
        }
        let mut area =
            Self { edges, anchors, lower, upper, bands_per_degree: 0.0, band_starts: vec![], in_bands: vec![] };
        area.sort_into_bands();
        area
    }

    /// A box as an area.
    pub(crate) fn from_bbox(bbox: BBox) -> Self {
        let rect = |(w, e)| geo_types::Rect::new((w, bbox.south()), (e, bbox.north())).to_polygon();
        Self::new(&MultiPolygon::new(bbox.spans().map(rect).collect()))
    }

    /// Whether a point lies in the area or on its outline.
    #[must_use]
    pub fn contains(&self, point: LonLat) -> bool {
        self.contains_coord(Coord { x: point.lon(), y: point.lat() })
    }

    /// [`contains`](Self::contains) for a plain coordinate.
    pub(crate) fn contains_coord(&self, p: Coord<f64>) -> bool {
        if self.is_empty() || p.x < self.lower.x || p.x > self.upper.x || p.y < self.lower.y || p.y > self.upper.y {
            return false;
        }
        let mut winding = 0;
        for edge in self.band(self.band_of(p.y)) {
            let (x_min, x_max) = edge.x_range();
            let (y_min, y_max) = edge.y_range();
            if p.x > x_max || p.y < y_min || p.y > y_max {
                continue;
            }
            let rises = edge.a.y <= p.y && p.y < edge.b.y;
            let falls = edge.b.y <= p.y && p.y < edge.a.y;
            if p.x < x_min {
                winding += i32::from(rises) - i32::from(falls);
                continue;
            }
            match side(edge, p) {
                Orientation::Collinear => return true,
                Orientation::CounterClockwise => winding += i32::from(rises),
                Orientation::Clockwise => winding -= i32::from(falls),
            }
        }
        winding > 0
    }

    /// Whether two areas have a point in common; areas that only touch do.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        let apart = self.is_empty()
            || other.is_empty()
            || self.upper.x < other.lower.x
            || other.upper.x < self.lower.x
            || self.upper.y < other.lower.y
            || other.upper.y < self.lower.y;
        if apart {
            return false;
        }
        let (few, many) = if self.edges.len() < other.edges.len() { (self, other) } else { (other, self) };
        self.anchors.iter().any(|&p| other.contains_coord(p))
            || other.anchors.iter().any(|&p| self.contains_coord(p))
            || few.edges.iter().any(|edge| many.near_edges(edge).any(|e| e.meets(edge)))
    }

    /// Whether the whole of a small box lies in the area, away from its outline.
    pub(crate) fn surrounds(&self, lower: Coord<f64>, upper: Coord<f64>) -> bool {
        let corners = [lower, Coord { x: upper.x, y: lower.y }, upper, Coord { x: lower.x, y: upper.y }];
        let outside = |e: &Edge| {
            let ((x0, x1), (y0, y1)) = (e.x_range(), e.y_range());
            let one_side = |o| corners.iter().all(|&c| side(e, c) == o);
            x1 < lower.x
                || x0 > upper.x
                || y1 < lower.y
                || y0 > upper.y
                || one_side(Orientation::Clockwise)
                || one_side(Orientation::CounterClockwise)
        };
        self.contains_coord(lower) && self.near_edges(&Edge { a: lower, b: upper }).all(outside)
    }

    /// Whether a box has a point in common with the area.
    pub(crate) fn meets_box(&self, lower: Coord<f64>, upper: Coord<f64>) -> bool {
        let corners = [lower, Coord { x: upper.x, y: lower.y }, upper, Coord { x: lower.x, y: upper.y }];
        let within = |p: &Coord<f64>| lower.x <= p.x && p.x <= upper.x && lower.y <= p.y && p.y <= upper.y;
        self.contains_coord(lower)
            || self.anchors.iter().any(within)
            || (0..4)
                .map(|i| Edge { a: corners[i], b: corners[(i + 1) % 4] })
                .any(|side| self.near_edges(&side).any(|e| e.meets(&side)))
    }

    /// The edges, each with the area to its left.
    pub(crate) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Whether there is no edge at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Lower and upper corner of the box around the area; meaningless when it is empty.
    pub(crate) fn corners(&self) -> (Coord<f64>, Coord<f64>) {
        (self.lower, self.upper)
    }

    /// The edges in the bands of another edge; an edge may come more than once.
    fn near_edges(&self, edge: &Edge) -> impl Iterator<Item = &Edge> {
        let (y_min, y_max) = edge.y_range();
        let bands = if self.is_empty() || y_max < self.lower.y || y_min > self.upper.y {
            0..0
        } else {
            self.band_of(y_min)..self.band_of(y_max) + 1
        };
        bands.flat_map(|band| self.band(band))
    }

    fn band(&self, band: usize) -> impl Iterator<Item = &Edge> {
        let range = self.band_starts[band] as usize..self.band_starts[band + 1] as usize;
        self.in_bands[range].iter().map(|&e| &self.edges[e as usize])
    }

    /// The band of a latitude, never falling with it; those beyond the ends belong to the first and last band.
    fn band_of(&self, y: f64) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates, as wanted")]
        let band = ((y - self.lower.y) * self.bands_per_degree) as usize;
        band.min(self.band_starts.len().saturating_sub(2))
    }

    /// As many bands as edges, or fewer where long edges would stand in too many of them.
    fn sort_into_bands(&mut self) {
        if self.is_empty() {
            return;
        }
        let mut bands = self.edges.len();
        loop {
            #[expect(clippy::cast_precision_loss, reason = "a count of bands")]
            let per_degree = bands as f64 / (self.upper.y - self.lower.y);
            self.bands_per_degree = if per_degree.is_finite() { per_degree } else { 0.0 };
            self.band_starts = vec![0; bands + 1];
            let spans: Vec<(usize, usize)> =
                self.edges.iter().map(Edge::y_range).map(|(a, b)| (self.band_of(a), self.band_of(b))).collect();
            let entries: usize = spans.iter().map(|(first, last)| last - first + 1).sum();
            if bands == 1 || entries <= 8 * self.edges.len() {
                self.fill_bands(&spans, entries);
                return;
            }
            bands /= 2;
        }
    }

    fn fill_bands(&mut self, spans: &[(usize, usize)], entries: usize) {
        for &(first, last) in spans {
            (first..=last).for_each(|band| self.band_starts[band + 1] += 1);
        }
        for band in 1..self.band_starts.len() {
            self.band_starts[band] += self.band_starts[band - 1];
        }
        let mut next = self.band_starts.clone();
        self.in_bands = vec![0; entries];
        for (edge, &(first, last)) in (0..).zip(spans) {
            for slot in &mut next[first..=last] {
                self.in_bands[*slot as usize] = edge;
                *slot += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Intersects;
    use geo_types::Polygon;
    use proptest::prelude::*;

    fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> Polygon<f64> {
        geo_types::Rect::new((x0, y0), (x1, y1)).to_polygon()
    }

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    #[test]
    fn the_outline_and_the_edge_of_a_hole_belong_to_the_area_and_the_hole_does_not() {
        let ring = Polygon::new(
            rect(0.0, 0.0, 4.0, 4.0).exterior().clone(),
            vec![rect(1.0, 1.0, 3.0, 3.0).exterior().clone()],
        );
        let area = PreparedArea::new(&ring.into());
        for inside in [(0.0, 0.0), (4.0, 2.0), (2.0, 0.0), (1.0, 1.0), (2.0, 1.0), (3.0, 2.5), (0.5, 2.0)] {
            assert!(area.contains(at(inside.0, inside.1)), "{inside:?}");
        }
        for outside in [(2.0, 2.0), (4.1, 2.0), (2.0, -0.1), (1.000_001, 1.000_001)] {
            assert!(!area.contains(at(outside.0, outside.1)), "{outside:?}");
        }
    }

    #[test]
    fn overlapping_polygons_of_one_area_are_a_union() {
        let area = PreparedArea::new(&MultiPolygon::new(vec![rect(0.0, 0.0, 2.0, 2.0), rect(1.0, 0.0, 3.0, 2.0)]));
        assert!(area.contains(at(1.5, 1.0)) && area.contains(at(0.5, 1.0)) && !area.contains(at(3.5, 1.0)));
    }

    #[test]
    fn nothing_and_areas_without_extent_are_served() {
        let nothing = PreparedArea::new(&MultiPolygon::new(vec![]));
        assert!(!nothing.contains(at(0.0, 0.0)) && !nothing.intersects(&nothing));
        let line = PreparedArea::new(&rect(0.0, 1.0, 2.0, 1.0).into());
        assert!(line.contains(at(1.0, 1.0)) && !line.contains(at(1.0, 1.1)));
        let point = PreparedArea::new(&rect(1.0, 1.0, 1.0, 1.0).into());
        assert!(point.contains(at(1.0, 1.0)) && !point.contains(at(1.0, 1.1)) && point.intersects(&line));
        assert!(point.intersects(&PreparedArea::new(&rect(0.0, 0.0, 2.0, 2.0).into())));
    }

    #[test]
    fn a_neighbour_that_touches_intersects_and_an_area_in_a_hole_does_not() {
        let around = Polygon::new(
            rect(0.0, 0.0, 9.0, 9.0).exterior().clone(),
            vec![rect(2.0, 2.0, 7.0, 7.0).exterior().clone()],
        );
        let (around, inner) = (PreparedArea::new(&around.into()), PreparedArea::new(&rect(3.0, 3.0, 6.0, 6.0).into()));
        assert!(!around.intersects(&inner) && !inner.intersects(&around));
        let beside = PreparedArea::new(&rect(9.0, 0.0, 12.0, 9.0).into());
        assert!(around.intersects(&beside) && !beside.intersects(&inner));
        assert!(around.intersects(&PreparedArea::new(&rect(-1.0, -1.0, 10.0, 10.0).into())));
        assert!(around.surrounds(Coord { x: 0.5, y: 0.5 }, Coord { x: 1.5, y: 8.0 }));
        assert!(!around.surrounds(Coord { x: 0.5, y: 0.5 }, Coord { x: 8.0, y: 8.0 }));
        assert!(!inner.surrounds(Coord { x: 0.0, y: 0.0 }, Coord { x: 9.0, y: 9.0 }));
    }

    /// Star-shaped rings around a point: any radii make a valid polygon.
    fn star(x: f64, y: f64, radii: &[f64]) -> Polygon<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a few corners")]
        let angle = |i: usize| i as f64 / radii.len() as f64 * std::f64::consts::TAU;
        let ring = radii.iter().enumerate().map(|(i, r)| (x + r * angle(i).cos(), y + r * angle(i).sin()));
        Polygon::new(ring.collect(), vec![])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn answers_are_those_of_the_plain_algorithm(
            radii in prop::collection::vec(0.1..2.0, 3..90),
            other in prop::collection::vec(0.1..2.0, 3..30),
            at_ in (-3.0..3.0, -3.0..3.0),
            points in prop::collection::vec((-2.5..2.5, -2.5..2.5), 40),
        ) {
            let (one, two) = (star(0.0, 0.0, &radii), star(at_.0, at_.1, &other));
            let area = PreparedArea::new(&one.clone().into());
            for &(x, y) in points.iter().chain(one.exterior().0.iter().map(|c| (c.x, c.y)).collect::<Vec<_>>().iter()) {
                prop_assert_eq!(area.contains(at(x, y)), one.intersects(&Coord { x, y }));
            }
            prop_assert_eq!(area.intersects(&PreparedArea::new(&two.clone().into())), one.intersects(&two));
        }

        #[test]
        fn every_point_of_a_split_area_belongs_to_a_part(cut in -1.5..1.5, slope in -0.5..0.5, ys in prop::collection::vec(-2.0..2.0, 50)) {
            let line = |y: f64| cut + slope * y;
            let (low, high) = ((line(-2.0), -2.0), (line(2.0), 2.0));
            let left = Polygon::new(vec![(-9.0, -2.0), low, high, (-9.0, 2.0)].into(), vec![]);
            let right = Polygon::new(vec![low, (9.0, -2.0), (9.0, 2.0), high].into(), vec![]);
            let (left, right) = (PreparedArea::new(&left.into()), PreparedArea::new(&right.into()));
            for y in ys {
                let p = at(line(y), y);
                prop_assert!(left.contains(p) || right.contains(p));
            }
        }
    }
}
