//! GeoJSON as RFC 7946 has it, feature by feature.

use crate::ExchangeError;
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use serde_json::{Map, Value};
use std::io::Write;

/// Writes a FeatureCollection without holding it in memory: foreign members first (the `settings` of an analysis),
/// then the features. Coordinates have seven decimals (a centimetre), outer rings run counter-clockwise.
///
/// # Examples
/// ```
/// use aula_exchange::GeoJsonWriter;
/// let mut out = Vec::new();
/// let mut json = GeoJsonWriter::new(&mut out, &serde_json::Map::new())?;
/// json.feature(Some("a"), &geo_types::Point::new(76.9, 43.2).into(), &serde_json::Map::new())?;
/// json.finish()?;
/// assert!(String::from_utf8_lossy(&out).contains(r#""coordinates":[76.9,43.2]"#));
/// # Ok::<(), aula_exchange::ExchangeError>(())
/// ```
pub struct GeoJsonWriter<W: Write> {
    out: W,
    first: bool,
}

impl<W: Write> GeoJsonWriter<W> {
    /// Begins the collection.
    ///
    /// # Errors
    /// [`ExchangeError::Unwritable`] for a member called `type` or `features`, [`ExchangeError::Io`] where the disk
    /// fails.
    pub fn new(mut out: W, members: &Map<String, Value>) -> Result<Self, ExchangeError> {
        out.write_all(br#"{"type":"FeatureCollection""#)?;
        for (name, value) in members {
            if name == "type" || name == "features" {
                return Err(unwritable(format!("the member `{name}` is GeoJSON's own")));
            }
            write!(out, ",{}:{value}", Value::from(name.as_str()))?;
        }
        out.write_all(br#","features":["#)?;
        Ok(Self { out, first: true })
    }

    /// One feature.
    ///
    /// # Errors
    /// [`ExchangeError::Unwritable`] for coordinates that are not finite, [`ExchangeError::Io`] where the disk fails.
    pub fn feature(
        &mut self,
        id: Option<&str>,
        geometry: &Geometry<f64>,
        properties: &Map<String, Value>,
    ) -> Result<(), ExchangeError> {
        let mut text = String::from(if self.first { "\n" } else { ",\n" });
        text.push_str(r#"{"type":"Feature","#);
        if let Some(id) = id {
            text.push_str(&format!(r#""id":{},"#, Value::from(id)));
        }
        text.push_str(r#""geometry":"#);
        push_geometry(&mut text, geometry)?;
        text.push_str(r#","properties":"#);
        text.push_str(&serde_json::to_string(properties).map_err(|e| unwritable(e.to_string()))?);
        text.push('}');
        self.out.write_all(text.as_bytes())?;
        self.first = false;
        Ok(())
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// [`ExchangeError::Io`] where the disk fails.
    pub fn finish(mut self) -> Result<(), ExchangeError> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out.flush()?)
    }
}

fn unwritable(reason: String) -> ExchangeError {
    ExchangeError::Unwritable { format: "GeoJSON", reason }
}

fn push_geometry(text: &mut String, geometry: &Geometry<f64>) -> Result<(), ExchangeError> {
    let mut member = |kind: &str, push: &mut dyn FnMut(&mut String) -> Result<(), ExchangeError>| {
        text.push_str(&format!(r#"{{"type":"{kind}","coordinates":"#));
        push(text)?;
        text.push('}');
        Ok(())
    };
    match geometry {
        Geometry::Point(p) => member("Point", &mut |t| push_coord(t, p.0)),
        Geometry::LineString(l) => member("LineString", &mut |t| push_list(t, &l.0, |t, c| push_coord(t, *c))),
        Geometry::Polygon(p) => member("Polygon", &mut |t| push_polygon(t, p)),
        Geometry::MultiPolygon(MultiPolygon(parts)) => {
            member("MultiPolygon", &mut |t| push_list(t, parts, push_polygon))
        }
        other => Err(unwritable(format!("{other:?}").chars().take(40).collect())),
    }
}

fn push_list<T>(
    text: &mut String,
    items: &[T],
    push: impl Fn(&mut String, &T) -> Result<(), ExchangeError>,
) -> Result<(), ExchangeError> {
    text.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        push(text, item)?;
    }
    text.push(']');
    Ok(())
}

fn push_polygon(text: &mut String, polygon: &Polygon<f64>) -> Result<(), ExchangeError> {
    let rings: Vec<(&LineString<f64>, bool)> =
        std::iter::once((polygon.exterior(), true)).chain(polygon.interiors().iter().map(|r| (r, false))).collect();
    push_list(text, &rings, |text, &(ring, counter_clockwise)| {
        let mut coords = ring.0.clone();
        if (twice_area(&coords) > 0.0) != counter_clockwise {
            coords.reverse();
        }
        push_list(text, &coords, |t, c| push_coord(t, *c))
    })
}

/// Twice the signed area in square degrees; positive when counter-clockwise. Only its sign is used.
fn twice_area(ring: &[Coord<f64>]) -> f64 {
    let Some(&origin) = ring.first() else { return 0.0 };
    ring.windows(2).map(|w| (w[0] - origin, w[1] - origin)).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
}

fn push_coord(text: &mut String, c: Coord<f64>) -> Result<(), ExchangeError> {
    if !(c.x.is_finite() && c.y.is_finite()) {
        return Err(unwritable(format!("the coordinate ({}, {}) is not finite", c.x, c.y)));
    }
    // Adding zero turns a rounded −0 into 0.
    let round = |v: f64| (v * 1e7).round() / 1e7 + 0.0;
    text.push_str(&format!("[{},{}]", round(c.x), round(c.y)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Point, polygon};

    fn written(geometry: &Geometry<f64>) -> String {
        let mut out = Vec::new();
        let mut json = GeoJsonWriter::new(&mut out, &Map::new()).unwrap();
        json.feature(None, geometry, &Map::new()).unwrap();
        json.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_written_is_geojson_to_another_reader() {
        let hole = polygon!(exterior: [(x: 0., y: 0.), (x: 0., y: 9.), (x: 9., y: 9.)], interiors: [[(x: 1., y: 2.), (x: 2., y: 3.), (x: 1., y: 3.)]]);
        let text = written(&MultiPolygon::new(vec![hole]).into());
        let read: geojson::FeatureCollection = text.parse().unwrap();
        let geometry: Geometry<f64> = read.features[0].geometry.clone().unwrap().try_into().unwrap();
        let Geometry::MultiPolygon(parts) = geometry else { panic!("{text}") };
        assert!(twice_area(&parts.0[0].exterior().0) > 0.0 && twice_area(&parts.0[0].interiors()[0].0) < 0.0);
    }

    #[test]
    fn an_empty_collection_is_one_and_nan_is_refused() {
        let mut out = Vec::new();
        let members = serde_json::json!({"settings": {"n": 3}, "a\"b": 1});
        GeoJsonWriter::new(&mut out, members.as_object().unwrap()).unwrap().finish().unwrap();
        let value: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["settings"]["n"], 3);
        let mut json = GeoJsonWriter::new(Vec::new(), &Map::new()).unwrap();
        assert!(json.feature(None, &Point::new(f64::NAN, 0.0).into(), &Map::new()).is_err());
    }
}
