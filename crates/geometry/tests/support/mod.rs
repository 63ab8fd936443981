//! The folder of real data, and what is read from it.

use geo_types::MultiPolygon;
use std::path::PathBuf;

/// The folder of real data, or none, which prints a skip (and fails where `CI` is set).
pub(crate) fn data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("AULA_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{test}: AULA_TEST_DATA is not set");
        println!("skipped: {test} (AULA_TEST_DATA is not set)");
    }
    folder
}

/// The areas of a GeoJSON file, in its order.
pub(crate) fn areas(path: &std::path::Path) -> Vec<MultiPolygon<f64>> {
    let text = std::fs::read_to_string(path).unwrap();
    let collection: geojson::FeatureCollection = text.parse::<geojson::GeoJson>().unwrap().try_into().unwrap();
    let area = |f: geojson::Feature| match geo_types::Geometry::try_from(f.geometry.unwrap()).unwrap() {
        geo_types::Geometry::Polygon(p) => MultiPolygon::new(vec![p]),
        geo_types::Geometry::MultiPolygon(m) => m,
        other => panic!("{other:?}"),
    };
    collection.features.into_iter().map(area).collect()
}
