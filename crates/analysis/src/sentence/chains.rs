//! Which incidents hang together, one after the other?

use super::draft::Draft;
use super::nothing::{Nothing, nothing};
use super::{Counted, Sentence};

/// What there is to say of chains of near repeats.
#[derive(Debug, Clone, Copy)]
pub struct ChainsFacts {
    /// What is counted.
    pub counted: Counted,
    /// Incidents in all.
    pub n: u64,
    /// Chains of at least two.
    pub chains: u64,
    /// Incidents in them.
    pub linked: u64,
    /// Incidents in the longest.
    pub longest: u64,
    /// A link is shorter than this.
    pub distance_m: f64,
    /// And has fewer days than this.
    pub days: u32,
}

/// How many incidents follow one another in chains.
#[must_use]
pub fn chains(facts: &ChainsFacts) -> Sentence {
    if facts.n == 0 {
        return nothing(&Nothing::NoRecords, facts.counted);
    }
    let slots = [
        ("n", facts.n.into()),
        ("chains", facts.chains.into()),
        ("linked", facts.linked.into()),
        ("longest", facts.longest.into()),
        ("distance", facts.distance_m.into()),
        ("days", facts.days.into()),
    ];
    Draft::new(&[facts.counted.unit()]).say("chains", &slots).say("chains.caution", &[]).finish()
}
