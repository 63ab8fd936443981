//! Preconditions that many statistics share.

use crate::StatisticsError;

/// Holds `found` to `expected` elements.
pub(crate) fn length(what: &'static str, expected: usize, found: usize) -> Result<(), StatisticsError> {
    if expected == found { Ok(()) } else { Err(StatisticsError::Length { what, expected, found }) }
}

/// Holds `values` to finite numbers, at least one of them.
pub(crate) fn finite(what: &'static str, values: &[f64]) -> Result<(), StatisticsError> {
    if values.is_empty() {
        return Err(StatisticsError::Empty { what });
    }
    match values.iter().position(|v| !v.is_finite()) {
        Some(index) => Err(StatisticsError::NotFinite { what, index, value: values[index] }),
        None => Ok(()),
    }
}

/// Holds `values` to finite numbers of at least 0.
pub(crate) fn non_negative(what: &'static str, values: &[f64]) -> Result<(), StatisticsError> {
    finite(what, values)?;
    match values.iter().position(|&v| v < 0.0) {
        Some(index) => Err(StatisticsError::OutOfRange { what, index, value: values[index], rule: "at least 0" }),
        None => Ok(()),
    }
}

/// Holds `values` to counts: whole numbers of at least 0, small enough for every unit to be told apart.
pub(crate) fn whole(what: &'static str, values: &[f64]) -> Result<(), StatisticsError> {
    non_negative(what, values)?;
    match values.iter().position(|&v| v.fract() != 0.0 || v > MAX_COUNT) {
        Some(index) => Err(StatisticsError::OutOfRange {
            what,
            index,
            value: values[index],
            rule: "a whole number of at most 2^53",
        }),
        None => Ok(()),
    }
}

/// The largest count below which every whole number has its own double.
pub(crate) const MAX_COUNT: f64 = 9_007_199_254_740_992.0;

/// Holds a setting to finite numbers above 0.
pub(crate) fn positive(name: &'static str, value: f64) -> Result<(), StatisticsError> {
    if value.is_finite() && value > 0.0 {
        Ok(())
    } else {
        Err(StatisticsError::Setting { name, value, rule: "finite and above 0" })
    }
}

/// Holds a sum or a square to finite numbers.
pub(crate) fn fits(what: &'static str, value: f64) -> Result<f64, StatisticsError> {
    if value.is_finite() { Ok(value) } else { Err(StatisticsError::TooLarge { what }) }
}

/// Holds points to finite coordinates, at least one of them.
pub(crate) fn points(what: &'static str, points: &[[f64; 2]]) -> Result<(), StatisticsError> {
    finite(what, points.as_flattened())
}
