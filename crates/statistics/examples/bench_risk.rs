//! Times the risk terrain's parts on 30,000 cells × 40 columns and prints `name milliseconds`; writes the same city for
//! others to read where a file is named.
//!
//! Run with `cargo run --release -p aula-statistics --example bench_risk [city.csv]`.

use aula_statistics::StatisticsError;
use aula_statistics::regression::{
    Blocks, Candidate, Design, GlmProblem, Penalty, Sign, Stepwise, TerrainProblem, choose_penalty, stepwise, terrain,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fmt::Write as _;
use std::time::Instant;

const ROWS: usize = 30_000;
const COLUMNS: usize = 40;

fn main() -> Result<(), StatisticsError> {
    let (columns, counts, points) = city();
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(path, written(&columns, &counts)).expect("the file can be written");
    }
    let design = Design::new(ROWS, columns)?;
    let problem = GlmProblem { design: &design, counts: &counts, offset: None };
    let blocks = Blocks::new(&points, 2000.0, 1)?;
    let penalty = Penalty { mix: 0.5, factors: &[1.0; COLUMNS], signs: &[Sign::Either; COLUMNS] };
    let candidates: Vec<Candidate> =
        (0..COLUMNS).map(|column| Candidate { column, factor: column, sign: Sign::Either }).collect();
    let folds = blocks.folds(5);
    let net = timed("elastic_net_30_penalties_5_folds", || choose_penalty(&problem, &penalty, &folds, 30, 1e-3))?;
    let how = Stepwise { candidates: &candidates, always: &[], dispersed: false };
    let chosen = timed("forward_bic_poisson", || stepwise(&problem, &how))?;
    timed("forward_bic_negative_binomial", || stepwise(&problem, &Stepwise { dispersed: true, ..how }))?;
    let chooses = blocks.choosing_half();
    let whole = TerrainProblem {
        design: &design,
        counts: &counts,
        candidates: &candidates,
        always: &[],
        blocks: &blocks.of,
        chooses: &chooses,
        level: 0.9,
    };
    let found = timed("whole_procedure_both_ways", || terrain(&whole))?;
    eprintln!(
        "kept by net {}, by BIC {}, confirmed {}",
        net.path[net.best].coefficients.iter().filter(|b| **b != 0.0).count(),
        chosen.kept.len(),
        found.chosen.iter().filter(|c| c.confirmed).count()
    );
    Ok(())
}

fn timed<T>(name: &str, work: impl Fn() -> Result<T, StatisticsError>) -> Result<T, StatisticsError> {
    let started = Instant::now();
    let answer = work()?;
    println!("{name} {:.1}", started.elapsed().as_secs_f64() * 1e3);
    Ok(answer)
}

/// Forty columns that resemble each other in fives, twelve of which matter.
fn city() -> (Vec<Vec<f64>>, Vec<f64>, Vec<[f64; 2]>) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let points: Vec<[f64; 2]> = (0..ROWS).map(|i| [(i % 200) as f64 * 130.0, (i / 200) as f64 * 130.0]).collect();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut shared = vec![0.0; ROWS];
    for j in 0..COLUMNS {
        if j % 5 == 0 {
            shared = (0..ROWS).map(|_| random.random::<f64>()).collect();
        }
        columns.push(shared.iter().map(|s| 0.5 * s + random.random::<f64>()).collect());
    }
    let counts = (0..ROWS)
        .map(|i| {
            let eta: f64 = (0..12).map(|j| (if j % 4 == 3 { -0.3 } else { 0.4 }) * columns[3 * j][i]).sum();
            let (mut k, mut left) = (0.0, (eta - 2.0).exp());
            loop {
                left += (1.0 - random.random::<f64>()).ln();
                if left < 0.0 {
                    return k;
                }
                k += 1.0;
            }
        })
        .collect();
    (columns, counts, points)
}

fn written(columns: &[Vec<f64>], counts: &[f64]) -> String {
    let mut text = String::new();
    for (i, y) in counts.iter().enumerate() {
        let _ = write!(text, "{y}");
        columns.iter().for_each(|c| _ = write!(text, ",{:.9}", c[i]));
        text.push('\n');
    }
    text
}
