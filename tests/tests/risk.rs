//! Risk over HTTP and on the command line: the demo, asked as a planner would.

use aula_tests::{Server, aula};
use serde_json::Value;

fn get(server: &Server, path: &str) -> Value {
    answered(server, path, 200)
}

fn answered(server: &Server, path: &str, status: u16) -> Value {
    let answer = server.get(path);
    assert_eq!(answer.status, status, "{path}: {}", answer.text());
    answer.json()
}

/// One question all the way: report, map, a cell, what mending would change, the kept card.
#[test]
fn a_planner_learns_why_how_sure_and_what_if() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    let asked = "from=2025-01-01&to=2026-01-01&category=theft_from_vehicle,burglary,robbery&resolution=9";
    let report = get(&server, &format!("/api/v1/risk?{asked}"));
    let verdict = report["verdict"]["sentence"]["en"].as_str().expect("a verdict");
    assert!(verdict.contains("last period's counts"), "{verdict}");
    let validation = &report["validation"][0];
    let methods: Vec<&str> = validation["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|r| r["share"] == 0.05)
        .filter_map(|r| r["method"].as_str())
        .collect();
    assert_eq!(methods, ["model", "uniform", "last_counts", "best_density", "factors_only"]);
    assert!(report["warnings"].as_array().expect("warnings").iter().any(|w| w["code"] == "association"));
    assert_eq!(report["settings"]["police_found_used"], false);

    let map = get(&server, &format!("/api/v1/risk/map?{asked}"));
    let cells = map["features"].as_array().expect("cells");
    let top = cells.iter().find(|c| c["properties"]["class"] == "top_1").expect("a cell of the top hundredth");
    let cell = top["properties"]["cell"].as_str().or(top["id"].as_str()).expect("a cell").to_owned();
    let told = get(&server, &format!("/api/v1/risk/cells/{cell}?{asked}"));
    assert!(told["sentence"]["ru"].as_str().is_some_and(|s| s.contains("не причина") || s.contains("а не причина")));
    assert!(told["expected"].as_f64().expect("a number") > 0.0 && told["relative"].as_f64().expect("a number") > 1.0);

    let kept: Vec<&str> = report["factors"]
        .as_array()
        .expect("factors")
        .iter()
        .filter(|f| f["kept"] == true)
        .filter_map(|f| f["factor"].as_str())
        .collect();
    if !kept.is_empty() {
        let mended = get(&server, &format!("/api/v1/risk/what-if?{asked}&mend_area=district:medeu"));
        assert_eq!(mended["marked"], "if_the_association_were_causal");
        assert!(mended["low"].as_f64() <= mended["change"].as_f64());
    }
    let missing = answered(&server, &format!("/api/v1/risk?{asked}&factors=unicorns"), 400);
    assert_eq!(missing["parameter"], "factors");
    let none = answered(&server, "/api/v1/risk/models/none", 404);
    assert!(none["detail"].as_str().is_some_and(|d| d.contains("none")));
}

#[test]
fn the_command_line_refuses_what_it_does_not_know() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = aula(folder.path(), &["risk", "validate", "--design", "guess"]).expect(2);
    assert!(run.err.contains("foretell, explain"), "{}", run.err);
    let _ = aula(folder.path(), &["risk", "explain", "nowhere"]).expect(2);
}
