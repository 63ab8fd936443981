//! Did a place rise or fall?

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::{Compared, Counted, Sentence, Sureness};
use jiff::civil::Date;

/// Days from the first on, the last left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub to: Date,
}

impl Days {
    /// The last day itself, as people name it.
    pub(super) fn last(&self) -> Date {
        self.to.yesterday().unwrap_or(self.to)
    }
}

/// What the later count is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeBasis {
    /// The same number a day as before.
    SameRate,
    /// The change of the whole area.
    WholeArea,
    /// The season, the year's level unchanged.
    Season,
}

/// What there is to say of a change.
#[derive(Debug, Clone, Copy)]
pub struct ChangeFacts {
    /// What is counted.
    pub counted: Counted,
    /// A cell or an area.
    pub place: Compared,
    /// The earlier period.
    pub before_days: Days,
    /// Counted in it.
    pub before: u64,
    /// The later period.
    pub after_days: Days,
    /// Counted in it.
    pub after: u64,
    /// Expected in it.
    pub expected: f64,
    /// By what.
    pub basis: ChangeBasis,
    /// q (p without correction), how corrected, among how many.
    pub sureness: Sureness,
}

/// What happened between two periods in a cell or an area.
#[must_use]
pub fn change(facts: &ChangeFacts) -> Sentence {
    if facts.before + facts.after == 0 {
        return nothing(&Nothing::NoRecords, facts.counted);
    }
    let mut draft = Draft::new(&[facts.counted.unit(), facts.place.unit()]);
    let day = Value::Day;
    draft.say(
        "change.counts",
        &[
            // One place is told of, whatever the number compared.
            ("n", 1_u64.into()),
            ("before", facts.before.into()),
            ("before_from", day(facts.before_days.from)),
            ("before_to", day(facts.before_days.last())),
            ("after", facts.after.into()),
            ("after_from", day(facts.after_days.from)),
            ("after_to", day(facts.after_days.last())),
        ],
    );
    let basis = match facts.basis {
        ChangeBasis::SameRate => "change.expected.length",
        ChangeBasis::WholeArea => "change.expected.whole",
        ChangeBasis::Season => "change.expected.season",
    };
    draft.say(basis, &[("expected", facts.expected.into())]);
    let up = facts.after as f64 > facts.expected;
    match facts.sureness.evidence() {
        Some((evidence, _)) => {
            let key = if up { "change.up" } else { "change.down" };
            draft.say(key, &[("evidence", Value::Term(evidence))])
        }
        None => draft.say("change.none", &[]),
    };
    facts.sureness.say(&mut draft);
    draft.say("change.caution", &[]).finish()
}
