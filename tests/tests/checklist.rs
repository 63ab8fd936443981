//! The checklist over HTTP, against the real server with a data file of its own.

use aula_tests::yards::{self, answers, moment, post, rate_fully, send_audit as send, with_role};
use aula_tests::{Answer, Request, Server, aula};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

fn city(folder: &Path) {
    yards::yards(folder, &["Абай 1", "Абай 2", "Сәтбаев 7"].map(str::to_owned));
}

fn serve(folder: &Path) -> Server {
    Server::start(folder, &["serve"])
}

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn audit(client: &str, yard: &str, night: bool, answers: Value) -> Value {
    yards::audit(client, yard, night, &answers)
}

/// Somebody from outside: by a name that is not the loopback's.
fn stranger(method: &str, path: &str) -> Request {
    Request::new(method, path).header("Host", "aula.example")
}

fn proof(server: &Server) -> Value {
    let challenge = stranger("GET", "/api/v1/challenge").send(server.address).json();
    let (nonce, bits) = (challenge["nonce"].as_str().unwrap(), challenge["bits"].as_u64().unwrap() as u32);
    let zeros = |counter: u64| {
        let hash = Sha256::digest(format!("{nonce}{counter}"));
        u64::from_be_bytes(hash[..8].try_into().unwrap()).leading_zeros()
    };
    let counter = (0..).find(|counter| zeros(*counter) >= bits).unwrap();
    json!({ "nonce": nonce, "counter": counter })
}

fn codes(answer: &Answer) -> Vec<String> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|e| e["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_audit_sent_three_times_counts_once_and_its_answer_says_whose_duty_it_is() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    let body =
        audit("one", "y-1", true, json!({ "lighting_yard": { "severity": 3 }, "people_evening": { "severity": 0 } }));
    let first = send(&server, &body);
    assert_eq!(first["duties"][0]["factor"], "lighting_yard");
    assert_eq!(first["duties"][0]["body"], "DA");
    assert_eq!((&first["other_round"]["missing"], &first["yard"]), (&json!("day"), &json!("/yards/y-1")));
    for _ in 0..2 {
        let again = post(&server, "/api/v1/audits", &body);
        assert_eq!((again.status, again.json()), (200, first.clone()));
    }
    let mut other = body.clone();
    other["answers"]["lighting_yard"] = json!({ "severity": 1 });
    let refused = post(&server, "/api/v1/audits", &other);
    assert_eq!((refused.status, codes(&refused)), (409, vec!["other_content".to_owned()]));
    let page = server.get("/api/v1/yards/y-1").json();
    assert_eq!(
        (&page["class"], &page["score"], &page["raters"]["all"]),
        (&json!("not_yet_assessed"), &Value::Null, &json!(1))
    );
    let missing: Vec<&str> = page["missing"].as_array().unwrap().iter().map(|m| m["what"].as_str().unwrap()).collect();
    assert_eq!(missing, ["weight", "raters", "roles", "signed_rater"]);
}

#[test]
fn a_bad_submission_of_any_kind_gets_a_clear_answer_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    let sound = audit("bad", "y-1", true, json!({ "lighting_yard": { "severity": 2 } }));
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut body = sound.clone();
        change(&mut body);
        post(&server, "/api/v1/audits", &body)
    };
    let one = |answer: &Answer, status: u16, code: &str| {
        assert_eq!((answer.status, codes(answer)), (status, vec![code.to_owned()]), "{}", answer.text());
    };
    // Malformed.
    let broken = Request::new("POST", "/api/v1/audits")
        .header("Content-Type", "application/json")
        .body(b"{\"client_id\":")
        .send(server.address);
    one(&broken, 400, "malformed");
    let untyped =
        Request::new("POST", "/api/v1/audits").header("Content-Type", "text/plain").body(b"{}").send(server.address);
    assert_eq!(untyped.status, 415);
    one(&changed(&|b| b["answers"]["lighting_yard"] = json!({ "severity": 9 })), 400, "malformed");
    one(&changed(&|b| b["surprise"] = json!(1)), 400, "malformed");
    // Oversized.
    let large = changed(&|b| b["text"] = json!("я".repeat(50_000)));
    assert_eq!(large.status, 413, "{}", large.text());
    one(&changed(&|b| b["text"] = json!("я".repeat(1001))), 422, "text_too_long");
    // Future-dated, and long ago.
    let year =
        |n: i16| format!("{}-01-05T17:00:00Z", jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).year() + n);
    one(&changed(&|b| b["at"] = json!(year(2))), 422, "future");
    one(&changed(&|b| b["at"] = json!(year(-2))), 422, "too_old");
    // Another version, another instrument.
    one(&changed(&|b| b["instrument"]["version"] = json!(99)), 422, "unknown_version");
    one(&changed(&|b| b["instrument"]["id"] = json!("other")), 422, "unknown_instrument");
    // The wrong yard.
    one(&changed(&|b| b["yard"] = json!("yard:nowhere")), 422, "unknown_yard");
    one(&changed(&|b| b["yard"] = json!("micro_district:m-1")), 422, "unknown_yard");
    // Night factors by day.
    one(&changed(&|b| b["at"] = json!(moment(false))), 422, "not_by_day");
    // In the reader's language.
    for (language, word) in [("kk", "аула"), ("ru", "Двора"), ("en", "There is no yard")] {
        let answer = changed(&|b| {
            b["yard"] = json!("yard:nowhere");
            b["language"] = json!(language);
        });
        assert!(answer.json()["errors"][0]["message"].as_str().unwrap().contains(word), "{}", answer.text());
    }
    let header = Request::new("POST", "/api/v1/audits")
        .header("Accept-Language", "kk")
        .header("Content-Type", "application/json")
        .body(b"[]");
    assert!(header.send(server.address).json()["errors"][0]["message"].as_str().unwrap().contains("оқылмайды"));
    // Script-carrying: kept as text for the moderator, never out of there, nothing executed.
    let script = "<script>alert(1)</script>\" onload=x";
    let scripted = changed(&|b| b["text"] = json!(script));
    assert_eq!(scripted.status, 201);
    let queue = server.get("/api/v1/moderation");
    assert_eq!(queue.json()["items"][0]["text"], script);
    assert_eq!(queue.header("content-type"), "application/json");
    for path in ["/api/v1/yards/y-1", "/api/v1/cases", "/api/v1/yards"] {
        assert!(!server.get(path).text().contains("alert"), "{path}");
    }
    one(&changed(&|b| b["yard"] = json!("<img src=x onerror=alert(1)>")), 422, "unknown_yard");
    // All of it changed nothing: one rater, one audit.
    assert_eq!(server.get("/api/v1/yards/y-1").json()["raters"]["all"], 1);
}

#[test]
fn a_stranger_works_a_little_rates_as_a_resident_and_cannot_flood() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    let body = audit("stranger", "y-1", true, json!({ "lighting_yard": { "severity": 2 } }));
    let ask = |body: &Value| stranger("POST", "/api/v1/audits").json(body).send(server.address);
    assert_eq!(codes(&ask(&body)), ["proof_missing"]);
    let proven = |body: &Value| {
        let mut body = body.clone();
        body["proof"] = proof(&server);
        ask(&body)
    };
    let mut proof_used = body.clone();
    proof_used["proof"] = proof(&server);
    assert_eq!(ask(&proof_used).status, 201);
    let mut reused = audit("stranger2", "y-1", true, json!({ "lighting_yard": { "severity": 2 } }));
    reused["proof"] = proof_used["proof"].clone();
    assert_eq!(codes(&ask(&reused)), ["proof_wrong"]);
    assert_eq!(codes(&proven(&with_role(body.clone(), "inspector"))), ["role_needs_account"]);
    assert_eq!(ask(&body).status, 200, "a resend needs no second proof");
    // The same person in the same yard, again and again.
    let statuses: Vec<u16> = (0..5)
        .map(|n| {
            let mut more = audit(&format!("flood{n}"), "y-1", true, json!({ "lighting_yard": { "severity": 3 } }));
            more["device"] = body["device"].clone();
            proven(&more).status
        })
        .collect();
    assert!(statuses.ends_with(&[429, 429]), "{statuses:?}");
    assert_eq!(stranger("GET", "/api/v1/moderation").send(server.address).status, 403);
    assert_eq!(stranger("GET", "/api/v1/yards/y-1").send(server.address).json()["raters"]["all"], 1);
}

#[test]
fn a_problem_becomes_a_case_and_the_score_improves_when_somebody_else_confirms_it_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    rate_fully(&server, "y-1", 1);
    let mut waste = answers(&server, false, 1);
    waste["waste"] = json!({ "severity": 3 });
    let one_voice = audit("voice-1", "y-1", false, waste.clone());
    let _ = send(&server, &one_voice);
    let cases = || server.get("/api/v1/cases?yard=y-1&state=open_ones").json()["cases"].as_array().unwrap().clone();
    assert_eq!(cases().len(), 0, "one voice opens nothing");
    let _ = send(&server, &with_role(audit("voice-2", "y-1", false, waste.clone()), "osi"));
    let _ = send(&server, &with_role(audit("voice-3", "y-1", false, waste), "inspector"));
    let open = cases();
    assert_eq!((open.len(), &open[0]["factor"], &open[0]["state"]), (1, &json!("waste"), &json!("open")));
    let id = open[0]["id"].as_str().unwrap();
    let page = || server.get("/api/v1/yards/y-1").json();
    let score = || page()["score"].as_f64().unwrap();
    let before = score();
    assert_eq!(page()["mend"][0]["case"], id);
    let act = |body: Value| post(&server, &format!("/api/v1/cases/{id}/actions"), &body);
    assert_eq!(act(json!({ "action": "confirm" })).status, 409, "nothing is reported yet");
    assert_eq!(act(json!({ "action": "take_on" })).json()["state"], "taken_on");
    assert_eq!(act(json!({ "action": "plan" })).status, 409, "a plan needs a date");
    assert_eq!(
        act(json!({ "action": "plan", "date": "2099-05-01", "note": "crew 3" })).json()["planned_for"],
        "2099-05-01"
    );
    assert_eq!(act(json!({ "action": "report_mended" })).json()["state"], "reported_mended");
    assert_eq!(score(), before, "a report alone changes no score");
    assert_eq!(act(json!({ "action": "confirm" })).status, 409, "not by the one who reported it");
    let ask = |method: &str, path: &str| stranger(method, path);
    let public = ask("GET", &format!("/api/v1/cases/{id}")).send(server.address).text();
    assert!(!public.contains("crew 3") && !public.contains("\"role\":\"operator\""), "{public}");
    let path = format!("/api/v1/cases/{id}/actions");
    let take = ask("POST", &path).json(&json!({ "action": "take_on", "proof": proof(&server) })).send(server.address);
    assert_eq!(take.status, 403, "{}", take.text());
    let confirm = json!({ "action": "confirm", "device": "device-neighbour-00000", "proof": proof(&server) });
    let confirmed = ask("POST", &path).json(&confirm).send(server.address);
    assert_eq!((confirmed.status, &confirmed.json()["state"]), (200, &json!("confirmed")), "{}", confirmed.text());
    let after = score();
    assert!(after < before, "{before} {after}");
    assert_eq!(page()["mended"][0]["case"], id);
    assert!(cases().is_empty());
}

#[test]
fn what_is_not_yet_assessed_is_so_on_page_map_list_and_export_and_secret_factors_are_nowhere_by_yard() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    rate_fully(&server, "y-1", 2);
    // Three raters of one role in the second yard.
    for n in 0..3 {
        let body = audit(&format!("osi{n}"), "y-2", n == 0, answers(&server, n == 0, 2));
        let _ = send(&server, &with_role(body, "osi"));
    }
    let get = |path: &str| stranger("GET", path).send(server.address);
    let of = |features: &Value, yard: &str| {
        let found = features["features"].as_array().unwrap().iter().find(|f| f["id"] == format!("yard:{yard}"));
        found.unwrap_or_else(|| panic!("{yard}"))["properties"].clone()
    };
    let page = get("/api/v1/yards/y-2").json();
    assert_eq!(
        (&page["class"], &page["score"], &page["good"], &page["factors"]),
        (&json!("not_yet_assessed"), &Value::Null, &json!([]), &Value::Null)
    );
    for path in ["/api/v1/yards", "/api/v1/layers/scores", "/api/v1/layers/factors.waste"] {
        let features = get(path).json();
        let (assessed, not) = (of(&features, "y-1"), of(&features, "y-2"));
        assert_ne!(assessed["class"], "not_yet_assessed", "{path}");
        assert_eq!(not["class"], "not_yet_assessed", "{path}");
        assert!(not["score"].is_null() && not["value"].is_null(), "{path}: {not}");
    }
    let csv = get("/api/v1/layers/scores?f=csv").text();
    assert!(csv.contains("yard:y-2,not_yet_assessed,,"), "{csv}");
    let unrated = get("/api/v1/layers/unrated").json();
    assert_eq!(unrated["features"].as_array().unwrap().len(), 1);
    // One assessed yard is too few for a cell or a micro-district: it could be read off.
    for level in ["cells", "micro_district"] {
        let layer = get(&format!("/api/v1/layers/scores?level={level}")).json();
        for feature in layer["features"].as_array().unwrap() {
            assert_eq!(feature["properties"]["class"], "not_yet_assessed", "{level}");
        }
    }
    // Factors that are never public by yard.
    let secret = ["entrance_door", "basement_roof", "through_way", "hiding_places", "cctv", "police_reach"];
    assert!(server.get("/api/v1/yards/y-1").text().contains("entrance_door"), "the operator sees them");
    for path in ["/api/v1/yards/y-1", "/api/v1/yards", "/api/v1/cases?state=all", "/api/v1/layers/scores"] {
        let text = get(path).text();
        for factor in secret {
            assert!(!text.contains(factor), "{path} names {factor}");
        }
    }
    for factor in secret {
        assert_eq!(get(&format!("/api/v1/layers/factors.{factor}")).status, 400, "{factor}");
        assert_eq!(get(&format!("/api/v1/layers/factors.{factor}?level=cells")).status, 400, "{factor}");
    }
    assert!(server.get("/api/v1/cases?yard=y-1").text().contains("entrance_door"));
    for case in server.get("/api/v1/cases").json()["cases"].as_array().unwrap() {
        if secret.iter().any(|s| case["factor"] == **s) {
            assert_eq!(get(&format!("/api/v1/cases/{}", case["id"].as_str().unwrap())).status, 404);
        }
    }
}

#[test]
fn the_catalogue_of_the_public_names_each_layer_of_the_checklist_at_exactly_the_levels_that_answer() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    rate_fully(&server, "y-1", 2);
    let get = |path: &str| stranger("GET", path).send(server.address);
    // Nothing of the incidents is published here: the checklist is there all the same.
    let layers = get("/api/v1/layers").json()["layers"].as_array().unwrap().clone();
    let ids: Vec<&str> = layers.iter().map(|l| l["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"scores") && ids.contains(&"unrated") && !ids.contains(&"incidents"), "{ids:?}");
    let lamps = layers.iter().find(|l| l["id"] == "factors.lighting_yard").unwrap();
    assert_eq!(lamps["group_names"]["en"], "Light and sight");
    assert_eq!(lamps["anchors"].as_array().unwrap().len(), 4);
    let instrument = get("/api/v1/checklist").json();
    let mut hidden = 0;
    for factor in instrument["factors"].as_array().unwrap() {
        let id = format!("factors.{}", factor["id"].as_str().unwrap());
        let listed = |level: &str| {
            let entry = layers.iter().find(|l| l["id"] == id.as_str());
            entry.is_some_and(|l| l["levels"].as_array().unwrap().contains(&json!(level)))
        };
        for level in ["yard", "cells", "micro_district"] {
            let answer = get(&format!("/api/v1/layers/{id}?level={level}&resolution=8"));
            assert_eq!(answer.status, if listed(level) { 200 } else { 400 }, "{id} by {level}");
            hidden += usize::from(!listed(level));
        }
        assert_eq!(listed("yard"), factor["public"] == "yard", "{id}");
    }
    assert!(hidden >= 12, "{hidden}");
}

#[test]
fn the_yards_of_one_area_can_be_asked_for_and_means_of_a_part_cannot() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    rate_fully(&server, "y-1", 2);
    let ids = |path: &str| -> Vec<String> {
        let features = stranger("GET", path).send(server.address).json();
        features["features"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("/api/v1/layers/scores?area=yard:y-2"), ["yard:y-2"]);
    assert_eq!(ids("/api/v1/layers/unrated?area=yard:y-1"), Vec::<String>::new());
    assert_eq!(ids("/api/v1/layers/unrated?area=yard:y-2"), ["yard:y-2"]);
    assert_eq!(ids("/api/v1/layers/unrated").len(), 2);
    for path in
        ["scores?level=micro_district&area=yard:y-1", "scores?level=cells&area=yard:y-1", "scores?area=yard:none"]
    {
        let answer = stranger("GET", &format!("/api/v1/layers/{path}")).send(server.address);
        assert_eq!((answer.status, &answer.json()["parameter"]), (400, &json!("area")), "{path}");
    }
    let nobody = stranger("GET", "/api/v1/layers/unrated").send(server.address).json();
    assert!(!nobody.to_string().contains("-0.0"), "nothing rated is 0, not -0");
}

#[test]
fn a_correction_replaces_and_a_withdrawal_erases_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    let mut body = audit("mine", "y-1", true, json!({ "lighting_yard": { "severity": 3 } }));
    body["text"] = json!("only-for-the-moderator-4711");
    body["position"] = json!({ "lon": 76.940_512_3, "lat": 43.240_498_7, "accuracy_m": 8.0 });
    let receipt = send(&server, &body);
    let (id, secret) = (receipt["id"].as_str().unwrap(), receipt["secret"].as_str().unwrap());
    let path = format!("/api/v1/audits/{id}");
    let as_stranger = |method: &str, secret: &str| stranger(method, &path).header("X-Audit-Secret", secret);
    assert_eq!(as_stranger("DELETE", "wrong").send(server.address).status, 403);
    let mut corrected = body.clone();
    corrected["answers"]["lighting_yard"] = json!({ "severity": 1 });
    assert_eq!(as_stranger("PUT", "wrong").json(&corrected).send(server.address).status, 403);
    let put = as_stranger("PUT", secret).json(&corrected).send(server.address);
    assert_eq!((put.status, &put.json()["duties"]), (200, &json!([])), "{}", put.text());
    let photo = Request::new("POST", &format!("{path}/photos")).header("X-Audit-Secret", secret);
    let svg = photo.clone().header("Content-Type", "image/jpeg").body(b"<svg onload=alert(1)>").send(server.address);
    assert_eq!((svg.status, codes(&svg)), (422, vec!["photo_type".to_owned()]));
    let huge = photo.header("Content-Type", "image/jpeg").body(&vec![0xff; 9 << 20]).send(server.address);
    assert!(huge.status == 413 || huge.status == 422, "{}", huge.text());
    let file = |name: &str| std::fs::read(folder.path().join(name)).unwrap_or_default();
    let whole = || [file("city.gpkg"), file("city.gpkg-wal")].concat();
    let holds = |needle: &str| whole().windows(needle.len()).any(|w| w == needle.as_bytes());
    assert!(holds("only-for-the-moderator-4711") && holds("76.9405123"));
    let gone = as_stranger("DELETE", secret).send(server.address);
    assert_eq!((gone.status, &gone.json()["withdrawn"]), (200, &json!(true)), "{}", gone.text());
    assert!(!holds("only-for-the-moderator-4711") && !holds("76.9405123"), "nothing of it is left in the file");
    assert_eq!(server.get("/api/v1/yards/y-1").json()["raters"]["all"], 0);
    let late = post(&server, "/api/v1/audits", &body);
    assert_eq!((late.status, codes(&late)), (410, vec!["withdrawn".to_owned()]));
    drop(server);
    let _ = aula(folder.path(), &["check"]).expect(0);
}

#[test]
fn yards_are_found_by_name_box_and_nearness() {
    let folder = tempfile::tempdir().unwrap();
    city(folder.path());
    let server = serve(folder.path());
    let ids = |query: &str| -> Vec<String> {
        let answer = server.get(&format!("/api/v1/yards?{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["features"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("q=%D1%81%D3%99%D1%82%D0%B1%D0%B0%D0%B5%D0%B2%207"), ["yard:y-3"]);
    assert_eq!(ids("q=%D0%90%D0%91%D0%90%D0%99"), ["yard:y-1", "yard:y-2"]);
    assert_eq!(ids("near=76.9421,43.2404&nearest=1"), ["yard:y-2"]);
    assert_eq!(ids("bbox=76.9,43.2,76.9415,43.3"), ["yard:y-1"]);
    let place =
        server.get("/api/v1/yards?near=76.9421,43.2404&nearest=1").json()["features"][0]["properties"]["place"].clone();
    assert_eq!(place["en"], "M1");
    assert_eq!(server.get("/api/v1/yards/nowhere").status, 404);
}
