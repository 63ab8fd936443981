//! The attributes (`.dbf`): names of ten bytes, texts of 254, no times of day.

use super::super::spool::io;
use super::super::{FileRows, text_of};
use crate::ExchangeError;
use aula_features::{ColumnKind, Datum};
use std::fs::File;
use std::io::{BufWriter, Write as _};

const LONGEST_NAME: usize = 10;
const LONGEST_TEXT: usize = 254;

struct Field {
    name: String,
    kind: u8,
    width: usize,
    decimals: u8,
    /// None for the identifier.
    column: Option<usize>,
}

/// Writes the table; what it cannot hold is told.
pub(super) fn write(rows: &FileRows<'_>, lost: &mut Vec<String>) -> Result<File, ExchangeError> {
    let fields = fields(rows, lost);
    let mut file = BufWriter::new(tempfile::tempfile().map_err(io)?);
    let record_len: usize = 1 + fields.iter().map(|f| f.width).sum::<usize>();
    let header_len = 33 + 32 * fields.len();
    let too_wide =
        |_| ExchangeError::CannotHold("the rows are too wide for a Shapefile; choose fewer properties".into());
    let mut header = vec![3, 126, 1, 1];
    header.extend_from_slice(&u32::try_from(rows.len()).unwrap_or(u32::MAX).to_le_bytes());
    header.extend_from_slice(&u16::try_from(header_len).map_err(too_wide)?.to_le_bytes());
    header.extend_from_slice(&u16::try_from(record_len).map_err(too_wide)?.to_le_bytes());
    header.extend_from_slice(&[0; 20]);
    for field in &fields {
        let mut described = [0_u8; 32];
        described[..field.name.len()].copy_from_slice(field.name.as_bytes());
        described[11] = field.kind;
        described[16] = u8::try_from(field.width).unwrap_or(u8::MAX);
        described[17] = field.decimals;
        header.extend_from_slice(&described);
    }
    header.push(0x0d);
    file.write_all(&header).map_err(io)?;
    let mut cut = 0_u64;
    for row in rows.iter() {
        let mut record = Vec::with_capacity(record_len);
        record.push(b' ');
        for field in &fields {
            let text = match field.column {
                None => rows.table.id(row).into_owned(),
                Some(column) => written(&rows.table.datum(row, column)),
            };
            let kept = clipped(&text, field.width);
            cut += u64::from(kept.len() < text.len());
            let blanks = field.width - kept.len();
            // Numbers stand right, texts left.
            if field.kind == b'N' {
                record.resize(record.len() + blanks, b' ');
            }
            record.extend_from_slice(kept.as_bytes());
            if field.kind != b'N' {
                record.resize(record.len() + blanks, b' ');
            }
        }
        file.write_all(&record).map_err(io)?;
    }
    file.write_all(&[0x1a]).map_err(io)?;
    if cut > 0 {
        lost.push(format!("{cut} texts were cut to {LONGEST_TEXT} bytes"));
    }
    file.into_inner().map_err(|e| io(e.into_error()))
}

fn fields(rows: &FileRows<'_>, lost: &mut Vec<String>) -> Vec<Field> {
    let columns = rows.columns.iter().map(|&column| Some(column));
    let all: Vec<Option<usize>> = std::iter::once(None).chain(columns).collect();
    // A text is as wide as the widest: a second walk over the rows costs less than 254 bytes for each.
    let mut widths = vec![1; all.len()];
    for row in rows.iter() {
        for (width, column) in widths.iter_mut().zip(&all) {
            let len = match column {
                None => rows.table.id(row).len(),
                Some(column) => match rows.table.datum(row, *column) {
                    Datum::Text(text) => text.len(),
                    _ => 0,
                },
            };
            *width = (*width).max(len).min(LONGEST_TEXT);
        }
    }
    let mut taken: Vec<String> = Vec::new();
    let mut field = |column: Option<usize>, width: usize| {
        let full = column.map_or("id", |column| rows.table.columns()[column].name.as_str()).to_owned();
        let name = short(&full, &taken);
        if name != full {
            lost.push(format!("`{full}` is called `{name}`"));
        }
        taken.push(name.to_lowercase());
        let kind = column.map_or(ColumnKind::Text, |column| rows.table.columns()[column].kind);
        let (kind, width, decimals) = match kind {
            ColumnKind::Text => (b'C', width, 0),
            ColumnKind::Integer => (b'N', 18, 0),
            ColumnKind::Number => (b'N', 24, 10),
            ColumnKind::Boolean => (b'L', 1, 0),
            ColumnKind::Day => (b'D', 8, 0),
            ColumnKind::Moment => {
                lost.push(format!("`{name}` holds instants as text"));
                (b'C', 30, 0)
            }
        };
        Field { name, kind, width, decimals, column }
    };
    all.into_iter().zip(widths).map(|(column, width)| field(column, width)).collect()
}

/// A name of at most ten bytes of plain letters that nothing else has.
fn short(full: &str, taken: &[String]) -> String {
    let plain: String = full.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut name = plain[..plain.len().min(LONGEST_NAME)].to_owned();
    let mut n = 1;
    while taken.contains(&name.to_lowercase()) {
        let ending = n.to_string();
        name = format!("{}{ending}", &plain[..plain.len().min(LONGEST_NAME - ending.len())]);
        n += 1;
    }
    name
}

fn written(datum: &Datum<'_>) -> String {
    match datum {
        Datum::Boolean(true) => "T".to_owned(),
        Datum::Boolean(false) => "F".to_owned(),
        Datum::Day(day) => day.strftime("%Y%m%d").to_string(),
        Datum::Number(n) => {
            let fixed = format!("{n:.10}");
            if fixed.len() <= 24 { fixed } else { format!("{n:e}") }
        }
        other => text_of(other).unwrap_or_default(),
    }
}

/// The beginning of a text that fits, whole characters only.
fn clipped(text: &str, width: usize) -> &str {
    let mut end = text.len().min(width);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
