//! CSV as RFC 4180 has it, safe to open in a spreadsheet.

use crate::ExchangeError;
use std::borrow::Cow;
use std::io::Write;

/// Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
///
/// # Examples
/// ```
/// use aula_exchange::csv_safe;
/// assert_eq!(csv_safe("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
/// assert_eq!(csv_safe("-87.62"), "-87.62");
/// assert_eq!(csv_safe("-75,56"), "-75,56");
/// assert_eq!(csv_safe("Абая 10"), "Абая 10");
/// ```
#[must_use]
pub fn csv_safe(text: &str) -> Cow<'_, str> {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if risky && !is_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A plain decimal number with a point or a comma, with or without an exponent.
fn is_number(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.,eE".contains(&b));
    plain && text.replacen(',', ".", 1).parse::<f64>().is_ok()
}

/// A field of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Text, guarded against being taken for a formula.
    Text(&'a str),
    /// A number in the shortest form that reads back the same; empty when not finite.
    Number(f64),
    /// A count.
    Count(u64),
    /// Nothing.
    Empty,
}

/// Writes a table row by row.
///
/// # Examples
/// ```
/// use aula_exchange::{Cell, CsvWriter};
/// let mut out = Vec::new();
/// let mut csv = CsvWriter::new(&mut out, ["cell", "z"])?;
/// csv.row(&[Cell::Text("892a100d65bffff"), Cell::Number(-2.5)])?;
/// csv.finish()?;
/// assert_eq!(out, b"cell,z\r\n892a100d65bffff,-2.5\r\n");
/// # Ok::<(), aula_exchange::ExchangeError>(())
/// ```
pub struct CsvWriter<W: Write> {
    csv: csv::Writer<W>,
    columns: usize,
}

impl<W: Write> CsvWriter<W> {
    /// A table with these columns.
    ///
    /// # Errors
    /// [`ExchangeError::Io`] where the disk fails.
    pub fn new<'a>(out: W, columns: impl IntoIterator<Item = &'a str>) -> Result<Self, ExchangeError> {
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let mut count = 0;
        for name in columns {
            csv.write_field(csv_safe(name).as_bytes())?;
            count += 1;
        }
        csv.write_record(None::<&[u8]>)?;
        Ok(Self { csv, columns: count })
    }

    /// The same with a byte order mark in front, by which Excel knows UTF-8.
    ///
    /// # Errors
    /// [`ExchangeError::Io`] where the disk fails.
    pub fn with_mark<'a>(mut out: W, columns: impl IntoIterator<Item = &'a str>) -> Result<Self, ExchangeError> {
        out.write_all("\u{feff}".as_bytes())?;
        Self::new(out, columns)
    }

    /// One row, a cell for each column.
    ///
    /// # Errors
    /// [`ExchangeError::Unwritable`] for another number of cells than columns, [`ExchangeError::Io`] where the disk
    /// fails.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExchangeError> {
        if cells.len() != self.columns {
            let reason = format!("{} cells for {} columns", cells.len(), self.columns);
            return Err(ExchangeError::Unwritable { format: "CSV", reason });
        }
        for cell in cells {
            match cell {
                Cell::Text(text) => self.csv.write_field(csv_safe(text).as_bytes())?,
                Cell::Number(x) if x.is_finite() => self.csv.write_field(x.to_string())?,
                Cell::Count(n) => self.csv.write_field(n.to_string())?,
                Cell::Number(_) | Cell::Empty => self.csv.write_field("")?,
            }
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is still buffered.
    ///
    /// # Errors
    /// [`ExchangeError::Io`] where the disk fails.
    pub fn finish(mut self) -> Result<(), ExchangeError> {
        Ok(self.csv.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_begin_a_formula_is_guarded() {
        for risky in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-", "--1", "+", "-inf", "=1"] {
            assert!(csv_safe(risky).starts_with('\''), "{risky:?}");
        }
        for fine in ["", "1", "-1", "+1", "-1.5e-3", "-75,5", "a=b", "'x", " x"] {
            assert_eq!(csv_safe(fine), fine);
        }
    }

    #[test]
    fn a_row_reads_back_as_it_was_written() {
        let mut out = Vec::new();
        let mut csv = CsvWriter::with_mark(&mut out, ["a", "b", "c", "d"]).unwrap();
        csv.row(&[Cell::Text("x \"y\",\nz"), Cell::Number(0.1), Cell::Number(f64::NAN), Cell::Count(7)]).unwrap();
        assert!(csv.row(&[Cell::Empty]).is_err());
        csv.finish().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{feff}a,b,c,d\r\n\"x \"\"y\"\",\nz\",0.1,,7\r\n");
    }
}
