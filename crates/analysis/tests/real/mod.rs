//! Chicago's real files as a snapshot, where `AULA_TEST_DATA` says where they are.

use aula_model::{Accuracy, Change, HarmWeight};
use aula_model::{
    Area, CitySettings, Cleared, ContentHash, Entity, Incident, LonLat, Names, Occurrences, Op, Place, ReportedBy, Seq,
    SourceId, SourceName, TimeSpan,
};
use aula_snapshot::Snapshot;
use flate2::read::GzDecoder;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

/// The folder of Chicago's files; none is a skip, in continuous integration a failure.
pub(crate) fn folder() -> Option<PathBuf> {
    let found = std::env::var_os("AULA_TEST_DATA").map(|f| PathBuf::from(f).join("data/chicago"));
    let found = found.filter(|f| f.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "AULA_TEST_DATA must be there in continuous integration");
        eprintln!("skipped: AULA_TEST_DATA is not there");
    }
    found
}

/// Rows of a compressed table, by column name.
fn rows(file: &std::path::Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(file).expect("the file")));
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// A city in the making.
pub(crate) struct Maker {
    entities: Vec<Entity>,
    settings: CitySettings,
    folder: PathBuf,
}

impl Maker {
    pub(crate) fn new(folder: PathBuf) -> Self {
        let settings = CitySettings { timezone: "America/Chicago".into(), ..CitySettings::default() };
        let text = std::fs::read_to_string(folder.join("chicagoBoundary.geojson")).expect("the boundary");
        let collection: geojson::FeatureCollection = text.parse().expect("GeoJSON");
        let geometry = collection.features[0].geometry.clone().expect("a geometry");
        let shape: geo_types::Geometry<f64> = geometry.try_into().expect("a shape");
        let geometry = match shape {
            geo_types::Geometry::Polygon(polygon) => polygon.into(),
            geo_types::Geometry::MultiPolygon(many) => many,
            other => panic!("{other:?}"),
        };
        let area = Area {
            id: "study_area:chicago".parse().unwrap(),
            names: Names::single("Chicago").unwrap(),
            geometry,
            parent: None,
            exposures: Vec::new(),
            attributes: BTreeMap::new(),
        };
        Self { entities: vec![Entity::Area(Box::new(area))], settings, folder }
    }

    /// Adds a table of incidents: a date (or a year) and a place in the columns named.
    pub(crate) fn incidents(&mut self, file: &str, category: &str, time: &str, lon: &str, lat: &str) -> &mut Self {
        let zone = self.settings.time_zone().unwrap();
        for (number, row) in rows(&self.folder.join(file)).iter().enumerate() {
            let text = row[time].get(..10).unwrap_or(&row[time]);
            let when = match (text.parse::<Date>(), text.parse::<i16>()) {
                (Ok(day), _) => TimeSpan::of_day(day, &zone),
                (_, Ok(year)) => TimeSpan::of_year(year, &zone),
                _ => continue,
            };
            let Ok(location) = LonLat::new(row[lon].parse().unwrap(), row[lat].parse().unwrap()) else { continue };
            self.entities.push(Entity::Incident(Box::new(Incident {
                source: SourceName::new("chicago").unwrap(),
                source_id: Some(SourceId::new(&format!("{file}-{number}")).unwrap()),
                category: category.parse().unwrap(),
                when: when.unwrap(),
                registered_at: None,
                location,
                accuracy: Accuracy::Point,
                reported_by: ReportedBy::Unknown,
                cleared: Cleared::Unknown,
                discontinued: false,
                harm_weight: HarmWeight::default(),
                outside_study_area: false,
            })));
        }
        self
    }

    /// Adds the 311 factors of 2017.
    pub(crate) fn factors(&mut self) -> &mut Self {
        let zone = self.settings.time_zone().unwrap();
        let when = TimeSpan::of_year(2017, &zone).unwrap();
        for (number, row) in rows(&self.folder.join("factors_311_2017.csv.gz")).iter().enumerate() {
            let Ok(location) = LonLat::new(row["lon"].parse().unwrap(), row["lat"].parse().unwrap()) else { continue };
            self.entities.push(Entity::Place(Box::new(Place {
                source: SourceName::new("chicago").unwrap(),
                source_id: Some(SourceId::new(&format!("311-{number}")).unwrap()),
                kind: row["factor"].parse().unwrap(),
                location,
                accuracy: Accuracy::Point,
                names: None,
                when: Some(when),
                attributes: BTreeMap::new(),
                outside_study_area: false,
            })));
        }
        self
    }

    pub(crate) fn snapshot(&mut self) -> Snapshot {
        let settings = Entity::Settings(Box::new(self.settings.clone()));
        let mut seen = Occurrences::default();
        let entities = std::iter::once(settings).chain(self.entities.drain(..));
        let log = entities.zip(1..).map(|(entity, seq)| {
            let key = entity.key(ContentHash::of(&[]), &mut seen);
            (Seq(seq), Change { kind: entity.kind(), key, op: Op::Put(entity) })
        });
        Snapshot::build(log.collect::<Vec<_>>()).expect("a snapshot")
    }
}
