//! Rows that are places.

use super::chunk::{RawRow, Scratch};
use super::common::{Choice, Identity, Location, Time, source_of, word};
use super::{Fault, Layout, Plan, Progress, ReadContext, Reading, read_with};
use crate::columns::{Binder, Columns};
use crate::text::personal::{Subject, is_personal_value};
use crate::text::words::Words;
use crate::text::{is_blank, quoted, slug, told};
use crate::{ExchangeError, Mapping, RejectCode, Role};
use aula_model::{Accuracy, ContentHash, Key, Kind, LonLat, Names, Place, PlaceKind, SourceName};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Reads places: things that stand somewhere, and reports about them.
///
/// Lines and areas are taken by their middle and centre. Columns that are neither used nor personal become attributes.
///
/// # Arguments, Returns, Errors
/// As [`read_incidents`](crate::read_incidents) has them.
///
/// # Errors
/// [`ExchangeError`] for faults of the whole file.
pub fn read_places(
    input: impl Read + Send,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Reading<Place>, ExchangeError> {
    let middles = AtomicU64::new(0);
    let mut reading = read_with(input, mapping, ctx, progress, &|header, layout| {
        PlacePlan::bind(header, mapping, ctx, layout, &middles)
    })?;
    let count = middles.load(Relaxed);
    if count > 0 {
        reading.notes.push(format!("{count} lines or areas were taken by one point, their middle"));
    }
    let own: BTreeSet<&str> = reading.rows.iter().map(|r| r.value.kind.as_str()).filter(|k| !is_known(k)).collect();
    if !own.is_empty() {
        let list: Vec<&str> = own.iter().copied().take(20).collect();
        let more = if own.len() > 20 { format!(" and {} more", own.len() - 20) } else { String::new() };
        reading.notes.push(format!("kinds of the city's own: {}{more}", list.join(", ")));
    }
    Ok(reading)
}

fn is_known(kind: &str) -> bool {
    PlaceKind::CONTRACT.contains(&kind) || PlaceKind::GROUND.contains(&kind)
}

struct PlacePlan<'a> {
    columns: Columns,
    personal: Vec<bool>,
    source: SourceName,
    location: Location,
    time: Option<Time>,
    kind: PlaceKinds,
    identity: Identity,
    accuracy: Choice<Accuracy>,
    names: NameColumns,
    attributes: Vec<(usize, SmolStr)>,
    middles: &'a AtomicU64,
}

enum PlaceKinds {
    Constant(PlaceKind),
    Column(usize, Words<PlaceKind>),
}

/// The columns of names by language.
pub(super) struct NameColumns {
    any: Option<usize>,
    kk: Option<usize>,
    ru: Option<usize>,
    en: Option<usize>,
}

impl NameColumns {
    pub(super) fn bind(b: &mut Binder<'_>) -> Result<Self, ExchangeError> {
        Ok(Self {
            any: b.column(Role::Name)?,
            kk: b.column(Role::NameKk)?,
            ru: b.column(Role::NameRu)?,
            en: b.column(Role::NameEn)?,
        })
    }

    /// The names; `otherwise` where the row has none.
    pub(super) fn read(&self, row: &RawRow<'_>, otherwise: Option<&str>) -> Result<Option<Names>, Fault> {
        let text =
            |column: Option<usize>| column.map(|c| row.field(c)).filter(|t| !is_blank(t) && !is_personal_value(t));
        let (kk, ru) = (text(self.kk), text(self.ru));
        let en = text(self.en).or(text(self.any));
        let en = if kk.is_none() && ru.is_none() { en.or(otherwise) } else { en };
        if kk.is_none() && ru.is_none() && en.is_none() {
            return Ok(None);
        }
        let column = self.any.or(self.en).or(self.ru).or(self.kk);
        Names::new(kk, ru, en)
            .map(Some)
            .map_err(|e| Fault::new(RejectCode::BadName, e.to_string(), "shorten the name").at(column))
    }
}

impl<'a> PlacePlan<'a> {
    fn bind(
        header: &[String],
        mapping: &Mapping,
        ctx: &ReadContext<'_>,
        layout: &Layout,
        middles: &'a AtomicU64,
    ) -> Result<Self, ExchangeError> {
        let mut binder = Binder::new(header, mapping, Subject::Things)?;
        let b = &mut binder;
        let location = Location::bind(b, mapping, layout)?;
        let time = Time::bind(b, mapping, ctx)?;
        let kind = PlaceKinds::bind(b, mapping)?;
        let identity = Identity::bind(b)?;
        let accuracy = Choice::bind(b, Role::Accuracy, &word)?;
        let names = NameColumns::bind(b)?;
        let (personal, rest, columns) = binder.finish(true);
        let attributes = attributes_of(&rest, header);
        let source = source_of(mapping, ctx);
        Ok(Self { columns, personal, source, location, time, kind, identity, accuracy, names, attributes, middles })
    }
}

/// The columns kept as attributes, with their names.
pub(super) fn attributes_of(columns: &[usize], header: &[String]) -> Vec<(usize, SmolStr)> {
    columns.iter().map(|&i| (i, SmolStr::new(&header[i]))).collect()
}

/// The attributes of a row: what is not blank and does not look personal, at most 1,000 characters each.
pub(super) fn read_attributes(row: &RawRow<'_>, columns: &[(usize, SmolStr)]) -> BTreeMap<SmolStr, SmolStr> {
    let text = |column: usize| Some(row.field(column)).filter(|t| !t.is_empty() && !is_personal_value(t));
    columns
        .iter()
        .filter_map(|(column, name)| Some((name.clone(), text(*column)?.chars().take(1_000).collect())))
        .collect()
}

impl PlaceKinds {
    fn bind(b: &mut Binder<'_>, mapping: &Mapping) -> Result<Self, ExchangeError> {
        let mut words = Words::default();
        mapping.kinds.iter().for_each(|(word, kind)| words.insert(word, kind.clone()));
        if let Some(text) = b.constant(Role::Kind) {
            let kind = words.get(text).cloned().map_or_else(|| PlaceKind::new(text), Ok);
            return kind.map(Self::Constant).map_err(|e| {
                ExchangeError::Mapping(format!("kind: {e}. To take it from a column: `--set columns.kind={text}`"))
            });
        }
        match b.column(Role::Kind)? {
            Some(column) => Ok(Self::Column(column, words)),
            None => {
                let remedy = "name it: `--set columns.kind=NAME`, or say one kind for all rows: `--set kind=bus_stop`";
                Err(b.fault("no column for the kind of place".to_owned(), remedy.to_owned()))
            }
        }
    }

    fn read(&self, row: &RawRow<'_>) -> Result<PlaceKind, Fault> {
        match self {
            Self::Constant(kind) => Ok(kind.clone()),
            Self::Column(column, words) => {
                let text = row.field(*column);
                if is_blank(text) {
                    let remedy = "fill it in, or say one kind for all rows: `--set kind=bus_stop`";
                    return Err(Fault::new(RejectCode::NoKind, "no kind of place", remedy).at(Some(*column)));
                }
                let kind = words
                    .get(text)
                    .cloned()
                    .map_or_else(|| PlaceKind::new(text).or_else(|_| PlaceKind::new(&slug(text))), Ok);
                kind.map_err(|e| {
                    let shown = quoted(text);
                    let remedy = format!("say what it is: `--set \"kinds.{}=bar\"`", shown.trim_matches('`'));
                    Fault::new(RejectCode::UnknownKind, told(text, &e), remedy).at(Some(*column))
                })
            }
        }
    }
}

impl Plan for PlacePlan<'_> {
    type Value = Place;

    fn read(&self, row: &RawRow<'_>, scratch: &mut Scratch) -> Result<Place, Fault> {
        let (location, stands_for) = self.location.read(row)?;
        let place = Place {
            source: self.source.clone(),
            source_id: self.identity.read(row, scratch)?,
            kind: self.kind.read(row)?,
            location,
            accuracy: self.accuracy.read(row, word)?,
            names: self.names.read(row, None)?,
            when: match &self.time {
                Some(time) => time.read(row, scratch)?,
                None => None,
            },
            attributes: read_attributes(row, &self.attributes),
            outside_study_area: false,
        };
        self.middles.fetch_add(u64::from(stands_for.is_some()), Relaxed);
        Ok(place)
    }

    fn identified(value: &Place) -> Option<Key> {
        let id = value.source_id.as_ref()?;
        Some(Key::identified(Kind::Place.as_str(), value.source.as_str(), id.as_str()))
    }

    fn identifier(value: &Place) -> &str {
        value.source_id.as_ref().map_or("", |id| id.as_str())
    }

    fn anonymous(value: &Place, row: ContentHash, nth: u32) -> Key {
        Key::anonymous(Kind::Place.as_str(), value.source.as_str(), row, nth)
    }

    fn conflict(&self, value: &Place, first_row: u64) -> Fault {
        self.identity.conflict(Self::identifier(value), first_row)
    }

    fn place(&self, row: &RawRow<'_>) -> Option<LonLat> {
        self.location.read(row).ok().map(|(place, _)| place)
    }

    fn personal(&self) -> &[bool] {
        &self.personal
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}
