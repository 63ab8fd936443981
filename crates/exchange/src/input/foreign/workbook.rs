//! A sheet of a spreadsheet (XLSX, XLSB, ODS).

use super::{choose, damaged};
use crate::ExchangeError;
use calamine::{Data, Reader as _, open_workbook_auto_from_rs};
use std::io::Cursor;

/// Rows looked at for the line of column names: cities put titles above their tables.
const HEADER_ROWS: usize = 20;

/// The sheet as CSV; without a name the only one that holds more than one row.
pub(super) fn table(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Vec<u8>, ExchangeError> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| damaged("spreadsheet", &e))?;
    let mut filled = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|e| damaged("spreadsheet", &e))?;
        if range.height() > 1 || sheet == Some(name.as_str()) {
            filled.push((name, range));
        }
    }
    let names: Vec<String> = filled.iter().map(|(name, _)| name.clone()).collect();
    let name = choose(&names, sheet, "sheet")?;
    let range = filled.iter().find(|(n, _)| n == name).map(|(_, range)| range).ok_or(ExchangeError::Empty)?;
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
    let filled_cells = |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).count();
    let widest = rows.iter().take(HEADER_ROWS).map(|row| filled_cells(row)).max().unwrap_or(0);
    let header = rows.iter().position(|row| filled_cells(row) * 5 >= widest * 4).unwrap_or(0);
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in rows[header..].iter().filter(|row| filled_cells(row) > 0) {
        out.write_record(row)?;
    }
    out.into_inner().map_err(|e| ExchangeError::Io(e.into_error()))
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => format!("{number:.0}"),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let midnight = (hour, minute, second) == (0, 0, 0);
            let date = format!("{year:04}-{month:02}-{day:02}");
            if midnight { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
        }
        other => other.to_string(),
    }
}
