//! What was changed past the store is found and named.

use crate::common::{City, append, assert_clean, incidents, text};
use aula_model::{Kind, Seq};
use aula_store::contract::sample;
use aula_store::{GpkgStore, Store, StoreError};
use std::sync::OnceLock;

/// 5,000 incidents in two chunks, some places and areas, one removed. Made once, copied for each test.
fn city() -> City {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = MADE.get_or_init(|| {
        let city = City::new();
        let store = city.store();
        append(&store, incidents(0..5_000));
        append(&store, (0..20).flat_map(|n| [sample::put(sample::place(n)), sample::put(sample::area(n))]).collect());
        append(&store, vec![sample::remove(Kind::Incident, 17)]);
        assert_clean(&store);
        drop(store);
        std::fs::read(&city.path).unwrap()
    });
    let city = City::new();
    std::fs::write(&city.path, bytes).unwrap();
    city
}

/// Does something to the file as another program would, past the triggers of the log, and checks it.
fn after(sql: &str) -> (GpkgStore, String, City) {
    let city = city();
    let sqlite = city.sqlite();
    sqlite.execute_batch("DROP TRIGGER aula_log_update; DROP TRIGGER aula_log_delete; DROP TRIGGER aula_batches_update; DROP TRIGGER aula_batches_delete; PRAGMA foreign_keys = OFF").unwrap();
    for table in ["incidents", "places", "areas"] {
        for trigger in ["insert", "update1", "update2", "update3", "update4", "delete"] {
            sqlite.execute_batch(&format!("DROP TRIGGER rtree_{table}_geom_{trigger}")).unwrap();
        }
    }
    sqlite.execute_batch(sql).unwrap();
    drop(sqlite);
    let store = city.store();
    let problems = text(&store.check().unwrap());
    (store, problems, city)
}

fn flipped(column: &str, byte: usize) -> String {
    let blob = format!(
        "substr({column}, 1, {byte}) || unhex(printf('%02x', 255 - unicode_of_byte)) || substr({column}, {byte} + 2)"
    );
    // `hex` of one byte, read as a number, turned round.
    let number = format!(
        "(instr('0123456789ABCDEF', substr(hex(substr({column}, {byte} + 1, 1)), 1, 1)) - 1) * 16 + instr('0123456789ABCDEF', substr(hex(substr({column}, {byte} + 1, 1)), 2, 1)) - 1"
    );
    let blob = blob.replace("unicode_of_byte", &format!("({number})"));
    format!("UPDATE aula_log SET {column} = CAST({blob} AS BLOB) WHERE first_seq = 4097")
}

#[test]
fn one_byte_turned_in_a_chunk_is_named_and_never_read() {
    for (column, byte) in [("payload", 1_000), ("payload", 0), ("contents", 5), ("contents", 33), ("checksum", 15)] {
        let (store, problems, _city) = after(&flipped(column, byte));
        assert!(problems.contains("chunk 4097 to 5000 of the log"), "{column} {byte}: {problems}");
        let read = store.current(Kind::Incident, &mut |_| Ok(()));
        assert!(matches!(read, Err(StoreError::Damaged { ref place, .. }) if place.contains("4097")), "{read:?}");
        let read = store.changes_since(Seq(4_500), &mut |_| Ok(()));
        assert!(matches!(read, Err(StoreError::Damaged { .. })), "{read:?}");
        store.changes_since(Seq(5_000), &mut |_| Ok(())).unwrap();
    }
}

#[test]
fn a_log_with_a_gap_is_named() {
    let (_, problems, _city) = after("DELETE FROM aula_log WHERE first_seq = 4097");
    assert!(problems.contains("entry 4097 comes next"), "{problems}");
    let (_, problems, _city) = after("DELETE FROM aula_log WHERE first_seq = (SELECT max(first_seq) FROM aula_log)");
    assert!(problems.contains("the log: ends at 5040"), "{problems}");
    let (_, problems, _city) = after("DELETE FROM aula_batches WHERE batch = 2");
    assert!(problems.contains("has the numbers 5041 to 5041 where 5001 comes next"), "{problems}");
    assert!(problems.contains("does not lie in its batch 2"), "{problems}");
    let (_, problems, _city) = after("UPDATE aula_batches SET origin = '{' WHERE batch = 2");
    assert!(problems.contains("batch 2 of the log: its origin"), "{problems}");
}

#[test]
fn every_difference_of_a_plain_table_is_named_and_mended() {
    for (sql, said) in [
        (
            "UPDATE incidents SET category = 'fraud' WHERE fid IN (5, 6)",
            &["row 5 of table incidents: differs", "row 6 of table incidents: differs"][..],
        ),
        ("UPDATE incidents SET harm_weight = harm_weight + 1e-9 WHERE fid = 5", &["row 5 of table incidents: differs"]),
        (
            "UPDATE areas SET geom = zeroblob(3) WHERE code = '4'",
            &["of table areas: differs", "spatial index of table areas: row"],
        ),
        (
            "DELETE FROM places WHERE source_id = '3'",
            &["of table places: is missing", "spatial index of table places: has row"],
        ),
        (
            "INSERT INTO incidents (fid, category) VALUES (90000, 'theft')",
            &["row 90000 of table incidents: is not in the log"],
        ),
        (
            "INSERT INTO incidents SELECT 18, geom, source, source_id, category, start_at, end_at, precision, registered_at, accuracy, reported_by, cleared, discontinued, harm_weight, outside_study_area FROM incidents WHERE fid = 19",
            &["row 18 of table incidents: is not in the log"],
        ),
        (
            "UPDATE incidents SET geom = (SELECT geom FROM incidents WHERE fid = 9) WHERE fid = 8",
            &["row 8 of table incidents: differs", "has another box for row 8"],
        ),
        ("DELETE FROM rtree_incidents_geom WHERE id = 7", &["spatial index of table incidents: lacks row 7"]),
        (
            "UPDATE rtree_incidents_geom SET maxx = maxx + 0.01 WHERE id = 7",
            &["spatial index of table incidents: has another box for row 7"],
        ),
        (
            "DELETE FROM rtree_areas_geom_rowid WHERE rowid = (SELECT fid FROM areas LIMIT 1)",
            &["spatial index of table areas"],
        ),
        ("DROP TABLE rtree_places_geom", &["spatial index of table places: cannot be read"]),
        ("ALTER TABLE areas RENAME COLUMN code TO kod", &["table areas: cannot be read"]),
    ] {
        let (store, problems, city) = after(sql);
        for said in said {
            assert!(problems.contains(said), "{sql}: {problems}");
        }
        if sql.starts_with("ALTER") {
            city.sqlite().execute_batch("ALTER TABLE areas RENAME COLUMN kod TO code").unwrap();
        }
        store.rebuild_tables().unwrap();
        assert_clean(&store);
    }
}

#[test]
fn more_problems_than_anybody_reads_are_counted() {
    let (_, problems, _city) = after("UPDATE incidents SET cleared = 'yes', category = 'x'");
    assert!(problems.contains("and 4899 problems more of the same sort"), "{problems}");
    assert!(problems.lines().count() < 250);
}

#[test]
fn the_log_only_grows() {
    let city = city();
    let sqlite = city.sqlite();
    for sql in [
        "UPDATE aula_log SET kind = 'place'",
        "DELETE FROM aula_log",
        "INSERT INTO aula_log SELECT * FROM aula_log WHERE first_seq = 4097",
        "INSERT OR REPLACE INTO aula_log SELECT * FROM aula_log WHERE first_seq = 4097",
        "UPDATE aula_batches SET action = ''",
        "DELETE FROM aula_batches",
        "INSERT OR REPLACE INTO aula_batches SELECT * FROM aula_batches WHERE batch = 1",
    ] {
        let refused = sqlite.execute(sql, ()).unwrap_err().to_string();
        assert!(refused.contains("the log only grows"), "{sql}: {refused}");
    }
    assert_clean(&city.store());
}

#[test]
fn a_file_cut_short_is_told_from_a_sound_one() {
    let city = city();
    let length = std::fs::metadata(&city.path).unwrap().len();
    let file = std::fs::OpenOptions::new().write(true).open(&city.path).unwrap();
    file.set_len(length / 2).unwrap();
    let found = GpkgStore::open(&city.path).and_then(|store| store.check());
    assert!(found.as_ref().map_or(true, |report| !report.is_clean()), "{found:?}");
}

#[test]
fn the_access_log_cannot_be_cut_and_what_was_cut_past_the_triggers_is_named() {
    let city = City::new();
    let store = city.store();
    let lines: Vec<String> = (0..6).map(|n| format!("line {n}")).collect();
    store.append_accesses(&lines).unwrap();
    let sqlite = city.sqlite();
    for sql in [
        "DELETE FROM aula_accesses",
        "DELETE FROM aula_accesses WHERE seq = 6",
        "UPDATE aula_accesses SET text = 'nothing' WHERE seq = 2",
        "INSERT INTO aula_accesses VALUES (3, x'00', 'again')",
        "REPLACE INTO aula_accesses VALUES (6, x'00', 'again')",
        "INSERT INTO aula_access_anchors VALUES (6, x'00')",
    ] {
        assert!(sqlite.execute_batch(sql).is_err(), "{sql}");
    }
    assert_clean(&store);
    let head = store.access_head().unwrap();
    let anchor = store.accesses(2, 1).unwrap()[0].head();
    assert!(store.forget_accesses(anchor, "forgot 3").unwrap().seq == head.seq + 1);
    assert!(sqlite.execute_batch("DELETE FROM aula_access_anchors").is_err());
    assert_clean(&store);
    sqlite.execute_batch("DROP TRIGGER aula_accesses_update; DROP TRIGGER aula_accesses_delete").unwrap();
    sqlite.execute_batch("UPDATE aula_accesses SET text = 'nothing' WHERE seq = 5").unwrap();
    let problems = text(&store.check().unwrap());
    assert!(problems.contains("line 5 of the access log"), "{problems}");
    sqlite.execute_batch("DELETE FROM aula_accesses WHERE seq = 5").unwrap();
    assert!(text(&store.check().unwrap()).contains("line 5 of the access log"));
}
