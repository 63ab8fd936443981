//! The running service over HTTP.

use aula_tests::{Request, Server, aula};
use std::time::{Duration, Instant};

fn demo() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    (folder, server)
}

#[test]
fn the_demo_needs_nothing_but_the_binary_and_leaves_nothing_behind() {
    let (folder, server) = demo();
    let city = server.get("/api/v1/city").json();
    assert_eq!(city["synthetic"], true);
    assert_eq!(city["timezone"], "Asia/Almaty");
    assert!(city["incidents"].as_u64().expect("a count") > 10_000);
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<script"), "the page is embedded");
    assert!(!page.text().contains("http://") && !page.text().contains("https://"), "the page needs no network");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn every_documented_route_is_there_and_nothing_undocumented_is_asked_for() {
    let (_folder, server) = demo();
    let document = server.get("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() >= 13, "{:?}", paths.keys());
    for (path, operations) in paths {
        if operations.get("get").is_none() {
            continue;
        }
        let target = path.replace("{cell}", "8a2c0d6a4d97fff").replace("{id}", "incidents").replace("{set}", "none");
        let target = target.replace("{version}", "latest").replace("{place}", "city");
        let answer = server.get(&target);
        // Some want parameters, an account, or a thing that this city does not have: they say which, as a problem.
        let (status, text) = (answer.status, answer.text());
        assert!(status < 500 && !text.contains("is no page, file or route"), "{path}: {status} {text}");
        assert!(status == 200 || text.contains("\"type\":\"/problems/"), "{path}: {status} {text}");
    }
}

#[test]
fn the_demo_has_hot_cells_and_says_how_it_found_them() {
    let (_folder, server) = demo();
    let layer = server.get("/api/v1/hotspots").json();
    let settings = &layer["settings"];
    assert_eq!(settings["study_set"], "inhabited");
    assert_eq!(settings["resolution"], 10);
    assert_eq!(settings["correction"], "benjamini_hochberg");
    let features = layer["features"].as_array().expect("features");
    assert_eq!(features.len() as u64, settings["n"].as_u64().expect("n"));
    let total: u64 = features.iter().map(|f| f["properties"]["count"].as_u64().expect("count")).sum();
    assert_eq!(total, settings["total"].as_u64().expect("total"));
    let hot = features.iter().filter(|f| f["properties"]["class"].as_str().expect("class").starts_with("hot")).count();
    assert!(hot > 20, "{settings}");
    for column in ["cell", "count", "area_m2", "z", "p", "q", "p_normal", "q_normal", "class"] {
        assert!(features[0]["properties"].get(column).is_some(), "{column} is missing");
    }
    // A crop changes no figure.
    let cell = features[0]["properties"].clone();
    let corner = &features[0]["geometry"]["coordinates"][0][0];
    let (x, y) = (corner[0].as_f64().expect("x"), corner[1].as_f64().expect("y"));
    let (west, south, east, north) = (x - 0.01, y - 0.01, x + 0.01, y + 0.01);
    let crop = server.get(&format!("/api/v1/hotspots?bbox={west},{south},{east},{north}")).json();
    let cropped = crop["features"].as_array().expect("features");
    assert!(cropped.len() < features.len());
    assert!(cropped.iter().any(|f| f["properties"] == cell));
    assert_eq!(crop["settings"], *settings);
}

#[test]
fn geojson_csv_columns_and_the_single_cell_tell_the_same() {
    let (_folder, server) = demo();
    let query = "resolution=9&from=2024-03-01&to=2025-03-01&category=theft,robbery&hours=18-2&weekdays=fri,sat";
    let geojson = server.get(&format!("/api/v1/hotspots?{query}")).json();
    let csv = server.get(&format!("/api/v1/hotspots?{query}&f=csv")).text();
    let columns = server.get(&format!("/api/v1/hotspots?{query}&f=columns")).json();
    let features = geojson["features"].as_array().expect("features");
    assert_eq!(csv.lines().count(), features.len() + 1);
    assert_eq!(columns["n"].as_u64().expect("n") as usize, features.len());
    let set = server.get(&format!("/api/v1/study-sets/{}", columns["set"].as_str().expect("set"))).json();
    assert_eq!(set["cells"].as_array().expect("cells").len(), features.len());
    let busiest = (0..features.len()).max_by_key(|&i| features[i]["properties"]["count"].as_u64()).expect("a cell");
    let properties = &features[busiest]["properties"];
    assert_eq!(columns["columns"]["count"][busiest], properties["count"]);
    let class = columns["columns"]["class"][busiest].as_u64().expect("class") as usize;
    assert_eq!(columns["classes"][class], properties["class"]);
    let cell = properties["cell"].as_str().expect("cell");
    let row = csv.lines().nth(busiest + 1).expect("a row");
    assert!(row.starts_with(&format!("{cell},{},", properties["count"])), "{row}");
    let story = server.get(&format!("/api/v1/cells/{cell}?{query}")).json();
    assert_eq!((&story["cell"], &story["class"]), (&properties["cell"], &properties["class"]));
    for language in ["kk", "ru", "en"] {
        assert!(story["sentence"][language].as_str().is_some_and(|s| !s.is_empty()), "no sentence in {language}");
    }
    for column in ["count", "z", "p", "q", "p_normal", "q_normal", "ring_count", "ring_expected"] {
        let (one, other) = (story[column].as_f64(), properties[column].as_f64());
        assert!(one.is_some() && one == other, "{column}: {one:?} against {other:?}");
    }
    let categories: u64 =
        story["by_category"].as_array().expect("categories").iter().map(|c| c["count"].as_u64().expect("count")).sum();
    assert_eq!(categories, story["count"].as_u64().expect("count"));
    assert!(story["areas"].as_array().expect("areas").iter().any(|a| a["kind"] == "district"));
}

#[test]
fn bad_requests_are_problems_that_name_the_parameter_and_the_remedy() {
    let (_folder, server) = demo();
    for (target, parameter) in [
        ("/api/v1/hotspots?resolution=15", "resolution"),
        ("/api/v1/hotspots?from=yesterday", "from"),
        ("/api/v1/hotspots?from=2025-01-01&to=2024-01-01", "to"),
        ("/api/v1/hotspots?hours=30-40", "hours"),
        ("/api/v1/hotspots?colour=red", "colour"),
        ("/api/v1/hotspots?area=district:nowhere", "area"),
        ("/api/v1/hotspots?layer=places.unicorns", "layer"),
        ("/api/v1/hotspots?f=shapefile", "f"),
        ("/api/v1/cells/nonsense", "cell"),
        ("/api/v1/incidents?near=76.9,43.2", "near"),
        ("/api/v1/incidents?bbox=1,2,3", "bbox"),
        ("/api/v1/incidents?bbox=nan,2,3,4", "bbox"),
        ("/api/v1/incidents?near=76.9,43.2&radius_m=-5", "radius_m"),
        ("/api/v1/incidents?within=district:nowhere", "within"),
        ("/api/v1/places?kind=Bad%20Kind", "kind"),
        ("/api/v1/layers/incidents?level=galaxy", "level"),
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, 400, "{target}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{target}");
        let problem = answer.json();
        assert_eq!(problem["parameter"], parameter, "{target}: {problem}");
        assert!(problem["detail"].as_str().is_some_and(|d| !d.is_empty()), "{problem}");
    }
    let unknown = server.get("/api/v1/nothing");
    assert_eq!((unknown.status, unknown.header("content-type")), (404, "application/problem+json"));
    let method = Request::new("DELETE", "/api/v1/hotspots").send(server.address);
    assert_eq!((method.status, method.header("content-type")), (405, "application/problem+json"));
    assert!(method.header("allow").contains("GET"));
}

#[test]
fn nobody_but_the_own_machine_sees_precise_data() {
    let (_folder, server) = demo();
    let as_stranger = |target: &str| {
        [("Host", "evil.example"), ("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7")]
            .map(|(name, value)| Request::get(target).header(name, value).send(server.address))
    };
    // Some addresses have published classes for everybody: nothing of the precise answer is in them.
    for target in ["/api/v1/hotspots", "/api/v1/hotspots?f=csv", "/api/v1/layers/incidents"] {
        assert_eq!(server.get(target).status, 200, "{target} for the operator");
        for answer in as_stranger(target) {
            assert_eq!(answer.status, 200, "{target}");
            let text = answer.text();
            assert!(text.contains("need") && !text.contains("\"count\"") && !text.contains("expected"), "{target}");
        }
    }
    for answer in as_stranger("/api/v1/hotspots?f=columns") {
        assert_eq!(answer.json()["parameter"], "f");
    }
    for answer in as_stranger("/api/v1/cells/892c0d6a4dbffff") {
        assert_eq!(answer.status, 404);
    }
    for target in [
        "/api/v1/layers/places.bar?level=district",
        "/api/v1/rhythm",
        "/api/v1/incidents",
        "/api/v1/places?kind=bar",
        "/metrics",
    ] {
        assert_eq!(server.get(target).status, 200, "{target} for the operator");
        for answer in as_stranger(target) {
            assert_eq!(answer.status, 403, "{target}");
            let sort = answer.json()["type"].as_str().unwrap_or_default().to_owned();
            assert!(["/problems/forbidden", "/problems/withheld"].contains(&sort.as_str()), "{target}: {sort}");
        }
    }
    for answer in as_stranger("/api/v1/city") {
        let city = answer.json();
        assert_eq!(city["viewer"]["role"], "public");
        assert!(city["incidents"].is_null() && city["period"].is_null());
        assert!(city["categories"].as_array().expect("categories").iter().all(|c| c["count"].is_null()));
    }
    for answer in as_stranger("/api/v1/layers") {
        assert!(answer.json()["layers"].as_array().expect("layers").iter().all(|l| l["count"].is_null()));
    }
}

#[test]
fn spatial_questions_agree_with_a_naive_search_over_everything() {
    let (_folder, server) = demo();
    let mut all: Vec<(String, f64, f64)> = Vec::new();
    let mut offset = 0;
    loop {
        let page = server.get(&format!("/api/v1/incidents?limit=10000&offset={offset}&category=robbery")).json();
        for f in page["features"].as_array().expect("features") {
            let c = &f["geometry"]["coordinates"];
            all.push((f["id"].as_str().expect("id").to_owned(), c[0].as_f64().expect("x"), c[1].as_f64().expect("y")));
        }
        match page["next_offset"].as_u64() {
            Some(next) => offset = next,
            None => break,
        }
    }
    assert!(all.len() > 100);
    let ids = |target: &str| {
        let answer = server.get(target).json();
        let mut ids: Vec<String> = answer["features"]
            .as_array()
            .expect("features")
            .iter()
            .map(|f| f["id"].as_str().expect("id").to_owned())
            .collect();
        ids.sort();
        ids
    };
    let naive = |keep: &dyn Fn(f64, f64) -> bool| {
        let mut ids: Vec<String> = all.iter().filter(|(_, x, y)| keep(*x, *y)).map(|(id, ..)| id.clone()).collect();
        ids.sort();
        ids
    };
    let (x0, y0) = (all[0].1, all[0].2);
    let bbox = format!("{},{},{},{}", x0 - 0.02, y0 - 0.01, x0 + 0.02, y0 + 0.01);
    assert_eq!(
        ids(&format!("/api/v1/incidents?category=robbery&limit=10000&bbox={bbox}")),
        naive(&|x, y| (x - x0).abs() <= 0.02 && (y - y0).abs() <= 0.01)
    );
    let nearest = server.get(&format!("/api/v1/incidents?category=robbery&near={x0},{y0}&nearest=5")).json();
    let distances: Vec<f64> = nearest["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|f| f["properties"]["distance_m"].as_f64().expect("a distance"))
        .collect();
    assert_eq!(distances.len(), 5);
    assert!(distances[0] < 1e-3 && distances.windows(2).all(|w| w[0] <= w[1]), "{distances:?}");
    let radius =
        ids(&format!("/api/v1/incidents?category=robbery&limit=10000&near={x0},{y0}&radius_m={}", distances[4] + 0.01));
    assert!(radius.len() >= 5);
    let in_city = ids("/api/v1/incidents?category=robbery&limit=10000&within=study_area:almaty");
    assert!(in_city.len() <= all.len() && in_city.len() * 10 > all.len() * 9);
    let district = server.get(&format!("/api/v1/areas?kind=district&contains={x0},{y0}")).json();
    assert_eq!(district["numberReturned"], 1, "{district}");
}

#[test]
fn an_import_by_another_process_is_seen_by_the_running_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let square = r#"{"type":"Feature","properties":{"code":"town","name":"Town"},"geometry":{"type":"Polygon","coordinates":[[[76.8,43.2],[77.0,43.2],[77.0,43.3],[76.8,43.3],[76.8,43.2]]]}}"#;
    let file = format!(r#"{{"type":"FeatureCollection","features":[{square}]}}"#);
    std::fs::write(folder.path().join("town.geojson"), file).expect("written");
    let server = Server::start(folder.path(), &["serve"]);
    let before = server.get("/api/v1/hotspots");
    assert_eq!(before.status, 409, "without a study area the answer says what to import: {}", before.text());
    assert!(before.text().contains("study_area"));
    let _ = aula(folder.path(), &["import", "areas", "town.geojson", "--kind", "study_area"]).expect(0);
    std::fs::write(folder.path().join("a.csv"), "lon,lat,date,category\n76.9,43.25,2024-05-01,theft\n")
        .expect("written");
    let stale = server.get("/api/v1/city").header("etag").to_owned();
    let _ = aula(folder.path(), &["import", "incidents", "a.csv"]).expect(0);
    let deadline = Instant::now() + Duration::from_secs(10);
    while server.get("/api/v1/city").json()["incidents"] != 1 {
        assert!(Instant::now() < deadline, "the import was not seen within ten seconds");
        std::thread::sleep(Duration::from_millis(100));
    }
    let fresh = Request::get("/api/v1/city").header("If-None-Match", &stale).send(server.address);
    assert_eq!(fresh.status, 200, "an answer from before the import was called current");
    let layer = server.get("/api/v1/hotspots").json();
    assert_eq!(layer["settings"]["verdict"], "too_few");
    assert!(layer["features"][0]["properties"]["z"].is_null());
    assert_eq!(layer["settings"]["warnings"][0]["code"], "study_set_area");
}

#[test]
fn an_answer_that_a_reader_has_is_not_made_again() {
    let (_folder, server) = demo();
    let first = server.get("/api/v1/hotspots?f=columns");
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/"));
    let again = Request::get("/api/v1/hotspots?f=columns").header("If-None-Match", &tag).send(server.address);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let other = Request::get("/api/v1/hotspots?f=columns&hours=1-2").header("If-None-Match", &tag).send(server.address);
    assert_eq!(other.status, 200);
    let packed = Request::get("/api/v1/hotspots?f=columns").header("Accept-Encoding", "gzip").send(server.address);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() * 3 < first.body.len());
}

#[test]
fn every_answer_carries_the_protective_headers() {
    let (_folder, server) = demo();
    for target in ["/", "/api/v1/city", "/api/v1/nothing", "/health/live"] {
        let answer = server.get(target);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{target}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{target}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{target}");
    }
}

#[test]
fn the_signal_of_service_managers_ends_it_cleanly() {
    let (_folder, server) = demo();
    assert_eq!(server.get("/health/live").status, 200);
    assert_eq!(server.get("/health/ready").json()["status"], "ready");
    assert_eq!(server.stop(), Some(0));
}
