//! GeoJSON, feature by feature, in bounded memory.

use super::assembly::{Assembly, parse};
use super::chunk::{Broken, CHUNK_BYTES, CHUNK_ROWS, Chunk, Digester};
use super::geometry::RawGeometry;
use super::{Layout, Plan, PlanMaker};
use crate::ExchangeError;
use crate::input::{Limits, Meter, Opened};
use aula_geometry::Projection;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{BufReader, Read};
use std::rc::Rc;
use std::sync::Arc;

/// The visits of a lenient visitor for which all values are the same.
macro_rules! visit_rest {
    ($other:expr, unit: $unit:expr) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($unit)
        }
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($other)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($other)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($other)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($other)
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($other)
        }
    };
}
pub(super) use visit_rest;

/// Reads a FeatureCollection, one Feature, or a bare geometry.
pub(super) fn read<P: Plan>(
    opened: Opened<'_>,
    limits: Limits,
    assembly: &mut Assembly<'_, P::Value>,
    plan: &PlanMaker<'_, P>,
) -> Result<(), ExchangeError> {
    let line = Rc::new(Cell::new(1));
    let lines = Lines { inner: BufReader::with_capacity(128 << 10, opened.reader), line: Rc::clone(&line) };
    let mut current: Option<(P, Digester)> = None;
    let mut width = 0;
    let crs: Rc<RefCell<Option<Projection>>> = Rc::default();
    let mut take = |chunk: &mut Chunk, header: &[String], last: bool| {
        if current.is_none() || header.len() > width {
            let single = last && chunk.first_row == 1 && chunk.len == 1;
            let crs = crs.borrow().clone();
            let better = plan(header, &Layout { has_geometry: true, single, crs })?;
            if let Some(role) = current.as_ref().and_then(|(p, _)| better.columns().moved(p.columns())) {
                return Err(ExchangeError::Columns {
                    problem: format!("a column that appears late in the file changes what `{role}` is taken from"),
                    found: header.join(", "),
                    remedy: format!("say which: `--set columns.{role}=NAME`"),
                });
            }
            assembly.set_columns(better.columns().clone());
            width = header.len();
            current = Some((better, Digester::new(header)));
        }
        if let Some((plan, digester)) = &current {
            let outcomes = parse(plan, digester, chunk);
            assembly.absorb(plan, chunk, outcomes)?;
        }
        Ok(())
    };
    let mut state = State {
        meter: opened.meter,
        line,
        limits,
        header: Vec::new(),
        index: HashMap::new(),
        chunk: Chunk::default(),
        chunk_bytes: 0,
        rows: 0,
        fault: None,
        crs: Rc::clone(&crs),
        take: &mut take,
    };
    state.chunk.begin(1);
    let mut json = serde_json::Deserializer::from_reader(lines);
    let top = Top(&mut state).deserialize(&mut json).and_then(|top| json.end().map(|()| top));
    match (state.fault.take(), top) {
        (Some(fault), _) => Err(fault),
        (None, Err(error)) => Err(error.into()),
        (None, Ok(())) => state.flush(true),
    }
}

/// Takes a chunk and the columns seen so far; the flag says that it is the last one.
type Take<'s> = dyn FnMut(&mut Chunk, &[String], bool) -> Result<(), ExchangeError> + 's;

struct State<'s> {
    meter: Arc<Meter>,
    line: Rc<Cell<u64>>,
    limits: Limits,
    header: Vec<String>,
    index: HashMap<String, usize>,
    chunk: Chunk,
    chunk_bytes: usize,
    rows: u64,
    fault: Option<ExchangeError>,
    /// The system of the coordinates, where the file names one.
    crs: Rc<RefCell<Option<Projection>>>,
    take: &'s mut Take<'s>,
}

impl State<'_> {
    /// Adds a feature as a row; new properties become new columns.
    fn push(&mut self, feature: Feature, line: u64) -> Result<(), ExchangeError> {
        let Feature { sound, properties, geometry } = feature;
        let mut fields: Vec<Option<String>> = vec![None; self.header.len()];
        for (name, value) in properties {
            let column = match self.index.get(&name) {
                Some(column) => *column,
                None if self.header.len() >= self.limits.columns => {
                    let problem = format!("more than {} different properties", self.limits.columns);
                    let found = self.header[..20.min(self.header.len())].join(", ") + ", …";
                    let remedy = "reduce the file to the properties needed".to_owned();
                    return Err(ExchangeError::Columns { problem, found, remedy });
                }
                None => {
                    self.header.push(name.clone());
                    self.index.insert(name, self.header.len() - 1);
                    fields.push(None);
                    self.header.len() - 1
                }
            };
            fields[column] = Some(value);
        }
        let record = self.chunk.slot();
        record.clear();
        fields.iter().for_each(|f| record.push_field(f.as_deref().unwrap_or_default().as_bytes()));
        self.chunk_bytes += record.as_slice().len() + 8 * record.len() + geometry.size_bytes();
        self.chunk.commit(line, (!sound).then_some(Broken::NotAFeature));
        self.chunk.geometries.push(geometry);
        self.rows += 1;
        if self.chunk.len >= CHUNK_ROWS || self.chunk_bytes >= CHUNK_BYTES { self.flush(false) } else { Ok(()) }
    }

    /// Takes note of the system that the coordinates are in.
    fn in_system(&mut self, crs: &Value) -> Result<(), ExchangeError> {
        if crs.is_null() {
            return Ok(());
        }
        let name = crs_name(crs).unwrap_or_else(|| "an unknown system".to_owned());
        let known = Projection::from_name(&name);
        let too_late = self.rows > self.chunk.len as u64;
        match known {
            Ok(system) if system.epsg() == 4326 => Ok(()),
            Ok(system) if !too_late => {
                *self.crs.borrow_mut() = Some(system);
                Ok(())
            }
            _ => Err(ExchangeError::Crs(name.chars().take(80).collect())),
        }
    }

    fn flush(&mut self, last: bool) -> Result<(), ExchangeError> {
        if self.chunk.len > 0 || (last && self.rows == 0) {
            for record in &mut self.chunk.records[..self.chunk.len] {
                (record.len()..self.header.len()).for_each(|_| record.push_field(b""));
            }
            (self.take)(&mut self.chunk, &self.header, last)?;
        }
        self.chunk.begin(self.rows + 1);
        self.chunk_bytes = 0;
        Ok(())
    }
}

/// The whole document.
struct Top<'a, 's>(&'a mut State<'s>);

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let state = self.0;
        let (mut kind, mut collected) = (Value::Null, false);
        let mut alone = Feature { sound: true, ..Feature::default() };
        let mut coordinates = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = map.next_value()?,
                "crs" | "spatialReference" => {
                    let crs: Value = map.next_value()?;
                    if let Err(fault) = state.in_system(&crs) {
                        state.fault = Some(fault);
                        return Err(A::Error::custom("crs"));
                    }
                }
                // The answer of a feature service that failed.
                "error" => {
                    let error: Value = map.next_value()?;
                    let message = error.pointer("/message").and_then(Value::as_str).unwrap_or("no reason given");
                    let said = crate::text::quoted(message);
                    state.fault = Some(ExchangeError::NotGeoJson(format!("the service answered an error: {said}")));
                    return Err(A::Error::custom("service"));
                }
                "features" => {
                    collected = true;
                    map.next_value_seed(Features(state))?;
                }
                "geometry" => alone.geometry = map.next_value()?,
                "properties" => alone.properties = map.next_value::<Properties>()?.0,
                "coordinates" => coordinates = Some(map.next_value::<super::geometry::Nested>()?),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        let kind = kind.as_str().unwrap_or_default();
        let result = match (kind, coordinates) {
            // Feature services write no type.
            ("FeatureCollection" | "", _) if collected => return Ok(()),
            ("Feature", _) => state.push(alone, 1),
            ("Polygon" | "MultiPolygon" | "Point" | "LineString", Some(coordinates)) => {
                alone.geometry = RawGeometry::new(kind, coordinates);
                state.push(alone, 1)
            }
            _ if collected => Err(ExchangeError::NotGeoJson(format!(
                "it has `features` but its type is {}, not FeatureCollection",
                crate::text::quoted(kind)
            ))),
            _ => Err(ExchangeError::NotGeoJson("it has no `features`; export a FeatureCollection".to_owned())),
        };
        result.map_err(|fault| {
            state.fault = Some(fault);
            A::Error::custom("geojson")
        })
    }
}

/// The name of a coordinate system, as GeoJSON 2008 (`crs`) or a feature service (`spatialReference`) writes it.
fn crs_name(crs: &Value) -> Option<String> {
    let name = crs.pointer("/properties/name").and_then(Value::as_str).map(str::to_owned);
    let number = |field: &str| crs.get(field).and_then(Value::as_u64).map(|n| n.to_string());
    name.or_else(|| number("latestWkid")).or_else(|| number("wkid"))
}

/// The member `features`.
struct Features<'a, 's>(&'a mut State<'s>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let state = self.0;
        let line = Rc::clone(&state.line);
        while let Some((feature, begins)) = seq.next_element_seed(FeatureSeed(&line))? {
            state.meter.begin_record(line.get());
            if let Err(fault) = state.push(feature, begins) {
                state.fault = Some(fault);
                return Err(A::Error::custom("rows"));
            }
        }
        Ok(())
    }
}

/// A feature and the line on which it begins.
struct FeatureSeed<'a>(&'a Cell<u64>);

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_> {
    type Value = (Feature, u64);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let begins = self.0.get();
        Feature::deserialize(deserializer).map(|feature| (feature, begins))
    }
}

#[derive(Default)]
struct Feature {
    sound: bool,
    properties: Vec<(String, String)>,
    geometry: RawGeometry,
}

impl<'de> Deserialize<'de> for Feature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FeatureVisitor)
    }
}

struct FeatureVisitor;

impl<'de> Visitor<'de> for FeatureVisitor {
    type Value = Feature;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Feature, A::Error> {
        let mut feature = Feature::default();
        let mut id = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => feature.sound |= map.next_value::<Value>()? == "Feature",
                "geometry" => feature.geometry = map.next_value()?,
                "properties" => feature.properties = map.next_value::<Properties>()?.0,
                // As feature services write them (`f=json`).
                "attributes" => {
                    feature.properties = map.next_value::<Properties>()?.0;
                    feature.sound = true;
                }
                "id" => id = text_of(map.next_value()?),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        if let Some(id) = id.filter(|_| !feature.properties.iter().any(|(name, _)| name.eq_ignore_ascii_case("id"))) {
            feature.properties.push(("id".to_owned(), id));
        }
        Ok(feature)
    }

    visit_rest!(Feature::default(), unit: Feature::default());

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Feature, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Feature::default())
    }
}

/// Properties as texts, in their order; nothing stands for what is no object.
struct Properties(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PropertiesVisitor)
    }
}

struct PropertiesVisitor;

impl<'de> Visitor<'de> for PropertiesVisitor {
    type Value = Properties;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("properties")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
        let mut list = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if let Some(text) = text_of(value) {
                let name = name.trim();
                list.push((if name.is_empty() { "(no name)".to_owned() } else { name.to_owned() }, text));
            }
        }
        Ok(Properties(list))
    }

    visit_rest!(Properties(Vec::new()), unit: Properties(Vec::new()));

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Properties, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Properties(Vec::new()))
    }
}

/// A property as text; none for null.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// Counts lines; read byte by byte by the JSON parser, so it knows the line of every token.
struct Lines<R> {
    inner: R,
    line: Rc<Cell<u64>>,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let feeds = buffer[..n].iter().filter(|b| **b == b'\n').count();
        if feeds > 0 {
            self.line.set(self.line.get() + feeds as u64);
        }
        Ok(n)
    }
}
