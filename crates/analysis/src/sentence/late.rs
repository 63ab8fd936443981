//! Is everything registered yet?

use super::Sentence;
use super::draft::{Draft, Value};
use jiff::civil::Date;

/// What there is to say of days that are not registered in full.
#[derive(Debug, Clone, Copy)]
pub struct LateFacts<'a> {
    /// The source.
    pub source: &'a str,
    /// Days of the period that concerns.
    pub days: u32,
    /// The last day on which anything was registered.
    pub as_of: Date,
    /// The share registered so far.
    pub registered: f64,
}

/// How much of the last days a source has registered so far.
#[must_use]
pub fn late(facts: &LateFacts<'_>) -> Sentence {
    let slots = [
        ("days", facts.days.into()),
        ("as_of", Value::Day(facts.as_of)),
        ("share", (100.0 * facts.registered).into()),
        ("source", Value::Text(facts.source)),
    ];
    Draft::new(&[]).say("late", &slots).finish()
}
