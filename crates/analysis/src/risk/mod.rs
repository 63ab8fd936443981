//! Why is it risky here, and how well do we know: the risk terrain, the best model, its validation and its card.
//!
//! - what may explain: [`FactorSource`], made into forms and densities by cell, missing kept apart from zero
//! - what explains: [`risk`] runs the risk terrain procedure and the best model, and validates both
//! - one cell: [`explain`]; what mending would change: [`what_if`]
//! - how it came about: [`RiskCard`]

mod baselines;
mod card;
mod explain;
mod factor;
mod fairness;
mod frame;
mod knowledge;
mod layers;
mod query;
mod report;
mod run;
mod runs;
mod scores;
mod validation;
mod what_if;
mod window;
mod words;

pub use card::{RiskCard, card};
pub use explain::{CellExplanation, FactorShare, explain};
pub use factor::{FactorSource, GivenLayer};
pub use fairness::{Attention, Feedback, FeedbackRound};
pub use layers::Form;
pub use query::{RiskDesign, RiskQuery};
pub use report::{
    CalibrationReport, CategoryHit, Comparison, FactorEffect, Judged, RiskReport, RiskSettings, ScoreRow, Standing,
    Validation, Verdict,
};
pub use run::{RiskMapDetail, RiskRun, map, risk};
pub use runs::{RiskRuns, run_id};
pub use what_if::{WhatIf, WhatIfQuery, what_if};
pub use words::RiskWarning;
