//! Who sees which rows of the collections of OGC API: yards, cases, audits, cells, incidents and places.

use aula_tests::{Server, Session};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn demo() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["serve", "--demo", "--requests-per-second", "0"]);
    (folder, server)
}

/// What the collections of a reader hold, by identifier.
fn counts(collections: &Value) -> BTreeMap<String, u64> {
    let all = collections["collections"].as_array().expect("collections");
    all.iter().map(|c| (c["id"].as_str().expect("an id").to_owned(), c["itemCount"].as_u64().unwrap_or(0))).collect()
}

fn features(page: &Value) -> &[Value] {
    page["features"].as_array().map_or(&[], Vec::as_slice)
}

fn columns(feature: &Value) -> BTreeSet<&str> {
    feature["properties"].as_object().expect("properties").keys().map(String::as_str).collect()
}

const PRECISE: [&str; 5] = ["incidents", "audits", "cells.8", "cells.9", "places.bar"];

#[test]
fn the_public_and_residents_have_yards_and_cases_and_nothing_precise() {
    let (_folder, server) = demo();
    let resident = Session::demo(&server, "resident");
    let (nobody, resident_has) =
        (counts(&server.get("/ogc/collections").json()), counts(&resident.get(&server, "/ogc/collections").json()));
    assert_eq!(nobody, resident_has);
    assert!(nobody["yards"] > 100 && nobody["cases"] > 0, "{nobody:?}");
    for id in PRECISE {
        assert!(!nobody.contains_key(id), "{id}");
        for part in ["", "/items", "/queryables", "/schema", "/sortables", "/style.qml", "/items?f=csv"] {
            let target = format!("/ogc/collections/{id}{part}");
            assert_eq!(server.get(&target).status, 403, "{target}");
            assert_eq!(resident.get(&server, &target).status, 403, "{target} as a resident");
        }
    }
    let page = server.get("/ogc/collections/yards/items?limit=2000").json();
    let hidden = ["factor_entrance_door", "factor_basement_roof", "factor_hiding_places", "factor_cctv"];
    for feature in features(&page) {
        let has = columns(feature);
        assert!(hidden.iter().all(|factor| !has.contains(factor)), "{has:?}");
        let properties = feature["properties"].as_object().expect("properties");
        let is_assessed = properties["class"] != "not_yet_assessed";
        assert_eq!(!properties["score"].is_null(), is_assessed, "{feature}");
        for (name, value) in properties.iter().filter(|(name, _)| name.starts_with("factor_")) {
            let step = value.as_f64().is_none_or(|v| v.fract() == 0.0);
            assert!(step && (is_assessed || value.is_null()), "{name} {value}");
        }
    }
    let cases = server.get("/ogc/collections/cases/items?limit=10000").json();
    let listed = server.get("/api/v1/cases?limit=10000").json();
    assert_eq!(cases["numberMatched"], listed["numberMatched"]);
    let shown: BTreeSet<&str> = features(&cases).iter().filter_map(|f| f["properties"]["factor"].as_str()).collect();
    assert!(hidden.iter().all(|factor| !shown.contains(factor.trim_start_matches("factor_"))), "{shown:?}");
    assert!(features(&cases).iter().all(|f| f["geometry"]["type"] == "MultiPolygon"), "no case is a point");
}

#[test]
fn yards_say_what_the_layers_of_the_map_say_to_each_role() {
    let (_folder, server) = demo();
    for role in ["resident", "osi", "inspector", "planner", "analyst"] {
        let session = Session::demo(&server, role);
        let catalogue = session.get(&server, "/api/v1/layers").json();
        let by_yard: BTreeSet<String> = catalogue["layers"]
            .as_array()
            .expect("layers")
            .iter()
            .filter(|l| l["levels"].as_array().is_some_and(|all| all.iter().any(|level| level == "yard")))
            .filter_map(|l| l["id"].as_str()?.strip_prefix("factors.").map(|f| format!("factor_{f}")))
            .collect();
        let page = session.get(&server, "/ogc/collections/yards/items?limit=10000").json();
        let yards: BTreeMap<&str, &Value> =
            features(&page).iter().map(|f| (f["id"].as_str().expect("an id"), &f["properties"])).collect();
        let has: BTreeSet<String> =
            columns(&features(&page)[0]).into_iter().filter(|c| c.starts_with("factor_")).map(str::to_owned).collect();
        if !by_yard.is_empty() {
            assert_eq!(has, by_yard, "{role}");
        }
        for (layer, column) in [("scores", "score"), ("factors.lighting", "factor_lighting")] {
            let shown = session.get(&server, &format!("/api/v1/layers/{layer}"));
            if shown.status != 200 {
                continue;
            }
            let shown = shown.json();
            assert_eq!(features(&shown).len(), yards.len(), "{role}");
            for feature in features(&shown) {
                let ours = &yards[feature["id"].as_str().expect("an id")][column];
                assert_eq!(ours.as_f64(), feature["properties"]["value"].as_f64(), "{role} {layer} {}", feature["id"]);
            }
        }
    }
}

#[test]
fn an_inspector_sees_the_own_areas_only_whoever_asked_before() {
    let (_folder, server) = demo();
    let (analyst, inspector) = (Session::demo(&server, "analyst"), Session::demo(&server, "inspector"));
    let all = counts(&analyst.get(&server, "/ogc/collections").json());
    assert!(PRECISE.iter().all(|id| all.contains_key(*id)), "{all:?}");
    let listed = counts(&inspector.get(&server, "/ogc/collections").json());
    for id in PRECISE {
        // The same question by both: what was found for the one is not shown to the other.
        let target = format!("/ogc/collections/{id}/items?limit=10000&filter=true");
        let whole = analyst.get(&server, &target).json();
        let answer = inspector.get(&server, &target);
        assert_eq!(answer.status, 200, "{id}");
        let part = answer.json();
        let (few, many) = (part["numberMatched"].as_u64().expect("a count"), whole["numberMatched"].as_u64());
        assert!(Some(few) < many, "{id}: {few} of {many:?}");
        assert_eq!(listed.get(id).copied().unwrap_or(0), few, "{id}");
        let foreign = features(&whole).iter().find(|w| !features(&part).iter().any(|p| p["id"] == w["id"]));
        let foreign = foreign.expect("a foreign row")["id"].as_str().expect("an id");
        let one = format!("/ogc/collections/{id}/items/{foreign}");
        assert_eq!((analyst.get(&server, &one).status, inspector.get(&server, &one).status), (200, 404), "{id}");
    }
    // The API leaves out what was discontinued, unless it is asked for.
    let own = inspector.get(&server, "/api/v1/incidents?limit=1").json();
    let held = "/ogc/collections/incidents/items?limit=1&filter=discontinued=false";
    assert_eq!(own["numberMatched"], inspector.get(&server, held).json()["numberMatched"]);
    let cells = inspector.get(&server, "/ogc/collections/cells.8/items?limit=10000").json();
    let counted: u64 = features(&cells).iter().filter_map(|f| f["properties"]["count"].as_u64()).sum();
    assert!(counted > 0 && counted <= listed["incidents"], "{counted}");
    for (period, expected) in
        [("2090-01-01T00:00:00Z/..", 0), ("../1990-01-01T00:00:00Z", 0), ("../..", listed["audits"])]
    {
        let target = format!("/ogc/collections/audits/items?limit=1&datetime={period}");
        assert_eq!(inspector.get(&server, &target).json()["numberMatched"], expected, "{period}");
    }
    let page = inspector.get(&server, "/ogc/collections/audits/items?limit=10000").json();
    for word in ["rater", "seal", "digest", "position", "text", "photos", "language"] {
        assert!(features(&page).iter().all(|f| !columns(f).contains(word)), "{word}");
    }
}

#[test]
fn a_planner_sees_counts_and_conditions_but_no_single_incident_and_no_single_audit() {
    let (_folder, server) = demo();
    let planner = Session::demo(&server, "planner");
    let listed = counts(&planner.get(&server, "/ogc/collections").json());
    for (id, expected) in [("incidents", 403), ("audits", 403), ("cells.8", 200), ("places.bar", 200), ("yards", 200)] {
        assert_eq!(planner.get(&server, &format!("/ogc/collections/{id}/items")).status, expected, "{id}");
        assert_eq!(listed.contains_key(id), expected == 200, "{id}");
    }
}
