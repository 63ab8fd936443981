//! The first rows of a file as they stand in it, for a person to look at.

use super::chunk::{RawRow, Scratch};
use super::{Fault, Layout, Plan, ReadContext, read_with};
use crate::columns::Columns;
use crate::guess::GuessFor;
use crate::input::Limits;
use crate::text::personal::{is_personal_column, is_personal_value};
use crate::{ExchangeError, Mapping, RejectCode};
use aula_model::{ContentHash, Key};
use serde::Serialize;
use std::io::Read;
use std::sync::{Mutex, PoisonError};

/// The first rows of a file, what is personal blanked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FirstRows {
    /// The columns of the file.
    pub header: Vec<String>,
    /// Whether each row has a geometry besides its fields.
    pub has_geometry: bool,
    /// Number of each row, from 1, and its fields.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// Reads the first `count` rows of a file as text, by the delimiter, encoding and layer of the mapping.
///
/// # Errors
/// [`ExchangeError`] for faults of the whole file that show at its beginning.
pub fn first_rows(
    input: impl Read + Send,
    mapping: &Mapping,
    ctx: &ReadContext<'_>,
    subject: GuessFor,
    count: u64,
) -> Result<FirstRows, ExchangeError> {
    let seen = Mutex::new(FirstRows::default());
    let ctx = ReadContext { limits: Limits { rows: count, ..ctx.limits }, ..ctx.clone() };
    let read = read_with(input, mapping, &ctx, &mut |_| {}, &|header, layout: &Layout| {
        let mut first = seen.lock().unwrap_or_else(PoisonError::into_inner);
        first.header = header.to_vec();
        first.has_geometry = layout.has_geometry;
        let named = |name: &String| mapping.personal.iter().any(|p| p.eq_ignore_ascii_case(name));
        let personal = header.iter().map(|n| named(n) || is_personal_column(n, subject.subject())).collect();
        let columns = Columns { header: header.to_vec(), ..Columns::default() };
        Ok(TextPlan { count, personal, columns, seen: &seen })
    });
    match read {
        // Enough was seen.
        Ok(_) | Err(ExchangeError::TooMany { .. }) => {}
        Err(other) => return Err(other),
    }
    let mut first = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let width = first.header.len();
    first.rows.iter_mut().for_each(|(_, fields)| fields.resize(width, String::new()));
    first.rows.sort_by_key(|(number, _)| *number);
    Ok(first)
}

struct TextPlan<'s> {
    count: u64,
    personal: Vec<bool>,
    columns: Columns,
    seen: &'s Mutex<FirstRows>,
}

impl Plan for TextPlan<'_> {
    type Value = ();

    /// Keeps the row aside; the reading itself gets nothing.
    fn read(&self, row: &RawRow<'_>, _: &mut Scratch) -> Result<(), Fault> {
        if row.number <= self.count {
            let shown = |column: usize| {
                let text = row.field(column);
                let blank = self.personal[column] || is_personal_value(text);
                if blank { String::new() } else { text.chars().take(120).collect() }
            };
            let fields = (0..self.personal.len()).map(shown).collect();
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).rows.push((row.number, fields));
        }
        Ok(())
    }

    fn identified(_: &()) -> Option<Key> {
        None
    }

    fn identifier(_: &()) -> &str {
        ""
    }

    fn anonymous(_: &(), row: ContentHash, nth: u32) -> Key {
        Key::anonymous("first", "", row, nth)
    }

    fn conflict(&self, _: &(), _: u64) -> Fault {
        Fault::new(RejectCode::UnknownValue, "", "")
    }

    fn personal(&self) -> &[bool] {
        &self.personal
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aula_model::{CategoryTable, SourceName};
    use std::fmt::Write as _;

    #[test]
    fn the_first_rows_come_in_their_order_without_what_is_personal() {
        let mut file = "lon,lat,phone,note\n".to_owned();
        (1..=9_000).for_each(|n| _ = writeln!(file, "76.9,43.{n},87011234567,n{n}"));
        let categories = CategoryTable::default();
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let zone = jiff::tz::TimeZone::UTC;
        let ctx = ReadContext::new(now, zone, &categories, SourceName::new("t").unwrap());
        let first = first_rows(file.as_bytes(), &Mapping::default(), &ctx, GuessFor::Incidents, 3).unwrap();
        let notes: Vec<(u64, &str)> = first.rows.iter().map(|(n, f)| (*n, f[3].as_str())).collect();
        assert_eq!(notes, [(1, "n1"), (2, "n2"), (3, "n3")]);
        assert!(first.rows.iter().all(|(_, fields)| fields[2].is_empty() && fields[0] == "76.9"));
    }
}
