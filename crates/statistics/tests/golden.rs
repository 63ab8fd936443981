//! Holds our figures to vectors made with other tools on real counts.
//!
//! They need the test data folder in `AULA_TEST_DATA` (with `golden/` below it); without it they are skipped and say so,
//! and with `CI=true` they fail.

use aula_statistics::{Weights, benjamini_hochberg, gi_star, local_moran};
use std::collections::HashMap;
use std::path::PathBuf;

fn test_data() -> Option<PathBuf> {
    match std::env::var_os("AULA_TEST_DATA") {
        Some(folder) => Some(folder.into()),
        None => {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "AULA_TEST_DATA must be set in CI");
            eprintln!("skipped 1: AULA_TEST_DATA is not set");
            None
        }
    }
}

struct Golden {
    counts: Vec<f64>,
    columns: HashMap<String, Vec<f64>>,
    weights: Weights,
}

fn golden(name: &str) -> Option<Golden> {
    let text = std::fs::read_to_string(test_data()?.join("golden").join(name)).expect("the golden file is there");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let mut cells = Vec::new();
    let mut columns: HashMap<String, Vec<f64>> = HashMap::new();
    for line in lines {
        for (name, field) in header.iter().zip(line.split(',')) {
            if *name == "cell" {
                cells.push(field.to_owned());
            } else {
                columns.entry((*name).to_owned()).or_default().push(field.parse().expect("a number"));
            }
        }
    }
    let weights = ring_one(&cells);
    Some(Golden { counts: columns["count"].clone(), columns, weights })
}

/// Neighbours in one ring, cut at the study set, each cell itself left out.
fn ring_one(cells: &[String]) -> Weights {
    let cells: Vec<h3o::CellIndex> = cells.iter().map(|c| c.parse().expect("a cell")).collect();
    let number: HashMap<h3o::CellIndex, u32> = cells.iter().zip(0..).map(|(&c, i)| (c, i)).collect();
    let around = |c: &h3o::CellIndex| c.grid_disk::<Vec<_>>(1).into_iter().filter(|d| d != c).collect::<Vec<_>>();
    let rows: Vec<Vec<u32>> =
        cells.iter().map(|c| around(c).iter().filter_map(|d| number.get(d).copied()).collect()).collect();
    Weights::from_rows(&rows).expect("neighbours within the study set")
}

fn near(got: &[f64], want: &[f64], tolerance: f64, what: &str) {
    assert_eq!(got.len(), want.len());
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        // The files hold twelve digits, so large values carry their own rounding.
        assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{what} of cell {i}: {got} is not {want}");
    }
}

fn check_gi_star(name: &str) {
    let Some(golden) = golden(name) else { return };
    let got = gi_star(&golden.counts, &golden.weights.with_self()).unwrap();
    near(&got.z, &golden.columns["gi_star_z"], 1e-9, "z");
    near(&got.p_normal, &golden.columns["p_two_sided"], 1e-9, "p_normal");
    near(&benjamini_hochberg(&got.p_normal).unwrap(), &golden.columns["q_bh"], 1e-9, "q_normal");
}

fn check_local_moran(name: &str) {
    let Some(golden) = golden(name) else { return };
    let got = local_moran(&golden.counts, &golden.weights, 999, 1).unwrap();
    near(&got.i, &golden.columns["local_moran_i"], 1e-9, "local Moran");
}

#[test]
fn local_moran_equals_chicago_burglary() {
    check_local_moran("chicago_burglary_2017_r9.csv");
}

#[test]
fn local_moran_equals_memphis_robbery() {
    check_local_moran("memphis_robbery_2019_r8.csv");
}

#[test]
fn gi_star_equals_chicago_burglary() {
    check_gi_star("chicago_burglary_2017_r9.csv");
}

#[test]
fn gi_star_equals_memphis_robbery() {
    check_gi_star("memphis_robbery_2019_r8.csv");
}
