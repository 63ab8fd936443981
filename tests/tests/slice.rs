//! One slice, asked in every way there is: map, table, polygon and API tell the same figures. And views that are kept.

use aula_tests::{Request, Server, Session};
use serde_json::{Value, json};

/// Random slices of the demo city, always the same ones.
fn slices() -> Vec<String> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    };
    let categories =
        ["", "&category=theft", "&category=burglary,robbery", "&category=fraud", "&category=assault,vandalism"];
    let hours = ["", "&hours=18-24", "&hours=20-2", "&hours=6-12"];
    let days = ["", "&weekdays=sat,sun", "&weekdays=mon-fri", "&weekdays=fri"];
    let periods =
        ["", "&from=2024-03-01&to=2024-09-01", "&from=2025-01-01", "&to=2024-07-15", "&from=2025-02-10&to=2025-02-24"];
    let mut pick = |of: &[&str]| of[usize::try_from(draw(of.len() as u64)).expect("small")].to_owned();
    (0..12).map(|_| [pick(&periods), pick(&categories), pick(&hours), pick(&days)].concat()).collect()
}

fn sum(values: &Value) -> u64 {
    values.as_array().expect("a list").iter().map(|v| v.as_u64().unwrap_or(0)).sum()
}

fn counts(rows: &Value) -> u64 {
    rows.as_array().expect("rows").iter().map(|row| row["count"].as_u64().expect("a count")).sum()
}

/// The counts of a table's rows that begin with a word.
fn csv_sum(text: &str, first: &str) -> u64 {
    let rows = text.lines().skip(1).filter(|line| line.split(',').next() == Some(first));
    rows.map(|line| line.rsplit(',').next().and_then(|n| n.parse::<u64>().ok()).expect("a count")).sum()
}

#[test]
fn map_table_polygon_and_api_tell_the_same_of_random_slices() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["serve", "--demo", "--trust-loopback", "--requests-per-second", "0"]);
    let everywhere = "polygon=76,42.5,78,42.5,78,44,76,44";
    let here = "polygon=76.9,43.22,76.95,43.22,76.95,43.26,76.9,43.26";
    let mut told = 0;
    for slice in slices() {
        let at = |path: &str| server.get(&format!("/api/v1/{path}{slice}"));
        let figures = at("slice?resolution=9").json();
        let total = figures["total"].as_u64().expect("a total");
        told += total;
        // The map: classes and counts by cell.
        let hot = at("hotspots?resolution=9&f=columns").json();
        assert_eq!(hot["settings"]["total"], total, "{slice}");
        assert_eq!(hot["settings"]["outside_cells"], figures["settings"]["outside"], "{slice}");
        assert_eq!(sum(&hot["columns"]["count"]), total, "{slice}");
        // The tables of both.
        let cells = at("layers/incidents?resolution=9&f=csv").text().to_owned();
        let cells: u64 = {
            let mut lines = cells.lines();
            let column = lines.next().expect("a head").split(',').position(|name| name == "count").expect("counts");
            lines.filter_map(|line| line.split(',').nth(column)?.parse::<u64>().ok()).sum()
        };
        assert_eq!(cells, total, "{slice}");
        let table = at("slice?resolution=9&f=csv").text().to_owned();
        for by in ["total", "category", "month", "hour", "day"] {
            assert_eq!(csv_sum(&table, by), total, "{by} of {slice}");
        }
        // The figures among themselves.
        assert_eq!(sum(&figures["days"]["counts"]) + figures["days"]["unknown"].as_u64().expect("n"), total, "{slice}");
        assert_eq!(counts(&figures["months"]["counts"]) + figures["months"]["unknown"].as_u64().expect("n"), total);
        assert_eq!(counts(&figures["categories"]), total, "{slice}");
        let week: u64 = figures["hours"].as_array().expect("days").iter().map(sum).sum();
        assert_eq!(week + figures["unknown_hours"].as_u64().expect("n"), total, "{slice}");
        // By area, as the map of areas and the rates tell them.
        let areas = at("layers/incidents?level=district").json();
        let of_map: u64 = counts(&json!(
            areas["features"].as_array().expect("areas").iter().map(|f| f["properties"].clone()).collect::<Vec<_>>()
        ));
        assert_eq!(counts(&figures["areas"]), of_map, "{slice}");
        let rates = at("stats/rates?level=district");
        assert_eq!(counts(&rates.json()["rows"]), of_map, "{slice}");
        // An outline around everything holds what lies in the cells and beside them.
        let around = at(&format!("slice?{everywhere}")).json();
        let outside = figures["settings"]["outside"].as_u64().expect("n");
        assert_eq!(around["total"].as_u64().expect("a total"), total + outside, "{slice}");
        // A small one: its week, and its incidents one by one.
        let inside = at(&format!("slice?{here}")).json();
        let week = at(&format!("rhythm?{here}")).json();
        let of_week = week["known"].as_u64().expect("n") + week["unknown"].as_u64().expect("n");
        assert_eq!(inside["total"].as_u64(), Some(of_week), "{slice}");
        assert_eq!(counts(&inside["categories"]), of_week, "{slice}");
        assert_eq!(counts(&inside["areas"]), of_week, "every point there lies in one district: {slice}");
        let rate = &inside["rate"];
        let expected =
            of_week as f64 / rate["exposed"].as_f64().expect("residents") / rate["years"].as_f64().expect("years")
                * 1000.0;
        assert!((rate["rate"].as_f64().expect("a rate") - expected).abs() < 1e-9, "{slice}: {rate}");
        assert!(rate["low"].as_f64() <= rate["rate"].as_f64() && rate["rate"].as_f64() <= rate["high"].as_f64());
    }
    assert!(told > 1000, "the slices are not empty: {told}");
}

#[test]
fn a_view_is_opened_by_its_link_within_the_rights_of_whoever_opens_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["serve", "--demo", "--requests-per-second", "0"]);
    let [analyst, planner, resident] = ["analyst", "planner", "resident"].map(|role| Session::demo(&server, role));
    let keep =
        |session: &Session, body: &Value| session.request("POST", "/api/v1/views").json(body).send(server.address);
    let get = |session: &Session, path: &str| session.request("GET", path).send(server.address);
    let evenings = json!({ "name": "Evenings", "query": "hours=20-2&view=cells&resolution=9", "shared": true });
    let own = json!({ "name": "Mine", "query": "category=theft" });
    let shared = keep(&analyst, &evenings);
    assert_eq!(shared.status, 200, "{}", shared.text());
    let (shared, mine) = (shared.json(), keep(&analyst, &own).json());
    let of = |session: &Session| get(session, "/api/v1/views").json()["views"].as_array().expect("views").len();
    assert_eq!((of(&analyst), of(&planner)), (2, 1), "a view of one's own is in no other list");
    let path = |view: &Value| format!("/api/v1/views/{}", view["id"].as_str().expect("an id"));
    assert_eq!(get(&planner, &path(&shared)).json()["query"], evenings["query"]);
    assert_eq!(get(&planner, &path(&mine)).status, 404);
    assert_eq!(get(&resident, &path(&shared)).status, 403);
    let remove = |session: &Session, view: &Value| session.request("DELETE", &path(view)).send(server.address).status;
    assert_eq!((remove(&planner, &shared), remove(&analyst, &shared), of(&planner)), (404, 200, 0));
    for query in ["hours=25-30", "from=soon", "script=1", "hours=1-2&hours=3-4", "area=nowhere"] {
        let refused = keep(&analyst, &json!({ "name": "x", "query": query }));
        assert_eq!(refused.status, 400, "{query}: {}", refused.text());
    }
    assert_eq!(keep(&analyst, &json!({ "name": " ", "query": "" })).status, 400);
    let nobody = Request::new("GET", "/api/v1/views").header("X-Forwarded-For", "203.0.113.7").send(server.address);
    assert_eq!(nobody.status, 403);
}
