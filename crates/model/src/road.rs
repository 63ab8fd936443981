//! Streets and paths of the network.

use crate::{LonLat, ModelError, Names};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

crate::source::code! {
    /// What sort of way a road is, in the words of OpenStreetMap's `highway`: `primary`, `residential`, `footway`, …
    RoadClass, "road class", 40
}

impl RoadClass {
    /// Ways that lead through country where nobody lives, or are no street: they make no cell inhabited.
    pub const NO_GROUND: &'static [&'static str] = &[
        "bridleway",
        "bus_guideway",
        "construction",
        "cycleway",
        "footway",
        "motorway",
        "motorway_link",
        "path",
        "pedestrian_area",
        "platform",
        "proposed",
        "raceway",
        "steps",
        "track",
        "trunk",
        "trunk_link",
        "via_ferrata",
    ];
    /// Ways that nobody walks along.
    pub const NOT_ON_FOOT: &'static [&'static str] = &[
        "bus_guideway",
        "construction",
        "motorway",
        "motorway_link",
        "platform",
        "proposed",
        "raceway",
        "via_ferrata",
    ];

    /// Whether somebody lives or works along such a way.
    #[must_use]
    pub fn is_ground(&self) -> bool {
        !Self::NO_GROUND.contains(&self.as_str())
    }

    /// Whether it can be walked along.
    #[must_use]
    pub fn is_walked(&self) -> bool {
        !Self::NOT_ON_FOOT.contains(&self.as_str())
    }
}

/// The lines of a road in degrees (longitude, latitude), written as GeoJSON has them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub enum RoadLines {
    /// One line.
    LineString(Vec<[f64; 2]>),
    /// Several.
    MultiLineString(Vec<Vec<[f64; 2]>>),
}

impl RoadLines {
    /// Each line.
    pub fn iter(&self) -> impl Iterator<Item = &[[f64; 2]]> {
        let lines: Vec<&[[f64; 2]]> = match self {
            Self::LineString(line) => vec![line.as_slice()],
            Self::MultiLineString(lines) => lines.iter().map(Vec::as_slice).collect(),
        };
        lines.into_iter()
    }

    /// Each line as places; corners that are none are left out.
    pub fn places(&self) -> impl Iterator<Item = Vec<LonLat>> {
        self.iter().map(|line| line.iter().filter_map(|[lon, lat]| LonLat::new(*lon, *lat).ok()).collect())
    }
}

/// One way of the network: the body of a document of [`Kind::Road`](crate::Kind::Road).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Road {
    /// Where it runs.
    pub geometry: RoadLines,
    /// What sort of way it is; where none is told, a street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<RoadClass>,
    /// Its name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    /// What else the source says, as text by column name: whether it is lit, for example.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<SmolStr, SmolStr>,
}

impl Road {
    /// A road by its lines.
    ///
    /// # Errors
    /// [`ModelError::Range`] where no line has two corners, or a corner is no longitude and latitude.
    pub fn new(lines: Vec<Vec<[f64; 2]>>) -> Result<Self, ModelError> {
        for [lon, lat] in lines.iter().flatten() {
            LonLat::new(*lon, *lat)?;
        }
        let mut lines: Vec<Vec<[f64; 2]>> = lines.into_iter().filter(|line| line.len() > 1).collect();
        let geometry = match lines.len() {
            0 => {
                let reason = "a line has two corners or more";
                return Err(ModelError::Range { what: "line of a road", value: "0".to_owned(), reason });
            }
            1 => RoadLines::LineString(lines.swap_remove(0)),
            _ => RoadLines::MultiLineString(lines),
        };
        Ok(Self { geometry, class: None, names: None, attributes: BTreeMap::new() })
    }

    /// Whether somebody lives or works along it.
    #[must_use]
    pub fn is_ground(&self) -> bool {
        self.class.as_ref().is_none_or(RoadClass::is_ground)
    }

    /// Whether it can be walked along.
    #[must_use]
    pub fn is_walked(&self) -> bool {
        self.class.as_ref().is_none_or(RoadClass::is_walked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_as_geojson_and_read_back() {
        let mut road = Road::new(vec![vec![[76.9, 43.2], [76.91, 43.2]], vec![[1.0, 2.0]]]).unwrap();
        road.class = Some(RoadClass::new("residential").unwrap());
        let json = serde_json::to_value(&road).unwrap();
        assert_eq!(json["geometry"]["type"], "LineString");
        assert_eq!(json["geometry"]["coordinates"][1][0], 76.91);
        assert_eq!(serde_json::from_value::<Road>(json).unwrap(), road);
        assert!(road.is_ground() && road.is_walked());
        assert!(Road::new(vec![vec![[76.9, 43.2]]]).is_err());
        assert!(Road::new(vec![vec![[76.9, 143.2], [0.0, 0.0]]]).is_err());
    }

    #[test]
    fn a_mountain_path_is_walked_but_nobody_lives_there() {
        let of = |class: &str| RoadClass::new(class).unwrap();
        assert!(of("path").is_walked() && !of("path").is_ground());
        assert!(!of("motorway").is_walked() && !of("motorway").is_ground());
        assert!(of("living_street").is_ground());
    }
}
