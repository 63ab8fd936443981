//! Published analyses: what was computed and kept when they were published, never computed anew for a reader.

use super::{Collection, Of, Shelf, inferred, version_of};
use crate::analyses::AnalysisRecord;
use crate::city::City;
use crate::http::Problem;
use aula_features::{GeometryKind, Table};
use aula_model::Kind;
use aula_snapshot::Snapshot;
use serde_json::Value;
use std::sync::Arc;

/// The identifier's beginning.
pub(super) const PREFIX: &str = "analyses.";

/// The analyses that were not withdrawn.
pub(super) fn records(snapshot: &Snapshot) -> impl Iterator<Item = AnalysisRecord> {
    let documents = snapshot.documents().of_kind(Kind::Analysis);
    documents.filter_map(|(_, d)| d.read::<AnalysisRecord>().ok()).filter(|record| record.withdrawn_at.is_none())
}

pub(super) fn collection(
    city: &City,
    shelf: &Shelf,
    snapshot: &Snapshot,
    record: AnalysisRecord,
) -> Result<Collection, Problem> {
    let id = format!("{PREFIX}{}", record.id);
    let version = version_of(snapshot, Kind::Analysis);
    let kept = city.store().blob(&record.blob()).map_err(|e| Problem::internal(&e))?;
    let text =
        kept.ok_or_else(|| Problem::not_found(format!("the result of `{}` is not in the data file", record.id)))?;
    let make = || -> Arc<dyn Table> {
        let collection: Value = serde_json::from_slice(&text).unwrap_or_default();
        Arc::new(inferred::table(&collection, GeometryKind::Polygon))
    };
    let table = shelf.table(&id, version, false, make);
    Ok(Collection { id, of: Of::Analysis(Box::new(record)), table, version, scope: String::new() })
}
