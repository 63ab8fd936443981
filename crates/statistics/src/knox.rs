//! Knox: do incidents follow each other in space and time more often than chance?

use crate::pairs::{by_band, rising};
use crate::permutation::MIN_PERMUTATIONS;
use crate::{StatisticsError, check};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// One cell of the Knox table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnoxCell {
    /// Pairs of incidents in this band of distance and days.
    pub observed: u64,
    /// Their mean number over the permutations.
    pub permuted: f64,
    /// observed / permuted; `None` where no permutation had such a pair.
    pub ratio: Option<f64>,
    /// One-sided (M + 1)/(R + 1), M the permutations with at least as many pairs; not corrected.
    pub p: f64,
}

/// [`knox`]'s table.
#[derive(Debug, Clone, PartialEq)]
pub struct Knox {
    /// `table[distance band][day band]`.
    pub table: Vec<Vec<KnoxCell>>,
    /// The seed given.
    pub seed: u64,
    /// R, the number of permutations given.
    pub permutations: u32,
}

/// Knox near repeat: after an incident, are more incidents near and soon than if their days were shuffled?
///
/// Bands are half-open: distances [0, e0), [e0, e1), …, where a small first edge (say 1 m) makes the first band "the same
/// place"; days likewise, so that edges 1, 8, 15 are the same day, 1 to 7 and 8 to 14 days. Every pair counts once.
/// The days are permuted over the places.
///
/// # Arguments
/// * `points_m`: x and y of each incident in metres.
/// * `days`: the local day of each as a number.
/// * `distance_edges_m`, `day_edges`: rising upper edges of the bands.
/// * `permutations`: R, at least [`MIN_PERMUTATIONS`]. `seed` decides the shuffles; the same seed gives the same bytes
///   for any number of threads.
///
/// # Returns
/// The table of observed pairs, their mean under permutation, ratio and p.
///
/// # Errors
/// [`StatisticsError::TooFew`] for under 2 incidents; [`StatisticsError::TooLarge`] for more than 2^28 pairs within the
/// last distance; an error for other lengths, NaN or infinite coordinates, edges that do not rise, too few permutations.
///
/// # Complexity
/// O(n + pairs × R × day bands), pairs those within the last distance.
///
/// # References
/// Knox (1964), Applied Statistics 13, 25–29; Johnson et al. (2007), Journal of Quantitative Criminology 23, 201–219.
pub fn knox(
    points_m: &[[f64; 2]],
    days: &[i32],
    distance_edges_m: &[f64],
    day_edges: &[u32],
    permutations: u32,
    seed: u64,
) -> Result<Knox, StatisticsError> {
    check::length("days", points_m.len(), days.len())?;
    if points_m.len() < 2 {
        return Err(StatisticsError::TooFew { what: "incidents", found: points_m.len(), needed: 2 });
    }
    rising("day_edges", &day_edges.iter().map(|&e| f64::from(e)).collect::<Vec<_>>())?;
    if permutations < MIN_PERMUTATIONS {
        let rule = "at least 999 permutations";
        return Err(StatisticsError::Setting { name: "permutations", value: f64::from(permutations), rule });
    }
    let (bands, order) = by_band(points_m, distance_edges_m)?;
    let first = days.iter().copied().min().unwrap_or(0);
    let since: Option<Vec<i32>> = order.iter().map(|&i| days[i as usize].checked_sub(first)).collect();
    let since = since.ok_or(StatisticsError::TooLarge { what: "the span of the days" })?;
    let edges: Vec<i32> = day_edges.iter().map(|&e| i32::try_from(e).unwrap_or(i32::MAX)).collect();
    let observed = count::<1>(&bands, &since.iter().map(|&d| [d]).collect::<Vec<_>>(), &edges);
    let observed: Vec<u64> = observed.iter().map(|lanes| u64::from(lanes[0])).collect();
    let blocks = permutations.div_ceil(LANES as u32);
    let summed = (0..blocks)
        .into_par_iter()
        .map(|block| {
            let first = block * LANES as u32;
            let lanes = count(&bands, &shuffled(&since, seed, first), &edges);
            let used = (permutations - first).min(LANES as u32) as usize;
            let tally = |(cell, observed): (&[u32; LANES], &u64)| {
                let used = &cell[..used];
                (used.iter().map(|&c| u64::from(c)).sum(), used.iter().filter(|&&c| u64::from(c) >= *observed).count())
            };
            lanes.iter().zip(&observed).map(tally).collect::<Vec<(u64, usize)>>()
        })
        .reduce(
            || vec![(0, 0); observed.len()],
            |a, b| a.iter().zip(&b).map(|(a, b)| (a.0 + b.0, a.1 + b.1)).collect(),
        );
    let cell = |(&observed, &(sum, reached)): (&u64, &(u64, usize))| {
        let permuted = sum as f64 / f64::from(permutations);
        let ratio = (permuted > 0.0).then(|| observed as f64 / permuted);
        KnoxCell { observed, permuted, ratio, p: (reached as f64 + 1.0) / (f64::from(permutations) + 1.0) }
    };
    let cells: Vec<KnoxCell> = observed.iter().zip(&summed).map(cell).collect();
    Ok(Knox { table: cells.chunks(edges.len()).map(<[KnoxCell]>::to_vec).collect(), seed, permutations })
}

/// Permutations counted side by side, so that one reading of the pairs serves all of them.
const LANES: usize = 8;

/// The days of `LANES` permutations, each from a random stream of its own.
fn shuffled(days: &[i32], seed: u64, first: u32) -> Vec<[i32; LANES]> {
    let mut out = vec![[0; LANES]; days.len()];
    let mut one = days.to_vec();
    for lane in 0..LANES {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(u64::from(first) + lane as u64);
        one.copy_from_slice(days);
        one.shuffle(&mut random);
        for (out, day) in out.iter_mut().zip(&one) {
            out[lane] = *day;
        }
    }
    out
}

/// The pairs in each band of distance and days, for each lane.
fn count<const L: usize>(bands: &[Vec<(u32, u32)>], days: &[[i32; L]], edges: &[i32]) -> Vec<[u32; L]> {
    let mut out = Vec::with_capacity(bands.len() * edges.len());
    for pairs in bands {
        // Under each edge, not within each band: comparisons without branches.
        let mut under = vec![[0_u32; L]; edges.len()];
        for &(a, b) in pairs {
            let (a, b) = (&days[a as usize], &days[b as usize]);
            let mut apart = [0; L];
            for lane in 0..L {
                apart[lane] = (a[lane] - b[lane]).abs();
            }
            for (under, &edge) in under.iter_mut().zip(edges) {
                for lane in 0..L {
                    under[lane] += u32::from(apart[lane] < edge);
                }
            }
        }
        for t in (1..edges.len()).rev() {
            let nearer = under[t - 1];
            under[t].iter_mut().zip(nearer).for_each(|(under, nearer)| *under -= nearer);
        }
        out.extend(under);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn bands_are_half_open_and_the_first_is_the_same_place() {
        let points = [[0.0, 0.0], [0.0, 0.0], [100.0, 0.0], [300.0, 0.0]];
        let days = [10, 11, 18, 10];
        let got = knox(&points, &days, &[1.0, 100.0, 300.0], &[1, 8], 999, 1).unwrap();
        let observed: Vec<Vec<u64>> = got.table.iter().map(|row| row.iter().map(|c| c.observed).collect()).collect();
        // Pairs: 0-1 same place, 1 day; 0-2 100 m (third band), 8 days (none); 1-2 100 m, 7 days; 2-3 200 m, 8 days;
        // 0-3 and 1-3 300 m: beyond the last edge.
        assert_eq!(observed, [[0, 1], [0, 0], [0, 1]]);
        let empty = got.table[1][0];
        assert_eq!((empty.ratio, empty.p), (None, 1.0));
    }

    fn city(n: u32) -> (Vec<[f64; 2]>, Vec<i32>) {
        let mut random = ChaCha8Rng::seed_from_u64(9);
        let mut place = || [random.random_range(0.0..5000.0), random.random_range(0.0..5000.0)];
        let points = (0..n).map(|_| place()).collect();
        (points, (0..n).map(|_| random.random_range(0..365)).collect())
    }

    #[test]
    fn counts_are_those_of_all_pairs_and_the_mean_is_exact_in_expectation() {
        let (points, days) = city(400);
        let (space, time) = ([200.0, 500.0], [7, 30]);
        let got = knox(&points, &days, &space, &time, 999, 3).unwrap();
        for s in 0..2 {
            for t in 0..2 {
                let (mut near, mut soon, mut both) = (0.0, 0.0, 0);
                for a in 0..400 {
                    for b in 0..a {
                        let d = (points[a][0] - points[b][0]).hypot(points[a][1] - points[b][1]);
                        let apart = (days[a] - days[b]).unsigned_abs();
                        let is_near = d < space[s] && (s == 0 || d >= space[0]);
                        let is_soon = apart < time[t] && (t == 0 || apart >= time[0]);
                        near += f64::from(is_near);
                        soon += f64::from(is_soon);
                        both += u64::from(is_near && is_soon);
                    }
                }
                let cell = got.table[s][t];
                assert_eq!(cell.observed, both);
                let expected = near * soon / (400.0 * 399.0 / 2.0);
                assert!((cell.permuted - expected).abs() < 0.05 * expected, "{} {expected}", cell.permuted);
            }
        }
    }

    #[test]
    fn planted_repeats_are_found_and_threads_do_not_matter() {
        let (mut points, mut days) = city(300);
        for i in 0..60 {
            points.push([points[i][0] + 20.0, points[i][1]]);
            days.push(days[i] + 3);
        }
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| knox(&points, &days, &[100.0, 1000.0], &[8, 29], 999, 3).unwrap())
        };
        let got = run(1);
        assert_eq!(got, run(3));
        assert_eq!(got.table[0][0].p, 0.001);
        assert!(got.table[0][0].ratio.unwrap() > 5.0);
        assert!(got.table[1][1].p > 0.01);
    }

    #[test]
    fn says_what_is_wrong() {
        let (points, days) = city(10);
        assert!(knox(&points, &days[1..], &[1.0], &[1], 999, 1).is_err());
        assert!(knox(&points, &days, &[2.0, 1.0], &[1], 999, 1).is_err());
        assert!(knox(&points, &days, &[1.0], &[0], 999, 1).is_err());
        assert!(knox(&points, &days, &[], &[1], 999, 1).is_err());
        assert!(knox(&points, &days, &[1.0], &[1], 99, 1).is_err());
        assert!(knox(&points[..1], &days[..1], &[1.0], &[1], 999, 1).is_err());
        assert!(knox(&points[..2], &[i32::MIN, i32::MAX], &[1.0], &[1], 999, 1).is_err());
    }
}
