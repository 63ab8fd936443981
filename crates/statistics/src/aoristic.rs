//! When did it happen, if only a span is known?

use crate::StatisticsError;

/// Hours of a week, from Monday 00:00.
pub const WEEK_HOURS: usize = 168;
const WEEK_MINUTES: u64 = 10_080;

/// Aoristic weights: the share of an incident's time span that lies in each hour of the week.
///
/// # Arguments
/// * `start_minute_of_week`: the local start in minutes since Monday 00:00, below 10,080.
/// * `duration_minutes`: how long the span is; 0 means that the minute is known.
///
/// # Returns
/// The hours with a share, as (hour of the week, weight) in the order of time; the weights sum to 1. A span of more than
/// a week comes round to hours it has met before.
///
/// # Errors
/// [`StatisticsError::OutOfRange`] for a start outside the week.
///
/// # Examples
/// ```
/// // Monday 23:30 to Tuesday 01:00.
/// let weights = aula_statistics::aoristic_weights(23 * 60 + 30, 90)?;
/// assert_eq!(weights, [(23, 1.0 / 3.0), (24, 2.0 / 3.0)]);
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
///
/// # References
/// Ratcliffe & McCullagh (1998), International Journal of Geographical Information Science 12, 751–764.
pub fn aoristic_weights(
    start_minute_of_week: u32,
    duration_minutes: u64,
) -> Result<Vec<(usize, f64)>, StatisticsError> {
    let start = u64::from(start_minute_of_week);
    if start >= WEEK_MINUTES {
        let (what, rule) = ("start_minute_of_week", "below 10,080");
        return Err(StatisticsError::OutOfRange { what, index: 0, value: f64::from(start_minute_of_week), rule });
    }
    let first = (start / 60) as usize;
    if duration_minutes == 0 {
        return Ok(vec![(first, 1.0)]);
    }
    let (weeks, rest) = (duration_minutes / WEEK_MINUTES, duration_minutes % WEEK_MINUTES);
    let mut minutes = [weeks * 60; WEEK_HOURS];
    let mut at = start;
    let end = start + rest;
    while at < end {
        let next = ((at / 60 + 1) * 60).min(end);
        minutes[(at / 60) as usize % WEEK_HOURS] += next - at;
        at = next;
    }
    let hours = (first..first + WEEK_HOURS).map(|hour| hour % WEEK_HOURS);
    let weight = |hour: usize| minutes[hour] as f64 / duration_minutes as f64;
    Ok(hours.filter(|&hour| minutes[hour] > 0).map(|hour| (hour, weight(hour))).collect())
}

/// Incidents by weekday and hour, each spread over its span.
///
/// # Arguments
/// * `spans`: start in minutes since Monday 00:00 and duration in minutes of each incident, as for
///   [`aoristic_weights`].
/// * `longest_minutes`: spans longer than this say too little of the hour and are left out and counted.
///
/// # Returns
/// Seven rows from Monday with 24 hours each, which sum to the incidents used; and how many were left out.
///
/// # Errors
/// [`StatisticsError::OutOfRange`] for a start outside the week, with the number of the incident.
pub fn hour_by_weekday(spans: &[(u32, u64)], longest_minutes: u64) -> Result<([[f64; 24]; 7], usize), StatisticsError> {
    let mut matrix = [[0.0; 24]; 7];
    let mut left_out = 0;
    for (index, &(start, duration)) in spans.iter().enumerate() {
        if duration > longest_minutes {
            left_out += 1;
            continue;
        }
        let weights = aoristic_weights(start, duration).map_err(|_| StatisticsError::OutOfRange {
            what: "spans",
            index,
            value: f64::from(start),
            rule: "below 10,080 minutes since Monday 00:00",
        })?;
        for (hour, weight) in weights {
            matrix[hour / 24][hour % 24] += weight;
        }
    }
    Ok((matrix, left_out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_one_and_wrap_round_the_week() {
        for (start, duration) in [(0, 0), (10_079, 1), (10_050, 60), (61, 10_080), (5_000, 25_000), (0, u64::MAX)] {
            let sum: f64 = aoristic_weights(start, duration).unwrap().iter().map(|(_, w)| w).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{start} {duration} {sum}");
        }
        assert_eq!(aoristic_weights(10_050, 60).unwrap(), [(167, 0.5), (0, 0.5)]);
        assert!(aoristic_weights(10_080, 5).is_err());
    }

    #[test]
    fn the_matrix_sums_to_the_incidents_used() {
        let (matrix, left_out) = hour_by_weekday(&[(0, 0), (1_430, 20), (3_000, 9_000)], 1_440).unwrap();
        assert_eq!(left_out, 1);
        assert_eq!((matrix[0][0], matrix[0][23], matrix[1][0]), (1.0, 0.5, 0.5));
        assert!((matrix.as_flattened().iter().sum::<f64>() - 2.0).abs() < 1e-12);
        assert!(matches!(
            hour_by_weekday(&[(0, 0), (99_999, 0)], 60),
            Err(StatisticsError::OutOfRange { index: 1, .. })
        ));
    }
}
