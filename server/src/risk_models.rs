//! Models of risk that are kept: documents in the log, a card and a report each.

use crate::http::report_value;
use aula_analysis::risk::{RiskRun, card};
use aula_model::{Batch, Change, Document, Entity, Kind, Op, Origin};
use aula_snapshot::Snapshot;
use aula_store::Store;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Keeps a run under its identity and answers what was kept.
pub(crate) fn keep_model(store: &dyn Store, run: &RiskRun) -> anyhow::Result<Value> {
    let at = Timestamp::now();
    let day = at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let body = json!({ "id": run.id, "card": card(&run.report, run.id.clone(), day), "report": report_value(run)? });
    let document = Document::new(Kind::RiskModel, &run.id, &body)?;
    let change =
        Change { kind: Kind::RiskModel, key: document.key(), op: Op::Put(Entity::Document(Box::new(document))) };
    let origin = Origin { at, action: "risk fit".to_owned(), file: None, summary: Some(run.id.clone()) };
    store.append(Batch { origin, changes: vec![change] }, None)?;
    Ok(body)
}

/// What was kept under an identity.
pub(crate) fn kept_model(snapshot: &Snapshot, id: &str) -> Option<Value> {
    snapshot.documents().get(Kind::RiskModel, id).map(|document| document.body().clone())
}

/// Every model kept, the latest first.
pub(crate) fn kept_models(snapshot: &Snapshot) -> Vec<Value> {
    let mut out: Vec<Value> = snapshot
        .documents()
        .of_kind(Kind::RiskModel)
        .map(|(_, document)| {
            let card = &document.body()["card"];
            json!({
                "id": document.id(),
                "made_on": card["made_on"],
                "verdict": card["verdict"],
                "from": card["settings"]["from"],
                "to": card["settings"]["to"],
                "categories": card["settings"]["categories"],
            })
        })
        .collect();
    out.sort_by(|a, b| {
        b["made_on"].as_str().cmp(&a["made_on"].as_str()).then_with(|| a["id"].as_str().cmp(&b["id"].as_str()))
    });
    out
}
