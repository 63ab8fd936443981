//! Layers that a city imported for a look: their head and their features are documents of kind `feature`.

use super::inferred::{datum, geometry};
use super::{Collection, Of, Shelf, version_of};
use aula_features::{Column, ColumnKind, Feature, Frozen};
use aula_model::{Document, Kind, Names};
use aula_snapshot::Snapshot;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a layer says of itself; the document's identifier is the collection's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LayerHead {
    /// The collection's identifier.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: Names,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<Names>,
    /// Under which terms it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) licence: Option<String>,
    /// Whom to name as its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) attribution: Option<String>,
    /// Whether everybody may see it.
    #[serde(default)]
    pub(crate) public: bool,
    /// Its columns: name and type (`text`, `integer`, `number`, `boolean`, `moment`, `day`).
    pub(crate) columns: Vec<(String, String)>,
}

/// What separates the layer from the feature in the identifier of a feature's document.
pub(crate) const SEPARATOR: char = '/';

/// The word of a type in the head of a layer.
pub(crate) fn type_word(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Integer => "integer",
        ColumnKind::Number => "number",
        ColumnKind::Boolean => "boolean",
        ColumnKind::Moment => "moment",
        ColumnKind::Day => "day",
    }
}

fn type_of(word: &str) -> ColumnKind {
    let all = [ColumnKind::Integer, ColumnKind::Number, ColumnKind::Boolean, ColumnKind::Moment, ColumnKind::Day];
    all.into_iter().find(|kind| type_word(*kind) == word).unwrap_or(ColumnKind::Text)
}

/// The heads of all layers.
pub(super) fn heads(snapshot: &Snapshot) -> impl Iterator<Item = LayerHead> {
    let documents = snapshot.documents().of_kind(Kind::Feature);
    documents.filter(|(_, d)| !d.id().contains(SEPARATOR)).filter_map(|(_, d)| d.read().ok())
}

/// The head of a layer.
pub(super) fn head(snapshot: &Snapshot, id: &str) -> Option<LayerHead> {
    if id.contains(SEPARATOR) {
        return None;
    }
    snapshot.documents().read(Kind::Feature, id).ok().flatten()
}

pub(super) fn collection(shelf: &Shelf, snapshot: &Snapshot, head: LayerHead) -> Collection {
    let version = version_of(snapshot, Kind::Feature);
    let id = head.id.clone();
    let table = shelf.table(&id, version, false, || Arc::new(table(snapshot, &head)));
    Collection { id, of: Of::Layer(Box::new(head)), table, version, scope: String::new() }
}

fn table(snapshot: &Snapshot, head: &LayerHead) -> Frozen {
    let columns: Vec<Column> = head.columns.iter().map(|(name, word)| Column::new(name, type_of(word))).collect();
    let documents = snapshot.documents().of_kind(Kind::Feature).map(|(_, document)| document);
    let rows = documents.filter_map(|document| feature(document, &head.id, &columns)).collect();
    let time = |name: &str| columns.iter().any(|c| c.name == name && c.kind == ColumnKind::Moment);
    let (start, end) = (time("start"), time("end"));
    let frozen = Frozen::new(columns, rows);
    if start && end { frozen.with_time("start", "end") } else { frozen }
}

fn feature(document: &Document, layer: &str, columns: &[Column]) -> Option<Feature> {
    let (of, id) = document.id().split_once(SEPARATOR)?;
    if of != layer {
        return None;
    }
    let body = document.body();
    let geometry = geometry(&body["geometry"]);
    let values = columns.iter().map(|column| datum(&body["properties"][column.name.as_str()], column.kind)).collect();
    Some(Feature { id: id.to_owned(), geometry, values })
}
