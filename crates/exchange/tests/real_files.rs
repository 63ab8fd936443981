//! Real files of five cities: how many rows are taken, and for what the others are rejected.

mod common;

use aula_exchange::*;
use aula_model::{AreaKind, ExposureKind, Incident, Key, Place, Precision};
use common::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

fn incidents_of(path: &str, zone: &str, sets: &[&str]) -> Option<Reading<Incident>> {
    let path = real(path)?;
    let (categories, source) = (table(), source_name_of_file(&path));
    let ctx = context(zone, source.as_str(), &categories);
    let reading = read_incidents(File::open(path).unwrap(), &mapping(sets), &ctx, &mut |_| {}).unwrap();
    adds_up(&reading);
    let keys: BTreeSet<Key> = reading.rows.iter().map(|r| r.key).collect();
    assert_eq!(keys.len(), reading.rows.len(), "every record has an identity of its own");
    Some(reading)
}

fn places_of(path: &str, sets: &[&str]) -> Option<Reading<Place>> {
    let path = real(path)?;
    let (categories, source) = (table(), source_name_of_file(&path));
    let ctx = context("America/Chicago", source.as_str(), &categories);
    let reading = read_places(File::open(path).unwrap(), &mapping(sets), &ctx, &mut |_| {}).unwrap();
    adds_up(&reading);
    Some(reading)
}

fn precisions(reading: &Reading<Incident>) -> BTreeSet<Precision> {
    reading.rows.iter().map(|r| r.value.when.precision()).collect()
}

#[test]
fn chicago_burglaries_of_a_year_are_all_taken() {
    let Some(r) = incidents_of("chicago/burglary_2017.csv.gz", "America/Chicago", &["category=burglary"]) else {
        return;
    };
    assert_eq!((r.rows.len(), r.rejected.len()), (6_876, 0));
    assert_eq!(precisions(&r), BTreeSet::from([Precision::Year]));
    let first = &r.rows[0].value;
    assert_eq!(first.when.start().to_string(), "2017-01-01T06:00:00Z");
    assert_eq!((first.source.as_str(), first.location.lon()), ("burglary_2017", -87.708494));
}

#[test]
fn the_one_row_without_a_date_is_rejected_by_its_line() {
    let Some(r) = incidents_of("chicago/burglary_2016_daily.csv.gz", "America/Chicago", &["category=burglary"]) else {
        return;
    };
    assert_eq!((r.read, r.rows.len()), (11_701, 11_700));
    let rejected = &r.rejected[0];
    assert_eq!((rejected.row, rejected.line, rejected.code), (2_363, 2_364, RejectCode::NoTime));
    assert_eq!(rejected.fields, ["", "-87.619926", "41.821461"]);
    assert_eq!(precisions(&r), BTreeSet::from([Precision::Day]));
}

#[test]
fn equal_rows_of_a_source_without_identifiers_are_all_kept_and_keep_their_keys() {
    let path = "chicago/aggravated_assaults_2010_2017.csv.gz";
    let Some(r) = incidents_of(path, "America/Chicago", &["category=assault"]) else { return };
    assert_eq!((r.rows.len(), r.duplicates), (117_875, 0));
    assert_eq!(precisions(&r), BTreeSet::from([Precision::Minute]));
    let again = incidents_of(path, "America/New_York", &["category=robbery"]).unwrap();
    assert!(r.rows.iter().zip(&again.rows).all(|(a, b)| a.key == b.key), "another mapping corrects the same records");
}

#[test]
fn requests_of_chicago_are_places_of_six_kinds() {
    let Some(r) = places_of("chicago/factors_311_2017.csv.gz", &[]) else { return };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    r.rows.iter().for_each(|row| *kinds.entry(row.value.kind.as_str()).or_default() += 1);
    let expected = [
        ("abandoned_buildings", 3_653),
        ("abandoned_cars", 31_390),
        ("graffiti", 54_177),
        ("liquor_retail", 937),
        ("sanitation", 19_733),
        ("street_lights_out", 14_587),
    ];
    assert_eq!(kinds, BTreeMap::from(expected));
    assert_eq!((r.read, r.notes.len()), (124_477, 0));
}

#[test]
fn semicolons_and_decimal_commas_are_found_by_themselves() {
    let path = "formats/medellin_homicides_semicolon_decimalcomma.csv.gz";
    let Some(r) = incidents_of(path, "America/Bogota", &["category=homicide"]) else { return };
    assert_eq!((r.read, r.rows.len()), (9_360, 9_279));
    assert_eq!(reasons(&r), BTreeMap::from([("no_coordinates", 81)]));
    assert_eq!(r.rows[0].value.location.lon(), -75.569854);
}

#[test]
fn months_written_as_their_first_day_are_months() {
    let path = "formats/lancashire_asb_2022.tab.gz";
    let Some(r) = incidents_of(path, "Europe/London", &["category=hooliganism"]) else { return };
    assert_eq!(r.rows.len(), 56_434);
    assert_eq!(precisions(&r), BTreeSet::from([Precision::Month]));
}

#[test]
fn a_number_with_two_places_is_taken_once_and_the_other_named() {
    let sets = ["categories.AGGRAVATED BURGLARY=burglary"];
    let Some(r) = incidents_of("formats/cincinnati_burglary.csv.gz", "America/New_York", &sets) else { return };
    let counts = reasons(&r);
    assert_eq!((r.read, counts["no_coordinates"]), (8_723, 426));
    assert_eq!((counts.len(), counts["conflicting_identifier"], r.duplicates), (2, 1_637, 0));
    let second = &r.rejected[0];
    assert_eq!((second.row, second.line, second.column.as_deref()), (2, 3, Some("incident_no")));
    assert!(second.reason.contains("row 1") && second.reason.contains("219027252"), "{}", second.reason);
    let without = incidents_of("formats/cincinnati_burglary.csv.gz", "America/New_York", &[sets[0], "id="]).unwrap();
    assert_eq!(without.rows.len() + 426, 8_723);
}

#[test]
fn identifiers_of_memphis_become_identities() {
    let path = "memphis/memphis_robberies_2019.csv";
    let Some(r) = incidents_of(path, "America/Chicago", &["categories.personal robbery=robbery"]) else { return };
    assert_eq!(r.rows.len(), 2_245);
    assert_eq!(r.rows[0].value.source_id.as_ref().unwrap().as_str(), "15213800");
    let unmapped = incidents_of(path, "America/Chicago", &[]).unwrap();
    assert_eq!(reasons(&unmapped), BTreeMap::from([("unknown_category", 2_245)]));
}

#[test]
fn openstreetmap_gives_places_by_points_lines_and_outlines() {
    let Some(points) =
        places_of("almaty/osm2012_poi.geojson.gz", &["columns.kind=class", "kinds.amenity=school=school"])
    else {
        return;
    };
    assert_eq!((points.rows.len(), points.rejected.len()), (993, 0));
    for (path, kind, count) in [
        ("almaty/osm2012_roads.geojson.gz", "kind=road", 4_269),
        ("almaty/osm2012_buildings.geojson.gz", "kind=building", 8_201),
    ] {
        let r = places_of(path, &[kind]).unwrap();
        assert_eq!((r.rows.len(), r.rejected.len(), r.notes.len()), (count, 0, 1));
        assert!(r.rows.iter().all(|p| (76.0..78.0).contains(&p.value.location.lon())));
    }
}

#[test]
fn areas_of_four_cities_have_codes_names_and_residents() {
    for (path, sets, taken, rejected, first) in [
        ("chicago/chicagoBoundary.geojson", &[][..], 1, 0, "a:chicagoboundary"),
        ("chicago/chicagoNhoods.geojson", &[], 98, 0, "a:grand_boulevard"),
        ("chicago/policeBeats.geojson", &[], 275, 2, "a:1713"),
        ("chicago/policeDistricts.geojson", &[], 23, 2, "a:17"),
        ("chicago/community_areas_population_2010.geojson", &["residents=POP2010"], 77, 0, "a:douglas"),
        ("almaty/almaty_districts.geojson", &["residents=population_2026"], 8, 0, "a:turksib"),
        ("almaty/almaty_city_boundary_2017.geojson", &[], 1, 0, "a:almaty"),
        ("almaty/osm2012_areas.geojson.gz", &[], 132, 0, "a:22733696"),
        ("almaty/osm2012_residential.geojson.gz", &[], 60, 0, "a:23647098"),
        ("formats/lancashire_districts.geojson", &[], 14, 0, "a:e06000008"),
    ] {
        let Some(file) = real(path) else { continue };
        let (categories, source) = (table(), source_name_of_file(&file));
        let ctx = context("Asia/Almaty", source.as_str(), &categories);
        let kind = AreaKind::new("a").unwrap();
        let r = read_areas(File::open(file).unwrap(), &kind, &mapping(sets), &ctx, &mut |_| {}).unwrap();
        adds_up(&r);
        assert_eq!((r.rows.len(), r.rejected.len()), (taken, rejected), "{path}");
        assert_eq!(r.rows[0].value.id.as_str(), first, "{path}");
        assert!(r.rejected.iter().all(|x| x.code == RejectCode::DuplicateCode), "{path}");
        let on = jiff::civil::date(2026, 1, 1);
        let residents: f64 = r.rows.iter().filter_map(|a| a.value.exposure(ExposureKind::Residents, on)).sum();
        match path {
            "chicago/community_areas_population_2010.geojson" => assert_eq!(residents, 2_695_598.0),
            "almaty/almaty_districts.geojson" => assert!(residents > 2e6, "{residents}"),
            _ => assert_eq!(residents, 0.0),
        }
    }
}
