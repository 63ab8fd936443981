//! How much of the last days is still to be registered?

use crate::StatisticsError;

/// [`reporting_delay`]'s estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportingDelay {
    /// The share of incidents registered within d days, for d = 0, 1, …, longest; rises to 1.
    pub completeness: Vec<f64>,
    /// Rows left out: registered before the event or after the day of the data, or later than the longest delay.
    pub left_out: usize,
}

/// Late registration: what share of the incidents of a day is known d days later?
///
/// Recent days look calm because their incidents are not all registered. Short delays are over-represented among recent
/// incidents, so the distribution is estimated from the long end: g(k), the share with delay k among those with a delay
/// of at most k that are at least k days old, and F(d) = Π_{k > d} (1 − g(k)). It is conditional on delays up to the
/// longest asked for.
///
/// # Arguments
/// * `event_days`, `registered_days`: local days as numbers, one pair for each incident.
/// * `as_of_day`: the last day that could be registered in these data.
/// * `longest_days`: the longest delay of interest, for instance 60.
///
/// # Returns
/// The completeness by age. Divide a day's count by that of its age ([`ReportingDelay::corrected`]), and warn where it
/// is low ([`ReportingDelay::incomplete_days`]).
///
/// # Errors
/// [`StatisticsError::Length`] for other lengths, [`StatisticsError::TooFew`] where fewer than 30 rows remain or none is
/// as old as the longest delay, [`StatisticsError::Setting`] for a longest delay over 3,650 days.
///
/// # References
/// Lawless (1994), Canadian Journal of Statistics 22, 15–31.
pub fn reporting_delay(
    event_days: &[i32],
    registered_days: &[i32],
    as_of_day: i32,
    longest_days: u32,
) -> Result<ReportingDelay, StatisticsError> {
    crate::check::length("registered_days", event_days.len(), registered_days.len())?;
    if longest_days > 3650 {
        let rule = "at most 3,650 days";
        return Err(StatisticsError::Setting { name: "longest_days", value: f64::from(longest_days), rule });
    }
    let longest = longest_days as usize;
    let day = |d: i32| i64::from(d);
    let usable = |event: i32, registered: i32| {
        let delay = day(registered) - day(event);
        (delay >= 0 && delay <= longest as i64 && registered <= as_of_day).then_some(delay as usize)
    };
    // By delay: how many; and how many have each age, capped at the longest delay.
    let mut by_delay = vec![0_u64; longest + 1];
    let mut by_delay_and_age: Vec<(usize, usize)> = Vec::with_capacity(event_days.len());
    for (&event, &registered) in event_days.iter().zip(registered_days) {
        if let Some(delay) = usable(event, registered) {
            let age = (day(as_of_day) - day(event)).min(longest as i64) as usize;
            by_delay[delay] += 1;
            by_delay_and_age.push((delay, age));
        }
    }
    let used = by_delay_and_age.len();
    if used < 30 {
        return Err(StatisticsError::TooFew { what: "incidents with both days", found: used, needed: 30 });
    }
    if by_delay_and_age.iter().all(|&(_, age)| age < longest) {
        return Err(StatisticsError::TooFew { what: "incidents as old as the longest delay", found: 0, needed: 1 });
    }
    // At risk for k: delay ≤ k ≤ age. Each incident counts on the stretch from its delay to its age.
    let mut steps = vec![0_i64; longest + 2];
    for &(delay, age) in &by_delay_and_age {
        steps[delay] += 1;
        steps[age + 1] -= 1;
    }
    let mut at_risk = 0;
    let mut hazard = vec![0.0; longest + 1];
    for k in 0..=longest {
        at_risk += steps[k];
        // All incidents with delay k are at least k days old, so none is missing here.
        hazard[k] = if at_risk > 0 { by_delay[k] as f64 / at_risk as f64 } else { 0.0 };
    }
    let mut completeness = vec![1.0; longest + 1];
    for d in (0..longest).rev() {
        completeness[d] = completeness[d + 1] * (1.0 - hazard[d + 1]);
    }
    Ok(ReportingDelay { completeness, left_out: event_days.len() - used })
}

impl ReportingDelay {
    /// The count that a day of this age will have once all is registered.
    ///
    /// # Arguments
    /// * `count`: the incidents of the day known so far.
    /// * `age_days`: how many days ago it was.
    ///
    /// # Returns
    /// `None` where nothing is ever registered that fast, so that no count can be inferred.
    #[must_use]
    pub fn corrected(&self, count: f64, age_days: usize) -> Option<f64> {
        let share = self.completeness.get(age_days).copied().unwrap_or(1.0);
        (share > 0.0).then(|| count / share)
    }

    /// How many of the last days are known to less than `threshold`, today (age 0) included: warn if any is analysed.
    #[must_use]
    pub fn incomplete_days(&self, threshold: f64) -> usize {
        self.completeness.iter().take_while(|&&share| share < threshold).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every day 8 incidents: 4 registered at once, 2 after one day, 2 after three; cut at day 100.
    fn feed() -> (Vec<i32>, Vec<i32>) {
        let rows = (0..=100).flat_map(|day| [0, 0, 0, 0, 1, 1, 3, 3].map(|delay| (day, day + delay)));
        rows.filter(|&(_, registered)| registered <= 100).unzip()
    }

    #[test]
    fn recovers_the_delays_in_spite_of_the_cut() {
        let (event, registered) = feed();
        let got = reporting_delay(&event, &registered, 100, 5).unwrap();
        for (got, want) in got.completeness.iter().zip([0.5, 0.75, 0.75, 1.0, 1.0, 1.0]) {
            assert!((got - want).abs() < 1e-12, "{got} is not {want}");
        }
        assert_eq!(got.corrected(4.0, 0), Some(8.0));
        assert_eq!(got.corrected(8.0, 50), Some(8.0));
        assert_eq!(got.incomplete_days(0.95), 3);
        assert_eq!(got.left_out, 0);
    }

    #[test]
    fn leaves_out_and_counts_what_cannot_be() {
        let (mut event, mut registered) = feed();
        event.extend([50, 50, i32::MIN]);
        registered.extend([40, 70, i32::MAX]);
        assert_eq!(reporting_delay(&event, &registered, 100, 5).unwrap().left_out, 3);
        assert!(reporting_delay(&event[..20], &registered[..20], 100, 5).is_err());
        assert!(reporting_delay(&event, &registered, 100, 4000).is_err());
        assert!(reporting_delay(&event, &registered[1..], 100, 5).is_err());
    }
}
