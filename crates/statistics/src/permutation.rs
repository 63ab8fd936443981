//! Conditional permutation: how often does a random neighbourhood reach what was observed?

use crate::{StatisticsError, Weights, check};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// The fewest permutations that are accepted.
pub const MIN_PERMUTATIONS: u32 = 999;

/// The outcome of [`conditional_permutation`] for every cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Permuted {
    /// One-sided (M + 1)/(R + 1), M the permutations that reached at least the observed total.
    pub p_greater: Vec<f64>,
    /// One-sided (M + 1)/(R + 1), M the permutations that reached at most the observed total.
    pub p_less: Vec<f64>,
    /// Two-sided: twice the smaller of the two, at most 1.
    pub p: Vec<f64>,
    /// The seed given.
    pub seed: u64,
    /// R, the number of permutations given.
    pub permutations: u32,
    /// False for a cell without neighbours or with all others as neighbours: not tested, all p = 1.
    pub defined: Vec<bool>,
}

/// Conditional permutation: holds each cell's own value and shuffles the others over the rest of the study set.
///
/// It is the test of Gi, Gi\* and local Moran alike: with x_i held, each is a rising function of the neighbours' total
/// Σ_j w_ij x_j (for Moran rising or falling with the sign of x_i − x̄). A weight of the cell itself is passed over,
/// since it adds the same to every permutation.
///
/// Permutation r draws one random order of cells, the same for every cell; cell i takes the first k of it that are not
/// i. So each cell meets R independent random neighbourhoods of its size, and cells of one size share them, as in the
/// usual implementations. For equal weights in a row the R totals of a size are sorted once and each cell asks only for
/// its rank, so that R = 99,999 costs little; the p-values are the same as by counting.
///
/// # Arguments
/// * `values`: one number for each cell.
/// * `weights`: the neighbours of each cell.
/// * `permutations`: R, at least [`MIN_PERMUTATIONS`]. With correction over m cells, the smallest p is 1/(R + 1), so
///   that a lone hot cell is found only where R exceeds m/0.05.
/// * `seed`: decides the draws; the same seed gives the same bytes for any number of threads.
///
/// # Returns
/// p-values of (M + 1)/(R + 1), never 0. Totals that differ from the observed by rounding only count as reached, on both
/// sides.
///
/// # Errors
/// An error for no cells, other lengths, NaN, infinite or overflowing values, too few permutations, or more than 2^28
/// draws (R times the largest ring).
///
/// # Complexity
/// O(n log R + R·(k log R)) for equal weights, k the largest ring; O(n·R·k) otherwise.
///
/// # References
/// Anselin (1995), Geographical Analysis 27, 93–115; Phipson & Smyth (2010) for (M + 1)/(R + 1).
pub fn conditional_permutation(
    values: &[f64],
    weights: &Weights,
    permutations: u32,
    seed: u64,
) -> Result<Permuted, StatisticsError> {
    check::length("values", weights.len(), values.len())?;
    check::finite("values", values)?;
    let scale = check::fits("values", values.iter().map(|v| v.abs()).sum())?;
    if permutations < MIN_PERMUTATIONS {
        let rule = "at least 999 permutations";
        return Err(StatisticsError::Setting { name: "permutations", value: f64::from(permutations), rule });
    }
    let rings: Vec<Ring> = (0..weights.len()).map(|i| Ring::new(i, weights, values)).collect();
    let longest = rings.iter().map(|ring| ring.size).max().unwrap_or(0);
    let draws = Draws::new(values, longest, permutations, seed)?;
    let largest = values.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
    let counts = reached(&rings, &draws, values, |ring| {
        // What different orders of adding the same numbers may differ by.
        4.0 * f64::EPSILON * (ring.size as f64) * largest.min(scale)
    });
    let share = |m: u32| f64::from(m + 1) / (f64::from(permutations) + 1.0);
    let defined: Vec<bool> = rings.iter().map(|ring| ring.size > 0 && ring.size + 1 < values.len()).collect();
    let one_sided = |pick: fn(&(u32, u32)) -> u32| -> Vec<f64> {
        counts.iter().zip(&defined).map(|(count, &defined)| if defined { share(pick(count)) } else { 1.0 }).collect()
    };
    let (p_greater, p_less) = (one_sided(|c| c.0), one_sided(|c| c.1));
    let p = p_greater.iter().zip(&p_less).map(|(a, b)| (2.0 * a.min(*b)).min(1.0)).collect();
    Ok(Permuted { p_greater, p_less, p, seed, permutations, defined })
}

/// A cell's neighbours without itself.
struct Ring {
    cell: u32,
    size: usize,
    /// The total of the neighbours' values, weighted only where the weights differ.
    observed: f64,
    /// The weights where they differ.
    weights: Option<Vec<f64>>,
}

impl Ring {
    fn new(i: usize, weights: &Weights, values: &[f64]) -> Self {
        let cell = i as u32;
        let others = || weights.row(i).iter().enumerate().filter(move |&(_, &j)| j != cell);
        let own: Option<Vec<f64>> = weights
            .row_values(i)
            .map(|row| others().map(|(at, _)| row[at]).collect())
            .filter(|w: &Vec<f64>| w.iter().any(|v| Some(v) != w.first() || *v == 0.0));
        let observed = match &own {
            None => others().map(|(_, &j)| values[j as usize]).sum(),
            Some(w) => others().zip(w).map(|((_, &j), w)| w * values[j as usize]).sum(),
        };
        Self { cell, size: others().count(), observed, weights: own }
    }
}

/// R random orders of `length` distinct cells.
struct Draws {
    length: usize,
    cells: Vec<u32>,
}

impl Draws {
    fn new(values: &[f64], longest: usize, permutations: u32, seed: u64) -> Result<Self, StatisticsError> {
        let length = (longest + 1).min(values.len());
        if length as u64 * u64::from(permutations) > 1 << 28 {
            return Err(StatisticsError::TooLarge { what: "permutations × largest ring" });
        }
        let mut cells = vec![0; length * permutations as usize];
        cells.par_chunks_mut(length).enumerate().for_each(|(r, draw)| {
            // A stream of its own for each permutation, so that threads cannot change a draw.
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(r as u64);
            let sample = rand::seq::index::sample(&mut random, values.len(), length);
            for (to, cell) in draw.iter_mut().zip(sample) {
                *to = cell as u32;
            }
        });
        Ok(Self { length, cells })
    }

    fn rows(&self) -> impl Iterator<Item = &[u32]> {
        self.cells.chunks_exact(self.length)
    }

    fn row(&self, r: u32) -> &[u32] {
        &self.cells[r as usize * self.length..][..self.length]
    }

    /// The permutations in which each cell was drawn.
    fn by_cell(&self, n: usize) -> (Vec<u32>, Vec<u32>) {
        let mut offsets = vec![0_u32; n + 1];
        for &cell in &self.cells {
            offsets[cell as usize + 1] += 1;
        }
        for i in 0..n {
            offsets[i + 1] += offsets[i];
        }
        let mut next = offsets.clone();
        let mut permutations = vec![0; self.cells.len()];
        for (r, row) in self.rows().enumerate() {
            for &cell in row {
                permutations[next[cell as usize] as usize] = r as u32;
                next[cell as usize] += 1;
            }
        }
        (offsets, permutations)
    }
}

/// For every ring, in how many permutations the total was at least, and at most, the observed.
fn reached(rings: &[Ring], draws: &Draws, values: &[f64], tolerance: impl Fn(&Ring) -> f64 + Sync) -> Vec<(u32, u32)> {
    let mut counts = vec![(0, 0); rings.len()];
    let (offsets, drawn_in) = draws.by_cell(values.len());
    let mut by_size: Vec<&Ring> = rings.iter().filter(|ring| ring.weights.is_none() && ring.size > 0).collect();
    by_size.sort_by_key(|ring| ring.size);
    let mut totals = vec![0.0; draws.cells.len() / draws.length];
    let mut added = 0;
    for group in by_size.chunk_by(|a, b| a.size == b.size) {
        let size = group[0].size;
        // The total of the first `size` cells of each draw, which is that of every cell not among them.
        for (total, row) in totals.iter_mut().zip(draws.rows()) {
            *total = row[added..size].iter().fold(*total, |sum, &j| sum + values[j as usize]);
        }
        added = size;
        let mut sorted = totals.clone();
        sorted.par_sort_unstable_by(f64::total_cmp);
        let found: Vec<(u32, (u32, u32))> = group
            .par_iter()
            .map(|ring| {
                let (low, high) = (ring.observed - tolerance(ring), ring.observed + tolerance(ring));
                let mut greater = (sorted.len() - sorted.partition_point(|&t| t < low)) as i64;
                let mut less = sorted.partition_point(|&t| t <= high) as i64;
                // Where the cell itself was drawn, the next in the order takes its place.
                let own = offsets[ring.cell as usize] as usize..offsets[ring.cell as usize + 1] as usize;
                for &r in &drawn_in[own] {
                    let row = draws.row(r);
                    if row[..size].contains(&ring.cell) {
                        let shared = totals[r as usize];
                        let others = row.iter().filter(|&&j| j != ring.cell).take(size);
                        let total: f64 = others.map(|&j| values[j as usize]).sum();
                        greater += i64::from(total >= low) - i64::from(shared >= low);
                        less += i64::from(total <= high) - i64::from(shared <= high);
                    }
                }
                (ring.cell, (greater as u32, less as u32))
            })
            .collect();
        for (cell, count) in found {
            counts[cell as usize] = count;
        }
    }
    let weighted: Vec<(u32, (u32, u32))> = rings
        .par_iter()
        .filter_map(|ring| ring.weights.as_ref().map(|weights| (ring, weights)))
        .map(|(ring, weights)| {
            let slack = tolerance(ring) * weights.iter().fold(0.0_f64, |a, b| a.max(*b));
            let mut count = (0, 0);
            for row in draws.rows() {
                let others = row.iter().filter(|&&j| j != ring.cell);
                let total: f64 = others.zip(weights).map(|(&j, w)| w * values[j as usize]).sum();
                count.0 += u32::from(total >= ring.observed - slack);
                count.1 += u32::from(total <= ring.observed + slack);
            }
            (ring.cell, count)
        })
        .collect();
    for (cell, count) in weighted {
        counts[cell as usize] = count;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring_city(n: u32) -> (Vec<f64>, Weights) {
        let values = (0..n).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 29)).collect();
        let rows: Vec<Vec<u32>> =
            (0..n).map(|i| (i.saturating_sub(3)..(i + 4).min(n)).filter(|&j| j != i).collect()).collect();
        (values, Weights::from_rows(&rows).unwrap())
    }

    /// Counts permutation by permutation, the plain way.
    fn plain(values: &[f64], weights: &Weights, permutations: u32, seed: u64) -> Vec<(f64, f64)> {
        let longest = (0..weights.len()).map(|i| weights.row(i).len()).max().unwrap();
        let draws = Draws::new(values, longest, permutations, seed).unwrap();
        let share = |m: usize| (m + 1) as f64 / (f64::from(permutations) + 1.0);
        (0..values.len())
            .map(|i| {
                let k = weights.row(i).len();
                let observed: f64 = weights.row(i).iter().map(|&j| values[j as usize]).sum();
                let totals: Vec<f64> = draws
                    .rows()
                    .map(|row| row.iter().filter(|&&j| j != i as u32).take(k).map(|&j| values[j as usize]).sum())
                    .collect();
                let count = |keep: &dyn Fn(f64) -> bool| share(totals.iter().filter(|&&t| keep(t)).count());
                (count(&|t| t >= observed), count(&|t| t <= observed))
            })
            .collect()
    }

    #[test]
    fn ranks_equal_counting_one_by_one() {
        let (values, weights) = ring_city(40);
        let got = conditional_permutation(&values, &weights, 999, 7).unwrap();
        for (i, want) in plain(&values, &weights, 999, 7).into_iter().enumerate() {
            assert_eq!((got.p_greater[i], got.p_less[i]), want, "cell {i}");
        }
    }

    #[test]
    fn weights_that_differ_take_the_long_way_to_the_same_answer() {
        let (values, weights) = ring_city(40);
        let entries: usize = (0..40).map(|i| weights.row(i).len()).sum();
        let offsets = (0..40).scan(0, |at, i| {
            *at += weights.row(i).len() as u32;
            Some(*at)
        });
        let offsets: Vec<u32> = std::iter::once(0).chain(offsets).collect();
        let neighbours: Vec<u32> = (0..40).flat_map(|i| weights.row(i).to_vec()).collect();
        // Nearly equal, so that no total changes its rank, but not equal.
        let nearly = (0..entries).map(|e| 1.0 + 1e-9 * (e % 2) as f64).collect();
        let valued = Weights::with_values(offsets, neighbours, nearly).unwrap();
        let (a, b) = (
            conditional_permutation(&values, &weights, 999, 3).unwrap(),
            conditional_permutation(&values, &valued, 999, 3).unwrap(),
        );
        // Ties are broken by the tiny weights, so a rank may only get smaller.
        for i in 0..40 {
            assert!(b.p_greater[i] <= a.p_greater[i] && b.p_greater[i] + b.p_less[i] > 1.0, "cell {i}");
        }
    }

    #[test]
    fn threads_do_not_change_a_byte_and_seeds_do() {
        let (values, weights) = ring_city(500);
        let run = |threads, seed| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| conditional_permutation(&values, &weights, 999, seed).unwrap())
        };
        assert_eq!(run(1, 5), run(4, 5));
        assert_ne!(run(1, 5).p, run(1, 6).p);
    }

    #[test]
    fn says_what_is_wrong() {
        let (values, weights) = ring_city(40);
        assert!(matches!(conditional_permutation(&values, &weights, 99, 1), Err(StatisticsError::Setting { .. })));
        assert!(conditional_permutation(&values[..3], &weights, 999, 1).is_err());
        assert!(conditional_permutation(&[f64::INFINITY; 40], &weights, 999, 1).is_err());
        let all = conditional_permutation(&[2.0; 40], &weights, 999, 1).unwrap();
        assert!(all.p.iter().all(|&p| p == 1.0));
    }
}
