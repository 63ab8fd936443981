//! What is an area's rate, and how sure is it?

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::{Compared, Counted, Exposure, Sentence};

/// What there is to say of an area's rate; rates per 1,000 a year.
#[derive(Debug, Clone, Copy)]
pub struct RateFacts<'a> {
    /// What is counted.
    pub counted: Counted,
    /// The area's name.
    pub name: &'a str,
    /// Counted in it.
    pub count: u64,
    /// Who or what it is set against.
    pub exposure_kind: Exposure,
    /// How much of it.
    pub exposure: f64,
    /// Crude rate.
    pub rate: f64,
    /// The rate of all areas together.
    pub mean: f64,
    /// The count that rate would give here.
    pub expected: f64,
    /// The empirical-Bayes rate.
    pub eb_rate: f64,
    /// The 95 % interval.
    pub interval: (f64, f64),
    /// Areas compared.
    pub n: u64,
}

/// An area's rate, steadied and with its interval, beside that of all areas.
#[must_use]
pub fn rates(facts: &RateFacts<'_>) -> Sentence {
    if facts.exposure.is_nan() || facts.exposure <= 0.0 {
        let fault = Nothing::ExposureFault { count: facts.count };
        return nothing(if facts.count > 0 { &fault } else { &Nothing::NoExposure }, facts.counted);
    }
    let mut draft = Draft::new(&[facts.counted.unit(), Compared::Areas.unit(), facts.exposure_kind.unit()]);
    draft.say(
        "rates.count",
        &[
            ("name", Value::Text(facts.name)),
            ("count", facts.count.into()),
            ("exposure", facts.exposure.into()),
            ("rate", facts.rate.into()),
        ],
    );
    draft.say("rates.expected", &[("mean", facts.mean.into()), ("expected", facts.expected.into())]);
    let (low, high) = facts.interval;
    draft.say("rates.eb", &[("eb", facts.eb_rate.into()), ("low", low.into()), ("high", high.into())]);
    let verdict = if low > facts.mean {
        "rates.above"
    } else if high < facts.mean {
        "rates.below"
    } else {
        "rates.within"
    };
    draft.say(verdict, &[]).say("rates.how", &[("n", facts.n.into())]).finish()
}
