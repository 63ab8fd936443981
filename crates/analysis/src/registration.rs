//! How much of the last days is still to be registered, source by source.

use crate::Sentence;
use crate::sentence::{LateFacts, late};
use crate::study::StudySets;
use aula_model::{AreaId, Period, Seq, Slice, SourceName};
use aula_snapshot::{Layer, Registrations, Snapshot};
use aula_statistics::{ReportingDelay, reporting_delay};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// A day counts as known from this share on.
pub(crate) const COMPLETE: f64 = 0.95;
/// The longest delays looked for; shorter ones where the data do not reach back that far.
const LONGEST_DAYS: [u32; 3] = [90, 60, 30];

/// What one source has still to register.
#[derive(Debug, Clone)]
pub(crate) struct SourceDelay {
    pub(crate) source: SourceName,
    /// The last day on which anything was registered.
    pub(crate) as_of: Date,
    /// The days before that, today among them, that are known to less than [`COMPLETE`].
    pub(crate) incomplete_days: usize,
    pub(crate) longest_days: u32,
    /// Incidents that the delay was learned from.
    pub(crate) learned_from: u64,
    pub(crate) delay: ReportingDelay,
}

/// A part of the period that a source has not registered in full yet.
#[derive(Debug, Clone, Serialize)]
pub struct Incomplete {
    /// The source.
    pub source: String,
    /// The last day on which it registered anything.
    pub as_of: String,
    /// From this day on less than 95 % is registered.
    pub incomplete_from: String,
    /// How many days of the period that concerns.
    pub days: u32,
    /// The share of these days' incidents that is registered so far, by the source's own delay.
    pub registered: f64,
    /// The same in words.
    pub sentence: Sentence,
}

/// The delays of a version of the data, worked out once.
#[derive(Debug, Default)]
pub(crate) struct Delays(Mutex<Option<(Key, Arc<Vec<SourceDelay>>)>>);

/// The last change of an incident, the last of anything else, and the areas that the version is limited to.
type Key = (Seq, Seq, Option<Vec<AreaId>>);

impl Delays {
    /// The delays of the sources that say when they registered, and often enough to learn from.
    pub(crate) fn of(&self, snapshot: &Snapshot) -> Arc<Vec<SourceDelay>> {
        let limits = snapshot.limits().map(<[AreaId]>::to_vec);
        let key = (snapshot.incidents_seq(), snapshot.ground_seq(), limits);
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = lock().as_ref().filter(|(at, _)| *at == key) {
            return Arc::clone(known);
        }
        let found = Arc::new(snapshot.registrations().into_iter().filter_map(learn).collect::<Vec<_>>());
        *lock() = Some((key, Arc::clone(&found)));
        found
    }
}

fn learn(source: Registrations) -> Option<SourceDelay> {
    let Registrations { source, event_days, registered_days, as_of_day } = source;
    let fit = |longest| Some((longest, reporting_delay(&event_days, &registered_days, as_of_day, longest).ok()?));
    let (longest_days, delay) = LONGEST_DAYS.into_iter().find_map(fit)?;
    Some(SourceDelay {
        source,
        as_of: date(1970, 1, 1).checked_add(i64::from(as_of_day).days()).ok()?,
        incomplete_days: delay.incomplete_days(COMPLETE),
        longest_days,
        learned_from: (event_days.len() - delay.left_out) as u64,
        delay,
    })
}

/// The sources that have not registered a part of the period yet; none for places, which nobody registers.
pub(crate) fn incomplete(snapshot: &Snapshot, sets: &StudySets, slice: &Slice, layer: &Layer) -> Vec<Incomplete> {
    if *layer != Layer::Incidents {
        return Vec::new();
    }
    sets.delays().of(snapshot).iter().filter_map(|source| within(source, slice.period)).collect()
}

fn within(source: &SourceDelay, period: Period) -> Option<Incomplete> {
    let from = source.as_of.checked_sub((source.incomplete_days as i64 - 1).days()).ok()?;
    let age = |day: Date| usize::try_from(crate::change::days_between(day, source.as_of)).unwrap_or(0);
    let first = period.from().map_or(from, |day| day.max(from));
    let last = period.to().and_then(|to| to.yesterday().ok()).map_or(source.as_of, |day| day.min(source.as_of));
    if source.incomplete_days == 0 || first > last {
        return None;
    }
    let shares: Vec<f64> = (age(last)..=age(first)).map(|age| source.delay.completeness[age]).collect();
    let days = u32::try_from(shares.len()).unwrap_or(u32::MAX);
    let registered = shares.iter().sum::<f64>() / shares.len() as f64;
    Some(Incomplete {
        sentence: late(&LateFacts { source: source.source.as_str(), days, as_of: source.as_of, registered }),
        source: source.source.to_string(),
        as_of: source.as_of.to_string(),
        incomplete_from: from.to_string(),
        days,
        registered,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half at once, half after four days; the last registration on 10 April 2025.
    fn source() -> SourceDelay {
        let as_of_day = 20_188;
        let rows = (as_of_day - 200..=as_of_day).flat_map(|day| [(day, day), (day, day + 4)]);
        let (event_days, registered_days) = rows.filter(|&(_, registered)| registered <= as_of_day).unzip();
        learn(Registrations { source: "police".parse().unwrap(), event_days, registered_days, as_of_day }).unwrap()
    }

    fn period(from: Option<Date>, to: Option<Date>) -> Period {
        Period::new(from, to).unwrap()
    }

    #[test]
    fn the_last_days_are_told_by_the_sources_own_delay() {
        let source = source();
        assert_eq!((source.as_of, source.incomplete_days, source.longest_days), (date(2025, 4, 10), 4, 90));
        let open = within(&source, Period::default()).unwrap();
        assert_eq!((open.incomplete_from.as_str(), open.days), ("2025-04-07", 4));
        assert!((open.registered - 0.5).abs() < 1e-9);
        let one = within(&source, period(Some(date(2025, 4, 9)), Some(date(2025, 4, 10)))).unwrap();
        assert_eq!(one.days, 1);
        assert!(within(&source, period(None, Some(date(2025, 4, 7)))).is_none(), "what ended before is complete");
        assert!(within(&source, period(Some(date(2025, 5, 1)), None)).is_none());
    }
}
