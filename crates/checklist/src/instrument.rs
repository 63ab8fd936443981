//! The instrument: what is rated, by which words, with which weight. It is data; a new version touches no code.

use crate::{Text, instrument_check};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The instrument that comes with the program.
pub const BUILT_IN: &str = include_str!("../instruments/aula-yard-safety-1.json");

/// An instrument as its file has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstrumentFile {
    /// Its name among instruments, a code.
    pub id: String,
    /// Its version; answers keep the one they were given under.
    pub version: u32,
    /// How far each language is edited.
    pub status: Status,
    /// What it is called.
    pub names: Text,
    /// What a rater agrees to before the first audit.
    pub consent: Consent,
    /// Groups of factors with their weights, which add up to 1.
    pub groups: Vec<Group>,
    /// The bodies that duties name.
    pub bodies: Vec<BodyKind>,
    /// What is rated.
    pub factors: Vec<Factor>,
    /// What is asked beside and never enters the score.
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
    /// How answers to earlier versions are read.
    #[serde(default)]
    pub crosswalk: Vec<Crosswalk>,
}

/// Whether a language may be shown as it is (`final`) or must still be read (`needs_native_editor`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// The text that is agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Its own version: another text asks again.
    pub version: u32,
    /// The text.
    pub text: Text,
}

/// A group of factors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its code.
    pub id: String,
    /// What it is called.
    pub names: Text,
    /// Its share of the score, 0 to 1; equal among its factors.
    pub weight: f64,
}

/// A body that may have a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyKind {
    /// Its code.
    pub id: String,
    /// What it is called.
    pub names: Text,
}

/// When a factor can be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// With the sun more than 6° below the horizon.
    Night,
    /// Before that.
    Day,
    /// At any time.
    Both,
}

/// How openly a factor is shown (the privacy design, rule 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Openness {
    /// By yard, to anybody.
    Yard,
    /// In public by micro-district and inside the score only.
    Aggregate,
    /// In public inside the score only.
    Never,
}

/// One thing that is rated 0 (no problem) to 3 (severe).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Its code.
    pub id: String,
    /// The code of its group.
    pub group: String,
    /// What it is called.
    pub names: Text,
    /// When it can be judged.
    pub when: When,
    /// What 0, 1, 2 and 3 mean.
    pub anchors: Vec<Text>,
    /// Codes of the bodies that usually mend it, the first one first; only the seed of the duty register.
    pub duty: Vec<String>,
    /// Days in which each body usually mends it.
    pub usual_days: BTreeMap<String, u32>,
    /// What a yard can do itself.
    pub self_help: Text,
    /// Whom to call.
    pub whom_to_call: Text,
    /// How openly it is shown.
    pub public: Openness,
    /// The name of its pictogram.
    pub pictogram: String,
    /// After so many days a rating counts half.
    pub half_life_days: u32,
}

/// One thing that is asked and never enters the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its code.
    pub id: String,
    /// What it is called.
    pub names: Text,
    /// When it can be judged.
    pub when: When,
    /// What 0, 1, 2 and 3 mean.
    pub anchors: Vec<Text>,
    /// How openly it is shown.
    #[serde(default = "aggregate")]
    pub public: Openness,
    /// The name of its pictogram.
    #[serde(default)]
    pub pictogram: String,
    /// After so many days an answer counts half.
    #[serde(default = "sixty")]
    pub half_life_days: u32,
}

fn aggregate() -> Openness {
    Openness::Aggregate
}

fn sixty() -> u32 {
    60
}

/// How answers to an earlier version are read now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// The earlier version.
    pub from_version: u32,
    /// Its factors that are called otherwise now; null for those that are no more. All others keep their codes.
    pub map: BTreeMap<String, Option<String>>,
}

/// Factors (and bodies, and groups for them) that a city adds by a file of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// The instrument that it adds to.
    pub extends: String,
    /// Further groups; all weights are then brought to 1 together.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Further bodies.
    #[serde(default)]
    pub bodies: Vec<BodyKind>,
    /// Further factors.
    #[serde(default)]
    pub factors: Vec<Factor>,
    /// Further outcomes.
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
}

/// An instrument that was looked over and found whole.
///
/// # Examples
/// ```
/// use aula_checklist::{BUILT_IN, Instrument};
/// let instrument = Instrument::read(BUILT_IN, &[]).unwrap();
/// assert_eq!(instrument.factors().len(), 20);
/// let problems = Instrument::read(&BUILT_IN.replace("\"night\"", "\"noon\""), &[]).unwrap_err();
/// assert!(problems[0].contains("noon"), "{problems:?}");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    file: InstrumentFile,
    weights: Vec<f64>,
}

impl Instrument {
    /// Reads the file of an instrument and those of a city's additions.
    ///
    /// # Errors
    /// Every problem found, each with its place in the file.
    pub fn read(json: &str, additions: &[&str]) -> Result<Self, Vec<String>> {
        let mut file: InstrumentFile = serde_json::from_str(json).map_err(|e| vec![format!("the file: {e}")])?;
        let mut problems = instrument_check::file(&file);
        for (number, text) in additions.iter().enumerate() {
            match serde_json::from_str::<Addition>(text) {
                Ok(addition) => problems.extend(instrument_check::add(&mut file, addition)),
                Err(e) => problems.push(format!("addition {}: {e}", number + 1)),
            }
        }
        if !additions.is_empty() && problems.is_empty() {
            problems = instrument_check::file(&file);
        }
        if problems.is_empty() { Ok(Self::whole(file)) } else { Err(problems) }
    }

    /// The instrument that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[must_use]
    pub fn built_in() -> Self {
        Self::read(BUILT_IN, &[]).expect("the built-in instrument is whole")
    }

    fn whole(file: InstrumentFile) -> Self {
        let group_weight = |factor: &Factor| {
            let group = file.groups.iter().find(|g| g.id == factor.group).map_or(0.0, |g| g.weight);
            let members = file.factors.iter().filter(|f| f.group == factor.group).count();
            group / members.max(1) as f64
        };
        let weights = file.factors.iter().map(group_weight).collect();
        Self { file, weights }
    }

    /// Everything as the file has it, additions included.
    #[must_use]
    pub fn file(&self) -> &InstrumentFile {
        &self.file
    }

    /// Its code.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.file.version
    }

    /// What is rated, in order.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.file.factors
    }

    /// The share of a factor in the score, by its place; all add up to 1.
    #[must_use]
    pub fn weight(&self, place: usize) -> f64 {
        self.weights.get(place).copied().unwrap_or(0.0)
    }

    /// A factor by its code.
    #[must_use]
    pub fn factor(&self, id: &str) -> Option<&Factor> {
        self.place(id).map(|place| &self.file.factors[place])
    }

    /// The place of a factor.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<usize> {
        self.file.factors.iter().position(|f| f.id == id)
    }

    /// An outcome by its code.
    #[must_use]
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.file.outcomes.iter().find(|o| o.id == id)
    }

    /// A body by its code.
    #[must_use]
    pub fn body(&self, id: &str) -> Option<&BodyKind> {
        self.file.bodies.iter().find(|b| b.id == id)
    }

    /// Whether answers to a version can be read.
    #[must_use]
    pub fn reads_version(&self, version: u32) -> bool {
        version == self.file.version || self.file.crosswalk.iter().any(|c| c.from_version == version)
    }

    /// The versions whose answers can be read, the newest first.
    #[must_use]
    pub fn versions(&self) -> Vec<u32> {
        let mut versions: Vec<u32> = self.file.crosswalk.iter().map(|c| c.from_version).collect();
        versions.push(self.file.version);
        versions.sort_unstable_by(|a, b| b.cmp(a));
        versions.dedup();
        versions
    }

    /// The place of what a factor of some version is called now; none where it is no more.
    #[must_use]
    pub fn place_now(&self, version: u32, id: &str) -> Option<usize> {
        if version == self.file.version {
            return self.place(id);
        }
        let walk = self.file.crosswalk.iter().find(|c| c.from_version == version)?;
        match walk.map.get(id) {
            Some(now) => self.place(now.as_deref()?),
            None => self.place(id),
        }
    }

    /// The share of the weight that a round by night and one by day can rate.
    #[must_use]
    pub fn weight_of_rounds(&self) -> (f64, f64) {
        let of = |left_out: When| {
            let rated = self.file.factors.iter().zip(&self.weights).filter(|(f, _)| f.when != left_out);
            rated.map(|(_, w)| w).sum()
        };
        (of(When::Day), of(When::Night))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_instrument_is_whole_and_its_weights_add_up() {
        let instrument = Instrument::built_in();
        let sum: f64 = (0..20).map(|i| instrument.weight(i)).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        assert!((instrument.weight(0) - 0.07).abs() < 1e-12);
        let (night, day) = instrument.weight_of_rounds();
        assert!(night > 0.5 && night < 0.6 && (day - 0.80).abs() < 1e-9, "{night} {day}");
        assert!(instrument.factor("feeling").is_none() && instrument.outcome("feeling").is_some());
    }

    #[test]
    fn the_factors_that_a_burglar_would_read_are_not_shown_by_yard() {
        let instrument = Instrument::built_in();
        for id in ["entrance_door", "basement_roof", "through_way", "hiding_places", "cctv", "police_reach"] {
            assert_ne!(instrument.factor(id).unwrap().public, Openness::Yard, "{id}");
        }
    }

    #[test]
    fn a_city_adds_factors_by_a_file() {
        let mut factor = serde_json::to_value(Instrument::built_in().factor("waste").unwrap()).unwrap();
        factor["id"] = "stray_dogs".into();
        let addition = serde_json::json!({ "extends": "aula-yard-safety", "factors": [factor] }).to_string();
        let instrument = Instrument::read(BUILT_IN, &[&addition]).unwrap();
        assert_eq!(instrument.factors().len(), 21);
        let sum: f64 = (0..21).map(|i| instrument.weight(i)).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        let twice = Instrument::read(BUILT_IN, &[&addition, &addition]).unwrap_err();
        assert!(twice.iter().any(|p| p.contains("stray_dogs")), "{twice:?}");
    }

    #[test]
    fn an_earlier_version_is_read_through_its_crosswalk() {
        let mut file = Instrument::built_in().file().clone();
        file.version = 2;
        let map = [("lamps".to_owned(), Some("lighting_yard".to_owned())), ("smell".to_owned(), None)];
        file.crosswalk = vec![Crosswalk { from_version: 1, map: map.into() }];
        let instrument = Instrument::read(&serde_json::to_string(&file).unwrap(), &[]).unwrap();
        assert_eq!(instrument.place_now(1, "lamps"), Some(0));
        assert_eq!(instrument.place_now(1, "smell"), None);
        assert_eq!(instrument.place_now(1, "waste"), instrument.place("waste"));
        assert_eq!(instrument.place_now(7, "waste"), None);
        assert_eq!((instrument.versions(), instrument.reads_version(7)), (vec![2, 1], false));
    }
}
