//! Columns.

use aula_cql2::ColumnType;
use smol_str::SmolStr;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Texts.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// true and false
    Boolean,
    /// Instants.
    Moment,
    /// Days.
    Day,
}

impl ColumnKind {
    /// What a filter takes it for.
    #[must_use]
    pub fn filtered_as(self) -> ColumnType {
        match self {
            Self::Text => ColumnType::Text,
            Self::Integer | Self::Number => ColumnType::Number,
            Self::Boolean => ColumnType::Bool,
            Self::Moment | Self::Day => ColumnType::Time,
        }
    }

    /// The type and the format of JSON Schema.
    #[must_use]
    pub fn schema(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("string", None),
            Self::Integer => ("integer", None),
            Self::Number => ("number", None),
            Self::Boolean => ("boolean", None),
            Self::Moment => ("string", Some("date-time")),
            Self::Day => ("string", Some("date")),
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, the same in every language and in every form of an answer.
    pub name: SmolStr,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// A column.
    #[must_use]
    pub fn new(name: &str, kind: ColumnKind) -> Self {
        Self { name: SmolStr::new(name), kind }
    }
}

/// What the geometries of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeometryKind {
    /// Points.
    Point,
    /// Lines, of one part.
    LineString,
    /// Lines of any number of parts.
    MultiLineString,
    /// Polygons of one part.
    Polygon,
    /// Polygons of any number of parts.
    MultiPolygon,
    /// Points of any number.
    MultiPoint,
    /// Of several sorts.
    Any,
}

impl GeometryKind {
    /// The name in GeoJSON and in most files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "Point",
            Self::LineString => "LineString",
            Self::MultiLineString => "MultiLineString",
            Self::Polygon => "Polygon",
            Self::MultiPolygon => "MultiPolygon",
            Self::MultiPoint => "MultiPoint",
            Self::Any => "Geometry",
        }
    }

    /// The format of OGC's schemas.
    #[must_use]
    pub fn format(self) -> String {
        format!("geometry-{}", self.name().to_lowercase().replace("geometry", "any"))
    }
}
