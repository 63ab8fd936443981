//! What a city decides about its public layer once: the category groups, and when a version is proposed by itself.

use crate::{CategoryCode, CategoryTable, ModelError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The city's choices for the public layer. Groups are part of the frame of a series of versions: other groups begin a
/// new series.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublishingSettings {
    /// Category groups by name, at most four; empty means the usual ones ([`PublishingSettings::groups`]).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, BTreeSet<CategoryCode>>,
    /// So many days after the end of each quarter the running service proposes the next version; none means never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub propose_days_after_quarter: Option<u16>,
}

/// The usual groups: what they have in common is who can mend the place, not how the law calls them.
const USUAL: &[(&str, &[&str])] = &[
    ("property", &["burglary", "theft", "theft_from_vehicle", "vehicle_theft"]),
    ("people", &["robbery", "assault", "hooliganism"]),
    ("damage", &["vandalism"]),
    ("other", &["drugs", "fraud", "other"]),
];

impl PublishingSettings {
    /// Most groups of a publication.
    pub const MAX_GROUPS: usize = 4;

    /// The groups in force, without categories that the city does not have or that are sensitive.
    #[must_use]
    pub fn groups(&self, table: &CategoryTable) -> BTreeMap<String, BTreeSet<CategoryCode>> {
        let usual = || {
            let codes = |list: &[&str]| list.iter().filter_map(|c| CategoryCode::new(c).ok()).collect();
            USUAL.iter().map(|(name, list)| ((*name).to_owned(), codes(list))).collect()
        };
        let chosen: BTreeMap<String, BTreeSet<CategoryCode>> =
            if self.groups.is_empty() { usual() } else { self.groups.clone() };
        let open = |code: &CategoryCode| table.get(code).is_some_and(|c| !c.sensitive);
        let kept = chosen.into_iter().map(|(name, codes)| (name, codes.into_iter().filter(open).collect()));
        kept.filter(|(_, codes): &(String, BTreeSet<CategoryCode>)| !codes.is_empty()).collect()
    }

    /// Reads groups as they are written on the command line: `property=burglary+theft,people=assault`.
    ///
    /// # Errors
    /// [`ModelError::Range`] for another form or more than four groups, [`ModelError::Code`] for what is no code.
    pub fn parse_groups(text: &str) -> Result<BTreeMap<String, BTreeSet<CategoryCode>>, ModelError> {
        let fault =
            |reason| ModelError::Range { what: "publish_groups", value: text.chars().take(120).collect(), reason };
        let mut groups = BTreeMap::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let form = "write groups as property=burglary+theft,people=assault";
            let (name, codes) = part.split_once('=').ok_or_else(|| fault(form))?;
            let name = CategoryCode::new(name.trim())?.to_string();
            let codes: BTreeSet<CategoryCode> =
                codes.split('+').map(|code| CategoryCode::new(code.trim())).collect::<Result<_, _>>()?;
            if groups.insert(name, codes).is_some() {
                return Err(fault("gives a group twice; name each once"));
            }
        }
        if groups.len() > Self::MAX_GROUPS {
            return Err(fault("has more than four groups; the privacy rules allow four"));
        }
        Ok(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_groups_hold_every_open_category_once_and_no_sensitive_one() {
        let table = CategoryTable::default();
        let groups = PublishingSettings::default().groups(&table);
        let held: Vec<_> = groups.values().flatten().collect();
        assert_eq!(groups.len(), 4);
        for category in table.iter() {
            let times = held.iter().filter(|c| ***c == category.code).count();
            assert_eq!(times, usize::from(!category.sensitive), "{}", category.code);
        }
    }

    #[test]
    fn groups_are_read_as_they_are_written() {
        let groups = PublishingSettings::parse_groups("property=burglary+theft, people=assault").unwrap();
        assert_eq!(groups["property"].len(), 2);
        assert!(PublishingSettings::parse_groups("theft").is_err());
        assert!(PublishingSettings::parse_groups("a=theft,a=fraud").is_err());
        assert!(PublishingSettings::parse_groups("a=theft,b=fraud,c=drugs,d=other,e=assault").is_err());
        let named = PublishingSettings {
            groups: PublishingSettings::parse_groups("x=domestic").unwrap(),
            ..Default::default()
        };
        assert!(named.groups(&CategoryTable::default()).is_empty(), "a sensitive category is never in a group");
    }
}
