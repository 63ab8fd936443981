//! What holds for every input: nothing is lost, nothing panics, the same file is the same records.

mod common;

use aula_exchange::*;
use aula_model::{Entity, Key, Occurrences};
use common::*;
use proptest::prelude::*;
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Gives an input to every reader; the readers check that every row is somewhere.
fn feed(bytes: &[u8]) {
    for sets in [&[][..], &["category=theft", "kind=bar", "code=a", "lon=a", "lat=b", "when=c"]] {
        let _ = incidents(bytes, sets);
        let _ = places(bytes, sets);
        let _ = areas(bytes, "district", sets);
    }
}

/// A field of a table: good ones and every sort of bad ones.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[0-9]{1,3}(\\.[0-9]{1,4})?",
        "20[0-2][0-9]-[01][0-9]-[0-3][0-9]",
        Just("theft".to_owned()),
        Just("\"a,\nb\"".to_owned()),
        Just("\"".to_owned()),
        "[ -~]{0,12}",
        "\\PC{0,6}",
    ]
}

fn table_text() -> impl Strategy<Value = String> {
    let row = prop::collection::vec(field(), 0..8).prop_map(|fields| fields.join(","));
    (prop::collection::vec(row, 0..30), prop::bool::ANY).prop_map(|(rows, ids)| {
        let header = if ids { "lon,lat,date,category,id" } else { "lon,lat,date,category,note" };
        format!("{header}\n{}", rows.join("\n"))
    })
}

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(Into::into),
        (-200_i64..200).prop_map(Into::into),
        prop_oneof![Just("Feature"), Just("Polygon"), Just("Point"), Just("MultiPolygon"), Just("FeatureCollection")]
            .prop_map(Into::into),
        "\\PC{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let key = prop_oneof![
            Just("type"),
            Just("features"),
            Just("geometry"),
            Just("coordinates"),
            Just("properties"),
            Just("id"),
            Just("name"),
            Just("crs"),
            Just("code")
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|pairs| pairs
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_row_is_taken_rejected_or_a_duplicate(text in table_text()) {
        let reading = incidents(text.as_bytes(), &[]);
        prop_assert!(reading.is_ok(), "a bad row stops nothing: {:?}", reading);
        let reading = reading.unwrap();
        let mut numbers: Vec<u64> = reading.rows.iter().map(|r| r.number).chain(reading.rejected.iter().map(|r| r.row)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assert_eq!(numbers.len() as u64 + reading.duplicates, reading.read);
        let mut out = Vec::new();
        write_rejects(&mut out, &reading.columns.header, &reading.rejected).unwrap();
        let mut csv = csv::ReaderBuilder::new().from_reader(&out[..]);
        prop_assert_eq!(csv.records().filter_map(Result::ok).count(), reading.rejected.len(), "the reject file is a table");
    }

    #[test]
    fn random_bytes_are_an_error_or_a_result(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        feed(&bytes);
        feed(&gzip(&bytes));
        let mut with_header = b"lon;lat;date;category\n".to_vec();
        with_header.extend(&bytes);
        feed(&with_header);
        for encoding in ["encoding=windows-1251", "encoding=utf-16le", "encoding=shift_jis"] {
            let _ = incidents(&with_header, &[encoding]);
        }
    }

    #[test]
    fn random_json_is_an_error_or_a_result(value in json_value(), cut in 0_usize..200) {
        let features = serde_json::json!({"type": "FeatureCollection", "features": [value.clone(), {"type": "Feature", "geometry": value}]});
        let text = features.to_string();
        feed(text.as_bytes());
        feed(&text.as_bytes()[..cut.min(text.len())]);
        feed(value_text(&features).as_bytes());
    }

    #[test]
    fn random_mappings_are_refused_or_work(text in "\\PC{0,60}", key in "[a-z_.]{1,20}", value in "\\PC{0,20}") {
        let _ = Mapping::from_toml(&text);
        let mut mapping = Mapping::default();
        if mapping.set(&format!("{key}={value}")).is_ok() {
            let toml = toml::to_string(&mapping).unwrap();
            prop_assert_eq!(Mapping::from_toml(&toml).unwrap(), mapping);
        }
    }

    #[test]
    fn the_order_of_columns_and_of_other_columns_changes_no_key(rows in prop::collection::vec((0_u8..3, 0_u8..3), 1..20)) {
        let mut one = String::from("lon,lat,date,category,note\n");
        let mut two = String::from("note;category;date;lat;lon\n");
        for (a, b) in rows {
            one.push_str(&format!("76.{a},43.2,2024-03-01,theft,{b}\n"));
            two.push_str(&format!("{b};theft;2024-03-01;43.2;76.{a}\n"));
        }
        let keys = |text: &str| -> Vec<Key> { incidents(text.as_bytes(), &[]).unwrap().rows.iter().map(|r| r.key).collect() };
        prop_assert_eq!(keys(&one), keys(&two));
        prop_assert_eq!(keys(&one), incidents(&gzip(one.as_bytes()), &[]).unwrap().rows.iter().map(|r| r.key).collect::<Vec<_>>());
    }
}

fn value_text(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// The readers make keys without boxing every record; they must be those that the model makes.
#[test]
fn keys_are_those_of_the_model() {
    let with_ids = incidents(b"lon,lat,date,category,id\n76.9,43.2,2024,theft,a\n", &[]).unwrap();
    let incident = with_ids.rows[0].value.clone();
    let any_row = aula_model::ContentHash::of(b"any");
    assert_eq!(Entity::Incident(Box::new(incident)).key(any_row, &mut Occurrences::default()), with_ids.rows[0].key);
    let place = places(b"lon,lat,kind,id\n76.9,43.2,bar,a\n", &[]).unwrap();
    assert_eq!(
        Entity::Place(Box::new(place.rows[0].value.clone())).key(any_row, &mut Occurrences::default()),
        place.rows[0].key
    );
    let outline = r#"{"type":"Feature","properties":{"code":"A"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#;
    let area = areas(outline.as_bytes(), "yard", &[]).unwrap();
    assert_eq!(
        Entity::Area(Box::new(area.rows[0].value.clone())).key(any_row, &mut Occurrences::default()),
        area.rows[0].key
    );
    let anonymous = incidents(b"lon,lat,date,category\n76.9,43.2,2024,theft\n76.9,43.2,2024,theft\n", &[]).unwrap();
    let field = |name: &str, value: &str| {
        let mut bytes = (name.len() as u32).to_le_bytes().to_vec();
        bytes.extend(name.as_bytes());
        bytes.extend((value.len() as u32).to_le_bytes());
        bytes.extend(value.as_bytes());
        bytes
    };
    let row = [field("lat", "43.2"), field("lon", "76.9"), field("date", "2024"), field("category", "theft")].concat();
    let row = aula_model::ContentHash::of(&row);
    let mut seen = Occurrences::default();
    for r in &anonymous.rows {
        assert_eq!(
            Entity::Incident(Box::new(r.value.clone())).key(row, &mut seen),
            r.key,
            "the digest is part of the contract"
        );
    }
}
