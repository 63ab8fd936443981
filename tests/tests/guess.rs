//! Whatever files a city has go in without a programmer: each by guess alone, and none makes a false hotspot.

use aula_tests::{aula, test_data};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const ALMATY: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"almaty","name":"Almaty"},
"geometry":{"type":"Polygon","coordinates":[[[76.82,43.19],[76.98,43.19],[76.98,43.31],[76.82,43.31],[76.82,43.19]]]}}]}"#;

/// A data file that knows where Almaty is.
fn almaty(folder: &Path) {
    std::fs::write(folder.join("almaty.geojson"), ALMATY).expect("written");
    let _ = aula(folder, &["import", "areas", "almaty.geojson", "--kind", "study_area"]).expect(0);
}

fn import(folder: &Path, arguments: &[&str]) -> (Option<i32>, Value, String) {
    let arguments: Vec<&str> = ["import"].iter().chain(arguments).chain(&["--json"]).copied().collect();
    let run = aula(folder, &arguments);
    (run.code, serde_json::from_str(&run.out).unwrap_or(Value::Null), run.err)
}

fn counts(summary: &Value) -> [u64; 4] {
    ["read", "accepted", "unchanged", "rejected"].map(|name| summary[name].as_u64().unwrap_or(u64::MAX))
}

/// What was taken from which column, `role=column` sorted; `*` stands for a constant, `@` for the geometry.
fn taken(summary: &Value) -> String {
    let list = summary["columns"]["taken"].as_array().cloned().unwrap_or_default();
    let mut words: Vec<String> = list
        .iter()
        .filter(|pair| pair[0] != "attributes")
        .map(|pair| {
            let from = match &pair[1] {
                Value::String(_) => "@".to_owned(),
                origin if origin["constant"].is_string() => format!("*{}", origin["constant"].as_str().unwrap_or("")),
                origin => {
                    let columns = origin["columns"].as_array().cloned().unwrap_or_default();
                    columns.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("+")
                }
            };
            format!("{}={from}", pair[0].as_str().unwrap_or(""))
        })
        .collect();
    words.sort();
    words.join(" ")
}

fn notes(summary: &Value) -> String {
    let list = |name: &str| summary[name].as_array().cloned().unwrap_or_default();
    let notes = list("notes").into_iter().map(|n| n.as_str().unwrap_or("").to_owned());
    let guessed = list("guessed").into_iter().map(|g| format!("{} {}", g["set"], g["why"]));
    notes.chain(guessed).collect::<Vec<_>>().join("\n")
}

/// Reviewed: file, what it is imported as, read / accepted / unchanged / rejected, what was taken, and a word of what the
/// summary says about it.
type Case = (&'static str, &'static [&'static str], [u64; 4], &'static str, &'static str);

#[rustfmt::skip]
const REAL_FILES: &[Case] = &[
    ("chicago/burglary_2017.csv.gz", &["incidents"], [6876, 6876, 0, 0], "category=*burglary lat=lat lon=lon when=year", "name of the file"),
    ("chicago/burglary_2016_daily.csv.gz", &["incidents"], [11701, 11700, 0, 1], "category=*burglary lat=lat lon=lon when=date", ""),
    ("chicago/aggravated_assaults_2010_2017.csv.gz", &["incidents"], [117_875, 117_875, 0, 0], "category=*assault lat=latitude lon=longitude when=date", ""),
    ("chicago/factors_311_2017.csv.gz", &["places"], [124_477, 124_477, 0, 0], "kind=factor lat=lat lon=lon when=year", ""),
    ("chicago/chicagoBoundary.geojson", &["areas", "--kind", "study_area"], [1, 1, 0, 0], "location=@", ""),
    ("chicago/chicagoNhoods.geojson", &["areas", "--kind", "neighbourhood"], [98, 98, 0, 0], "code=name location=@ name=name", "mended"),
    ("chicago/policeBeats.geojson", &["areas", "--kind", "precinct"], [277, 275, 0, 2], "code=District location=@", ""),
    ("chicago/policeDistricts.geojson", &["areas", "--kind", "district"], [25, 23, 0, 2], "code=District location=@", ""),
    ("chicago/community_areas_population_2010.geojson", &["areas", "--kind", "community_area"], [77, 77, 0, 0], "code=community location=@", ""),
    ("almaty/almaty_districts.geojson", &["areas", "--kind", "district"], [8, 8, 0, 0], "code=slug location=@ name_en=nameEn name_ru=nameRu", ""),
    ("almaty/almaty_city_boundary_2017.geojson", &["areas", "--kind", "study_area"], [1, 1, 0, 0], "code=name location=@ name=name name_ru=nameRu", ""),
    ("almaty/osm2012_roads.geojson.gz", &["places", "--kind", "road"], [4269, 4269, 0, 0], "id=osm_id kind=*road location=@ name=name name_ru=name:ru", "one point"),
    ("almaty/osm2012_buildings.geojson.gz", &["places", "--kind", "building"], [8201, 8201, 0, 0], "id=osm_id kind=*building location=@ name=name name_ru=name:ru", "one point"),
    ("formats/medellin_homicides_semicolon_decimalcomma.csv.gz", &["incidents"], [9360, 9279, 0, 81], "category=*homicide lat=latitud lon=longitud when=fecha_hecho", "decimal comma"),
    ("formats/lancashire_asb_2022.tab.gz", &["incidents"], [56434, 56434, 0, 0], "category=*hooliganism lat=latitude lon=longitude when=month", ""),
    ("formats/lancashire_districts.geojson", &["areas", "--kind", "district"], [14, 14, 0, 0], "code=objectid location=@", ""),
    ("formats/cincinnati_burglary.csv.gz", &["incidents"], [8723, 8297, 0, 426], "category=offense lat=latitude lon=longitude when=offense_date", "no number of single incidents"),
    ("memphis/memphis_robberies_2019.csv", &["incidents"], [2245, 2245, 0, 0], "category=offense_type id=uid lat=lat lon=lon when=date", "told by a part"),
];

#[test]
fn every_real_file_is_imported_by_guess_alone() {
    for (file, arguments, expected, columns, word) in REAL_FILES {
        let Some(path) = test_data(&format!("data/{file}")) else { return };
        let folder = tempfile::tempdir().expect("a folder");
        let path = path.display().to_string();
        let mut all = vec![arguments[0], path.as_str(), "--rejects", "rejected.csv"];
        all.extend_from_slice(&arguments[1..]);
        let (code, summary, err) = import(folder.path(), &all);
        let exit = if expected[3] > 0 { 3 } else { 0 };
        assert_eq!(code, Some(exit), "{file}: {err}");
        assert_eq!(counts(&summary), *expected, "{file}: {summary:#}");
        let found = taken(&summary);
        assert!(columns.is_empty() || found == *columns, "{file}: {found}");
        assert!(notes(&summary).contains(word), "{file}: {}", notes(&summary));
    }
}

#[test]
fn a_table_without_coordinates_is_refused_with_the_reason_and_nothing_is_imported() {
    let Some(path) = test_data("data/almaty/almaty_form_1M_by_article.csv") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (code, _, err) = import(folder.path(), &["incidents", &path.display().to_string()]);
    assert_eq!(code, Some(2), "{err}");
    for words in
        ["no two columns say where the rows are", "can be counted but not mapped", "--set lon=NAME", "row_code"]
    {
        assert!(err.contains(words), "{words}: {err}");
    }
}

/// `n` rows spread evenly over the middle of Almaty, a year long: id, lon, lat, and the day of the year.
fn spread(n: usize) -> impl Iterator<Item = (usize, f64, f64, jiff::civil::Date)> {
    // Roberts' sequence: even in two dimensions.
    (0..n).map(move |i| {
        let (u, v) = ((i as f64 * 0.754_877_666_246_693).fract(), (i as f64 * 0.569_840_290_998_053).fract());
        let day = jiff::civil::date(2023, 1, 1) + jiff::Span::new().days((i * 365 / n) as i64);
        (i, 76.82 + 0.16 * u, 43.19 + 0.12 * v, day)
    })
}

/// Cells that are hot at 95 % in what was imported.
fn hot(folder: &Path) -> usize {
    let run = aula(folder, &["hotspots", "--study-set", "area", "--format", "csv"]).expect(0);
    run.out.lines().filter(|line| line.contains("hot_9")).count()
}

/// Incidents in the fullest cell.
fn fullest(folder: &Path) -> u64 {
    let run = aula(folder, &["hotspots", "--study-set", "area", "--format", "csv"]).expect(0);
    let count = |line: &str| line.split(',').nth(1).and_then(|n| n.parse::<u64>().ok());
    run.out.lines().filter_map(count).max().unwrap_or(0)
}

#[test]
fn a_geocoders_default_makes_no_hotspot_and_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    almaty(folder.path());
    let mut file = "lon,lat,date\n".to_owned();
    for (i, lon, lat, day) in spread(80_000) {
        let (lon, lat) = if i % 400 == 0 { (76.8301, 43.3001) } else { (lon, lat) };
        let _ = writeln!(file, "{lon:.5},{lat:.5},{day}");
    }
    std::fs::write(folder.path().join("thefts.csv"), &file).expect("written");
    let (_, summary, err) = import(folder.path(), &["incidents", "thefts.csv"]);
    assert_eq!(counts(&summary), [80_000, 80_000, 0, 0], "{err}");
    assert!(notes(&summary).contains("200 rows (0.2 %) lie on one point, 43.30010, 76.83010"), "{}", notes(&summary));
    assert!(notes(&summary).contains("keep_piles=yes"));
    assert_eq!(hot(folder.path()), 0);
    assert!(fullest(folder.path()) < 60);
    // Told to keep them, they stand in their cell: the same rows, and the test above could have failed.
    let _ = import(folder.path(), &["incidents", "thefts.csv", "--set", "keep_piles=yes"]);
    assert!(fullest(folder.path()) >= 200);
}

#[test]
fn places_that_were_not_found_are_rejected_and_not_put_into_the_gulf_of_guinea() {
    let folder = tempfile::tempdir().expect("a folder");
    almaty(folder.path());
    let mut file = "lon,lat,date\n".to_owned();
    for (i, lon, lat, day) in spread(5_000) {
        let (lon, lat) = if i % 10 == 0 { (0.0, 0.0) } else { (lon, lat) };
        let _ = writeln!(file, "{lon:.5},{lat:.5},{day}");
    }
    std::fs::write(folder.path().join("thefts.csv"), &file).expect("written");
    let (code, summary, _) = import(folder.path(), &["incidents", "thefts.csv"]);
    assert_eq!((code, counts(&summary)), (Some(3), [5_000, 4_500, 0, 500]));
    assert_eq!(summary["rejected_by_reason"]["null_island"], 500);
    assert_eq!(hot(folder.path()), 0);
}

/// Mean longitude and latitude of everything imported.
fn middle(folder: &Path) -> (f64, f64) {
    let exported = Command::new("ogrinfo")
        .args(["-q", "-sql", "SELECT avg(ST_X(geom)) AS x, avg(ST_Y(geom)) AS y FROM incidents", "city.gpkg"])
        .current_dir(folder)
        .output()
        .expect("ogrinfo is installed");
    let text = String::from_utf8_lossy(&exported.stdout).into_owned();
    let value = |name: &str| {
        let line = text.lines().find(|l| l.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{text}"));
        line.rsplit('=').next().and_then(|v| v.trim().parse().ok()).unwrap_or_else(|| panic!("{text}"))
    };
    (value("x "), value("y "))
}

#[test]
fn metres_feet_and_swapped_axes_are_told_by_the_city_and_land_where_they_belong() {
    use aula_geometry::Projection;
    let plane = |epsg: u32| {
        let system = Projection::from_epsg(epsg).expect("known");
        move |lon: f64, lat: f64| {
            let place = aula_model::LonLat::new(lon, lat).expect("a place");
            let c = system.from_degrees(place).expect("in the system");
            format!("{:.2},{:.2}", c.x, c.y)
        }
    };
    let utm = plane(32642);
    type Write = Box<dyn Fn(f64, f64) -> String>;
    let cases: [(&str, Write, &str); 2] = [
        ("x_coord,y_coord", Box::new(utm), "crs=EPSG:32642"),
        ("lon,lat", Box::new(|lon, lat| format!("{lat:.5},{lon:.5}")), "swap_axes=yes"),
    ];
    for (header, write, expected) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        almaty(folder.path());
        let mut file = format!("{header},date,category\n");
        spread(2_000).for_each(|(_, lon, lat, day)| _ = writeln!(file, "{},{day},theft", write(lon, lat)));
        std::fs::write(folder.path().join("rows.csv"), &file).expect("written");
        let (_, summary, err) = import(folder.path(), &["incidents", "rows.csv"]);
        assert_eq!(counts(&summary), [2_000, 2_000, 0, 0], "{expected}: {err}");
        assert!(notes(&summary).contains(expected), "{}", notes(&summary));
        let (lon, lat) = middle(folder.path());
        assert!((lon - 76.90).abs() < 0.005 && (lat - 43.25).abs() < 0.005, "{expected}: {lon} {lat}");
        assert_eq!(hot(folder.path()), 0);
    }
    // Feet of Illinois, where Chicago is the city.
    let folder = tempfile::tempdir().expect("a folder");
    let chicago = ALMATY
        .replace("76.82", "-87.78")
        .replace("76.98", "-87.62")
        .replace("43.19", "41.82")
        .replace("43.31", "41.94");
    std::fs::write(folder.path().join("c.geojson"), chicago).expect("written");
    let _ = aula(folder.path(), &["import", "areas", "c.geojson", "--kind", "study_area"]).expect(0);
    let feet = plane(3435);
    let mut file = "x_coordinate,y_coordinate,date,category\n".to_owned();
    spread(2_000).for_each(|(_, lon, lat, day)| _ = writeln!(file, "{},{day},theft", feet(lon - 164.6, lat - 1.37)));
    std::fs::write(folder.path().join("rows.csv"), &file).expect("written");
    let (_, summary, err) = import(folder.path(), &["incidents", "rows.csv", "--accept-guess"]);
    assert_eq!(counts(&summary), [2_000, 2_000, 0, 0], "{err}");
    let (lon, lat) = middle(folder.path());
    assert!((lon + 87.70).abs() < 0.005 && (lat - 41.88).abs() < 0.005, "{lon} {lat}: {}", notes(&summary));
}

#[test]
fn russian_spreadsheet_exports_are_read_in_their_encoding_with_their_dates() {
    let folder = tempfile::tempdir().expect("a folder");
    almaty(folder.path());
    let mut text = "долгота;широта;дата;категория;адрес\r\n".to_owned();
    for (i, lon, lat, day) in spread(500) {
        let category = ["Кража", "Хулиганство"][i % 2];
        let (lon, lat) = (format!("{lon:.5}").replace('.', ","), format!("{lat:.5}").replace('.', ","));
        let _ = write!(text, "{lon};{lat};{}.{:02}.2023 21:15;{category};улица Абая\r\n", day.day(), day.month());
    }
    let bytes = encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
    std::fs::write(folder.path().join("vygruzka.csv"), bytes).expect("written");
    let (code, summary, err) = import(folder.path(), &["incidents", "vygruzka.csv"]);
    assert_eq!((code, counts(&summary)), (Some(0), [500, 500, 0, 0]), "{err}");
    let said = notes(&summary);
    for word in ["encoding=windows-1251", "date_formats=%d.%m.%Y %H:%M", "decimal=,"] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[test]
fn day_and_month_that_cannot_be_told_apart_are_asked_for_and_not_guessed() {
    let folder = tempfile::tempdir().expect("a folder");
    almaty(folder.path());
    let mut file = "lon,lat,date,category\n".to_owned();
    spread(300).for_each(|(i, lon, lat, _)| {
        let _ = writeln!(file, "{lon:.5},{lat:.5},{:02}/{:02}/2023,theft", 1 + i % 12, 1 + i % 11);
    });
    std::fs::write(folder.path().join("rows.csv"), &file).expect("written");
    let (code, _, err) = import(folder.path(), &["incidents", "rows.csv"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("no value tells day from month") && err.contains("--accept-guess"), "{err}");
    let (code, ..) = import(folder.path(), &["incidents", "rows.csv", "--set", "date_format=%m/%d/%Y"]);
    assert_eq!(code, Some(0));
}

#[test]
fn the_formats_of_a_gis_give_what_their_csv_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    almaty(folder);
    let mut file = "lon,lat,date,category,note\n".to_owned();
    spread(300).for_each(|(_, lon, lat, day)| _ = writeln!(file, "{lon:.5},{lat:.5},{day},theft,двор"));
    std::fs::write(folder.join("rows.csv"), &file).expect("written");
    let ogr = |arguments: &[&str]| {
        let srs = if arguments.contains(&"-t_srs") { "-s_srs" } else { "-a_srs" };
        let common = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", srs, "EPSG:4326"];
        let run = Command::new("ogr2ogr").args(arguments).args(common).current_dir(folder).output();
        let run = run.expect("ogr2ogr is installed");
        assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    };
    ogr(&["rows.gpkg", "rows.csv", "-t_srs", "EPSG:32643"]);
    ogr(&["rows.geojsonl", "rows.csv", "-f", "GeoJSONSeq"]);
    ogr(&["rows.shp", "rows.csv", "-t_srs", "EPSG:32643", "-lco", "ENCODING=UTF-8"]);
    ogr(&["rows.xlsx", "rows.csv", "-f", "XLSX"]);
    ogr(&["rows.shz", "rows.csv", "-f", "ESRI Shapefile"]);
    for name in ["rows.gpkg", "rows.geojsonl", "rows.shp", "rows.shz", "rows.xlsx"] {
        let data = format!("{name}.city.gpkg");
        let _ = aula(folder, &["--data", &data, "import", "areas", "almaty.geojson", "--kind", "study_area"]).expect(0);
        let run = aula(folder, &["--data", &data, "import", "incidents", name, "--json"]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
        assert_eq!(counts(&run.json()), [300, 300, 0, 0], "{name}: {}", run.out);
        std::fs::rename(folder.join(&data), folder.join("city.gpkg")).expect("moved");
        let (lon, lat) = middle(folder);
        assert!((lon - 76.90).abs() < 0.005 && (lat - 43.25).abs() < 0.005, "{name}: {lon} {lat}");
    }
}

/// A recorded answer of Kazakhstan's register, as its fields are described: UPPER-CASE names, metres, local clock times
/// counted as if they were UTC, case numbers and houses.
fn feed() -> String {
    let system = aula_geometry::Projection::from_epsg(32642).expect("known");
    let mut features = Vec::new();
    for (i, lon, lat, _) in spread(40) {
        let place = system.from_degrees(aula_model::LonLat::new(lon, lat).expect("a place")).expect("in the system");
        let code = ["1880", "1910", "1900", "2930", "7770"][i % 5];
        // 8 February 2020, 20:30 by the clock of Almaty.
        let at = 1_581_193_800_000_i64 + 60_000 * i as i64;
        features.push(serde_json::json!({
            "attributes": { "OBJECTID": i, "CRIME_CODE": code, "HARD_CODE": "2", "STAT": "ст.188 ч.3", "DAT_SOVER": at,
                "DAT_SOVER_STR": "08.02.2020 20:30", "CITY_CODE": "1975", "FZ1R18P5": "Абая", "FZ1R18P6": "СЕКРЕТДОМ17",
                "UD": "197531031009999", "TRANSGRESSION": "5", "DISCONTINUED": 0, "GLOBALID": format!("{{G-{i}}}") },
            "geometry": { "x": place.x, "y": place.y }
        }));
    }
    serde_json::json!({ "objectIdFieldName": "OBJECTID", "spatialReference": { "wkid": 32642, "latestWkid": 32642 },
        "features": features })
    .to_string()
}

#[test]
fn the_national_feed_goes_in_with_the_right_hour_and_category_and_nothing_personal() {
    let folder = tempfile::tempdir().expect("a folder");
    almaty(folder.path());
    std::fs::write(folder.path().join("feed.json"), feed()).expect("written");
    let (code, summary, err) = import(folder.path(), &["incidents", "feed.json"]);
    assert_eq!((code, counts(&summary)), (Some(0), [40, 40, 0, 0]), "{err}");
    let (lon, lat) = middle(folder.path());
    assert!((lon - 76.90).abs() < 0.02 && (lat - 43.25).abs() < 0.02, "{lon} {lat}");
    let list = |sql: &str| {
        let run = Command::new("ogrinfo").args(["-q", "-sql", sql, "city.gpkg"]).current_dir(folder.path()).output();
        String::from_utf8_lossy(&run.expect("ogrinfo is installed").stdout).into_owned()
    };
    let codes = list("SELECT group_concat(DISTINCT category) AS c FROM incidents");
    for category in ["theft", "robbery", "fraud", "hooliganism", "other"] {
        assert!(codes.contains(category), "{category}: {codes}");
    }
    // 20:30 in Almaty was 14:30 UTC in 2020.
    let first = list("SELECT min(start_at) AS t FROM incidents");
    assert!(first.contains("2020/02/08 14:30") || first.contains("2020-02-08T14:30"), "{first}");
    // Byte by byte in the file, and in the log behind its compression.
    let file = std::fs::read(folder.path().join("city.gpkg")).expect("the data file");
    let store = aula_store::GpkgStore::open(&folder.path().join("city.gpkg")).expect("opens");
    let mut log = String::new();
    aula_store::Store::changes_since(&store, aula_model::Seq(0), &mut |changes| {
        log.push_str(&format!("{changes:?}"));
        Ok(())
    })
    .expect("reads");
    assert!(log.contains("{G-7}"), "the log was looked through");
    for secret in ["197531031009999", "СЕКРЕТДОМ17"] {
        assert!(!file.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret} is in the file");
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
