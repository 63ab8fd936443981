//! Where something is counted that needs no grid: everywhere, in a cell, an area, a drawn outline.

use crate::AnalysisError;
use crate::limits::{refuse_foreign_area, refuse_foreign_cell};
use aula_disclosure::Precise;
use aula_model::AreaId;
use aula_snapshot::{Snapshot, Within};
use geo_types::MultiPolygon;
use h3o::CellIndex;
use serde::Serialize;

/// The ground of a cell of resolution 11, the finest that counts are served by, rounded up.
const FINEST_CELL_M2: f64 = 3000.0;

/// Where.
#[derive(Debug, Clone, Default)]
pub enum Scope {
    /// Everywhere.
    #[default]
    City,
    /// In one cell.
    Cell(CellIndex),
    /// In one area.
    Area(AreaId),
    /// In an outline that somebody drew, in degrees.
    Outline(MultiPolygon<f64>),
}

impl Scope {
    pub(crate) fn within(&self) -> Within<'_> {
        match self {
            Self::City => Within::Everywhere,
            Self::Cell(cell) => Within::Cell(*cell),
            Self::Area(id) => Within::Area(id),
            Self::Outline(outline) => Within::Polygon(outline),
        }
    }

    /// Refuses a cell or an area that a version of the city is not about; an outline only ever meets what the version
    /// holds.
    pub(crate) fn refuse_foreign(&self, snapshot: &Snapshot) -> Result<(), AnalysisError> {
        match self {
            Self::City | Self::Outline(_) => Ok(()),
            Self::Cell(cell) => refuse_foreign_cell(snapshot, *cell),
            Self::Area(id) => refuse_foreign_area(snapshot, Some(id)),
        }
    }

    /// Marks what was counted here: an outline smaller than the finest cells tells of single incidents.
    pub(crate) fn precise<T>(&self, value: T) -> Precise<T> {
        match self {
            Self::Outline(outline) if aula_geometry::area_m2(outline) < FINEST_CELL_M2 => Precise::new(value),
            Self::City | Self::Cell(_) | Self::Area(_) | Self::Outline(_) => Precise::counts(value),
        }
    }

    /// How an answer names it.
    pub(crate) fn named(&self) -> ScopeName {
        match self {
            Self::City => ScopeName { kind: "city", id: None, area_km2: None },
            Self::Cell(cell) => ScopeName { kind: "cell", id: Some(cell.to_string()), area_km2: None },
            Self::Area(id) => ScopeName { kind: "area", id: Some(id.to_string()), area_km2: None },
            Self::Outline(outline) => {
                ScopeName { kind: "outline", id: None, area_km2: Some(aula_geometry::area_m2(outline) / 1e6) }
            }
        }
    }
}

/// A place as an answer names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScopeName {
    /// `city`, `cell`, `area` or `outline`.
    pub kind: &'static str,
    /// The cell or the area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The ground of a drawn outline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_km2: Option<f64>,
}
