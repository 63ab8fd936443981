//! How late does each source register, and how much of the last days is still to come?

use crate::StudySets;
use crate::registration::{COMPLETE, SourceDelay};
use crate::sentence::{LateFacts, late};
use crate::{AnalysisError, Sentence};
use aula_disclosure::{Precise, may_see_precise};
use aula_model::Viewer;
use aula_snapshot::Snapshot;
use jiff::ToSpan as _;
use serde::Serialize;

/// A question about delays: it has no choices, every source is told of.
#[derive(Debug, Clone, Copy, Default)]
pub struct DelayQuery;

/// The delays of the sources that say when they registered.
#[derive(Debug, Clone, Serialize)]
pub struct Delay {
    /// Each source, by name.
    pub sources: Vec<SourceRegistration>,
    /// A day counts as complete from this share on.
    pub complete: f64,
}

/// The delay of one source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRegistration {
    /// The source.
    pub source: String,
    /// Incidents that it was learned from.
    pub n: u64,
    /// Incidents left out: registered before they happened, or later than the longest delay.
    pub left_out: u64,
    /// The longest delay looked for, in days.
    pub longest_days: u32,
    /// The last day on which anything was registered.
    pub as_of: String,
    /// From this day on less than `complete` is registered; none where all is.
    pub incomplete_from: Option<String>,
    /// The share of a day's incidents that is registered after so many days, from 0 on.
    pub completeness: Vec<f64>,
    /// The same in words; none where all is registered.
    pub sentence: Option<Sentence>,
}

/// How late each source registers, by its own delays; those of the last days are not taken for short ones.
///
/// # Errors
/// [`AnalysisError::Withheld`] for a viewer who may not see precise figures.
///
/// # References
/// Lawless 1994, Canadian Journal of Statistics 22, 15.
pub fn delay(
    viewer: &Viewer,
    snapshot: &Snapshot,
    sets: &StudySets,
    _query: &DelayQuery,
) -> Result<Precise<Delay>, AnalysisError> {
    may_see_precise(viewer)?;
    let mut sources: Vec<_> = sets.delays().of(snapshot).iter().map(told).collect();
    sources.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(Precise::counts(Delay { sources, complete: COMPLETE }).within(snapshot.limits()))
}

fn told(source: &SourceDelay) -> SourceRegistration {
    let days = source.incomplete_days;
    let shares = &source.delay.completeness[..days];
    let from = source.as_of.checked_sub((days as i64 - 1).days()).ok().filter(|_| days > 0);
    let registered = shares.iter().sum::<f64>() / days.max(1) as f64;
    let facts = LateFacts { source: source.source.as_str(), days: days as u32, as_of: source.as_of, registered };
    SourceRegistration {
        source: source.source.to_string(),
        n: source.learned_from,
        left_out: source.delay.left_out as u64,
        longest_days: source.longest_days,
        as_of: source.as_of.to_string(),
        incomplete_from: from.map(|day| day.to_string()),
        completeness: source.delay.completeness.clone(),
        sentence: (days > 0).then(|| late(&facts)),
    }
}
