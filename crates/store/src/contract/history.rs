//! Random histories against the plainest fold there is.

use super::{Make, clean, current, sample, since};
use crate::{Record, Store, content_hash};
use aula_model::{Change, ContentHash, Key, Kind, Op, Seq};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, HashMap};

/// How many entities of a kind there are, so that histories meet the same ones again.
const KEYS: usize = 12;

pub(super) fn any_history_folds_to_its_state_at_every_number(make: Make<'_>) {
    let config = Config { cases: 32, failure_persistence: None, ..Config::default() };
    let batches = prop::collection::vec(prop::collection::vec(change(), 0..30), 0..6);
    let outcome = TestRunner::new(config).run(&batches, |batches| {
        check(&*make(), &batches);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn change() -> impl Strategy<Value = Change> {
    (0..4_usize, 0..6 * KEYS, 0..4_u8).prop_map(|(kind, n, dice)| {
        let kind = Kind::ALL[kind];
        if dice == 0 { sample::remove(kind, n % KEYS) } else { sample::put(sample::any(kind, n, KEYS)) }
    })
}

fn check(store: &dyn Store, batches: &[Vec<Change>]) {
    for changes in batches {
        let head = store.head().unwrap();
        let reached = store.append(sample::batch(changes.clone()), Some(head)).unwrap();
        assert_eq!(reached.0, head.0 + changes.len() as u64);
    }
    let log: Vec<(Seq, Change)> = (1..).map(Seq).zip(batches.iter().flatten().cloned()).collect();
    for at in 0..=log.len() {
        let seq = Seq(at as u64);
        assert_eq!(since(store, seq), log[at..], "changes since {seq}");
        for kind in Kind::ALL {
            let mut found = Vec::new();
            store
                .as_of(*kind, seq, &mut |records| {
                    found.extend(records);
                    Ok(())
                })
                .unwrap();
            assert_eq!(found, folded(&log[..at], *kind), "{kind} as of {seq}");
        }
    }
    for kind in Kind::ALL {
        let expected = folded(&log, *kind);
        assert_eq!(current(store, *kind), expected, "{kind} now");
        let digests: HashMap<Key, ContentHash> = expected.iter().map(|r| (r.key, content_hash(&r.entity))).collect();
        assert_eq!(store.digests(*kind).unwrap(), digests);
    }
    clean(store);
}

fn folded(log: &[(Seq, Change)], kind: Kind) -> Vec<Record> {
    let mut there: BTreeMap<Key, Record> = BTreeMap::new();
    for (seq, change) in log.iter().filter(|(_, change)| change.kind == kind) {
        match &change.op {
            Op::Put(entity) => {
                there.insert(change.key, Record { seq: *seq, key: change.key, entity: entity.clone() });
            }
            Op::Remove => {
                there.remove(&change.key);
            }
        }
    }
    let mut records: Vec<Record> = there.into_values().collect();
    records.sort_by_key(|record| record.seq);
    records
}
