//! A table of text as it is: rows by the names of their columns.

use crate::ExchangeError;
use std::collections::BTreeMap;
use std::io::Read;

/// Most rows of such a table.
const MOST_ROWS: usize = 1_000_000;

/// A row by the names of its columns.
pub type TextRow = BTreeMap<String, String>;

/// Reads a CSV file with a header: each row with its line. For small tables of a known shape (duties, submissions of
/// ODK); incidents and places have readers of their own.
///
/// # Errors
/// [`ExchangeError::Unreadable`] where it is no CSV of UTF-8 or has too many rows.
pub fn read_table(reader: impl Read) -> Result<Vec<(u64, TextRow)>, ExchangeError> {
    let unreadable = |reason: String| ExchangeError::Unreadable { reason };
    let mut csv = csv::ReaderBuilder::new().flexible(false).from_reader(reader);
    let header = csv.headers().map_err(|e| unreadable(e.to_string()))?.clone();
    let names: Vec<String> = header.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in csv.records() {
        let record = record.map_err(|e| unreadable(e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        if rows.len() == MOST_ROWS {
            return Err(unreadable(format!("more than {MOST_ROWS} rows")));
        }
        rows.push((line, names.iter().cloned().zip(record.iter().map(str::to_owned)).collect()));
    }
    Ok(rows)
}
