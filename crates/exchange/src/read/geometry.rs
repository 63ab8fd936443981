//! The geometry of a feature as it stands in the file, whatever it is.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A geometry as read, valid or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RawGeometry {
    kind: String,
    coordinates: Nested,
    /// Whether there was a geometry at all.
    present: bool,
}

/// Coordinates of any depth.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Nested {
    /// Something that is no coordinate.
    #[default]
    Nothing,
    Number(f64),
    Position(Coord<f64>),
    Positions(Vec<Coord<f64>>),
    Lists(Vec<Nested>),
}

/// What a geometry is good for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Located {
    /// There is none.
    Missing,
    Point(Coord<f64>),
    /// The middle of a line.
    Middle(Coord<f64>),
    /// The centre of an area.
    Centre(Coord<f64>),
    /// Anything else, by its name.
    Other(String),
}

impl RawGeometry {
    /// A geometry out of its parts.
    pub(super) fn new(kind: &str, coordinates: Nested) -> Self {
        Self { kind: kind.to_owned(), coordinates, present: true }
    }

    /// One point for the geometry.
    pub(crate) fn locate(&self) -> Located {
        use Nested::{Lists, Position, Positions};
        let found = match (self.kind.as_str(), &self.coordinates) {
            _ if !self.present => return Located::Missing,
            ("Point", Position(c)) => Some(Located::Point(*c)),
            ("MultiPoint", Positions(c)) if c.len() == 1 => Some(Located::Point(c[0])),
            ("LineString", Positions(c)) => middle(c).map(Located::Middle),
            ("MultiLineString", Lists(parts)) => {
                let parts = parts.iter().filter_map(Nested::positions);
                parts.max_by(|a, b| length(a).total_cmp(&length(b))).and_then(middle).map(Located::Middle)
            }
            ("Polygon" | "MultiPolygon", _) => {
                let rings = self.area().unwrap_or_else(|| MultiPolygon::new(Vec::new()));
                let largest = rings.0.iter().map(Polygon::exterior).max_by(|a, b| extent(a).total_cmp(&extent(b)));
                largest.and_then(centre).map(Located::Centre)
            }
            _ => None,
        };
        found.unwrap_or_else(|| match self.kind.as_str() {
            "" => Located::Other("geometry without a type".to_owned()),
            // An empty geometry is none.
            kind if matches!(&self.coordinates, Lists(l) if l.is_empty()) => {
                if kind == "GeometryCollection" {
                    Located::Other(kind.to_owned())
                } else {
                    Located::Missing
                }
            }
            kind => Located::Other(kind.chars().take(40).collect()),
        })
    }

    /// The polygons, with their rings as they stand; none for another geometry.
    pub(super) fn area(&self) -> Option<MultiPolygon<f64>> {
        let parts = match (self.kind.as_str(), &self.coordinates) {
            ("Polygon", rings) => vec![polygon(rings)?],
            ("MultiPolygon", Nested::Lists(parts)) => parts.iter().map(polygon).collect::<Option<Vec<_>>>()?,
            _ => return None,
        };
        Some(MultiPolygon::new(parts.into_iter().filter(|p| !p.exterior().0.is_empty()).collect()))
    }

    /// What the geometry is called, for messages; none where there is none.
    pub(super) fn kind(&self) -> Option<&str> {
        self.present.then_some(self.kind.as_str())
    }

    /// Roughly what it takes in memory.
    pub(super) fn size_bytes(&self) -> usize {
        self.coordinates.size_bytes()
    }

    /// The geometry as bytes, for the digest of its row.
    pub(super) fn push_bytes(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.kind.as_bytes());
        self.coordinates.push_bytes(bytes);
    }
}

impl Nested {
    fn positions(&self) -> Option<&[Coord<f64>]> {
        match self {
            Self::Positions(c) => Some(c),
            Self::Lists(l) if l.is_empty() => Some(&[]),
            _ => None,
        }
    }

    fn size_bytes(&self) -> usize {
        match self {
            Self::Positions(list) => 16 * list.len(),
            Self::Lists(lists) => lists.iter().map(|l| 32 + l.size_bytes()).sum(),
            _ => 32,
        }
    }

    fn push_bytes(&self, bytes: &mut Vec<u8>) {
        let mut push = |c: &Coord<f64>| {
            bytes.extend_from_slice(&c.x.to_le_bytes());
            bytes.extend_from_slice(&c.y.to_le_bytes());
        };
        match self {
            Self::Nothing => {}
            Self::Number(x) => bytes.extend_from_slice(&x.to_le_bytes()),
            Self::Position(c) => push(c),
            Self::Positions(list) => list.iter().for_each(push),
            Self::Lists(lists) => {
                for list in lists {
                    bytes.push(b'[');
                    list.push_bytes(bytes);
                }
            }
        }
    }

    /// The list that these elements make.
    fn list(elements: Vec<Self>) -> Self {
        match elements.first() {
            Some(Self::Number(x)) => match elements.get(1) {
                Some(Self::Number(y)) => Self::Position(Coord { x: *x, y: *y }),
                _ => Self::Nothing,
            },
            _ => Self::Lists(elements),
        }
    }
}

fn polygon(rings: &Nested) -> Option<Polygon<f64>> {
    let Nested::Lists(rings) = rings else { return None };
    let mut rings = rings.iter().map(|r| r.positions().map(|c| LineString::new(c.to_vec())));
    let exterior = rings.next().unwrap_or_else(|| Some(LineString::new(Vec::new())))?;
    Some(Polygon::new(exterior, rings.collect::<Option<Vec<_>>>()?))
}

fn length(line: &[Coord<f64>]) -> f64 {
    line.windows(2).map(|w| (w[1].x - w[0].x).hypot(w[1].y - w[0].y)).sum()
}

/// The point half-way along a line, in degrees as if they were a plane: a street is short enough for that.
fn middle(line: &[Coord<f64>]) -> Option<Coord<f64>> {
    let half = length(line) / 2.0;
    let mut gone = 0.0;
    for w in line.windows(2) {
        let step = (w[1].x - w[0].x).hypot(w[1].y - w[0].y);
        if step > 0.0 && gone + step >= half {
            let share = (half - gone) / step;
            return Some(w[0] + (w[1] - w[0]) * share);
        }
        gone += step;
    }
    line.first().copied()
}

/// Width times height of a ring's box, by which the largest part is chosen.
fn extent(ring: &LineString<f64>) -> f64 {
    let range = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
    };
    let (west, east) = range(&mut ring.0.iter().map(|c| c.x));
    let (south, north) = range(&mut ring.0.iter().map(|c| c.y));
    (east - west) * (north - south)
}

/// The centroid of a ring; the mean of its corners where it has no area.
fn centre(ring: &LineString<f64>) -> Option<Coord<f64>> {
    let origin = *ring.0.first()?;
    let (mut twice_area, mut sum) = (0.0, Coord { x: 0.0, y: 0.0 });
    for w in ring.0.windows(2) {
        let (a, b) = (w[0] - origin, w[1] - origin);
        let cross = a.x * b.y - b.x * a.y;
        twice_area += cross;
        sum = sum + (a + b) * cross;
    }
    if twice_area.abs() > 1e-18 {
        return Some(origin + sum / (3.0 * twice_area));
    }
    let total = ring.0.iter().fold(Coord { x: 0.0, y: 0.0 }, |s, c| s + *c);
    Some(total / ring.0.len() as f64)
}

impl<'de> Deserialize<'de> for RawGeometry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GeometryVisitor)
    }
}

/// Takes whatever stands there: a wrong geometry is the fault of one row, not of the file.
struct GeometryVisitor;

impl<'de> Visitor<'de> for GeometryVisitor {
    type Value = RawGeometry;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a geometry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawGeometry, A::Error> {
        let mut geometry = RawGeometry { present: true, ..RawGeometry::default() };
        let (mut x, mut y) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => {
                    geometry.kind = map.next_value::<serde_json::Value>()?.as_str().unwrap_or_default().to_owned();
                }
                "coordinates" => geometry.coordinates = map.next_value()?,
                // As feature services write them.
                "x" => x = Some(map.next_value()?),
                "y" => y = Some(map.next_value()?),
                "rings" => geometry = RawGeometry::new("MultiPolygon", by_orientation(map.next_value()?)),
                "paths" => geometry = RawGeometry::new("MultiLineString", map.next_value()?),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        match (x, y) {
            (Some(Nested::Number(x)), Some(Nested::Number(y))) => {
                Ok(RawGeometry::new("Point", Nested::Position(Coord { x, y })))
            }
            // `{"x": null, "y": null}` and `"NaN"` are how a feature service writes that there is none.
            (Some(_), Some(_)) => Ok(RawGeometry::default()),
            _ => Ok(geometry),
        }
    }

    super::geojson::visit_rest!(RawGeometry { present: true, ..RawGeometry::default() }, unit: RawGeometry::default());

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawGeometry, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(RawGeometry { present: true, ..RawGeometry::default() })
    }
}

/// The rings of a feature service as polygons: clockwise ones begin a polygon, the others are holes in the one before.
fn by_orientation(rings: Nested) -> Nested {
    let Nested::Lists(rings) = rings else { return rings };
    let mut polygons: Vec<Vec<Nested>> = Vec::new();
    for ring in rings {
        let clockwise = ring
            .positions()
            .is_some_and(|c| c.windows(2).map(|w| (w[1].x - w[0].x) * (w[1].y + w[0].y)).sum::<f64>() >= 0.0);
        match polygons.last_mut() {
            Some(polygon) if !clockwise => polygon.push(ring),
            _ => polygons.push(vec![ring]),
        }
    }
    Nested::Lists(polygons.into_iter().map(Nested::Lists).collect())
}

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NestedVisitor)
    }
}

struct NestedVisitor;

impl<'de> Visitor<'de> for NestedVisitor {
    type Value = Nested;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Nested, A::Error> {
        let Some(first) = seq.next_element::<Nested>()? else { return Ok(Nested::Lists(Vec::new())) };
        if let Nested::Position(first) = first {
            let mut positions = vec![first];
            let mut sound = true;
            while let Some(next) = seq.next_element::<Nested>()? {
                match next {
                    Nested::Position(c) => positions.push(c),
                    _ => sound = false,
                }
            }
            return Ok(if sound { Nested::Positions(positions) } else { Nested::Nothing });
        }
        let mut elements = vec![first];
        while let Some(next) = seq.next_element()? {
            elements.push(next);
        }
        Ok(Nested::list(elements))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Nested, E> {
        Ok(Nested::Number(v))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Nested, E> {
        Ok(Nested::Number(v as f64))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Nested, E> {
        Ok(Nested::Number(v as f64))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Nested, E> {
        Ok(Nested::Nothing)
    }

    fn visit_str<E>(self, _: &str) -> Result<Nested, E> {
        Ok(Nested::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Nested, E> {
        Ok(Nested::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Nested, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Nested::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(json: &str) -> String {
        let geometry: RawGeometry = serde_json::from_str(json).unwrap();
        format!("{:?}", geometry.locate())
    }

    #[test]
    fn every_geometry_has_a_point_or_says_why_not() {
        for (json, expected) in [
            ("null", "Missing"),
            (r#"{"type":"Point","coordinates":[1,2,3]}"#, "Point(COORD(1.0 2.0))"),
            (r#"{"coordinates":[[1,2]],"type":"MultiPoint"}"#, "Point(COORD(1.0 2.0))"),
            (r#"{"type":"LineString","coordinates":[[0,0],[4,0],[4,0]]}"#, "Middle(COORD(2.0 0.0))"),
            (r#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]]]}"#, "Centre(COORD(2.0 2.0))"),
            (r#"{"type":"Point","coordinates":[]}"#, "Missing"),
            (r#"{"type":"Point","coordinates":["a",null]}"#, "Other(\"Point\")"),
            (r#"{"type":"Point"}"#, "Other(\"Point\")"),
            (r#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#, "Other(\"MultiPoint\")"),
            ("[]", "Other(\"geometry without a type\")"),
            ("7", "Other(\"geometry without a type\")"),
        ] {
            assert_eq!(located(json), expected, "{json}");
        }
    }

    #[test]
    fn rings_are_passed_on_as_they_stand() {
        let json = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[2,2],[2,0],[0,2],[0,0]]],[]]}"#;
        let geometry: RawGeometry = serde_json::from_str(json).unwrap();
        let area = geometry.area().unwrap();
        assert_eq!((area.0.len(), area.0[0].exterior().0.len()), (1, 5));
    }
}
