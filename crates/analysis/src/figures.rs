//! What every statistic answers: figures by cell or in rows, with the settings beside them.

use crate::registration::{Incomplete, incomplete};
use crate::settings::{LeftOutReasons, SliceSettings, Tally};
use crate::{GridQuery, Sentence, StudySetKind, StudySets, StudySpace, Warning, WarningCode};
use aula_model::{AreaId, Slice};
use aula_snapshot::{Layer, Snapshot};
use h3o::CellIndex;
use serde::Serialize;
use std::sync::Arc;

/// Figures over the cells of a study set, in its order.
#[derive(Debug, Clone)]
pub struct CellFigures<D> {
    /// The cells.
    pub space: Arc<StudySpace>,
    /// The figures.
    pub columns: Vec<Column>,
    /// What was asked and used.
    pub settings: FigureSettings<D>,
}

/// One figure of every cell.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in answers and files.
    pub name: &'static str,
    /// Its values.
    pub values: Values,
}

impl Column {
    pub(crate) fn counts(name: &'static str, values: Vec<u32>) -> Self {
        Self { name, values: Values::Counts(values) }
    }

    pub(crate) fn numbers(name: &'static str, values: Vec<f64>) -> Self {
        Self { name, values: Values::Numbers(values) }
    }

    /// A class for each cell, by its place among `names`; `legend` is what the names go by in an answer in columns.
    pub(crate) fn classes(
        name: &'static str,
        legend: &'static str,
        names: &'static [&'static str],
        of: Vec<u8>,
    ) -> Self {
        Self { name, values: Values::Classes { legend, names, of } }
    }
}

/// The values of a column.
#[derive(Debug, Clone)]
pub enum Values {
    /// Whole numbers.
    Counts(Vec<u32>),
    /// Numbers; NaN where there is none.
    Numbers(Vec<f64>),
    /// One of several names each.
    Classes {
        /// What the list of names goes by.
        legend: &'static str,
        /// The names.
        names: &'static [&'static str],
        /// The place of each cell's name among them.
        of: Vec<u8>,
    },
}

/// Figures in rows, and a summary of them.
#[derive(Debug, Clone)]
pub struct TableFigures<S, D> {
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// The rows, each as long as there are columns.
    pub rows: Vec<Vec<Field>>,
    /// What is said of all of them together.
    pub summary: S,
    /// What was asked and used.
    pub settings: FigureSettings<D>,
}

/// A field of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Field {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A count.
    Count(u64),
    /// Nothing is known.
    Empty,
}

impl From<Option<f64>> for Field {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Empty, Self::Number)
    }
}

/// What was asked and used: what all statistics share, and `detail` for this one.
#[derive(Debug, Clone, Serialize)]
pub struct FigureSettings<D> {
    /// The statistic.
    pub method: &'static str,
    /// `incidents` or `places.<kind>`.
    pub layer: String,
    /// H3 resolution, for cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u8>,
    /// Which cells were analysed, for cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub study_set: Option<StudySetKind>,
    /// The study areas.
    pub study_area: Vec<String>,
    /// The selection.
    #[serde(flatten)]
    pub slice: SliceSettings,
    /// Cells, areas or incidents analysed.
    pub n: u64,
    /// Incidents or places counted in them.
    pub total: u64,
    /// Selected, but in no study cell; none where the question is not about cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside_cells: Option<u64>,
    /// Too imprecise for the question.
    pub left_out: u64,
    /// Why.
    pub left_out_reasons: LeftOutReasons,
    /// Discontinued, not counted.
    pub discontinued: u64,
    /// What this statistic used.
    #[serde(flatten)]
    pub detail: D,
    /// Sources that have not registered the end of the period in full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registration: Vec<Incomplete>,
    /// What to know before trusting it.
    pub warnings: Vec<Warning>,
    /// What the answer says as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<Sentence>,
    /// What it says of the one cell or area that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

/// The one cell or area that was asked about.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    /// The cell, as H3 writes it, or the area.
    pub id: String,
    /// Its place in the study set; none for an area, or a cell that is not analysed.
    #[serde(skip)]
    pub position: Option<usize>,
    /// Whether its figures are in the answer.
    pub found: bool,
    /// What is said of it.
    pub sentence: Sentence,
}

impl<D> FigureSettings<D> {
    /// Settings of a question about cells.
    pub(crate) fn of_cells(
        method: &'static str,
        snapshot: &Snapshot,
        query: &GridQuery,
        space: &StudySpace,
        tally: &Tally,
        detail: D,
    ) -> Self {
        let selected = tally.total + tally.outside_cells;
        let mut settings = Self {
            resolution: Some(query.resolution.into()),
            study_set: Some(space.kind),
            study_area: space.areas.iter().map(ToString::to_string).collect(),
            outside_cells: Some(tally.outside_cells),
            ..Self::of_rows(method, snapshot, &query.slice, &query.layer, space.set.len() as u64, tally, detail)
        };
        settings.warn(space.no_ground_data, WarningCode::StudySetArea);
        settings.warn(tally.outside_cells * 10 > selected, WarningCode::ManyOutside);
        settings
    }

    /// Settings of a question about areas or incidents.
    pub(crate) fn of_rows(
        method: &'static str,
        snapshot: &Snapshot,
        slice: &Slice,
        layer: &Layer,
        n: u64,
        tally: &Tally,
        detail: D,
    ) -> Self {
        let left_out = tally.left_out.sum();
        let selected = tally.total + tally.outside_cells;
        let mut settings = Self {
            method,
            layer: layer.to_string(),
            resolution: None,
            study_set: None,
            study_area: slice.area.iter().map(ToString::to_string).collect(),
            slice: SliceSettings::new(snapshot, slice),
            n,
            total: tally.total,
            outside_cells: None,
            left_out,
            left_out_reasons: tally.left_out,
            discontinued: tally.discontinued,
            detail,
            registration: Vec::new(),
            warnings: Vec::new(),
            sentence: None,
            about: None,
        };
        settings.warn(left_out * 10 > selected + left_out, WarningCode::ManyLeftOut);
        settings
    }

    /// Says which sources have still to register a part of the period, with a warning where one has.
    pub(crate) fn registered(&mut self, snapshot: &Snapshot, sets: &StudySets, slice: &Slice, layer: &Layer) {
        self.registration = incomplete(snapshot, sets, slice, layer);
        self.warn(!self.registration.is_empty(), WarningCode::LateRegistration);
    }

    /// What is said as a whole.
    pub(crate) fn say(&mut self, sentence: Sentence) {
        self.sentence = Some(sentence);
    }

    /// What is said of the cell that was asked about.
    pub(crate) fn tell_of(&mut self, cell: CellIndex, position: Option<usize>, sentence: Sentence) {
        self.about = Some(About { id: cell.to_string(), position, found: position.is_some(), sentence });
    }

    /// What is said of the area that was asked about.
    pub(crate) fn tell_of_area(&mut self, area: &AreaId, sentence: Sentence) {
        self.about = Some(About { id: area.to_string(), position: None, found: true, sentence });
    }

    /// Adds a warning where it holds.
    pub(crate) fn warn(&mut self, holds: bool, code: WarningCode) {
        if holds {
            self.warnings.push(Warning { code });
        }
    }
}
