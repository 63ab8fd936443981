//! A plan of a pilot, and how it is frozen: canonical text, its digest, the day. Later changes are new versions.

mod canonical;

pub use canonical::{canonical, digest};

use crate::detectable::Detectable;
use crate::matching::{Balance, Closeness};
use aula_model::Names;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The layout of plans of this release.
pub const FORMAT: u32 = 1;

/// Which incidents a plan is about, in the words of the API's parameters.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outcome {
    /// Categories; empty for all.
    pub categories: Vec<String>,
    /// Hours of the local day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Weekdays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<String>,
    /// Whether incidents found by the police count too; they are left out of ranking and evaluation unless asked for.
    pub with_found_by_police: bool,
}

/// A period of local dates, `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First day.
    pub from: Date,
    /// First day no longer in it.
    pub to: Date,
}

/// An area of a plan, with the cells it was made of on the day of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedArea {
    /// `kind:code`.
    pub id: String,
    /// Its names.
    pub names: Names,
    /// Its district, if it says which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// Its cells, H3 numbers of the plan's resolution as differences.
    pub cells: Vec<u64>,
    /// The cells of the ring around it, likewise.
    pub ring: Vec<u64>,
}

/// A pilot of a plan and why it is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pilot {
    /// The area.
    #[serde(flatten)]
    pub area: PlannedArea,
    /// The probability of being among the worst k.
    pub p_worst: f64,
    /// 90 % interval of its rank.
    pub rank: (u32, u32),
    /// What it costs.
    pub cost: f64,
    /// Whether it was set by hand.
    pub must: bool,
    /// Whether the lottery decided between it and its near-equals.
    pub drawn: bool,
    /// Its controls, by identity.
    pub controls: Vec<String>,
}

/// A ticket of the lottery among near-equals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// The area.
    pub area: String,
    /// Its number out of the seed, 0 to 1; the highest go first.
    pub number: f64,
    /// Whether it became a pilot.
    pub won: bool,
}

/// A choice that was close.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// The area that would have come in.
    pub enters: String,
    /// Its names.
    pub names: Names,
    /// The areas that would have gone.
    pub leaves: Vec<String>,
    /// How much of the aim it would have cost, as a share of it.
    pub loss: f64,
}

/// How the pilots were chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choosing {
    /// The rules as they were given.
    pub rules: crate::design::Rules,
    /// The criteria and their weights.
    pub weights: crate::rank::Weights,
    /// k of "among the worst k".
    pub worst: usize,
    /// Draws of the ranks and their seed.
    pub draws: u32,
    /// The seed of the draws of ranks.
    pub seed: u64,
    /// Areas that could be chosen.
    pub candidates: usize,
    /// The expected number of the truly worst k among the pilots.
    pub value: f64,
    /// What no choice under the rules can exceed.
    pub bound: f64,
    /// (bound − value)/value; 0: no better choice exists.
    pub gap: f64,
    /// The tickets of the near-equals.
    pub lottery: Vec<Ticket>,
    /// Choices that were close.
    pub alternatives: Vec<Alternative>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The layout, [`FORMAT`].
    pub format: u32,
    /// Its identity, the same for all versions.
    pub id: String,
    /// 1, 2, …
    pub version: u32,
    /// The digest of the frozen version that this one follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Its name.
    pub title: String,
    /// What is to be done, in words.
    pub measure: String,
    /// Data until the day before were looked at.
    pub as_of: Date,
    /// Whether later data were at hand when it was made: then it is no promise made beforehand.
    pub later_data_at_hand: bool,
    /// The number of the last change of the log it was made of.
    pub seq: u64,
    /// The kind of its areas.
    pub level: String,
    /// What is counted.
    pub outcome: Outcome,
    /// Categories that the measure cannot change.
    pub placebo_categories: Vec<String>,
    /// First day of the measure.
    pub start: Date,
    /// Months after which it is judged.
    pub months: u32,
    /// The months that the pilots were picked and matched by.
    pub selection: Window,
    /// The months that they are compared with.
    pub baseline: Window,
    /// Whether these overlap: then nothing can be told from regression to the mean.
    pub picked_by_baseline: bool,
    /// H3 resolution of the cells.
    pub resolution: u8,
    /// Steps of the ring.
    pub ring_steps: u32,
    /// The pilots.
    pub pilots: Vec<Pilot>,
    /// The controls.
    pub controls: Vec<PlannedArea>,
    /// How alike they are.
    pub balance: Vec<Balance>,
    /// How near the controls are to the best set there could be. Absent in plans of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closeness: Option<Closeness>,
    /// What areas could not be compared in, for want of months.
    pub not_compared: Vec<String>,
    /// φ of pilots and controls before, where it could be measured.
    pub phi: Option<f64>,
    /// The smallest falls that could be seen.
    pub detectable: Option<Detectable>,
    /// How the pilots were chosen.
    pub choosing: Choosing,
    /// The method of the evaluation.
    pub method: String,
}

/// How plans of this release are evaluated; part of the frozen text.
pub const METHOD: &str = "Poisson difference in differences with a parameter for each area and month (the relative effect size), \
95 % interval widened by the overdispersion measured before the start; weighted displacement difference with the ring; \
randomisation over sets of pilots and controls; verdict by the interval and the randomisation at 0.10";

/// A plan with the day it was frozen on and the digest of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// The plan.
    pub plan: Plan,
    /// The day, UTC.
    pub frozen_on: Date,
    /// By whom: the account, where somebody was signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_by: Option<String>,
    /// SHA-256 of the canonical text of everything else.
    pub sha256: String,
}

/// A plan as the log keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StoredPlan {
    /// May still be changed and thrown away.
    Draft {
        /// The plan.
        plan: Box<Plan>,
    },
    /// Stays as it is.
    Frozen {
        /// The plan with its digest.
        frozen: Box<Frozen>,
    },
}

impl StoredPlan {
    /// The plan itself.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        match self {
            Self::Draft { plan } => plan,
            Self::Frozen { frozen } => &frozen.plan,
        }
    }

    /// Whether it may not be changed any more.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        matches!(self, Self::Frozen { .. })
    }

    /// What may be put in its place: a frozen plan gives way to nothing, a draft to a draft or to itself frozen.
    ///
    /// # Errors
    /// [`PlanError::Frozen`] for a frozen plan.
    pub fn replaceable(&self) -> Result<(), PlanError> {
        match self {
            Self::Draft { .. } => Ok(()),
            Self::Frozen { frozen } => {
                Err(PlanError::Frozen { id: frozen.plan.id.clone(), version: frozen.plan.version })
            }
        }
    }
}

/// The identifier of a version of a plan in the log.
#[must_use]
pub fn document_id(id: &str, version: u32) -> String {
    format!("{id}.v{version}")
}

/// Why a plan is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A frozen plan cannot be changed.
    #[error("version {version} of plan `{id}` is frozen and stays as it is; make a new version of it")]
    Frozen {
        /// The plan.
        id: String,
        /// The version.
        version: u32,
    },
    /// The digest is another than the text's.
    #[error("the text gives the digest {found}, the file says {said}: it is not the plan that was frozen")]
    Altered {
        /// What the text gives.
        found: String,
        /// What the file says.
        said: String,
    },
    /// It is no frozen plan.
    #[error("this is no frozen plan: {0}")]
    NoPlan(String),
}

impl Plan {
    /// The plan frozen on a day: numbers rounded to four places, so that any reader writes them back the same way.
    ///
    /// # Errors
    /// [`PlanError::NoPlan`] for a plan that has no JSON.
    pub fn freeze(self, frozen_on: Date, frozen_by: Option<String>) -> Result<Frozen, PlanError> {
        let no_plan = |e: serde_json::Error| PlanError::NoPlan(e.to_string());
        let mut value = serde_json::to_value(Frozen { plan: self, frozen_on, frozen_by, sha256: String::new() })
            .map_err(no_plan)?;
        canonical::round(&mut value);
        let sha256 = digest(&value);
        value["sha256"] = sha256.into();
        serde_json::from_value(value).map_err(no_plan)
    }
}

/// Checks a frozen plan by its exported text alone.
///
/// # Errors
/// [`PlanError::NoPlan`] for a text that is none, [`PlanError::Altered`] for one that was changed.
pub fn verify(text: &str) -> Result<Frozen, PlanError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| PlanError::NoPlan(e.to_string()))?;
    let said = value["sha256"].as_str().unwrap_or_default().to_owned();
    let found = digest(&value);
    if said != found {
        return Err(if said.is_empty() {
            PlanError::NoPlan("it has no `sha256`".to_owned())
        } else {
            PlanError::Altered { found, said }
        });
    }
    serde_json::from_value(value).map_err(|e| PlanError::NoPlan(e.to_string()))
}

#[cfg(test)]
mod tests;
