//! Tables of features as files that GIS programs, R, Python and spreadsheets open.

mod csv_file;
mod flatgeobuf_file;
mod geojson_file;
mod geopackage;
mod kml;
mod parquet;
mod shapefile;
mod spool;
mod wkb;
mod zip;

use crate::ExchangeError;
use aula_features::{Datum, Selection, Table};
use jiff::Timestamp;
use std::io::Write;

/// A sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFormat {
    /// `GeoPackage`.
    GeoPackage,
    /// `FlatGeobuf`, with its spatial index.
    FlatGeobuf,
    /// `GeoParquet` 1.1 with a column of boxes.
    GeoParquet,
    /// CSV in UTF-8, with the H3 cell and the geometry as WKT.
    Csv,
    /// The same with the mark by which Excel knows UTF-8.
    CsvExcel,
    /// GeoJSON.
    GeoJson,
    /// One GeoJSON feature a line.
    GeoJsonLines,
    /// KML.
    Kml,
    /// A zipped Shapefile, with a note of what was lost.
    Shapefile,
}

impl FileFormat {
    /// Every format.
    pub const ALL: [Self; 9] = [
        Self::GeoPackage,
        Self::FlatGeobuf,
        Self::GeoParquet,
        Self::Csv,
        Self::CsvExcel,
        Self::GeoJson,
        Self::GeoJsonLines,
        Self::Kml,
        Self::Shapefile,
    ];

    /// The word on a command line and in an address.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::GeoPackage => "gpkg",
            Self::FlatGeobuf => "fgb",
            Self::GeoParquet => "parquet",
            Self::Csv => "csv",
            Self::CsvExcel => "csv-excel",
            Self::GeoJson => "geojson",
            Self::GeoJsonLines => "geojsonl",
            Self::Kml => "kml",
            Self::Shapefile => "shp",
        }
    }

    /// The name's ending.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::CsvExcel => "csv",
            Self::Shapefile => "zip",
            other => other.word(),
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::FlatGeobuf => "application/flatgeobuf",
            Self::GeoParquet => "application/vnd.apache.parquet",
            Self::Csv | Self::CsvExcel => "text/csv",
            Self::GeoJson => "application/geo+json",
            Self::GeoJsonLines => "application/geo+json-seq",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::Shapefile => "application/x-shapefile",
        }
    }
}

/// What a file is, for whoever finds it later.
#[derive(Debug, Clone)]
pub struct About {
    /// The name of the layer, of letters, digits and `_` where a format wants a name.
    pub id: String,
    /// The title.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Under which terms it may be used.
    pub licence: Option<String>,
    /// Whom to name as its source.
    pub attribution: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// With which settings, as JSON.
    pub settings: serde_json::Value,
}

impl About {
    /// Everything as one JSON value.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "id": self.id, "title": self.title, "description": self.description, "licence": self.licence,
            "attribution": self.attribution, "made_at": self.made_at, "settings": self.settings,
        })
    }

    /// The name where only letters, digits and `_` are allowed.
    pub(crate) fn plain_id(&self) -> String {
        let plain: String = self.id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let digit = plain.starts_with(|c: char| c.is_ascii_digit());
        if plain.is_empty() || digit { format!("layer_{plain}") } else { plain }
    }
}

/// The rows and columns that go into a file.
#[derive(Clone)]
pub struct FileRows<'a> {
    /// The table.
    pub table: &'a dyn Table,
    /// Which rows, in which order.
    pub selection: Selection,
    /// Which columns.
    pub columns: Vec<usize>,
    /// At most so many rows.
    pub limit: usize,
}

impl FileRows<'_> {
    pub(crate) fn len(&self) -> usize {
        self.selection.len(self.table).min(self.limit)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|place| self.selection.row(self.table, place))
    }

    pub(crate) fn data(&self, row: u32) -> impl Iterator<Item = Datum<'_>> + '_ {
        self.columns.iter().map(move |&column| self.table.datum(row, column))
    }

    pub(crate) fn name(&self, at: usize) -> &str {
        &self.table.columns()[self.columns[at]].name
    }
}

/// Writes a file. CSV, GeoJSON (both), KML and `GeoParquet` are written as they are made; the others need a pass of
/// their own over a temporary file.
///
/// Returns what the format could not hold, in words; empty where nothing was lost.
///
/// # Errors
/// [`ExchangeError::Io`] where writing fails; [`ExchangeError::CannotHold`] where the format cannot hold the table at
/// all.
pub fn write_features(
    format: FileFormat,
    rows: &FileRows<'_>,
    about: &About,
    out: &mut dyn Write,
) -> Result<Vec<String>, ExchangeError> {
    match format {
        FileFormat::GeoPackage => geopackage::write(rows, about, out)?,
        FileFormat::FlatGeobuf => flatgeobuf_file::write(rows, about, out)?,
        FileFormat::GeoParquet => parquet::write(rows, about, out)?,
        FileFormat::Csv => csv_file::write(rows, out, false)?,
        FileFormat::CsvExcel => csv_file::write(rows, out, true)?,
        FileFormat::GeoJson => geojson_file::write(rows, about, out)?,
        FileFormat::GeoJsonLines => geojson_file::write_lines(rows, out)?,
        FileFormat::Kml => kml::write(rows, about, out)?,
        FileFormat::Shapefile => return shapefile::write(rows, about, out),
    }
    Ok(Vec::new())
}

/// A value as plain text; none for NULL.
pub(crate) fn text_of(datum: &Datum<'_>) -> Option<String> {
    Some(match datum {
        Datum::Null => return None,
        Datum::Text(text) => text.to_string(),
        Datum::Integer(n) => n.to_string(),
        Datum::Number(n) => n.to_string(),
        Datum::Boolean(b) => b.to_string(),
        Datum::Moment(t) => t.to_string(),
        Datum::Day(d) => d.to_string(),
    })
}
