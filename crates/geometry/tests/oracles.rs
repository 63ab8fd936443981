//! Real boundaries against counts and cells made with the reference library of H3.

mod support;

use aula_geometry::{
    CellIndex, LocalMetres, PreparedArea, Resolution, StudySet, cell_area_m2, covering, covering_shares, repair,
};
use aula_model::LonLat;
use geo_types::MultiPolygon;
use std::time::Instant;
use support::{areas, data};

fn almaty_districts(folder: &std::path::Path) -> MultiPolygon<f64> {
    MultiPolygon::new(areas(&folder.join("data/almaty/almaty_districts.geojson")).into_iter().flatten().collect())
}

#[test]
fn almatys_districts_and_boundary_have_the_cells_of_the_reference() {
    let Some(folder) = data("almatys_districts_and_boundary_have_the_cells_of_the_reference") else { return };
    let boundary = areas(&folder.join("data/almaty/almaty_city_boundary_2017.geojson")).remove(0);
    for (area, nine, ten) in [(almaty_districts(&folder), 5_575, 39_039), (boundary, 5_582, 39_107)] {
        for (resolution, expected) in [(Resolution::Nine, nine), (Resolution::Ten, ten)] {
            let start = Instant::now();
            let cells = covering(&area, resolution).unwrap();
            println!("{} cells of resolution {resolution} in {:?}", cells.len(), start.elapsed());
            assert_eq!(cells.len(), expected);
            assert!(cells.windows(2).all(|w| w[0] < w[1]));
        }
    }
}

#[test]
fn chicago_has_exactly_the_golden_cells() {
    let Some(folder) = data("chicago_has_exactly_the_golden_cells") else { return };
    let boundary = areas(&folder.join("data/chicago/chicagoBoundary.geojson")).remove(0);
    let mut golden = csv::Reader::from_path(folder.join("golden/chicago_burglary_2017_r9.csv")).unwrap();
    let mut expected: Vec<CellIndex> = golden.records().map(|row| row.unwrap()[0].parse().unwrap()).collect();
    expected.sort();
    assert_eq!(expected.len(), 5_306);
    assert_eq!(covering(&boundary, Resolution::Nine).unwrap(), expected);
}

#[test]
fn the_districts_of_a_city_share_out_its_cells_and_their_shares_add_up() {
    let Some(folder) = data("the_districts_of_a_city_share_out_its_cells_and_their_shares_add_up") else { return };
    let districts = areas(&folder.join("data/almaty/almaty_districts.geojson"));
    let all = covering(&almaty_districts(&folder), Resolution::Nine).unwrap();
    let mut one_by_one: Vec<CellIndex> =
        districts.iter().flat_map(|d| covering(d, Resolution::Nine).unwrap()).collect();
    one_by_one.sort_unstable();
    assert_eq!(one_by_one, all, "each cell belongs to exactly one district");
    for district in &districts {
        use geo::GeodesicArea;
        let start = Instant::now();
        let shares = covering_shares(district, Resolution::Ten).unwrap();
        let by_cells_m2: f64 = shares.iter().map(|&(cell, share)| share * cell_area_m2(cell)).sum();
        let exact_m2 = district.geodesic_area_unsigned();
        println!("{} cells, {by_cells_m2:.0} of {exact_m2:.0} m² in {:?}", shares.len(), start.elapsed());
        // the sphere of H3 against the ellipsoid: 0.18 % there
        assert!((exact_m2 / by_cells_m2 - 1.0018).abs() < 5e-4, "{}", exact_m2 / by_cells_m2);
    }
}

#[test]
fn every_chicago_neighbourhood_comes_out_valid_with_its_area() {
    let Some(folder) = data("every_chicago_neighbourhood_comes_out_valid_with_its_area") else { return };
    use geo::{Area, Validation};
    let drawn = areas(&folder.join("data/chicago/chicagoNhoods.geojson"));
    assert_eq!(drawn.len(), 98);
    let invalid = drawn.iter().filter(|a| !a.is_valid()).count();
    assert!(invalid >= 4, "{invalid}");
    for (i, area) in drawn.into_iter().enumerate() {
        let was_valid = area.is_valid();
        let (mended, repairs) = repair(area.clone()).unwrap();
        assert!(mended.is_valid(), "{i}");
        assert!((mended.unsigned_area() / area.unsigned_area() - 1.0).abs() < 0.01);
        if !was_valid {
            println!("neighbourhood {i}: {repairs:?}");
            assert!(!repairs.is_empty());
        }
    }
}

#[test]
fn real_boundaries_that_are_valid_are_left_as_they_are() {
    let Some(folder) = data("real_boundaries_that_are_valid_are_left_as_they_are") else { return };
    use geo::CoordsIter;
    for file in [
        "almaty/almaty_districts",
        "almaty/almaty_city_boundary_2017",
        "chicago/chicagoBoundary",
        "chicago/policeBeats",
    ] {
        for area in areas(&folder.join(format!("data/{file}.geojson"))) {
            let (mended, repairs) = repair(area.clone()).unwrap();
            let crossings = repairs.iter().any(|r| matches!(r, aula_geometry::Repair::MendedCrossings { .. }));
            assert!(!crossings, "{file}: {repairs:?}");
            assert!(mended.coords_count() <= area.coords_count());
        }
    }
}

/// Speed where imports and analyses need it; the limits are loose enough for a debug build on a busy machine.
#[test]
fn a_city_is_served_in_good_time() {
    let Some(folder) = data("a_city_is_served_in_good_time") else { return };
    let chicago = areas(&folder.join("data/chicago/chicagoBoundary.geojson")).remove(0);
    let start = Instant::now();
    let prepared = PreparedArea::new(&chicago);
    println!("prepared in {:?}", start.elapsed());
    let start = Instant::now();
    let point =
        |i: u32| LonLat::new(-87.94 + f64::from(i % 1000) * 4.2e-4, 41.64 + f64::from(i / 1000) * 3.9e-4).unwrap();
    let inside = (0..1_000_000).filter(|&i| prepared.contains(point(i))).count();
    println!("1,000,000 points, {inside} inside, in {:?}", start.elapsed());
    assert!((300_000..700_000).contains(&inside));
    assert!(start.elapsed().as_secs() < 5);

    let start = Instant::now();
    let plane = LocalMetres::new(point(500_500));
    let east = (0..1_000_000).filter(|&i| plane.to_metres(point(i)).x_m > 0.0).count();
    println!("1,000,000 points into metres, {east} east, in {:?}", start.elapsed());

    let set = StudySet::new(Resolution::Ten, covering(&almaty_districts(&folder), Resolution::Ten).unwrap()).unwrap();
    let start = Instant::now();
    let rings = set.k_rings(1).unwrap();
    println!("rings of {} cells in {:?}", set.len(), start.elapsed());
    assert_eq!(rings.offsets.len(), set.len() + 1);
    assert!(start.elapsed().as_secs() < 2);
    let start = Instant::now();
    let (areas_m2, id) = (set.areas_m2(), set.id());
    println!("areas ({:.0} m²) and id {id} in {:?}", areas_m2.iter().sum::<f64>(), start.elapsed());
}
