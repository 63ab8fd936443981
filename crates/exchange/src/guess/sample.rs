//! The first rows of a file as text, whatever its format.

use super::GuessFor;
use crate::columns::{Binder, Columns};
use crate::input::Limits;
use crate::read::{Fault, Layout, Located, Plan, RawRow, Scratch, read_with};
use crate::{ExchangeError, Mapping, ReadContext, RejectCode, Role};
use aula_geometry::Projection;
use aula_model::{ContentHash, Key};
use geo_types::Coord;
use std::io::Read;
use std::sync::{Mutex, PoisonError};

/// Rows looked at.
const ROWS: u64 = 20_000;

/// A row as text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SampleRow {
    pub(super) fields: Vec<String>,
    /// The point of its geometry, in the coordinates of the file.
    pub(super) position: Option<Coord<f64>>,
}

/// The first rows of a file.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) header: Vec<String>,
    /// In an order of their own that does not hang on the number of threads.
    pub(super) rows: Vec<SampleRow>,
    pub(super) has_geometry: bool,
    /// The system that the file names.
    pub(super) crs: Option<Projection>,
    pub(super) subject: Option<GuessFor>,
}

impl Sample {
    pub(super) fn take(
        input: Box<dyn Read + Send>,
        mapping: &Mapping,
        ctx: &ReadContext<'_>,
        subject: GuessFor,
    ) -> Result<Self, ExchangeError> {
        let sample = Mutex::new(Self { subject: Some(subject), ..Self::default() });
        let ctx = ReadContext { limits: Limits { rows: ROWS, ..ctx.limits }, ..ctx.clone() };
        let read = read_with(input, mapping, &ctx, &mut |_| {}, &|header, layout: &Layout| {
            let mut known = sample.lock().unwrap_or_else(PoisonError::into_inner);
            known.header = header.to_vec();
            known.has_geometry = layout.has_geometry;
            known.crs.clone_from(&layout.crs);
            Ok(SamplePlan {
                width: header.len(),
                sample: &sample,
                columns: Columns { header: header.to_vec(), ..Columns::default() },
            })
        });
        match read {
            // Enough was seen.
            Ok(_) | Err(ExchangeError::TooMany { .. }) => {}
            Err(other) => return Err(other),
        }
        let mut sample = sample.into_inner().unwrap_or_else(PoisonError::into_inner);
        let width = sample.header.len();
        sample.rows.iter_mut().for_each(|row| row.fields.resize(width, String::new()));
        sample.rows.sort_by(|a, b| a.fields.cmp(&b.fields));
        Ok(sample)
    }

    /// The column of a role by the mapping or its well-known name; none where neither says it.
    ///
    /// # Errors
    /// [`ExchangeError::Columns`] where several could be it.
    pub(super) fn column(&self, role: Role, mapping: &Mapping) -> Result<Option<usize>, ExchangeError> {
        let subject = self.subject.unwrap_or(GuessFor::Places).subject();
        Binder::new(&self.header, mapping, subject)?.column(role)
    }

    /// Whether a column holds something personal, and so is never looked at.
    pub(super) fn is_personal(&self, column: usize) -> bool {
        let subject = self.subject.unwrap_or(GuessFor::Places).subject();
        crate::text::personal::is_personal_column(&self.header[column], subject)
    }

    /// The values of a column that are not blank.
    pub(super) fn values(&self, column: usize) -> impl Iterator<Item = &str> {
        let values = self.rows.iter().map(move |row| row.fields[column].as_str());
        values.filter(|value| !crate::text::is_blank(value))
    }
}

struct SamplePlan<'s> {
    width: usize,
    sample: &'s Mutex<Sample>,
    columns: Columns,
}

impl Plan for SamplePlan<'_> {
    type Value = ();

    /// Keeps the row aside; the reading itself gets nothing.
    fn read(&self, row: &RawRow<'_>, _: &mut Scratch) -> Result<(), Fault> {
        let fields = (0..self.width).map(|i| row.field(i).to_owned()).collect();
        let position = match row.geometry.map(crate::read::RawGeometry::locate) {
            Some(Located::Point(c) | Located::Middle(c) | Located::Centre(c)) => Some(c),
            _ => None,
        };
        self.sample.lock().unwrap_or_else(PoisonError::into_inner).rows.push(SampleRow { fields, position });
        Ok(())
    }

    fn identified(_: &()) -> Option<Key> {
        None
    }

    fn identifier(_: &()) -> &str {
        ""
    }

    fn anonymous(_: &(), row: ContentHash, nth: u32) -> Key {
        Key::anonymous("sample", "", row, nth)
    }

    fn conflict(&self, _: &(), _: u64) -> Fault {
        Fault::new(RejectCode::UnknownValue, "", "")
    }

    fn personal(&self) -> &[bool] {
        &[]
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }
}
