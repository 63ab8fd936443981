//! Choosing where to act, and judging what came of it.
//!
//! - which areas first, and how sure: [`rank_areas`], [`rank`]
//! - a pilot with controls, a ring and what could be seen: [`design`]; frozen: [`Plan::freeze`], [`verify`]
//! - places for posts: [`place_posts`], [`cover`]
//! - the problem file of a place and the best mends for a budget: [`ProblemFile`], [`best_mends`]
//! - did it work: [`evaluate`], [`judge`]; a figure in the news: [`claim`], [`check_claim`]
//! - a page about an area: [`dossier`]
//!
//! Areas are cells of resolution 10 whose centre lies in them; counts are by cell and month. No single incident is
//! looked at. Pure: no I/O, no clock; where chance decides, the seed is an argument and part of the answer.

mod choose;
mod claim;
mod cover;
mod design;
mod detectable;
mod dice;
mod dossier;
mod effect;
mod error;
mod evaluate;
mod exchange_search;
mod ground;
mod judge;
mod matching;
mod mends;
mod months;
mod plan;
mod posts;
mod problem;
#[cfg(test)]
mod prove;
mod rank;
mod ranking;
mod roads;
mod words;

pub use claim::{
    Ask, Cause, Claim, ClaimAnswer, ClaimFacts, ClaimQuery, ClaimReply, ClaimTest, OwnCounts, check_claim, claim,
    claim_alone, needs_counts, parse_claim,
};
pub use cover::{Cover, CoverProblem, cover};
pub use design::{DesignQuery, Rules, design};
pub use detectable::{Detectable, baseline_needed};
pub use dossier::{AreaMonth, CategoryLine, Dossier, FactorLine, dossier};
pub use effect::{Comparison, Difference, Effect, Noise, Row, Trend, displacement_difference, noise};
pub use error::PlanningError;
pub use evaluate::{EvaluateQuery, Evaluation, MonthLine, detectable_words, evaluate};
pub use ground::Ground;
pub use judge::{
    Evidence, Judgement, Naive, Placebo, Randomisation, Reason, ShareChange, Spread, Verdict, judge, share_change,
};
pub use matching::{BALANCED, Balance, Closeness};
pub use mends::{ChosenMends, Mend, best_mends};
pub use plan::{
    Alternative, Choosing, FORMAT, Frozen, METHOD, Outcome, Pilot, Plan, PlanError, PlannedArea, StoredPlan, Ticket,
    Window, canonical, digest, document_id, verify,
};
pub use posts::{Post, PostsAnswer, PostsQuery, place_posts};
pub use problem::{Evidence as MeasureEvidence, Measure, Note, ProblemFile, Progress};
pub use rank::{CRITERIA, RankInput, RankSettings, Ranked, Ranking, Tipping, Weights, rank, tipping_points};
pub use ranking::{AuditFacts, Audits, RankAnswer, RankQuery, RankedArea, TippingPoint, rank_areas};
pub use roads::RoadNetwork;
pub use words::{Words, say};
