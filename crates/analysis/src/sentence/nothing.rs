//! Why nothing can be said.

use super::draft::Draft;
use super::{Counted, Sentence};
use aula_statistics::{MIN_CELLS, MIN_INCIDENTS};

/// A reason for having no verdict, rate, density or model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// Fewer than 30 cells or 60 counted.
    TooFew {
        /// Cells there are.
        cells: u64,
        /// Counted in them.
        count: u64,
    },
    /// All cells have the same count.
    NoVariation,
    /// The cell is not among those compared.
    OutsideStudy,
    /// The statistic is undefined for the cell.
    Undefined,
    /// The cell has no neighbours.
    NoNeighbours,
    /// The selection is empty.
    NoRecords,
    /// No exposure is known.
    NoExposure,
    /// Incidents where the exposure is 0: a fault of the data.
    ExposureFault {
        /// Counted there.
        count: u64,
    },
    /// Too few steps in time.
    TooFewSteps {
        /// Steps there are.
        found: u64,
        /// Steps needed.
        needed: u64,
    },
    /// Too few periods to know the season.
    TooFewPeriods {
        /// Periods there are.
        found: u64,
        /// Periods needed.
        needed: u64,
    },
    /// Fewer than two different points.
    OnePoint,
    /// No pair is expected, so that there is no ratio.
    NoExpectedPairs {
        /// Pairs there are.
        observed: u64,
    },
    /// No grid gave a verdict.
    NoGrid,
    /// Too few incidents for a model.
    TooFewForModel {
        /// Incidents there are.
        found: u64,
        /// Incidents needed.
        needed: u64,
    },
    /// The model kept no factor.
    NothingKept,
    /// The treated area did not improve: no displacement quotient.
    NoImprovement,
}

/// Says why nothing can be said, and what would help.
#[must_use]
pub fn nothing(reason: &Nothing, counted: Counted) -> Sentence {
    let mut draft = Draft::new(&[counted.unit()]);
    match *reason {
        Nothing::TooFew { cells, count } => {
            let least = [("min_cells", (MIN_CELLS as u64).into()), ("min_count", MIN_INCIDENTS.into())];
            draft.say("nothing.too_few", &[least[0], least[1], ("cells", cells.into()), ("count", count.into())])
        }
        Nothing::NoVariation => draft.say("nothing.no_variation", &[]),
        Nothing::OutsideStudy => draft.say("nothing.outside_study", &[]),
        Nothing::Undefined => draft.say("nothing.undefined", &[]),
        Nothing::NoNeighbours => draft.say("nothing.no_neighbours", &[]),
        Nothing::NoRecords => draft.say("nothing.no_records", &[]),
        Nothing::NoExposure => draft.say("nothing.no_exposure", &[]),
        Nothing::ExposureFault { count } => draft.say("nothing.exposure_fault", &[("count", count.into())]),
        Nothing::TooFewSteps { found, needed } => needs(&mut draft, "nothing.too_few_steps", found, needed),
        Nothing::TooFewPeriods { found, needed } => needs(&mut draft, "nothing.too_few_periods", found, needed),
        Nothing::OnePoint => draft.say("nothing.one_point", &[]),
        Nothing::NoExpectedPairs { observed } => {
            draft.say("nothing.no_expected_pairs", &[("observed", observed.into())])
        }
        Nothing::NoGrid => draft.say("nothing.no_grid", &[]),
        Nothing::TooFewForModel { found, needed } => needs(&mut draft, "nothing.too_few_for_model", found, needed),
        Nothing::NothingKept => draft.say("nothing.nothing_kept", &[]),
        Nothing::NoImprovement => draft.say("nothing.no_improvement", &[]),
    };
    draft.finish()
}

fn needs<'a>(draft: &'a mut Draft, key: &str, found: u64, needed: u64) -> &'a mut Draft {
    draft.say(key, &[("found", found.into()), ("needed", needed.into())])
}
