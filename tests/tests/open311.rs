//! An Open311 client as the specification (`GeoReport` v2) describes one: it discovers, lists, reads and reports back, in
//! JSON and in XML, with a key.

use aula_tests::yards::{answers, audit, rate_fully, send_audit, with_role, yards};
use aula_tests::{Answer, Request, Server, aula};
use serde_json::{Value, json};

struct Client<'a> {
    server: &'a Server,
    key: String,
}

impl Client<'_> {
    /// From outside the machine: by another name than the loopback's.
    fn ask(&self, method: &str, path: &str) -> Request {
        Request::new(method, &format!("/open311/v2/{path}")).header("Host", "aula.example")
    }

    fn get(&self, path: &str) -> Answer {
        let separator = if path.contains('?') { '&' } else { '?' };
        self.ask("GET", &format!("{path}{separator}api_key={}", self.key)).send(self.server.address)
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut fields: Vec<String> = form.iter().map(|(n, v)| format!("{n}={}", v.replace(' ', "+"))).collect();
        fields.push(format!("api_key={}", self.key));
        let body = fields.join("&");
        self.ask("POST", path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.as_bytes())
            .send(self.server.address)
    }

    fn xml(&self, path: &str) -> (Answer, String) {
        let answer = self.get(path);
        let text = answer.text();
        assert!(answer.header("content-type").starts_with("text/xml"), "{text}");
        roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        (answer, text)
    }
}

/// The texts of the elements of a name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let found = document.descendants().filter(|n| n.has_tag_name(name));
    found.map(|n| n.text().unwrap_or_default().to_owned()).collect()
}

fn key(folder: &std::path::Path, account: &str, scope: &str) -> String {
    let made = aula(
        folder,
        &["--json", "tokens", "add", account, "--name", "request centre", "--scope", "read", "--scope", scope],
    );
    let made = made.expect(0).json();
    let token = made["token"].as_str().or(made["secret"].as_str());
    token.unwrap_or_else(|| panic!("{made}")).to_owned()
}

#[test]
fn a_client_discovers_lists_reads_and_updates_cases_in_json_and_xml() {
    let folder = tempfile::tempdir().unwrap();
    yards(folder.path(), &["Абай 1".to_owned(), "Абай 2".to_owned()]);
    std::fs::write(folder.path().join("pw"), "a long enough password 4711").unwrap();
    let add = ["users", "add", "akimat", "--role", "body", "--area", "micro_district:m-1", "--password-file", "pw"];
    let _ = aula(folder.path(), &add).expect(0);
    let server = Server::start(folder.path(), &["serve"]);
    // A problem that the district akimat mends, with a remark of a resident beside it.
    rate_fully(&server, "y-1", 1);
    let mut walk = answers(&server, false, 0);
    walk["walkways"] = json!({ "severity": 3 });
    let mut body = with_role(audit("inspects", "y-1", false, &walk), "inspector");
    body["text"] = json!("private words of a resident");
    let _ = send_audit(&server, &body);
    let _ = send_audit(&server, &with_role(audit("inspects2", "y-1", false, &walk), "inspector"));
    let _ = send_audit(&server, &with_role(audit("associates", "y-1", false, &walk), "osi"));
    let client = Client { server: &server, key: key(folder.path(), "akimat", "write") };

    let discovery = client.get("discovery.json").json();
    assert_eq!(discovery["endpoints"][0]["specification"], "http://wiki.open311.org/GeoReport_v2");
    assert_eq!(texts(&client.xml("discovery.xml").1, "format"), ["application/json", "text/xml"]);
    let services = client.get("services.json").json();
    assert_eq!(services.as_array().unwrap().len(), 20);
    for member in ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"] {
        assert!(!services[0][member].is_null(), "{member}");
    }
    assert_eq!(texts(&client.xml("services.xml").1, "service_code").len(), 20);
    let definition = client.get("services/walkways.json").json();
    assert_eq!(definition["attributes"][0]["values"].as_array().unwrap().len(), 4);
    assert_eq!(texts(&client.xml("services/walkways.xml").1, "key"), ["0", "1", "2", "3"]);
    assert_eq!(client.get("services/nothing.json").status, 404);

    let listed = client.get("requests.json?status=open&service_code=walkways").json();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    let request = &listed[0];
    for member in [
        "service_request_id",
        "status",
        "service_name",
        "requested_datetime",
        "updated_datetime",
        "expected_datetime",
        "address",
        "lat",
        "long",
        "agency_responsible",
    ] {
        assert!(!request[member].is_null(), "{member}");
    }
    let id = request["service_request_id"].as_str().unwrap();
    let moment: jiff::Timestamp = request["requested_datetime"].as_str().unwrap().parse().unwrap();
    assert!(moment <= jiff::Timestamp::now());
    assert!(!client.get("requests.json").text().contains("private words"), "no free text of residents");
    let (_, xml) = client.xml(&format!("requests/{id}.xml"));
    assert_eq!(
        (texts(&xml, "service_request_id"), texts(&xml, "status")),
        (vec![id.to_owned()], vec!["open".to_owned()])
    );
    assert_eq!(
        client.get("requests.json?start_date=2001-01-01T00:00:00Z&end_date=2001-02-01T00:00:00Z").json(),
        json!([])
    );
    assert_eq!(client.get("requests.json?status=lost").status, 400);

    // Reporting back.
    let updated = client.post("servicerequestupdates.json", &[("service_request_id", id), ("status", "OPEN")]);
    assert_eq!((updated.status, &updated.json()[0]["service_request_id"]), (200, &json!(id)), "{}", updated.text());
    let planned = [("service_request_id", id), ("status", "planned"), ("expected_datetime", "2099-06-01T09:00:00Z")];
    assert_eq!(client.post("servicerequestupdates.xml", &planned).status, 200);
    let closed = [("service_request_id", id), ("status", "CLOSED"), ("description", "mended by crew 3")];
    assert_eq!(client.post("servicerequestupdates.xml", &closed).status, 200);
    let now = client.get(&format!("requests/{id}.json")).json();
    assert_eq!((&now[0]["status"], &now[0]["status_notes"]), (&json!("open"), &json!("reported_mended")));
    assert!(now[0]["expected_datetime"].as_str().unwrap().starts_with("2099-06-01"));
    let updates = client.get(&format!("servicerequestupdates.json?service_request_id={id}")).json();
    let notes: Vec<&str> = updates.as_array().unwrap().iter().map(|u| u["status_notes"].as_str().unwrap()).collect();
    assert_eq!(notes, ["open", "taken_on", "planned", "reported_mended"]);
    assert_eq!(
        client.post("servicerequestupdates.json", &[("service_request_id", id), ("status", "open")]).status,
        409
    );
    assert_eq!(
        client.post("servicerequestupdates.json", &[("service_request_id", "none"), ("status", "open")]).status,
        404
    );
    assert_eq!(
        client.post("requests.json", &[("service_code", "walkways"), ("lat", "43.2405"), ("long", "76.9405")]).status,
        405
    );

    // Without a key, with a wrong one, with one that reads only.
    let refused = client.ask("GET", "requests.json").send(server.address);
    assert_eq!((refused.status, &refused.json()[0]["code"]), (403, &json!(403)));
    let wrong = Client { server: &server, key: "wrong".to_owned() };
    let (answer, xml) = wrong.xml("requests.xml");
    assert_eq!((answer.status, texts(&xml, "code")), (403, vec!["403".to_owned()]));
    let reader = Client { server: &server, key: key(folder.path(), "akimat", "read") };
    assert_eq!(reader.get("requests.json?status=open").status, 200);
    assert_eq!(
        reader.post("servicerequestupdates.json", &[("service_request_id", id), ("status", "open")]).status,
        403
    );
    let _: Value = discovery;
}
