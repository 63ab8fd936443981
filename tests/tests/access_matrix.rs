//! Who may call what: every operation of the OpenAPI document as everybody, against a table that people have reviewed.
//!
//! After a change that is meant: `AULA_WRITE_MATRIX=1 cargo test -p aula-tests --test access_matrix`, and read the
//! difference of `access_matrix.txt` as a reviewer would.

use aula_tests::{Answer, Request, Server, Session};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The columns. An inspector is asked as well about another precinct where the operation knows areas.
const ROLES: [&str; 8] = ["public", "resident", "osi", "body", "inspector", "planner", "analyst", "admin"];

/// Answers that are documents, not rows: plans, dossiers, models.
const UNCOUNTED: [&str; 5] = ["/plans", "/dossiers", "/problem-files", "/risk", "/publications"];

/// Somebody who asks.
enum Who {
    Session(Session),
    Operator,
    Token(String),
}

impl Who {
    fn ask(&self, server: &Server, method: &str, target: &str) -> Answer {
        let request = match self {
            Self::Session(session) => session.request(method, target),
            Self::Operator => Request::new(method, target),
            Self::Token(secret) => Request::new(method, target).header("Authorization", &format!("Bearer {secret}")),
        };
        let request = if method == "GET" { request } else { request.json(&json!({})) };
        request.send(server.address)
    }
}

/// `x` passed, `.` refused. Whoever passed may still hear that a body or a parameter makes no sense.
fn mark(answer: &Answer, what: &str) -> char {
    match answer.status {
        401 | 403 => '.',
        429 | 500.. => panic!("{what}: {} {}", answer.status, answer.text()),
        _ => 'x',
    }
}

/// An address of an operation with something in the place of every parameter that must be there.
fn target(path: &str, operation: &Value, area: Option<(&str, &str)>, cell: &str) -> String {
    let path = path
        .replace("{cell}", cell)
        .replace("{id}", "incidents")
        .replace("{collection}", "incidents")
        .replace("{set}", "none")
        .replace("{name}", "nobody-of-that-name");
    let path = path.split('/').map(|s| if s.starts_with('{') { "1" } else { s }).collect::<Vec<_>>().join("/");
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let knows = |name: &str| parameters.iter().any(|p| p["in"] == "query" && p["name"] == name);
    let mut query: Vec<String> = Vec::new();
    if knows("kind") && parameters.iter().any(|p| p["name"] == "kind" && p["required"] == true) {
        query.push("kind=bar".to_owned());
    }
    if knows("resolution") && !path.contains("/cells/") {
        query.push("resolution=8".to_owned());
    }
    if knows("limit") {
        query.push("limit=2".to_owned());
    }
    if knows("permutations") {
        query.push("permutations=999".to_owned());
    }
    if let Some((name, id)) = area {
        query.push(format!("{name}={id}"));
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// What the first document does not describe: a row's name and the address asked.
fn other_addresses(server: &Server) -> Vec<(String, String)> {
    let all = server.get("/ogc/collections?f=json").json();
    let mut ids: Vec<&str> =
        all["collections"].as_array().expect("collections").iter().filter_map(|c| c["id"].as_str()).collect();
    ids.sort_unstable();
    assert!(ids.len() > 5, "the operator sees every collection: {ids:?}");
    let mut addresses: Vec<(String, String)> = ["/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/api"]
        .map(|path| (path.to_owned(), format!("{path}?f=json")))
        .into();
    for id in ids {
        for part in ["", "/queryables", "/schema", "/items"] {
            let path = format!("/ogc/collections/{id}{part}");
            let limit = if part == "/items" { "&limit=2" } else { "" };
            addresses.push((path.clone(), format!("{path}?f=json{limit}")));
        }
    }
    for file in ["discovery.json", "services.json", "requests.json"] {
        addresses.push((format!("/open311/v2/{file}"), format!("/open311/v2/{file}")));
    }
    addresses
}

#[test]
fn everybody_may_call_what_the_reviewed_table_says() {
    let folder = tempfile::tempdir().expect("a folder");
    // A limit on requests would refuse what roles may see.
    let server = Server::start(folder.path(), &["serve", "--demo", "--trust-loopback", "--requests-per-second", "0"]);
    let document = server.get("/api/v1/openapi.json").json();
    let sessions: BTreeMap<&str, Who> =
        ROLES.iter().map(|role| (*role, Who::Session(Session::demo(&server, role)))).collect();
    let Who::Session(inspector) = &sessions["inspector"] else { unreachable!("made above") };
    let own = inspector.body["areas"][0].as_str().expect("an own area").to_owned();
    let kind = own.split(':').next().expect("a kind");
    let areas = server.get(&format!("/api/v1/areas?kind={kind}&limit=1000")).json();
    let ids: Vec<String> = areas["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter_map(|f| f["id"].as_str().map(str::to_owned))
        .collect();
    let foreign = ids.iter().find(|id| **id != own).expect("another area").clone();
    let centre = &inspector.get(&server, "/api/v1/incidents?limit=1").json()["features"][0]["geometry"]["coordinates"];
    let own_cells = inspector.get(&server, "/api/v1/hotspots?resolution=9").json();
    let cell = own_cells["features"][0]["properties"]["cell"].as_str().expect("a cell").to_owned();
    assert!(centre[0].is_f64());

    let mut lines = Vec::new();
    let paths = document["paths"].as_object().expect("paths");
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            let Some(access) = operation["x-access"].as_str() else { continue };
            let method = method.to_uppercase();
            let ask = |who: &Who, area: Option<(&str, &str)>| {
                let target = target(path, operation, area, &cell);
                mark(&who.ask(&server, &method, &target), &format!("{method} {target}"))
            };
            let mut marks: Vec<String> = Vec::new();
            for role in ROLES {
                // What a request may end is begun anew for each.
                let fresh = Who::Session(Session::demo(&server, role));
                let who = if method == "GET" { &sessions[role] } else { &fresh };
                let mut cell = ask(who, None).to_string();
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                let area = ["within", "area"].into_iter().find(|n| parameters.iter().any(|p| p["name"] == *n));
                if let (Some(name), "inspector", false) = (area, role, access == "anyone") {
                    cell.push(ask(who, Some((name, &own))));
                    cell.push(ask(who, Some((name, &foreign))));
                }
                marks.push(format!("{cell:<4}"));
            }
            marks.push(ask(&Who::Operator, None).to_string());
            lines.push(format!("{method:<7}{path:<44} {}   {access}", marks.join("")));
        }
    }
    lines.push("# The OGC API by collection, and Open311: x is answered, . is refused or not there.".to_owned());
    for (path, address) in other_addresses(&server) {
        let answered = |who: &Who| match who.ask(&server, "GET", &address).status {
            200 => 'x',
            401 | 403 | 404 => '.',
            other => panic!("{address}: {other}"),
        };
        let marks: Vec<String> = ROLES.iter().map(|role| format!("{:<4}", answered(&sessions[role]))).collect();
        lines.push(format!("GET    {path:<44} {}{}", marks.join(""), answered(&Who::Operator)));
    }
    let head = format!(
        "# x passes the gate, . is refused. inspector: without an area, in the own area, in a foreign one.\n{:<51} {}operator\n",
        "#",
        ROLES.map(|role| format!("{:<4}", role.chars().take(3).collect::<String>())).join("")
    );
    let found = format!("{head}{}\n", lines.join("\n"));
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/access_matrix.txt");
    if std::env::var_os("AULA_WRITE_MATRIX").is_some() {
        std::fs::write(&file, &found).expect("the table is written");
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    let missing: Vec<&str> = found.lines().filter(|line| !reviewed.lines().any(|r| r == *line)).collect();
    let extra: Vec<&str> = reviewed.lines().filter(|line| !found.lines().any(|f| f == *line)).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "the service and access_matrix.txt differ.\nthe service says:\n{}\nthe table says:\n{}",
        missing.join("\n"),
        extra.join("\n")
    );

    // Whatever was read in all this stands in the access log with the number of its rows.
    let log = sessions["admin"].ask(&server, "GET", "/api/v1/access-log?limit=1000").json();
    let uncounted: Vec<&Value> = log["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter(|line| line["status"] == 200 && line["rows"].is_null())
        .filter(|line| !line["route"].as_str().is_some_and(|route| UNCOUNTED.iter().any(|part| route.contains(part))))
        .collect();
    assert!(uncounted.is_empty(), "add `answer::with_rows` to the handlers of {uncounted:#?}");
}

#[test]
fn a_token_never_opens_more_than_the_account_it_belongs_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let add = |name: &str, role: &str| {
        let run = std::process::Command::new(aula_tests::aula_path())
            .args(["users", "add", name, "--role", role])
            .env("AULA_PASSWORD", "four quiet yards tonight")
            .current_dir(folder.path())
            .output()
            .expect("the binary runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    add("boss", "admin");
    add("paula", "planner");
    let token = |account: &str, scopes: &[&str]| {
        let mut args = vec!["tokens", "add", account, "--name", "t", "--json"];
        scopes.iter().for_each(|scope| args.extend(["--scope", scope]));
        let made = aula_tests::aula(folder.path(), &args).expect(0).json();
        Who::Token(made["secret"].as_str().expect("a secret").to_owned())
    };
    let (planner, admin) =
        (token("paula", &["read", "incidents", "write"]), token("boss", &["read", "incidents", "write"]));
    let server = Server::start(folder.path(), &["serve"]);
    let document = server.get("/api/v1/openapi.json").json();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let Some(access) = operation["x-access"].as_str() else { continue };
            let method = method.to_uppercase();
            let target = target(path, operation, None, "892c0d6a4dbffff");
            let passes = |who: &Who| mark(&who.ask(&server, &method, &target), &target) == 'x';
            // Numbers of requests are no secret of the accounts: a machine may read them.
            if path != "/metrics" && ["admin", "whoever is signed in on the page", "operator"].contains(&access) {
                assert!(!passes(&admin) && !passes(&planner), "no token does {method} {path}");
            }
            if access == "inspector, analyst" {
                assert!(!passes(&planner) && !passes(&admin), "{method} {path}");
            }
            if access == "inspector, planner, analyst" {
                assert!(!passes(&admin), "{method} {path}");
            }
        }
    }
}
