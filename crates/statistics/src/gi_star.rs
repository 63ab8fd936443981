//! Getis-Ord Gi*: where incidents crowd or thin out.

use crate::moments::Moments;
use crate::ring::{RingNull, RingShape};
use crate::{StatisticsError, Weights, check, exact_total, tail};

/// [`gi_star`] of every cell.
#[derive(Debug, Clone, PartialEq)]
pub struct GiStar {
    /// Standard deviations between the ring's total and its expectation.
    pub z: Vec<f64>,
    /// Two-sided, not corrected, from the Pearson type III tail of the ring's total under permutation.
    pub p: Vec<f64>,
    /// Two-sided, not corrected, the textbook's 2Φ(−|z|); too small on sparse counts, never the ground of a verdict.
    pub p_normal: Vec<f64>,
    /// The ring's expected total, W·x̄.
    pub expected: Vec<f64>,
    /// The ring's observed total, Σ w x.
    pub observed: Vec<f64>,
    /// How many cells the ring has, itself included.
    pub ring: Vec<u32>,
    /// False where the ring is the whole study set or weighs nothing (nQ = W²): not tested, z = 0 and p = 1.
    pub defined: Vec<bool>,
}

/// Getis-Ord Gi\*: is the total of a cell and its neighbours higher or lower than chance would have it?
///
/// z = (Σ_j w_ij x_j − x̄ W) / (S √((nQ − W²)/(n − 1))) with S² = Σx²/n − x̄², W = Σ_j w_ij, Q = Σ_j w_ij².
///
/// The textbook's p-value 2Φ(−|z|) calls far too many cells hot on sparse counts, so `p` is the tail of a Pearson type
/// III distribution with the mean and variance of the ring's total under random permutation of the counts and skewness
/// (γ/√k)(1 − 2k/n), γ the population skewness of the counts and k the ring's size. A half is taken off the distance to
/// the mean (continuity), each tail is doubled, at most 1 and never 0.
///
/// One deviation: where few cells hold very much, that distribution begins above totals that the counts reach
/// (mean − 2 SD/skew at or above the ring's least total) and would give ordinary quiet cells a p of 0. For such rings
/// the lower tail is the exact one of the ring's total under permutation, doubled, where the row's weights are equal and
/// the counts whole (up to 64 cells and a mean total of 1,024); else the larger of its lower tail and the normal's. The
/// upper tail stays the type III; on the counts of Chicago's burglaries and Memphis' robberies nothing deviates.
///
/// For weights that differ inside a row, 1/√k becomes Σw³/Q^1.5 and k becomes W²/Q, which for equal weights is the
/// same. Continuity needs totals that move in equal steps: it is half the weight where the row's weights are equal and
/// all counts are whole numbers, and 0 otherwise.
///
/// # Arguments
/// * `counts`: one number for each cell of the study set, zeros included.
/// * `weights_with_self`: the neighbours of each cell, itself among them.
///
/// # Returns
/// One element for each cell, in the order of `counts`.
///
/// # Errors
/// [`StatisticsError::NoVariation`] where all counts are equal; an error for no cells, other lengths, NaN, infinite or
/// overflowing counts, or a row that lacks its own cell.
///
/// # Examples
/// ```
/// use aula_statistics::{Weights, gi_star};
///
/// let line = Weights::binary(vec![0, 1, 3, 5, 6], vec![1, 0, 2, 1, 3, 2])?.with_self();
/// let answer = gi_star(&[9.0, 7.0, 0.0, 0.0], &line)?;
/// assert!(answer.z[0] > 0.0 && answer.z[3] < 0.0);
/// assert_eq!(answer.observed[0], 16.0);
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
///
/// # Complexity
/// One pass over the neighbours; tails are computed once for each pair of ring size and total.
///
/// # References
/// Ord & Getis (1995), Geographical Analysis 27, 286–306.
pub fn gi_star(counts: &[f64], weights_with_self: &Weights) -> Result<GiStar, StatisticsError> {
    check::length("counts", weights_with_self.len(), counts.len())?;
    let moments = Moments::of("counts", counts)?;
    weights_with_self.expect_self(true)?;
    let n = counts.len();
    let mut out = GiStar::with_capacity(n);
    let mut known = KnownTails::new(counts, &moments);
    for i in 0..n {
        let observed = check::fits("counts", weights_with_self.weighted_sum(i, counts))?;
        let row = weights_with_self.row(i);
        let shape = RingShape::of(row.len(), weights_with_self.row_values(i));
        let Some(null) = known.ring(&shape, row.len()) else {
            out.push_undefined(moments.mean * shape.sum, observed, row.len());
            continue;
        };
        let p = match shape.equal {
            // Equal weights have the tails of weights of 1, whatever their scale.
            Some(weight) if weight != 1.0 => {
                let plain = row.iter().map(|&j| counts[j as usize]).sum();
                known.tails(row.len(), plain)
            }
            Some(_) => known.tails(row.len(), observed),
            None => tails(&null, observed),
        };
        out.push(null, observed, row.len(), p);
    }
    Ok(out)
}

impl GiStar {
    pub(crate) fn with_capacity(n: usize) -> Self {
        Self {
            z: Vec::with_capacity(n),
            p: Vec::with_capacity(n),
            p_normal: Vec::with_capacity(n),
            expected: Vec::with_capacity(n),
            observed: Vec::with_capacity(n),
            ring: Vec::with_capacity(n),
            defined: Vec::with_capacity(n),
        }
    }

    pub(crate) fn push(&mut self, null: RingNull, observed: f64, size: usize, (p, p_normal): (f64, f64)) {
        self.z.push(null.z(observed));
        self.p.push(p);
        self.p_normal.push(p_normal);
        self.expected.push(null.expected);
        self.observed.push(observed);
        self.ring.push(size as u32);
        self.defined.push(true);
    }

    pub(crate) fn push_undefined(&mut self, expected: f64, observed: f64, size: usize) {
        self.z.push(0.0);
        self.p.push(1.0);
        self.p_normal.push(1.0);
        self.expected.push(expected);
        self.observed.push(observed);
        self.ring.push(size as u32);
        self.defined.push(false);
    }
}

/// The type III and the normal p-value of one total.
pub(crate) fn tails(null: &RingNull, observed: f64) -> (f64, f64) {
    (null.p(observed), tail::two_sided_normal_p(null.z(observed)))
}

/// Rings of one size with equal weights share their distribution, and whole totals repeat: each tail is computed once.
struct KnownTails<'a> {
    counts: &'a [f64],
    moments: &'a Moments,
    sizes: Vec<Option<KnownSize>>,
}

#[derive(Clone)]
struct KnownSize {
    null: Option<RingNull>,
    totals: Vec<Option<(f64, f64)>>,
    /// Exact P(total ≤ t) where the type III is void.
    exact: Option<Vec<f64>>,
}

/// Ring sizes and totals from this on are computed every time; a table for them would outgrow the caches.
const TABLE: usize = 4096;

impl<'a> KnownTails<'a> {
    fn new(counts: &'a [f64], moments: &'a Moments) -> Self {
        Self { counts, moments, sizes: vec![] }
    }

    fn ring(&mut self, shape: &RingShape, size: usize) -> Option<RingNull> {
        if shape.equal == Some(1.0) && size < TABLE { self.size(size).null } else { RingNull::new(self.moments, shape) }
    }

    fn size(&mut self, size: usize) -> &mut KnownSize {
        if size >= self.sizes.len() {
            self.sizes.resize(size + 1, None);
        }
        self.sizes[size].get_or_insert_with(|| {
            let null = RingNull::new(self.moments, &RingShape::of(size, None));
            let void = null.filter(RingNull::void_below);
            let exact = void.and_then(|null| exact_total::lower_tail(self.counts, size, null.expected.ceil()));
            KnownSize { null, totals: vec![], exact }
        })
    }

    /// The tails of the plain total of a ring with equal weights.
    fn tails(&mut self, size: usize, total: f64) -> (f64, f64) {
        if size >= TABLE {
            return RingNull::new(self.moments, &RingShape::of(size, None))
                .map_or((1.0, 1.0), |null| tails(&null, total));
        }
        let tabled = self.moments.whole && (0.0..TABLE as f64).contains(&total);
        let known = self.size(size);
        let Some(null) = known.null else { return (1.0, 1.0) };
        if !tabled {
            return tails(&null, total);
        }
        let at = total as usize;
        if at >= known.totals.len() {
            known.totals.resize(at + 1, None);
        }
        let exact = known.exact.as_ref().filter(|_| total < null.expected).and_then(|exact| exact.get(at));
        *known.totals[at].get_or_insert_with(|| {
            let (p, p_normal) = tails(&null, total);
            (exact.map_or(p, |&below| tail::doubled(below)), p_normal)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{SIX_VALUES, six_neighbours};

    #[test]
    fn equals_the_published_example() {
        let got = gi_star(&SIX_VALUES, &six_neighbours().with_self()).unwrap();
        let want = [-1.3973, -0.2892, 0.6506, -0.2892, 1.2345, 2.0242];
        for (z, want) in got.z.iter().zip(want) {
            assert!((z - want).abs() < 5e-5, "{z} is not {want}");
        }
    }

    #[test]
    fn a_ring_of_everything_is_undefined() {
        let all = Weights::from_rows(&[[0, 1, 2], [1, 0, 2], [2, 0, 1]]).unwrap();
        let got = gi_star(&[1.0, 2.0, 5.0], &all).unwrap();
        assert_eq!(got.defined, [false; 3]);
        assert_eq!((got.z[0], got.p[0], got.p_normal[0]), (0.0, 1.0, 1.0));
        assert_eq!((got.observed, got.expected), (vec![8.0; 3], vec![8.0; 3]));
    }

    #[test]
    fn one_enormous_cell_makes_no_ordinary_cell_cold() {
        let mut counts: Vec<f64> = (0..2000_u32).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 30)).collect();
        counts[1000] = 5000.0;
        let rows: Vec<Vec<u32>> = (0..2000_u32).map(|i| (i.saturating_sub(3)..(i + 4).min(2000)).collect()).collect();
        let got = gi_star(&counts, &Weights::from_rows(&rows).unwrap()).unwrap();
        let smallest = (0..2000).filter(|&i| got.z[i] < 0.0).map(|i| got.p[i]).fold(1.0, f64::min);
        // The cells thrown evenly with 0 to 3 reach a total of 1 at the least; type III alone would answer 0.
        assert!(smallest > 1e-4, "{smallest}");
        let q = crate::benjamini_hochberg(&got.p).unwrap();
        assert!((0..2000).all(|i| got.z[i] >= 0.0 || q[i] > 0.05));
        assert!(got.p[1000] < 0.02, "{}", got.p[1000]);
    }

    #[test]
    fn says_what_is_wrong() {
        let w = six_neighbours().with_self();
        assert!(matches!(gi_star(&[2.0; 6], &w), Err(StatisticsError::NoVariation { .. })));
        assert!(matches!(gi_star(&[2.0; 5], &w), Err(StatisticsError::Length { .. })));
        assert!(matches!(gi_star(&[1.0, f64::NAN, 0.0, 0.0, 0.0, 0.0], &w), Err(StatisticsError::NotFinite { .. })));
        assert!(matches!(gi_star(&[1e300, 0.0, 0.0, 0.0, 0.0, 0.0], &w), Err(StatisticsError::TooLarge { .. })));
        assert!(matches!(gi_star(&SIX_VALUES, &six_neighbours()), Err(StatisticsError::SelfNeighbour { row: 0, .. })));
    }

    #[test]
    fn tables_and_direct_tails_agree() {
        // The same weights given as values take the way without a table.
        let counts: Vec<f64> = (0..60).map(|i| f64::from(i * i % 7)).collect();
        let rows: Vec<Vec<u32>> = (0..60_u32).map(|i| (i.saturating_sub(2)..(i + 3).min(60)).collect()).collect();
        let binary = Weights::from_rows(&rows).unwrap();
        let valued = binary.row_standardised();
        let (a, b) = (gi_star(&counts, &binary).unwrap(), gi_star(&counts, &valued).unwrap());
        for i in 0..60 {
            assert!((a.z[i] - b.z[i]).abs() < 1e-12 && (a.p[i] - b.p[i]).abs() < 1e-12, "cell {i}");
        }
    }
}
