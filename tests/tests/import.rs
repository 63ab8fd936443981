//! Importing with the real binary: every row accounted for, all or nothing, nothing personal kept.

use aula_tests::{aula, aula_path};
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"town","name":"Town"},
"geometry":{"type":"Polygon","coordinates":[[[76.8,43.2],[77.0,43.2],[77.0,43.3],[76.8,43.3],[76.8,43.2]]]}}]}"#;

fn town(folder: &Path) {
    std::fs::write(folder.join("town.geojson"), SQUARE).expect("written");
    let _ = aula(folder, &["import", "areas", "town.geojson", "--kind", "study_area"]).expect(0);
}

#[test]
fn every_row_is_accepted_or_rejected_with_place_reason_and_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    let rows = "\
id,lon,lat,date,category,phone
1,76.9,43.25,2024-05-01 21:30,theft,+7 701 123 45 67
2,,,2024-05-01 21:30,theft,+7 701 765 43 21
3,0,0,2024-05-01 21:30,theft,
4,76.9,43.25,2024-02-30 10:00,theft,
5,76.9,43.25,2999-01-01,theft,
6,76.9,43.25,2024-05-01,witchcraft,
7,190,43.25,2024-05-01,theft,
8,75.0,43.25,2024-05-01,theft,
9,76.95,43.26,2024-05-02,robbery,
";
    std::fs::write(folder.path().join("rows.csv"), rows).expect("written");
    let run = aula(folder.path(), &["import", "incidents", "rows.csv", "--json"]).expect(3);
    let summary = run.json();
    assert_eq!(
        [&summary["read"], &summary["accepted"], &summary["unchanged"], &summary["updated"], &summary["rejected"]],
        [9, 3, 0, 0, 6].map(serde_json::Value::from).each_ref()
    );
    assert_eq!(summary["outside_study_area"], 1);
    let rejects = folder.path().join("rows.csv.rejected.csv");
    let mode = std::fs::metadata(&rejects).expect("the file of rejected rows").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&rejects).expect("text");
    assert_eq!(text.lines().count(), 7, "{text}");
    assert!(!text.contains("765 43 21"), "a telephone number was kept: {text}");
    for word in ["witchcraft", "2999-01-01", "2024-02-30", "190"] {
        assert!(text.contains(word), "{word} is not explained: {text}");
    }
    // Nothing personal reaches the data file either.
    let file = std::fs::read(folder.path().join("city.gpkg")).expect("the data file");
    assert!(!file.windows(9).any(|w| w == b"123 45 67"));
    let mode = std::fs::metadata(folder.path().join("city.gpkg")).expect("the data file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_corrected_row_is_an_update_and_nothing_else_moves() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    let file = folder.path().join("rows.csv");
    std::fs::write(&file, "id,lon,lat,date,category\n1,76.9,43.25,2024-05-01,theft\n2,76.91,43.25,2024-05-01,theft\n")
        .expect("written");
    let _ = aula(folder.path(), &["import", "incidents", "rows.csv"]).expect(0);
    std::fs::write(
        &file,
        "id,lon,lat,date,category\n1,76.9,43.25,2024-05-01,robbery\n2,76.91,43.25,2024-05-01,theft\n",
    )
    .expect("written");
    let summary = aula(folder.path(), &["import", "incidents", "rows.csv", "--json"]).expect(0).json();
    assert_eq!((&summary["updated"], &summary["unchanged"], &summary["accepted"]), (&1.into(), &1.into(), &0.into()));
    let _ = aula(folder.path(), &["check"]).expect(0);
}

#[test]
fn mistakes_on_the_command_line_are_explained_and_end_with_two() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    std::fs::write(folder.path().join("rows.csv"), "lon,lat,when\n76.9,43.25,2024-05-01\n").expect("written");
    for (arguments, word) in [
        (vec!["import", "incidents", "rows.csv"], "category"),
        (vec!["import", "incidents", "rows.csv", "--set", "colour=red"], "colour"),
        (vec!["hotspots", "--resolution", "12"], "resolution"),
        (vec!["hotspots", "--hours", "9-9"], "hours"),
        (vec!["settings", "set", "timezone=Mars/Olympus"], "tz database"),
        (vec!["serve", "--listen", "0.0.0.0:8080"], "loopback"),
    ] {
        let run = aula(folder.path(), &arguments).expect(2);
        assert!(run.err.contains(word), "{arguments:?}: {}", run.err);
    }
    let missing = aula(folder.path(), &["import", "incidents", "nowhere.csv"]).expect(1);
    assert!(missing.err.contains("nowhere.csv"), "{}", missing.err);
    let no_file = aula(folder.path(), &["--data", "other.gpkg", "hotspots"]).expect(1);
    assert!(no_file.err.contains("other.gpkg"), "{}", no_file.err);
    assert!(!folder.path().join("other.gpkg").exists(), "asking made a data file");
}

/// The work of a lifetime must survive a power cut: an import of 100,000 rows killed at 20 moments.
#[test]
fn a_killed_import_leaves_whole_files_only_and_the_repeat_completes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    let mut rows = String::from("id,lon,lat,date,category\n");
    for i in 0..100_000_u32 {
        let (x, y) = (f64::from(i % 400) * 4e-4, f64::from(i / 400 % 200) * 4e-4);
        let _ = writeln!(rows, "{i},{:.5},{:.5},2024-{:02}-{:02},theft", 76.81 + x, 43.21 + y, 1 + i % 12, 1 + i % 28);
    }
    std::fs::write(folder.path().join("big.csv"), rows).expect("written");
    // One whole import into another file tells how long it takes here.
    let started = Instant::now();
    let _ = aula(folder.path(), &["--data", "whole.gpkg", "import", "incidents", "big.csv"]).expect(0);
    let whole = started.elapsed();

    let incidents = |folder: &Path| aula(folder, &["check", "--json"]).expect(0).json()["incidents"].as_u64();
    let mut completed = 0;
    for moment in 1..=20_u32 {
        let mut child = Command::new(aula_path())
            .args(["import", "incidents", "big.csv"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the import starts");
        std::thread::sleep(whole.mul_f64(f64::from(moment) / 20.0).min(Duration::from_secs(60)));
        let _ = child.kill();
        let _ = child.wait();
        match incidents(folder.path()) {
            Some(0) => {}
            Some(100_000) => completed += 1,
            other => panic!("after a kill at moment {moment} of 20 the file holds {other:?}"),
        }
    }
    let summary = aula(folder.path(), &["import", "incidents", "big.csv", "--json"]).expect(0).json();
    let known = summary["accepted"].as_u64().zip(summary["unchanged"].as_u64()).map(|(a, u)| a + u);
    assert_eq!(known, Some(100_000));
    assert_eq!(incidents(folder.path()), Some(100_000));
    assert!(completed < 20, "no kill came in time: the moments prove nothing");
}

#[test]
fn a_backup_is_a_whole_file_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    let _ = aula(folder.path(), &["backup", "copy.gpkg"]).expect(0);
    let copy = aula(folder.path(), &["--data", "copy.gpkg", "check", "--json"]).expect(0).json();
    assert_eq!(copy["areas"], 1);
    let _ = aula(folder.path(), &["backup", "copy.gpkg"]).expect(2);
}

#[test]
fn gdal_opens_the_data_file_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    std::fs::write(folder.path().join("rows.csv"), "lon,lat,date,category\n76.9,43.25,2024-05-01,theft\n")
        .expect("written");
    let _ = aula(folder.path(), &["import", "incidents", "rows.csv"]).expect(0);
    let Ok(output) =
        Command::new("ogrinfo").args(["-ro", "-al", "city.gpkg", "incidents"]).current_dir(folder.path()).output()
    else {
        assert!(std::env::var_os("CI").is_none(), "ogrinfo must be installed in continuous integration");
        eprintln!("skipped: ogrinfo is not installed");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Feature Count: 1") && text.contains("POINT (76.9 43.25)"), "{text}");
    assert!(text.contains("category (String) = theft"), "{text}");
}

#[test]
fn an_import_is_taken_back_by_a_new_entry_and_the_answers_are_those_of_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let row = |n: usize| format!("r{n},76.9{:02},43.2{:02},2024-03-{:02},theft\n", n % 83, n % 79, 1 + n % 28);
    let head = "id,lon,lat,date,category\n".to_owned();
    let first = head.clone() + &(0..300).map(row).collect::<String>();
    std::fs::write(folder.join("a.csv"), &first).expect("written");
    let set = ["--set", "source=register", "--json"];
    let import = |file: &str| aula(folder, &[&["import", "incidents", file][..], &set].concat()).expect(0).json();
    let _ = import("a.csv");
    let answer = || aula(folder, &["hotspots", "--study-set", "area", "--format", "csv"]).out;
    let table = || aula(folder, &["export", "incidents", "--format", "csv"]).expect(0).out;
    let (before, rows_before) = (answer(), table());
    // A hundred rows corrected and fifty new ones.
    let second =
        head + &(0..100).map(|n| row(n).replace("theft", "robbery")).chain((300..350).map(row)).collect::<String>();
    std::fs::write(folder.join("b.csv"), second).expect("written");
    let done = import("b.csv");
    assert_eq!((&done["updated"], &done["accepted"]), (&100.into(), &50.into()));
    assert_ne!(table(), rows_before);
    let number = done["seq"].as_u64().expect("a number").to_string();
    let listed = aula(folder, &["import", "list", "--json"]).expect(0).json();
    assert_eq!(listed["imports"][0]["batch"].to_string(), number);
    let undone = aula(folder, &["import", "take-back", &number, "--json"]).expect(0).json();
    assert_eq!((&undone["removed"], &undone["restored"], &undone["kept"]), (&50.into(), &100.into(), &0.into()));
    assert_eq!(answer(), before);
    assert_eq!(table(), rows_before);
    // Nothing is erased: the log says both, and a second time is refused.
    let listed = aula(folder, &["import", "list", "--json"]).expect(0).json();
    assert!(listed["imports"][0]["taken_back"]["seq"].is_u64(), "{listed}");
    assert!(aula(folder, &["import", "take-back", &number]).expect(2).err.contains("before"));
    let _ = aula(folder, &["check"]).expect(0);
}
