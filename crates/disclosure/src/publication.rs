//! A publication: what everybody may see, frozen.

use crate::{Calendar, Class, Counts, Group, Level, PublicationError, Published, Settings, UnitId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A dated, frozen set of published classes with the choices that made it.
///
/// Only [`publish`](crate::publish) and [`revise`](crate::revise) make one, and [`Publication::read`] reads back what
/// they made. It holds no exact count and nothing computed from one but the classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    format: u32,
    version: u32,
    date: Date,
    ground: String,
    calendar: Calendar,
    groups: Vec<Group>,
    settings: Settings,
    units: Vec<PublishedUnit>,
}

/// A unit with its published class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedUnit {
    /// Place, period and group.
    #[serde(flatten)]
    pub unit: UnitId,
    /// What is said about its count.
    #[serde(flatten)]
    pub class: Class,
}

/// The card of a publication: what a reader has to know beside the figures, computed from the publication alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// Its version, counted from 1.
    pub version: u32,
    /// Its day.
    pub date: Date,
    /// SHA-256 of its bytes.
    pub hash: String,
    /// Its quarters and windows of 12 months.
    pub calendar: Calendar,
    /// Its category groups.
    pub groups: Vec<Group>,
    /// Its choices.
    pub settings: Settings,
    /// What it does not say; each is a code that the interface puts into words.
    pub limits: Vec<Limit>,
    /// For each kind of place how many units are shown how.
    pub shown: BTreeMap<Level, Shown>,
    /// The units that are not shown by a plain class, each with its class as the reason.
    pub hidden: Vec<PublishedUnit>,
}

/// How many units are shown how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// By "0-4", "5-12" or a value rounded to 5.
    pub plain: u32,
    /// By a wider range.
    pub range: u32,
    /// Merged upward: too few addresses.
    pub merged: u32,
    /// Not shown: it would have given away another count.
    pub suppressed: u32,
}

/// What a publication does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Counts are recorded incidents, not all that happened.
    RecordedOnly,
    /// Every figure is a range of at least five whole numbers.
    ClassesOnly,
    /// Sensitive categories are left out.
    NoSensitiveCategories,
    /// Incidents found by police are left out.
    NoPoliceFound,
    /// Places with few addresses are counted in a larger one.
    FewAddressesMerged,
    /// Figures of parts do not add up to that of the whole.
    PartsDoNotAddUp,
    /// Late reports and corrections appear with the yearly revision only.
    FrozenUntilRevision,
}

impl Limit {
    /// Every limit, in the order of the card.
    pub const ALL: [Self; 7] = [
        Self::RecordedOnly,
        Self::ClassesOnly,
        Self::NoSensitiveCategories,
        Self::NoPoliceFound,
        Self::FewAddressesMerged,
        Self::PartsDoNotAddUp,
        Self::FrozenUntilRevision,
    ];
}

impl Publication {
    /// The form of the stored bytes.
    const FORMAT: u32 = 1;

    pub(crate) fn new(
        version: u32,
        date: Date,
        counts: &Counts,
        settings: &Settings,
        units: Vec<PublishedUnit>,
    ) -> Self {
        Self {
            format: Self::FORMAT,
            version,
            date,
            ground: counts.ground.digest().to_owned(),
            calendar: counts.calendar.clone(),
            groups: counts.groups.as_slice().to_vec(),
            settings: settings.clone(),
            units,
        }
    }

    /// Its version, counted from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Its day.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// The digest of the ground it stands on, as of [`Ground::digest`](crate::Ground::digest).
    #[must_use]
    pub fn ground(&self) -> &str {
        &self.ground
    }

    /// Its periods.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Its category groups.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Its choices.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its units: by place (coarsest first), period and group.
    #[must_use]
    pub fn units(&self) -> &[PublishedUnit] {
        &self.units
    }

    /// The bytes to store and serve: the same for the same publication, for ever.
    ///
    /// # Errors
    /// [`PublicationError::Stored`] never in practice: every part has a written form.
    pub fn bytes(&self) -> Result<Vec<u8>, PublicationError> {
        serde_json::to_vec(self).map_err(|e| PublicationError::Stored(e.to_string()))
    }

    /// SHA-256 of the bytes in hexadecimal digits: what the second person approves.
    ///
    /// # Errors
    /// As [`Publication::bytes`].
    pub fn hash(&self) -> Result<String, PublicationError> {
        Ok(hex(&Sha256::digest(self.bytes()?)))
    }

    /// Reads back stored bytes.
    ///
    /// # Errors
    /// [`PublicationError::Stored`] when their hash is not the one approved, or they are no publication.
    pub fn read(bytes: &[u8], approved_hash: &str) -> Result<Published<Self>, PublicationError> {
        let hash = hex(&Sha256::digest(bytes));
        if hash != approved_hash {
            return Err(PublicationError::Stored(format!("its hash is {hash}, approved was {approved_hash}")));
        }
        let read: Self = serde_json::from_slice(bytes).map_err(|e| PublicationError::Stored(e.to_string()))?;
        if read.format != Self::FORMAT {
            return Err(PublicationError::Stored(format!("its form is {}, known is {}", read.format, Self::FORMAT)));
        }
        Ok(Published::by_rule(read))
    }

    /// The card.
    ///
    /// # Errors
    /// As [`Publication::bytes`].
    pub fn card(&self) -> Result<Card, PublicationError> {
        let mut shown: BTreeMap<Level, Shown> = BTreeMap::new();
        for unit in &self.units {
            shown.entry(unit.unit.place.level()).or_default().count(&unit.class);
        }
        Ok(Card {
            version: self.version,
            date: self.date,
            hash: self.hash()?,
            calendar: self.calendar.clone(),
            groups: self.groups.clone(),
            settings: self.settings.clone(),
            limits: Limit::ALL.to_vec(),
            shown,
            hidden: self.units.iter().filter(|u| !u.class.is_plain()).cloned().collect(),
        })
    }

    /// Whether counts and settings continue the frame of this publication.
    pub(crate) fn continued_by(&self, counts: &Counts, settings: &Settings) -> Result<(), PublicationError> {
        let differ = |what| Err(PublicationError::Frame(what, self.version));
        if self.ground != counts.ground.digest() {
            return differ("places and pieces of ground");
        }
        if self.groups != counts.groups.as_slice() {
            return differ("category groups");
        }
        if &self.settings != settings {
            return differ("settings");
        }
        if !counts.calendar.continues(&self.calendar) || self.calendar.first() != counts.calendar.first() {
            return differ("periods");
        }
        Ok(())
    }
}

impl Shown {
    /// Counts one more unit.
    pub(crate) fn count(&mut self, class: &Class) {
        *match class {
            Class::Merged { .. } => &mut self.merged,
            Class::Suppressed => &mut self.suppressed,
            Class::Range { .. } => &mut self.range,
            Class::UpTo4 | Class::From5To12 | Class::Rounded { .. } => &mut self.plain,
        } += 1;
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, b| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{b:02x}");
        text
    })
}
