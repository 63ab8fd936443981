//! The ways in which sources write their tables and features, and files made to do harm.

mod common;

use aula_exchange::*;
use aula_model::{Cleared, Precision, ReportedBy};
use common::*;

#[test]
fn the_prosecutors_map_service_is_read_by_a_mapping() {
    let feed = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[76.9,43.2]},
        "properties":{"objectid":7,"crime_code":"1880","dat_sover":1581193800000,"fz1r18p5":"Абая","fz1r18p6":"17","ud":"190000031000123","discontinued":0,"globalid":"{A-1}"}},
        {"type":"Feature","geometry":null,"properties":{"objectid":8,"crime_code":"1880","dat_sover":1581193800000,"fz1r18p6":"17","ud":"190000031000124","globalid":"{A-2}"}}]}"#;
    let mapping = Mapping::from_toml(
        "source = \"qamqor\"\ntimezone = \"Asia/Almaty\"\ndate_formats = [\"epoch_ms_local\"]\n[columns]\nwhen = \"dat_sover\"\n\
         category = \"crime_code\"\nid = \"globalid\"\n[categories]\n\"1880\" = \"theft\"\n\"1910\" = \"robbery\"",
    )
    .unwrap();
    let categories = table();
    let ctx = context("Asia/Almaty", "file", &categories);
    let reading = read_incidents(feed.as_bytes(), &mapping, &ctx, &mut |_| {}).unwrap();
    let incident = &reading.rows[0].value;
    assert_eq!((incident.source.as_str(), incident.source_id.as_ref().unwrap().as_str()), ("qamqor", "{A-1}"));
    assert_eq!(incident.when.start().to_string(), "2020-02-08T14:30:00Z", "local clock time stored as if it were UTC");
    assert_eq!(reading.columns.personal, ["fz1r18p6", "ud"]);
    let blank: Vec<&str> = reading
        .columns
        .header
        .iter()
        .zip(&reading.rejected[0].fields)
        .filter(|(_, f)| f.is_empty())
        .map(|(h, _)| h.as_str())
        .collect();
    assert_eq!(blank, ["fz1r18p5", "fz1r18p6", "ud", "discontinued", "id"]);
}

#[test]
fn windows_1251_with_semicolons_and_dotted_dates_is_read() {
    let text = "Долгота;Широта;Дата;Категория;Раскрыто\n76,9;43,2;08.02.2020 20:30;Кража;да\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let error = incidents(&bytes, &[]).unwrap_err().to_string();
    assert!(error.contains("encoding=windows-1251"), "{error}");
    let sets =
        ["encoding=windows-1251", "date_format=%d.%m.%Y %H:%M", "columns.cleared=Раскрыто", "reported_by=police"];
    let reading = incidents(&bytes, &sets).unwrap();
    let incident = &reading.rows[0].value;
    assert_eq!((incident.category.as_str(), incident.cleared), ("theft", Cleared::Yes));
    assert_eq!(
        (incident.when.start().to_string().as_str(), incident.reported_by),
        ("2020-02-08T14:30:00Z", ReportedBy::Police)
    );
}

#[test]
fn two_columns_make_an_interval_and_swapped_ends_are_rejected() {
    let text = "lon,lat,start,end,category\n76.9,43.2,2024-04-01 22:00,2024-04-02 07:00,theft\n76.9,43.2,2024-04-02 07:00,2024-04-01 22:00,theft\n\
                76.9,43.2,2024-04-01,2024-04-03,theft\n76.9,43.2,2024-04-01 22:00,,theft\n76.9,43.2,2024-04-01 22:00,2024-04-01 22:00,theft\n";
    let reading = incidents(text.as_bytes(), &[]).unwrap();
    let spans: Vec<String> = reading
        .rows
        .iter()
        .map(|r| &r.value.when)
        .map(|w| format!("{} {} {}", w.start(), w.end(), w.precision()))
        .collect();
    assert_eq!(
        spans,
        [
            "2024-04-01T17:00:00Z 2024-04-02T02:00:00Z minute",
            "2024-03-31T19:00:00Z 2024-04-03T19:00:00Z day",
            "2024-04-01T17:00:00Z 2024-04-01T17:01:00Z minute",
            "2024-04-01T17:00:00Z 2024-04-01T17:01:00Z minute",
        ]
    );
    assert_eq!((reading.rejected[0].row, reading.rejected[0].code), (2, RejectCode::SwappedTime));
}

#[test]
fn date_and_time_in_two_columns_are_put_together() {
    let text = b"lon,lat,date,time,category\n76.9,43.2,2024-04-01,22:00,theft\n";
    assert!(incidents(text, &[]).unwrap_err().to_string().contains("`date`, `time`"));
    let reading = incidents(text, &["when=date,time"]).unwrap();
    assert_eq!(reading.rows[0].value.when.precision(), Precision::Minute);
}

#[test]
fn what_the_columns_do_not_say_is_asked_for_with_the_line_that_mends_it() {
    for (text, sets, words) in [
        ("a,b\n1,2\n", &[][..], &["longitude", "`a`, `b`", "--set lon=NAME"][..]),
        ("lon,lat,category\n1,2,theft\n", &[], &["time", "--set when=NAME"]),
        ("lon,lat,date\n1,2,2024\n", &[], &["category", "--set category=burglary"]),
        ("lon,lat,date,type,offense\n", &[], &["`type`, `offense`", "--set columns.category=type"]),
        ("lon,lat,date\n", &["category=mischief"], &["mischief", "burglary", "columns.category=mischief"]),
        ("lon,lat,date\n", &["categories.x=mischief"], &["mischief", "unknown"]),
    ] {
        let error = incidents(text.as_bytes(), sets).unwrap_err().to_string();
        assert!(words.iter().all(|w| error.contains(w)), "{text}: {error}");
    }
    for set in words_of_the_file() {
        assert_eq!(incidents(b"lon,lat,date,type,offense\n1,2,2024,theft,x\n", &[set]).unwrap().rows.len(), 1);
    }
}

fn words_of_the_file() -> [&'static str; 2] {
    ["columns.category=type", "category=theft"]
}

#[test]
fn a_source_with_midnights_only_is_kept_and_said() {
    let text = b"lon,lat,date,category\n76.9,43.2,2024-04-01T00:00:00,theft\n76.9,43.2,2024-04-02T00:00:00,theft\n";
    let reading = incidents(text, &[]).unwrap();
    assert_eq!(reading.rows[0].value.when.precision(), Precision::Minute);
    assert!(reading.notes[0].contains("precision=day"), "{:?}", reading.notes);
    assert_eq!(incidents(text, &["precision=day"]).unwrap().rows[0].value.when.precision(), Precision::Day);
}

#[test]
fn a_system_that_nobody_knows_is_refused_with_the_command_that_converts_it() {
    let json =
        r#"{"type":"FeatureCollection","features":[],"crs":{"type":"name","properties":{"name":"urn:x:local:grid"}}}"#;
    let error = areas(json.as_bytes(), "yard", &[]).unwrap_err().to_string();
    assert!(error.contains("local:grid") && error.contains("ogr2ogr"), "{error}");
    let fine = json.replace("urn:x:local:grid", "urn:ogc:def:crs:OGC:1.3:CRS84").replace("[]", r#"[{"type":"Feature","properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[[650000,4790000],[650001,4790000],[650001,4790001],[650000,4790000]]]}}]"#);
    let reading = areas(fine.as_bytes(), "yard", &[]).unwrap();
    assert_eq!(reading.rejected[0].code, RejectCode::OutOfRange);
}

#[test]
fn files_made_to_exhaust_memory_are_stopped() {
    let limits = Limits { file_bytes: 2 << 20, record_bytes: 1 << 20, columns: 100, rows: 500_000, rejected: 30_000 };
    let categories = table();
    let read = |bytes: &[u8]| {
        let mut ctx = context("Asia/Almaty", "bomb", &categories);
        ctx.limits = limits;
        let result = read_incidents(bytes, &mapping(&[]), &ctx, &mut |_| {});
        let places = read_places(bytes, &mapping(&["kind=bar"]), &ctx, &mut |_| {});
        format!("{:?} {:?}", result.err(), places.err())
    };
    let open_quote = [b"lon,lat,date,category\n1,2,\"".to_vec(), vec![b'\n'; 3 << 19]].concat();
    assert!(read(&open_quote).contains("RecordTooLong { line: 2"), "{}", read(&open_quote));
    let rows = "1,2,2024,theft\n".repeat(1 << 18);
    assert!(read(format!("lon,lat,date,category\n{rows}").as_bytes()).contains("TooLarge"));
    let bad = "1,2\n".repeat(1 << 18);
    let error = read(format!("lon,lat,date,category\n{bad}").as_bytes());
    assert!(error.contains("rejected rows") && error.contains("2 fields"), "{error}");
    let tiny = "1\n".repeat(900_000);
    assert!(read(format!("lon,lat,date,category\n{tiny}").as_bytes()).contains("TooMany"));
    assert!(read(",".repeat(1_000).as_bytes()).contains("1001 fields"));
    let deep = format!(r#"{{"type":"FeatureCollection","features":[{}"#, "[".repeat(100_000));
    assert!(read(deep.as_bytes()).contains("Json"), "{}", read(deep.as_bytes()));
    let wide = format!(
        r#"{{"type":"FeatureCollection","features":[{{"geometry":{{"coordinates":[{}"#,
        "[1,2],".repeat(1 << 19)
    );
    assert!(read(wide.as_bytes()).contains("RecordTooLong"), "{}", read(wide.as_bytes()));
    let properties: Vec<String> = (0..200).map(|i| format!("\"p{i}\":1")).collect();
    let many = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{{}}}}}]}}"#,
        properties.join(",")
    );
    assert!(read(many.as_bytes()).contains("more than 100 different properties"));
}

#[test]
fn a_property_that_appears_late_is_taken_or_its_ambiguity_said() {
    let feature = |i: usize, more: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"year":2017,"n":{i}{more}}},"geometry":{{"type":"Point","coordinates":[76.9,43.2]}}}}"#
        )
    };
    let many: Vec<String> = (0..20_000).map(|i| feature(i, if i == 19_000 { r#","harm":2.5"# } else { "" })).collect();
    let text = |features: &[String]| format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",\n"));
    let reading = incidents(text(&many).as_bytes(), &["category=theft"]).unwrap();
    assert_eq!(reading.rows.len(), 20_000);
    assert_eq!(reading.rows.iter().filter(|r| r.value.harm_weight.get() == 2.5).count(), 1);
    let many: Vec<String> =
        (0..20_000).map(|i| feature(i, if i == 19_000 { r#","date":"2017-01-01""# } else { "" })).collect();
    let error = incidents(text(&many).as_bytes(), &["category=theft"]).unwrap_err().to_string();
    assert!(error.contains("`when`") && error.contains("late"), "{error}");
}

#[test]
fn areas_with_the_same_code_are_named_and_equal_ones_counted() {
    let area = |code: &str, x: u8| {
        format!(
            r#"{{"type":"Feature","properties":{{"name":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{x},0],[9,0],[9,9],[{x},0]]]}}}}"#
        )
    };
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{},{},{},{}]}}"#,
        area("Медеу", 1),
        area("Medeu", 2),
        area("Медеу", 1),
        area("…", 1)
    );
    let reading = areas(text.as_bytes(), "district", &[]).unwrap();
    assert_eq!((reading.rows.len(), reading.duplicates), (1, 1));
    let codes: Vec<_> = reading.rejected.iter().map(|r| r.code).collect();
    assert_eq!(codes, [RejectCode::DuplicateCode, RejectCode::NoCode]);
    assert!(reading.rejected[0].reason.contains("`medeu`") && reading.rejected[0].remedy.contains("--set code="));
}
