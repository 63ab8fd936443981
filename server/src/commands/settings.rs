//! `aula settings`: what a city sets once.

use super::{WrongArguments, open, open_or_create, reporting};
use crate::Outcome;
use crate::city::read_snapshot;
use crate::cli::{Cli, SettingsCommand};
use aula_model::{AreaId, Basemap, Batch, CitySettings, Entity, Language, ModelError, Origin, PublishingSettings};
use aula_store::{Store, plan};
use jiff::Timestamp;
use smol_str::SmolStr;

pub(super) fn run(cli: &Cli, what: &SettingsCommand) -> anyhow::Result<Outcome> {
    match what {
        SettingsCommand::Show => {
            let store = open(&cli.data)?;
            let snapshot = read_snapshot(store.as_ref())?;
            show(cli, snapshot.settings())?;
        }
        SettingsCommand::Set { values } => {
            let store = open_or_create(&cli.data)?;
            let snapshot = read_snapshot(store.as_ref())?;
            let mut settings = snapshot.settings().clone();
            for value in values {
                set(&mut settings, value).map_err(|e| WrongArguments(e.to_string()))?;
            }
            settings.validate().map_err(|e| WrongArguments(e.to_string()))?;
            if let Some(area) = &settings.study_area
                && snapshot.areas().get(area).is_none()
            {
                return Err(WrongArguments(format!("study_area `{area}` is unknown; import it first")).into());
            }
            save(store.as_ref(), settings.clone())?;
            show(cli, &settings)?;
        }
    }
    Ok(Outcome::Done)
}

fn save(store: &dyn Store, settings: CitySettings) -> anyhow::Result<()> {
    let head = store.head()?;
    let entity = Entity::Settings(Box::new(settings));
    let rows = entity.own_key().map(|key| (key, entity)).into_iter().collect();
    let planned = plan(rows, &store.digests(aula_model::Kind::Settings)?);
    if !planned.changes.is_empty() {
        let origin = Origin { at: Timestamp::now(), action: "settings set".to_owned(), file: None, summary: None };
        store.append(Batch { origin, changes: planned.changes }, Some(head))?;
    }
    Ok(())
}

fn show(cli: &Cli, settings: &CitySettings) -> anyhow::Result<()> {
    let machine = serde_json::to_value(settings)?;
    let optional = |value: Option<String>| value.unwrap_or_else(|| "(none)".to_owned());
    let human = format!(
        "name_kk: {}\nname_ru: {}\nname_en: {}\ntimezone: {}\ncrs_epsg: {}\nstudy_area: {}\nlanguages: {}\nbasemap_url: {}\nbasemap_attribution: {}\npublish_groups: {}\npublish_days_after_quarter: {}",
        settings.names.get(Language::Kk),
        settings.names.get(Language::Ru),
        settings.names.get(Language::En),
        settings.timezone,
        settings.crs_epsg,
        optional(settings.study_area.as_ref().map(ToString::to_string)),
        settings.languages.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        optional(settings.basemap.as_ref().map(|b| b.url.clone())),
        optional(settings.basemap.as_ref().map(|b| b.attribution.clone())),
        groups_in_words(settings),
        optional(settings.publishing.propose_days_after_quarter.map(|days| days.to_string())),
    );
    reporting::say(cli.json, &machine, &human)?;
    Ok(())
}

/// The category groups of the public layer, as they are set.
fn groups_in_words(settings: &CitySettings) -> String {
    let groups = settings.publishing.groups(&settings.categories).into_iter();
    let written = groups.map(|(name, codes)| {
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        format!("{name}={}", codes.join("+"))
    });
    written.collect::<Vec<_>>().join(",")
}

/// Applies one `NAME=VALUE`.
fn set(settings: &mut CitySettings, assignment: &str) -> Result<(), ModelError> {
    let fault = |reason| ModelError::Range { what: "setting", value: assignment.chars().take(120).collect(), reason };
    let (name, value) = assignment.split_once('=').ok_or_else(|| fault("write it as NAME=VALUE"))?;
    let given = (!value.trim().is_empty()).then(|| value.trim());
    let text = given.map(SmolStr::new);
    match name {
        "name_kk" => settings.names.kk = text,
        "name_ru" => settings.names.ru = text,
        "name_en" => settings.names.en = text,
        "timezone" => settings.timezone = value.trim().to_owned(),
        "crs_epsg" => {
            settings.crs_epsg = value.trim().parse().map_err(|_| fault("give an EPSG code, for example 32643"))?;
        }
        "study_area" => settings.study_area = given.map(str::parse::<AreaId>).transpose()?,
        "languages" => {
            settings.languages = value.split(',').map(|l| l.trim().parse()).collect::<Result<_, _>>()?;
        }
        "basemap_url" => {
            let attribution = settings.basemap.take().map(|b| b.attribution).unwrap_or_default();
            settings.basemap = given.map(|url| Basemap { url: url.to_owned(), attribution });
        }
        "basemap_attribution" => match &mut settings.basemap {
            Some(basemap) => basemap.attribution = value.trim().to_owned(),
            None => return Err(fault("set basemap_url first, in the same command")),
        },
        "publish_groups" => settings.publishing.groups = PublishingSettings::parse_groups(value)?,
        "publish_days_after_quarter" => {
            let days = given.map(|days| days.parse().map_err(|_| fault("give a number of days, or nothing for never")));
            settings.publishing.propose_days_after_quarter = days.transpose()?;
        }
        _ => {
            return Err(ModelError::Unknown {
                what: "setting",
                value: name.chars().take(60).collect(),
                known: "name_kk, name_ru, name_en, timezone, crs_epsg, study_area, languages, basemap_url, basemap_attribution, publish_groups, publish_days_after_quarter".to_owned(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_change_one_setting_each() {
        let mut settings = CitySettings::default();
        for line in [
            "timezone=America/Chicago",
            "name_en=Chicago",
            "name_kk=",
            "study_area=district:loop",
            "languages=en,ru",
            "basemap_url=https://tile.example/{z}/{x}/{y}.png",
            "basemap_attribution=© Example",
        ] {
            set(&mut settings, line).unwrap();
        }
        assert!(settings.validate().is_ok());
        assert_eq!(settings.names.get(Language::En), "Chicago");
        assert_eq!(settings.names.kk, None);
        assert_eq!(settings.languages, [Language::En, Language::Ru]);
        set(&mut settings, "basemap_url=").unwrap();
        assert_eq!(settings.basemap, None);
    }

    #[test]
    fn a_wrong_assignment_says_what_is_known() {
        let mut settings = CitySettings::default();
        assert!(set(&mut settings, "colour=red").unwrap_err().to_string().contains("timezone"));
        assert!(set(&mut settings, "timezone").is_err());
        assert!(set(&mut settings, "crs_epsg=utm").is_err());
        assert!(set(&mut settings, "basemap_attribution=x").is_err());
    }
}
