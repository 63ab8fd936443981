//! A year of Chicago's aggravated assaults: how long the publication takes and how much of it is shown.
//!
//! Needs the folder named in `AULA_TEST_DATA`.

use aula_disclosure::{
    Calendar, Counts, Detail, Ground, Group, Groups, Level, Place, PlaceId, Quarter, Row, Settings, disclose, publish,
};
use aula_model::{AreaId, AreaKind, CategoryCode, CategoryTable, ReportedBy, Viewer};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;

type Ring = Vec<(f64, f64)>;

/// A polygon's outer rings with the box around them, and its name.
struct Shape {
    name: String,
    rings: Vec<Ring>,
    bounds: [f64; 4],
}

fn read(path: &std::path::Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

fn shapes(path: &std::path::Path, property: &str) -> Vec<Shape> {
    let json: serde_json::Value = serde_json::from_str(&read(path)).unwrap();
    let ring = |ring: &serde_json::Value| -> Ring {
        let points = ring.as_array().unwrap().iter();
        points.map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap())).collect()
    };
    let features = json["features"].as_array().unwrap().iter();
    features
        .map(|f| {
            let coordinates = f["geometry"]["coordinates"].as_array().unwrap();
            let multi = f["geometry"]["type"] == "MultiPolygon";
            let rings: Vec<Ring> =
                coordinates.iter().filter_map(|c| Some(ring(if multi { c.get(0)? } else { c }))).collect();
            let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
            for (x, y) in rings.iter().flatten() {
                bounds = [bounds[0].min(*x), bounds[1].min(*y), bounds[2].max(*x), bounds[3].max(*y)];
            }
            let name = f["properties"][property].as_str().unwrap_or("city").to_lowercase();
            Shape { name, rings, bounds }
        })
        .collect()
}

/// Whether a point lies in a shape, by the crossings of a ray.
fn inside(shape: &Shape, x: f64, y: f64) -> bool {
    let [x0, y0, x1, y1] = shape.bounds;
    let crossings = |ring: &Ring| {
        let edges = ring.windows(2).filter(|e| (e[0].1 > y) != (e[1].1 > y));
        edges.filter(|e| x < (e[1].0 - e[0].0) * (y - e[0].1) / (e[1].1 - e[0].1) + e[0].0).count()
    };
    (x0..=x1).contains(&x) && (y0..=y1).contains(&y) && shape.rings.iter().map(crossings).sum::<usize>() % 2 == 1
}

fn area(kind: &str, name: &str) -> AreaId {
    AreaId::new(&AreaKind::new(kind).unwrap(), name).unwrap()
}

#[test]
#[ignore = "takes a while without optimisation"]
fn prove_a_year_of_chicago_is_published_in_seconds_and_stays_useful() {
    let Some(folder) = std::env::var_os("AULA_TEST_DATA").map(|f| PathBuf::from(f).join("data/chicago")) else {
        assert!(std::env::var_os("CI").is_none(), "AULA_TEST_DATA is not set");
        println!("skipped 1 test: AULA_TEST_DATA is not set");
        return;
    };
    let beats = shapes(&folder.join("policeBeats.geojson"), "District");
    let districts = shapes(&folder.join("policeDistricts.geojson"), "District");
    let places_of = |x: f64, y: f64| -> Option<Vec<PlaceId>> {
        let beat = beats.iter().find(|s| inside(s, x, y))?;
        let district = districts.iter().find(|s| inside(s, x, y))?;
        let cell = h3o::LatLng::new(y, x).ok()?.to_cell(h3o::Resolution::Eight);
        Some(vec![
            PlaceId::Cell8(cell.to_string()),
            PlaceId::District(area("district", &district.name)),
            PlaceId::MicroDistrict(area("micro_district", &beat.name)),
        ])
    };
    let mut pieces = BTreeSet::new();
    for i in 0..420 {
        for j in 0..420 {
            let (x, y) = (-87.95 + 0.43 * f64::from(i) / 420.0, 41.64 + 0.39 * f64::from(j) / 420.0);
            pieces.extend(places_of(x, y));
        }
    }
    let ids: BTreeSet<PlaceId> = pieces.iter().flatten().cloned().chain([PlaceId::City]).collect();
    let ground = ids.into_iter().map(|id| Place { id, addresses: None, area_m2: 1e6 });
    let ground = Ground::new(ground, pieces).unwrap();

    let table = CategoryTable::default();
    let groups = ["street", "residence", "other"];
    // One category is split by the kind of place, so that there are groups to publish by.
    let codes = ["assault", "hooliganism", "robbery"].map(|c| CategoryCode::new(c).unwrap());
    let group = |n: usize| Group { name: groups[n].to_owned(), categories: [codes[n].clone()].into() };
    let groups = Groups::new((0..3).map(group).collect(), &table).unwrap();
    let calendar = Calendar::by_year(Quarter::new(2017, 1).unwrap(), 4).unwrap();
    let text = read(&folder.join("aggravated_assaults_2010_2017.csv.gz"));
    let incidents: Vec<_> = text
        .lines()
        .filter(|l| l.starts_with("2017"))
        .filter_map(|line| {
            let mut columns = line.split(',');
            let date: jiff::civil::Date = columns.next()?.get(..10)?.parse().ok()?;
            let kind = match columns.next()? {
                "street" => 0,
                "residence" => 1,
                _ => 2,
            };
            let (x, y) = (columns.next()?.parse().ok()?, columns.next()?.parse().ok()?);
            Some((Quarter::of(date).ok()?, kind, places_of(x, y)?))
        })
        .collect();
    let rows = incidents.iter().map(|(quarter, kind, places)| Row {
        category: &codes[*kind],
        reported_by: ReportedBy::Resident,
        quarter: *quarter,
        places,
    });
    let (counts, report) = Counts::tally(&ground, &calendar, &groups, &table, rows);
    let report = disclose(report, &Viewer::operator()).unwrap().into_inner();
    println!("{} pieces of ground, {report:?}", ground.atoms().len());
    assert!(report.counted > 10_000 && report.outside_ground * 50 < report.counted);

    let day = jiff::civil::date(2018, 1, 15);
    let start = std::time::Instant::now();
    let proposal = publish(&counts, &Settings::default(), day, None).unwrap();
    let taken = start.elapsed();
    let again = publish(&counts, &Settings::default(), day, None).unwrap();
    assert_eq!(proposal.publication.get().bytes().unwrap(), again.publication.get().bytes().unwrap());
    let review = disclose(proposal.review, &Viewer::operator()).unwrap().into_inner();
    println!("{} units in {taken:?}", proposal.publication.get().units().len());
    for ((level, detail), u) in &review.utility {
        println!("{level:?} {detail:?} {:?} {} of {} incidents plain", u.units, u.incidents_plain, u.incidents);
    }
    for level in [Level::Cell8, Level::MicroDistrict] {
        let year = review.utility[&(level, Detail::Year)];
        assert!(year.incidents_shown * 10 >= year.incidents * 9, "{level:?}: {year:?}");
    }
}
