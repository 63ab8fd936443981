//! Times the heavy statistics on synthetic cities and prints `name milliseconds`, the best of several runs.
//!
//! Run with `cargo run --release -p aula-statistics --example bench_statistics`.

use aula_statistics::{
    Kernel, TimeNeighbours, Weights, benjamini_hochberg, conditional_permutation, density, density_fast, emerging, gi,
    gi_star, knox, local_moran,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Instant;

/// The side of a square in bandwidths in which incidents count as one.
const FAST: f64 = 0.125;

fn main() -> Result<(), aula_statistics::StatisticsError> {
    let weights = hexagons(250, 200)?;
    best("weights_50000_cells", 5, || hexagons(250, 200))?;
    let with_self = weights.with_self();
    let counts = scattered(50_000, 60_000, 1);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");

    best("gi_star_z_p_q_50000_cells_one_core", 20, || {
        one.install(|| gi_star(&counts, &with_self).and_then(|gi| benjamini_hochberg(&gi.p).map(|q| (gi, q))))
    })?;
    best("gi_50000_cells", 5, || gi(&counts, &weights))?;
    best("conditional_permutation_50000_cells_999", 5, || conditional_permutation(&counts, &weights, 999, 1))?;
    best("conditional_permutation_50000_cells_99999", 3, || conditional_permutation(&counts, &weights, 99_999, 1))?;
    let standardised = uneven(&weights)?;
    best("conditional_permutation_uneven_weights_50000_cells_999", 3, || {
        conditional_permutation(&counts, &standardised, 999, 1)
    })?;
    best("local_moran_50000_cells_999", 5, || local_moran(&counts, &weights, 999, 1))?;
    let steps: Vec<Vec<f64>> = (0..12).map(|step| scattered(50_000, 5_000, step)).collect();
    best("emerging_50000_cells_12_steps", 3, || emerging(&steps, &with_self, 0.05, TimeNeighbours::SameStep))?;

    let mut random = ChaCha8Rng::seed_from_u64(2);
    let mut place = || [random.random_range(0.0..20_000.0), random.random_range(0.0..30_000.0)];
    let incidents: Vec<[f64; 2]> = (0..1_000_000).map(|_| place()).collect();
    let places: Vec<[f64; 2]> = (0..50_000).map(|_| place()).collect();
    let some = &incidents[..100_000];
    best("density_100000_incidents_50000_places_800_m", 3, || density(some, None, &places, Kernel::Quartic, 800.0))?;
    best("density_fast_100000_incidents_50000_places_800_m", 5, || {
        density_fast(some, None, &places, Kernel::Quartic, 800.0, FAST)
    })?;
    let (exact, fast) = (
        density(some, None, &places, Kernel::Quartic, 800.0)?,
        density_fast(some, None, &places, Kernel::Quartic, 800.0, FAST)?,
    );
    let peak = exact.iter().copied().fold(0.0, f64::max);
    let off = exact.iter().zip(&fast.per_km2).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let bound = fast.error_bound_per_km2.iter().copied().fold(0.0, f64::max);
    println!("density_fast_error_permille {:.1}", 1000.0 * off / peak);
    println!("density_fast_stated_error_permille {:.1}", 1000.0 * bound / peak);
    best("density_1000000_incidents_50000_places_800_m", 1, || {
        density(&incidents, None, &places, Kernel::Quartic, 800.0)
    })?;
    best("density_fast_1000000_incidents_50000_places_800_m", 1, || {
        density_fast(&incidents, None, &places, Kernel::Quartic, 800.0, FAST)
    })?;
    let days: Vec<i32> = (0..20_000).map(|i| (i * 7919) % 365).collect();
    let edges = [1.0, 100.0, 200.0, 400.0, 800.0];
    best("knox_20000_incidents_999", 2, || knox(&incidents[..20_000], &days, &edges, &[1, 8, 15, 29], 999, 1))?;
    Ok(())
}

fn best<T, E>(name: &str, runs: u32, mut work: impl FnMut() -> Result<T, E>) -> Result<(), E> {
    let mut shortest = f64::INFINITY;
    for _ in 0..runs {
        let start = Instant::now();
        let answer = work()?;
        shortest = shortest.min(start.elapsed().as_secs_f64() * 1e3);
        drop(answer);
    }
    println!("{name} {shortest:.1}");
    Ok(())
}

/// Neighbours in a rhombus of hexagons.
fn hexagons(columns: i64, rows: i64) -> Result<Weights, aula_statistics::StatisticsError> {
    let inside = |q: i64, r: i64| (0..columns).contains(&q) && (0..rows).contains(&r);
    let around = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)];
    let row = |(q, r): (i64, i64)| -> Vec<u32> {
        let near = around.iter().map(|(a, b)| (q + a, r + b)).filter(|&(q, r)| inside(q, r));
        near.map(|(q, r)| (r * columns + q) as u32).collect()
    };
    let rows: Vec<Vec<u32>> = (0..rows).flat_map(|r| (0..columns).map(move |q| (q, r))).map(row).collect();
    Weights::from_rows(&rows)
}

fn uneven(weights: &Weights) -> Result<Weights, aula_statistics::StatisticsError> {
    let mut offsets = vec![0];
    let mut neighbours = Vec::new();
    for i in 0..weights.len() {
        neighbours.extend_from_slice(weights.row(i));
        offsets.push(neighbours.len() as u32);
    }
    let values = (0..neighbours.len()).map(|e| 1.0 + (e % 3) as f64).collect();
    Weights::with_values(offsets, neighbours, values)
}

fn scattered(cells: usize, incidents: usize, seed: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut counts = vec![0.0; cells];
    for _ in 0..incidents {
        counts[random.random_range(0..cells)] += 1.0;
    }
    counts
}
