//! The instrument as an `XLSForm`, held by the field's own tool, and what comes back from ODK.

use aula_tests::yards::{moment, yards};
use aula_tests::{Server, aula};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `xls2xform` of pyxform: from the folder that `tests/tools.sh` makes, or from the path. Absent is a counted skip, in
/// continuous integration a failure.
fn xls2xform() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/xls2xform");
    let found = [own, PathBuf::from("xls2xform")].into_iter().find(|p| Command::new(p).arg("--help").output().is_ok());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "pyxform must be there in continuous integration: tests/tools.sh");
        eprintln!("skipped (1): pyxform is not there; run tests/tools.sh");
    }
    found
}

fn instrument(server: &Server) -> Value {
    server.get("/api/v1/checklist").json()
}

#[test]
fn pyxform_takes_the_form_in_three_languages() {
    let Some(tool) = xls2xform() else { return };
    let folder = tempfile::tempdir().unwrap();
    let _ = aula(folder.path(), &["checklist", "export", "--format", "xlsform", "--output", "form.xlsx"]).expect(0);
    let has_java = Command::new("java").arg("-version").output().is_ok_and(|o| o.status.success());
    let mut run = Command::new(tool);
    run.current_dir(folder.path());
    // With Java the form also goes through ODK Validate, which fills it in as Collect would.
    run.args(if has_java { ["--odk_validate"].as_slice() } else { ["--skip_validate"].as_slice() });
    let output = run.args(["form.xlsx", "form.xml"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(!said.to_lowercase().contains("warning"), "{said}");
    let form = std::fs::read_to_string(folder.path().join("form.xml")).unwrap();
    for part in ["Қазақша (kk)", "Русский (ru)", "English (en)", "lighting_yard", "steps_feeling", "orx:instanceID"]
    {
        assert!(form.contains(part) || form.contains(&part.replace("orx:", "")), "{part}");
    }
    assert_eq!(form.matches("<select1 ").count(), 22, "the round, twenty factors, the feeling");
}

/// A filled form: every question of a round, with steps that take turns and the two states among them.
struct Filled {
    instance: String,
    night: bool,
    fields: Vec<(String, String, String)>,
}

fn filled(instrument: &Value, instance: &str, night: bool) -> Filled {
    let left_out = if night { "day" } else { "night" };
    let answers = ["0", "1", "2", "3", "not_applicable", "not_checked"];
    let asked = instrument["factors"].as_array().unwrap().iter().filter(|f| f["when"] != left_out);
    let fields = asked.enumerate().map(|(n, f)| {
        let text = |key: &str| f[key].as_str().unwrap().to_owned();
        (text("group"), text("id"), answers[(n + usize::from(night)) % answers.len()].to_owned())
    });
    Filled { instance: instance.to_owned(), night, fields: fields.collect() }
}

/// As ODK Central exports it: groups before the questions with a hyphen, the position in four columns.
fn central_csv(instrument: &Value, forms: &[Filled]) -> String {
    let factors: Vec<(String, String)> = instrument["factors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["group"].as_str().unwrap().to_owned(), f["id"].as_str().unwrap().to_owned()))
        .collect();
    let mut columns: Vec<String> = [
        "SubmissionDate",
        "consent",
        "yard",
        "at",
        "round",
        "position-Latitude",
        "position-Longitude",
        "position-Altitude",
        "position-Accuracy",
    ]
    .map(str::to_owned)
    .to_vec();
    columns.extend(factors.iter().map(|(group, id)| format!("{group}-{id}")));
    columns.extend(["feeling", "remark", "meta-instanceID", "KEY", "SubmitterName", "__version__"].map(str::to_owned));
    let mut csv = columns.join(",") + "\n";
    for form in forms {
        let at = moment(form.night);
        let mut row: Vec<String> = vec![
            "2026-11-01T00:00:00.000Z".into(),
            "OK".into(),
            "y-1".into(),
            at,
            if form.night { "night" } else { "day" }.into(),
            "43.2405".into(),
            "76.9405".into(),
            "700".into(),
            "6.5".into(),
        ];
        for (_, id) in &factors {
            let given = form.fields.iter().find(|(_, field, _)| field == id);
            row.push(given.map(|(.., value)| value.clone()).unwrap_or_default());
        }
        row.push(if form.night { "2" } else { "" }.into());
        row.push("\"Фонарь, у арки: \"\"не горит\"\"\nс марта\"".into());
        row.extend([
            format!("uuid:{}", form.instance),
            format!("uuid:{}", form.instance),
            "Somebody".into(),
            "1".into(),
        ]);
        csv += &(row.join(",") + "\n");
    }
    csv
}

fn openrosa(form: &Filled) -> String {
    let mut groups: std::collections::BTreeMap<&str, String> = std::collections::BTreeMap::new();
    for (group, id, value) in &form.fields {
        groups.entry(group).or_default().push_str(&format!("<{id}>{value}</{id}>"));
    }
    let inside: String = groups.iter().map(|(group, text)| format!("<{group}>{text}</{group}>")).collect();
    let (at, round) = (moment(form.night), if form.night { "night" } else { "day" });
    let feeling = if form.night { "2" } else { "" };
    format!(
        "<?xml version='1.0'?><data id=\"aula-yard-safety\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\"><consent>OK</consent><yard>y-1</yard><at>{at}</at><round>{round}</round><position>43.2405 76.9405 700 6.5</position>{inside}<feeling>{feeling}</feeling><remark>Фонарь, у арки: \"не горит\"\nс марта</remark><orx:meta><orx:instanceID>uuid:{}</orx:instanceID></orx:meta></data>",
        form.instance
    )
}

#[test]
fn a_filled_csv_of_odk_comes_back_without_loss_and_xml_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    yards(folder.path(), &["Абай 1".to_owned()]);
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let server = Server::start(folder.path(), &["serve"]);
    let instrument = instrument(&server);
    let forms = [
        filled(&instrument, "11111111-aaaa-4bbb-8ccc-000000000001", true),
        filled(&instrument, "11111111-aaaa-4bbb-8ccc-000000000002", false),
    ];
    file("odk.csv", &central_csv(&instrument, &forms));
    let import = |name: &str| aula(folder.path(), &["--json", "import", "audits", name]).expect(0).json();
    assert_eq!(import("odk.csv")["accepted"], 2);
    assert_eq!(import("odk.csv")["unchanged"], 2, "the same file again changes nothing");
    file("night.xml", &openrosa(&forms[0]));
    assert_eq!(import("night.xml")["unchanged"], 1, "XML says word for word what the table says");
    // The running server sees them, every answer as it was given.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let page = loop {
        let page = server.get("/api/v1/yards/y-1").json();
        if page["rounds"]["night"] == 1 && page["rounds"]["day"] == 1 {
            break page;
        }
        assert!(std::time::Instant::now() < until, "{page}");
        std::thread::sleep(std::time::Duration::from_millis(200));
    };
    for factor in page["factors"].as_array().unwrap() {
        let id = factor["factor"].as_str().unwrap();
        let given: Vec<&str> =
            forms.iter().flat_map(|f| &f.fields).filter(|f| f.1 == id).map(|f| f.2.as_str()).collect();
        let severities: Vec<f64> = given.iter().filter_map(|v| v.parse().ok()).collect();
        let absent = given.iter().filter(|v| **v == "not_applicable").count();
        match (severities.len(), absent) {
            (0, 0) => assert_eq!(factor["state"], "not_rated", "{id} {given:?}"),
            (0, _) => assert_eq!(factor["state"], "not_applicable", "{id} {given:?}"),
            (_, _) => assert_eq!(factor["state"], "rated", "{id} {given:?}"),
        }
        if let [one] = severities[..] {
            assert_eq!(factor["value"], one, "{id} {given:?}");
        }
    }
    let texts = server.get("/api/v1/moderation").json();
    assert_eq!(texts["items"].as_array().unwrap().len(), 2);
    assert_eq!(texts["items"][0]["text"], "Фонарь, у арки: \"не горит\"\nс марта");
    // What cannot be taken is named with its line; the rest is kept.
    let broken = central_csv(&instrument, &forms).replace("y-1", "y-77");
    file("broken.csv", &broken);
    let refused = aula(folder.path(), &["import", "audits", "broken.csv"]).expect(3);
    assert!(refused.err.contains("line 2") && refused.err.contains("y-77"), "{}", refused.err);
}

#[test]
fn an_instrument_is_checked_with_every_problem_and_a_city_adds_a_factor_without_code() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| aula(folder.path(), arguments);
    let _ = run(&["checklist", "export", "--format", "json", "--output", "own.json"]).expect(0);
    let _ = run(&["checklist", "check", "own.json"]).expect(0);
    let text = std::fs::read_to_string(folder.path().join("own.json")).unwrap();
    let mut broken: Value = serde_json::from_str(&text).unwrap();
    broken["groups"][0]["weight"] = serde_json::json!(0.9);
    broken["factors"][0]["anchors"].as_array_mut().unwrap().pop();
    broken["factors"][1]["duty"] = serde_json::json!(["NOBODY"]);
    std::fs::write(folder.path().join("broken.json"), broken.to_string()).unwrap();
    let said = run(&["checklist", "check", "broken.json"]).expect(1);
    for part in ["weights add up", "lighting_yard.anchors", "NOBODY"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let mut factor = serde_json::from_str::<Value>(&text).unwrap()["factors"][11].clone();
    factor["id"] = serde_json::json!("stray_dogs");
    let addition = serde_json::json!({ "extends": "aula-yard-safety", "factors": [factor] });
    std::fs::write(folder.path().join("more.json"), addition.to_string()).unwrap();
    yards(folder.path(), &["Абай 1".to_owned()]);
    let _ = run(&["checklist", "use", "--add", "more.json"]).expect(0);
    let server = Server::start(folder.path(), &["serve"]);
    assert!(server.get("/api/v1/checklist").json()["weights"]["stray_dogs"].as_f64().unwrap() > 0.0);
    assert_eq!(server.get("/api/v1/layers/factors.stray_dogs").status, 200);
    let duties = "factor,area,from,to,body,usual_days,source\nwaste,yard:y-1,2025-01-01,,OSI,5,Contract 7\nwaste,yard:zzz,,,OSI,,x\n";
    std::fs::write(folder.path().join("duties.csv"), duties).unwrap();
    let imported = run(&["--json", "import", "duties", "duties.csv"]).expect(3).json();
    assert_eq!((&imported["accepted"], &imported["rejected"]), (&serde_json::json!(1), &serde_json::json!(1)));
}
