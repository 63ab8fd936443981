//! The rules of the design, each by the case that would break it.

use aula_checklist::{
    Action, Actor, Answer, Assessment, Audit, AuditSource, Case, CaseEvent, CaseState, FactorState, FitRow, FitRows,
    FitSettings, Instrument, InstrumentRef, Mend, Missing, RatedRound, RaterRole, Round, Rules, ScoreClass, When,
    YardRatings, assess, cases_after, fit, menders, votes,
};
use aula_model::Language;
use jiff::{SignedDuration, Timestamp};

fn now() -> Timestamp {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

fn days_ago(days: i64) -> Timestamp {
    now().checked_sub(SignedDuration::from_hours(24 * days)).unwrap()
}

/// A round in which everything that the round can judge is rated alike.
fn audit(role: RaterRole, round: Round, at: Timestamp, severity: u8) -> Audit {
    let left_out = if round == Round::Night { When::Day } else { When::Night };
    let instrument = Instrument::built_in();
    let judged = instrument.factors().iter().filter(|f| f.when != left_out);
    Audit {
        instrument: InstrumentRef { id: instrument.id().into(), version: 1 },
        yard: "yard:y-1".parse().unwrap(),
        at,
        received: at,
        role,
        signed: role != RaterRole::Resident,
        rater: String::new(),
        seal: String::new(),
        language: Language::Kk,
        round,
        answers: judged.map(|f| (f.id.clone(), Answer::rated(severity).unwrap())).collect(),
        outcomes: [].into(),
        position: None,
        text: None,
        photos: Vec::new(),
        consent_version: 1,
        source: AuditSource::Form,
        digest: String::new(),
    }
}

fn assessed(audits: &[(u32, Audit)], mends: &[Mend]) -> Assessment {
    let (instrument, rules) = (Instrument::built_in(), Rules::default());
    let rounds: Vec<RatedRound<'_>> = audits.iter().map(|(rater, audit)| RatedRound { audit, rater: *rater }).collect();
    let yard = YardRatings::new(&rounds, mends, &instrument, &rules, now());
    let rows = yard.votes.iter().filter_map(|v| FitRow::of(0, v)).collect();
    let effects = fit(&FitRows::new(rows, instrument.factors().len(), 50), &FitSettings::default());
    assess(&yard, &effects, &instrument, &rules)
}

fn whole() -> Vec<(u32, Audit)> {
    vec![
        (1, audit(RaterRole::Resident, Round::Night, days_ago(5), 1)),
        (2, audit(RaterRole::Osi, Round::Day, days_ago(4), 1)),
        (3, audit(RaterRole::Inspector, Round::Day, days_ago(3), 1)),
    ]
}

fn missing(audits: &[(u32, Audit)]) -> Vec<Missing> {
    let assessment = assessed(audits, &[]);
    assert_eq!(assessment.is_assessed(), assessment.missing.is_empty());
    assert_eq!(assessment.class == ScoreClass::NotYetAssessed, !assessment.missing.is_empty());
    assert_eq!(assessment.shown_score().is_some(), assessment.missing.is_empty());
    assessment.missing
}

#[test]
fn a_yard_with_three_raters_in_three_roles_and_both_rounds_is_assessed() {
    assert_eq!(missing(&whole()), []);
}

#[test]
fn each_lack_alone_leaves_a_yard_not_yet_assessed() {
    let mut one_role = whole();
    one_role.iter_mut().for_each(|(_, a)| (a.role, a.signed) = (RaterRole::Osi, true));
    assert!(matches!(missing(&one_role)[..], [Missing::Roles { have: 1, need: 2 }]));

    let mut two = whole();
    two[2].0 = 2;
    two[2].1.role = RaterRole::Osi;
    assert!(matches!(missing(&two)[..], [Missing::Raters { have: 2, need: 3 }]));

    let mut no_night = whole();
    let night_factors = ["lighting_yard", "lighting_entrance", "disorder", "people_evening"];
    no_night[0].1 = audit(RaterRole::Resident, Round::Day, days_ago(5), 1);
    assert!(matches!(missing(&no_night)[..], [Missing::NightRound { have: 0, need: 1 }]), "{:?}", missing(&no_night));
    assert!(night_factors.iter().all(|f| !no_night[0].1.answers.contains_key(*f)));

    let mut unsigned = whole();
    unsigned.iter_mut().for_each(|(_, a)| a.signed = false);
    assert!(matches!(missing(&unsigned)[..], [Missing::SignedRater]));

    let mut little = whole();
    let rated: Vec<String> = Instrument::built_in().factors().iter().take(10).map(|f| f.id.clone()).collect();
    little.iter_mut().for_each(|(_, a)| a.answers.retain(|id, _| rated.contains(id)));
    let found = missing(&little);
    assert!(matches!(found[..], [Missing::Weight { have, .. }] if (have - 0.6).abs() < 1e-9), "{found:?}");

    let mut old = whole();
    old.iter_mut().for_each(|(_, a)| a.at = days_ago(600));
    assert!(missing(&old).iter().any(|m| matches!(m, Missing::Raters { have: 0, .. })));
    assert_eq!(assessed(&old, &[]).score, None);
}

#[test]
fn forty_residents_do_not_drown_one_inspector() {
    let mut audits: Vec<(u32, Audit)> =
        (1..=40).map(|n| (n, audit(RaterRole::Resident, Round::Day, days_ago(2), 0))).collect();
    audits.push((41, audit(RaterRole::Inspector, Round::Day, days_ago(2), 0)));
    // In one factor only: who says 3 to everything is a severe rater, and is corrected for it.
    audits[40].1.answers.insert("parking".into(), Answer::rated(3).unwrap());
    let said = assessed(&audits, &[]).factors[5].said.unwrap();
    assert!(said > 0.9, "{said}");
}

#[test]
fn a_person_counts_once_in_thirty_days_and_the_last_rating_counts() {
    let (instrument, rules) = (Instrument::built_in(), Rules::default());
    let made = |days: i64, severity| audit(RaterRole::Resident, Round::Day, days_ago(days), severity);
    let audits = [made(80, 3), made(20, 2), made(10, 1)];
    let rounds: Vec<_> = audits.iter().map(|audit| RatedRound { audit, rater: 1 }).collect();
    let waste = instrument.place("waste").unwrap();
    let counted: Vec<_> = votes(&rounds, &[], &instrument, &rules, now())
        .into_iter()
        .filter(|v| v.place == waste)
        .map(|v| v.severity.unwrap())
        .collect();
    assert_eq!(counted, [1, 3]);
}

#[test]
fn ratings_weigh_by_age_and_end_with_eighteen_months() {
    let (instrument, rules) = (Instrument::built_in(), Rules::default());
    let round = audit(RaterRole::Resident, Round::Night, days_ago(180), 2);
    let rounds = [RatedRound { audit: &round, rater: 1 }];
    let counted = votes(&rounds, &[], &instrument, &rules, now());
    let weight = |id: &str| counted.iter().find(|v| v.place == instrument.place(id).unwrap()).unwrap().weight;
    assert!((weight("lighting_yard") - 0.5).abs() < 1e-9 && (weight("disorder") - 0.125).abs() < 1e-9);
    let old = audit(RaterRole::Resident, Round::Night, days_ago(549), 2);
    assert!(votes(&[RatedRound { audit: &old, rater: 1 }], &[], &instrument, &rules, now()).is_empty());
}

#[test]
fn what_does_not_exist_leaves_the_weight_when_most_say_so() {
    let mut audits = whole();
    for (_, audit) in &mut audits[1..] {
        audit.answers.insert("playground".into(), Answer::NotApplicable);
    }
    let assessment = assessed(&audits, &[]);
    let playground = assessment.factors.iter().find(|f| f.factor == "playground").unwrap();
    assert_eq!((playground.state, playground.value), (FactorState::NotApplicable, None));
    assert!(assessment.is_assessed());
    for (_, audit) in &mut audits {
        audit.answers.insert("waste".into(), Answer::NotChecked);
    }
    let waste = assessed(&audits, &[]).factors.into_iter().find(|f| f.factor == "waste").unwrap();
    assert_eq!((waste.state, waste.value), (FactorState::NotRated, None));
}

fn problem(audits: &[(u32, Audit)]) -> usize {
    let (assessment, instrument) = (assessed(audits, &[]), Instrument::built_in());
    let yard = "yard:y-1".parse().unwrap();
    let day = jiff::civil::date(2026, 11, 1);
    let mender = |id: &str| menders(instrument.factor(id).unwrap(), &[], &[], day);
    cases_after(&yard, &assessment.factors, &[], mender, &Rules::default(), now()).len()
}

#[test]
fn a_case_opens_by_two_persons_or_an_inspector_or_a_passed_photo_and_not_by_one_voice() {
    let only_waste = |role, severity| {
        let mut made = audit(role, Round::Day, days_ago(1), severity);
        made.answers.retain(|id, _| id == "waste");
        made
    };
    let resident = only_waste(RaterRole::Resident, 3);
    assert_eq!(problem(&[(1, resident.clone())]), 0);
    assert_eq!(problem(&[(1, resident.clone()), (1, resident.clone())]), 0);
    assert_eq!(problem(&[(1, resident.clone()), (2, resident.clone())]), 1);
    assert_eq!(problem(&[(1, only_waste(RaterRole::Inspector, 2))]), 1);
    let mut pictured = resident.clone();
    let photo = |moderation| aula_checklist::Photo { id: "p".into(), moderation, factor: Some("waste".into()) };
    pictured.photos = vec![photo(aula_checklist::Moderation::Pending)];
    assert_eq!(problem(&[(1, pictured.clone())]), 0);
    pictured.photos = vec![photo(aula_checklist::Moderation::Passed)];
    assert_eq!(problem(&[(1, pictured)]), 1);
    let good = only_waste(RaterRole::Osi, 0);
    let many = [(1, resident.clone()), (2, resident), (3, good.clone()), (4, good)];
    assert_eq!(problem(&many), 1, "the mean over the roles is 1.5");
}

#[test]
fn the_score_improves_when_the_case_is_confirmed_mended_and_not_before() {
    let mut audits = whole();
    for (_, audit) in &mut audits {
        audit.answers.insert("waste".into(), Answer::rated(3).unwrap());
    }
    audits[0].1.answers.remove("waste");
    let before = assessed(&audits, &[]);
    let case = |events: &[(Action, &str)]| {
        let mut case = Case::open(("yard:y-1".parse().unwrap(), "waste", 1), 3.0, ("OSI", None, 7), days_ago(2));
        for (action, who) in events {
            let by = Actor { role: (*who).into(), key: (*who).into(), network: None, seal: None };
            let at = days_ago(1);
            let event = CaseEvent { at, state: CaseState::Open, action: None, by, planned_for: None, note: None };
            case.act(*action, event).unwrap();
        }
        case
    };
    let place = Instrument::built_in().place("waste").unwrap();
    let mends = |case: &Case| -> Vec<Mend> {
        let mend = |event: &CaseEvent| Mend { place, at: event.at, by: (9, RaterRole::Resident), signed: false };
        case.confirmations().map(mend).collect()
    };
    let reported = case(&[(Action::TakeOn, "osi"), (Action::ReportMended, "osi")]);
    assert_eq!(assessed(&audits, &mends(&reported)).score, before.score, "a report alone changes nothing");
    let confirmed = case(&[(Action::TakeOn, "osi"), (Action::ReportMended, "osi"), (Action::Confirm, "resident")]);
    let after = assessed(&audits, &mends(&confirmed));
    assert!(after.is_assessed(), "{:?}", after.missing);
    assert!(after.score.unwrap() < before.score.unwrap() - 1.0, "{:?} {:?}", before.score, after.score);
}
