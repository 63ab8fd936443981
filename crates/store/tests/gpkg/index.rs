//! The spatial index is whole after small batches, large ones, and a process killed between.

use crate::common::{City, append, assert_clean, corrections, incidents};
use aula_model::{Kind, Seq};
use aula_store::Store;
use aula_store::contract::sample;

const REGISTERED: &str = "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'";

/// How many incidents lie in a window, by the index and by the rows themselves.
fn in_window(city: &City) -> (i64, i64) {
    let by_index = "SELECT count(*) FROM rtree_incidents_geom WHERE minx <= 76.9 AND maxx >= 76.8 AND miny <= 43.2 AND maxy >= 43.1";
    let store = city.store();
    let mut by_rows = 0;
    store
        .current(Kind::Incident, &mut |records| {
            for record in records {
                let aula_model::Entity::Incident(i) = record.entity else { panic!("no incident") };
                let (lon, lat) = (i.location.lon(), i.location.lat());
                by_rows += i64::from((76.8..=76.9).contains(&lon) && (43.1..=43.2).contains(&lat));
            }
            Ok(())
        })
        .unwrap();
    (city.number(by_index), by_rows)
}

#[test]
fn small_batches_keep_the_index_up() {
    let city = City::new();
    let store = city.store();
    for n in 0..10 {
        append(&store, incidents(100 * n..100 * n + 100));
    }
    append(&store, corrections(300));
    append(&store, (0..100).map(|n| sample::remove(Kind::Incident, n)).collect());
    assert_clean(&store);
    let (by_index, by_rows) = in_window(&city);
    assert!(by_index >= by_rows && by_index <= by_rows + 2 && by_rows > 10, "{by_index} {by_rows}");
}

#[test]
fn a_large_batch_makes_the_index_anew() {
    let city = City::new();
    let store = city.store();
    append(&store, incidents(0..30_000));
    assert_clean(&store);
    let (by_index, by_rows) = in_window(&city);
    assert!(by_index >= by_rows && by_index <= by_rows + 5 && by_rows > 500, "{by_index} {by_rows}");
    append(&store, corrections(25_000));
    assert_clean(&store);
    append(&store, incidents(30_000..30_500));
    append(&store, (0..30_000).step_by(7).map(|n| sample::remove(Kind::Incident, n)).collect());
    assert_clean(&store);
    append(&store, (0..30_500).map(|n| sample::remove(Kind::Incident, n)).collect());
    assert_clean(&store);
    assert_eq!(city.number("SELECT count(*) FROM rtree_incidents_geom"), 0);
}

#[test]
fn an_index_that_was_not_made_is_made_at_the_next_opening() {
    let city = City::new();
    let store = city.store();
    store.append_without_index(&sample::batch(incidents(0..25_000)), Some(Seq(0))).unwrap();
    assert_eq!(city.number(REGISTERED), 2, "the file says that the incidents have no index");
    assert_eq!(city.number("SELECT count(*) FROM sqlite_master WHERE name LIKE 'rtree_incidents%'"), 0);
    store.append_without_index(&sample::batch(incidents(25_000..25_010)), None).unwrap();
    assert_eq!(city.number(REGISTERED), 2, "a small batch after it does not look at the index");
    drop(store);
    let store = city.store();
    assert_eq!(city.number(REGISTERED), 3);
    assert_clean(&store);
}

#[test]
fn extents_hold_what_was_written() {
    let city = City::new();
    let store = city.store();
    append(&store, incidents(0..500));
    append(&store, (0..50).map(|n| sample::put(sample::area(n))).collect());
    for table in ["incidents", "areas"] {
        let sql = format!(
            "SELECT count(*) FROM rtree_{table}_geom, gpkg_contents
             WHERE table_name = '{table}' AND minx >= min_x - 1e-4 AND maxx <= max_x + 1e-4 AND miny >= min_y - 1e-4 AND maxy <= max_y + 1e-4"
        );
        assert_eq!(city.number(&sql), city.number(&format!("SELECT count(*) FROM {table}")));
        let sql = format!(
            "SELECT count(*) FROM gpkg_contents WHERE table_name = '{table}'
             AND abs(min_x - (SELECT min(minx) FROM rtree_{table}_geom)) < 1e-4
             AND abs(max_y - (SELECT max(maxy) FROM rtree_{table}_geom)) < 1e-4"
        );
        assert_eq!(city.number(&sql), 1, "the extent of {table} is tight while nothing moved");
    }
}
