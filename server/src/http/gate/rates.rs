//! How many requests one client or token may send.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A second's worth of requests may come at once this many times over.
const BURST_SECONDS: f64 = 10.0;
/// How many clients are remembered.
const REMEMBERED: usize = 50_000;

/// Requests so far: for each client the moment at which its allowance would be whole again.
#[derive(Debug, Default)]
pub(crate) struct Rates(Mutex<HashMap<String, Instant>>);

impl Rates {
    /// Counts a request of somebody.
    ///
    /// # Errors
    /// How long to wait, where there were too many.
    pub(crate) fn count(&self, who: &str, per_second: u32, now: Instant) -> Result<(), Duration> {
        if per_second == 0 {
            return Ok(());
        }
        let each = Duration::from_secs_f64(1.0 / f64::from(per_second));
        let burst = Duration::from_secs_f64(BURST_SECONDS);
        let mut whole_again = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if whole_again.len() >= REMEMBERED {
            whole_again.retain(|_, at| *at > now);
            // So many at once are an attack from everywhere: begin again rather than grow.
            if whole_again.len() >= REMEMBERED {
                whole_again.clear();
            }
        }
        let at = whole_again.get(who).copied().unwrap_or(now).max(now);
        let ahead = at.duration_since(now) + each;
        if ahead > burst + each {
            return Err(ahead - burst);
        }
        whole_again.insert(who.to_owned(), at + each);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_a_flood_does_not_and_others_are_not_concerned() {
        let (rates, start) = (Rates::default(), Instant::now());
        let passed = (0..100).filter(|_| rates.count("a", 2, start).is_ok()).count();
        assert!((20..=21).contains(&passed), "ten seconds' worth: {passed}");
        assert!(rates.count("b", 2, start).is_ok());
        let wait = rates.count("a", 2, start).unwrap_err();
        assert!(wait <= Duration::from_secs(1), "{wait:?}");
        assert!(rates.count("a", 2, start + wait).is_ok());
        assert!((0..1000).all(|_| rates.count("c", 0, start).is_ok()), "no limit");
    }
}
