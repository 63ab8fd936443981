//! GDAL opens the file as it is. Skipped, and said so, where its programs are not installed (in CI that is a failure).

use crate::common::{City, append, incidents};
use aula_model::Kind;
use aula_store::contract::sample;
use std::path::Path;
use std::process::Command;

/// What a program says, on both of its channels; none where it is not installed.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = match Command::new(program).args(arguments).output() {
        Ok(output) => output,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{program} is not installed: install gdal-bin");
            println!("skipped: {program} is not installed");
            return None;
        }
        Err(e) => panic!("{program}: {e}"),
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {text}");
    assert!(!text.contains("Warning") && !text.contains("ERROR"), "{program} {arguments:?}: {text}");
    Some(text)
}

fn city() -> City {
    let city = City::new();
    let store = city.store();
    append(&store, incidents(0..25_000));
    append(&store, (0..40).flat_map(|n| [sample::put(sample::place(n)), sample::put(sample::area(n))]).collect());
    append(&store, vec![sample::remove(Kind::Incident, 17), sample::remove(Kind::Area, 3)]);
    city
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn ogrinfo_lists_the_tables_with_their_counts_and_columns() {
    let city = city();
    let Some(layers) = said("ogrinfo", &["-so", "-ro", path(&city.path)]) else { return };
    let names: Vec<&str> = layers.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert_eq!(names.len(), 4, "three tables and the history of imports, nothing else: {layers}");
    for (layer, count, sort, columns) in [
        (
            "incidents",
            24_999,
            "Point",
            &["category: String", "start_at: DateTime", "discontinued: Integer(Boolean)", "harm_weight: Real"][..],
        ),
        ("places", 40, "Point", &["kind: String", "name_kk: String"]),
        ("areas", 39, "Multi Polygon", &["code: String", "exposures: String"]),
    ] {
        let about = said("ogrinfo", &["-so", "-ro", path(&city.path), layer]).unwrap();
        assert!(about.contains(&format!("Feature Count: {count}")), "{about}");
        assert!(about.contains(&format!("Geometry: {sort}")) && about.contains("ID[\"EPSG\",4326]"), "{about}");
        assert!(about.contains("FID Column = fid") && about.contains("Geometry Column = geom"), "{about}");
        assert!(columns.iter().all(|column| about.contains(column)), "{about}");
    }
}

#[test]
fn ogrinfo_reads_values_and_every_geometry() {
    let city = city();
    let Some(one) = said("ogrinfo", &["-ro", "-q", path(&city.path), "incidents", "-where", "fid = 3"]) else { return };
    assert!(one.contains("start_at (DateTime) = 2017/07/14 02:42:02.014+00"), "{one}");
    assert!(one.contains("source_id (String) = № 2") && one.contains("category (String) = robbery"), "{one}");
    let sql = "SELECT count(*) AS n, sum(ST_IsValid(geom)) AS valid FROM areas";
    let valid = said("ogrinfo", &["-ro", "-q", path(&city.path), "-sql", sql]).unwrap();
    assert!(valid.contains("n (Integer) = 39"), "{valid}");
    let area = said("ogrinfo", &["-ro", "-q", path(&city.path), "areas", "-where", "code = '4'"]).unwrap();
    assert!(area.contains("MULTIPOLYGON (((") && area.contains("name_kk (String) = Аула 4"), "{area}");
}

#[test]
fn a_window_is_answered_by_the_index() {
    let city = city();
    let window = ["-spat", "76.8", "43.1", "76.9", "43.2"];
    let arguments = |layer| [&["-so", "-ro", path(&city.path), layer][..], &window].concat();
    let Some(with) = said("ogrinfo", &arguments("incidents")) else { return };
    let count = |text: &str| -> u32 {
        let line = text.lines().find_map(|l| l.strip_prefix("Feature Count: ")).unwrap();
        line.parse().unwrap()
    };
    assert!(count(&with) > 500 && count(&with) < 24_999);
    let sql = "SELECT HasSpatialIndex('incidents', 'geom') AS has";
    let has = said("ogrinfo", &["-ro", "-q", path(&city.path), "-sql", sql]).unwrap();
    assert!(has.contains("= 1"), "{has}");
    // Without the row in the index GDAL no longer finds the incident: so it does ask it.
    let some = "SELECT min(id) FROM rtree_incidents_geom WHERE minx > 76.81 AND maxx < 76.89 AND miny > 43.11 AND maxy < 43.19";
    city.sqlite().execute(&format!("DELETE FROM rtree_incidents_geom WHERE id = ({some})"), ()).unwrap();
    assert_eq!(count(&said("ogrinfo", &arguments("incidents")).unwrap()), count(&with) - 1);
}

#[test]
fn ogr2ogr_copies_everything() {
    let city = city();
    let copy = city.folder.path().join("copy.geojson");
    if said("ogr2ogr", &["-f", "GeoJSON", path(&copy), path(&city.path), "areas"]).is_none() {
        return;
    }
    let text = std::fs::read_to_string(copy).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["features"].as_array().unwrap().len(), 39);
}
