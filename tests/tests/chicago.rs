//! Real files all the way: Chicago's boundary, burglaries, assaults and 311 factors.

use aula_tests::{Server, aula, test_data};
use std::collections::HashMap;
use std::path::Path;

/// A data file with Chicago's boundary and clock.
fn chicago(folder: &Path) -> bool {
    let Some(boundary) = test_data("data/chicago/chicagoBoundary.geojson") else { return false };
    let _ = aula(folder, &["settings", "set", "timezone=America/Chicago", "name_en=Chicago"]).expect(0);
    let file = boundary.display().to_string();
    let areas = aula(folder, &["import", "areas", &file, "--kind", "study_area", "--json"]).expect(0).json();
    assert_eq!(areas["accepted"], 1);
    true
}

fn import(folder: &Path, what: &str, file: &str, set: &[&str]) -> Option<serde_json::Value> {
    let path = test_data(file)?.display().to_string();
    let mut arguments = vec!["import", what, &path, "--json", "--rejects", "rejected.csv"];
    set.iter().for_each(|s| arguments.extend(["--set", s]));
    Some(aula(folder, &arguments).expect(0).json())
}

fn table(text: &str) -> HashMap<String, HashMap<String, String>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .map(|line| {
            let fields = line.split(',').map(str::to_owned);
            let row: HashMap<String, String> = header.iter().map(|h| (*h).to_owned()).zip(fields).collect();
            (row["cell"].clone(), row)
        })
        .collect()
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

#[test]
fn burglaries_of_2017_equal_the_golden_vectors() {
    let folder = tempfile::tempdir().expect("a folder");
    if !chicago(folder.path()) {
        return;
    }
    let Some(summary) = import(folder.path(), "incidents", "data/chicago/burglary_2017.csv.gz", &["category=burglary"])
    else {
        return;
    };
    assert_eq!((&summary["read"], &summary["accepted"], &summary["rejected"]), (&6876.into(), &6876.into(), &0.into()));
    assert_eq!(summary["outside_study_area"], 18, "18 rows lie outside the polygon: flagged, never rejected");

    let run =
        aula(folder.path(), &["hotspots", "--resolution", "9", "--study-set", "area", "--format", "csv"]).expect(0);
    let settings: serde_json::Value =
        serde_json::from_str(run.err.trim_start_matches("settings: ")).expect("settings on standard error");
    assert_eq!(settings["outside_cells"], 31);
    assert_eq!(settings["total"], 6845);
    assert_eq!(settings["left_out"], 0);

    let ours = table(&run.out);
    let golden =
        std::fs::read_to_string(test_data("golden/chicago_burglary_2017_r9.csv").expect("golden")).expect("text");
    let golden = table(&golden);
    assert_eq!(ours.len(), golden.len());
    for (cell, theirs) in &golden {
        let mine = ours.get(cell).unwrap_or_else(|| panic!("{cell} is missing"));
        assert_eq!(mine["count"], theirs["count"], "{cell}");
        for (my_column, column) in [("z", "gi_star_z"), ("p_normal", "p_two_sided"), ("q_normal", "q_bh")] {
            let (a, b) = (number(mine, my_column), number(theirs, column));
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{cell} {my_column}: {a} against {b}");
        }
        let (p, q) = (number(mine, "p"), number(mine, "q"));
        assert!(p > 0.0 && p <= q && q <= 1.0, "{cell}: p {p}, q {q}");
        // The class is the verdict of the tail that holds its level, never of the textbook's.
        let level = [(0.01, "99"), (0.05, "95"), (0.1, "90")].into_iter().find(|(limit, _)| q < *limit);
        let side = if number(mine, "z") > 0.0 { "hot" } else { "cold" };
        let class = level.map_or("not_significant".to_owned(), |(_, name)| format!("{side}_{name}"));
        assert_eq!(mine["class"], class, "{cell}");
    }
    // The tail that holds its level on sparse counts calls fewer cells hot than the textbook does.
    let hot = |column: &str| ours.values().filter(|r| number(r, column) < 0.05 && number(r, "z") > 0.0).count();
    assert!(hot("q") > 0 && hot("q") < hot("q_normal"), "{} against {}", hot("q"), hot("q_normal"));
}

#[test]
fn the_same_file_again_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    if !chicago(folder.path()) {
        return;
    }
    let file = "data/chicago/burglary_2017.csv.gz";
    let Some(first) = import(folder.path(), "incidents", file, &["category=burglary"]) else { return };
    let again = import(folder.path(), "incidents", file, &["category=burglary"]).expect("it was there");
    assert_eq!(again["unchanged"], 6876);
    assert_eq!(again["accepted"], 0);
    assert_eq!(again["seq"], first["seq"]);
}

#[test]
fn assaults_show_their_daily_rhythm_in_chicago_time() {
    let folder = tempfile::tempdir().expect("a folder");
    if !chicago(folder.path()) {
        return;
    }
    let file = "data/chicago/aggravated_assaults_2010_2017.csv.gz";
    let Some(summary) = import(folder.path(), "incidents", file, &["category=assault"]) else { return };
    assert_eq!(summary["read"], 117_875);
    assert_eq!(summary["accepted"], 117_875);

    let server = Server::start(folder.path(), &["serve"]);
    let rhythm = server.get("/api/v1/rhythm").json();
    assert_eq!(rhythm["known"], 117_875);
    let by_hour: Vec<u64> =
        (0..24).map(|h| (0..7).map(|d| rhythm["hours"][d][h].as_u64().expect("a count")).sum()).collect();
    let file = std::fs::File::open(test_data(file).expect("it was there")).expect("it opens");
    let mut naive = vec![0_u64; 24];
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).expect("gzip");
    for line in text.lines().skip(1) {
        // `2010-01-01 00:05`: the local hour as it stands in the file.
        naive[line[11..13].parse::<usize>().expect("an hour")] += 1;
    }
    // Rows in the hour that a clock change skips are moved by that hour: at most a handful in eight years.
    let moved: u64 = by_hour.iter().zip(&naive).map(|(a, b)| a.abs_diff(*b)).sum();
    assert!(moved <= 20, "{moved} rows moved between hours:\n{by_hour:?}\n{naive:?}");
    let weekend_night = server.get("/api/v1/rhythm?hours=22-4&weekdays=fri,sat").json();
    assert!(weekend_night["known"].as_u64().expect("a count") > 10_000);
}

#[test]
fn six_kinds_of_factors_become_six_layers() {
    let folder = tempfile::tempdir().expect("a folder");
    if !chicago(folder.path()) {
        return;
    }
    let Some(summary) = import(folder.path(), "places", "data/chicago/factors_311_2017.csv.gz", &[]) else { return };
    assert_eq!(summary["read"], 124_477);
    assert_eq!(summary["accepted"], 124_477);
    // 156 more lie exactly on the boundary, which belongs to the area (shapely: `covers` 223, `contains` 379).
    assert_eq!(summary["outside_study_area"], 223);

    let server = Server::start(folder.path(), &["serve"]);
    let layers = server.get("/api/v1/layers").json();
    let count = |id: &str| {
        let found = layers["layers"].as_array().expect("layers").iter().find(|l| l["id"] == id);
        found.unwrap_or_else(|| panic!("{id} is missing: {layers}"))["count"].clone()
    };
    for (kind, n) in [
        ("graffiti", 54_177),
        ("abandoned_cars", 31_390),
        ("sanitation", 19_733),
        ("street_lights_out", 14_587),
        ("abandoned_buildings", 3_653),
        ("liquor_retail", 937),
    ] {
        assert_eq!(count(&format!("places.{kind}")), n, "{kind}");
    }
    let hot =
        server.get("/api/v1/hotspots?layer=places.street_lights_out&resolution=9&study_set=area&f=columns").json();
    assert_eq!(
        hot["settings"]["total"].as_u64().expect("total") + hot["settings"]["outside_cells"].as_u64().expect("outside"),
        14_587
    );
    assert!(hot["settings"]["classes"]["hot_99"].as_u64().expect("hot cells") > 10);
}
