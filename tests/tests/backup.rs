//! `aula backup`: a whole copy of a file in use, plain or sealed to a key.

use aula_tests::{Server, aula};
use std::io::Read as _;
use std::path::Path;

/// A word that stands in the data and must not stand in a sealed copy.
const TELLTALE: &str = "телефонное мошенничество";

/// A data file with one category that is easily found in its bytes.
fn city(folder: &Path) {
    let rows = format!("lon,lat,date,category\n76.9,43.25,2024-05-01,{TELLTALE}\n76.91,43.25,2024-05-02,{TELLTALE}\n");
    std::fs::write(folder.join("a.csv"), rows).expect("written");
    let _ = aula(folder, &["import", "incidents", "a.csv"]).expect(0);
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_sealed_backup_is_read_by_the_holder_of_the_key_alone_and_is_the_whole_city() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    city(folder);
    let key = age::x25519::Identity::generate();
    let public = key.to_public().to_string();
    let server = Server::start(folder, &["serve"]);
    let said = aula(folder, &["backup", "copy.age", "--encrypt-to", &public, "--json"]).expect(0).json();
    assert_eq!(said["encrypted"], true);
    drop(server);
    let sealed = std::fs::read(folder.join("copy.age")).expect("a copy");
    assert!(sealed.starts_with(b"age-encryption.org/v1"));
    assert!(!holds(&sealed, TELLTALE) && !holds(&sealed, "SQLite format"), "nothing of the data is readable");
    let names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|name| name.starts_with(".copy")), "no plain copy is left behind: {names:?}");

    let open = |identity: &age::x25519::Identity| {
        let identity: &dyn age::Identity = identity;
        age::Decryptor::new(&sealed[..]).expect("an age file").decrypt(std::iter::once(identity)).map(|mut reader| {
            let mut plain = Vec::new();
            reader.read_to_end(&mut plain).expect("whole");
            plain
        })
    };
    assert!(open(&age::x25519::Identity::generate()).is_err(), "another key opens nothing");
    let plain = open(&key).expect("the key opens it");
    assert!(holds(&plain, TELLTALE));
    std::fs::write(folder.join("restored.gpkg"), plain).expect("written");
    let restored = |args: &[&str]| aula(folder, &[&["--data", "restored.gpkg"], args].concat()).expect(0);
    let _ = restored(&["check"]);
    let again = restored(&["import", "incidents", "a.csv", "--json"]).json();
    assert_eq!((&again["accepted"], &again["unchanged"]), (&0.into(), &2.into()), "every row is there: {again}");
}

#[test]
fn a_backup_without_a_usable_key_makes_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    city(folder);
    std::fs::write(folder.join("none.txt"), "# no key here\n").expect("written");
    assert!(aula(folder, &["backup", "x.age", "--encrypt-to", "age1nonsense"]).expect(2).err.contains("public key"));
    assert!(aula(folder, &["backup", "x.age", "--recipient-file", "none.txt"]).expect(1).err.contains("no public key"));
    assert!(!folder.join("x.age").exists());
    let _ = aula(folder, &["backup", "plain.gpkg"]).expect(0);
    assert!(aula(folder, &["backup", "plain.gpkg"]).expect(2).err.contains("never overwrites"));
    let _ = aula(folder, &["--data", "plain.gpkg", "check"]).expect(0);
}
