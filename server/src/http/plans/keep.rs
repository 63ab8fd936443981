//! Plans in the log. Every way to write one goes through here, and a frozen version gives way to nothing.

use crate::city::City;
use aula_model::{Batch, Change, Document, Entity, Kind, ModelError, Op, Origin};
use aula_planning::{Plan, PlanError, StoredPlan, document_id};
use aula_snapshot::Snapshot;
use aula_store::StoreError;
use jiff::Timestamp;

/// Why a record was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    /// A plan that stays as it is.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no such record.
    #[error("{0}")]
    Missing(String),
    /// As many as may be are kept.
    #[error("{0}")]
    Full(String),
    /// Others wrote again and again at the same time.
    #[error("others write at the same time; try again")]
    Busy,
    /// A body that cannot be a document.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// How often a write is worked out again because others were faster.
const ATTEMPTS: u32 = 8;

/// Writes what `work` makes of the newest state, all or nothing: where somebody was faster it is worked out again, so
/// that no check is made on an old state.
pub(crate) fn write<T>(
    city: &City,
    action: &str,
    work: impl Fn(&Snapshot) -> Result<(Change, T), KeepError>,
) -> Result<T, KeepError> {
    let store = |e: &dyn std::fmt::Display| KeepError::Store(e.to_string().into());
    for _ in 0..ATTEMPTS {
        city.catch_up().map_err(|e| store(&e))?;
        let snapshot = city.snapshot();
        let (change, answer) = work(&snapshot)?;
        let origin = Origin { at: Timestamp::now(), action: action.to_owned(), file: None, summary: None };
        match city.store().append(Batch { origin, changes: vec![change] }, Some(snapshot.seq())) {
            Ok(_) => {
                city.catch_up().map_err(|e| store(&e))?;
                return Ok(answer);
            }
            Err(StoreError::Conflict { .. }) => {}
            Err(error) => return Err(KeepError::Store(Box::new(error))),
        }
    }
    Err(KeepError::Busy)
}

/// A document put.
pub(crate) fn put<T: serde::Serialize>(kind: Kind, id: &str, body: &T) -> Result<Change, KeepError> {
    let document = Document::new(kind, id, body)?;
    Ok(Change { kind, key: document.key(), op: Op::Put(Entity::Document(Box::new(document))) })
}

/// The newest version of a plan, or the one asked for.
pub(crate) fn stored_plan(snapshot: &Snapshot, id: &str, version: Option<u32>) -> Result<StoredPlan, KeepError> {
    let missing = || KeepError::Missing(format!("there is no plan `{id}`, or not that version of it"));
    let documents = snapshot.documents();
    if let Some(version) = version {
        return documents.read(Kind::Plan, &document_id(id, version))?.ok_or_else(missing);
    }
    let mut newest: Option<StoredPlan> = None;
    for (_, document) in documents.of_kind(Kind::Plan).filter(|(_, d)| belongs(d.id(), id)) {
        let stored: StoredPlan = document.read()?;
        if newest.as_ref().is_none_or(|n| n.plan().version < stored.plan().version) {
            newest = Some(stored);
        }
    }
    newest.ok_or_else(missing)
}

fn belongs(document: &str, id: &str) -> bool {
    document.strip_prefix(id).and_then(|rest| rest.strip_prefix(".v")).is_some_and(|v| v.parse::<u32>().is_ok())
}

/// The first identifier that no plan has had.
pub(crate) fn next_plan_id(snapshot: &Snapshot) -> String {
    let number = |id: &str| id.strip_prefix("p-").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    let last = snapshot.documents().of_kind(Kind::Plan).filter_map(|(_, d)| number(d.id())).max().unwrap_or(0);
    format!("p-{}", last + 1)
}

/// Keeps a draft in its own place. What stands there must be a draft too.
pub(crate) fn keep_draft(snapshot: &Snapshot, plan: Plan) -> Result<(Change, Plan), KeepError> {
    let document = document_id(&plan.id, plan.version);
    if let Some(there) = snapshot.documents().read::<StoredPlan>(Kind::Plan, &document)? {
        there.replaceable()?;
    }
    let change = put(Kind::Plan, &document, &StoredPlan::Draft { plan: Box::new(plan.clone()) })?;
    Ok((change, plan))
}

/// Freezes the newest version of a plan.
pub(crate) fn freeze_plan(
    snapshot: &Snapshot,
    id: &str,
    by: Option<&str>,
) -> Result<(Change, aula_planning::Frozen), KeepError> {
    let stored = stored_plan(snapshot, id, None)?;
    stored.replaceable()?;
    let plan = stored.plan().clone();
    let document = document_id(id, plan.version);
    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let frozen = plan.freeze(today, by.map(str::to_owned))?;
    let change = put(Kind::Plan, &document, &StoredPlan::Frozen { frozen: Box::new(frozen.clone()) })?;
    Ok((change, frozen))
}

/// Throws a draft away.
pub(crate) fn discard_draft(snapshot: &Snapshot, id: &str) -> Result<(Change, u32), KeepError> {
    let stored = stored_plan(snapshot, id, None)?;
    stored.replaceable()?;
    let version = stored.plan().version;
    let key = Document::key_of(Kind::Plan, &document_id(id, version));
    Ok((Change { kind: Kind::Plan, key, op: Op::Remove }, version))
}
