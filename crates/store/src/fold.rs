//! What the log amounts to: for each key, where its entity stands now.

use aula_model::{Key, Seq};
use rayon::prelude::*;
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

    /// How many entities are there.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Which entries are the last ones of their keys. A last one that is a removal has no entity to show.
///
/// A table of a million keys is a million misses of the cache; sorting them on all cores is faster.
#[derive(Debug)]
pub(crate) struct Live {
    /// One bit for each number of the log.
    bits: Vec<u64>,
}

impl Live {
    /// Works it out of the keys and numbers of all entries of one kind.
    pub(crate) fn of(mut entries: Vec<(Key, Seq)>) -> Self {
        let head = entries.iter().map(|(_, seq)| seq.0).max().unwrap_or(0);
        let mut bits = vec![0_u64; usize::try_from(head / 64 + 1).unwrap_or(0)];
        entries.par_sort_unstable();
        for of_key in entries.chunk_by(|a, b| a.0 == b.0) {
            if let Some((_, seq)) = of_key.last() {
                bits[(seq.0 / 64) as usize] |= 1 << (seq.0 % 64);
            }
        }
        Self { bits }
    }

    /// Whether the entry of a number is the last one of its key.
    pub(crate) fn contains(&self, seq: Seq) -> bool {
        let word = usize::try_from(seq.0 / 64).ok().and_then(|at| self.bits.get(at));
        word.is_some_and(|word| word >> (seq.0 % 64) & 1 == 1)
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
