//! How sure: q (p without correction) in words and as a number.

use super::draft::{Draft, Value};
use crate::Correction;

/// The outcome of a test among many.
#[derive(Debug, Clone, Copy)]
pub struct Sureness {
    /// q; p where no correction was made.
    pub value: f64,
    /// The correction.
    pub correction: Correction,
    /// How many cells or areas were compared.
    pub compared: u64,
}

impl Sureness {
    /// The evidence in words and the share in 100 that goes with it; none from 0.1 on.
    pub(super) fn evidence(&self) -> Option<(&'static str, f64)> {
        match self.value {
            q if q < 0.01 => Some(("evidence.very_strong", 1.0)),
            q if q < 0.05 => Some(("evidence.strong", 5.0)),
            q if q < 0.10 => Some(("evidence.some", 10.0)),
            _ => None,
        }
    }

    /// Says what the evidence is worth.
    pub(super) fn say(&self, draft: &mut Draft) {
        let (marked, unmarked) = match self.correction {
            Correction::BenjaminiHochberg | Correction::BenjaminiYekutieli => ("marked", "unmarked"),
            Correction::None => ("marked.uncorrected", "unmarked.uncorrected"),
        };
        let value = ("value", Value::Probability(self.value));
        let n = ("n", self.compared.into());
        match self.evidence() {
            Some((_, percent)) => {
                draft.say(marked, &[("percent", percent.into()), value, n, corrected_by(self.correction)])
            }
            None => draft.say(unmarked, &[value, n, corrected_by(self.correction)]),
        };
    }
}

/// The name of the correction as a slot.
pub(super) fn corrected_by(correction: Correction) -> (&'static str, Value<'static>) {
    let name = match correction {
        Correction::BenjaminiYekutieli => "correction.by",
        Correction::BenjaminiHochberg | Correction::None => "correction.bh",
    };
    ("correction", Value::Term(name))
}
