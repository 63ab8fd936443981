//! Promises about blobs that are swapped and about the access log.

use super::Make;
use crate::{AccessHead, AccessLine, Store, StoreError, verify_accesses};
use aula_model::Seq;

fn chain(store: &dyn Store) -> Vec<String> {
    let mut texts = Vec::new();
    let head = verify_accesses(store, &mut |line| {
        texts.push(line.text.clone());
        Ok(())
    });
    assert_eq!(head.unwrap(), store.access_head().unwrap());
    texts
}

fn texts(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| format!("{{\"line\":{n}}}")).collect()
}

pub(super) fn blobs_are_swapped_by_one_of_several(make: Make<'_>) {
    let store = make();
    assert!(store.swap_blob("a", None, Some(b"1")).unwrap() && !store.swap_blob("a", None, Some(b"2")).unwrap());
    assert!(!store.swap_blob("a", Some(b"0"), Some(b"2")).unwrap());
    assert_eq!(store.blob("a").unwrap().as_deref(), Some(&b"1"[..]));
    assert!(store.swap_blob("a", Some(b"1"), None).unwrap());
    assert_eq!(store.blob("a").unwrap(), None);
    assert!(store.swap_blob("a", None, None).unwrap(), "nothing was there and nothing is");
    assert!(matches!(store.swap_blob("", None, None), Err(StoreError::BlobName(0))));
    store.put_blob("once", b"invitation").unwrap();
    let won: usize = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..8).map(|_| scope.spawn(|| store.swap_blob("once", Some(b"invitation"), None).unwrap())).collect();
        tries.into_iter().map(|t| usize::from(t.join().unwrap())).sum()
    });
    assert_eq!(won, 1, "an invitation is accepted once");
}

pub(super) fn the_access_log_is_a_chain(make: Make<'_>) {
    let store = make();
    assert_eq!(store.access_head().unwrap(), AccessHead::default());
    assert!(chain(&*store).is_empty());
    let first = store.append_accesses(&texts(0..3)).unwrap();
    assert_eq!((first.seq, store.append_accesses(&[]).unwrap()), (3, first), "nothing leaves no trace");
    assert_eq!(store.append_accesses(&texts(3..5)).unwrap().seq, 5);
    assert_eq!(chain(&*store), texts(0..5));
    let expected = texts(0..5).iter().fold(AccessHead::default(), |head, text| head.after(text));
    assert_eq!(store.access_head().unwrap(), expected, "whoever knows the lines knows the head");
    let part = store.accesses(1, 2).unwrap();
    assert_eq!(part.iter().map(|line| line.seq).collect::<Vec<_>>(), [2, 3]);
    assert!(store.accesses(5, 10).unwrap().is_empty());
    assert_eq!(store.head().unwrap(), Seq(0), "reading changes no data");
}

pub(super) fn writers_of_the_access_log_make_one_chain(make: Make<'_>) {
    let store = make();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let store = &store;
            scope.spawn(move || {
                for i in 0..10 {
                    store.append_accesses(&texts(100 * writer + i..100 * writer + i + 2)).unwrap();
                }
            });
        }
    });
    assert_eq!((chain(&*store).len(), store.access_head().unwrap().seq), (80, 80));
}

pub(super) fn the_access_log_forgets_behind_an_anchor(make: Make<'_>) {
    let store = make();
    store.append_accesses(&texts(0..10)).unwrap();
    let up_to = store.accesses(5, 1).unwrap()[0].head();
    let wrong = AccessHead { hash: [7; 32], ..up_to };
    assert!(matches!(store.forget_accesses(wrong, "x"), Err(StoreError::Damaged { .. })));
    assert_eq!(chain(&*store).len(), 10, "nothing was forgotten");
    let head = store.forget_accesses(up_to, "forgot up to 6").unwrap();
    assert_eq!((head.seq, store.access_anchor().unwrap()), (11, up_to));
    let mut rest = texts(6..10);
    rest.push("forgot up to 6".to_owned());
    assert_eq!(chain(&*store), rest);
    store.append_accesses(&texts(11..12)).unwrap();
    let last = store.accesses(11, 1).unwrap();
    assert_eq!(last.first().map(AccessLine::head), Some(store.access_head().unwrap()));
    let everything = store.access_head().unwrap();
    assert_eq!(store.forget_accesses(everything, "forgot all").unwrap().seq, 13);
    assert_eq!(chain(&*store), ["forgot all"]);
}
