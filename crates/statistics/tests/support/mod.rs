//! Synthetic cities for the tests.

use aula_statistics::Weights;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;

/// A hexagon of hexagons: `radius` rings around one cell, neighbours in one ring, each cell itself left out.
pub(crate) fn hexagon(radius: i32) -> Weights {
    let cells: Vec<(i32, i32)> = (-radius..=radius)
        .flat_map(|q| (-radius..=radius).map(move |r| (q, r)))
        .filter(|(q, r)| (q + r).abs() <= radius)
        .collect();
    let number: HashMap<(i32, i32), u32> = cells.iter().copied().zip(0..).collect();
    let around = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)];
    let row = |(q, r): &(i32, i32)| -> Vec<u32> {
        around.iter().filter_map(|(a, b)| number.get(&(q + a, r + b)).copied()).collect()
    };
    let rows: Vec<Vec<u32>> = cells.iter().map(row).collect();
    Weights::from_rows(&rows).expect("a lattice")
}

/// `incidents` thrown on cells with the given risks.
pub(crate) fn scatter(risk: &[f64], incidents: usize, seed: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut sums = Vec::with_capacity(risk.len());
    let mut total = 0.0;
    for r in risk {
        total += r;
        sums.push(total);
    }
    let mut counts = vec![0.0; risk.len()];
    for _ in 0..incidents {
        let at = random.random_range(0.0..total);
        counts[sums.partition_point(|s| *s <= at).min(risk.len() - 1)] += 1.0;
    }
    counts
}
