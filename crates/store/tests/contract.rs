//! Every backend keeps the contract.

use aula_store::{GpkgStore, MemoryStore, contract};
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn the_store_in_memory_keeps_the_contract() {
    contract::all(&|| Box::new(MemoryStore::new()));
}

#[test]
fn the_geopackage_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let next = AtomicUsize::new(0);
    contract::all(&|| {
        let name = format!("{}.gpkg", next.fetch_add(1, Ordering::Relaxed));
        Box::new(GpkgStore::create(&folder.path().join(name)).unwrap())
    });
}
