//! What a city sets once: its name, clock, coordinate system and basemap.

use crate::{AreaId, CategoryTable, Language, ModelError, Names, PublishingSettings};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A tile basemap. None at all is fine: the map then draws its own layers on a plain ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basemap {
    /// Address with `{z}`, `{x}`, `{y}`; `https`, or `http` on this machine.
    pub url: String,
    /// Attribution as plain text.
    pub attribution: String,
}

/// The settings of one city, an entity of the log like any other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CitySettings {
    /// Its name.
    pub names: Names,
    /// Its time zone by its name in the tz database.
    pub timezone: String,
    /// The EPSG code of its local coordinate system.
    pub crs_epsg: u32,
    /// The area that analyses run on unless told otherwise; none means every area of kind `study_area`.
    pub study_area: Option<AreaId>,
    /// Its languages, the first being the default.
    pub languages: Vec<Language>,
    /// Its basemap.
    pub basemap: Option<Basemap>,
    /// Its categories.
    pub categories: CategoryTable,
    /// Whether all data are invented (the demo); every view says so.
    pub synthetic: bool,
    /// Its choices for the public layer.
    #[serde(skip_serializing_if = "crate::incident::is_default")]
    pub publishing: PublishingSettings,
}

impl Default for CitySettings {
    fn default() -> Self {
        Self {
            names: Names {
                kk: Some("Алматы".into()), ru: Some("Алматы".into()), en: Some("Almaty".into())
            },
            timezone: "Asia/Almaty".to_owned(),
            crs_epsg: 32643,
            study_area: None,
            languages: vec![Language::Kk, Language::Ru, Language::En],
            basemap: None,
            categories: CategoryTable::default(),
            synthetic: false,
            publishing: PublishingSettings::default(),
        }
    }
}

impl CitySettings {
    /// The city's clock.
    ///
    /// # Errors
    /// [`ModelError::Unknown`] where the tz database has no such name.
    pub fn time_zone(&self) -> Result<TimeZone, ModelError> {
        TimeZone::get(&self.timezone).map_err(|_| ModelError::Unknown {
            what: "timezone",
            value: self.timezone.chars().take(80).collect(),
            known: "the names of the tz database, for example Asia/Almaty or America/Chicago".to_owned(),
        })
    }

    /// Refuses settings that the service could not work with.
    ///
    /// # Errors
    /// The first fault found.
    pub fn validate(&self) -> Result<(), ModelError> {
        self.time_zone()?;
        let fault = |what, value: &str, reason| {
            Err(ModelError::Range { what, value: value.chars().take(120).collect(), reason })
        };
        if self.languages.is_empty() {
            return fault("languages", "", "name at least one of kk, ru, en");
        }
        if let Some(basemap) = &self.basemap {
            let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
            let fine = basemap.url.starts_with("https://") || local.iter().any(|l| basemap.url.starts_with(l));
            if !fine || !["{z}", "{x}", "{y}"].iter().all(|part| basemap.url.contains(part)) {
                return fault("basemap", &basemap.url, "must be https and contain {z}, {x} and {y}");
            }
            if basemap.attribution.trim().is_empty() {
                return fault("basemap", &basemap.url, "needs an attribution, which every tile provider asks for");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_city_is_valid_and_unknown_zones_are_not() {
        let mut city = CitySettings::default();
        city.validate().unwrap();
        city.timezone = "Asia/Alma".into();
        assert!(city.validate().unwrap_err().to_string().contains("Asia/Almaty"));
    }

    #[test]
    fn a_basemap_needs_placeholders_and_an_attribution() {
        let with = |url: &str, attribution: &str| CitySettings {
            basemap: Some(Basemap { url: url.into(), attribution: attribution.into() }),
            ..CitySettings::default()
        };
        assert!(with("https://tile.example/{z}/{x}/{y}.png", "© X").validate().is_ok());
        assert!(with("https://tile.example/{z}/{x}.png", "© X").validate().is_err());
        assert!(with("javascript:alert(1)//{z}{x}{y}", "© X").validate().is_err());
        assert!(with("https://tile.example/{z}/{x}/{y}.png", " ").validate().is_err());
    }
}
