//! Telling new, corrected and unchanged records apart.

use aula_model::{Change, ContentHash, Entity, Key, Op};
use rayon::prelude::*;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What a file that was read would change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The changes, in the order read: a put for everything new and everything corrected.
    pub changes: Vec<Change>,
    /// How many records were not there before.
    pub accepted: usize,
    /// How many are there already, word for word.
    pub unchanged: usize,
    /// How many are there with another content, which this corrects.
    pub updated: usize,
}

/// Compares what was read with what is there.
///
/// # Arguments
/// `read`: records in the order of the file; of several with one key each corrects the one before. `digests`: of the
/// records that are there, of one kind.
///
/// # Returns
/// Every record read counts once as accepted, unchanged or updated. What is there and was not read stays: a file need
/// not hold everything.
#[must_use]
pub fn plan(read: Vec<(Key, Entity)>, digests: &HashMap<Key, ContentHash>) -> Plan {
    let hashes: Vec<ContentHash> = read.par_iter().with_min_len(256).map(|(_, entity)| content_hash(entity)).collect();
    let mut plan = Plan::default();
    let mut seen: HashMap<Key, ContentHash> = HashMap::with_capacity(read.len());
    for ((key, entity), hash) in read.into_iter().zip(hashes) {
        let before = match seen.entry(key) {
            Entry::Occupied(mut earlier) => Some(earlier.insert(hash)),
            Entry::Vacant(first) => {
                first.insert(hash);
                digests.get(&key).copied()
            }
        };
        match before {
            Some(same) if same == hash => {
                plan.unchanged += 1;
                continue;
            }
            Some(_) => plan.updated += 1,
            None => plan.accepted += 1,
        }
        plan.changes.push(Change { kind: entity.kind(), key, op: Op::Put(entity) });
    }
    plan
}

/// The digest of an entity: of the very bytes that the log keeps for it.
#[must_use]
pub fn content_hash(entity: &Entity) -> ContentHash {
    let mut json = Vec::with_capacity(320);
    // Only a map with keys that are no text or a failing writer could make this fail; neither exists here.
    match crate::chunk::write_json(entity, &mut json) {
        Ok(()) => ContentHash::of(&json),
        Err(_) => ContentHash::of(&[]),
    }
}
