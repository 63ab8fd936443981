//! Do incidents follow one another close by?

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::{Counted, Sentence};

/// More than chance is said under this one-sided p.
const LEVEL: f64 = 0.05;

/// What there is to say of one band of distance and days.
#[derive(Debug, Clone, Copy)]
pub struct NearRepeatFacts {
    /// What is counted.
    pub counted: Counted,
    /// Incidents in all.
    pub n: u64,
    /// Distance from, and up to but not including; `None` is the same place.
    pub distance_m: Option<(f64, f64)>,
    /// First and last day of the band, both included.
    pub days: (u32, u32),
    /// Pairs in the band.
    pub observed: u64,
    /// Their mean over the permutations.
    pub expected: f64,
    /// One-sided p.
    pub p: f64,
    /// Permutations.
    pub permutations: u32,
    /// Bands of the table.
    pub bands: u32,
}

/// How often incidents follow one another within a distance and some days.
#[must_use]
pub fn near_repeat(facts: &NearRepeatFacts) -> Sentence {
    if facts.n == 0 {
        return nothing(&Nothing::NoRecords, facts.counted);
    }
    let mut draft = Draft::new(&[facts.counted.unit()]);
    let common = [
        ("day_from", facts.days.0.into()),
        ("day_to", facts.days.1.into()),
        ("observed", facts.observed.into()),
        ("expected", facts.expected.into()),
    ];
    match facts.distance_m {
        None => draft.say("near.pairs.same", &common),
        Some((from, to)) => {
            let mut slots = common.to_vec();
            slots.extend([("distance_from", from.into()), ("distance_to", to.into())]);
            draft.say("near.pairs", &slots)
        }
    };
    if facts.expected > 0.0 {
        let ratio = facts.observed as f64 / facts.expected;
        if facts.p < LEVEL {
            draft.say("ratio", &[("ratio", ratio.into())]);
        }
        draft.say(if facts.p < LEVEL { "near.more" } else { "near.none" }, &[("p", Value::Probability(facts.p))]);
    }
    let how = [("n", facts.n.into()), ("permutations", facts.permutations.into()), ("bands", facts.bands.into())];
    let said = draft.say("near.how", &how).finish();
    if facts.expected > 0.0 {
        return said;
    }
    said.then(&nothing(&Nothing::NoExpectedPairs { observed: facts.observed }, facts.counted))
}
