//! The public layer with the real binary: the command line, the two people, and a crawler that looks for what must not
//! be in any answer.

use aula_tests::{Answer, Request, Server, Session, aula, test_data};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

/// Members that only precise answers have. `count` of a kind of areas and `count: null` are no counts of incidents.
const PRECISE: &[&str] = &[
    "z",
    "p",
    "q",
    "p_normal",
    "q_normal",
    "expected",
    "ring_count",
    "ring_expected",
    "ring_cells",
    "total",
    "n",
    "outside_cells",
    "left_out",
    "hours",
    "known",
    "per_km2",
    "rate",
    "by_category",
    "reported_by",
    "cleared",
    "harm_weight",
    "seq",
    "head",
    "discontinued",
    "gi",
    "moran",
    "lisa",
    "trend",
    "density",
    "observed",
    "incidents",
];

/// Words at the top of a precise table.
const PRECISE_COLUMNS: &[&str] = &["z", "p", "q", "count", "expected", "ring_count", "observed", "start", "category"];

/// Values that parameters are tried with, by name; every parameter is left out too.
fn values(name: &str) -> Vec<&'static str> {
    match name {
        "f" => vec!["csv", "columns", "json"],
        "level" => vec!["district", "micro_district", "precinct", "yard", "city"],
        "resolution" => vec!["7", "8", "9", "10", "11"],
        "period" => vec!["2025", "2025-Q3", "2024"],
        "from" => vec!["2025-01-01"],
        "to" => vec!["2026-01-01"],
        "group" => vec!["people", "property", "nothing"],
        "category" => vec!["theft", "domestic", "homicide"],
        "hours" => vec!["20-2"],
        "weekdays" => vec!["sat,sun"],
        "area" | "within" => vec!["district:medeu"],
        "layer" => vec!["incidents", "places.bar"],
        "kind" => vec!["district", "bar", "incidents"],
        "bbox" => vec!["76.9,43.2,77.0,43.3"],
        "near" | "contains" => vec!["76.94,43.24"],
        "radius_m" => vec!["500"],
        "nearest" => vec!["5"],
        "limit" => vec!["2"],
        "study_set" => vec!["area"],
        "correction" => vec!["none"],
        "columns" => vec!["count,z"],
        _ => vec!["1"],
    }
}

fn paths_of(path: &str, cells: &[String]) -> Vec<String> {
    let mut all = vec![path.to_owned()];
    let mut fill = |slot: &str, words: &[&str]| {
        if all[0].contains(slot) {
            all = all.iter().flat_map(|p| words.iter().map(|w| p.replace(slot, w)).collect::<Vec<_>>()).collect();
        }
    };
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    fill("{cell}", &cells);
    fill("{place}", &["city", "district:medeu", cells[0]]);
    fill("{version}", &["latest", "1", "2"]);
    fill("{set}", &["none"]);
    let words: Vec<String> = ["id", "name", "yard", "key", "case", "z", "x", "y"].map(|w| format!("{{{w}}}")).to_vec();
    for word in words {
        fill(&word, &["incidents", "places.bar"]);
    }
    all.retain(|p| !p.contains('{'));
    all
}

/// Every address of a GET with each parameter alone and some together.
fn addresses(document: &Value, cells: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let Some(get) = item.get("get") else { continue };
        let parameters = get["parameters"].as_array().cloned().unwrap_or_default();
        let names: Vec<String> = parameters
            .iter()
            .filter(|p| p["in"] == "query")
            .filter_map(|p| p["name"].as_str().map(str::to_owned))
            .collect();
        for target in paths_of(path, cells) {
            all.push(target.clone());
            for name in &names {
                all.extend(values(name).into_iter().map(|value| format!("{target}?{name}={value}")));
            }
            let pair = |a: &str, b: &str| {
                let both = names.iter().any(|n| n == a) && names.iter().any(|n| n == b);
                both.then(|| format!("{target}?{a}={}&{b}={}", values(a)[0], values(b)[0]))
            };
            all.extend(
                [pair("from", "to"), pair("near", "radius_m"), pair("near", "nearest"), pair("level", "f")]
                    .into_iter()
                    .flatten(),
            );
        }
    }
    all
}

/// Everything precise that stands in an answer.
fn faults(target: &str, answer: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    let kind = answer.header("content-type").to_owned();
    if kind.contains("json") {
        if let Ok(value) = serde_json::from_slice::<Value>(&answer.body) {
            // What the service says of itself, and of areas, holds no figure of incidents.
            let describes = target.contains("openapi") || kind.contains("problem");
            if !describes {
                look(&value, "", &mut found);
            }
        }
    } else if kind.contains("csv") {
        let text = answer.text();
        let head: BTreeSet<&str> = text.lines().next().unwrap_or_default().split(',').collect();
        found.extend(PRECISE_COLUMNS.iter().filter(|c| head.contains(**c)).map(|c| format!("column {c}")));
    }
    found
}

fn look(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if members.get("geometry").is_some_and(|g| g["type"] == "Point") {
                found.push(format!("{at}: a point"));
            }
            for (name, inner) in members {
                let here = format!("{at}/{name}");
                let of_areas = at.contains("area_kinds") || at.contains("exposures");
                let counted = name == "count" && !inner.is_null() && !of_areas;
                let figure = inner.is_number() || inner.is_array() || inner.is_object();
                if (PRECISE.contains(&name.as_str()) && figure) || counted {
                    found.push(format!("{here} = {}", inner.to_string().chars().take(60).collect::<String>()));
                }
                look(inner, &here, found);
            }
            // A published range is never narrower than five whole numbers.
            if let (Some(low), Some(high)) = (value["low"].as_u64(), value["high"].as_u64())
                && high - low < 4
            {
                found.push(format!("{at}: {low} to {high} is too narrow"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(item, at, found)),
        _ => {}
    }
}

#[test]
fn a_crawler_finds_nothing_precise_in_any_answer_to_the_public() {
    let folder = tempfile::tempdir().expect("a folder");
    // A visitor, but one who may ask as fast as the crawler does.
    let server = Server::start(folder.path(), &["serve", "--demo", "--requests-per-second", "0"]);
    let layer = server.get("/api/v1/public/layer").json();
    let cells: Vec<String> = layer["features"]
        .as_array()
        .expect("cells")
        .iter()
        .step_by(300)
        .filter_map(|f| f["id"].as_str().map(str::to_owned))
        .chain(["8a2c0d6a4d97fff".to_owned(), "892c0d6a4dbffff".to_owned()])
        .collect();
    let document = server.get("/api/v1/openapi.json").json();
    let targets = addresses(&document, &cells);
    let resident = Session::demo(&server, "resident");
    let (mut answered, mut published) = (0, 0);
    for (n, target) in targets.iter().enumerate() {
        let answer = server.get(target);
        assert!(answer.status < 500 && answer.status != 429, "{target}: {}", answer.status);
        answered += usize::from(answer.status == 200);
        published += usize::from(answer.status == 200 && answer.text().contains("help_first"));
        let found = faults(target, &answer);
        assert!(found.is_empty(), "{target}: {found:?}");
        // A resident with an account sees no more of incidents than nobody does.
        if n % 7 == 0 {
            let found = faults(target, &resident.get(&server, target));
            assert!(found.is_empty(), "{target} as a resident: {found:?}");
        }
    }
    println!("{} addresses, {answered} answered, {published} with published classes", targets.len());
    assert!(targets.len() > 150 && answered > 40 && published > 10, "{} {answered} {published}", targets.len());
    // The same look finds something where there is something: it is not blind.
    let analyst = Session::demo(&server, "analyst");
    for target in [
        "/api/v1/hotspots?resolution=8",
        "/api/v1/hotspots?resolution=8&f=csv",
        "/api/v1/incidents?limit=1",
        "/api/v1/rhythm",
        "/api/v1/city",
    ] {
        let answer = analyst.get(&server, target);
        assert_eq!(answer.status, 200, "{target}");
        assert!(!faults(target, &answer).is_empty(), "{target} as an analyst");
    }
}

#[test]
fn a_version_takes_two_people_over_http_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo_for_visitors(folder.path());
    let (analyst, admin, planner) =
        (Session::demo(&server, "analyst"), Session::demo(&server, "admin"), Session::demo(&server, "planner"));
    let post = |who: &Session, target: &str, body: Value| who.request("POST", target).json(&body).send(server.address);
    let list = server.get("/api/v1/publications").json();
    let shipped = list["publications"][0].clone();
    assert_eq!(
        (&shipped["version"], &shipped["state"], shipped.get("proposed")),
        (&json!(1), &json!("approved"), None)
    );
    let hash = shipped["hash"].clone();

    assert_eq!(post(&planner, "/api/v1/publications", json!({})).status, 403);
    assert_eq!(post(&admin, "/api/v1/publications", json!({})).status, 403, "who approves does not propose");
    assert_eq!(post(&analyst, "/api/v1/publications/1/withdraw", json!({ "hash": hash })).status, 403);
    let nobody = Request::new("POST", "/api/v1/publications").json(&json!({})).send(server.address);
    assert_eq!(nobody.status, 403);

    let revised = post(&analyst, "/api/v1/publications", json!({ "date": "2026-02-01", "revise": true }));
    assert_eq!(revised.status, 201, "{}", revised.text());
    let revised = revised.json();
    assert_eq!(revised["state"], "proposed");
    assert_eq!(server.get("/api/v1/publications/2").status, 404, "what waits is not there for the public");
    assert_eq!(server.get("/api/v1/publications").json()["publications"].as_array().expect("versions").len(), 1);
    assert_eq!(post(&analyst, "/api/v1/publications", json!({})).status, 409, "one waits already");
    let review = admin.get(&server, "/api/v1/publications/2/review");
    assert!(review.status == 200 && review.json()["review"]["shown"].is_array());

    let approve = "/api/v1/publications/2/approve";
    let other = post(&admin, approve, json!({ "hash": hash }));
    assert_eq!(other.status, 409, "another hash than that of the version: {}", other.text());
    let approved = post(&admin, approve, json!({ "hash": revised["hash"], "reason": "yearly" }));
    assert_eq!(approved.status, 200, "{}", approved.text());
    let bytes = server.get("/api/v1/publications/latest");
    assert_eq!(bytes.json()["version"], 2);
    let card = server.get("/api/v1/publications/2/card").json();
    for language in ["kk", "ru", "en"] {
        assert!(card["words"][language]["method"].as_str().is_some_and(|m| m.len() > 100), "{language}");
    }
    let withdrawn = post(&admin, "/api/v1/publications/2/withdraw", json!({ "hash": revised["hash"] }));
    assert_eq!(withdrawn.status, 200);
    assert_eq!(server.get("/api/v1/publications/latest").json()["version"], 1, "the one before is served again");
}

/// A small town: cells, one district, thefts in two quarters of each year.
fn town(folder: &Path) {
    let square = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"CODE","name":"Town"},"geometry":{"type":"Polygon","coordinates":[[[76.8,43.2],[76.9,43.2],[76.9,43.26],[76.8,43.26],[76.8,43.2]]]}}]}"#;
    std::fs::write(folder.join("town.geojson"), square.replace("CODE", "town")).expect("written");
    let mut thefts = String::from("lon,lat,date,category,reported_by\n");
    for i in 0..1200_u32 {
        let (x, y) = (76.801 + f64::from(i * 7 % 97) * 0.001, 43.201 + f64::from(i * 13 % 57) * 0.001);
        let who = if i % 11 == 0 { "police" } else { "resident" };
        thefts.push_str(&format!("{x:.4},{y:.4},2025-{:02}-{:02},theft,{who}\n", 1 + i % 12, 1 + i % 28));
    }
    std::fs::write(folder.join("thefts.csv"), thefts).expect("written");
    let _ = aula(folder, &["import", "areas", "town.geojson", "--kind", "study_area"]).expect(0);
    let _ = aula(folder, &["import", "areas", "town.geojson", "--kind", "district"]).expect(0);
    let _ = aula(folder, &["import", "incidents", "thefts.csv"]).expect(0);
}

#[test]
fn the_command_line_proposes_reviews_and_approves_with_two_people() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    town(here);
    let propose = ["publish", "propose", "--as", "aigerim", "--date", "2026-01-15", "--json"];
    let made: Value = serde_json::from_str(&aula(here, &propose).expect(0).out).expect("JSON");
    assert_eq!((&made["version"], &made["state"]), (&json!(1), &json!("proposed")));
    assert!(made["review"]["held_back_percent"]["found_by_police"].as_u64().is_some_and(|p| (8..=10).contains(&p)));
    let _ = aula(here, &propose).expect(2);
    let same = aula(here, &["publish", "approve", "1", "--as", "Aigerim"]).expect(2);
    assert!(same.err.contains("second person"), "{}", same.err);
    let hash = made["hash"].as_str().expect("a hash");
    let _ = aula(here, &["publish", "approve", "1", "--as", "bolat", "--hash", "0000"]).expect(2);
    let _ = aula(here, &["publish", "approve", "1", "--as", "bolat", "--hash", hash]).expect(0);
    let shown = aula(here, &["publish", "show", "1"]).expect(0).out;
    let publication: Value = serde_json::from_str(&shown).expect("the bytes of a publication");
    assert_eq!(publication["version"], 1);
    assert!(aula(here, &["publish", "list"]).expect(0).out.contains("decided by bolat"));
    assert!(aula(here, &["publish", "show", "1", "--card"]).expect(0).out.contains("\"kk\""));

    // The same file, day and choices give the same bytes.
    let again = tempfile::tempdir().expect("a folder");
    town(again.path());
    let second: Value = serde_json::from_str(&aula(again.path(), &propose).expect(0).out).expect("JSON");
    assert_eq!(second["hash"], made["hash"]);
    assert_eq!(aula(again.path(), &["publish", "show", "1"]).expect(0).out, shown);
}

#[test]
fn a_year_of_chicagos_assaults_is_published_in_seconds() {
    let Some(assaults) = test_data("data/chicago/aggravated_assaults_2010_2017.csv.gz") else { return };
    let (Some(beats), Some(districts)) =
        (test_data("data/chicago/policeBeats.geojson"), test_data("data/chicago/policeDistricts.geojson"))
    else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    let _ = aula(here, &["settings", "set", "timezone=America/Chicago", "crs_epsg=26971", "name_en=Chicago"]).expect(0);
    for (file, kind) in [(&districts, "study_area"), (&districts, "district"), (&beats, "precinct")] {
        let run = aula(here, &["import", "areas", &text(file), "--kind", kind]);
        assert!([Some(0), Some(3)].contains(&run.code), "{kind}: {}", run.err);
    }
    let import = ["import", "incidents", &text(&assaults), "--set", "category=assault"];
    let run = aula(here, &import);
    assert!([Some(0), Some(3)].contains(&run.code), "{}", run.err);
    let _ = aula(here, &["settings", "set", "publish_groups=people=assault"]).expect(0);
    let propose = [
        "publish",
        "propose",
        "--as",
        "ann",
        "--date",
        "2018-01-20",
        "--first",
        "2017-Q1",
        "--quarters",
        "4",
        "--json",
    ];
    let started = Instant::now();
    let made: Value = serde_json::from_str(&aula(here, &propose).expect(0).out).expect("JSON");
    println!("Chicago's year of assaults: {:?} by the clock", started.elapsed());
    let _ = aula(here, &["publish", "reject", "1", "--as", "bob"]).expect(0);
    let again: Value = serde_json::from_str(&aula(here, &propose).expect(0).out).expect("JSON");
    assert_eq!(again["hash"], made["hash"], "the same input gave other bytes");
    let shown = made["review"]["shown"].as_array().expect("what is shown");
    for level in ["cell8", "micro_district"] {
        let year = shown.iter().find(|s| s["level"] == level && s["detail"] == "year").expect(level);
        assert!(year["incidents_shown_percent"].as_u64().is_some_and(|p| p >= 90), "{year}");
    }
}
