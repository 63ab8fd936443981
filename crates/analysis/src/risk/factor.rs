//! What may explain where incidents are.

use aula_model::{AreaId, ExposureKind, PlaceKind};
use std::collections::BTreeMap;

/// A factor by where its values come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactorSource {
    /// Places of a kind; written `places.KIND`.
    Places(PlaceKind),
    /// An exposure of the areas of a kind, per km² of the area; written `area.KIND.EXPOSURE`.
    Exposure(String, ExposureKind),
    /// A number that areas of a kind carry as an attribute; written `area.KIND.@NAME`.
    Attribute(String, String),
    /// A layer that the caller gives, such as a factor of the yard checklist; written `given.NAME`.
    Given(String),
}

impl std::fmt::Display for FactorSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Places(kind) => write!(f, "places.{kind}"),
            Self::Exposure(kind, exposure) => write!(f, "area.{kind}.{exposure}"),
            Self::Attribute(kind, name) => write!(f, "area.{kind}.@{name}"),
            Self::Given(name) => write!(f, "given.{name}"),
        }
    }
}

impl std::str::FromStr for FactorSource {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{s}` is no factor; write places.KIND, area.KIND.EXPOSURE, area.KIND.@NAME or given.NAME");
        match s.split_once('.').ok_or_else(wrong)? {
            ("places", kind) => PlaceKind::new(kind).map(Self::Places).map_err(|_| wrong()),
            ("given", name) if !name.is_empty() => Ok(Self::Given(name.to_owned())),
            ("area", rest) => {
                let (kind, name) = rest.split_once('.').ok_or_else(wrong)?;
                match name.strip_prefix('@') {
                    Some(name) if !name.is_empty() => Ok(Self::Attribute(kind.to_owned(), name.to_owned())),
                    Some(_) => Err(wrong()),
                    None => Ok(Self::Exposure(kind.to_owned(), name.parse().map_err(|_| wrong())?)),
                }
            }
            _ => Err(wrong()),
        }
    }
}

impl FactorSource {
    /// Whether only aggravation makes sense: neglect and things that draw harm, but not posts, cameras and lamps.
    #[must_use]
    pub fn only_aggravates(&self) -> bool {
        const NEGLECT: [&str; 6] =
            ["street_lights_out", "abandoned_cars", "sanitation", "graffiti", "abandoned_buildings", "liquor_retail"];
        matches!(self, Self::Places(kind) if NEGLECT.contains(&kind.as_str()))
    }
}

/// Values by area that another part of the service knows: an area that is not named is unknown, not 0.
#[derive(Debug, Clone, Default)]
pub struct GivenLayer {
    /// Its name, as in [`FactorSource::Given`].
    pub name: String,
    /// The value of each area that has one, at least 0.
    pub values: BTreeMap<AreaId, f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_read_back_as_they_were_written() {
        for text in ["places.bar", "area.district.residents", "area.yard.@floors", "given.lighting"] {
            assert_eq!(text.parse::<FactorSource>().unwrap().to_string(), text);
        }
        for bad in ["bar", "places.Bus stop", "area.district", "area.district.@", "area.x.people", "given."] {
            assert!(bad.parse::<FactorSource>().is_err(), "{bad}");
        }
        assert!("places.sanitation".parse::<FactorSource>().unwrap().only_aggravates());
        assert!(!"places.camera".parse::<FactorSource>().unwrap().only_aggravates());
    }
}
