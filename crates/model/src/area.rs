//! Parts of the city: the study area, districts, micro-districts, precincts, yards.

use crate::{ModelError, Names};
use geo_types::MultiPolygon;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

crate::source::code! {
    /// The kind of an area: `study_area`, `district`, `micro_district`, `precinct`, `yard` or a city's own.
    AreaKind, "area kind", 40
}

impl AreaKind {
    /// The kinds of the contract; a city may add its own.
    pub const CONTRACT: &'static [&'static str] = &["study_area", "district", "micro_district", "precinct", "yard"];
}

/// An area's identity, `kind:code`, as it stands in addresses and parameters (`district:medeu`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "SmolStr", into = "SmolStr")]
pub struct AreaId(SmolStr);

impl AreaId {
    /// An identity out of a kind and a code; the code has 1 to 80 characters out of `a-z 0-9 _ - .`.
    ///
    /// # Errors
    /// [`ModelError::Code`] for another code.
    pub fn new(kind: &AreaKind, code: &str) -> Result<Self, ModelError> {
        let code = crate::source::check_code("area code", code, 80)?;
        Ok(Self(SmolStr::new(format!("{kind}:{code}"))))
    }

    /// The identity as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the colon.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// The part behind the colon.
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, code)| code)
    }
}

impl std::str::FromStr for AreaId {
    type Err = ModelError;
    fn from_str(s: &str) -> Result<Self, ModelError> {
        let (kind, code) = s.split_once(':').ok_or_else(|| ModelError::Range {
            what: "area",
            value: s.chars().take(80).collect(),
            reason: "write it as kind:code, for example district:medeu",
        })?;
        Self::new(&AreaKind::new(kind)?, code)
    }
}

impl TryFrom<SmolStr> for AreaId {
    type Error = ModelError;
    fn try_from(s: SmolStr) -> Result<Self, ModelError> {
        s.parse()
    }
}

impl From<AreaId> for SmolStr {
    fn from(id: AreaId) -> Self {
        id.0
    }
}

impl std::fmt::Display for AreaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an area is exposed with: the denominator of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposureKind {
    /// People who live there.
    Residents,
    /// Addresses.
    Addresses,
    /// Built-up ground in square metres.
    #[serde(rename = "built_up_m2")]
    BuiltUpM2,
}

crate::names::word_list!(ExposureKind, "exposure", Residents => "residents", Addresses => "addresses", BuiltUpM2 => "built_up_m2");

/// An exposure of an area, and when it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// What is counted.
    pub kind: ExposureKind,
    /// How much: people, addresses or square metres.
    pub value: f64,
    /// First day on which it holds; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// First day on which it holds no longer; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Exposure {
    /// An exposure without an end.
    ///
    /// # Errors
    /// [`ModelError::Negative`] for a negative or non-finite value.
    pub fn new(kind: ExposureKind, value: f64, from: Option<Date>, to: Option<Date>) -> Result<Self, ModelError> {
        if value.is_finite() && value >= 0.0 {
            Ok(Self { kind, value, from, to })
        } else {
            Err(ModelError::Negative { what: "exposure", value })
        }
    }
}

/// One area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// `kind:code`.
    pub id: AreaId,
    /// Its names.
    pub names: Names,
    /// Its outline in degrees, valid (rings closed, no self-intersection): `geometry` repairs or refuses others.
    pub geometry: MultiPolygon<f64>,
    /// The area of a coarser kind it belongs to, where a source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AreaId>,
    /// Dated exposures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exposures: Vec<Exposure>,
    /// What else the source says, as text by column name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<SmolStr, SmolStr>,
}

impl Area {
    /// The exposure of a kind that holds on a day; of several the one that began last.
    #[must_use]
    pub fn exposure(&self, kind: ExposureKind, on: Date) -> Option<f64> {
        let holds = |e: &&Exposure| e.kind == kind && e.from.is_none_or(|f| f <= on) && e.to.is_none_or(|t| on < t);
        self.exposures.iter().filter(holds).max_by_key(|e| e.from).map(|e| e.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_area_id_reads_back_as_it_was_written() {
        let id: AreaId = "district:medeu".parse().unwrap();
        assert_eq!((id.kind(), id.code(), id.to_string().as_str()), ("district", "medeu", "district:medeu"));
        assert!("medeu".parse::<AreaId>().is_err());
        assert!("district:Medeu Район".parse::<AreaId>().is_err());
    }

    #[test]
    fn of_several_exposures_the_one_that_holds_and_began_last_counts() {
        let residents = |value, from| Exposure::new(ExposureKind::Residents, value, from, None).unwrap();
        let area = Area {
            id: "district:a".parse().unwrap(),
            names: Names::single("A").unwrap(),
            geometry: MultiPolygon::new(vec![]),
            parent: None,
            exposures: vec![residents(10.0, None), residents(20.0, Some(date(2024, 1, 1)))],
            attributes: BTreeMap::new(),
        };
        assert_eq!(area.exposure(ExposureKind::Residents, date(2023, 6, 1)), Some(10.0));
        assert_eq!(area.exposure(ExposureKind::Residents, date(2024, 6, 1)), Some(20.0));
        assert_eq!(area.exposure(ExposureKind::Addresses, date(2024, 6, 1)), None);
    }
}
