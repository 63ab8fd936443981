//! Was a month unusual for its season?

use super::draft::{Draft, Value};
use super::{Counted, Days, Sentence};

/// What there is to say of a period beside season and trend.
#[derive(Debug, Clone, Copy)]
pub struct SeasonalFacts {
    /// What is counted.
    pub counted: Counted,
    /// The period.
    pub days: Days,
    /// Counted in it.
    pub observed: u64,
    /// Expected by season and trend.
    pub expected: f64,
    /// The interval that holds 95 of 100 such periods.
    pub interval: (f64, f64),
    /// Periods that season and trend were taken from.
    pub n: u64,
    /// The share registered so far, where the period is not complete.
    pub registered: Option<f64>,
}

/// Whether a period was unusual, or is not complete yet.
#[must_use]
pub fn seasonal(facts: &SeasonalFacts) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit()]);
    let (low, high) = facts.interval;
    draft.say(
        "seasonal.count",
        &[
            ("from", Value::Day(facts.days.from)),
            ("to", Value::Day(facts.days.last())),
            ("observed", facts.observed.into()),
            ("expected", facts.expected.into()),
            ("low", low.into()),
            ("high", high.into()),
        ],
    );
    let observed = facts.observed as f64;
    match facts.registered {
        // A tail that is still growing is neither few nor many.
        Some(share) => draft.say("seasonal.incomplete", &[("share", (100.0 * share).into())]),
        None if observed > high => draft.say("seasonal.above", &[]),
        None if observed < low => draft.say("seasonal.below", &[]),
        None => draft.say("seasonal.within", &[]),
    };
    draft.say("seasonal.how", &[("n", facts.n.into())]).finish()
}
