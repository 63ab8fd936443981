//! What every backend promises, as tests that it has to pass (feature `contract`).
//!
//! # Examples
//! ```
//! aula_store::contract::all(&|| Box::new(aula_store::MemoryStore::new()));
//! ```

mod accesses;
mod history;
pub mod sample;

use crate::{Record, Store, StoreError, content_hash, plan};
use aula_model::{Batch, Change, Entity, Key, Kind, Op, Origin, Seq};
use sample::{area, batch, incident, place, put, remove, settings};

/// Makes a new, empty store.
pub type Make<'a> = &'a dyn Fn() -> Box<dyn Store>;

/// One test.
pub type Test = fn(Make<'_>);

/// The tests by name.
pub const SUITE: &[(&str, Test)] = &[
    ("an empty store is at zero and holds nothing", an_empty_store_is_at_zero_and_holds_nothing),
    ("entries are numbered on and come back as given", entries_are_numbered_on_and_come_back_as_given),
    ("a correction replaces and the log keeps both", a_correction_replaces_and_the_log_keeps_both),
    ("what is removed is gone and may come again", what_is_removed_is_gone_and_may_come_again),
    ("one key names one entity of each kind", one_key_names_one_entity_of_each_kind),
    ("a batch for another head is refused whole", a_batch_for_another_head_is_refused_whole),
    ("a change of the wrong kind is refused", a_change_of_the_wrong_kind_is_refused),
    ("an empty batch leaves no trace", an_empty_batch_leaves_no_trace),
    ("numbers beyond the head are refused", numbers_beyond_the_head_are_refused),
    ("batches keep their origins", batches_keep_their_origins),
    ("the same file read again changes nothing", the_same_file_read_again_changes_nothing),
    ("blobs are kept by name", blobs_are_kept_by_name),
    ("blobs are swapped by one of several", accesses::blobs_are_swapped_by_one_of_several),
    ("the access log is a chain", accesses::the_access_log_is_a_chain),
    ("writers of the access log make one chain", accesses::writers_of_the_access_log_make_one_chain),
    ("the access log forgets behind an anchor", accesses::the_access_log_forgets_behind_an_anchor),
    ("an error of the visitor ends the walk", an_error_of_the_visitor_ends_the_walk),
    ("a walk sees one state while others append", a_walk_sees_one_state_while_others_append),
    ("writers that expect the head lose nothing", writers_that_expect_the_head_lose_nothing),
    ("thousands of changes come back in order", thousands_of_changes_come_back_in_order),
    ("a backup is a new file", a_backup_is_a_new_file),
    ("what is erased is in no entry any more", what_is_erased_is_in_no_entry_any_more),
    ("any history folds to its state at every number", history::any_history_folds_to_its_state_at_every_number),
];

/// Runs the whole suite.
///
/// # Panics
/// Where the store breaks a promise; the test is named on standard error.
pub fn all(make: Make<'_>) {
    for (name, test) in SUITE {
        eprintln!("contract: {name}");
        test(make);
    }
}

/// Everything of a kind that is there now.
pub(crate) fn current(store: &dyn Store, kind: Kind) -> Vec<Record> {
    let mut found = Vec::new();
    store
        .current(kind, &mut |records| {
            found.extend(records);
            Ok(())
        })
        .unwrap();
    found
}

/// Every entry after a number.
pub(crate) fn since(store: &dyn Store, after: Seq) -> Vec<(Seq, Change)> {
    let mut found = Vec::new();
    store
        .changes_since(after, &mut |changes| {
            found.extend(changes);
            Ok(())
        })
        .unwrap();
    found
}

fn clean(store: &dyn Store) {
    let report = store.check().unwrap();
    assert!(report.is_clean(), "{:#?}", report.problems);
    assert_eq!(report.head, store.head().unwrap());
    let live: usize = Kind::ALL.iter().map(|kind| current(store, *kind).len()).sum();
    assert_eq!((report.batches, report.live), (store.batches(Seq(0)).unwrap().len() as u64, live as u64));
}

fn an_empty_store_is_at_zero_and_holds_nothing(make: Make<'_>) {
    let store = make();
    assert_eq!(store.head().unwrap(), Seq(0));
    assert!(since(&*store, Seq(0)).is_empty());
    for kind in Kind::ALL {
        assert!(current(&*store, *kind).is_empty() && store.digests(*kind).unwrap().is_empty());
    }
    assert!(store.batches(Seq(0)).unwrap().is_empty() && store.list_blobs("").unwrap().is_empty());
    clean(&*store);
}

fn entries_are_numbered_on_and_come_back_as_given(make: Make<'_>) {
    let store = make();
    let first = vec![put(incident(1)), put(area(1)), put(place(1)), put(settings(1))];
    let second = vec![put(incident(2)), put(incident(3)), remove(Kind::Place, 1)];
    assert_eq!(store.append(batch(first.clone()), Some(Seq(0))).unwrap(), Seq(4));
    assert_eq!(store.append(batch(second.clone()), None).unwrap(), Seq(7));
    let given: Vec<_> = (1..).map(Seq).zip(first.into_iter().chain(second)).collect();
    assert_eq!(since(&*store, Seq(0)), given);
    assert_eq!(since(&*store, Seq(3)), given[3..]);
    assert_eq!(since(&*store, Seq(7)), []);
    clean(&*store);
}

fn a_correction_replaces_and_the_log_keeps_both(make: Make<'_>) {
    let store = make();
    let (key, before) = incident(1);
    let after = incident(1_001).1;
    assert_ne!(before, after, "the test needs two states");
    store.append(batch(vec![put((key, before.clone())), put(incident(2))]), None).unwrap();
    store.append(batch(vec![put((key, after.clone()))]), None).unwrap();
    let record = |seq, key, entity| Record { seq: Seq(seq), key, entity };
    let other = incident(2);
    assert_eq!(
        current(&*store, Kind::Incident),
        [record(2, other.0, other.1.clone()), record(3, key, after.clone())],
        "in order of the last entry"
    );
    let mut then = Vec::new();
    store
        .as_of(Kind::Incident, Seq(2), &mut |records| {
            then.extend(records);
            Ok(())
        })
        .unwrap();
    assert_eq!(then, [record(1, key, before), record(2, other.0, other.1)]);
    assert_eq!(store.digests(Kind::Incident).unwrap()[&key], content_hash(&after));
    clean(&*store);
}

fn what_is_removed_is_gone_and_may_come_again(make: Make<'_>) {
    let store = make();
    store.append(batch(vec![put(place(1)), put(area(1))]), None).unwrap();
    store.append(batch(vec![remove(Kind::Place, 1), remove(Kind::Area, 1), remove(Kind::Place, 9)]), None).unwrap();
    assert!(current(&*store, Kind::Place).is_empty() && current(&*store, Kind::Area).is_empty());
    assert!(store.digests(Kind::Place).unwrap().is_empty());
    clean(&*store);
    store.append(batch(vec![put(place(1)), remove(Kind::Place, 1), put(place(1))]), None).unwrap();
    assert_eq!(current(&*store, Kind::Place).iter().map(|r| r.seq).collect::<Vec<_>>(), [Seq(8)]);
    clean(&*store);
}

fn one_key_names_one_entity_of_each_kind(make: Make<'_>) {
    let store = make();
    let key = Key::from_bytes([7; 16]);
    store.append(batch(vec![put((key, incident(1).1)), put((key, place(1).1))]), None).unwrap();
    store.append(batch(vec![Change { kind: Kind::Incident, key, op: Op::Remove }]), None).unwrap();
    assert!(current(&*store, Kind::Incident).is_empty());
    assert_eq!(current(&*store, Kind::Place).len(), 1);
    clean(&*store);
}

fn what_is_erased_is_in_no_entry_any_more(make: Make<'_>) {
    let store = make();
    for kind in [Kind::Audit, Kind::Place] {
        let one = |n| if kind == Kind::Place { place(n) } else { sample::document(kind, n) };
        let (key, _) = one(1);
        let corrected = (key, one(101).1);
        let first = store.append(batch(vec![put(one(1)), put(one(2)), put(one(3))]), None).unwrap().0 - 2;
        store.append(batch(vec![put(corrected), put(one(4))]), None).unwrap();
        let origin = batch(vec![]).origin;
        let seq = store.erase(kind, key, origin.clone()).unwrap().expect("there is something to erase");
        assert_eq!((seq, store.head().unwrap()), (Seq(first + 5), Seq(first + 5)));
        let told = since(&*store, Seq(first - 1));
        let of_key: Vec<_> = told.iter().filter(|(_, c)| c.key == key).map(|(s, c)| (s.0 - first, &c.op)).collect();
        assert_eq!(of_key, [(0, &Op::Remove), (3, &Op::Remove), (5, &Op::Remove)]);
        let others: Vec<_> = current(&*store, kind).into_iter().map(|r| (r.seq.0 - first, r.entity)).collect();
        assert_eq!(others, [(1, one(2).1), (2, one(3).1), (4, one(4).1)], "all others stay as they were");
        let mut then = Vec::new();
        store
            .as_of(kind, Seq(first + 2), &mut |records| {
                then.extend(records.into_iter().map(|r| r.key));
                Ok(())
            })
            .unwrap();
        assert!(!then.contains(&key), "nor was it ever there");
        assert!(!store.digests(kind).unwrap().contains_key(&key));
        assert_eq!(store.batches(Seq(first + 4)).unwrap()[0].origin, origin);
        clean(&*store);
        assert_eq!(store.erase(kind, key, origin).unwrap(), None, "there is nothing left to erase");
        assert_eq!(store.head().unwrap(), seq);
        store.append(batch(vec![put(one(1))]), None).unwrap();
        clean(&*store);
    }
}

fn a_batch_for_another_head_is_refused_whole(make: Make<'_>) {
    let store = make();
    store.append(batch(vec![put(incident(1))]), Some(Seq(0))).unwrap();
    let refused = store.append(batch(vec![put(incident(2))]), Some(Seq(0)));
    assert!(matches!(refused, Err(StoreError::Conflict { expected: Seq(0), head: Seq(1) })), "{refused:?}");
    let refused = store.append(batch(vec![put(incident(2))]), Some(Seq(5)));
    assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
    assert_eq!(store.head().unwrap(), Seq(1));
    assert_eq!(current(&*store, Kind::Incident).len(), 1);
    clean(&*store);
}

fn a_change_of_the_wrong_kind_is_refused(make: Make<'_>) {
    let store = make();
    let mut wrong = put(incident(2));
    wrong.kind = Kind::Place;
    let refused = store.append(batch(vec![put(incident(1)), wrong]), None);
    let (says, is) = (Kind::Place, Kind::Incident);
    assert!(matches!(refused, Err(StoreError::WrongKind { index: 1, says: s, is: i }) if (s, i) == (says, is)));
    assert_eq!(store.head().unwrap(), Seq(0));
    assert!(since(&*store, Seq(0)).is_empty());
}

fn an_empty_batch_leaves_no_trace(make: Make<'_>) {
    let store = make();
    store.append(batch(vec![put(incident(1))]), None).unwrap();
    assert_eq!(store.append(batch(vec![]), Some(Seq(1))).unwrap(), Seq(1));
    assert!(matches!(store.append(batch(vec![]), Some(Seq(0))), Err(StoreError::Conflict { .. })));
    assert_eq!(store.batches(Seq(0)).unwrap().len(), 1);
}

fn numbers_beyond_the_head_are_refused(make: Make<'_>) {
    let store = make();
    store.append(batch(vec![put(incident(1))]), None).unwrap();
    let refused = |outcome| matches!(outcome, Err(StoreError::Future { asked: Seq(2), head: Seq(1) }));
    assert!(refused(store.changes_since(Seq(2), &mut |_| Ok(())).map(drop)));
    assert!(refused(store.as_of(Kind::Incident, Seq(2), &mut |_| Ok(()))));
    assert!(refused(store.batches(Seq(2)).map(drop)));
    assert!(matches!(store.changes_since(Seq(u64::MAX), &mut |_| Ok(())), Err(StoreError::Future { .. })));
}

fn batches_keep_their_origins(make: Make<'_>) {
    let store = make();
    let origins = [1, 2, 3].map(|n| Origin {
        at: format!("2024-03-0{n}T12:00:00.123456789Z").parse().unwrap(),
        action: format!("import {n}"),
        file: (n == 2).then(|| "Қылмыс.csv".to_owned()),
        summary: (n == 3).then(|| "rows 3".to_owned()),
    });
    for (n, origin) in origins.iter().enumerate() {
        let changes = (0..=n).map(|i| put(incident(10 * n + i))).collect();
        store.append(Batch { origin: origin.clone(), changes }, None).unwrap();
    }
    let found = store.batches(Seq(0)).unwrap();
    assert_eq!(found.iter().map(|b| (b.first.0, b.last.0)).collect::<Vec<_>>(), [(1, 1), (2, 3), (4, 6)]);
    assert!(found.iter().map(|b| &b.origin).eq(&origins));
    assert_eq!(store.batches(Seq(2)).unwrap(), found[1..], "a batch that is begun counts");
    assert_eq!(store.batches(Seq(3)).unwrap(), found[2..]);
}

fn the_same_file_read_again_changes_nothing(make: Make<'_>) {
    let store = make();
    let read: Vec<(Key, Entity)> = (0..200).map(incident).collect();
    let first = plan(read.clone(), &store.digests(Kind::Incident).unwrap());
    assert_eq!((first.accepted, first.unchanged, first.updated), (200, 0, 0));
    store.append(batch(first.changes), None).unwrap();
    let again = plan(read.clone(), &store.digests(Kind::Incident).unwrap());
    assert_eq!((again.accepted, again.unchanged, again.updated, again.changes.len()), (0, 200, 0, 0));
    let mut mended = read;
    mended[17].1 = incident(1_017).1;
    let third = plan(mended, &store.digests(Kind::Incident).unwrap());
    assert_eq!((third.accepted, third.unchanged, third.updated), (0, 199, 1));
    store.append(batch(third.changes), None).unwrap();
    assert_eq!(current(&*store, Kind::Incident).len(), 200);
    clean(&*store);
}

fn blobs_are_kept_by_name(make: Make<'_>) {
    let store = make();
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    store.put_blob("photos/1%", b"one").unwrap();
    store.put_blob("photos/10", &bytes).unwrap();
    store.put_blob("photos/1%", b"").unwrap();
    store.put_blob("Photos", b"other").unwrap();
    assert_eq!(store.blob("photos/1%").unwrap().as_deref(), Some(&b""[..]));
    assert_eq!(store.blob("photos/10").unwrap(), Some(bytes));
    assert_eq!(store.blob("photos").unwrap(), None);
    assert_eq!(store.list_blobs("photos/").unwrap(), ["photos/1%", "photos/10"]);
    assert_eq!(store.list_blobs("photos/1%").unwrap(), ["photos/1%"]);
    assert_eq!(store.list_blobs("").unwrap().len(), 3);
    assert!(store.delete_blob("Photos").unwrap() && !store.delete_blob("Photos").unwrap());
    assert_eq!(store.blob("Photos").unwrap(), None);
    assert!(matches!(store.put_blob("", b""), Err(StoreError::BlobName(0))));
    assert!(matches!(store.put_blob(&"a".repeat(256), b""), Err(StoreError::BlobName(256))));
    assert_eq!(store.head().unwrap(), Seq(0), "blobs are no entries");
}

fn an_error_of_the_visitor_ends_the_walk(make: Make<'_>) {
    let store = make();
    store.append(batch((0..9_000).map(incident).map(put).collect()), None).unwrap();
    let mut calls = 0;
    let outcome = store.changes_since(Seq(0), &mut |_| {
        calls += 1;
        Err(StoreError::Visitor("enough".into()))
    });
    assert!(matches!(outcome, Err(StoreError::Visitor(e)) if e.to_string() == "enough"));
    assert_eq!(calls, 1);
    assert_eq!(current(&*store, Kind::Incident).len(), 9_000, "the store is as good as before");
}

fn a_walk_sees_one_state_while_others_append(make: Make<'_>) {
    let store = make();
    store.append(batch((0..9_000).map(incident).map(put).collect()), None).unwrap();
    let mut seen = 0;
    let head = store.current(Kind::Incident, &mut |records| {
        seen += records.len();
        store.append(batch(vec![put(incident(20_000 + seen)), remove(Kind::Incident, 8_999)]), None).map(drop)
    });
    assert_eq!((head.unwrap(), seen), (Seq(9_000), 9_000));
    assert!(store.head().unwrap() > Seq(9_000));
    clean(&*store);
}

fn writers_that_expect_the_head_lose_nothing(make: Make<'_>) {
    let store = make();
    let (writers, each) = (4, 10);
    std::thread::scope(|scope| {
        for writer in 0..writers {
            let store = &store;
            scope.spawn(move || {
                for i in 0..each {
                    // A counter: each writes how many there are and one more, so a lost update would show.
                    loop {
                        let head = store.head().unwrap();
                        let change = put((settings(0).0, settings(head.0 as usize + 1).1));
                        match store.append(batch(vec![change]), Some(head)) {
                            Err(StoreError::Conflict { .. }) => {}
                            outcome => break assert_eq!(outcome.unwrap(), Seq(head.0 + 1), "{writer} {i}"),
                        }
                    }
                }
            });
        }
    });
    assert_eq!(store.head().unwrap(), Seq(writers * each));
    assert_eq!(current(&*store, Kind::Settings)[0].entity, settings(writers as usize * each as usize).1);
    clean(&*store);
}

fn thousands_of_changes_come_back_in_order(make: Make<'_>) {
    let store = make();
    let changes: Vec<Change> = (0..10_000).map(incident).chain((0..300).map(area)).map(put).collect();
    store.append(batch(changes.clone()), None).unwrap();
    let given: Vec<_> = (1..).map(Seq).zip(changes).collect();
    assert!(since(&*store, Seq(0)) == given);
    assert!(since(&*store, Seq(5_000)) == given[5_000..]);
    let seqs: Vec<u64> = current(&*store, Kind::Incident).iter().map(|r| r.seq.0).collect();
    assert!(seqs.iter().copied().eq(1..=10_000));
}

fn a_backup_is_a_new_file(make: Make<'_>) {
    let store = make();
    store.append(batch(vec![put(incident(1))]), None).unwrap();
    let name = format!("aula-store-contract-{}-{:p}.backup", std::process::id(), &raw const *store);
    let path = std::env::temp_dir().join(name);
    store.backup(&path).unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() > 0);
    let refused = store.backup(&path);
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(refused, Err(StoreError::Exists(_))), "{refused:?}");
}
