//! How much lies in how little.

use super::draft::Draft;
use super::nothing::{Nothing, nothing};
use super::{Compared, Counted, Sentence};

/// What there is to say of a concentration; shares between 0 and 1.
#[derive(Debug, Clone, Copy)]
pub struct ConcentrationFacts {
    /// What is counted.
    pub counted: Counted,
    /// In cells or areas.
    pub level: Compared,
    /// How many of them.
    pub n: u64,
    /// Counted in all.
    pub total: u64,
    /// A share of the fullest cells or areas.
    pub top_units: f64,
    /// The share of incidents that it holds.
    pub top_share: f64,
    /// The smallest share of cells or areas that holds half.
    pub half_units: f64,
    /// The generalised Gini.
    pub gini: f64,
}

/// How much lies in how few cells or areas.
#[must_use]
pub fn concentration(facts: &ConcentrationFacts) -> Sentence {
    if facts.total == 0 {
        return nothing(&Nothing::NoRecords, facts.counted);
    }
    let n = ("n", facts.n.into());
    let units = ("units", (100.0 * facts.top_units).into());
    let mut draft = Draft::new(&[facts.counted.unit(), facts.level.unit()]);
    let share = ("share", (100.0 * facts.top_share).into());
    draft.say("concentration.top", &[units, n, share, ("total", facts.total.into())]);
    draft.say("concentration.even", &[units]);
    draft.say("concentration.half", &[("half", (100.0 * facts.half_units).into()), n]);
    draft.say("concentration.gini", &[("gini", facts.gini.into())]);
    draft.say("concentration.caution", &[]).finish()
}
