//! Accounts, sessions, invitations and tokens of the real service.

use aula_tests::{Request, Server, Session, aula};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const PASSWORD: &str = "four quiet yards tonight";

/// A small town with two precincts and some thefts.
fn town(folder: &Path) {
    let square = |code: &str, name: &str, west: f64, east: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},43.2],[{east},43.2],[{east},43.3],[{west},43.3],[{west},43.2]]]}}}}"#
        )
    };
    let collection =
        |features: &[String]| format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let town = collection(&[square("town", "Town", 76.8, 77.0)]);
    let precincts = collection(&[
        square("west", "=HYPERLINK(1)", 76.8, 76.9),
        square("east", "<script>alert(1)</script>", 76.9, 77.0),
    ]);
    std::fs::write(folder.join("town.geojson"), town).expect("written");
    std::fs::write(folder.join("precincts.geojson"), precincts).expect("written");
    let mut thefts = String::from("lon,lat,date,category\n");
    for i in 0..300 {
        let (x, y) = (76.801 + f64::from(i % 20) * 0.0099, 43.205 + f64::from(i / 20) * 0.006);
        thefts.push_str(&format!("{x:.4},{y:.4},2024-05-{:02},theft\n", 1 + i % 28));
    }
    std::fs::write(folder.join("thefts.csv"), thefts).expect("written");
    let _ = aula(folder, &["import", "areas", "town.geojson", "--kind", "study_area"]).expect(0);
    let _ = aula(folder, &["import", "areas", "precincts.geojson", "--kind", "precinct"]).expect(0);
    let _ = aula(folder, &["import", "incidents", "thefts.csv"]).expect(0);
}

/// Makes an account with the usual password, given on standard input.
fn add(folder: &Path, name: &str, role: &str, more: &[&str]) {
    let mut child = Command::new(aula_tests::aula_path())
        .args(["users", "add", name, "--role", role, "--password-stdin"])
        .args(more)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("piped").write_all(PASSWORD.as_bytes()).expect("written");
    assert!(child.wait().expect("it ends").success(), "{name}");
}

fn signed_in(server: &Server, name: &str) -> Session {
    Session::sign_in(server, name, PASSWORD).unwrap_or_else(|a| panic!("{name}: {} {}", a.status, a.text()))
}

#[test]
fn until_an_administrator_exists_the_service_is_for_this_machine_and_afterwards_for_accounts() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    let refused = aula(folder.path(), &["serve", "--listen", "0.0.0.0:0"]).expect(2);
    assert!(refused.err.contains("aula users add"), "{}", refused.err);
    let server = Server::start(folder.path(), &["serve"]);
    assert_eq!(server.get("/api/v1/session").json()["role"], "operator");
    assert_eq!(server.get("/api/v1/hotspots").status, 200);
    let weak = Command::new(aula_tests::aula_path())
        .args(["users", "add", "boss", "--role", "admin"])
        .env("AULA_PASSWORD", "password1234")
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");
    assert_eq!(weak.status.code(), Some(2), "a password that everybody tries");
    add(folder.path(), "boss", "admin", &[]);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while server.get("/api/v1/session").json()["role"] != "public" {
        assert!(std::time::Instant::now() < deadline, "the running service did not notice the administrator");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(server.get("/api/v1/incidents").status, 403, "from now on being on the machine is no right");
    drop(server);
    let insisting = Server::start(folder.path(), &["serve", "--trust-loopback"]);
    assert_eq!(insisting.get("/api/v1/session").json()["role"], "operator");
    drop(insisting);
    let mut open = Command::new(aula_tests::aula_path())
        .args(["serve", "--listen", "0.0.0.0:0"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let mut said = String::new();
    let mut lines = std::io::BufReader::new(open.stdout.take().expect("piped"));
    std::io::BufRead::read_line(&mut lines, &mut said).expect("it says something");
    let _ = open.kill();
    let _ = open.wait();
    assert!(said.contains("http://0.0.0.0:"), "with an administrator it may be reached: {said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path().join("city.gpkg")).expect("the data file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "the data file is its owner's alone");
    }
}

#[test]
fn signing_in_tells_nobody_who_exists_and_an_invitation_works_once() {
    let folder = tempfile::tempdir().expect("a folder");
    add(folder.path(), "boss", "admin", &[]);
    let server = Server::start(folder.path(), &["serve"]);
    let boss = signed_in(&server, "boss");
    let new = json!({ "name": "Aigul", "full_name": "<b>Aigul</b>", "role": "planner" });
    let made = boss.request("POST", "/api/v1/users").json(&new).send(server.address);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.header("content-type"), "application/json", "a name is data, whatever it holds");
    let secret = made.json()["invitation"]["secret"].as_str().expect("a secret").to_owned();
    assert!(made.json()["invitation"]["path"].as_str().expect("a path").ends_with(&format!("#invite={secret}")));
    let accept = |secret: &str, password: &str| {
        let body = json!({ "secret": secret, "password": password });
        Request::new("POST", "/api/v1/invitations/accept").json(&body).send(server.address)
    };
    assert_eq!(Session::sign_in(&server, "aigul", PASSWORD).unwrap_err().status, 401, "not accepted yet");
    assert_eq!(accept(&secret, "too short").status, 400);
    assert_eq!(accept("0".repeat(64).as_str(), PASSWORD).status, 409);
    assert_eq!(accept(&secret, PASSWORD).status, 201, "a bad password does not use it up");
    assert_eq!(accept(&secret, "another good password").status, 409, "it works once");
    assert_eq!(signed_in(&server, "AIGUL").body["role"], "planner");

    // Who exists: the answers are the same to the byte, and the time is that of one password.
    let time = |name: &str| {
        let begun = std::time::Instant::now();
        let answer = Session::sign_in(&server, name, "wrong and long enough").unwrap_err();
        (answer.status, answer.text(), begun.elapsed().as_secs_f64())
    };
    let (known, unknown) = (time("aigul"), time("nobody"));
    assert_eq!((known.0, &known.1), (unknown.0, &unknown.1));
    let median = |name: &str| {
        let mut times: Vec<f64> = (0..3).map(|_| time(name).2).collect();
        times.sort_by(f64::total_cmp);
        times[1]
    };
    let (known, unknown) = (median("aigul"), median("nobody"));
    assert!(unknown > known / 4.0 && known > unknown / 4.0, "{known} s against {unknown} s");
    // The eleventh failure is refused, for both alike.
    for name in ["aigul", "nobody"] {
        let statuses: Vec<u16> = (0..8).map(|_| time(name).0).collect();
        assert_eq!(statuses[7], 429, "{name}: {statuses:?}");
    }
    assert_eq!(Session::sign_in(&server, "aigul", PASSWORD).unwrap_err().status, 429);
    assert_eq!(boss.get(&server, "/api/v1/users").status, 200, "others are not concerned");
}

#[test]
fn a_session_is_new_ends_when_it_should_and_obeys_no_foreign_page() {
    let folder = tempfile::tempdir().expect("a folder");
    add(folder.path(), "boss", "admin", &[]);
    add(folder.path(), "aigul", "planner", &[]);
    let server = Server::start(folder.path(), &["serve"]);
    // Fixation: a session that somebody else chose is not taken over.
    let chosen = "aula_session=0000000000000000000000000000000000000000000000000000000000000000";
    let body = json!({ "name": "aigul", "password": PASSWORD });
    let answer = Request::new("POST", "/api/v1/session").header("Cookie", chosen).json(&body).send(server.address);
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.starts_with(chosen), "{cookie}");
    let role = |cookie: &str| {
        Request::get("/api/v1/session").header("Cookie", cookie).send(server.address).json()["role"].clone()
    };
    assert_eq!(role(chosen), "public");
    let first = Session::from_answer(answer).expect("signed in");
    assert_eq!(role(&first.cookie), "planner");
    // Signing in again ends the session that the browser had.
    let answer =
        Request::new("POST", "/api/v1/session").header("Cookie", &first.cookie).header("X-CSRF-Token", &first.csrf);
    let second = Session::from_answer(answer.json(&body).send(server.address)).expect("signed in again");
    assert_eq!((role(&first.cookie), role(&second.cookie)), (json!("public"), json!("planner")));

    // A page of another site can make the browser send the cookie, and gets nothing done.
    let change =
        |request: Request| request.json(&json!({ "name": "t", "scopes": ["read"], "minutes": 5 })).send(server.address);
    let post = || Request::new("POST", "/api/v1/tokens").header("Cookie", &second.cookie);
    for forged in [
        post(),
        post().header("X-CSRF-Token", &"0".repeat(64)),
        post().header("X-CSRF-Token", &second.csrf).header("Origin", "https://evil.example"),
        post().header("X-CSRF-Token", &second.csrf).header("Sec-Fetch-Site", "cross-site"),
    ] {
        let answer = change(forged);
        assert_eq!((answer.status, &answer.json()["type"]), (403, &json!("/problems/cross-site")));
    }
    let form = second.request("POST", "/api/v1/tokens").header("Content-Type", "text/plain").body(b"{}");
    assert_eq!(form.send(server.address).status, 415, "what a form can send is not taken");
    let own = format!("http://{}", server.address);
    assert_eq!(change(second.request("POST", "/api/v1/tokens").header("Origin", &own)).status, 201);
    // Nor can it sign somebody in as somebody else.
    let foreign = Request::new("POST", "/api/v1/session").header("Origin", "https://evil.example").json(&body);
    assert_eq!(foreign.send(server.address).status, 403);

    // It ends with a new password, with another role, with the account.
    let boss = signed_in(&server, "boss");
    let third = signed_in(&server, "aigul");
    let new = json!({ "current": PASSWORD, "new": "five quiet yards tonight" });
    assert_eq!(third.request("POST", "/api/v1/account/password").json(&new).send(server.address).status, 204);
    assert_eq!((role(&second.cookie), role(&third.cookie)), (json!("public"), json!("public")));
    let fourth = Session::sign_in(&server, "aigul", "five quiet yards tonight").expect("the new password");
    let patch = |body: Value| boss.request("PATCH", "/api/v1/users/aigul").json(&body).send(server.address);
    assert_eq!(patch(json!({ "role": "analyst" })).status, 200);
    assert_eq!(role(&fourth.cookie), "public", "a right that was given up is not kept in a session");
    let refused = patch(json!({ "role": "admin" }));
    assert_eq!(refused.status, 409, "an analyst never becomes an administrator: {}", refused.text());
    let fifth = Session::sign_in(&server, "aigul", "five quiet yards tonight").expect("signed in");
    assert_eq!(role(&fifth.cookie), "analyst");
    assert_eq!(patch(json!({ "standing": "disabled" })).status, 200);
    assert_eq!(role(&fifth.cookie), "public");
    assert_eq!(Session::sign_in(&server, "aigul", "five quiet yards tonight").unwrap_err().status, 401);
    let own = boss.request("PATCH", "/api/v1/users/boss").json(&json!({ "role": "planner" })).send(server.address);
    assert_eq!(own.status, 403, "nobody changes the own role");
    let out = boss.request("DELETE", "/api/v1/session").send(server.address);
    assert!(out.status == 204 && out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(boss.get(&server, "/api/v1/users").status, 403);
}

#[test]
fn tokens_open_what_their_scopes_say_and_leave_no_trace_of_themselves() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    add(folder.path(), "boss", "admin", &[]);
    add(folder.path(), "dana", "analyst", &[]);
    let log = folder.path().join("log.txt");
    let server = Server::start_logging(folder.path(), &["serve"], &log);
    let dana = signed_in(&server, "dana");
    let token = |scopes: &[&str]| {
        let body = json!({ "name": "QGIS", "scopes": scopes, "minutes": 60 });
        let made = dana.request("POST", "/api/v1/tokens").json(&body).send(server.address);
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        (made["secret"].as_str().expect("a secret").to_owned(), made["token"]["id"].as_str().expect("an id").to_owned())
    };
    let with = |secret: &str, target: &str| {
        Request::get(target).header("Authorization", &format!("Bearer {secret}")).send(server.address)
    };
    let (read, read_id) = token(&["read"]);
    let (precise, _) = token(&["read", "incidents"]);
    let (one, _) = token(&["collection:incidents"]);
    assert!(read.starts_with("aula_") && read.len() == 69);
    assert_eq!((with(&read, "/api/v1/hotspots").status, with(&read, "/api/v1/incidents").status), (200, 403));
    assert_eq!(with(&precise, "/api/v1/incidents").status, 200);
    assert_eq!(with(&precise, "/api/v1/session").json()["role"], "analyst");
    assert_eq!(with(&precise, "/api/v1/users").status, 403);
    assert_eq!(with(&precise, "/api/v1/tokens").status, 403, "a token begets no token");
    // HTTP Basic, as QGIS and ODK send it: any name, the token as password. "dana:" + token in base64.
    let basic =
        |pair: &str| Request::get("/api/v1/hotspots").header("Authorization", &format!("Basic {}", base64(pair)));
    assert_eq!(basic(&format!("dana:{read}")).send(server.address).status, 200);
    let wrong = basic(&format!("dana:{PASSWORD}")).send(server.address);
    assert_eq!(
        (wrong.status, wrong.header("www-authenticate")),
        (401, "Basic realm=\"aula\""),
        "a password is no token"
    );
    // In the address only a short-lived one for one collection.
    let address = |secret: &str, path: &str| server.get(&format!("{path}?resolution=8&token={secret}"));
    assert_eq!(address(&one, "/api/v1/layers/incidents").status, 200);
    assert_eq!(address(&one, "/api/v1/hotspots").status, 403);
    assert_eq!(address(&read, "/api/v1/layers/incidents").status, 401);
    let long = json!({ "name": "x", "scopes": ["collection:incidents"], "minutes": 60 * 24 * 2 });
    assert_eq!(dana.request("POST", "/api/v1/tokens").json(&long).send(server.address).status, 400);
    // Revoked at once, by its owner.
    let gone = dana.request("DELETE", &format!("/api/v1/tokens/{read_id}")).send(server.address);
    assert_eq!((gone.status, with(&read, "/api/v1/hotspots").status), (204, 401));
    let listed = dana.get(&server, "/api/v1/tokens").text();
    assert!(listed.contains(&read_id) && !listed.contains("aula_"));
    // The operator's command makes one too, and it works in a running service.
    let args = ["tokens", "add", "dana", "--name", "cron", "--scope", "read", "--days", "1", "--json"];
    let made = aula(folder.path(), &args).expect(0).json();
    let cron = made["secret"].as_str().expect("a secret").to_owned();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while with(&cron, "/api/v1/hotspots").status != 200 {
        assert!(std::time::Instant::now() < deadline);
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    // No secret stands in the log, in the data file or in the access log.
    let shown = aula(folder.path(), &["log", "show", "--last", "500", "--json"]).expect(0).out;
    assert!(shown.contains("/api/v1/layers/incidents") && shown.contains("resolution=8"), "{shown}");
    let logged = std::fs::read_to_string(&log).expect("the log");
    assert!(logged.contains("/api/v1/hotspots"), "the log was written");
    let mut file = std::fs::read(folder.path().join("city.gpkg")).expect("the data file");
    file.extend(std::fs::read(folder.path().join("city.gpkg-wal")).unwrap_or_default());
    let session = dana.cookie.split('=').nth(1).expect("a value");
    for secret in [read.as_str(), &precise, &one, &cron, session, PASSWORD] {
        assert!(!logged.contains(secret) && !shown.contains(secret), "a secret was logged");
        assert!(!file.windows(secret.len()).any(|w| w == secret.as_bytes()), "a secret is kept as it is");
    }
}

#[test]
fn an_inspector_sees_the_own_precinct_and_nothing_of_another() {
    let folder = tempfile::tempdir().expect("a folder");
    town(folder.path());
    add(folder.path(), "boss", "admin", &[]);
    add(folder.path(), "marat", "inspector", &["--area", "precinct:west"]);
    add(folder.path(), "dana", "analyst", &[]);
    let server = Server::start(folder.path(), &["serve"]);
    let (marat, dana) = (signed_in(&server, "marat"), signed_in(&server, "dana"));
    let all = dana.get(&server, "/api/v1/incidents?limit=1000").json();
    let longitude = |f: &Value| f["geometry"]["coordinates"][0].as_f64().expect("a longitude");
    let west = all["features"].as_array().expect("features").iter().filter(|f| longitude(f) <= 76.9).count();
    let own = marat.get(&server, "/api/v1/incidents?limit=1000").json();
    assert_eq!(own["numberMatched"], west);
    assert_eq!(own["limited_to"], json!(["precinct:west"]));
    assert!(own["features"].as_array().expect("features").iter().all(|f| longitude(f) <= 76.9));
    assert_eq!(marat.get(&server, "/api/v1/city").json()["incidents"], west, "totals are of the own precinct too");
    let layer = marat.get(&server, "/api/v1/hotspots?resolution=8").json();
    let settings = &layer["settings"];
    let selected = settings["total"].as_u64().expect("total") + settings["outside_cells"].as_u64().expect("outside");
    assert_eq!(selected, west as u64, "not even what lies outside the cells is told of others: {settings}");
    for target in [
        "/api/v1/hotspots?area=precinct:east",
        "/api/v1/hotspots?area=study_area:town",
        "/api/v1/incidents?within=precinct:east",
        "/api/v1/rhythm?within=precinct:east",
        "/api/v1/layers/incidents?level=study_area",
    ] {
        let refused = marat.get(&server, target);
        assert_eq!(refused.status, 403, "{target}: {}", refused.text());
        assert!(refused.json()["detail"].as_str().expect("a detail").contains("precinct:west"), "{}", refused.text());
        assert_eq!(dana.get(&server, target).status, 200, "{target}");
    }
    let levels = marat.get(&server, "/api/v1/layers/incidents?level=precinct&f=csv").text();
    assert!(levels.contains("precinct:west") && !levels.contains("precinct:east"), "{levels}");
    assert!(levels.contains("'=HYPERLINK(1)"), "a name is no formula: {levels}");
    let everywhere = dana.get(&server, "/api/v1/areas?kind=precinct");
    assert_eq!(everywhere.header("content-type"), "application/geo+json");
    assert_eq!(everywhere.header("x-content-type-options"), "nosniff", "a name is no script");
    // A cached answer of one is never another's.
    let tag = dana.get(&server, "/api/v1/incidents").header("etag").to_owned();
    let asked = marat.request("GET", "/api/v1/incidents").header("If-None-Match", &tag).send(server.address);
    assert_eq!(asked.status, 200);
}

/// Base64, to write what a client writes.
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * i) & 63) as usize];
            out.push(if i > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    out
}
