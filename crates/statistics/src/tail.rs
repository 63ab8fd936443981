//! Tail probabilities: the one place where p-values are made from a distribution.

use libm::erfc;
use statrs::function::gamma::{checked_gamma_lr, checked_gamma_ur};
use std::f64::consts::{PI, SQRT_2};

/// The smallest p-value ever answered; below it double precision cannot tell a tail from 0.
pub const SMALLEST_P: f64 = f64::MIN_POSITIVE;

/// The two-sided p-value of a standard normal z, 2Φ(−|z|), accurate in the far tails and never 0.
///
/// # Examples
/// ```
/// let p = aula_statistics::two_sided_normal_p(1.959963984540054);
/// assert!((p - 0.05).abs() < 1e-12);
/// ```
#[must_use]
pub fn two_sided_normal_p(z: f64) -> f64 {
    bounded(erfc(z.abs() / SQRT_2))
}

/// P(Y ≤ y) of a standard normal.
pub(crate) fn normal_below(y: f64) -> f64 {
    0.5 * erfc(-y / SQRT_2)
}

/// The y with P(Y ≤ y) = p of a standard normal, p in (0, 1).
pub(crate) fn normal_quantile(p: f64) -> f64 {
    -SQRT_2 * statrs::function::erf::erfc_inv(2.0 * p)
}

/// Doubles a one-sided tail: at most 1 and never 0.
pub(crate) fn doubled(tail: f64) -> f64 {
    bounded(2.0 * tail)
}

fn bounded(p: f64) -> f64 {
    if p.is_nan() { 1.0 } else { p.clamp(SMALLEST_P, 1.0) }
}

/// P(Y ≥ y) of the Pearson type III distribution with mean 0, variance 1 and the given skewness.
///
/// A gamma distribution moved and mirrored: with a = 4/skew² and positive skew, a + y√a is Gamma(a, 1). At skew 0 it is
/// the normal. Below the support's start (positive skew) the answer is 1, beyond its end (negative skew) 0.
///
/// # References
/// Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions 1, ch. 17.
pub(crate) fn type_three_above(y: f64, skew: f64) -> f64 {
    if skew < 0.0 {
        return type_three_below(-y, -skew);
    }
    let a = 4.0 / (skew * skew);
    if a > NORMAL_SHAPE {
        return normal_below(-y);
    }
    let x = a + y * a.sqrt();
    if x <= 0.0 {
        1.0
    } else if a > LARGE_SHAPE {
        large_shape(a, y, -1.0)
    } else {
        checked_gamma_ur(a, x).unwrap_or(1.0)
    }
}

/// P(Y ≤ y) of the same distribution as [`type_three_above`].
pub(crate) fn type_three_below(y: f64, skew: f64) -> f64 {
    if skew < 0.0 {
        return type_three_above(-y, -skew);
    }
    let a = 4.0 / (skew * skew);
    if a > NORMAL_SHAPE {
        return normal_below(y);
    }
    let x = a + y * a.sqrt();
    if x <= 0.0 {
        0.0
    } else if a > LARGE_SHAPE {
        large_shape(a, y, 1.0)
    } else {
        checked_gamma_lr(a, x).unwrap_or(1.0)
    }
}

/// Above this shape the series of the incomplete gamma function grow long and lose digits.
const LARGE_SHAPE: f64 = 1e5;
/// Above this shape (a skewness under 2e-8) the distribution is the normal to double precision.
const NORMAL_SHAPE: f64 = 1e16;

/// Temme's uniform expansion of the incomplete gamma function to its first correction; `side` 1 below, −1 above.
///
/// Its relative error is of the order 1/(12 a), under 1e-6 of the correction at the shapes it is used for.
/// Reference: Temme (1979), SIAM J. Math. Anal. 10, 757–766.
fn large_shape(a: f64, y: f64, side: f64) -> f64 {
    let m = y / a.sqrt();
    // λ − 1 − ln λ with λ = 1 + m, by its series where the difference would cancel.
    let gap = if m.abs() < 1e-2 {
        let mut term = m * m;
        let mut sum = 0.0;
        for power in 2..12 {
            sum += term / f64::from(power) * if power % 2 == 0 { 1.0 } else { -1.0 };
            term *= m;
        }
        sum
    } else {
        m - m.ln_1p()
    };
    let eta = m.signum() * (2.0 * gap).sqrt();
    let correction = if m.abs() < 1e-4 { -1.0 / 3.0 + m / 12.0 } else { 1.0 / m - 1.0 / eta };
    let density = (-a * gap).exp() / (2.0 * PI * a).sqrt();
    let tail = normal_below(side * eta * a.sqrt()) - side * density * correction;
    tail.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a:e} is not {b:e}");
    }

    #[test]
    fn normal_tails_are_accurate_far_out() {
        // Values of 2Φ(−z) to 16 digits (Abramowitz & Stegun 26.2 and arbitrary-precision arithmetic).
        close(two_sided_normal_p(1.0), 0.317_310_507_862_914_1, 1e-13);
        close(two_sided_normal_p(-6.0), 1.973_175_290_075_396e-9, 1e-12);
        close(two_sided_normal_p(10.0), 1.523_970_604_832_108e-23, 1e-12);
        assert_eq!(two_sided_normal_p(0.0), 1.0);
        assert_eq!(two_sided_normal_p(1e9), SMALLEST_P);
    }

    #[test]
    fn type_three_is_the_exponential_at_skew_two() {
        // Skewness 2 is the exponential moved to mean 0: P(Y ≥ y) = exp(−(y + 1)).
        for y in [-0.9, 0.0, 1.0, 5.0, 30.0] {
            close(type_three_above(y, 2.0), (-(y + 1.0_f64)).exp(), 1e-12);
            close(type_three_below(y, 2.0), -(-(y + 1.0_f64)).exp_m1(), 1e-12);
            close(type_three_below(-y, -2.0), (-(y + 1.0_f64)).exp(), 1e-12);
        }
        assert_eq!(type_three_below(-1.5, 2.0), 0.0);
        assert_eq!(type_three_above(-1.5, 2.0), 1.0);
    }

    #[test]
    fn type_three_passes_smoothly_into_the_large_shapes_and_the_normal() {
        for y in [-4.0, -1.0, -1e-3, 0.0, 0.5, 3.0, 6.0] {
            let below = |a: f64| type_three_below(y, 2.0 / a.sqrt());
            let above = |a: f64| type_three_above(y, 2.0 / a.sqrt());
            close(below(LARGE_SHAPE * 1.000_001), below(LARGE_SHAPE * 0.999_999), 1e-6);
            close(above(LARGE_SHAPE * 1.000_001), above(LARGE_SHAPE * 0.999_999), 1e-6);
            close(above(1e15), normal_below(-y), 1e-5);
            close(below(1e17), normal_below(y), 1e-12);
        }
    }
}
