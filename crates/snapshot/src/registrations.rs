//! How late the sources write down what happened.

use crate::Snapshot;
use crate::flags::Flags;
use crate::local::DAY_S;
use aula_model::{Precision, SourceName};
use jiff::Timestamp;

/// The days of the incidents of one source, and the days on which it registered them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrations {
    /// The source.
    pub source: SourceName,
    /// Local day of each incident that is known to the day, in days since 1970-01-01.
    pub event_days: Vec<i32>,
    /// The local day on which each was registered.
    pub registered_days: Vec<i32>,
    /// The last local day on which anything was registered: no later one can be in these data.
    pub as_of_day: i32,
}

impl Snapshot {
    /// The incidents by source whose day and day of registration are known; sources that do not say are left out.
    #[must_use]
    pub fn registrations(&self) -> Vec<Registrations> {
        let sources = self.city().words.sources.all();
        let mut found: Vec<(Vec<i32>, Vec<i32>)> = vec![(Vec::new(), Vec::new()); sources.len()];
        for part in self.city().incidents.parts() {
            let block = part.block;
            for row in (0..block.timed).filter(|&row| part.lives(row) && day_is_known(block.flags[row])) {
                let Some(minute) = block.registered_min(row).filter(|_| block.more_days[row] == 0) else { continue };
                let second = i64::from(minute) * 60;
                let offset = Timestamp::from_second(second).map_or(0, |at| self.zone().to_offset(at).seconds());
                let (events, registered) = &mut found[usize::from(block.source[row])];
                events.push(block.first_day[row]);
                registered.push(i32::try_from((second + i64::from(offset)).div_euclid(DAY_S)).unwrap_or(i32::MAX));
            }
        }
        let of_source = |(source, (event_days, registered_days)): (&SourceName, (Vec<i32>, Vec<i32>))| {
            let as_of_day = registered_days.iter().copied().max()?;
            Some(Registrations { source: source.clone(), event_days, registered_days, as_of_day })
        };
        sources.iter().zip(found).filter_map(of_source).collect()
    }
}

fn day_is_known(flags: Flags) -> bool {
    matches!(flags.precision(), Precision::Day | Precision::Minute)
}
