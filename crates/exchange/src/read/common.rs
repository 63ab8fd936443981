//! What the readings of incidents and places have in common: location, time, identity, closed lists.

use super::assembly::conflicting;
use super::chunk::{RawRow, Scratch};
use super::geometry::Located;
use super::{Fault, Layout, ReadContext};
use crate::columns::Binder;
use crate::plane::Plane;
use crate::text::moment::Moments;
use crate::text::number::{self, Decimal};
use crate::text::{is_blank, quoted, told};
use crate::{ExchangeError, Mapping, RejectCode, Role};
use aula_model::{LonLat, Precision, SourceId, SourceName, TimeSpan};

/// The source of all records of a file.
pub(super) fn source_of(mapping: &Mapping, ctx: &ReadContext<'_>) -> SourceName {
    mapping.source.clone().unwrap_or_else(|| ctx.default_source.clone())
}

/// The mark before decimals of numbers that may have thousands.
pub(super) fn decimal_of(mapping: &Mapping) -> Decimal {
    if mapping.decimal.as_deref() == Some(",") { Decimal::Comma } else { Decimal::Point }
}

/// Where a row says where it is.
pub(super) enum Location {
    Geometry(Plane),
    Columns { lon: usize, lat: usize, decimal: Decimal, plane: Plane },
}

impl Location {
    pub(super) fn bind(binder: &mut Binder<'_>, mapping: &Mapping, layout: &Layout) -> Result<Self, ExchangeError> {
        let plane = Plane::new(mapping, layout.crs.as_ref())?;
        let told = mapping.columns.contains_key(&Role::Lon) || mapping.columns.contains_key(&Role::Lat);
        if layout.has_geometry && !told {
            binder.take_geometry();
            return Ok(Self::Geometry(plane));
        }
        let (lon, lat) = (binder.column(Role::Lon)?, binder.column(Role::Lat)?);
        let missing = match (lon, lat) {
            (Some(lon), Some(lat)) => {
                let decimal = match mapping.decimal.as_deref() {
                    Some(",") => Decimal::Comma,
                    Some(_) => Decimal::Point,
                    None => Decimal::Either,
                };
                return Ok(Self::Columns { lon, lat, decimal, plane });
            }
            (None, None) => "no columns for the coordinates (longitude and latitude, or easting and northing)",
            (None, _) => "no column for the longitude",
            (_, None) => "no column for the latitude",
        };
        let remedy = "name them: `--set lon=NAME` and `--set lat=NAME`";
        Err(binder.fault(missing.to_owned(), remedy.to_owned()))
    }

    /// The point, and whether it stands for a line or an area.
    pub(super) fn read(&self, row: &RawRow<'_>) -> Result<(LonLat, Option<&'static str>), Fault> {
        match self {
            Self::Columns { lon, lat, decimal, plane } => {
                let (east, north) = (row.field(*lon), row.field(*lat));
                let missing = if is_blank(east) { Some(*lon) } else { is_blank(north).then_some(*lat) };
                if missing.is_some() {
                    return Err(no_coordinates().at(missing));
                }
                let value = |text: &str, column: usize| {
                    number::parse(text, *decimal).ok_or_else(|| {
                        let reason = format!("{} is no number of degrees", quoted(text));
                        let remedy =
                            "write decimal degrees, for example 76.9458; give a decimal comma with `--set decimal=,`";
                        Fault::new(RejectCode::NotANumber, reason, remedy).at(Some(column))
                    })
                };
                let (x, y) = (value(east, *lon)?, value(north, *lat)?);
                let at_fault = if x.abs() > 180.0 { *lon } else { *lat };
                plane.place(x, y).map(|p| (p, None)).map_err(|f| f.at(Some(at_fault)))
            }
            Self::Geometry(plane) => match row.geometry.map(super::geometry::RawGeometry::locate) {
                None | Some(Located::Missing) => Err(no_coordinates()),
                Some(Located::Point(c)) => Ok((plane.place(c.x, c.y)?, None)),
                Some(Located::Middle(c)) => Ok((plane.place(c.x, c.y)?, Some("line"))),
                Some(Located::Centre(c)) => Ok((plane.place(c.x, c.y)?, Some("area"))),
                Some(Located::Other(kind)) => Err(not_a_point(&kind)),
            },
        }
    }
}

fn no_coordinates() -> Fault {
    Fault::new(RejectCode::NoCoordinates, "no coordinates", "find the place by its address and fill them in")
}

pub(super) fn not_a_point(kind: &str) -> Fault {
    Fault::new(RejectCode::NotAPoint, format!("{} stands for no single point", quoted(kind)), "export points")
}

/// Where a row says when it happened.
pub(super) enum Time {
    Constant(TimeSpan),
    /// One column, or date and time in two.
    Columns(Vec<usize>, Moments),
    Interval {
        start: usize,
        end: Option<usize>,
        moments: Moments,
    },
}

impl Time {
    /// None where the file says nothing about time.
    pub(super) fn bind(
        binder: &mut Binder<'_>,
        mapping: &Mapping,
        ctx: &ReadContext<'_>,
    ) -> Result<Option<Self>, ExchangeError> {
        if let Some(text) = binder.constant(Role::When) {
            let moments = Moments::new(mapping, &ctx.zone, ctx.now, None)?;
            let span =
                moments.read(text).map_err(|f| ExchangeError::Mapping(format!("when: {}; {}", f.reason, f.remedy)))?;
            return Ok(Some(Self::Constant(span)));
        }
        let told = |role| mapping.columns.contains_key(&role);
        let start = if told(Role::When) && !told(Role::Start) { None } else { binder.column(Role::Start)? };
        let when = if told(Role::Start) && !told(Role::When) { Vec::new() } else { binder.columns(Role::When)? };
        match (start, &when[..]) {
            (Some(_), [_, ..]) => Err(binder.fault(
                "the time could be a moment (`when`) or an interval (`start`, `end`)".to_owned(),
                "say which: `--set columns.when=NAME`, or `--set columns.start=NAME`".to_owned(),
            )),
            (None, []) => Ok(None),
            (None, columns) => {
                let precision = if let [one] = columns { binder.precision_of(*one) } else { None };
                let moments = Moments::new(mapping, &ctx.zone, ctx.now, precision)?;
                Ok(Some(Self::Columns(when, moments)))
            }
            (Some(start), []) => {
                let end = binder.column(Role::End)?;
                Ok(Some(Self::Interval { start, end, moments: Moments::new(mapping, &ctx.zone, ctx.now, None)? }))
            }
        }
    }

    /// The interval; none where the row says nothing.
    pub(super) fn read(&self, row: &RawRow<'_>, scratch: &mut Scratch) -> Result<Option<TimeSpan>, Fault> {
        match self {
            Self::Constant(span) => Ok(Some(*span)),
            Self::Columns(columns, moments) => {
                let Some(text) = joined(row, columns, " ", &mut scratch.text) else { return Ok(None) };
                moments.read(text).map(Some).map_err(|f| f.at(Some(columns[0])))
            }
            Self::Interval { start, end, moments } => {
                let (first, last) = (row.field(*start), end.map_or("", |end| row.field(end)));
                if is_blank(first) {
                    return Ok(None);
                }
                let first = moments.read(first).map_err(|f| f.at(Some(*start)))?;
                if is_blank(last) {
                    return Ok(Some(first));
                }
                let last = moments.read(last).map_err(|f| f.at(*end))?;
                interval(first, last).map(Some).map_err(|f| f.at(*end))
            }
        }
    }

    /// The column to be named where a row has no time.
    pub(super) fn column(&self) -> Option<usize> {
        match self {
            Self::Constant(_) => None,
            Self::Columns(columns, _) => columns.first().copied(),
            Self::Interval { start, .. } => Some(*start),
        }
    }
}

/// From the first moment to the last; days and longer are taken with their ends.
fn interval(first: TimeSpan, last: TimeSpan) -> Result<TimeSpan, Fault> {
    if last.start() < first.start() {
        let reason = format!("the end, {}, is before the start, {}", last.start(), first.start());
        return Err(Fault::new(RejectCode::SwappedTime, reason, "swap them, or correct one of them"));
    }
    let exact = last.precision() == Precision::Minute && first.precision() == Precision::Minute;
    let end = if exact && last.start() > first.start() { last.start() } else { last.end().max(first.end()) };
    let coarser = if rank(first.precision()) <= rank(last.precision()) { first } else { last };
    TimeSpan::new(first.start(), end, coarser.precision())
        .map_err(|e| Fault::new(RejectCode::SwappedTime, e.to_string(), "swap them, or correct one of them"))
}

fn rank(precision: Precision) -> usize {
    Precision::ALL.iter().position(|p| *p == precision).unwrap_or(0)
}

/// The identifier of a row.
pub(super) struct Identity(Vec<usize>);

impl Identity {
    pub(super) fn bind(binder: &mut Binder<'_>) -> Result<Self, ExchangeError> {
        Ok(Self(binder.columns(Role::Id)?))
    }

    /// The fault of an identifier that an earlier row has with another content.
    pub(super) fn conflict(&self, identifier: &str, first_row: u64) -> Fault {
        let mut fault = conflicting(RejectCode::ConflictingIdentifier, "identifier", identifier, first_row);
        fault.remedy.push_str("; where a number stands for several records, import without identifiers: `--set id=`");
        fault.at(self.0.first().copied())
    }

    /// None where the source has no identifiers.
    pub(super) fn read(&self, row: &RawRow<'_>, scratch: &mut Scratch) -> Result<Option<SourceId>, Fault> {
        let Some(&first) = self.0.first() else { return Ok(None) };
        let Some(text) = joined(row, &self.0, "|", &mut scratch.text) else {
            let remedy = "fill it in, or import the file without identifiers: `--set id=`";
            return Err(Fault::new(RejectCode::NoIdentifier, "no identifier", remedy).at(Some(first)));
        };
        SourceId::new(text).map(Some).map_err(|error| {
            let remedy = "name another column as identity, or none: `--set id=`";
            Fault::new(RejectCode::BadIdentifier, error.to_string(), remedy).at(Some(first))
        })
    }
}

/// The fields of several columns as one text; none where one of them is blank. A mark inside a field is doubled where it
/// could be mistaken for the one between fields.
fn joined<'a>(row: &RawRow<'a>, columns: &[usize], mark: &str, scratch: &'a mut String) -> Option<&'a str> {
    if let [one] = columns {
        return Some(row.field(*one)).filter(|text| !is_blank(text));
    }
    scratch.clear();
    for (i, column) in columns.iter().enumerate() {
        let field = row.field(*column);
        if is_blank(field) {
            return None;
        }
        if i > 0 {
            scratch.push_str(mark);
        }
        if mark == "|" && field.contains('|') {
            scratch.push_str(&field.replace('|', "||"));
        } else {
            scratch.push_str(field);
        }
    }
    Some(scratch)
}

/// A part of a record that is the same in all rows, stands in a column, or is not said.
pub(super) enum Choice<T> {
    Unsaid,
    Constant(T),
    Column(usize),
}

impl<T: Copy> Choice<T> {
    /// Binds a role whose words `parse` knows.
    pub(super) fn bind(
        binder: &mut Binder<'_>,
        role: Role,
        parse: &dyn Fn(&str) -> Result<T, Fault>,
    ) -> Result<Self, ExchangeError> {
        if let Some(text) = binder.constant(role) {
            let value = parse(text).map_err(|f| {
                let name = role.as_str();
                ExchangeError::Mapping(format!(
                    "{name}: {}; {}. To take it from a column: `--set columns.{name}={text}`",
                    f.reason, f.remedy
                ))
            })?;
            return Ok(Self::Constant(value));
        }
        Ok(binder.column(role)?.map_or(Self::Unsaid, Self::Column))
    }

    /// The value; the default where the source says nothing.
    pub(super) fn read(&self, row: &RawRow<'_>, parse: impl Fn(&str) -> Result<T, Fault>) -> Result<T, Fault>
    where
        T: Default,
    {
        match self {
            Self::Unsaid => Ok(T::default()),
            Self::Constant(value) => Ok(*value),
            Self::Column(column) => match row.field(*column) {
                text if is_blank(text) => Ok(T::default()),
                text => parse(text).map_err(|f| f.at(Some(*column))),
            },
        }
    }
}

/// A word of a closed list, in any spelling.
pub(super) fn word<T: std::str::FromStr>(text: &str) -> Result<T, Fault>
where
    T::Err: std::fmt::Display,
{
    let unknown = |e: T::Err| {
        Fault::new(RejectCode::UnknownValue, told(text, &e), "write one of the known words, or leave it empty")
    };
    text.parse().or_else(|_| crate::slug(text).parse()).map_err(unknown)
}
