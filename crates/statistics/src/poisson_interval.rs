//! How sure a count is.

use crate::StatisticsError;
use crate::poisson_gamma::quantile;

/// The interval of the mean of a Poisson count that holds it in at least the share `level` of cases.
///
/// # Arguments
/// * `events`: how many were counted.
/// * `level`: for instance 0.95.
///
/// # Returns
/// The lower and the upper end, in events; the lower end of no events is 0.
///
/// # Errors
/// [`StatisticsError::Setting`] for a level outside (0, 1).
///
/// # References
/// Garwood 1936, Biometrika 28, 437.
///
/// # Examples
/// ```
/// let (low, high) = aula_statistics::poisson_interval(10, 0.95)?;
/// assert!((low - 4.795389).abs() < 1e-5 && (high - 18.390356).abs() < 1e-5);
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
pub fn poisson_interval(events: u64, level: f64) -> Result<(f64, f64), StatisticsError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(StatisticsError::Setting { name: "level", value: level, rule: "between 0 and 1" });
    }
    let tail = (1.0 - level) / 2.0;
    let low = if events == 0 { 0.0 } else { quantile(events as f64, tail) };
    Ok((low, quantile(events as f64 + 1.0, 1.0 - tail)))
}
