//! What a hostile client may try with the real service.

use aula_tests::{Answer, Request, Server, Session};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn demo(more: &[&str]) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[&["serve", "--demo"], more].concat());
    (folder, server)
}

fn post() -> Request {
    Request::new("POST", "/api/v1/session")
}

#[test]
fn no_address_leads_out_of_the_service() {
    let (_folder, server) = demo(&[]);
    for target in [
        "/../../../../etc/passwd",
        "/assets/../../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..\\..\\etc\\passwd",
        "//etc/passwd",
        "/etc/passwd%00.js",
        "/index.html/../../city.gpkg",
        "/api/v1/layers/..%2f..%2fetc%2fpasswd",
        "/api/v1/study-sets/..%2f..%2fetc%2fpasswd",
        "/file:///etc/passwd",
    ] {
        let answer = server.get(target);
        assert!([400, 403, 404].contains(&answer.status), "{target}: {}", answer.status);
        assert!(!answer.text().contains("root:"), "{target}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{target}");
    }
}

#[test]
fn bodies_are_small_plain_and_what_they_say_they_are() {
    let (_folder, server) = demo(&[]);
    let problem = |answer: &Answer, status: u16| {
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
    };
    // Oversized: by what it says and by what it does.
    problem(&post().header("Content-Type", "application/json").body(&vec![b' '; 2 << 20]).send(server.address), 413);
    let chunks = format!("40000\r\n{}\r\n0\r\n\r\n", " ".repeat(0x40000));
    let chunked = post().header("Content-Type", "application/json").header("Transfer-Encoding", "chunked");
    problem(&chunked.raw_body(chunks.as_bytes()).send(server.address), 413);
    // A bomb: a hundred bytes that unpack to megabytes are not unpacked.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; 32 << 20]).expect("packed");
    let bomb = bomb.finish().expect("packed");
    assert!(bomb.len() < 40_000);
    let sent = post().header("Content-Type", "application/json").header("Content-Encoding", "gzip").body(&bomb);
    problem(&sent.send(server.address), 415);
    // A bomb of another sort: deeply nested.
    let nested = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    problem(&post().header("Content-Type", "application/json").body(nested.as_bytes()).send(server.address), 400);
    // Judged by what it is, not by what it might be.
    problem(&post().body(br#"{"name":"a","password":"b"}"#).send(server.address), 415);
    problem(
        &post().header("Content-Type", "application/x-www-form-urlencoded").body(b"name=a").send(server.address),
        415,
    );
    problem(&post().header("Content-Type", "application/json").body(b"\xff\xfe{}").send(server.address), 400);
    problem(&post().json(&json!({ "name": "a", "password": "b", "role": "admin" })).send(server.address), 400);
    // Heads have a limit too.
    let long = Request::get("/api/v1/city").header("X-Long", &"x".repeat(200_000)).send(server.address);
    assert!([400, 431].contains(&long.status), "{}", long.status);
    let long = Request::get(&format!("/api/v1/hotspots?category={}", "a,".repeat(40_000))).send(server.address);
    assert!([400, 414, 431].contains(&long.status), "{}", long.status);
}

#[test]
fn slow_clients_are_hung_up_on_and_hinder_nobody() {
    let (_folder, server) = demo(&[]);
    let begun = Instant::now();
    let open = || TcpStream::connect(server.address).expect("a connection");
    // Heads that never end, a letter now and then; bodies that never come; connections that say nothing.
    let mut heads: Vec<TcpStream> = (0..100).map(|_| open()).collect();
    let mut bodies: Vec<TcpStream> = (0..100).map(|_| open()).collect();
    let silent: Vec<TcpStream> = (0..100).map(|_| open()).collect();
    for stream in &mut heads {
        stream.write_all(b"GET /api/v1/city HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ").expect("sent");
    }
    for stream in &mut bodies {
        let head = format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{",
            server.address
        );
        stream.write_all(head.as_bytes()).expect("sent");
    }
    let mut closed = 0;
    while closed < 300 && begun.elapsed() < Duration::from_secs(40) {
        let asked = Instant::now();
        assert_eq!(server.get("/health/live").status, 200, "others are served meanwhile");
        assert!(asked.elapsed() < Duration::from_secs(5));
        heads.iter_mut().for_each(|stream| drop(stream.write_all(b"x")));
        std::thread::sleep(Duration::from_secs(2));
        closed = heads.iter().chain(&bodies).chain(&silent).filter(|stream| is_closed(stream)).count();
    }
    assert_eq!(closed, 300, "after {:?}", begun.elapsed());
}

/// Whether the other side has hung up, its last words read.
fn is_closed(stream: &TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(5))).expect("a timeout");
    let (mut stream, mut buffer) = (stream, [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(e) => return !matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
        }
    }
}

#[test]
fn too_many_requests_are_refused_by_client_and_only_a_trusted_proxy_says_who_that_is() {
    let (_folder, server) = demo(&["--requests-per-second", "1", "--trusted-proxy", "127.0.0.1"]);
    let from = |client: &str| Request::get("/health/live").header("X-Forwarded-For", client).send(server.address);
    let first: Vec<u16> = (0..20).map(|_| from("203.0.113.7").status).collect();
    assert!(first[..10].iter().all(|s| *s == 200) && first[15..].iter().all(|s| *s == 429), "{first:?}");
    let refused = from("203.0.113.7");
    assert_eq!(refused.json()["type"], "/problems/too-many");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|s| s >= 1), "it says how long to wait");
    assert_eq!(from("203.0.113.8").status, 200, "another client");
    assert_eq!(from("6.6.6.6, 203.0.113.7").status, 429, "what a client writes itself changes nothing");
    drop(server);
    let (_folder, server) = demo(&["--requests-per-second", "1"]);
    let any =
        |n: u32| Request::get("/health/live").header("X-Forwarded-For", &format!("203.0.113.{n}")).send(server.address);
    let statuses: Vec<u16> = (0..20).map(|n| any(n).status).collect();
    assert_eq!(statuses[19], 429, "nobody is trusted, so nobody hides behind the header: {statuses:?}");
}

#[test]
fn what_people_write_is_shown_as_text() {
    let (_folder, server) = demo(&[]);
    let admin = Session::demo(&server, "admin");
    let evil = "<script>alert(1)</script>";
    let new = json!({ "name": "eve", "full_name": evil, "role": "resident" });
    assert_eq!(admin.request("POST", "/api/v1/users").json(&new).send(server.address).status, 201);
    let users = admin.get(&server, "/api/v1/users");
    assert!(users.text().contains(evil), "kept as it is, not mangled");
    for (name, value) in [
        ("content-type", "application/json"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(users.header(name), value);
    }
    let policy = users.header("content-security-policy");
    for part in
        ["default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for target in [format!("/{evil}"), format!("/api/v1/layers/{evil}"), format!("/api/v1/hotspots?from={evil}")] {
        let target = target.replace('<', "%3C").replace('>', "%3E");
        let answer = server.get(&target);
        assert_eq!(answer.header("content-type"), "application/problem+json", "an echo is no page: {target}");
    }
}

#[test]
fn behind_https_cookies_say_so_and_browsers_are_told_to_stay() {
    let (_folder, server) = demo(&["--public-url", "https://aula.example"]);
    let role = json!({ "role": "planner" });
    let from_page = Request::new("POST", "/api/v1/demo/role").header("Origin", "https://aula.example").json(&role);
    let answer = from_page.send(server.address);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-aula_session=") && cookie.contains("; Secure") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    assert!(answer.header("strict-transport-security").contains("max-age="));
    let other = Request::new("POST", "/api/v1/demo/role").header("Origin", "https://evil.example").json(&role);
    assert_eq!(other.send(server.address).status, 403);
}
