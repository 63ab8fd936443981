//! A small city of yards, and rounds through them.

use crate::{Answer, Request, Server, aula};
use serde_json::{Value, json};
use std::path::Path;

fn square(west: f64, south: f64, side: f64) -> Value {
    let ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]];
    json!({ "type": "Polygon", "coordinates": [ring] })
}

/// Imports a study area, a micro-district and yards `y-1`, `y-2`, … into `city.gpkg` of a folder.
///
/// # Panics
/// If a file is not imported.
pub fn yards(folder: &Path, names: &[String]) {
    let feature = |code: &str, name: &str, geometry: Value| json!({ "type": "Feature", "properties": { "code": code, "name": name }, "geometry": geometry });
    let write = |file: &str, features: Vec<Value>| {
        let text = json!({ "type": "FeatureCollection", "features": features }).to_string();
        std::fs::write(folder.join(file), text).expect("a file can be written");
    };
    let yard = |(i, name): (usize, &String)| {
        let (column, row) = ((i % 20) as f64, (i / 20) as f64);
        feature(&format!("y-{}", i + 1), name, square(76.94 + 0.002 * column, 43.24 + 0.002 * row, 0.001))
    };
    write("yards.geojson", names.iter().enumerate().map(yard).collect());
    write("study.geojson", vec![feature("city", "Almaty", square(76.9, 43.2, 0.2))]);
    write("md.geojson", vec![feature("m-1", "M1", square(76.93, 43.23, 0.1))]);
    for (file, kind) in [("study.geojson", "study_area"), ("md.geojson", "micro_district"), ("yards.geojson", "yard")] {
        let columns = ["--set", "code=code", "--set", "name=name"];
        let _ = aula(folder, &[["import", "areas", file, "--kind", kind].as_slice(), columns.as_slice()].concat())
            .expect(0);
    }
}

/// The last night (22:00 by Almaty's clock) or noon that is over.
///
/// # Panics
/// Never.
#[must_use]
pub fn moment(night: bool) -> String {
    let now = jiff::Timestamp::now();
    let hour = if night { 17 } else { 7 };
    let today = now.as_second().div_euclid(86_400) * 86_400 + hour * 3600;
    let at = if today > now.as_second() { today - 86_400 } else { today };
    jiff::Timestamp::from_second(at).expect("a moment of today").to_string()
}

/// One severity for everything that a round can judge, by the instrument that the service itself serves.
///
/// # Panics
/// If the service serves no instrument.
#[must_use]
pub fn answers(server: &Server, night: bool, severity: u8) -> Value {
    let instrument = server.get("/api/v1/checklist").json();
    let left_out = if night { "day" } else { "night" };
    let factors = instrument["factors"].as_array().expect("factors").iter().filter(|f| f["when"] != left_out);
    let rated = factors.map(|f| (f["id"].as_str().unwrap_or_default().to_owned(), json!({ "severity": severity })));
    rated.collect::<serde_json::Map<_, _>>().into()
}

/// An audit as a device sends it.
#[must_use]
pub fn audit(client: &str, yard: &str, night: bool, answers: &Value) -> Value {
    json!({
        "client_id": format!("{client}-0000-0000-0000"), "yard": format!("yard:{yard}"),
        "instrument": { "id": "aula-yard-safety", "version": 1 }, "at": moment(night), "language": "ru",
        "device": format!("device-{client}-00000000"), "answers": answers, "consent_version": 1,
    })
}

/// The same in a role.
#[must_use]
pub fn with_role(mut audit: Value, role: &str) -> Value {
    audit["role"] = json!(role);
    audit
}

/// Posts JSON.
#[must_use]
pub fn post(server: &Server, path: &str, body: &Value) -> Answer {
    Request::new("POST", path).json(body).send(server.address)
}

/// Sends an audit that must be new and accepted.
///
/// # Panics
/// If it is not.
#[must_use]
pub fn send_audit(server: &Server, body: &Value) -> Value {
    let answer = post(server, "/api/v1/audits", body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// Three raters in three roles, the first by night too: a yard that is assessed.
pub fn rate_fully(server: &Server, yard: &str, severity: u8) {
    for (n, (role, night)) in
        [("resident", true), ("resident", false), ("osi", false), ("inspector", false)].iter().enumerate()
    {
        let who = if n < 2 { "r1".to_owned() } else { (*role).to_owned() };
        let mut body = audit(&format!("{yard}-{role}-{n}"), yard, *night, &answers(server, *night, severity));
        body["device"] = json!(format!("device-{who}-0000000000"));
        let _ = send_audit(server, &with_role(body, role));
    }
}
