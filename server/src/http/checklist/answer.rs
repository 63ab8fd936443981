//! What a rater reads after sending: whose duty it is, what was known, which round is missing.

use crate::checklist::{Core, Known, areas_of};
use aula_checklist::{Audit, Case, Factor, MARKED, Mender, Round, When, YardView, menders};
use aula_model::{AreaId, Kind};
use aula_snapshot::Snapshot;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

/// The local date of a moment.
pub(super) fn date_of(snapshot: &Snapshot, at: Timestamp) -> Date {
    at.to_zoned(snapshot.zone().clone()).date()
}

/// The answer to an audit that was received.
pub(super) fn receipt(core: &Core, known: &Known, id: &str, audit: &Audit, secret: &str) -> Value {
    let snapshot = core.city.snapshot();
    let areas = areas_of(&snapshot, &audit.yard);
    let today = date_of(&snapshot, Timestamp::now());
    let marked = core.instrument.factors().iter().filter_map(|factor| {
        let severity = audit.answers.get(&factor.id)?.severity().filter(|s| *s >= MARKED)?;
        let mender = menders(factor, known.duty_list(), &areas, today).into_iter().next()?;
        Some(duty(core, factor, severity, &mender, today))
    });
    let cases = known.cases_of(&audit.yard).filter(|case| !case.state.is_closed());
    let shown = cases.filter(|case| core.instrument.factor(&case.factor).is_some_and(|f| YardView::Public.shows(f)));
    let known_problems: Vec<Value> = shown.map(|case| known_problem(core, &snapshot, case)).collect();
    json!({
        "id": id,
        "secret": secret,
        "duties": marked.collect::<Vec<_>>(),
        "known": known_problems,
        "other_round": other_round(core, known, audit),
        "yard": format!("/yards/{}", audit.yard.code()),
    })
}

fn duty(core: &Core, factor: &Factor, severity: u8, mender: &Mender, today: Date) -> Value {
    let by = today.checked_add(jiff::Span::new().days(i64::from(mender.usual_days))).ok();
    json!({
        "factor": factor.id,
        "names": factor.names,
        "severity": severity,
        "anchor": factor.anchors[usize::from(severity)],
        "body": mender.body,
        "body_names": body_names(core, mender),
        "usual_days": mender.usual_days,
        "by": by,
        "source": mender.source,
        "self_help": factor.self_help,
        "whom_to_call": factor.whom_to_call,
    })
}

/// The name of the very body, else of its kind.
pub(super) fn body_names(core: &Core, mender: &Mender) -> Value {
    match &mender.name {
        Some(name) => json!(name),
        None => json!(core.instrument.body(&mender.body).map(|b| &b.names)),
    }
}

fn known_problem(core: &Core, snapshot: &Snapshot, case: &Case) -> Value {
    json!({
        "factor": case.factor,
        "names": core.instrument.factor(&case.factor).map(|f| &f.names),
        "case": case.id(),
        "state": case.state,
        "since": date_of(snapshot, case.opened),
        "due": date_of(snapshot, case.due),
        "planned_for": case.planned_for,
    })
}

/// Which round this yard still lacks, and how much of the weight each can rate.
fn other_round(core: &Core, known: &Known, audit: &Audit) -> Value {
    let (night, day) = core.instrument.weight_of_rounds();
    let missing = match audit.round {
        Round::Night => Round::Day,
        Round::Day => Round::Night,
    };
    let own = known.audits_of(&audit.yard).any(|a| a.audit.rater == audit.rater && a.audit.round == missing);
    let count = core.instrument.factors().iter().filter(|f| match missing {
        Round::Night => f.when == When::Night,
        Round::Day => f.when == When::Day,
    });
    json!({
        "missing": (!own).then_some(missing),
        "weight": { "night": night, "day": day },
        "factors": count.map(|f| f.id.as_str()).collect::<Vec<_>>(),
    })
}

/// The names of an area, where there is one of a kind among those given.
pub(super) fn named(snapshot: &Snapshot, areas: &[AreaId], kind: &str) -> Value {
    let area = areas.iter().find(|a| a.kind() == kind).and_then(|id| snapshot.areas().get(id));
    json!(area.map(|a| json!({ "id": a.id, "names": a.names })))
}

/// The number of the last change of what yards are judged by.
pub(super) fn state_of(snapshot: &Snapshot) -> u64 {
    [Kind::Audit, Kind::Case, Kind::Duty].map(|kind| snapshot.documents().seq_of(kind).0).into_iter().max().unwrap_or(0)
}
