//! The statistics over HTTP and on the command line: the demo with its planted truth, and Chicago.

use aula_tests::{Request, Server, aula, test_data};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

fn demo() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    (folder, server)
}

/// Chicago with its boundary, its community areas and the burglaries of 2017.
fn chicago(folder: &Path) -> bool {
    let files = ["data/chicago/chicagoBoundary.geojson", "data/chicago/burglary_2017.csv.gz"].map(test_data);
    let [Some(boundary), Some(burglaries)] = files else { return false };
    let (boundary, burglaries) = (boundary.display().to_string(), burglaries.display().to_string());
    let _ = aula(folder, &["settings", "set", "timezone=America/Chicago", "name_en=Chicago"]).expect(0);
    let _ = aula(folder, &["import", "areas", &boundary, "--kind", "study_area"]).expect(0);
    let _ =
        aula(folder, &["import", "incidents", &burglaries, "--set", "category=burglary", "--rejects", "rejected.csv"])
            .expect(0);
    true
}

/// A table by its first column.
fn table(text: &str) -> HashMap<String, HashMap<String, String>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .map(|line| {
            let fields: Vec<String> = line.split(',').map(str::to_owned).collect();
            let row = header.iter().map(|h| (*h).to_owned()).zip(fields.iter().cloned()).collect();
            (fields[0].clone(), row)
        })
        .collect()
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

fn properties(layer: &Value) -> Vec<&Value> {
    layer["features"].as_array().expect("features").iter().map(|f| &f["properties"]).collect()
}

fn settings_of(err: &str) -> Value {
    serde_json::from_str(err.trim_start_matches("settings: ")).expect("settings on standard error")
}

#[test]
fn density_of_chicago_equals_the_golden_vector() {
    let folder = tempfile::tempdir().expect("a folder");
    if !chicago(folder.path()) {
        return;
    }
    let arguments = ["stats", "density", "--bandwidth-m", "800", "--resolution", "9", "--study-set", "area"];
    let run = aula(folder.path(), &arguments).expect(0);
    let settings = settings_of(&run.err);
    assert_eq!((&settings["bandwidth_m"], &settings["bandwidth_from"]), (&800.0.into(), &"given".into()));
    assert_eq!((&settings["total"], &settings["outside_cells"]), (&6845.into(), &31.into()));
    let ours = table(&run.out);
    let golden =
        std::fs::read_to_string(test_data("golden/chicago_burglary_2017_r9_kde.csv").expect("golden")).expect("text");
    let golden = table(&golden);
    assert_eq!(ours.len(), golden.len());
    let peak = golden.values().map(|row| number(row, "per_km2")).fold(0.0, f64::max);
    assert!(peak > 10.0);
    for (cell, row) in &golden {
        let (a, b) = (number(&ours[cell], "density"), number(row, "per_km2"));
        assert!((a - b).abs() <= 0.005 * peak, "{cell}: {a} against {b}, peak {peak}");
    }
    let narrow = ["stats", "density", "--bandwidth-m", "100", "--resolution", "9", "--study-set", "area"];
    let warnings = settings_of(&aula(folder.path(), &narrow).expect(0).err)["warnings"].to_string();
    assert!(warnings.contains("bandwidth_under_cell") && !settings["warnings"].to_string().contains("bandwidth"));
}

#[test]
fn density_chooses_its_bandwidth_and_says_so_in_every_form() {
    let (_folder, server) = demo();
    let layer = server.get("/api/v1/stats/density?resolution=9").json();
    let settings = &layer["settings"];
    assert_eq!(settings["bandwidth_from"], "normal_reference");
    let chosen = settings["bandwidth_m"].as_f64().expect("a bandwidth");
    assert!(chosen > 200.0 && chosen < 5000.0, "{chosen}");
    // Most of what lies around the cells lies in them: the density over their ground is about their incidents.
    let around: f64 = properties(&layer)
        .iter()
        .map(|p| p["density"].as_f64().expect("density") * p["area_m2"].as_f64().expect("area") / 1e6)
        .sum();
    let total = settings["total"].as_f64().expect("total");
    assert!(around > 0.7 * total && around < 1.1 * total, "{around} of {total}");
    let columns = server.get("/api/v1/stats/density?resolution=9&f=columns").json();
    assert_eq!(columns["columns"]["density"].as_array().expect("a column").len() as u64, columns["n"]);
    assert_eq!(columns["settings"], *settings);
    let csv = server.get("/api/v1/stats/density?resolution=9&f=csv").text();
    assert_eq!(csv.lines().count(), properties(&layer).len() + 1);
}

#[test]
fn change_adds_up_and_is_corrected_over_the_map() {
    let (_folder, server) = demo();
    let query = "resolution=8&from=2025-01-01&to=2026-01-01";
    let layer = server.get(&format!("/api/v1/stats/change?{query}")).json();
    let settings = &layer["settings"];
    assert_eq!((&settings["before_from"], &settings["before_to"]), (&"2024-01-01".into(), &"2025-01-01".into()));
    assert_eq!((settings["before_days"].as_i64(), settings["days"].as_i64()), (Some(366), Some(365)));
    let rows = properties(&layer);
    let sum = |column: &str| rows.iter().map(|p| p[column].as_i64().expect("a count")).sum::<i64>();
    assert_eq!(sum("after"), settings["total"].as_i64().expect("total"));
    assert_eq!(sum("before"), settings["before_total"].as_i64().expect("total"));
    // The same counts as the layer of either period has.
    let counts = server.get("/api/v1/layers/incidents?resolution=8&from=2024-01-01&to=2025-01-01").json();
    for (change, count) in rows.iter().zip(properties(&counts)) {
        assert_eq!((&change["cell"], &change["before"]), (&count["cell"], &count["count"]));
        let (p, q) = (change["p"].as_f64().expect("p"), change["q"].as_f64().expect("q"));
        assert!(p > 0.0 && p <= q && q <= 1.0, "{change}");
        let class = change["class"].as_str().expect("class");
        let rose = change["after"].as_f64() > change["expected"].as_f64();
        assert_eq!(class == "not_significant", q >= 0.1, "{change}");
        assert!(q >= 0.1 || class.starts_with(if rose { "increase" } else { "decrease" }), "{change}");
    }
    let columns = server.get(&format!("/api/v1/stats/change?{query}&f=columns")).json();
    let first = columns["columns"]["class"][0].as_u64().expect("a class") as usize;
    assert_eq!(columns["classes"][first], rows[0]["class"]);
    // A period against itself, exchanged, mirrors the verdicts.
    let back = "resolution=8&from=2025-01-01&to=2025-07-01&before_from=2024-07-01&before_to=2025-01-01&against=city";
    let layer = server.get(&format!("/api/v1/stats/change?{back}")).json();
    let rose: f64 = properties(&layer)
        .iter()
        .map(|p| p["after"].as_f64().expect("after") - p["expected"].as_f64().expect("expected"))
        .sum();
    assert!(rose.abs() < 1e-6, "held against the city, rises and falls cancel out: {rose}");
    assert!(layer["settings"]["warnings"].to_string().contains("seasons_differ"));
}

#[test]
fn concentration_of_cells_and_districts_agrees_with_a_naive_count() {
    let (_folder, server) = demo();
    let found = server.get("/api/v1/stats/concentration?resolution=9").json();
    let layer = server.get("/api/v1/layers/incidents?resolution=9").json();
    let mut counts: Vec<u64> = properties(&layer).iter().map(|p| p["count"].as_u64().expect("count")).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let total: u64 = counts.iter().sum();
    for (percent, at) in [(1, 0), (5, 1), (10, 2), (25, 3), (50, 4)] {
        let top: u64 = counts[..(counts.len() * percent / 100).max(1)].iter().sum();
        let share = found["shares"][at]["incidents"].as_f64().expect("a share");
        assert!((share - top as f64 / total as f64).abs() < 1e-12, "{percent} %: {share}");
        assert_eq!(found["shares"][at]["top_percent"], percent);
    }
    let curve = found["curve"].as_array().expect("a curve");
    assert!(curve.len() > 20 && curve.len() <= 200, "{}", curve.len());
    assert_eq!((&curve[0], &curve[curve.len() - 1]), (&serde_json::json!([0.0, 0.0]), &serde_json::json!([1.0, 1.0])));
    let districts = server.get("/api/v1/stats/concentration?level=district").json();
    assert_eq!(districts["settings"]["n"], 8);
    assert!(districts["gini_generalised"].as_f64() < found["gini_generalised"].as_f64(), "cells are less even");
    let csv = server.get("/api/v1/stats/concentration?f=csv").text();
    assert_eq!(csv.lines().next().map(str::trim), Some("given,share_units,share_incidents"));
    assert_eq!(csv.lines().count(), 11);
    assert_eq!(server.get("/api/v1/stats/concentration?level=galaxy").json()["parameter"], "level");
    assert_eq!(server.get("/api/v1/stats/concentration?f=columns").json()["parameter"], "f");
}

#[test]
fn rates_are_counts_over_residents_and_years_with_an_interval_around() {
    let (_folder, server) = demo();
    let query = "from=2025-01-01&to=2026-01-01&level=district";
    let found = server.get(&format!("/api/v1/stats/rates?{query}")).json();
    let areas = server.get("/api/v1/areas?kind=district").json();
    let residents: HashMap<&str, f64> = areas["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|f| {
            let of_2025 = f["properties"]["exposures"].as_array().expect("exposures").iter();
            let mut of_2025 = of_2025.filter(|e| e["kind"] == "residents" && e["from"] == "2025-01-01");
            let residents = of_2025.next().expect("residents of 2025")["value"].as_f64().expect("a number");
            (f["properties"]["id"].as_str().expect("an id"), residents)
        })
        .collect();
    let rows = found["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 8);
    assert_eq!(found["settings"]["on"], "2025-12-31");
    let mean = found["rate"].as_f64().expect("the city's rate");
    for row in rows {
        let of = |name: &str| row[name].as_f64().unwrap_or_else(|| panic!("{name}: {row}"));
        let right = of("count") / residents[row["id"].as_str().expect("an id")] * 1000.0 / (365.0 / 365.25);
        assert!((of("rate") / right - 1.0).abs() < 1e-9, "{row}");
        // The smoothed rate lies between the area's own and the city's.
        let (low, high) = (of("rate").min(mean), of("rate").max(mean));
        assert!(of("rate_eb") >= low - 1e-9 && of("rate_eb") <= high + 1e-9, "{row}");
        assert!(of("rate_low") < of("rate_eb") && of("rate_eb") < of("rate_high"), "{row}");
    }
    let other = server.get("/api/v1/stats/rates?on=1950-01-01");
    assert_eq!((other.status, &other.json()["parameter"]), (400, &"exposure".into()));
}

#[test]
fn moran_tells_like_from_unlike_and_is_the_same_for_the_same_seed() {
    let (_folder, server) = demo();
    let query = "resolution=8&permutations=9999&seed=7";
    let layer = server.get(&format!("/api/v1/stats/moran?{query}")).json();
    let global = &layer["settings"]["global"];
    assert!(global["i"].as_f64() > Some(0.1) && global["p"].as_f64() < Some(0.01), "{global}");
    let n = layer["settings"]["n"].as_f64().expect("n");
    assert!((global["expected"].as_f64().expect("expected") + 1.0 / (n - 1.0)).abs() < 1e-12);
    let rows = properties(&layer);
    let mean = rows.iter().map(|p| p["count"].as_f64().expect("count")).sum::<f64>() / n;
    for p in &rows {
        let high = p["count"].as_f64().expect("count") > mean;
        let quadrant = p["quadrant"].as_str().expect("quadrant");
        assert!(quadrant == "no_neighbours" || quadrant.starts_with(if high { 'H' } else { 'L' }), "{p}");
        let (i, like) = (p["i"].as_f64().expect("i"), quadrant == "HH" || quadrant == "LL");
        assert!(i == 0.0 || (i > 0.0) == like, "{p}");
    }
    assert!(layer["settings"]["significant"]["HH"].as_u64() > Some(0), "{}", layer["settings"]);
    let again = server.get(&format!("/api/v1/stats/moran?{query}&f=csv")).text();
    assert_eq!(again, server.get(&format!("/api/v1/stats/moran?{query}&f=csv")).text());
    let few = server.get("/api/v1/stats/moran?resolution=9").json();
    assert!(few["settings"]["warnings"].to_string().contains("few_permutations"));
}

#[test]
fn emerging_classes_cover_every_cell_once() {
    let (_folder, server) = demo();
    let query = "resolution=8&steps=6&step=quarter&to=2026-01-01";
    let layer = server.get(&format!("/api/v1/stats/emerging?{query}")).json();
    let settings = &layer["settings"];
    assert_eq!(settings["step_days"][0], "2024-07-01");
    assert_eq!(settings["step_days"][6], "2026-01-01");
    let steps: u64 = settings["step_totals"].as_array().expect("totals").iter().filter_map(Value::as_u64).sum();
    assert_eq!(steps, settings["total"].as_u64().expect("total"));
    let classes = settings["classes"].as_object().expect("classes");
    let of_class: u64 = classes.values().filter_map(Value::as_u64).sum();
    assert_eq!(of_class, settings["n"].as_u64().expect("n"));
    assert!(classes.len() > 1 && classes.contains_key("none"), "{classes:?}");
    for p in properties(&layer) {
        let (hot, class) = (p["steps_hot"].as_u64().expect("steps"), p["class"].as_str().expect("class"));
        assert!(hot + p["steps_cold"].as_u64().expect("steps") <= 6, "{p}");
        assert!(!class.ends_with("_hot") || hot > 0, "{p}");
        assert_eq!(class == "new_hot", hot == 1 && class.ends_with("_hot"), "{p}");
        assert!(p["tau"].as_f64().expect("tau").abs() <= 1.0);
    }
    let before = server.get("/api/v1/stats/emerging?steps=120");
    assert_eq!((before.status, &before.json()["parameter"]), (400, &"steps".into()));
}

#[test]
fn polygons_hold_every_sure_hot_cell_once_and_are_named() {
    let (_folder, server) = demo();
    let query = "resolution=9";
    let found = server.get(&format!("/api/v1/stats/polygons?{query}")).json();
    let layer = server.get(&format!("/api/v1/hotspots?{query}")).json();
    let mut sure: Vec<&str> = Vec::new();
    for p in properties(&layer) {
        let (class, cell) = (p["class"].as_str().expect("class"), p["cell"].as_str().expect("cell"));
        if ["hot_99", "hot_95", "cold_99", "cold_95"].contains(&class) {
            sure.push(cell);
        }
    }
    let mut held: Vec<&str> = Vec::new();
    for p in properties(&found) {
        let cells = p["cells"].as_array().expect("cells");
        held.extend(cells.iter().map(|c| c.as_str().expect("a cell")));
        assert!(p["area"].as_str().expect("an area").starts_with("micro_district:"), "{p}");
        let (count, expected) = (p["count"].as_f64().expect("count"), p["expected"].as_f64().expect("expected"));
        assert_eq!(p["class"].as_str().expect("class").starts_with("hot"), p["hot"] == true, "{p}");
        assert!(cells.len() < 7 || (count > expected) == (p["hot"] == true), "{p}");
    }
    sure.sort_unstable();
    held.sort_unstable();
    assert!(held.len() > 20);
    assert_eq!(held, sure);
    let settings = &found["settings"];
    let polygons = found["features"].as_array().expect("features");
    assert_eq!(
        settings["hot"].as_u64().zip(settings["cold"].as_u64()).map(|(a, b)| a + b),
        Some(polygons.len() as u64)
    );
    assert!(polygons.iter().all(|f| f["geometry"]["type"] == "Polygon"), "a contiguous cluster is one polygon");
    let csv = server.get(&format!("/api/v1/stats/polygons?{query}&f=csv")).text();
    assert_eq!(csv.lines().count(), polygons.len() + 1);
}

#[test]
fn near_repeats_count_every_pair_that_a_naive_search_finds() {
    let folder = tempfile::tempdir().expect("a folder");
    let square = r#"{"type":"Feature","properties":{"code":"town","name":"Town"},"geometry":{"type":"Polygon","coordinates":[[[76.8,43.2],[77.0,43.2],[77.0,43.3],[76.8,43.3],[76.8,43.2]]]}}"#;
    let town = format!(r#"{{"type":"FeatureCollection","features":[{square}]}}"#);
    std::fs::write(folder.path().join("town.geojson"), town).expect("written");
    // Fifteen places 800 m apart, each with an incident, one the day after, and one forty days after the first.
    let mut rows = String::from("lon,lat,date,category\n");
    for place in 0..15 {
        for later in [0, 1, 40] {
            rows.push_str(&format!("{},43.25,{},theft\n", 76.81 + 0.01 * f64::from(place), day(place * 20 + later)));
        }
    }
    std::fs::write(folder.path().join("thefts.csv"), rows).expect("written");
    let _ = aula(folder.path(), &["import", "areas", "town.geojson", "--kind", "study_area"]).expect(0);
    let _ = aula(folder.path(), &["import", "incidents", "thefts.csv"]).expect(0);
    let arguments = ["stats", "near-repeat", "--distances-m", "100,400", "--days", "7,14", "--seed", "3"];
    let run = aula(folder.path(), &arguments).expect(0);
    let rows: Vec<&str> = run.out.lines().skip(1).collect();
    assert_eq!(rows.len(), 6, "{}", run.out);
    let first: Vec<&str> = rows[0].split(',').collect();
    assert_eq!(first[..5], ["0", "1", "0", "7", "15"], "each place has one pair within a week");
    assert!(first[6].parse::<f64>().expect("a ratio") > 2.0, "{}", rows[0]);
    assert!((first[7].trim().parse::<f64>().expect("p") - 0.001).abs() < 1e-12, "{}", rows[0]);
    assert!(rows[2].starts_with("1,100,0,7,0,"), "{}", rows[2]);
    let settings = settings_of(&run.err);
    assert_eq!((&settings["n"], &settings["day_unknown"], &settings["seed"]), (&45.into(), &0.into(), &3.into()));
    let falling = aula(folder.path(), &["stats", "near-repeat", "--days", "14,7"]).expect(2);
    assert!(falling.err.contains("--days"), "{}", falling.err);
    let shapes = aula(folder.path(), &["stats", "near-repeat", "--format", "geojson"]).expect(2);
    assert!(shapes.err.contains("--format"), "{}", shapes.err);
}

/// A day of 2024 or later by its number, from 1 January 2024.
fn day(number: i32) -> String {
    let (mut year, mut month, mut left) = (2024, 1, number + 1);
    loop {
        let days = match month {
            2 if year % 4 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if left <= days {
            return format!("{year}-{month:02}-{left:02}");
        }
        left -= days;
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
}

#[test]
fn statistics_are_withheld_from_strangers_and_name_bad_parameters() {
    let (_folder, server) = demo();
    for (target, bad) in [
        ("/api/v1/stats/density", "bandwidth_m=-5"),
        ("/api/v1/stats/change", "before_from=soon"),
        ("/api/v1/stats/concentration", "level=galaxy"),
        ("/api/v1/stats/rates", "exposure=moonlight"),
        ("/api/v1/stats/moran", "permutations=10"),
        ("/api/v1/stats/emerging", "step=decade"),
        ("/api/v1/stats/polygons", "resolution=3"),
        ("/api/v1/stats/near-repeat", "distances_m=200,100"),
    ] {
        let stranger = Request::get(target).header("X-Forwarded-For", "203.0.113.7").send(server.address);
        assert_eq!(stranger.status, 403, "{target}");
        let answer = server.get(&format!("{target}?{bad}"));
        assert_eq!(answer.status, 400, "{target}?{bad}: {}", answer.text());
        assert_eq!(answer.json()["parameter"], bad.split('=').next().expect("a name"), "{target}");
    }
    // One incident is no density: said in words, not a failure of the service.
    let nothing = server.get("/api/v1/stats/density?from=1999-01-01&to=1999-02-01");
    assert_eq!((nothing.status, &nothing.json()["type"]), (422, &"/problems/not-computable".into()));
}
