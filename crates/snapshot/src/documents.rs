//! Documents by kind and identifier, shared between versions.

use aula_model::{Document, Key, Kind, ModelError, Seq};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The documents of a version. Kinds that a change does not concern are shared with the version before.
#[derive(Debug, Clone, Default)]
pub struct Documents(HashMap<Kind, Arc<OfKind>>);

#[derive(Debug, Clone, Default)]
struct OfKind {
    /// The last change of the kind, removals among them.
    seq: Seq,
    by_key: HashMap<Key, (Seq, Arc<Document>)>,
    by_id: BTreeMap<String, Key>,
}

impl Documents {
    /// The document of a kind with an identifier, if there is one.
    #[must_use]
    pub fn get(&self, kind: Kind, id: &str) -> Option<&Arc<Document>> {
        self.entry(kind, id).map(|(_, document)| document)
    }

    /// The document with the number of the change that made it what it is.
    #[must_use]
    pub fn entry(&self, kind: Kind, id: &str) -> Option<(Seq, &Arc<Document>)> {
        let of_kind = self.0.get(&kind)?;
        let (seq, document) = of_kind.by_key.get(of_kind.by_id.get(id)?)?;
        Some((*seq, document))
    }

    /// The document of a kind with an identifier, as its owner's type; none where there is none.
    ///
    /// # Errors
    /// [`ModelError::Document`] for a body of another shape.
    pub fn read<T: DeserializeOwned>(&self, kind: Kind, id: &str) -> Result<Option<T>, ModelError> {
        self.get(kind, id).map(|document| document.read()).transpose()
    }

    /// The documents of a kind in the order of their identifiers.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (Seq, &Arc<Document>)> {
        let of_kind = self.0.get(&kind);
        of_kind.into_iter().flat_map(|of_kind| {
            of_kind.by_id.values().filter_map(|key| of_kind.by_key.get(key)).map(|(seq, document)| (*seq, document))
        })
    }

    /// How many documents of a kind there are.
    #[must_use]
    pub fn len_of(&self, kind: Kind) -> usize {
        self.0.get(&kind).map_or(0, |of_kind| of_kind.by_key.len())
    }

    /// The last change of a kind: what is worked out of its documents holds until this moves. 0 before the first.
    #[must_use]
    pub fn seq_of(&self, kind: Kind) -> Seq {
        self.0.get(&kind).map_or(Seq(0), |of_kind| of_kind.seq)
    }

    pub(crate) fn put(&mut self, seq: Seq, key: Key, document: Arc<Document>) {
        let of_kind = Arc::make_mut(self.0.entry(document.kind()).or_default());
        of_kind.seq = of_kind.seq.max(seq);
        of_kind.by_id.insert(document.id().to_owned(), key);
        of_kind.by_key.insert(key, (seq, document));
    }

    pub(crate) fn remove(&mut self, seq: Seq, kind: Kind, key: Key) {
        let of_kind = Arc::make_mut(self.0.entry(kind).or_default());
        of_kind.seq = of_kind.seq.max(seq);
        if let Some((_, document)) = of_kind.by_key.remove(&key) {
            of_kind.by_id.remove(document.id());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Snapshot;
    use aula_model::{Change, Document, Entity, Kind, Op, Seq};

    fn put(kind: Kind, id: &str, body: &str) -> Change {
        let document = Document::new(kind, id, &body).unwrap();
        Change { kind, key: document.key(), op: Op::Put(Entity::Document(Box::new(document))) }
    }

    #[test]
    fn a_correction_replaces_a_removal_ends_and_an_earlier_version_keeps_what_it_had() {
        let remove = Change { kind: Kind::View, key: Document::key_of(Kind::View, "b"), op: Op::Remove };
        let first = Snapshot::build([
            (Seq(1), put(Kind::View, "b", "old")),
            (Seq(2), put(Kind::View, "a", "first")),
            (Seq(3), put(Kind::Plan, "b", "a plan")),
        ])
        .unwrap();
        let second = first.apply(&[(Seq(4), put(Kind::View, "a", "second")), (Seq(5), remove)]).unwrap();
        let ids = |s: &Snapshot| s.documents().of_kind(Kind::View).map(|(_, d)| d.id().to_owned()).collect::<Vec<_>>();
        assert_eq!((ids(&first), ids(&second)), (vec!["a".into(), "b".into()], vec!["a".to_owned()]));
        assert_eq!(second.documents().read::<String>(Kind::View, "a").unwrap().unwrap(), "second");
        assert_eq!(first.documents().read::<String>(Kind::View, "a").unwrap().unwrap(), "first");
        assert_eq!(second.documents().seq_of(Kind::View), Seq(5));
        assert_eq!(second.documents().entry(Kind::Plan, "b").unwrap().0, Seq(3));
        assert_eq!(second.documents().len_of(Kind::View), 1);
        assert_eq!(second.ground_seq(), Seq(0), "documents move no study set");
        assert_eq!(second.records_seq(), Seq(0), "nor any figure");
    }
}
