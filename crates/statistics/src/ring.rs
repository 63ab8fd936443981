//! What a ring's total does when the counts are shuffled over the cells.

use crate::moments::Moments;
use crate::tail;

/// The shape of one row of weights: Σw, Σw², Σw³, and the weight they share if they are all equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RingShape {
    pub(crate) sum: f64,
    squares: f64,
    cubes: f64,
    pub(crate) equal: Option<f64>,
}

impl RingShape {
    pub(crate) fn of(size: usize, values: Option<&[f64]>) -> Self {
        let k = size as f64;
        match values {
            None => Self { sum: k, squares: k, cubes: k, equal: Some(1.0) },
            Some(w) => {
                let (mut sum, mut squares, mut cubes) = (0.0, 0.0, 0.0);
                for w in w {
                    sum += w;
                    squares += w * w;
                    cubes += w * w * w;
                }
                let equal = w.first().copied().filter(|first| *first > 0.0 && w.iter().all(|v| v == first));
                match equal {
                    // Sums that differ by rounding only would make equal weights depend on their scale.
                    Some(w) => Self { sum: k * w, squares: k * w * w, cubes: k * w * w * w, equal },
                    None => Self { sum, squares, cubes, equal },
                }
            }
        }
    }
}

/// The distribution of one ring's total under random permutation of all counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RingNull {
    pub(crate) expected: f64,
    deviation: f64,
    skew: f64,
    half_step: f64,
    /// The type III denies totals that the counts can reach, on its short-tailed side.
    void: bool,
}

impl RingNull {
    /// `None` where the total cannot vary (nQ = W², an empty row or a row of zeros).
    pub(crate) fn new(moments: &Moments, ring: &RingShape) -> Option<Self> {
        let n = moments.n;
        let spread = n * ring.squares - ring.sum * ring.sum;
        // Rounding leaves up to a few units in the last place of n Q where the ring is everything.
        if n < 2.0 || !spread.is_finite() || spread <= n * ring.squares * 1e-12 {
            return None;
        }
        let deviation = moments.variance.sqrt() * (spread / (n - 1.0)).sqrt();
        let expected = moments.mean * ring.sum;
        // Equal weights w make Σw³/Q^1.5 = 1/√k and W²/Q = k: the textbook's (γ/√k)(1 − 2k/n).
        let size = ring.sum * ring.sum / ring.squares;
        let skew = moments.skewness * ring.cubes / ring.squares.powf(1.5) * (1.0 - 2.0 * size / n);
        let half_step = if moments.whole { ring.equal.map_or(0.0, |w| 0.5 * w) } else { 0.0 };
        // The distribution starts (skew > 0) or ends (skew < 0) here; -2 deviations over the skew from the mean.
        let limit = expected - 2.0 * deviation / skew;
        let void = (skew > 0.0 && limit >= moments.low * ring.sum + half_step)
            || (skew < 0.0 && limit <= moments.high * ring.sum - half_step);
        let usable = deviation > 0.0 && deviation.is_finite() && expected.is_finite() && skew.is_finite();
        usable.then_some(Self { expected, deviation, skew, half_step, void })
    }

    pub(crate) fn z(&self, observed: f64) -> f64 {
        (observed - self.expected) / self.deviation
    }

    /// Whether the type III is void for totals under the expected one.
    pub(crate) fn void_below(&self) -> bool {
        self.void && self.skew > 0.0
    }

    /// The doubled tail on the side of the observed total, half a step nearer the mean.
    ///
    /// Where one cell holds far more than all others the type III begins above totals that the counts reach easily, and
    /// would call ordinary cells impossibly cold. On that side the larger of the type III and the normal tail counts,
    /// unless the exact tail is known (`exact_total`).
    pub(crate) fn p(&self, observed: f64) -> f64 {
        let d = observed - self.expected;
        let (y, tail) = if d >= 0.0 {
            let y = (d - self.half_step) / self.deviation;
            (-y, tail::type_three_above(y, self.skew))
        } else {
            let y = (d + self.half_step) / self.deviation;
            (y, tail::type_three_below(y, self.skew))
        };
        let short_side = (d < 0.0) == (self.skew > 0.0);
        tail::doubled(if self.void && short_side { tail.max(tail::normal_below(y)) } else { tail })
    }
}
