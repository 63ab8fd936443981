//! Things that stand somewhere and may raise or lower the risk: places.

use crate::{Accuracy, LonLat, Names, SourceId, SourceName, TimeSpan, incident::is_default};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

crate::source::code! {
    /// The kind of a place: `street_lights_out`, `abandoned_cars`, `bus_stop`, … or a city's own.
    PlaceKind, "place kind", 40
}

impl PlaceKind {
    /// The kinds of the contract; a city may add its own.
    pub const CONTRACT: &'static [&'static str] = &[
        "street_lights_out",
        "abandoned_cars",
        "sanitation",
        "graffiti",
        "abandoned_buildings",
        "liquor_retail",
        "bus_stop",
        "school",
        "bar",
        "police_post",
        "camera",
        "street_light",
    ];

    /// The kinds that say that somebody lives or works there: they make a cell inhabited and are no factor.
    pub const GROUND: &'static [&'static str] = &["building", "address", "road"];

    /// Whether this kind makes a cell inhabited.
    #[must_use]
    pub fn is_ground(&self) -> bool {
        Self::GROUND.contains(&self.as_str())
    }
}

/// One place, or one report about a place (a lamp out, an abandoned car).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Where the record comes from.
    pub source: SourceName,
    /// What the source calls it; without one, equal rows are counted as often as they stand in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<SourceId>,
    /// What stands there.
    pub kind: PlaceKind,
    /// Where.
    pub location: LonLat,
    /// How exactly that is known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accuracy: Accuracy,
    /// Its name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<Names>,
    /// When it was there or was reported; none for what simply stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<TimeSpan>,
    /// What else the source says, as text by column name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<SmolStr, SmolStr>,
    /// Whether it lay outside the study area when it was imported.
    #[serde(default, skip_serializing_if = "is_default")]
    pub outside_study_area: bool,
}
