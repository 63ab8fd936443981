//! Moran's I: do like values lie beside like, over the city and cell by cell?

use crate::moments::Moments;
use crate::permutation::{Permuted, conditional_permutation};
use crate::{StatisticsError, Weights, check, tail};
use serde::{Deserialize, Serialize};

/// A cell's value and its neighbours' mean, each above or below the city's mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quadrant {
    /// High among high.
    HH,
    /// Low among high.
    LH,
    /// Low among low.
    LL,
    /// High among low.
    HL,
    /// The cell has no neighbours.
    #[serde(rename = "no_neighbours")]
    NoNeighbours,
}

impl Quadrant {
    /// The name used in answers and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HH => "HH",
            Self::LH => "LH",
            Self::LL => "LL",
            Self::HL => "HL",
            Self::NoNeighbours => "no_neighbours",
        }
    }
}

/// [`local_moran`] of every cell.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalMoran {
    /// I_i, 0 for a cell without neighbours.
    pub i: Vec<f64>,
    /// Where the cell lies on Moran's scatter plot, significant or not.
    pub quadrant: Vec<Quadrant>,
    /// The p-values by conditional permutation: `greater` and `less` speak of the neighbours' total, `p` is two-sided.
    pub permuted: Permuted,
}

/// Local Moran: is a cell like its neighbours, or an odd one out?
///
/// I_i = (n − 1) z_i Σ_j w_ij z_j / Σ z² with z = x − x̄ and rows standardised to sum 1. p by conditional permutation.
///
/// # Arguments
/// * `values`: one number for each cell: counts, or rates standardised by [`crate::eb_standardised`].
/// * `weights_without_self`: the neighbours of each cell, itself not among them; rows are standardised here.
/// * `permutations`, `seed`: as for [`conditional_permutation`].
///
/// # Returns
/// I, quadrant and p-values. A value equal to the mean counts as low, as is usual.
///
/// # Errors
/// [`StatisticsError::NoVariation`] where all values are equal, and the errors of [`conditional_permutation`].
///
/// # References
/// Anselin (1995), Geographical Analysis 27, 93–115.
pub fn local_moran(
    values: &[f64],
    weights_without_self: &Weights,
    permutations: u32,
    seed: u64,
) -> Result<LocalMoran, StatisticsError> {
    let (z, sum_of_squares) = centred(values, weights_without_self)?;
    let n = values.len() as f64;
    let lags: Vec<Option<f64>> = (0..values.len()).map(|i| lag(weights_without_self, i, &z)).collect();
    let i = z.iter().zip(&lags).map(|(z, lag)| lag.map_or(0.0, |lag| (n - 1.0) * z * lag / sum_of_squares)).collect();
    let quadrant = z.iter().zip(&lags).map(|(&z, &lag)| quadrant(z, lag)).collect();
    let permuted = conditional_permutation(values, weights_without_self, permutations, seed)?;
    Ok(LocalMoran { i, quadrant, permuted })
}

/// [`global_moran`] of a city.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalMoran {
    /// Moran's I.
    pub i: f64,
    /// Its mean under no association, −1/(n − 1).
    pub expected: f64,
    /// Standard deviations from it, variance under randomisation.
    pub z: f64,
    /// Two-sided, normal.
    pub p_normal: f64,
}

/// Global Moran's I: do like values lie beside like over the whole study set?
///
/// I = (n/Σw) Σ_i z_i Σ_j w_ij z_j / Σ z² with rows standardised; cells without neighbours stay in n and z.
/// Variance under randomisation after Cliff & Ord.
///
/// # Arguments
/// As [`local_moran`].
///
/// # Errors
/// [`StatisticsError::NoVariation`]; [`StatisticsError::TooFew`] for under 4 cells or where no cell has neighbours.
///
/// # References
/// Cliff & Ord (1981), Spatial Processes, ch. 2.
pub fn global_moran(values: &[f64], weights_without_self: &Weights) -> Result<GlobalMoran, StatisticsError> {
    if values.len() < 4 {
        return Err(StatisticsError::TooFew { what: "cells", found: values.len(), needed: 4 });
    }
    let (z, m2) = centred(values, weights_without_self)?;
    let n = values.len() as f64;
    let weights = weights_without_self.row_standardised();
    let lagged: f64 = (0..values.len()).map(|i| z[i] * weights.weighted_sum(i, &z)).sum();
    let sums = WeightSums::of(&weights);
    if sums.s0 == 0.0 {
        return Err(StatisticsError::TooFew { what: "cells with neighbours", found: 0, needed: 1 });
    }
    let i = n / sums.s0 * lagged / m2;
    let expected = -1.0 / (n - 1.0);
    let m4: f64 = z.iter().map(|z| z.powi(4)).sum();
    let kurtosis = check::fits("values", n * (m4 / m2) / m2)?;
    let square = sums.s0 * sums.s0;
    let a = n * ((n * n - 3.0 * n + 3.0) * sums.s1 - n * sums.s2 + 3.0 * square);
    let b = kurtosis * ((n * n - n) * sums.s1 - 2.0 * n * sums.s2 + 6.0 * square);
    let variance = (a - b) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * square) - expected * expected;
    let z = if variance > 0.0 { (i - expected) / variance.sqrt() } else { 0.0 };
    Ok(GlobalMoran { i, expected, z, p_normal: tail::two_sided_normal_p(z) })
}

fn centred(values: &[f64], weights: &Weights) -> Result<(Vec<f64>, f64), StatisticsError> {
    check::length("values", weights.len(), values.len())?;
    let moments = Moments::of("values", values)?;
    weights.expect_self(false)?;
    Ok((values.iter().map(|x| x - moments.mean).collect(), moments.variance * moments.n))
}

/// The neighbours' weighted mean; `None` without neighbours or where all weigh 0.
fn lag(weights: &Weights, i: usize, z: &[f64]) -> Option<f64> {
    let sum = weights.row_values(i).map_or(weights.row(i).len() as f64, |w| w.iter().sum());
    (sum > 0.0).then(|| weights.weighted_sum(i, z) / sum)
}

fn quadrant(z: f64, lag: Option<f64>) -> Quadrant {
    match (z > 0.0, lag.map(|lag| lag > 0.0)) {
        (_, None) => Quadrant::NoNeighbours,
        (true, Some(true)) => Quadrant::HH,
        (false, Some(true)) => Quadrant::LH,
        (false, Some(false)) => Quadrant::LL,
        (true, Some(false)) => Quadrant::HL,
    }
}

/// S0 = ΣΣ w, S1 = ½ ΣΣ (w_ij + w_ji)², S2 = Σ (row sum + column sum)².
struct WeightSums {
    s0: f64,
    s1: f64,
    s2: f64,
}

impl WeightSums {
    fn of(weights: &Weights) -> Self {
        let n = weights.len();
        let entries =
            |i: usize| weights.row(i).iter().copied().zip(weights.row_values(i).into_iter().flatten().copied());
        let (mut rows, mut columns, mut s1) = (vec![0.0; n], vec![0.0; n], 0.0);
        for (i, row) in rows.iter_mut().enumerate() {
            for (j, w) in entries(i) {
                *row += w;
                columns[j as usize] += w;
                // Each ordered pair brings w² + w_ij w_ji, which summed over both orders is ½ Σ (w_ij + w_ji)².
                let back = entries(j as usize).find(|&(k, _)| k as usize == i).map_or(0.0, |(_, back)| back);
                s1 += w * w + w * back;
            }
        }
        let s2 = rows.iter().zip(&columns).map(|(r, c)| (r + c) * (r + c)).sum();
        Self { s0: rows.iter().sum(), s1, s2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{SIX_VALUES, six_neighbours};

    #[test]
    fn local_values_sum_to_the_global_one() {
        // With rows summing to 1, Σ I_i (n / (n − 1)) / n is the global I.
        let local = local_moran(&SIX_VALUES, &six_neighbours(), 999, 1).unwrap();
        let global = global_moran(&SIX_VALUES, &six_neighbours()).unwrap();
        assert!((local.i.iter().sum::<f64>() / 5.0 - global.i).abs() < 1e-12);
        assert_eq!(global.expected, -0.2);
    }

    #[test]
    fn the_variance_is_that_of_all_permutations() {
        let w = six_neighbours();
        let mut order = [0, 1, 2, 3, 4, 5];
        let mut all = Vec::new();
        permute(&mut order, 0, &mut |order| {
            all.push(global_moran(&order.map(|k| SIX_VALUES[k]), &w).unwrap().i);
        });
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let variance = all.iter().map(|i| (i - mean).powi(2)).sum::<f64>() / all.len() as f64;
        let got = global_moran(&SIX_VALUES, &w).unwrap();
        assert_eq!(all.len(), 720);
        assert!((mean - got.expected).abs() < 1e-12);
        assert!(((got.i - got.expected) / variance.sqrt() - got.z).abs() < 1e-9);
    }

    fn permute(order: &mut [usize; 6], from: usize, visit: &mut dyn FnMut([usize; 6])) {
        if from == order.len() {
            return visit(*order);
        }
        for to in from..order.len() {
            order.swap(from, to);
            permute(order, from + 1, visit);
            order.swap(from, to);
        }
    }

    #[test]
    fn an_island_is_no_neighbours_and_never_low_low() {
        let w = Weights::from_rows(&[vec![1], vec![0], vec![]]).unwrap();
        let got = local_moran(&[3.0, 2.0, 0.0], &w, 999, 1).unwrap();
        assert_eq!(got.quadrant, [Quadrant::HH, Quadrant::HH, Quadrant::NoNeighbours]);
        assert_eq!((got.i[2], got.permuted.p[2], got.permuted.defined[2]), (0.0, 1.0, false));
        assert!(got.i[2].is_sign_positive());
    }
}
