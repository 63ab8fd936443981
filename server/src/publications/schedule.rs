//! Versions that the running service proposes by itself. It never approves one.

use super::desk::{Desk, DeskError, Request};
use super::record::Record;
use crate::city::City;
use aula_disclosure::Quarter;
use aula_model::Viewer;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use std::sync::Arc;
use std::time::Duration;

/// Under which name the schedule proposes.
const NAME: &str = "schedule";
/// How often it looks whether a version is due.
const LOOK_EVERY: Duration = Duration::from_secs(3600);

/// Looks every hour whether the next version is due, until the service stops.
pub(crate) async fn keep_schedule(city: Arc<City>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let city = Arc::clone(&city);
        let done = tokio::task::spawn_blocking(move || propose_if_due(&city)).await;
        match done {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(record))) => tracing::info!(version = record.version, "proposed; a second person decides"),
            Ok(Err(error)) => tracing::error!(%error, "cannot propose the next version of the public layer"),
            Err(panicked) => tracing::error!(error = %panicked, "proposing broke"),
        }
    }
}

fn propose_if_due(city: &City) -> Result<Option<Record>, DeskError> {
    let snapshot = city.snapshot();
    let desk = Desk { store: city.store().as_ref(), snapshot: &snapshot };
    let today = Timestamp::now().to_zoned(snapshot.zone().clone()).date();
    let Some(days) = snapshot.settings().publishing.propose_days_after_quarter else { return Ok(None) };
    let records = desk.records()?;
    let Some(due) = due_quarter(today, days) else { return Ok(None) };
    // A version that was rejected counts too: whoever refused it says when there is to be another.
    let has = |record: &Record| record.publication().is_ok_and(|p| holds(p.get().calendar(), due));
    if records.iter().any(has) || records.iter().any(|r| r.state == super::State::Proposed) {
        return Ok(None);
    }
    let calendar = aula_analysis::publication::calendar_of(&snapshot, today, None)?;
    if !holds(&calendar, due) {
        return Ok(None);
    }
    desk.propose(&Viewer::operator(), NAME, &Request::default()).map(Some)
}

fn holds(calendar: &aula_disclosure::Calendar, quarter: Quarter) -> bool {
    quarter.since(calendar.first()).is_some_and(|n| n < calendar.quarters())
}

/// The last quarter that ended so many days ago or longer.
fn due_quarter(today: Date, days: u16) -> Option<Quarter> {
    let then = today.checked_sub(i64::from(days).days()).ok()?;
    // The day before the first of the quarter that `then` lies in is the last of the one that is over.
    let month = (then.month() - 1) / 3 * 3 + 1;
    let last = Date::new(then.year(), month, 1).ok()?.checked_sub(1.days()).ok()?;
    Quarter::of(last).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_is_due_so_many_days_after_its_end() {
        let due = |day: Date, days| due_quarter(day, days).unwrap().to_string();
        assert_eq!(due(date(2026, 1, 31), 30), "2025-Q4");
        assert_eq!(due(date(2026, 1, 30), 30), "2025-Q3");
        assert_eq!(due(date(2026, 4, 1), 0), "2026-Q1");
        assert_eq!(due(date(2026, 3, 31), 0), "2025-Q4");
    }
}
