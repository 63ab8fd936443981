//! How a cell moves through time.

use super::draft::{Draft, Value};
use super::{Counted, Sentence};
use aula_statistics::EmergingClass;

/// A trend is told from none under this p, as the classes do.
const TREND_LEVEL: f64 = 0.05;

/// What there is to say of a cell's history.
#[derive(Debug, Clone, Copy)]
pub struct EmergingFacts {
    /// What is counted.
    pub counted: Counted,
    /// The class.
    pub class: EmergingClass,
    /// Steps in time.
    pub steps: u32,
    /// Steps in which the cell is hot.
    pub hot: u32,
    /// Steps in which it is cold.
    pub cold: u32,
    /// Steps without a verdict.
    pub silent: u32,
    /// Counted in the last step with the neighbours.
    pub last: f64,
    /// Expected there if the step's records were spread evenly.
    pub expected: f64,
    /// Kendall's tau: its sign is the trend's direction.
    pub tau: f64,
    /// The trend's p.
    pub trend_p: f64,
    /// Cells compared.
    pub n: u64,
    /// The level of q in each step.
    pub level: f64,
}

/// How a cell came to be what it is, step by step.
#[must_use]
pub fn emerging(facts: &EmergingFacts) -> Sentence {
    let mut draft = Draft::new(&[facts.counted.unit()]);
    draft.say(&format!("emerging.{}", facts.class.as_str()), &[]);
    draft.say(
        "emerging.steps",
        &[("steps", facts.steps.into()), ("hot", facts.hot.into()), ("cold", facts.cold.into())],
    );
    if facts.silent > 0 {
        draft.say("emerging.silent", &[("silent", facts.silent.into())]);
    }
    draft.say("emerging.counts", &[("last", facts.last.into()), ("expected", facts.expected.into())]);
    let trend = match facts.tau {
        tau if facts.trend_p < TREND_LEVEL && tau > 0.0 => "emerging.trend.up",
        tau if facts.trend_p < TREND_LEVEL && tau < 0.0 => "emerging.trend.down",
        _ => "emerging.trend.none",
    };
    draft.say(trend, &[("p", Value::Probability(facts.trend_p))]);
    draft.say("emerging.how", &[("n", facts.n.into()), ("level", facts.level.into())]).finish()
}
