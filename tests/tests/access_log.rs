//! Who read what: the access log of the real service, its chain, its commands; backups.

use aula_tests::{Request, Server, Session, aula};

/// A data file with areas and incidents of the demo's size would be slow: three incidents are as precise as thousands.
fn small(folder: &std::path::Path) {
    let square = r#"{"type":"Feature","properties":{"code":"town","name":"Town"},"geometry":{"type":"Polygon","coordinates":[[[76.8,43.2],[77.0,43.2],[77.0,43.3],[76.8,43.3],[76.8,43.2]]]}}"#;
    let file = format!(r#"{{"type":"FeatureCollection","features":[{square}]}}"#);
    std::fs::write(folder.join("town.geojson"), file).expect("written");
    std::fs::write(
        folder.join("a.csv"),
        "lon,lat,date,category\n76.9,43.25,2024-05-01,theft\n76.91,43.25,2024-05-02,theft\n76.92,43.26,2024-05-03,robbery\n",
    )
    .expect("written");
    let _ = aula(folder, &["import", "areas", "town.geojson", "--kind", "study_area"]).expect(0);
    let _ = aula(folder, &["import", "incidents", "a.csv"]).expect(0);
}

#[test]
fn every_precise_read_is_noted_in_a_chain_that_nobody_can_cut_unseen() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    small(folder);
    let server = Server::start(folder, &["serve"]);
    assert_eq!(server.get("/api/v1/incidents?category=theft").status, 200);
    assert_eq!(server.get("/api/v1/layers/incidents?resolution=7&level=study_area").status, 200);
    assert_eq!(server.get("/api/v1/city").status, 200, "no precise read");
    let stranger = Request::get("/api/v1/incidents").header("Host", "evil.example").send(server.address);
    assert_eq!(stranger.status, 403, "refused: nothing was read");
    let many: Vec<_> = (0..8)
        .map(|_| {
            let address = server.address;
            std::thread::spawn(move || (0..5).all(|_| Request::get("/api/v1/incidents").send(address).status == 200))
        })
        .collect();
    assert!(many.into_iter().all(|t| t.join().expect("it ends")));
    let show = || aula(folder, &["log", "show", "--last", "100", "--json"]).expect(0).json();
    let log = show();
    let lines = log["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 2 + 40, "{log}");
    let first = &lines[0]["line"];
    assert_eq!((&first["who"], &first["how"]), (&"operator".into(), &"loopback".into()));
    assert_eq!((&first["route"], &first["query"]), (&"GET /api/v1/incidents".into(), &"category=theft".into()));
    assert_eq!((&first["rows"], &first["status"]), (&2.into(), &200.into()));
    assert_eq!((&lines[1]["line"]["rows"], &lines[2]["line"]["rows"]), (&1.into(), &3.into()));

    let verified = aula(folder, &["log", "verify", "--json"]).expect(0).json();
    assert_eq!(verified["lines"], 42);
    let head = format!("{}:{}", log["head"]["seq"], log["head"]["hash"].as_str().expect("a hash"));
    assert_eq!(server.get("/api/v1/incidents").status, 200);
    let _ = aula(folder, &["log", "verify", "--head", &head]).expect(0);
    let replaced = format!("42:{}", "0".repeat(64));
    assert!(aula(folder, &["log", "verify", "--head", &replaced]).expect(1).err.contains("replaced"));

    // What is younger than a year stays, for everybody.
    let today = jiff::Zoned::now().date().to_string();
    assert!(aula(folder, &["log", "forget", "--before", &today]).expect(2).err.contains("365 days stay"));
    let csv = aula(folder, &["log", "export"]).expect(0).out;
    assert!(csv.starts_with("seq,at,who,role,how,client,route,query,status,rows,hash"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + 43);
    let _ = aula(folder, &["check"]).expect(0);
}

#[test]
fn the_administrator_reads_the_log_and_nothing_precise() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    let (analyst, admin) = (Session::demo(&server, "analyst"), Session::demo(&server, "admin"));
    for n in 0..3 {
        assert_eq!(analyst.get(&server, &format!("/api/v1/incidents?limit={}", n + 1)).status, 200);
    }
    assert_eq!(admin.get(&server, "/api/v1/incidents").status, 403);
    assert_eq!(analyst.get(&server, "/api/v1/access-log").status, 403);
    let page = admin.get(&server, "/api/v1/access-log?limit=2").json();
    let lines = page["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["query"], &lines[0]["rows"], &lines[0]["role"]),
        (&"limit=3".into(), &3.into(), &"analyst".into())
    );
    let next = page["next_before"].as_u64().expect("more");
    let rest = admin.get(&server, &format!("/api/v1/access-log?before={next}")).json();
    assert_eq!(rest["lines"][0]["query"], "limit=1");
    assert_eq!(admin.get(&server, "/api/v1/access-log/verify").json()["whole"], true);
    assert!(admin.get(&server, "/api/v1/access-log?f=csv").text().starts_with("seq,at,who"));
    for method in ["DELETE", "POST", "PUT", "PATCH"] {
        assert_eq!(admin.request(method, "/api/v1/access-log").send(server.address).status, 405, "nothing cuts it");
    }
}

#[test]
fn a_visitor_changes_role_in_the_demo_and_nowhere_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["serve", "--demo"]);
    assert_eq!(server.get("/api/v1/session").json()["role"], "public", "a visitor begins as everybody does");
    assert_eq!(server.get("/api/v1/incidents").status, 403);
    let body = serde_json::json!({ "role": "planner" });
    for role in ["public", "resident", "inspector", "osi", "body", "planner", "analyst", "admin"] {
        let session = Session::demo(&server, role);
        assert_eq!((&session.body["role"], &session.body["demo"]), (&role.into(), &true.into()));
        assert_eq!(session.get(&server, "/api/v1/session").json()["role"], role);
        let bound = ["inspector", "osi", "body"].contains(&role);
        assert_eq!(session.body["areas"].as_array().expect("areas").is_empty(), !bound, "{role}");
    }
    let operator = serde_json::json!({ "role": "operator" });
    let refused = Request::new("POST", "/api/v1/demo/role").json(&operator).send(server.address);
    assert_eq!(refused.status, 400, "nobody becomes the operator by a click");
    drop(server);
    small(folder.path());
    let real = Server::start(folder.path(), &["serve"]);
    let answer = Request::new("POST", "/api/v1/demo/role").json(&body).send(real.address);
    assert_eq!(answer.status, 404, "{}", answer.text());
    assert!(!real.get("/api/v1/openapi.json").text().contains("demo/role"));
    assert_eq!(real.get("/api/v1/session").json()["demo"], false);
}
