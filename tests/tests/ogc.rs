//! OGC API at `/ogc`, asked as its clients ask.

use aula_model::Key;
use aula_tests::{Request, Server, aula, test_data};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

fn demo() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::demo(folder.path());
    (folder, server)
}

fn post(server: &Server, target: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address).expect("the server takes connections");
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        server.address,
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("the head is sent");
    // A server that has read enough may close before everything is sent.
    let _ = stream.write_all(body.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, text)
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

fn ids(page: &Value) -> Vec<String> {
    page["features"].as_array().expect("features").iter().map(|f| f["id"].as_str().expect("an id").to_owned()).collect()
}

/// The path and query of a link.
fn next(page: &Value) -> Option<String> {
    let links = page["links"].as_array().expect("links");
    let href = links.iter().find(|l| l["rel"] == "next")?["href"].as_str()?;
    Some(href.split_once("/ogc").map(|(_, rest)| format!("/ogc{rest}")).expect("a link of ours"))
}

#[test]
fn the_landing_page_leads_to_everything_and_the_definition_names_every_collection() {
    let (_folder, server) = demo();
    let landing = server.get("/ogc").json();
    let rels: HashSet<&str> =
        landing["links"].as_array().expect("links").iter().filter_map(|l| l["rel"].as_str()).collect();
    assert!(["self", "alternate", "service-desc", "conformance", "data"].iter().all(|r| rels.contains(r)), "{rels:?}");
    let definition = server.get("/ogc/api");
    assert_eq!(definition.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let definition = definition.json();
    assert_eq!(definition["components"]["parameters"]["limit"]["schema"]["maximum"], 10_000);
    let collections = server.get("/ogc/collections").json();
    for collection in collections["collections"].as_array().expect("collections") {
        let id = collection["id"].as_str().expect("an id");
        assert!(definition["paths"].get(format!("/collections/{id}/items")).is_some(), "{id}");
        let page = server.get(&format!("/ogc/collections/{id}/items?limit=3"));
        assert_eq!((page.status, page.header("content-type")), (200, "application/geo+json"), "{id}");
        assert_eq!(page.json()["numberMatched"], collection["itemCount"], "{id}");
    }
    let kazakh = Request::get("/ogc/collections/areas.yard").header("Accept-Language", "kk").send(server.address);
    assert_eq!(kazakh.json()["title"], "Аулалар");
    let html = Request::get("/ogc/collections").header("Accept", "text/html,*/*;q=0.8").send(server.address);
    assert!(html.text().starts_with("<!doctype html>") && !html.text().contains("<script"));
}

#[test]
fn a_page_of_another_site_sees_no_more_than_the_public_whoever_sits_at_the_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| aula(folder.path(), arguments);
    std::fs::write(folder.path().join("area.geojson"), SQUARE).expect("written");
    let _ = run(&["import", "areas", "area.geojson", "--kind", "district"]).expect(0);
    let _ = run(&["import", "incidents", &incidents(&folder.path().join("a"), 0..50, "theft")]).expect(0);
    let server = Server::start(folder.path(), &["serve"]);
    assert_eq!(server.get("/ogc/collections/incidents/items?limit=1").status, 200);
    for foreign in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "null")] {
        let ask = |target: &str| Request::get(target).header(foreign.0, foreign.1).send(server.address);
        let answer = ask("/ogc/collections/incidents/items?limit=1");
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, "*"), "{foreign:?}");
        assert!(!ask("/ogc/collections").text().contains("\"incidents\""), "{foreign:?}");
        assert!(!ask("/ogc/api").text().contains("/collections/incidents"), "{foreign:?}");
        assert_eq!(ask("/ogc/collections/areas.district/items").status, 200);
    }
}

#[test]
fn bad_questions_are_refused_with_the_parameter_at_fault() {
    let (_folder, server) = demo();
    let items = "/ogc/collections/areas.district/items";
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=abc", "limit"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=0,9,1,2", "bbox"),
        ("bbox-crs=nope&bbox=0,0,1,1", "bbox-crs"),
        ("crs=nope", "crs"),
        ("datetime=yesterday", "datetime"),
        ("no_such=1", "no_such"),
        ("filter=kind+%3D+%3D+1", "filter"),
        ("filter=no_such+%3D+1", "filter"),
        ("filter-lang=x&filter=true", "filter-lang"),
        ("sortby=no_such", "sortby"),
        ("properties=no_such", "properties"),
        ("cursor=x", "cursor"),
        ("f=xml", "f"),
        ("residents=many", "residents"),
        ("lang=de", "lang"),
    ] {
        let answer = server.get(&format!("{items}?{query}"));
        assert_eq!((answer.status, answer.header("content-type")), (400, "application/problem+json"), "{query}");
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
    assert_eq!(Request::get(items).header("Accept", "application/x-nothing").send(server.address).status, 406);
    assert_eq!(server.get("/ogc/collections/none").status, 404);
    assert_eq!(server.get(&format!("{items}/none")).status, 404);
    assert_eq!(Request::new("DELETE", items).send(server.address).status, 405);
    assert_eq!(Request::new("OPTIONS", items).send(server.address).status, 204);
}

#[test]
fn nested_brackets_get_a_refusal_and_the_server_lives() {
    let (_folder, server) = demo();
    let items = "/ogc/collections/areas.district/items";
    let (status, _) = post(&server, items, &"[".repeat(60_000));
    assert_eq!(status, 400);
    let (status, _) =
        post(&server, items, &format!("{}true{}", "{\"op\":\"not\",\"args\":[".repeat(2_000), "]}".repeat(2_000)));
    assert_eq!(status, 400);
    for (filter, expected) in [("(".repeat(20_000), 400), ("NOT+".repeat(10_000) + "true", 200)] {
        assert_eq!(server.get(&format!("{items}?filter={filter}")).status, expected);
    }
    // More than an address can hold: refused before it is read.
    let long = server.get(&format!("{items}?filter={}", "(".repeat(100_000))).status;
    assert!((400..500).contains(&long), "{long}");
    let (status, text) = post(&server, items, r#"{"op":">","args":[{"property":"area_m2"},1]}"#);
    assert!(status == 200 && text.contains("\"numberMatched\":8"), "{status} {text}");
}

#[test]
fn boxes_crs_order_and_selection_of_properties_do_what_they_say() {
    let (_folder, server) = demo();
    let items = "/ogc/collections/areas.yard/items";
    let all = server.get(&format!("{items}?limit=1&properties=name_en")).json();
    let properties = all["features"][0]["properties"].as_object().expect("properties");
    assert_eq!(properties.keys().collect::<Vec<_>>(), ["name_en"]);
    let count = |query: &str| server.get(&format!("{items}?limit=1&{query}")).json()["numberMatched"].clone();
    let boxed = count("bbox=76.85,43.2,76.95,43.3");
    assert!(boxed.as_u64().expect("a count") > 10);
    assert_eq!(boxed, count("bbox=43.2,76.85,43.3,76.95&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326"));
    assert_eq!(boxed, count("bbox=76.85,43.2,-100,76.95,43.3,9000"));
    let filter = encoded("S_INTERSECTS(geometry, BBOX(76.85,43.2,76.95,43.3))");
    assert_eq!(boxed, count(&format!("filter={filter}")));
    assert_eq!(count("bbox=170,-90,-170,90"), 0);
    let sorted = server.get(&format!("{items}?limit=50&sortby=-area_m2")).json();
    let areas: Vec<f64> = sorted["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter_map(|f| f["properties"]["area_m2"].as_f64())
        .collect();
    assert!(areas.len() == 50 && areas.is_sorted_by(|a, b| a >= b), "{areas:?}");
    // The second page of a sorted answer goes on where the first ended.
    let second = server.get(&next(&sorted).expect("a next page")).json();
    let first = second["features"][0]["properties"]["area_m2"].as_f64().expect("an area");
    assert!(first <= areas[49] && !ids(&sorted).contains(&ids(&second)[0]));
    let mercator = server.get(&format!("{items}?limit=1&crs=http://www.opengis.net/def/crs/EPSG/0/3857"));
    assert_eq!(mercator.header("content-crs"), "<http://www.opengis.net/def/crs/EPSG/0/3857>");
    let answer = server.get(&format!("{items}?limit=1"));
    let again =
        Request::get(&format!("{items}?limit=1")).header("If-None-Match", answer.header("etag")).send(server.address);
    assert_eq!(again.status, 304);
}

#[test]
fn the_predicates_of_the_standard_select_the_expected_numbers_over_http() {
    let Some(predicates) = test_data("clients/cql2-ats/predicates.tsv") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let from = predicates.parent().expect("a folder");
    for layer in ["ne_110m_admin_0_countries", "ne_110m_populated_places_simple", "ne_110m_rivers_lake_centerlines"] {
        let file = from.join(format!("{layer}.geojson"));
        let _ = aula(
            folder.path(),
            &["import", "layer", file.to_str().expect("a path"), "--collection", layer, "--public"],
        )
        .expect(0);
    }
    let server = Server::start(folder.path(), &["serve"]);
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for line in std::fs::read_to_string(&predicates).expect("predicates").lines().skip(1) {
        let [_, _, layer, filter, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let page = server.get(&format!("/ogc/collections/{layer}/items?limit=1&filter={}", encoded(filter)));
        asked += 1;
        let expected: u64 = expected.parse().expect("a count");
        if page.status != 200 || page.json()["numberMatched"].as_u64() != Some(expected) {
            wrong.push(filter.to_owned());
        }
    }
    // Of these three the expected counts contradict the data that the suite ships (crates/cql2/tests/standard.rs).
    let contradicted = [
        "ACCENTI(name) LIKE accenti('Ch%')",
        "ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))",
        "ACCENTI(CASEI(name)) LIKE accenti(casei('cHis%'))",
    ];
    assert_eq!((asked, wrong.as_slice()), (274, contradicted.map(str::to_owned).as_slice()));
}

/// Rows `from..to` of a file of incidents; a later version has another category.
fn incidents(folder: &Path, rows: std::ops::Range<u32>, category: &str) -> String {
    std::fs::create_dir_all(folder).expect("a folder");
    let mut csv = "id,lon,lat,date,category\n".to_owned();
    for n in rows {
        let (x, y) = (n.wrapping_mul(2_654_435_761) % 10_000, n.wrapping_mul(40_503) % 10_000);
        let day = 1 + n % 28;
        let _ = writeln!(
            csv,
            "{n},{},{},2024-03-{day:02} 12:00,{category}",
            76.8 + f64::from(x) / 4e4,
            43.2 + f64::from(y) / 6e4
        );
    }
    let file = folder.join("incidents.csv");
    std::fs::write(&file, csv).expect("the file is written");
    file.to_str().expect("a path").to_owned()
}

#[test]
fn a_pager_meets_every_row_once_while_rows_come_and_are_corrected() {
    const ROWS: u32 = 100_000;
    let folder = tempfile::tempdir().expect("a folder");
    let first = incidents(&folder.path().join("a"), 0..ROWS, "theft");
    let _ = aula(folder.path(), &["import", "incidents", &first]).expect(0);
    let server = Server::start(folder.path(), &["serve"]);
    let start: HashSet<String> =
        (0..ROWS).map(|n| Key::identified("incident", "incidents", &n.to_string()).to_string()).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let mut target = Some("/ogc/collections/incidents/items?limit=1000&properties=category".to_owned());
    let (mut pages, mut matched) = (0_u32, HashSet::new());
    while let Some(at) = target {
        let page = server.get(&at).json();
        matched.insert(page["numberMatched"].as_u64());
        for id in ids(&page) {
            assert!(seen.insert(id.clone()), "{id} came twice, on page {pages}");
        }
        target = next(&page);
        pages += 1;
        if pages % 15 == 0 {
            let corrected = incidents(&folder.path().join("b"), pages * 900..pages * 900 + 500, "robbery");
            let _ = aula(folder.path(), &["import", "incidents", &corrected]).expect(0);
            let new = incidents(&folder.path().join("c"), ROWS + pages * 1000..ROWS + pages * 1000 + 300, "assault");
            let _ = aula(folder.path(), &["import", "incidents", &new]).expect(0);
            std::thread::sleep(std::time::Duration::from_millis(700));
        }
    }
    assert!(start.is_subset(&seen), "{} rows were missed", start.difference(&seen).count());
    assert!(matched.len() > 2, "the data changed while they were read: {matched:?}");
}

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"city","name":"City"},
"geometry":{"type":"Polygon","coordinates":[[[76.8,43.2],[77.05,43.2],[77.05,43.37],[76.8,43.37],[76.8,43.2]]]}}]}"#;

#[test]
fn a_published_analysis_is_a_collection_and_computes_to_the_same_bytes_after_more_data_came() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| aula(folder.path(), arguments);
    std::fs::write(folder.path().join("area.geojson"), SQUARE).expect("written");
    let _ = run(&["import", "areas", "area.geojson", "--kind", "study_area"]).expect(0);
    let _ = run(&["import", "incidents", &incidents(&folder.path().join("a"), 0..3000, "theft")]).expect(0);
    let publish = [
        "--json",
        "analyses",
        "publish",
        "evenings",
        "--method",
        "hotspots",
        "--set",
        "study_set=area",
        "--set",
        "resolution=8",
    ];
    let published = run(&publish).expect(0).json();
    assert_eq!((published["version"].as_u64(), published["sha256"].as_str().map(str::len)), (Some(1), Some(64)));
    let _ = run(&["import", "incidents", &incidents(&folder.path().join("b"), 3000..5000, "theft")]).expect(0);
    let verified = run(&["--json", "verify", "evenings"]).expect(0).json();
    assert_eq!((&verified["same"], &verified["bytes"]), (&Value::Bool(true), &published["bytes"]));
    let server = Server::start(folder.path(), &["serve"]);
    let page = server.get("/ogc/collections/analyses.evenings/items?limit=10000").json();
    assert!(page["features"].as_array().expect("cells").iter().any(|f| f["properties"]["count"].as_u64() > Some(0)));
    let about = server.get("/ogc/collections/analyses.evenings").json()["description"].to_string();
    assert!(about.contains(published["sha256"].as_str().expect("a digest")), "{about}");
    let stranger = Request::get("/ogc/collections/analyses.evenings/items").header("X-Forwarded-For", "203.0.113.7");
    assert_eq!(stranger.send(server.address).status, 403);
    let _ = run(&["analyses", "withdraw", "evenings"]).expect(0);
    let _ = run(&["verify", "nothing"]).expect(2);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(server.get("/ogc/collections/analyses.evenings").status, 404);
}

/// What GDAL says; none where it is not installed, which in continuous integration is a failure.
fn ogrinfo(arguments: &[&str]) -> Option<String> {
    let output = match Command::new("ogrinfo").args(arguments).output() {
        Ok(output) => output,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            assert!(std::env::var_os("CI").is_none(), "ogrinfo is not installed: install gdal-bin");
            eprintln!("skipped: ogrinfo is not installed");
            return None;
        }
        Err(e) => panic!("ogrinfo: {e}"),
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !text.contains("ERROR"), "{arguments:?}: {text}");
    Some(text)
}

#[test]
fn gdal_opens_the_address_and_pushes_its_conditions_to_the_server() {
    let (_folder, server) = demo();
    let address = format!("OAPIF:http://{}/ogc", server.address);
    let Some(layers) = ogrinfo(&["-ro", "-q", &address]) else { return };
    assert!(layers.contains("areas.yard") && layers.contains("incidents"), "the operator sees them: {layers}");
    let summary = ogrinfo(&["-ro", "-so", &address, "areas.yard"]).expect("ogrinfo");
    assert!(summary.contains("Feature Count: 2000") && !summary.contains("Warning"), "{summary}");
    let ask = ["-ro", "-q", &address, "areas.district", "-where", "residents >= 1 AND name_en LIKE '%a%'"];
    let found = ogrinfo(&ask).expect("ogrinfo");
    let filter = encoded("residents >= 1 AND name_en LIKE '%a%'");
    let ours = server.get(&format!("/ogc/collections/areas.district/items?filter={filter}")).json();
    assert_eq!(Some(found.matches("OGRFeature(").count() as u64), ours["numberMatched"].as_u64(), "{found}");
}

#[test]
fn every_file_of_a_collection_is_opened_by_gdal_with_all_its_features() {
    let (folder, server) = demo();
    for (form, name) in [
        ("gpkg", "a.gpkg"),
        ("fgb", "a.fgb"),
        ("csv", "a.csv"),
        ("csv-excel", "b.csv"),
        ("geojsonl", "a.geojsonl"),
        ("kml", "a.kml"),
        ("shp", "a.shp.zip"),
        ("parquet", "a.parquet"),
    ] {
        let answer = server.get(&format!("/ogc/collections/areas.micro_district/items?f={form}"));
        assert!(answer.status == 200 && answer.header("content-disposition").starts_with("attachment"), "{form}");
        let path = folder.path().join(name);
        std::fs::write(&path, &answer.body).expect("written");
        let path = path.to_str().expect("a path");
        match form {
            // Debian's GDAL has no driver for it.
            "parquet" => assert!(answer.body.starts_with(b"PAR1") && answer.body.ends_with(b"PAR1")),
            _ => {
                let source = if form == "shp" { format!("/vsizip/{path}") } else { path.to_owned() };
                let Some(info) = ogrinfo(&["-ro", "-so", "-al", &source]) else { return };
                assert!(info.contains("Feature Count: 150"), "{form}: {info}");
            }
        }
    }
}
