//! What the ratings of one yard amount to.

use crate::RaterRole;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// An interval on the scale of its value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What is known of a factor in a yard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorState {
    /// Somebody rated it.
    Rated,
    /// Most raters say that it does not exist here.
    NotApplicable,
    /// Nobody has looked, or too long ago, or it has been mended since and nobody said so.
    NotRated,
}

/// The mean of one role.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RoleMean {
    /// Severity, corrected for the raters.
    pub mean: f64,
    /// Raters.
    pub raters: usize,
}

/// How sure a value is, in parts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spread {
    /// Variance that other factors do not share.
    pub own: f64,
    /// By rater: how far an error in that rater's severity moves the value.
    pub raters: Vec<(u32, f64)>,
}

/// One factor of one yard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactorValue {
    /// The factor's code.
    pub factor: String,
    /// What is known.
    pub state: FactorState,
    /// Severity 0 to 3, corrected, balanced between roles, weighted by age and drawn to the city's mean as far as it
    /// is uncertain.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// The same without being drawn to the mean: what the ratings themselves say.
    pub said: Option<f64>,
    /// By role.
    pub by_role: BTreeMap<RaterRole, RoleMean>,
    /// Raters whose rating counts.
    pub raters: usize,
    /// Persons whose last rating is 2 or 3.
    pub persons_marked: usize,
    /// Whether an inspector's last rating is 2 or 3.
    pub inspector_marked: bool,
    /// Whether a rating of 2 or 3 has a photo that passed moderation.
    pub photo_marked: bool,
    /// The last rating.
    pub newest: Option<Timestamp>,
    /// How sure it is, in parts.
    #[serde(skip)]
    pub spread: Spread,
}

/// In which class a score is. Words speak of what needs mending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreClass {
    /// Little or nothing to mend.
    Good,
    /// Some things to mend.
    Fair,
    /// Many things to mend.
    Poor,
    /// Most things to mend.
    Bad,
    /// Not enough is known. Never a colour of good.
    NotYetAssessed,
}

impl ScoreClass {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::Good, Self::Fair, Self::Poor, Self::Bad, Self::NotYetAssessed];

    /// The word of the contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Bad => "bad",
            Self::NotYetAssessed => "not_yet_assessed",
        }
    }
}

/// What a yard lacks before its score is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Missing {
    /// Too little of the weight is rated.
    Weight {
        /// Share rated, 0 to 1.
        have: f64,
        /// Share that it takes.
        need: f64,
    },
    /// Too few raters.
    Raters {
        /// Raters.
        have: usize,
        /// That it takes.
        need: usize,
    },
    /// Too few roles.
    Roles {
        /// Roles.
        have: usize,
        /// That it takes.
        need: usize,
    },
    /// No round by night.
    NightRound {
        /// Rounds by night.
        have: usize,
        /// That it takes.
        need: usize,
    },
    /// Only people who are not signed in have rated it.
    SignedRater,
}

/// How much of a yard is rated, by whom.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Covered {
    /// Share of the applicable weight that is rated, 0 to 1.
    pub weight: f64,
    /// Raters by role.
    pub raters: BTreeMap<RaterRole, usize>,
    /// Rounds by night that count.
    pub night_rounds: usize,
    /// Rounds by day that count.
    pub day_rounds: usize,
    /// Raters who were signed in.
    pub signed_raters: usize,
    /// The oldest rating that counts.
    pub oldest: Option<Timestamp>,
    /// The newest.
    pub newest: Option<Timestamp>,
}

impl Covered {
    /// Raters of all roles.
    #[must_use]
    pub fn all_raters(&self) -> usize {
        self.raters.values().sum()
    }
}

/// By how much two roles differ, over the factors that both rated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RoleGap {
    /// The role that rates worse.
    pub worse: RaterRole,
    /// The other.
    pub better: RaterRole,
    /// Points of the score.
    pub points: f64,
}

/// A yard by its ratings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// The score, 0 good to 100 bad, whether it may be shown or not; none where nothing is rated.
    pub score: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// Its class: [`ScoreClass::NotYetAssessed`] unless everything is there that it takes.
    pub class: ScoreClass,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// How much is rated, by whom.
    pub covered: Covered,
    /// The largest gap between two roles with enough raters each.
    pub role_gap: Option<RoleGap>,
    /// By factor, in the instrument's order.
    pub factors: Vec<FactorValue>,
}

impl Assessment {
    /// Whether enough is known to show it.
    #[must_use]
    pub fn is_assessed(&self) -> bool {
        self.missing.is_empty() && self.score.is_some()
    }

    /// The score as it may be shown: none unless the yard is assessed.
    #[must_use]
    pub fn shown_score(&self) -> Option<f64> {
        self.score.filter(|_| self.is_assessed())
    }
}
