//! The figures of the design, as a visible value: what was used comes back with the result.

use serde::{Deserialize, Serialize};

/// By which figures ratings become scores and cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Ratings older than this do not count at all, in days (18 months).
    pub oldest_days: f64,
    /// A person counts at most once per yard and factor in so many days.
    pub once_in_days: f64,
    /// Share of the weight that must be rated before a score is shown.
    pub weight_share: f64,
    /// Raters that it takes.
    pub raters: usize,
    /// Roles that it takes.
    pub roles: usize,
    /// Rounds by night that it takes.
    pub night_rounds: usize,
    /// Persons who must say 2 or more before a case opens, unless an inspector does.
    pub persons_for_case: usize,
    /// Raters of each role that it takes to show the gap between the roles.
    pub raters_for_gap: usize,
    /// Assessed yards that it takes to show a factor of an area or cell.
    pub yards_for_area: usize,
    /// Level of intervals, 0 to 1.
    pub level: f64,
    /// The scores at which the classes fair, poor and bad begin.
    pub class_from: [f64; 3],
    /// A position coarser than this is kept and not trusted, in metres.
    pub coarse_position_m: f64,
    /// An exact position is kept for so many days.
    pub position_days: u32,
    /// An audit may be sent so many days after it was made.
    pub late_days: f64,
    /// A clock may be so many minutes ahead of ours.
    pub ahead_minutes: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            oldest_days: 548.0,
            once_in_days: 30.0,
            weight_share: 0.70,
            raters: 3,
            roles: 2,
            night_rounds: 1,
            persons_for_case: 2,
            raters_for_gap: 3,
            yards_for_area: 3,
            level: 0.90,
            class_from: [20.0, 40.0, 60.0],
            coarse_position_m: 50.0,
            position_days: 30,
            late_days: 60.0,
            ahead_minutes: 10.0,
        }
    }
}
