//! Writes the conformance vectors of a synthetic city into a folder.
//!
//! Run with `cargo run -p aula-statistics --example make_conformance -- fixtures/conformance`. The seed is fixed: the
//! same files come out on every machine. `oracles.json` and `README.md` there are written by hand.

use aula_statistics::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::error::Error;
use std::f64::consts::PI;
use std::fmt::Write;
use std::path::Path;

const RADIUS: i32 = 12;
const EDGE_M: f64 = 100.0;
const BANDWIDTH_M: f64 = 450.0;
const INCIDENTS: usize = 1200;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give the folder to write into")?;
    let folder = Path::new(&folder);
    let mut random = ChaCha8Rng::seed_from_u64(2024);
    let cells: Vec<(i32, i32)> = (-RADIUS..=RADIUS)
        .flat_map(|q| (-RADIUS..=RADIUS).map(move |r| (q, r)))
        .filter(|(q, r)| (q + r).abs() <= RADIUS)
        .collect();
    let centre = |(q, r): (i32, i32)| {
        let (q, r) = (f64::from(q), f64::from(r));
        [(3.0_f64.sqrt() * (q + r / 2.0) * EDGE_M * 10.0).round() / 10.0, (1.5 * r * EDGE_M * 10.0).round() / 10.0]
    };
    let centres: Vec<[f64; 2]> = cells.iter().map(|&cell| centre(cell)).collect();
    // Six neighbours lie √3 edges away, the next ring at least 3 edges.
    let weights = distance_band(&centres, 2.0 * EDGE_M)?;
    let with_self = weights.with_self();
    let risk: Vec<f64> =
        cells.iter().map(|&(q, r)| if (q - 4).abs() + (r + 3).abs() <= 2 { 8.0 } else { 1.0 }).collect();
    let incidents = throw(&risk, &centres, &mut random);
    let count = |part: &[Incident]| {
        let mut counts = vec![0.0; cells.len()];
        part.iter().for_each(|i| counts[i.cell] += 1.0);
        counts
    };
    let (before, after) = (count(&incidents[..INCIDENTS / 2]), count(&incidents[INCIDENTS / 2..]));
    let counts = count(&incidents);
    let exposure: Vec<f64> = cells.iter().map(|_| f64::from(random.random_range(20..400_u32))).collect();
    let area_m2 = 1.5 * 3.0_f64.sqrt() * EDGE_M * EDGE_M;
    let points: Vec<[f64; 2]> = incidents.iter().map(|i| i.place).collect();
    let days: Vec<i32> = incidents.iter().map(|i| i.day).collect();

    let mut text = String::from("cell,x_m,y_m,area_m2,exposure,count,count_before,count_after\n");
    for i in 0..cells.len() {
        let [x, y] = centres[i];
        writeln!(text, "{i},{x},{y},{area_m2},{},{},{},{}", exposure[i], counts[i], before[i], after[i])?;
    }
    std::fs::write(folder.join("cells.csv"), text)?;
    let mut text = String::from("cell,neighbour\n");
    for i in 0..weights.len() {
        for j in weights.row(i) {
            writeln!(text, "{i},{j}")?;
        }
    }
    std::fs::write(folder.join("neighbours.csv"), text)?;
    let mut text = String::from("x_m,y_m,day\n");
    for i in &incidents {
        writeln!(text, "{},{},{}", i.place[0], i.place[1], i.day)?;
    }
    std::fs::write(folder.join("incidents.csv"), text)?;

    let star = gi_star(&counts, &with_self)?;
    let (q, q_normal) = (benjamini_hochberg(&star.p)?, benjamini_hochberg(&star.p_normal)?);
    let others = gi(&counts, &weights)?;
    let moran = local_moran(&counts, &weights, 999, 1)?;
    let (eb, standardised) = (eb_rates(&counts, &exposure)?, eb_standardised(&counts, &exposure)?);
    let lambda = density(&points, None, &centres, Kernel::Quartic, BANDWIDTH_M)?;
    let changed = change(&before, &after, 0.5)?;
    let mut text = String::from(
        "cell,gi_star_z,gi_star_p,gi_star_q,gi_star_p_normal,gi_star_q_normal,gi_star_class,gi_z,gi_p,local_moran_i,\
         quadrant,eb_rate,eb_standardised,density_per_km2,change_p\n",
    );
    for i in 0..cells.len() {
        let row = [star.z[i], star.p[i], q[i], star.p_normal[i], q_normal[i]].map(|v| v.to_string()).join(",");
        let class = classify(star.z[i], q[i]);
        let rest = [others.z[i], others.p[i], moran.i[i]].map(|v| v.to_string()).join(",");
        let rate = eb.rate[i].ok_or("every cell has exposure")?;
        let last = [rate, standardised[i], lambda[i], changed.p[i]].map(|v| v.to_string()).join(",");
        writeln!(text, "{i},{row},{class},{rest},{},{last}", moran.quadrant[i].as_str())?;
    }
    std::fs::write(folder.join("expected_cells.csv"), text)?;

    let near = knox(&points, &days, &[1.0, 200.0, 400.0], &[1, 8, 15], 999, 1)?;
    let observed: Vec<Vec<u64>> = near.table.iter().map(|row| row.iter().map(|c| c.observed).collect()).collect();
    let shares = concentration(&counts)?;
    let global = global_moran(&counts, &weights)?;
    let accuracy = prediction_accuracy(&before, &vec![area_m2; cells.len()], &after, 0.0, 0.05)?;
    let answer = serde_json::json!({
        "density": {"kernel": "quartic", "bandwidth_m": BANDWIDTH_M},
        "normal_reference_bandwidth_m": normal_reference_bandwidth_m(&points)?,
        "global_moran": {"i": global.i, "expected": global.expected, "z_randomisation": global.z},
        "knox": {"distance_edges_m": [1, 200, 400], "day_edges": [1, 8, 15], "observed": observed},
        "concentration": {
            "cell_shares": CELL_SHARES, "incidents_in_top": shares.incidents_in_top,
            "gini": shares.gini, "gini_generalised": shares.gini_generalised
        },
        "prediction_before_to_after": {
            "coverage": 0.05, "hit_rate": accuracy.hit_rate, "lowest_hit_rate": accuracy.lowest_hit_rate,
            "highest_hit_rate": accuracy.highest_hit_rate, "pai": accuracy.pai, "pei_star": accuracy.pei
        }
    });
    std::fs::write(folder.join("expected_city.json"), serde_json::to_string_pretty(&answer)? + "\n")?;
    Ok(())
}

struct Incident {
    cell: usize,
    place: [f64; 2],
    day: i32,
}

/// Incidents inside the cells' inscribed circles, a tenth of them repeats of an earlier one within days and 50 m.
fn throw(risk: &[f64], centres: &[[f64; 2]], random: &mut ChaCha8Rng) -> Vec<Incident> {
    let total: f64 = risk.iter().sum();
    let mut out: Vec<Incident> = Vec::with_capacity(INCIDENTS);
    while out.len() < INCIDENTS {
        let repeat = (out.len() > 50 && random.random_range(0..10) == 0).then(|| random.random_range(0..out.len()));
        let mut left = random.random_range(0.0..total);
        let thrown = risk.iter().position(|r| {
            left -= r;
            left < 0.0
        });
        let cell = repeat.map_or(thrown.unwrap_or(0), |i| out[i].cell);
        let (turn, away) = (random.random_range(0.0..2.0 * PI), random.random_range(0.0..1.0_f64).sqrt() * 80.0);
        let rounded = |x: f64| (x * 10.0).round() / 10.0;
        let place = match repeat {
            // The same place to the decimetre: repeat victimisation.
            Some(i) => out[i].place,
            None => [rounded(centres[cell][0] + away * turn.cos()), rounded(centres[cell][1] + away * turn.sin())],
        };
        let day = repeat.map_or(random.random_range(0..365), |i| out[i].day + random.random_range(0..10));
        out.push(Incident { cell, place, day });
    }
    out
}
