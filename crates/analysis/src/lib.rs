//! The use cases: a slice of the city over a study set becomes hotspots, counts, a cell's story, a daily rhythm.
//!
//! Every use case takes a [`Viewer`](aula_model::Viewer) and answers a [`Precise`](aula_disclosure::Precise) value:
//! what leaves the service passes `disclosure`. Nothing here does I/O or reads a clock.

mod area_weights;
mod cell;
mod chains;
mod change;
mod concentration;
mod counts;
mod delay;
mod density;
mod emerging;
mod error;
mod exposure;
mod figures;
mod grid;
mod hotspots;
mod limits;
mod located;
mod moran;
mod moran_areas;
mod near_repeat;
mod polygons;
pub mod publication;
mod rates;
mod registration;
mod rhythm;
pub mod risk;
mod robustness;
mod scope;
mod season;
mod seasonal;
pub mod sentence;
mod settings;
mod slice;
mod study;
mod weighting;

pub use cell::{AreaName, CategoryCount, CellStory, cell_story};
pub use chains::{ChainsDetail, ChainsQuery, ChainsSummary, chains};
pub use change::{ChangeAgainst, ChangeDetail, ChangeQuery, change};
pub use concentration::{
    ConcentrationDetail, ConcentrationQuery, ConcentrationSummary, EightyTwenty, RankedUnit, TopShare, concentration,
};
pub use counts::{AreaCount, AreaCounts, CellLayer, CountSettings, area_counts, cell_counts};
pub use delay::{Delay, DelayQuery, SourceRegistration, delay};
pub use density::{
    BandwidthFrom, Border, DensityChoices, DensityDetail, DensityQuery, Mode, Over, Tried, Width, density,
};
pub use emerging::{EmergingDetail, EmergingQuery, Step, emerging};
pub use error::AnalysisError;
pub use figures::{About, CellFigures, Column, Field, FigureSettings, TableFigures, Values};
pub use grid::GridQuery;
pub use hotspots::{Correction, HotspotChoices, HotspotLayer, HotspotMethod, HotspotQuery, hotspots};
pub use limits::refuse_foreign_area;
pub use moran::{Global, MoranDetail, MoranQuery, moran};
pub use moran_areas::{MoranAreasDetail, MoranAreasQuery, MoranAreasSummary, MoranValues, moran_areas};
pub use near_repeat::{NearRepeatDetail, NearRepeatQuery, NearRepeatSummary, near_repeat};
pub use polygons::{HotPolygon, HotPolygonFacts, HotPolygons, PolygonsDetail, polygons};
pub use publication::{PlaceFacts, PublicProposal, PublicationQuery, propose_publication};
pub use rates::{RatesDetail, RatesQuery, RatesSummary, Smoothing, rates};
pub use registration::Incomplete;
pub use rhythm::{Aoristic, LONGEST_HOURS, Rhythm, RhythmQuery, Spans, rhythm};
pub use robustness::{GridTried, RobustnessDetail, RobustnessQuery, robustness};
pub use scope::{Scope, ScopeName};
pub use seasonal::{SeasonStep, SeasonalDetail, SeasonalQuery, SeasonalSummary, seasonal};
pub use sentence::Sentence;
pub use settings::{ClassCounts, LeftOutReasons, Settings, SliceSettings, Thresholds, Verdict, Warning, WarningCode};
pub use slice::{ClassCount, Days, MonthCount, Months, SliceArea, SliceFigures, SliceQuery, SliceRate, slice_figures};
pub use study::{StudySetKind, StudySets, StudySpace};
pub use weighting::Neighbourhood;
