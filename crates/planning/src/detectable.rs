//! What could be seen at all, before anything is done.

use serde::{Deserialize, Serialize};

/// The 97.5 % point of the normal distribution.
pub(crate) const Z_975: f64 = 1.959_963_984_540_054;
/// The 80 % point.
const Z_80: f64 = 0.841_621_233_572_914;

/// How small a fall could be seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Detectable {
    /// An observed fall under this share cannot be told from chance.
    pub least_significant: f64,
    /// A true fall of this share is seen four times in five.
    pub seen_in_four_of_five: f64,
}

/// The counts to be expected if nothing happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Expected {
    pub(crate) treated_before: f64,
    pub(crate) treated_after: f64,
    pub(crate) control_before: f64,
    pub(crate) control_after: f64,
}

/// The smallest falls that could be seen with these counts, at 5 % two-sided; none with a count of 0.
///
/// The logarithm of the relative effect has the variance φ Σ 1/count, the treated count after the fall its own.
pub(crate) fn detectable(expected: &Expected, phi: f64) -> Option<Detectable> {
    let counts = [expected.treated_before, expected.treated_after, expected.control_before, expected.control_after];
    if counts.iter().any(|c| c.is_nan() || *c <= 0.0) {
        return None;
    }
    let error = |fall: f64| {
        let after = expected.treated_after * (1.0 - fall);
        let others = 1.0 / expected.treated_before + 1.0 / expected.control_before + 1.0 / expected.control_after;
        (phi * (1.0 / after + others)).sqrt()
    };
    // Both sides grow with the fall, the logarithm faster in the end: the crossing is found by halving.
    let least = |z: f64| {
        let (mut low, mut high) = (0.0_f64, 1.0 - 1e-9);
        for _ in 0..80 {
            let fall = 0.5 * (low + high);
            if -(1.0 - fall).ln() < z * error(fall) { low = fall } else { high = fall }
        }
        high
    };
    Some(Detectable { least_significant: least(Z_975), seen_in_four_of_five: least(Z_975 + Z_80) })
}

/// The incidents before, in an area and in an equally large control that does not change, from which on a fall
/// reaches z = 1.96: z² φ (4 − f)/f² for a fall by the share f.
///
/// # Examples
/// ```
/// assert_eq!(aula_planning::baseline_needed(0.213, 1.0).round(), 321.0);
/// ```
#[must_use]
pub fn baseline_needed(change: f64, phi: f64) -> f64 {
    // A rise by f gives (4 + f)/f²: the sum of the counts before and after is 4 + change in units of the baseline.
    let signed = 4.0 - change;
    Z_975 * Z_975 * phi * signed / (change * change)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_of_a_fifth_needs_the_stated_baseline() {
        assert!((baseline_needed(0.213, 1.0) - 321.0).abs() < 0.5);
        assert!((baseline_needed(0.213, 2.0) - 642.0).abs() < 1.0);
        assert!(baseline_needed(-0.213, 1.0) > baseline_needed(0.213, 1.0), "a rise leaves more to chance");
    }

    #[test]
    fn the_least_fall_is_just_significant_and_the_seen_one_larger() {
        let expected =
            Expected { treated_before: 300.0, treated_after: 200.0, control_before: 900.0, control_after: 600.0 };
        let found = detectable(&expected, 1.5).unwrap();
        let after = 200.0 * (1.0 - found.least_significant);
        let error = (1.5 * (1.0 / 300.0 + 1.0 / after + 1.0 / 900.0 + 1.0 / 600.0_f64)).sqrt();
        assert!((-(1.0 - found.least_significant).ln() / error - Z_975).abs() < 1e-6);
        assert!(found.seen_in_four_of_five > found.least_significant && found.seen_in_four_of_five < 0.5);
        assert!(detectable(&Expected { control_before: 0.0, ..expected }, 1.0).is_none());
    }
}
