//! Files that are no text: spreadsheets, GeoPackages and shapefiles, turned into the text that the readers take.
//!
//! They are held in memory whole, within the limits of a file: what a city hands over in these formats has some hundred
//! thousand rows at most.

mod features;
mod gpkg;
mod shapefile;
mod workbook;

use crate::ExchangeError;
use crate::input::Limits;
use std::io::{Cursor, Read};

/// What the first bytes say that a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    /// A ZIP archive: a spreadsheet or a packed shapefile.
    Zip,
    /// A SQLite file, as a GeoPackage is one.
    Sqlite,
}

impl Foreign {
    pub(super) fn of(start: &[u8]) -> Option<Self> {
        let known: [(&[u8], Self); 2] = [(b"PK\x03\x04", Self::Zip), (b"SQLite format 3\0", Self::Sqlite)];
        known.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, foreign)| *foreign)
    }

    /// The file as CSV or GeoJSON.
    pub(super) fn text(self, layer: Option<&str>, bytes: Vec<u8>, limits: Limits) -> Result<Vec<u8>, ExchangeError> {
        match self {
            Self::Sqlite => gpkg::features(bytes, layer, limits),
            Self::Zip => match members(&bytes)? {
                names if names.iter().any(|n| n.to_ascii_lowercase().ends_with(".shp")) => {
                    shapefile::packed(&bytes, &names, layer, limits)
                }
                names if names.iter().any(|n| n.starts_with("xl/") || n == "content.xml") => {
                    workbook::table(bytes, layer)
                }
                _ => Err(ExchangeError::NotText {
                    found: "a ZIP archive without a spreadsheet or shapefile in it".to_owned(),
                    remedy: "unpack it and import the file itself",
                }),
            },
        }
    }
}

pub use shapefile::open_file;

fn archive(bytes: &[u8]) -> Result<zip::ZipArchive<Cursor<&[u8]>>, ExchangeError> {
    zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged("ZIP archive", &e))
}

fn members(bytes: &[u8]) -> Result<Vec<String>, ExchangeError> {
    let named = |name: zip::result::ZipResult<std::borrow::Cow<'_, str>>| name.map(std::borrow::Cow::into_owned);
    archive(bytes)?.file_names().map(named).collect::<Result<_, _>>().map_err(|e| damaged("ZIP archive", &e))
}

/// A member of an archive, unpacked within the limits: a small archive can hold terabytes of zeros.
fn member(bytes: &[u8], name: &str, limits: Limits) -> Result<Vec<u8>, ExchangeError> {
    let mut archive = archive(bytes)?;
    let file = archive.by_name(name).map_err(|e| damaged("ZIP archive", &e))?;
    let mut unpacked = Vec::new();
    file.take(limits.file_bytes + 1).read_to_end(&mut unpacked)?;
    if unpacked.len() as u64 > limits.file_bytes {
        return Err(ExchangeError::TooLarge { limit_bytes: limits.file_bytes });
    }
    Ok(unpacked)
}

fn damaged(what: &'static str, cause: &dyn std::fmt::Display) -> ExchangeError {
    ExchangeError::Damaged { what, cause: cause.to_string() }
}

/// Which of several layers or sheets to read.
fn choose<'a>(names: &'a [String], wanted: Option<&str>, what: &'static str) -> Result<&'a String, ExchangeError> {
    let fault = |problem: String| ExchangeError::Columns {
        problem,
        found: names.join(", "),
        remedy: format!("name one {what}: `--set layer=NAME`"),
    };
    match (wanted, names) {
        (Some(wanted), _) => {
            names.iter().find(|n| *n == wanted).ok_or_else(|| fault(format!("there is no {what} `{wanted}`")))
        }
        (None, [only]) => Ok(only),
        (None, []) => Err(ExchangeError::Empty),
        (None, _) => Err(fault(format!("the file has several {what}s"))),
    }
}
