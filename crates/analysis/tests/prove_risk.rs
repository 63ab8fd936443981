//! The risk terrain procedure over very many cities of counts: intervals cover, factors without effect are dropped,
//! a city without pattern yields nothing.

use aula_fixtures::{CountCity, count_city};
use aula_statistics::regression::{Blocks, Candidate, Design, Sign, Terrain, TerrainProblem, terrain};
use rayon::prelude::*;

fn run(city: &CountCity, seed: u64) -> Terrain {
    let design = Design::new(city.cells_m.len(), city.forms.clone()).unwrap();
    let blocks = Blocks::new(&city.cells_m, 1000.0, seed).unwrap();
    let candidates: Vec<Candidate> = (0..city.forms.len())
        .map(|column| Candidate { column, factor: city.factor_of_form[column], sign: Sign::Either })
        .collect();
    let chooses = blocks.choosing_half();
    terrain(&TerrainProblem {
        design: &design,
        counts: &city.counts,
        candidates: &candidates,
        always: &[],
        blocks: &blocks.of,
        chooses: &chooses,
        level: 0.9,
    })
    .unwrap()
}

#[derive(Default)]
struct Tally {
    covered: usize,
    measured: usize,
    nulls_dropped: usize,
    nulls: usize,
    planted_kept: usize,
    planted: usize,
    right_form: usize,
    right_sign: usize,
}

fn judge(seed: u64) -> Tally {
    let city = count_city(seed, 1.0);
    let found = run(&city, seed);
    let mut tally = Tally::default();
    for (factor, planted) in city.planted.iter().enumerate() {
        let chosen = found.chosen.iter().find(|c| city.factor_of_form[c.candidate] == factor);
        if planted.beta == 0.0 {
            tally.nulls += 1;
            tally.nulls_dropped += usize::from(chosen.is_none());
            continue;
        }
        tally.planted += 1;
        let Some(chosen) = chosen else { continue };
        tally.planted_kept += 1;
        tally.right_sign += usize::from(chosen.effect.is_some_and(|e| e.beta * planted.beta > 0.0));
        if chosen.candidate != planted.form {
            continue;
        }
        tally.right_form += 1;
        if let Some(effect) = chosen.effect {
            tally.measured += 1;
            tally.covered += usize::from(effect.low <= planted.beta.exp() && planted.beta.exp() <= effect.high);
        }
    }
    tally
}

fn over(seeds: std::ops::RangeInclusive<u64>) -> Tally {
    seeds.into_par_iter().map(judge).reduce(Tally::default, |a, b| Tally {
        covered: a.covered + b.covered,
        measured: a.measured + b.measured,
        nulls_dropped: a.nulls_dropped + b.nulls_dropped,
        nulls: a.nulls + b.nulls,
        planted_kept: a.planted_kept + b.planted_kept,
        planted: a.planted + b.planted,
        right_form: a.right_form + b.right_form,
        right_sign: a.right_sign + b.right_sign,
    })
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
#[ignore = "long"]
fn prove_effects_cover_and_factors_without_effect_are_dropped() {
    let t = over(1..=1000);
    let (coverage, dropped) = (share(t.covered, t.measured), share(t.nulls_dropped, t.nulls));
    println!(
        "prove: risk_terrain cities=1000 level=0.90 coverage={coverage:.4} of={} nulls_dropped={dropped:.4} of={} planted_kept={:.4} right_form={:.4} right_sign={:.4}",
        t.measured,
        t.nulls,
        share(t.planted_kept, t.planted),
        share(t.right_form, t.planted_kept),
        share(t.right_sign, t.planted_kept),
    );
    assert!((0.87..=0.93).contains(&coverage) && dropped >= 0.80);
    assert!(share(t.planted_kept, t.planted) > 0.6, "a procedure that keeps nothing proves nothing");
}

#[test]
#[ignore = "long"]
fn prove_a_city_without_pattern_yields_nothing() {
    let found: Vec<Terrain> = (1..=200_u64).into_par_iter().map(|s| run(&count_city(s, 0.0), s)).collect();
    let silent = found.iter().filter(|t| !t.chosen.iter().any(|c| c.confirmed)).count();
    let nothing_kept = found.iter().filter(|t| t.chosen.is_empty()).count();
    println!(
        "prove: risk_null cities=200 nothing_found={:.3} nothing_kept_by_bic={:.3}",
        share(silent, 200),
        share(nothing_kept, 200)
    );
    assert!(silent >= 180);
}

/// The same in small, for every run of the tests.
#[test]
fn planted_factors_are_found_and_most_others_dropped() {
    let t = over(1..=6);
    assert!(share(t.planted_kept, t.planted) > 0.5 && share(t.right_sign, t.planted_kept) > 0.9);
    assert!(share(t.nulls_dropped, t.nulls) >= 0.8, "{}", t.nulls_dropped);
    assert!(!run(&count_city(3, 0.0), 3).chosen.iter().any(|c| c.confirmed));
}

#[test]
fn one_and_two_threads_give_the_same_bytes() {
    let city = count_city(2, 1.0);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&city, 7))
    };
    assert_eq!(on(1), on(2));
}
