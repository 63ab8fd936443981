//! The columns of the plain tables, and what an entity says in each.

use super::geometry;
use aula_model::{Area, Entity, Incident, Kind, Names, Place, TimeSpan};
use jiff::{Timestamp, tz::Offset};
use rusqlite::types::ValueRef;

/// A plain table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) description: &'static str,
    pub(crate) geometry: &'static str,
    /// Names and types, without the number `fid` and the geometry `geom` that stand before them.
    pub(crate) columns: &'static [(&'static str, &'static str)],
}

/// The tables that stand beside the log. Columns may be added, by a migration; none is ever renamed.
pub(crate) static TABLES: [Table; 3] = [
    Table {
        name: "incidents",
        kind: Kind::Incident,
        description: "Incidents as they stand now; times in UTC",
        geometry: "POINT",
        columns: &[
            ("source", "TEXT"),
            ("source_id", "TEXT"),
            ("category", "TEXT"),
            ("start_at", "DATETIME"),
            ("end_at", "DATETIME"),
            ("precision", "TEXT"),
            ("registered_at", "DATETIME"),
            ("accuracy", "TEXT"),
            ("reported_by", "TEXT"),
            ("cleared", "TEXT"),
            ("discontinued", "BOOLEAN"),
            ("harm_weight", "DOUBLE"),
            ("outside_study_area", "BOOLEAN"),
        ],
    },
    Table {
        name: "places",
        kind: Kind::Place,
        description: "Places and reports about places as they stand now; times in UTC",
        geometry: "POINT",
        columns: &[
            ("source", "TEXT"),
            ("source_id", "TEXT"),
            ("kind", "TEXT"),
            ("accuracy", "TEXT"),
            ("name_kk", "TEXT"),
            ("name_ru", "TEXT"),
            ("name_en", "TEXT"),
            ("start_at", "DATETIME"),
            ("end_at", "DATETIME"),
            ("precision", "TEXT"),
            ("attributes", "TEXT"),
            ("outside_study_area", "BOOLEAN"),
        ],
    },
    Table {
        name: "areas",
        kind: Kind::Area,
        description: "Areas as they stand now",
        geometry: "MULTIPOLYGON",
        columns: &[
            ("id", "TEXT"),
            ("kind", "TEXT"),
            ("code", "TEXT"),
            ("name_kk", "TEXT"),
            ("name_ru", "TEXT"),
            ("name_en", "TEXT"),
            ("parent", "TEXT"),
            ("exposures", "TEXT"),
            ("attributes", "TEXT"),
        ],
    },
];

impl Table {
    /// `geom, a, b, …`.
    pub(crate) fn column_list(&self) -> String {
        std::iter::once("geom").chain(self.columns.iter().map(|c| c.0)).collect::<Vec<_>>().join(", ")
    }
}

/// Takes the values of a row one after the other: the geometry, then the columns in the order of [`Table::columns`].
pub(crate) trait Row {
    fn value(&mut self, value: ValueRef<'_>) -> rusqlite::Result<()>;

    fn text(&mut self, text: &str) -> rusqlite::Result<()> {
        self.value(ValueRef::Text(text.as_bytes()))
    }

    fn option(&mut self, text: Option<&str>) -> rusqlite::Result<()> {
        self.value(text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())))
    }

    fn flag(&mut self, flag: bool) -> rusqlite::Result<()> {
        self.value(ValueRef::Integer(flag.into()))
    }

    fn instant(&mut self, at: Option<Timestamp>) -> rusqlite::Result<()> {
        self.option(at.map(Utc::new).as_ref().map(Utc::as_str))
    }

    fn span(&mut self, when: Option<&TimeSpan>) -> rusqlite::Result<()> {
        self.instant(when.map(TimeSpan::start))?;
        self.instant(when.map(TimeSpan::end))?;
        self.option(when.map(|w| w.precision().as_str()))
    }

    fn names(&mut self, names: Option<&Names>) -> rusqlite::Result<()> {
        let get = |pick: fn(&Names) -> Option<&str>| names.and_then(pick);
        self.option(get(|n| n.kk.as_deref()))?;
        self.option(get(|n| n.ru.as_deref()))?;
        self.option(get(|n| n.en.as_deref()))
    }

    /// A list or map as JSON, nothing for an empty one.
    fn json<T: serde::Serialize>(&mut self, value: &T, is_empty: bool) -> rusqlite::Result<()> {
        if is_empty {
            return self.value(ValueRef::Null);
        }
        let json = serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
        self.text(&json)
    }
}

/// Writes what an entity says into a row of its kind's table.
pub(crate) fn write(entity: &Entity, row: &mut impl Row) -> rusqlite::Result<()> {
    match entity {
        Entity::Incident(incident) => write_incident(incident, row),
        Entity::Place(place) => write_place(place, row),
        Entity::Area(area) => write_area(area, row),
        Entity::Settings(_) | Entity::Document(_) => Ok(()),
    }
}

fn write_incident(i: &Incident, row: &mut impl Row) -> rusqlite::Result<()> {
    row.value(ValueRef::Blob(&geometry::point(i.location)))?;
    row.text(i.source.as_str())?;
    row.option(i.source_id.as_ref().map(aula_model::SourceId::as_str))?;
    row.text(i.category.as_str())?;
    row.span(Some(&i.when))?;
    row.instant(i.registered_at)?;
    row.text(i.accuracy.as_str())?;
    row.text(i.reported_by.as_str())?;
    row.text(i.cleared.as_str())?;
    row.flag(i.discontinued)?;
    row.value(ValueRef::Real(i.harm_weight.get()))?;
    row.flag(i.outside_study_area)
}

fn write_place(p: &Place, row: &mut impl Row) -> rusqlite::Result<()> {
    row.value(ValueRef::Blob(&geometry::point(p.location)))?;
    row.text(p.source.as_str())?;
    row.option(p.source_id.as_ref().map(aula_model::SourceId::as_str))?;
    row.text(p.kind.as_str())?;
    row.text(p.accuracy.as_str())?;
    row.names(p.names.as_ref())?;
    row.span(p.when.as_ref())?;
    row.json(&p.attributes, p.attributes.is_empty())?;
    row.flag(p.outside_study_area)
}

fn write_area(a: &Area, row: &mut impl Row) -> rusqlite::Result<()> {
    row.value(ValueRef::Blob(&geometry::multi_polygon(&a.geometry)))?;
    row.text(a.id.as_str())?;
    row.text(a.id.kind())?;
    row.text(a.id.code())?;
    row.names(Some(&a.names))?;
    row.option(a.parent.as_ref().map(aula_model::AreaId::as_str))?;
    row.json(&a.exposures, a.exposures.is_empty())?;
    row.json(&a.attributes, a.attributes.is_empty())
}

/// An instant as `GeoPackage` writes it: ISO 8601 in UTC with milliseconds, `2024-03-01T14:30:00.000Z`.
///
/// Written by hand, three to a row and a million rows to an import. Years before 0 or after 9999, which the format has
/// no room for, are held at its ends.
pub(crate) struct Utc([u8; 24]);

impl Utc {
    pub(crate) fn new(at: Timestamp) -> Self {
        let utc = Offset::UTC.to_datetime(at);
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let mut digits = |from: usize, len: usize, number: i32| {
            let mut rest = number.unsigned_abs();
            for byte in text[from..from + len].iter_mut().rev() {
                *byte = b'0' + u8::try_from(rest % 10).unwrap_or(0);
                rest /= 10;
            }
        };
        digits(0, 4, i32::from(utc.year()).max(0));
        digits(5, 2, utc.month().into());
        digits(8, 2, utc.day().into());
        digits(11, 2, utc.hour().into());
        digits(14, 2, utc.minute().into());
        digits(17, 2, utc.second().into());
        digits(20, 3, utc.millisecond().into());
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc_with_milliseconds() {
        for (at, expected) in [
            ("2024-03-01T00:00:00+05:00", "2024-02-29T19:00:00.000Z"),
            ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999Z"),
            ("0007-01-02T03:04:05.006Z", "0007-01-02T03:04:05.006Z"),
            ("9999-12-30T22:00:00Z", "9999-12-30T22:00:00.000Z"),
        ] {
            let at: Timestamp = at.parse().unwrap();
            assert_eq!(Utc::new(at).as_str(), expected);
        }
    }

    #[test]
    fn every_table_has_as_many_values_as_columns() {
        struct Count(usize);
        impl Row for Count {
            fn value(&mut self, _: ValueRef<'_>) -> rusqlite::Result<()> {
                self.0 += 1;
                Ok(())
            }
        }
        use crate::contract::sample;
        for (table, entity) in TABLES.iter().zip([sample::incident(1), sample::place(1), sample::area(1)]) {
            assert_eq!(table.kind, entity.1.kind());
            let mut count = Count(0);
            write(&entity.1, &mut count).unwrap();
            assert_eq!(count.0, 1 + table.columns.len(), "{}", table.name);
        }
    }
}
