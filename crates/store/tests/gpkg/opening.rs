//! Making, opening and refusing files.

use crate::common::{City, append, assert_clean, incidents};
use aula_model::Seq;
use aula_store::contract::sample;
use aula_store::{GpkgStore, Store, StoreError};
use rusqlite::Connection;
use std::path::Path;

#[test]
fn what_was_appended_is_there_when_the_file_is_opened_again() {
    let city = City::new();
    append(&city.store(), incidents(0..100));
    assert_eq!(city.store().head().unwrap(), Seq(100));
    assert_clean(&city.store());
}

#[test]
fn a_second_opening_sees_a_batch_of_the_first_at_once() {
    let city = City::new();
    let (server, import) = (city.store(), city.store());
    assert_eq!(server.head().unwrap(), Seq(0));
    append(&import, incidents(0..10));
    assert_eq!(server.head().unwrap(), Seq(10));
    append(&server, incidents(10..20));
    assert_eq!(import.head().unwrap(), Seq(20));
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_may_read_the_file_and_its_companions() {
    use std::os::unix::fs::PermissionsExt;
    let city = City::new();
    let store = city.store();
    append(&store, incidents(0..10));
    let copy = city.folder.path().join("copy.gpkg");
    store.backup(&copy).unwrap();
    let mut files = 0;
    for entry in std::fs::read_dir(city.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}: {mode:o}", entry.path().display());
        files += 1;
    }
    assert_eq!(files, 4, "the file, -wal, -shm and the copy, and no draft is left");
}

#[test]
fn what_is_no_data_file_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("empty"), "").unwrap();
    std::fs::write(at("text"), "id,lon,lat\n".repeat(20)).unwrap();
    Connection::open(at("sqlite")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    let geopackage = "PRAGMA application_id = 0x47504B47; CREATE TABLE gpkg_contents (a)";
    Connection::open(at("geopackage")).unwrap().execute_batch(geopackage).unwrap();
    for (name, reason) in
        [("empty", "too short"), ("text", "no SQLite"), ("sqlite", "no GeoPackage"), ("geopackage", "another program")]
    {
        let before = std::fs::read(at(name)).unwrap();
        for outcome in [GpkgStore::open(&at(name)), GpkgStore::open_or_create(&at(name))] {
            let message = outcome.err().unwrap().to_string();
            assert!(message.contains(reason) && message.contains(name), "{message}");
        }
        assert!(std::fs::read(at(name)).unwrap() == before, "{name} was changed");
        assert!(matches!(GpkgStore::create(&at(name)), Err(StoreError::Exists(_))), "{name}");
    }
    assert!(matches!(GpkgStore::open(folder.path()), Err(StoreError::NotOurs { .. })));
    assert!(matches!(GpkgStore::open(&at("none")), Err(StoreError::Missing(_))));
    assert!(!at("none").exists());
    assert!(matches!(GpkgStore::create(&at("no/such/folder")), Err(StoreError::File { .. })));
}

#[test]
fn a_file_of_a_newer_version_is_refused() {
    let city = City::new();
    append(&city.store(), incidents(0..1));
    city.sqlite().execute("UPDATE aula_meta SET value = 99 WHERE name = 'schema_version'", ()).unwrap();
    let message = GpkgStore::open(&city.path).err().unwrap().to_string();
    assert!(message.contains("99") && message.contains("use a newer version of Aula"), "{message}");
}

#[test]
fn many_may_make_the_same_file_at_once() {
    let city = City::new();
    std::thread::scope(|scope| {
        for n in 0..6 {
            let city = &city;
            scope.spawn(move || append(&city.store(), incidents(n..n + 1)));
        }
    });
    assert_eq!(city.store().head().unwrap(), Seq(6));
    assert_clean(&city.store());
}

/// The permissions are asked for as another user than root, whom none hold: the test calls itself.
#[cfg(unix)]
#[test]
fn a_folder_or_file_that_cannot_be_written_is_named() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    const NAME: &str = "opening::a_folder_or_file_that_cannot_be_written_is_named";
    if let Some(path) = std::env::var_os("AULA_STORE_READ_ONLY") {
        let outcome = GpkgStore::open(Path::new(&path));
        assert!(matches!(outcome, Err(StoreError::ReadOnly(_))), "{:?}", outcome.err());
        return;
    }
    let city = City::new();
    append(&city.store(), incidents(0..1));
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let probe = city.folder.path().join("probe");
    let executable = std::env::current_exe().unwrap();
    for (folder_mode, file_mode) in [(0o555, 0o666), (0o777, 0o444), (0o555, 0o444)] {
        set(city.folder.path(), folder_mode);
        set(&city.path, file_mode);
        let mut child = std::process::Command::new(&executable);
        child.args([NAME, "--exact"]).env("AULA_STORE_READ_ONLY", &city.path);
        set(city.folder.path(), 0o755);
        let is_root = std::fs::write(&probe, "").is_ok()
            && std::fs::metadata("/proc/self").is_ok_and(|m| {
                use std::os::unix::fs::MetadataExt;
                m.uid() == 0
            });
        set(city.folder.path(), folder_mode);
        if is_root {
            child.uid(65_534).gid(65_534);
        }
        match child.output() {
            Ok(output) => {
                let said =
                    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success() && said.contains("1 passed"), "{folder_mode:o} {file_mode:o}: {said}");
            }
            Err(e) if is_root && e.kind() == std::io::ErrorKind::PermissionDenied => {
                println!("skipped: another user than root cannot run {}", executable.display());
            }
            Err(e) => panic!("{e}"),
        }
    }
    set(city.folder.path(), 0o755);
}

#[test]
fn a_backup_taken_while_others_append_is_one_state() {
    let city = City::new();
    let store = city.store();
    append(&store, incidents(0..5_000));
    store.put_blob("photo", &[7; 5_000]).unwrap();
    let copy = city.folder.path().join("copy.gpkg");
    std::thread::scope(|scope| {
        let writer =
            scope.spawn(|| (0..30).for_each(|n| append(&city.store(), incidents(10_000 + 100 * n..10_100 + 100 * n))));
        store.backup(&copy).unwrap();
        writer.join().unwrap();
    });
    let restored = GpkgStore::open(&copy).unwrap();
    let head = restored.head().unwrap();
    assert!(head >= Seq(5_000) && head.0.is_multiple_of(100), "{head}");
    assert_eq!(restored.blob("photo").unwrap(), Some(vec![7; 5_000]));
    assert_clean(&restored);
    append(&restored, vec![sample::put(sample::area(1))]);
    assert_eq!(restored.head().unwrap(), Seq(head.0 + 1), "a copy is a store like any other");
    assert_clean(&store);
}
