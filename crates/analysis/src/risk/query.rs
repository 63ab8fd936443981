//! A question about risk.

use super::{FactorSource, GivenLayer};
use crate::GridQuery;
use aula_model::Period;

/// How factors and incidents stand in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskDesign {
    /// Only what was known before the scored period: what a map of last year would have foretold.
    #[default]
    Foretell,
    /// Factors of the scored period itself: an explanation, not a forecast; tested on parts of space left out.
    Explain,
}

impl RiskDesign {
    /// The words of the parameter `design`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("foretell", Self::Foretell), ("explain", Self::Explain)];
}

/// A question about risk; the grid's period is the one that is explained or foretold, the last year of the data where
/// none is given.
#[derive(Debug, Clone)]
pub struct RiskQuery {
    /// Which incidents over which cells.
    pub grid: GridQuery,
    /// What may explain; every kind of place that is no ground where none is named.
    pub factors: Vec<FactorSource>,
    /// Layers for [`FactorSource::Given`].
    pub given: Vec<GivenLayer>,
    /// How factors and incidents stand in time.
    pub design: RiskDesign,
    /// How many periods are scored one after the other, the last being the grid's own.
    pub rolls: u8,
    /// Whether incidents that police found on patrol take part; they measure patrols as well as harm.
    pub police_found: bool,
    /// Half a mean block of houses in metres: the step of the forms.
    pub half_block_m: f64,
    /// The side of the blocks of space in metres.
    pub block_m: f64,
    /// The level of the intervals.
    pub level: f64,
    /// Decides the order of the blocks and the bootstrap.
    pub seed: u64,
}

impl RiskQuery {
    /// The usual settings for a grid.
    #[must_use]
    pub fn new(grid: GridQuery) -> Self {
        Self {
            grid,
            factors: Vec::new(),
            given: Vec::new(),
            design: RiskDesign::Foretell,
            rolls: 1,
            police_found: false,
            half_block_m: 100.0,
            block_m: 2000.0,
            level: 0.9,
            seed: 1,
        }
    }

    /// The period asked about.
    #[must_use]
    pub fn period(&self) -> Period {
        self.grid.slice.period
    }
}
