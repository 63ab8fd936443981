//! Choosing and judging with the real server and the command line: the staff member's way, and that a frozen plan stays.

use aula_tests::{Answer, Request, Server, aula};
use serde_json::{Value, json};
use std::io::Write as _;

fn demo() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    (folder, server)
}

/// A request with a body in JSON.
fn send(server: &Server, method: &str, target: &str, body: &Value) -> Answer {
    let text = body.to_string();
    let mut stream = std::net::TcpStream::connect(server.address).expect("the server takes connections");
    stream.set_read_timeout(Some(std::time::Duration::from_secs(60))).expect("a timeout can be set");
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        server.address,
        text.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(text.as_bytes())).expect("the request is sent");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut stream, &mut bytes).expect("the answer is read");
    Answer::parse(&bytes)
}

fn question(title: &str) -> Value {
    json!({
        "title": title, "as_of": "2025-05-01", "months": 8,
        "outcome": { "categories": ["theft", "burglary", "robbery", "assault"] },
        "rules": { "pilots": 3, "per_district": 1, "apart_m": 2000.0, "lottery_seed": 7 },
    })
}

#[test]
fn a_staff_member_ranks_designs_freezes_and_judges() {
    let (folder, server) = demo();
    let ranking = server.get("/api/v1/plans/ranking?as_of=2025-05-01&worst=10").json();
    let areas = ranking["areas"].as_array().expect("areas");
    assert!(areas.len() > 40);
    let sum: f64 = areas.iter().filter_map(|a| a["p_worst"].as_f64()).sum();
    assert!((sum - 10.0).abs() < 1e-6, "ten are among the worst ten: {sum}");
    assert!(areas[0]["rank_low"].as_u64() <= Some(2) && !ranking["tipping"].as_array().expect("tipping").is_empty());

    let plan = send(&server, "POST", "/api/v1/plans", &question("Three yards")).json();
    let id = plan["id"].as_str().unwrap_or_else(|| panic!("{plan}")).to_owned();
    assert_eq!(
        (plan["pilots"].as_array().map(Vec::len), plan["controls"].as_array().map(Vec::len)),
        (Some(3), Some(9))
    );
    let districts: std::collections::BTreeSet<&str> =
        plan["pilots"].as_array().expect("pilots").iter().filter_map(|p| p["district"].as_str()).collect();
    assert_eq!(districts.len(), 3, "at most one of a district");
    assert_eq!((&plan["later_data_at_hand"], &plan["choosing"]["gap"]), (&json!(true), &json!(0.0)));
    assert!(plan["detectable"]["least_significant"].as_f64().is_some_and(|f| f > 0.02 && f < 0.6));
    for balance in plan["balance"].as_array().expect("balance") {
        let apart = balance["standardised"].as_f64().expect("a number").abs();
        assert_eq!(balance["balanced"].as_bool(), Some(apart < 0.1), "{balance}");
    }
    // Not all can be balanced with what is left of this city. What was counted is; of the rest the plan tells that no
    // choice could do much better (the bound knows nothing of whole areas, hence the fifth).
    let near = |what: &str| plan["closeness"][what].as_f64().unwrap_or_else(|| panic!("{plan}"));
    assert!(near("excess") <= 1.2 * near("least"), "{} {}", near("excess"), near("least"));
    let of = |what: &str| plan["balance"].as_array().expect("balance").iter().find(|b| b["what"] == what).expect(what);
    assert_eq!((&of("level")["balanced"], &of("trend")["balanced"]), (&json!(true), &json!(true)));

    let frozen = send(&server, "POST", &format!("/api/v1/plans/{id}/freeze"), &json!({})).json();
    assert_eq!(frozen["sha256"].as_str().map(str::len), Some(64));
    let file = server.get(&format!("/api/v1/plans/{id}/export"));
    let path = folder.path().join("plan.json");
    std::fs::write(&path, &file.body).expect("written");
    // The file alone is enough, in an empty folder without any data.
    let said = aula(folder.path(), &["plan", "verify", "plan.json"]).expect(0);
    assert!(said.out.contains("the file is what was frozen"), "{}", said.out);
    let mut altered = file.json();
    altered["plan"]["months"] = json!(12);
    std::fs::write(&path, altered.to_string()).expect("written");
    assert!(
        aula(folder.path(), &["plan", "verify", "plan.json"]).expect(1).err.contains("not the plan that was frozen")
    );
    let verified = send(&server, "POST", "/api/v1/plans/verify", &file.json()).json();
    assert_eq!((&verified["valid"], &verified["sha256"]), (&json!(true), &frozen["sha256"]));

    let judged = server.get(&format!("/api/v1/plans/{id}/evaluation?as_of=2026-01-01")).json();
    assert_eq!((&judged["after"]["from"], &judged["after"]["to"]), (&json!("2025-05-01"), &json!("2026-01-01")));
    assert!(judged["effect"]["low"].as_f64() < judged["effect"]["high"].as_f64());
    assert!(["fell", "rose", "no_change", "cannot_tell"].contains(&judged["verdict"].as_str().unwrap_or_default()));
    assert_eq!(judged["sha256"], frozen["sha256"]);
    let early = server.get(&format!("/api/v1/plans/{id}/evaluation?as_of=2025-05-20"));
    assert_eq!(early.status, 400, "{}", early.text());
}

#[test]
fn the_plan_frozen_before_its_data_finds_the_planted_fall() {
    let (_folder, server) = demo();
    let plan = server.get("/api/v1/plans/p-1").json();
    let frozen = &plan["frozen"];
    assert_eq!((&plan["state"], &frozen["frozen_on"]), (&json!("frozen"), &json!("2025-04-28")));
    assert_eq!(frozen["plan"]["later_data_at_hand"], json!(false), "made of what was known then");
    let judged = server.get("/api/v1/plans/p-1/evaluation").json();
    let effect = &judged["effect"];
    let (low, high) = (effect["low"].as_f64().expect("low"), effect["high"].as_f64().expect("high"));
    assert!(low < -0.25 && -0.25 < high && high < 0.0, "a quarter was planted: {effect}");
    assert_eq!(judged["verdict"], "fell", "{judged}");
    assert_eq!(judged["placebo_kinds"][0]["what"], "fraud");
    assert!(judged["naive"]["change"].as_f64().is_some() && judged["clearance"]["points"].as_f64().is_some());
}

#[test]
fn a_frozen_plan_cannot_be_altered_through_any_route() {
    let (_folder, server) = demo();
    let before = server.get("/api/v1/plans/p-1/export").body;
    let document = server.get("/api/v1/openapi.json").json();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["post", "put", "patch", "delete"].into_iter().filter(|m| item.get(*m).is_some()) {
            let target = path.replace("{id}", "p-1");
            let target = target.split('{').next().unwrap_or_default();
            for body in [json!({}), question("Altered"), json!({ "id": "p-1", "version": 1, "title": "Altered" })] {
                let _ = send(&server, &method.to_uppercase(), target, &body);
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "{tried} attempts");
    let after = server.get("/api/v1/plans/p-1/export?version=1").body;
    assert_eq!(before, after, "version 1 is as it was");
    for (method, target) in
        [("PUT", "/api/v1/plans/p-2"), ("DELETE", "/api/v1/plans/p-2"), ("POST", "/api/v1/plans/p-2/freeze")]
    {
        let plan = send(&server, "POST", "/api/v1/plans", &question("Frozen too")).json();
        let id = plan["id"].as_str().expect("an id").to_owned();
        assert_eq!(send(&server, "POST", &format!("/api/v1/plans/{id}/freeze"), &json!({})).status, 200);
        let target = target.replace("p-2", &id);
        assert_eq!(send(&server, method, &target, &question("Altered")).status, 409, "{method} {target}");
    }
    // A change is a new version that names the one it follows.
    let next = send(&server, "POST", "/api/v1/plans/p-1/versions", &question("Second thoughts"));
    if next.status == 200 {
        assert_eq!(next.json()["follows"], serde_json::from_slice::<Value>(&before).expect("JSON")["sha256"]);
    } else {
        assert_eq!(next.status, 409, "the attempts above left a draft: {}", next.text());
    }
}

#[test]
fn nothing_on_the_way_of_a_planner_is_a_single_incident() {
    let (_folder, server) = demo();
    let incidents = server.get("/api/v1/incidents?limit=200").json();
    let features = incidents["features"].as_array().expect("features");
    let points: Vec<String> = features
        .iter()
        .map(|f| {
            let c = &f["geometry"]["coordinates"];
            format!("{:.5}", c[0].as_f64().expect("a longitude"))
        })
        .collect();
    assert!(points.len() > 100);
    let plan = send(&server, "POST", "/api/v1/plans/design", &question("Looked at")).text();
    let answers = [
        plan,
        server.get("/api/v1/plans/ranking").text(),
        server.get("/api/v1/plans/placement?posts=3&candidates=places.bus_stop").text(),
        server.get("/api/v1/plans/p-1").text(),
        server.get("/api/v1/plans/p-1/evaluation").text(),
        server.get(&format!("/api/v1/dossiers/{}", pilot(&server))).text(),
    ];
    for answer in &answers {
        assert!(!answer.contains("\"d-0") && !answer.contains("source_id"), "the identity of an incident");
        let found = points.iter().filter(|p| answer.contains(p.as_str())).count();
        assert!(found <= 2, "{found} of {} longitudes of incidents stand in an answer", points.len());
    }
}

fn pilot(server: &Server) -> String {
    let plan = server.get("/api/v1/plans/p-1").json();
    plan["frozen"]["plan"]["pilots"][0]["id"].as_str().expect("a pilot").to_owned()
}

#[test]
fn a_problem_file_keeps_its_notes_and_finds_the_best_mends() {
    let (_folder, server) = demo();
    let mut file = json!({
        "title": "Dark yards", "area": pilot(&server), "matter": "Robberies after dark",
        "measures": [
            { "id": "lamps", "what": "Mend 12 lamps", "body": "city lights", "cost": 600_000.0, "evidence": "strong", "benefit": 9.0 },
            { "id": "cameras", "what": "Cameras", "body": "police", "cost": 500_000.0, "evidence": "none", "benefit": 14.0 },
        ],
        "notes": [{ "body": "police", "on": "2025-05-02", "text": "Seen." }],
    });
    let opened = send(&server, "POST", "/api/v1/problem-files", &file).json();
    let id = opened["id"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
    let best = server.get(&format!("/api/v1/problem-files/{id}/best-mends?budget=700000")).json();
    assert_eq!(best["chosen"], json!(["lamps"]), "what is proven goes first");
    file["notes"][0]["text"] = json!("Nothing seen.");
    assert_eq!(send(&server, "PUT", &format!("/api/v1/problem-files/{id}"), &file).status, 400);
    file["notes"] = json!([{ "body": "police", "on": "2025-05-02", "text": "Seen." }, { "body": "akimat", "on": "2025-06-02", "text": "Agreed." }]);
    assert_eq!(send(&server, "PUT", &format!("/api/v1/problem-files/{id}"), &file).status, 200);
}

#[test]
fn the_claim_of_the_news_is_answered_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = aula(folder.path(), &["evaluate", "--claim", "-21.3 % in four months"]).expect(0).out;
    assert!(said.contains("321") && said.contains("641") || said.contains("642"), "{said}");
    assert!(
        said.contains("return to the usual") && said.contains("Whether the plan was written down before"),
        "{said}"
    );
    let said =
        aula(folder.path(), &["evaluate", "--claim", "−21,3 % за четыре месяца", "--language", "ru"]).expect(0).out;
    assert!(said.contains("около 321") && said.contains("−21,3 %"), "{said}");
    let (_demo, server) = demo();
    let asked = json!({ "text": "-21.3 % in four months", "area": pilot(&server), "from": "2025-05-01" });
    let reply = send(&server, "POST", "/api/v1/claims", &asked).json();
    assert!(reply["own"]["place"][0].as_f64().is_some_and(|n| n > 10.0), "{reply}");
    // A stranger gets the arithmetic, never our counts.
    let stranger = Request::new("POST", "/api/v1/claims").header("Host", "aula.example");
    assert_ne!(stranger.send(server.address).status, 200);
}

#[test]
fn audits_take_part_in_the_order_and_say_so() {
    let (_folder, server) = demo();
    let asked = |more: &str| server.get(&format!("/api/v1/plans/ranking?{more}")).json();
    let order = |answer: &Value| -> Vec<String> {
        let areas = answer["areas"].as_array().expect("areas").iter();
        areas.map(|a| a["id"].as_str().expect("an id").to_owned()).collect()
    };
    let (early, by_rate) = (asked("as_of=2025-05-01"), asked("w_rate=1"));
    let by_audits = asked("w_rate=0&w_missing_audits=1");
    let ranked: Vec<f64> = by_audits["areas"]
        .as_array()
        .expect("areas")
        .iter()
        .filter(|a| !a["rank_low"].is_null())
        .filter_map(|a| a["missing_audits"].as_f64())
        .collect();
    assert!(ranked.len() > 40 && ranked.iter().all(|m| (0.0..=1.0).contains(m)), "{ranked:?}");
    assert!(ranked.windows(2).all(|w| w[0] >= w[1]), "those without audits come first: {ranked:?}");
    assert!(ranked.first() > ranked.last());
    assert_ne!(order(&by_rate), order(&by_audits));
    // A score stands where enough yards are assessed; what was rated later is not known in May of the year before.
    let scores =
        |answer: &Value| answer["areas"].as_array().expect("areas").iter().filter(|a| a["score"].is_number()).count();
    let share = |answer: &Value| {
        answer["areas"].as_array().expect("areas").iter().filter_map(|a| a["missing_audits"].as_f64()).sum::<f64>()
    };
    assert!(scores(&by_rate) > 0 && scores(&early) == 0, "{} {}", scores(&by_rate), scores(&early));
    assert!(share(&by_rate) < share(&early));
}

#[test]
fn posts_are_placed_by_the_model_of_risk_or_by_counts_as_asked() {
    let (_folder, server) = demo();
    let by = |more: &str| server.get(&format!("/api/v1/plans/placement?posts=3{more}")).json();
    let (usual, counts) = (by(""), by("&demand=smoothed_counts"));
    assert_eq!((&usual["demand"], &counts["demand"]), (&json!("risk_model"), &json!("smoothed_counts")));
    for answer in [&usual, &counts] {
        assert_eq!(answer["posts"].as_array().map(Vec::len), Some(3));
        assert!(answer["after"].as_f64() > answer["before"].as_f64(), "{answer}");
    }
    assert_ne!(usual["after"], counts["after"]);
    // Before there is a year to learn from there is no model: counts, and the answer says so.
    assert_eq!(by("&as_of=2024-03-01")["demand"], "smoothed_counts");
    assert_eq!(server.get("/api/v1/plans/placement?demand=guess").status, 400);
}
