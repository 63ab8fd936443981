use super::*;
use jiff::civil::date;
use serde_json::Value;

fn plan() -> Plan {
    let window = |a, b| Window { from: a, to: b };
    Plan {
        format: FORMAT,
        id: "p-1".to_owned(),
        version: 1,
        follows: None,
        title: "Пилот «Жарық аула»".to_owned(),
        measure: "Lamps\nand \"eyes\"".to_owned(),
        as_of: date(2025, 5, 1),
        later_data_at_hand: false,
        seq: 7,
        level: "micro_district".to_owned(),
        outcome: Outcome::default(),
        placebo_categories: vec![],
        start: date(2025, 5, 1),
        months: 8,
        selection: window(date(2025, 1, 1), date(2025, 5, 1)),
        baseline: window(date(2024, 1, 1), date(2025, 1, 1)),
        picked_by_baseline: false,
        resolution: 10,
        ring_steps: 3,
        pilots: vec![],
        controls: vec![],
        balance: vec![Balance {
            what: "level".to_owned(),
            pilots: 1.0 / 3.0,
            controls: -1e-9,
            standardised: 0.1 + 0.2,
            balanced: false,
            reach: None,
        }],
        closeness: None,
        not_compared: vec!["season".to_owned()],
        phi: Some(1.234_567_89),
        detectable: Some(Detectable { least_significant: 0.181_818, seen_in_four_of_five: 0.25 }),
        choosing: Choosing {
            rules: crate::design::Rules::default(),
            weights: crate::rank::Weights::default(),
            worst: 10,
            draws: 2000,
            seed: 1,
            candidates: 12,
            value: 3.2,
            bound: 3.2,
            gap: 0.0,
            lottery: vec![],
            alternatives: vec![],
        },
        method: METHOD.to_owned(),
    }
}

#[test]
fn a_frozen_plan_verifies_from_its_exported_text_alone_however_it_is_laid_out() {
    let frozen = plan().freeze(date(2025, 4, 28), Some("a".to_owned())).unwrap();
    for text in [serde_json::to_string(&frozen).unwrap(), serde_json::to_string_pretty(&frozen).unwrap()] {
        assert_eq!(verify(&text).unwrap(), frozen);
    }
    // Read and written again by somebody else it is still the same.
    let again: Value = serde_json::from_str(&serde_json::to_string(&frozen).unwrap()).unwrap();
    assert_eq!(digest(&again), frozen.sha256);
}

#[test]
fn whatever_is_changed_is_noticed() {
    let frozen = plan().freeze(date(2025, 4, 28), None).unwrap();
    let value = serde_json::to_value(&frozen).unwrap();
    let change = |edit: &dyn Fn(&mut Value)| {
        let mut changed = value.clone();
        edit(&mut changed);
        verify(&changed.to_string())
    };
    assert!(change(&|_| {}).is_ok());
    for edit in [
        &(|v: &mut Value| v["plan"]["title"] = "Another".into()) as &dyn Fn(&mut Value),
        &|v| v["plan"]["months"] = 9.into(),
        &|v| v["plan"]["balance"][0]["standardised"] = 0.05.into(),
        &|v| v["frozen_on"] = "2025-04-01".into(),
        &|v| v["plan"]["baseline"]["from"] = "2024-02-01".into(),
        &|v| v["more"] = true.into(),
        &|v| v["sha256"] = "0".repeat(64).into(),
    ] {
        assert!(matches!(change(edit), Err(PlanError::Altered { .. })));
    }
    assert!(matches!(change(&|v| v["sha256"] = Value::Null), Err(PlanError::NoPlan(_))));
    assert!(verify("{").is_err());
}

#[test]
fn a_frozen_plan_gives_way_to_nothing() {
    let draft = StoredPlan::Draft { plan: Box::new(plan()) };
    assert!(draft.replaceable().is_ok() && !draft.is_frozen());
    let frozen = StoredPlan::Frozen { frozen: Box::new(plan().freeze(date(2025, 4, 28), None).unwrap()) };
    assert!(matches!(frozen.replaceable(), Err(PlanError::Frozen { version: 1, .. })) && frozen.is_frozen());
    let back: StoredPlan = serde_json::from_value(serde_json::to_value(&frozen).unwrap()).unwrap();
    assert_eq!(back, frozen);
}
