//! Long proofs over the demo city: does the hotspot map hold its level, and does it find what was planted?
//!
//! Ignored by default; `make prove` runs them in release and keeps what they print.

use aula_analysis::{
    Correction, GridQuery, HotspotChoices, HotspotLayer, HotspotQuery, RobustnessQuery, StudySetKind, StudySets,
    hotspots, robustness,
};
use aula_disclosure::disclose;
use aula_fixtures::{HotSpot, PLANTED_RESOLUTION, demo_city, null_city_counts};
use aula_geometry::{StudySet, cell_centre, geodesic_distance_m};
use aula_model::{Change, Entity, Incident, Key, Kind, LonLat, Op, Period, Seq, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use aula_statistics::{Weights, benjamini_hochberg_tested, gi_star};
use rayon::prelude::*;

const CITIES: u64 = 200;
const LEVEL: f64 = 0.05;

/// Cells that a city without any pattern shows as hot, by our tail and by the textbook's.
fn false_hot_cells(counts: &[u32], rings: &Weights) -> (usize, usize) {
    let values: Vec<f64> = counts.iter().map(|&c| f64::from(c)).collect();
    let gi = gi_star(&values, rings).expect("counts vary");
    let hot = |p: &[f64]| {
        let q = benjamini_hochberg_tested(p, &gi.defined).expect("p-values");
        q.iter().zip(&gi.z).filter(|&(&q, &z)| q < LEVEL && z > 0.0).count()
    };
    (hot(&gi.p), hot(&gi.p_normal))
}

#[test]
#[ignore = "200 cities at three densities; run by make prove"]
fn prove_complete_randomness_shows_no_hot_cell_in_95_of_100_cities() {
    let cells = demo_city(1).inhabited_cells(PLANTED_RESOLUTION);
    let set = StudySet::new(PLANTED_RESOLUTION, cells).expect("cells");
    let rings = set.k_rings(1).expect("rings");
    let rings = Weights::binary(rings.offsets, rings.neighbours).expect("weights");
    for incidents in [2_000, 10_000, 35_000] {
        let found: Vec<(usize, usize)> = (0..CITIES)
            .into_par_iter()
            .map(|seed| false_hot_cells(&null_city_counts(set.cells(), incidents, seed), &rings))
            .collect();
        let share = |pick: fn(&(usize, usize)) -> usize| {
            found.iter().filter(|f| pick(f) > 0).count() as f64 / found.len() as f64
        };
        let mean =
            |pick: fn(&(usize, usize)) -> usize| found.iter().map(pick).sum::<usize>() as f64 / found.len() as f64;
        println!(
            "prove: randomness cells={} incidents={incidents} cities={CITIES} false_cities={:.3} false_cells_mean={:.2} textbook_false_cities={:.3} textbook_false_cells_mean={:.1}",
            set.len(),
            share(|f| f.0),
            mean(|f| f.0),
            share(|f| f.1),
            mean(|f| f.1)
        );
        assert!(
            share(|f| f.0) <= LEVEL,
            "{incidents} incidents: {:.3} of the cities show a false hot cell",
            share(|f| f.0)
        );
    }
}

fn ask(snapshot: &Snapshot, sets: &StudySets, slice: Slice) -> HotspotLayer {
    let query = HotspotQuery {
        slice,
        layer: Layer::Incidents,
        resolution: PLANTED_RESOLUTION,
        study_set: StudySetKind::Inhabited,
        correction: Correction::BenjaminiHochberg,
        choices: HotspotChoices::default(),
    };
    let viewer = Viewer::operator();
    let layer = hotspots(&viewer, snapshot, sets, &query).expect("an answer");
    disclose(layer, &viewer).expect("the operator").into_inner()
}

/// Whether a cell with its centre in the spot is called hot.
fn finds(layer: &HotspotLayer, spot: &HotSpot) -> bool {
    let centre = LonLat::new(spot.lon, spot.lat).expect("a point");
    let inside = |cell| geodesic_distance_m(cell_centre(cell), centre) <= spot.radius_m;
    let hot = |i: usize| layer.q.get(i).is_some_and(|&q| q < LEVEL) && layer.classes[i].as_str().starts_with("hot");
    layer.space.set.cells().iter().enumerate().any(|(i, &cell)| hot(i) && inside(cell))
}

#[test]
#[ignore = "20 demo cities; run by make prove"]
fn prove_planted_hot_spots_are_found() {
    let (mut planted, mut found_in_all, mut found_in_their_slice) = (0, 0, 0);
    let (mut strong, mut strong_found) = (0, 0);
    // Other seeds than those that the generator was tuned on.
    for seed in 101..=120 {
        let city = demo_city(seed);
        let log = city
            .entities()
            .zip(1..)
            .map(|((key, entity), seq)| (Seq(seq), Change { kind: entity.kind(), key, op: Op::Put(entity) }));
        let snapshot = Snapshot::build(log).expect("a snapshot");
        let sets = StudySets::default();
        let everything = ask(&snapshot, &sets, Slice::default());
        for spot in &city.truth.hot_spots {
            let slice = Slice {
                period: Period::new(spot.from, spot.to).expect("a period"),
                categories: spot.categories.iter().cloned().collect(),
                ..Slice::default()
            };
            let in_slice = finds(&ask(&snapshot, &sets, slice), spot);
            planted += 1;
            found_in_all += usize::from(finds(&everything, spot));
            found_in_their_slice += usize::from(in_slice);
            // A spot that adds thirty incidents to what would be there anyway is one that nobody should miss.
            if spot.expected - spot.expected_without >= 30.0 {
                strong += 1;
                strong_found += usize::from(in_slice);
            }
        }
    }
    let share = |n: usize, of: usize| n as f64 / of as f64;
    println!(
        "prove: power seeds=20 planted={planted} found_in_own_slice={:.3} found_among_all_incidents={:.3} strong={strong} strong_found={:.3}",
        share(found_in_their_slice, planted),
        share(found_in_all, planted),
        share(strong_found, strong)
    );
    assert!(strong > 100, "only {strong} strong spots: the proof proves nothing");
    assert!(share(strong_found, strong) >= 0.95, "{strong_found} of {strong} strong spots were found");
}

/// Incidents at random places in random cells, each like one of the demo city's in everything else.
fn thrown(cells: &[h3o::CellIndex], like: &Incident, incidents: usize, seed: u64) -> Vec<(Seq, Change)> {
    let counts = null_city_counts(cells, incidents, seed);
    let mut changes = Vec::with_capacity(incidents);
    // A golden-ratio walk spreads places over a cell without a second source of chance.
    let mut turn = seed as f64 * 0.377;
    for (&cell, &count) in cells.iter().zip(&counts) {
        let (centre, reach) = (cell_centre(cell), 0.45 * aula_geometry::cell_area_m2(cell).sqrt() / 111_000.0);
        for _ in 0..count {
            turn += 0.618_033_988_75;
            let (angle, far) = (turn * std::f64::consts::TAU, reach * (turn * 7.3).fract().sqrt());
            let location = LonLat::new(centre.lon() + far * angle.cos() / 0.73, centre.lat() + far * angle.sin());
            let incident = Incident { location: location.expect("a place"), ..like.clone() };
            let number = changes.len() as u64;
            let key = Key::identified("incident", "thrown", &number.to_string());
            let op = Op::Put(Entity::Incident(Box::new(incident)));
            changes.push((Seq(10_000_000 + number), Change { kind: Kind::Incident, key, op }));
        }
    }
    changes
}

#[test]
#[ignore = "200 cities at three densities; run by make prove"]
fn prove_no_cell_stays_hot_on_most_grids_under_randomness() {
    let city = demo_city(1);
    let ground = city.entities().filter(|(_, entity)| entity.kind() != Kind::Incident).zip(1..);
    let ground =
        ground.map(|((key, entity), seq)| (Seq(seq), Change { kind: entity.kind(), key, op: Op::Put(entity) }));
    let ground = Snapshot::build(ground).expect("a snapshot");
    let sets = StudySets::default();
    // Every grid must see the same chance everywhere: thrown over the inhabited cells of resolution 10 alone, the cells of
    // 9 and 8 that hold few of those would truly have less. So incidents fall evenly over the inhabited cells of 8.
    let wide = city.inhabited_cells(h3o::Resolution::Eight);
    let cells: Vec<_> = wide.iter().flat_map(|cell| cell.children(h3o::Resolution::Eleven)).collect();
    let like = Incident { accuracy: aula_model::Accuracy::Point, discontinued: false, ..city.incidents[0].clone() };
    let grid = GridQuery {
        slice: Slice::default(),
        layer: Layer::Incidents,
        resolution: h3o::Resolution::Nine,
        study_set: StudySetKind::Inhabited,
        cell: None,
    };
    let viewer = Viewer::operator();
    for incidents in [2_000, 10_000, 35_000] {
        let stays = |seed: u64| {
            let snapshot = ground.apply(&thrown(&cells, &like, incidents, seed)).expect("a version");
            let found =
                robustness(&viewer, &snapshot, &sets, &RobustnessQuery { grid: grid.clone() }).expect("an answer");
            let found = disclose(found, &viewer).expect("the operator").into_inner();
            assert!(found.settings.total as usize > incidents * 9 / 10, "{}", found.settings.total);
            found.settings.detail.stays_hot
        };
        let cities = (0..CITIES).into_par_iter().filter(|&seed| stays(seed) > 0).count();
        println!("prove: robustness incidents={incidents} cities={CITIES} grids=7 with_a_cell_that_stays_hot={cities}");
        assert!(cities as f64 <= LEVEL * CITIES as f64, "{incidents}: {cities}");
    }
}
