//! What is erased is not found in the bytes of the file, nor of its companions.

use crate::common::{City, append, assert_clean, incidents};
use aula_model::{Document, Entity, Kind, Op};
use aula_store::contract::sample;
use aula_store::{GpkgStore, Store};

/// Every byte of the file and its companions.
fn bytes(city: &City) -> Vec<u8> {
    let mut all = std::fs::read(&city.path).unwrap();
    for companion in ["-wal", "-shm"] {
        let mut path = city.path.clone().into_os_string();
        path.push(companion);
        all.extend(std::fs::read(path).unwrap_or_default());
    }
    all
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The compressed payload of the chunk that begins at a number.
fn payload(city: &City, first: i64) -> Vec<u8> {
    city.sqlite().query_row("SELECT payload FROM aula_log WHERE first_seq = ?1", [first], |row| row.get(0)).unwrap()
}

fn erase(store: &GpkgStore, kind: Kind, key: aula_model::Key) {
    assert!(store.erase(kind, key, sample::batch(vec![]).origin).unwrap().is_some());
}

#[test]
fn a_withdrawn_document_is_gone_from_every_page() {
    let city = City::new();
    let store = city.store();
    append(&store, incidents(0..300));
    // Long enough for overflow pages, short enough to be one chunk.
    for (id, length) in [("short", 40_usize), ("long", 9000)] {
        let text: String =
            (0..length).map(|n| char::from(b'a' + ((n * n * 31 + n * 7 + id.len()) % 26) as u8)).collect();
        let document = Document::new(Kind::Audit, id, &text).unwrap();
        let key = document.key();
        append(&store, vec![sample::put((key, Entity::Document(Box::new(document))))]);
        append(&store, incidents(300..330));
        let first = i64::try_from(store.head().unwrap().0).unwrap() - 30;
        let payload = payload(&city, first);
        let parts: Vec<&[u8]> = payload[8..].chunks_exact(24).collect();
        assert!(!parts.is_empty());
        let before = bytes(&city);
        assert!(parts.iter().filter(|part| holds(&before, part)).count() * 10 >= parts.len() * 9, "{id}: it was there");
        erase(&store, Kind::Audit, key);
        let after = bytes(&city);
        assert_eq!(parts.iter().filter(|part| holds(&after, part)).count(), 0, "{id}: nothing of it is left");
        assert_clean(&store);
        let refused = city.sqlite().execute("UPDATE aula_log SET batch = 1", ());
        assert!(refused.unwrap_err().to_string().contains("only grows"), "the log is held again");
    }
}

#[test]
fn an_erased_place_is_gone_from_its_plain_row_too() {
    let city = City::new();
    let store = city.store();
    let (key, mut entity) = sample::place(1);
    let Entity::Place(place) = &mut entity else { panic!("a place") };
    place.attributes.insert("remark".into(), "zq7-very-private-words-91".into());
    append(&store, vec![sample::put((key, entity)), sample::put(sample::place(2))]);
    assert!(holds(&bytes(&city), b"zq7-very-private-words-91"));
    erase(&store, Kind::Place, key);
    assert!(!holds(&bytes(&city), b"zq7-very-private-words-91"));
    assert_clean(&store);
}

#[test]
fn blobs_that_are_deleted_or_replaced_leave_no_bytes() {
    let city = City::new();
    let store = city.store();
    store.put_blob("position/1", b"76.945812-43.238293-exact").unwrap();
    store.put_blob("position/2", b"76.111111-43.222222-exact").unwrap();
    store.put_blob("position/2", b"nothing").unwrap();
    store.delete_blob("position/1").unwrap();
    append(&store, vec![sample::put(sample::document(Kind::Audit, 1))]);
    erase(&store, Kind::Audit, sample::document(Kind::Audit, 1).0);
    let after = bytes(&city);
    assert!(!holds(&after, b"76.945812-43.238293") && !holds(&after, b"76.111111-43.222222"));
}

#[test]
fn another_process_sees_an_ordinary_removal() {
    let city = City::new();
    let (store, other) = (city.store(), city.store());
    append(&store, vec![sample::put(sample::document(Kind::Audit, 1)), sample::put(sample::document(Kind::Audit, 2))]);
    let seen = other.head().unwrap();
    erase(&store, Kind::Audit, sample::document(Kind::Audit, 1).0);
    let mut told = Vec::new();
    other
        .changes_since(seen, &mut |changes| {
            told.extend(changes);
            Ok(())
        })
        .unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].1.kind, &told[0].1.op), (Kind::Audit, &Op::Remove));
    assert_clean(&GpkgStore::open(&city.path).unwrap());
}
