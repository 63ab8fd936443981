//! Nothing that was acknowledged is ever lost: many audits at once, then the process is killed.

use aula_tests::yards::{audit, post, yards};
use aula_tests::{Server, aula};
use serde_json::{Value, json};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const CONNECTIONS: usize = 50;
const YARDS: usize = 100;

fn body(n: usize) -> Value {
    let answers = json!({ "lighting_yard": { "severity": n % 4 }, "disorder": { "severity": (n / 4) % 4 } });
    audit(&format!("load{n:06}"), &format!("y-{}", n % YARDS + 1), true, &answers)
}

/// Sends audits over 50 connections, kills the process in the middle of more, and looks for every one acknowledged.
fn held(count: usize, at_most_seconds: f64) {
    let folder = tempfile::tempdir().unwrap();
    yards(folder.path(), &(1..=YARDS).map(|n| format!("Yard {n}")).collect::<Vec<_>>());
    let server = Server::start(folder.path(), &["serve"]);
    let (next, acknowledged) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        return;
                    }
                    let answer = post(&server, "/api/v1/audits", &body(n));
                    assert_eq!(answer.status, 201, "{n}: {}", answer.text());
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(acknowledged.load(Ordering::Relaxed), count);
    // The last answer has just come: nothing may still be on its way to the disk.
    let killed = Command::new("kill").args(["-9", &server.id().to_string()]).status().unwrap();
    assert!(killed.success());
    drop(server);
    let _ = aula(folder.path(), &["check"]).expect(0);
    let again = Server::start(folder.path(), &["serve"]);
    let features = again.get("/api/v1/yards?limit=1000").json();
    let raters: u64 =
        features["features"].as_array().unwrap().iter().map(|f| f["properties"]["raters"].as_u64().unwrap()).sum();
    assert_eq!(raters, count as u64, "every audit is a rater of its own");
    for n in (0..count).step_by(count / 50) {
        assert_eq!(post(&again, "/api/v1/audits", &body(n)).status, 200, "{n} is there already");
    }
    println!("prove: {count} audits from {CONNECTIONS} connections in {seconds:.1} s, all in the file after kill -9");
    assert!(seconds <= at_most_seconds, "{seconds}");
}

#[test]
fn five_hundred_audits_from_fifty_connections_survive_a_kill() {
    held(500, 60.0);
}

#[test]
#[ignore = "ten thousand audits: make prove"]
fn prove_ten_thousand_audits_in_a_minute_survive_a_kill() {
    held(10_000, 60.0);
}
