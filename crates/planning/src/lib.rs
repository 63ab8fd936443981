//! Choosing where to act, and judging what came of it.

mod choose;
mod cover;
mod detectable;
mod dice;
mod effect;
mod judge;
mod matching;
mod mends;
mod rank;

pub use cover::{Cover, CoverProblem, cover};
pub use detectable::{Detectable, baseline_needed};
pub use effect::{Comparison, Difference, Effect, Noise, Row, Trend, displacement_difference, noise};
pub use judge::{
    Evidence, Judgement, Naive, Placebo, Randomisation, Reason, ShareChange, Spread, Verdict, judge, share_change,
};
pub use matching::{BALANCED, Balance};
pub use mends::{ChosenMends, Mend, best_mends};
pub use rank::{CRITERIA, RankInput, RankSettings, Ranked, Ranking, Tipping, Weights, rank, tipping_points};
