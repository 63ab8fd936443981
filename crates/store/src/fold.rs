//! What the log amounts to: for each key, where its entity stands now.

use crate::chunk::Entry;
use aula_model::{Key, Seq};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Where an entity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// The entry by which it came to be; its number in the plain tables.
    pub(crate) born: Seq,
    /// Its last entry.
    pub(crate) last: Seq,
}

/// The entities of one kind that are there after the entries seen so far.
#[derive(Debug, Default)]
pub(crate) struct Fold(HashMap<Key, Position, ByKey>);

impl Fold {
    pub(crate) fn with_capacity(entities: usize) -> Self {
        Self(HashMap::with_capacity_and_hasher(entities, ByKey::default()))
    }

    /// Takes the next entry in. Returns where the entity stood before, if it was there.
    pub(crate) fn take(&mut self, seq: Seq, key: Key, is_removal: bool) -> Option<Position> {
        if is_removal {
            return self.0.remove(&key);
        }
        let here = self.0.entry(key);
        let mut before = None;
        here.and_modify(|position| {
            before = Some(*position);
            position.last = seq;
        })
        .or_insert(Position { born: seq, last: seq });
        before
    }

    /// Where an entity stands.
    pub(crate) fn get(&self, key: &Key) -> Option<Position> {
        self.0.get(key).copied()
    }

    /// Whether an entry is the last one of an entity that is there.
    pub(crate) fn is_live(&self, seq: Seq, entry: &Entry) -> bool {
        !entry.is_removal() && self.0.get(&entry.key).is_some_and(|position| position.last == seq)
    }

    /// How many entities are there.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

pub(crate) type ByKey = BuildHasherDefault<KeyHasher>;

/// A key is a digest already: eight bytes of it are as good a hash as any.
#[derive(Debug, Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(head) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*head);
        }
    }

    fn write_usize(&mut self, _length_of_the_key: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
