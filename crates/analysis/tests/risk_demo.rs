//! Risk on the demo city: what was planted comes out in sign and nearly in order, and every use case answers.

use aula_analysis::risk::{
    FactorSource, GivenLayer, RiskDesign, RiskQuery, RiskRun, WhatIfQuery, card, explain, map, risk, what_if,
};
use aula_analysis::{AnalysisError, GridQuery, StudySetKind, StudySets, Values};
use aula_disclosure::disclose;
use aula_fixtures::{DemoCity, USUAL_SEED, demo_city};
use aula_model::{Change, Op, Period, Seq, Slice, Viewer};
use aula_snapshot::{Layer, Snapshot};
use h3o::Resolution;
use std::sync::LazyLock;

static CITY: LazyLock<(DemoCity, Snapshot)> = LazyLock::new(|| {
    let city = demo_city(USUAL_SEED);
    let log = city
        .entities()
        .zip(1..)
        .map(|((key, entity), seq)| (Seq(seq), Change { kind: entity.kind(), key, op: Op::Put(entity) }));
    let snapshot = Snapshot::build(log).expect("a snapshot");
    (city, snapshot)
});

fn query(design: RiskDesign) -> RiskQuery {
    let (city, _) = &*CITY;
    let period = match design {
        RiskDesign::Explain => Period::new(Some(city.truth.from), Some(city.truth.to)).unwrap(),
        RiskDesign::Foretell => Period::default(),
    };
    let situational = city.truth.categories.iter().filter(|c| c.situational).map(|c| c.code.clone());
    let slice = Slice { period, categories: situational.collect(), ..Slice::default() };
    let grid = GridQuery {
        slice,
        layer: Layer::Incidents,
        resolution: Resolution::Ten,
        study_set: StudySetKind::Inhabited,
        cell: None,
    };
    RiskQuery { design, ..RiskQuery::new(grid) }
}

fn run(query: &RiskQuery) -> Result<RiskRun, AnalysisError> {
    let viewer = Viewer::operator();
    let found = risk(&viewer, &CITY.1, &StudySets::default(), query)?;
    Ok(disclose(found, &viewer).unwrap().into_inner())
}

static EXPLAINED: LazyLock<RiskRun> = LazyLock::new(|| run(&query(RiskDesign::Explain)).expect("a run"));

#[test]
fn planted_effects_come_out_right_in_sign_and_nearly_in_order() {
    let report = &EXPLAINED.report;
    report.factors.iter().for_each(|f| println!("prove: demo {}", f.sentence.en));
    let (mut found, mut missed) = (Vec::new(), Vec::new());
    for planted in &CITY.0.truth.factors {
        let factor = report.factors.iter().find(|f| f.factor == format!("places.{}", planted.kind)).unwrap();
        if planted.beta == 0.0 {
            continue;
        }
        // 64 police posts are too few for one half of the city to confirm them: not every effect is found.
        if !factor.kept {
            missed.push(planted.kind.as_str());
            continue;
        }
        let beta = factor.measured.unwrap().beta;
        assert!(beta * planted.beta > 0.0, "{}: {beta}, planted {}", planted.kind, planted.beta);
        found.push((planted.beta, beta, planted.kind.as_str()));
    }
    assert!(missed.len() <= 1, "{missed:?}");
    // The ranks of what was planted and of what was found (Spearman): neighbours may change places, because the forms
    // are not the planted ones and forty hot spots are none of the factors.
    let rank = |of: &dyn Fn(usize) -> f64, i: usize| (0..found.len()).filter(|&j| of(j) > of(i)).count() as f64;
    let (planted, measured) = (|i: usize| found[i].0, |i: usize| found[i].1);
    let apart: f64 = (0..found.len()).map(|i| (rank(&planted, i) - rank(&measured, i)).powi(2)).sum();
    let n = found.len() as f64;
    let spearman = 1.0 - 6.0 * apart / (n * (n * n - 1.0));
    assert!(spearman > 0.8, "{spearman}: {found:?}");
    let null: Vec<_> = CITY.0.truth.factors.iter().filter(|f| f.beta == 0.0).collect();
    let dropped =
        null.iter().filter(|f| report.factors.iter().any(|r| r.factor == format!("places.{}", f.kind) && !r.kept));
    assert!(dropped.count() * 5 >= null.len() * 4, "four of five factors without effect are dropped");
}

#[test]
fn a_cell_is_explained_and_its_shares_multiply_to_the_whole() {
    let mapped = map(&CITY.1, &EXPLAINED).unwrap();
    let relative = mapped.columns.iter().find(|c| c.name == "relative").unwrap();
    let Values::Numbers(relative) = &relative.values else { panic!("numbers") };
    let top = (0..relative.len()).max_by(|a, b| relative[*a].total_cmp(&relative[*b])).unwrap();
    let told = explain(&EXPLAINED, EXPLAINED.space.set.cells()[top]).unwrap();
    assert_eq!((told.rank, told.of), (1, relative.len() as u64));
    assert!(told.sentence.en.contains("association") && told.sentence.kk.contains("себеп емес"));
    assert!(told.conditions.iter().all(|c| c.relative_risk > 0.0) && !told.shares.is_empty());
    let other = explain(&EXPLAINED, EXPLAINED.space.set.cells()[0]).unwrap();
    let product = |e: &aula_analysis::risk::CellExplanation| e.shares.iter().map(|s| s.times).product::<f64>();
    let ratio = told.relative / other.relative;
    assert!((product(&told) / product(&other) / ratio - 1.0).abs() < 1e-6, "{ratio}");
    let outside = h3o::LatLng::new(0.0, 0.0).unwrap().to_cell(Resolution::Ten);
    assert!(explain(&EXPLAINED, outside).is_none());
}

#[test]
fn mending_lowers_what_is_expected_if_the_association_were_causal() {
    let district = CITY.0.areas_of("district").next().unwrap().id.clone();
    let mend = WhatIfQuery { area: district.clone(), factors: vec!["places.street_lights_out".to_owned()] };
    let found = what_if(&CITY.1, &EXPLAINED, &mend).unwrap();
    assert!(found.mended > 0 && found.cells_changed > 0, "{found:?}");
    assert!(found.low < found.change && found.change < found.high && found.high < 0.0, "{found:?}");
    assert!(found.change > -found.expected, "more than is expected cannot go away");
    assert_eq!(found.marked, "if_the_association_were_causal");
    assert!(found.sentence.en.starts_with("If the association were causal"));
    let nothing = WhatIfQuery { area: district, factors: vec!["places.graffiti".to_owned()] };
    assert!(what_if(&CITY.1, &EXPLAINED, &nothing).is_err());
}

#[test]
fn a_card_is_made_of_the_run_and_says_its_limits_in_three_languages() {
    let made = card(&EXPLAINED.report, "abc".to_owned(), "2026-01-02".to_owned());
    let text = serde_json::to_string(&made).unwrap();
    assert!(!text.contains('{') || !text.contains("{total}"), "every slot is filled");
    for section in &made.sections {
        for said in [&section.text.kk, &section.text.ru, &section.text.en] {
            assert!(!said.contains('{') && said.len() > 40, "{}: {said}", section.key);
        }
    }
    assert!(made.warnings.iter().any(|w| w.code == "association"));
}

#[test]
fn the_model_foretells_the_second_year_from_the_first() {
    let report = run(&query(RiskDesign::Foretell)).unwrap().report;
    let validation = &report.validation[0];
    assert_eq!((validation.tested_on, validation.past_periods), ("later_period", 1));
    let hits = |method: &str| {
        validation.rows.iter().find(|r| r.method == method && r.share == 0.05).map(|r| r.hit_rate).unwrap()
    };
    assert!(hits("model") > hits("last_counts") && hits("model") > hits("factors_only"));
    let calibration = &validation.calibration;
    assert!((calibration.slope - 1.0).abs() < 0.25, "{}", calibration.slope);
    let (low, high) = (calibration.deciles[0].observed, calibration.deciles[9].observed);
    let near = calibration.deciles.iter().all(|d| (0.6..1.6).contains(&(d.observed / d.expected)));
    assert!(high > 3.0 * low && near, "{:?}", calibration.deciles);
    assert!(report.feedback.kept_out.stays_equal && !report.feedback.counted.stays_equal);
    let attention: f64 = report.attention.iter().map(|a| a.attention).sum();
    assert!((attention - 1.0).abs() < 0.02 && report.attention.len() == 8);
}

#[test]
fn unknown_areas_of_a_layer_are_told_and_unknown_factors_refused() {
    let yards = CITY.0.areas_of("yard").take(40).map(|y| (y.id.clone(), 2.0));
    let given = GivenLayer { name: "lighting".to_owned(), values: yards.collect() };
    let asked = RiskQuery {
        factors: vec![FactorSource::Given("lighting".to_owned()), "places.bar".parse().unwrap()],
        given: vec![given],
        ..query(RiskDesign::Explain)
    };
    let report = run(&asked).unwrap().report;
    let lighting = report.factors.iter().find(|f| f.factor == "given.lighting").unwrap();
    assert!(lighting.unknown_cells > 1000 && lighting.sources == 40);
    assert!(report.warnings.iter().any(|w| w.code == "unknown"));
    let wrong = RiskQuery { factors: vec!["places.unicorn".parse().unwrap()], ..query(RiskDesign::Explain) };
    assert!(matches!(run(&wrong), Err(AnalysisError::Unusable { parameter: "factors", .. })));
    let public = risk(&Viewer::public(), &CITY.1, &StudySets::default(), &query(RiskDesign::Explain));
    assert!(matches!(public, Err(AnalysisError::Withheld(_))));
}
