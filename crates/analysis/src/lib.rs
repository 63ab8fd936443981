//! The use cases: a slice of the city over a study set becomes hotspots, counts, a cell's story, a daily rhythm.
//!
//! Every use case takes a [`Viewer`](aula_model::Viewer) and answers a [`Precise`](aula_disclosure::Precise) value:
//! what leaves the service passes `disclosure`. Nothing here does I/O or reads a clock.

mod cell;
mod change;
mod concentration;
mod counts;
mod density;
mod emerging;
mod error;
mod figures;
mod grid;
mod hotspots;
mod limits;
mod located;
mod moran;
mod near_repeat;
mod polygons;
pub mod publication;
mod rates;
mod rhythm;
pub mod risk;
pub mod sentence;
mod settings;
mod study;

pub use cell::{AreaName, CategoryCount, CellStory, cell_story};
pub use change::{ChangeAgainst, ChangeDetail, ChangeQuery, change};
pub use concentration::{ConcentrationDetail, ConcentrationQuery, ConcentrationSummary, TopShare, concentration};
pub use counts::{AreaCount, AreaCounts, CellLayer, CountSettings, area_counts, cell_counts};
pub use density::{DensityDetail, DensityQuery, density};
pub use emerging::{EmergingDetail, EmergingQuery, Step, emerging};
pub use error::AnalysisError;
pub use figures::{CellFigures, Column, Field, FigureSettings, TableFigures, Values};
pub use grid::GridQuery;
pub use hotspots::{Correction, HotspotLayer, HotspotQuery, hotspots};
pub use limits::refuse_foreign_area;
pub use moran::{Global, MoranDetail, MoranQuery, moran};
pub use near_repeat::{NearRepeatDetail, NearRepeatQuery, NearRepeatSummary, near_repeat};
pub use polygons::{HotPolygon, HotPolygonFacts, HotPolygons, PolygonsDetail, polygons};
pub use publication::{PlaceFacts, PublicProposal, PublicationQuery, propose_publication};
pub use rates::{RatesDetail, RatesQuery, RatesSummary, rates};
pub use rhythm::{Rhythm, RhythmScope, rhythm};
pub use sentence::Sentence;
pub use settings::{ClassCounts, LeftOutReasons, Settings, SliceSettings, Thresholds, Verdict, Warning, WarningCode};
pub use study::{StudySetKind, StudySets, StudySpace};
