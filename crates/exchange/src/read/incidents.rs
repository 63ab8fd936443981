//! Rows that are incidents.

use super::chunk::{RawRow, Scratch};
use super::common::{Choice, Identity, Location, Time, decimal_of, not_a_point, source_of, word};
use super::{Fault, Layout, Plan, Progress, ReadContext, Reading, read_with};
use crate::columns::{Binder, Columns};
use crate::text::moment::Moments;
use crate::text::number::{self, Decimal};
use crate::text::personal::Subject;
use crate::text::words::{Words, yes_or_no};
use crate::text::{is_blank, quoted};
use crate::{ExchangeError, Mapping, RejectCode, Role};
use aula_model::{
    Accuracy, CategoryCode, CategoryTable, Cleared, ContentHash, HarmWeight, Incident, Key, Kind, Language, LonLat,
    Precision, ReportedBy, SourceName,
};
use std::io::Read;

/// Reads incidents: which happened, where, when, how exactly known.
///
/// # Arguments
/// `input`: CSV or GeoJSON, gzip or not. `mapping`: what the columns mean; well-known names need none. `ctx`: moment,
/// city's clock and categories. `progress`: called after every some thousand rows.
///
/// # Returns
/// Every row as a record or a rejection, with `read == rows.len() + duplicates + rejected.len()`.
///
/// # Errors
/// [`ExchangeError`] for faults of the whole file: no text or GeoJSON, damaged, too large, columns missing or ambiguous, a
/// mapping that names what is not there.
pub fn read_incidents(
    input: impl Read + Send,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Reading<Incident>, ExchangeError> {
    let mut reading =
        read_with(input, mapping, ctx, progress, &|header, layout| IncidentPlan::bind(header, mapping, ctx, layout))?;
    reading.notes.extend(midnight_note(&reading, mapping, ctx));
    Ok(reading)
}

/// Days written as moments at midnight are kept as they are given; this says so.
fn midnight_note(reading: &Reading<Incident>, mapping: &Mapping, ctx: &ReadContext<'_>) -> Option<String> {
    let zone = mapping.zone().ok().flatten().unwrap_or_else(|| ctx.zone.clone());
    let mut exact =
        reading.rows.iter().map(|r| &r.value.when).filter(|w| w.precision() == Precision::Minute).peekable();
    exact.peek()?;
    let midnight = |t: jiff::Timestamp| {
        t.as_second().rem_euclid(86_400) == 0 || zone.to_datetime(t).time() == jiff::civil::time(0, 0, 0, 0)
    };
    exact.all(|w| midnight(w.start())).then(|| {
        "all times are at midnight; if the source knows the day only, say so: `--set precision=day`".to_owned()
    })
}

struct IncidentPlan {
    columns: Columns,
    personal: Vec<bool>,
    source: SourceName,
    location: Location,
    time: Time,
    category: Category,
    identity: Identity,
    registered: Option<(usize, Moments)>,
    accuracy: Choice<Accuracy>,
    reported_by: Choice<ReportedBy>,
    cleared: Choice<Cleared>,
    discontinued: Choice<bool>,
    harm_weight: Choice<HarmWeight>,
    decimal: Decimal,
    /// Words of categories hold from this moment on.
    categories_since: Option<jiff::Timestamp>,
    other: Option<CategoryCode>,
}

enum Category {
    Constant(CategoryCode),
    Column(usize, Words<CategoryCode>),
}

impl IncidentPlan {
    fn bind(
        header: &[String],
        mapping: &Mapping,
        ctx: &ReadContext<'_>,
        layout: &Layout,
    ) -> Result<Self, ExchangeError> {
        let mut binder = Binder::new(header, mapping, Subject::Incidents)?;
        let b = &mut binder;
        let decimal = decimal_of(mapping);
        let location = Location::bind(b, mapping, layout)?;
        let Some(time) = Time::bind(b, mapping, ctx)? else {
            let remedy = "name it: `--set when=NAME`, or say one time for all rows: `--set constants.when=2017`";
            return Err(b.fault("no column for the time".to_owned(), remedy.to_owned()));
        };
        let category = Category::bind(b, mapping, ctx.categories)?;
        let identity = Identity::bind(b)?;
        let registered = match b.column(Role::RegisteredAt)? {
            Some(column) => Some((column, Moments::new(mapping, &ctx.zone, ctx.now, None)?)),
            None => None,
        };
        let accuracy = Choice::bind(b, Role::Accuracy, &word)?;
        let reported_by = Choice::bind(b, Role::ReportedBy, &word)?;
        let cleared = Choice::bind(b, Role::Cleared, &cleared)?;
        let discontinued = Choice::bind(b, Role::Discontinued, &flag)?;
        let harm_weight = Choice::bind(b, Role::HarmWeight, &|text| weight(text, decimal))?;
        let midnight = |day: jiff::civil::Date| day.to_zoned(ctx.zone.clone()).ok().map(|z| z.timestamp());
        let categories_since = mapping.categories_since.and_then(midnight);
        let (personal, _, columns) = binder.finish(false);
        let source = source_of(mapping, ctx);
        Ok(Self {
            columns,
            personal,
            source,
            location,
            time,
            category,
            identity,
            registered,
            accuracy,
            reported_by,
            cleared,
            discontinued,
            harm_weight,
            decimal,
            categories_since,
            other: CategoryCode::new("other").ok(),
        })
    }
}

impl Category {
    fn bind(b: &mut Binder<'_>, mapping: &Mapping, table: &CategoryTable) -> Result<Self, ExchangeError> {
        if let Some((word, code)) = mapping.categories.iter().find(|(_, code)| table.get(code).is_none()) {
            let known: Vec<&str> = table.iter().map(|c| c.code.as_str()).collect();
            let known = known.join(", ");
            return Err(ExchangeError::Mapping(format!(
                "categories: `{word}` becomes `{code}`, which is unknown; known are {known}"
            )));
        }
        let words = category_words(mapping, table);
        if let Some(text) = b.constant(Role::Category) {
            return words.get(text).cloned().map(Self::Constant).ok_or_else(|| {
                let known: Vec<&str> = table.iter().map(|c| c.code.as_str()).collect();
                ExchangeError::Mapping(format!(
                    "category `{text}` is unknown; known are {}. To take it from a column: `--set columns.category={text}`",
                    known.join(", ")
                ))
            });
        }
        match b.column(Role::Category)? {
            Some(column) => Ok(Self::Column(column, words)),
            None => {
                let remedy = "name it: `--set columns.category=NAME`, or say one category for all rows: `--set category=burglary`";
                Err(b.fault("no column for the category".to_owned(), remedy.to_owned()))
            }
        }
    }

    fn read(&self, row: &RawRow<'_>) -> Result<CategoryCode, Fault> {
        match self {
            Self::Constant(code) => Ok(code.clone()),
            Self::Column(column, words) => {
                let text = row.field(*column);
                if is_blank(text) {
                    let remedy = "fill it in, for example with `other`";
                    return Err(Fault::new(RejectCode::NoCategory, "no category", remedy).at(Some(*column)));
                }
                words.get(text).cloned().ok_or_else(|| {
                    let reason = format!("{} is no category of the city or the mapping", quoted(text));
                    let remedy =
                        format!("say what it is: `--set \"categories.{}=theft\"`", quoted(text).trim_matches('`'));
                    Fault::new(RejectCode::UnknownCategory, reason, remedy).at(Some(*column))
                })
            }
        }
    }
}

/// Names of the city's categories, their codes, and over them the words of the mapping.
fn category_words(mapping: &Mapping, table: &CategoryTable) -> Words<CategoryCode> {
    let mut words = Words::default();
    for category in table.iter() {
        for language in Language::ALL {
            words.insert(category.names.get(*language), category.code.clone());
        }
    }
    table.iter().for_each(|c| words.insert(c.code.as_str(), c.code.clone()));
    mapping.categories.iter().for_each(|(word, code)| words.insert(word, code.clone()));
    words
}

fn cleared(text: &str) -> Result<Cleared, Fault> {
    match yes_or_no(text) {
        Some(true) => Ok(Cleared::Yes),
        Some(false) => Ok(Cleared::No),
        None => word(text),
    }
}

fn flag(text: &str) -> Result<bool, Fault> {
    yes_or_no(text).ok_or_else(|| {
        let reason = format!("{} is neither yes nor no", quoted(text));
        Fault::new(RejectCode::UnknownValue, reason, "write yes or no, 1 or 0, or leave it empty")
    })
}

fn weight(text: &str, decimal: Decimal) -> Result<HarmWeight, Fault> {
    let Some(value) = number::parse(text, decimal) else {
        let reason = format!("{} is no number", quoted(text));
        return Err(Fault::new(
            RejectCode::NotANumber,
            reason,
            "write a number such as 2.5; a decimal comma needs `--set decimal=,`",
        ));
    };
    HarmWeight::new(value).map_err(|e| Fault::new(RejectCode::OutOfRange, e.to_string(), "write a number, 0 or more"))
}

impl Plan for IncidentPlan {
    type Value = Incident;

    fn read(&self, row: &RawRow<'_>, scratch: &mut Scratch) -> Result<Incident, Fault> {
        let (location, stands_for) = self.location.read(row)?;
        if stands_for.is_some() {
            return Err(not_a_point(row.geometry.and_then(|g| g.kind()).unwrap_or_default()));
        }
        let when = self.time.read(row, scratch)?.ok_or_else(|| {
            Fault::new(RejectCode::NoTime, "no time", "fill it in; a year or a month is enough").at(self.time.column())
        })?;
        let registered_at = match &self.registered {
            Some((column, moments)) if !is_blank(row.field(*column)) => {
                Some(moments.read(row.field(*column)).map_err(|f| f.at(Some(*column)))?.start())
            }
            _ => None,
        };
        let foretime = self.categories_since.is_some_and(|since| when.start() < since);
        let category = match (&self.other, foretime) {
            (Some(other), true) => other.clone(),
            _ => self.category.read(row)?,
        };
        Ok(Incident {
            source: self.source.clone(),
            source_id: self.identity.read(row, scratch)?,
            category,
            when,
            registered_at,
            location,
            accuracy: self.accuracy.read(row, word)?,
            reported_by: self.reported_by.read(row, word)?,
            cleared: self.cleared.read(row, cleared)?,
            discontinued: self.discontinued.read(row, flag)?,
            harm_weight: self.harm_weight.read(row, |text| weight(text, self.decimal))?,
            outside_study_area: false,
        })
    }

    fn identified(value: &Incident) -> Option<Key> {
        let id = value.source_id.as_ref()?;
        Some(Key::identified(Kind::Incident.as_str(), value.source.as_str(), id.as_str()))
    }

    fn identifier(value: &Incident) -> &str {
        value.source_id.as_ref().map_or("", |id| id.as_str())
    }

    fn anonymous(value: &Incident, row: ContentHash, nth: u32) -> Key {
        Key::anonymous(Kind::Incident.as_str(), value.source.as_str(), row, nth)
    }

    fn conflict(&self, value: &Incident, first_row: u64) -> Fault {
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
