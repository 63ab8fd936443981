//! Incidents and places as tables, read out of a snapshot without a copy.

use crate::column::{Column, ColumnKind, GeometryKind};
use crate::datum::Datum;
use crate::table::{Shape, Table};
use crate::window::TimeWindow;
use aula_geometry::BBox;
use aula_model::{Key, Language};
use aula_snapshot::{Layer, RowId, RowView, Snapshot};
use geo_types::{Coord, Rect};
use jiff::civil::Date;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Most attributes of places that become columns.
const MOST_ATTRIBUTES: usize = 60;

/// Incidents, or the places of a kind. Made for one version of the snapshot; costs 4 bytes a row.
pub struct PointTable {
    snapshot: Snapshot,
    layer: Layer,
    columns: Vec<Column>,
    fields: Vec<Field>,
    order: OnceLock<Vec<u32>>,
    bounds: OnceLock<Option<Rect<f64>>>,
}

#[derive(Debug, Clone)]
enum Field {
    Source,
    Category,
    Kind,
    Start,
    End,
    Precision,
    Accuracy,
    ReportedBy,
    Cleared,
    Discontinued,
    HarmWeight,
    Outside,
    Lon,
    Lat,
    Name(Language),
    Attribute(SmolStr),
}

impl PointTable {
    /// The incidents, or the places of a kind.
    #[must_use]
    pub fn new(snapshot: Snapshot, layer: Layer) -> Self {
        use ColumnKind as K;
        let mut fields = match layer {
            Layer::Incidents => vec![
                ("source", K::Text, Field::Source),
                ("category", K::Text, Field::Category),
                ("start", K::Moment, Field::Start),
                ("end", K::Moment, Field::End),
                ("precision", K::Text, Field::Precision),
                ("accuracy", K::Text, Field::Accuracy),
                ("reported_by", K::Text, Field::ReportedBy),
                ("cleared", K::Text, Field::Cleared),
                ("discontinued", K::Boolean, Field::Discontinued),
                ("harm_weight", K::Number, Field::HarmWeight),
                ("outside_study_area", K::Boolean, Field::Outside),
                ("lon", K::Number, Field::Lon),
                ("lat", K::Number, Field::Lat),
            ],
            Layer::Places(_) | Layer::AllPlaces => vec![
                ("source", K::Text, Field::Source),
                ("kind", K::Text, Field::Kind),
                ("name_kk", K::Text, Field::Name(Language::Kk)),
                ("name_ru", K::Text, Field::Name(Language::Ru)),
                ("name_en", K::Text, Field::Name(Language::En)),
                ("start", K::Moment, Field::Start),
                ("end", K::Moment, Field::End),
                ("accuracy", K::Text, Field::Accuracy),
                ("outside_study_area", K::Boolean, Field::Outside),
                ("lon", K::Number, Field::Lon),
                ("lat", K::Number, Field::Lat),
            ],
        };
        let names = attribute_names(&snapshot, &layer);
        let taken: Vec<&str> = fields.iter().map(|f| f.0).collect();
        let names: Vec<(String, SmolStr)> = names
            .into_iter()
            .map(|name| {
                (if taken.contains(&name.as_str()) { format!("attribute_{name}") } else { name.to_string() }, name)
            })
            .collect();
        fields.extend(names.iter().map(|(column, name)| (column.as_str(), K::Text, Field::Attribute(name.clone()))));
        let columns = fields.iter().map(|(name, kind, _)| Column::new(name, *kind)).collect();
        let fields = fields.into_iter().map(|(_, _, field)| field).collect();
        Self { snapshot, layer, columns, fields, order: OnceLock::new(), bounds: OnceLock::new() }
    }

    fn order(&self) -> &[u32] {
        self.order.get_or_init(|| self.snapshot.rows_by_key(&self.layer).into_iter().map(RowId::number).collect())
    }

    fn view(&self, row: u32) -> Option<RowView<'_>> {
        self.snapshot.view(&self.layer, RowId::from_number(row))
    }

    fn key(&self, row: u32) -> Option<Key> {
        self.view(row).map(|view| view.key())
    }
}

/// The names of the attributes that the places of a layer have, in the order of the alphabet.
fn attribute_names(snapshot: &Snapshot, layer: &Layer) -> BTreeSet<SmolStr> {
    let mut names = BTreeSet::new();
    if matches!(layer, Layer::Incidents) {
        return names;
    }
    for row in snapshot.rows_by_key(layer) {
        let details = snapshot.view(layer, row).and_then(|view| view.details());
        for name in details.into_iter().flat_map(|d| d.attributes.keys()) {
            if names.len() < MOST_ATTRIBUTES && !names.contains(name) {
                names.insert(name.clone());
            }
        }
    }
    names
}

/// The key that an identifier writes, in 32 hexadecimal digits.
fn parse_key(id: &str) -> Option<Key> {
    let mut bytes = [0; 16];
    if id.len() != 32 || !id.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..32).step_by(2)) {
        *byte = u8::from_str_radix(&id[at..at + 2], 16).ok()?;
    }
    Some(Key::from_bytes(bytes))
}

impl Table for PointTable {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn geometry_kind(&self) -> GeometryKind {
        GeometryKind::Point
    }

    fn len(&self) -> usize {
        match self.layer {
            Layer::Incidents => self.snapshot.incidents_len(),
            Layer::AllPlaces => self.snapshot.places_len(),
            Layer::Places(_) => self.order().len(),
        }
    }

    fn row_at(&self, place: usize) -> u32 {
        self.order()[place]
    }

    fn place_after(&self, id: &str) -> usize {
        let order = self.order();
        match parse_key(id) {
            Some(key) => order.partition_point(|&row| self.key(row).is_some_and(|k| k <= key)),
            None => order.partition_point(|&row| self.key(row).is_some_and(|k| k.to_string().as_str() <= id)),
        }
    }

    fn find(&self, id: &str) -> Option<u32> {
        let key = parse_key(id)?;
        let row = match self.layer {
            Layer::Incidents => self.snapshot.find_incident(&key),
            Layer::Places(_) | Layer::AllPlaces => self.snapshot.find_place(&key),
        }?;
        let of_kind = match &self.layer {
            Layer::Places(kind) => self.view(row.number())?.kind() == kind,
            Layer::Incidents | Layer::AllPlaces => true,
        };
        of_kind.then_some(row.number())
    }

    fn id(&self, row: u32) -> Cow<'_, str> {
        Cow::Owned(self.key(row).map_or_else(String::new, |key| key.to_string()))
    }

    fn sort(&self, rows: &mut [u32]) {
        rows.sort_by_cached_key(|&row| self.key(row));
    }

    fn near(&self, boxes: &[Rect<f64>]) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        for rect in boxes {
            let clamp = |v: f64, limit: f64| v.clamp(-limit, limit);
            let (low, high) = (rect.min(), rect.max());
            let bbox =
                BBox::new(clamp(low.x, 180.0), clamp(low.y, 90.0), clamp(high.x, 180.0), clamp(high.y, 90.0)).ok()?;
            found.extend(self.snapshot.rows_in_box(&self.layer, &bbox).into_iter().map(RowId::number));
        }
        if boxes.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        Some(found)
    }

    fn datum(&self, row: u32, column: usize) -> Datum<'_> {
        let Some(view) = self.view(row) else { return Datum::Null };
        match &self.fields[column] {
            Field::Source => Datum::text(view.source().as_str()),
            Field::Category => Datum::text(view.category().as_str()),
            Field::Kind => Datum::text(view.kind().as_str()),
            Field::Start => view.when().map_or(Datum::Null, |when| Datum::Moment(when.start())),
            Field::End => view.when().map_or(Datum::Null, |when| Datum::Moment(when.end())),
            Field::Precision => view.when().map_or(Datum::Null, |when| Datum::text(when.precision().as_str())),
            Field::Accuracy => Datum::text(view.accuracy().as_str()),
            Field::ReportedBy => Datum::text(view.reported_by().as_str()),
            Field::Cleared => Datum::text(view.cleared().as_str()),
            Field::Discontinued => Datum::Boolean(view.discontinued()),
            Field::HarmWeight => Datum::number(view.harm_weight()),
            Field::Outside => Datum::Boolean(view.outside_study_area()),
            Field::Lon => Datum::number(view.location().lon()),
            Field::Lat => Datum::number(view.location().lat()),
            Field::Name(language) => {
                let names = view.details().and_then(|d| d.names.as_ref());
                let name = names.and_then(|names| match language {
                    Language::Kk => names.kk.as_deref(),
                    Language::Ru => names.ru.as_deref(),
                    Language::En => names.en.as_deref(),
                });
                name.map_or(Datum::Null, Datum::text)
            }
            Field::Attribute(name) => {
                let value = view.details().and_then(|d| d.attributes.get(name));
                value.map_or(Datum::Null, |text| Datum::text(text))
            }
        }
    }

    fn shape(&self, row: u32) -> Shape<'_> {
        self.view(row).map_or(Shape::None, |view| {
            let at = view.location();
            Shape::Point(Coord { x: at.lon(), y: at.lat() })
        })
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        *self.bounds.get_or_init(|| {
            let points = self.order().iter().filter_map(|&row| self.view(row).map(|view| view.location()));
            points.fold(None, |all: Option<Rect<f64>>, at| {
                let here = Coord { x: at.lon(), y: at.lat() };
                Some(all.map_or(Rect::new(here, here), |all| {
                    let (a, b) = (all.min(), all.max());
                    Rect::new((a.x.min(here.x), a.y.min(here.y)), (b.x.max(here.x), b.y.max(here.y)))
                }))
            })
        })
    }

    fn time_columns(&self) -> Option<(usize, usize)> {
        let at = |name: &str| self.columns.iter().position(|c| c.name == name);
        at("start").zip(at("end"))
    }

    fn period(&self) -> Option<TimeWindow> {
        let period = self.snapshot.period_of(&self.layer)?;
        let midnight = |day: Option<Date>| day?.to_zoned(self.snapshot.zone().clone()).ok().map(|z| z.timestamp());
        Some(TimeWindow { start: midnight(period.from()), end: midnight(period.to()) })
    }
}
