//! What a run says, as it is written out.

use super::fairness::{Attention, Feedback};
use super::layers::Form;
use super::{RiskDesign, words::RiskWarning};
use crate::settings::LeftOutReasons;
use crate::{Sentence, SliceSettings, StudySetKind};
use aula_statistics::regression::{CalibrationGroup, Effect};
use serde::Serialize;

/// Everything that was asked and used.
#[derive(Debug, Clone, Serialize)]
pub struct RiskSettings {
    /// Version of the procedure.
    pub version: &'static str,
    /// How factors and incidents stand in time.
    pub design: RiskDesign,
    /// What was counted.
    pub layer: String,
    /// H3 resolution.
    pub resolution: u8,
    /// Which cells.
    pub study_set: StudySetKind,
    /// Where no ground data exist.
    pub no_ground_data: bool,
    /// The study areas.
    pub study_area: Vec<String>,
    /// The selection, with the period that is explained or foretold.
    #[serde(flatten)]
    pub slice: SliceSettings,
    /// First local day of the period the effects were measured in.
    pub measured_from: String,
    /// First local day no longer in it.
    pub measured_to: String,
    /// Factors are as known before this day.
    pub factors_until: String,
    /// Earlier periods of the same length that were used.
    pub past_periods: usize,
    /// Cells.
    pub n: u64,
    /// Incidents in them.
    pub total: u64,
    /// Incidents in no cell; they count in every N.
    pub outside_cells: u64,
    /// Too imprecise.
    pub left_out: u64,
    /// Why.
    pub left_out_reasons: LeftOutReasons,
    /// Incidents found by police: left out unless `police_found_used`.
    pub police_found: u64,
    /// Whether they took part.
    pub police_found_used: bool,
    /// The step of the forms.
    pub half_block_m: f64,
    /// Side of the blocks of space, and how many there are.
    pub block_m: f64,
    /// How many blocks.
    pub blocks: u32,
    /// The level of all intervals.
    pub level: f64,
    /// Decides blocks and bootstrap.
    pub seed: u64,
}

/// A factor's effect.
#[derive(Debug, Clone, Serialize)]
pub struct FactorEffect {
    /// The factor.
    pub factor: String,
    /// Whether a form of it was chosen in one half of space and confirmed in the other.
    pub kept: bool,
    /// Whether a form was chosen at all.
    pub chosen: bool,
    /// The form kept.
    #[serde(flatten)]
    pub form: Option<Form>,
    /// The relative risk value of the map: over all cells.
    pub relative_risk: Option<f64>,
    /// The effect measured in the half of space that did not choose it.
    pub measured: Option<Effect>,
    /// Cells exposed to the form.
    pub cells_exposed: u64,
    /// Incidents in those cells.
    pub incidents_exposed: u64,
    /// Places or areas behind the factor.
    pub sources: u64,
    /// Places without a date.
    pub undated: u64,
    /// Cells where nothing is known of the factor.
    pub unknown_cells: u64,
    /// The same in words.
    pub sentence: Sentence,
}

/// Whether the model is worth having.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The interval of the difference lies above 0.
    Wins,
    /// It lies below.
    Loses,
    /// It holds 0.
    Undecided,
}

/// One prediction at one share of the area.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreRow {
    /// `model`, or a baseline.
    pub method: &'static str,
    /// The bandwidth, where the baseline is a density.
    pub bandwidth_m: Option<f64>,
    /// The share of the area asked for.
    pub share: f64,
    /// Hit rate, with its interval.
    pub hit_rate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// PAI.
    pub pai: f64,
    /// PEI*, with its interval; none where no incident lies in the cells.
    pub pei: Option<f64>,
    /// Lower end; the best reachable is held.
    pub pei_low: Option<f64>,
    /// Upper end.
    pub pei_high: Option<f64>,
    /// The model against this baseline.
    pub model_less_this: Option<Comparison>,
}

/// The model less a baseline on the same incidents.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Comparison {
    /// The difference of hit rates.
    pub hit_rate: f64,
    /// Lower end of its paired interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The difference of PEI*.
    pub pei: Option<f64>,
    /// Lower end.
    pub pei_low: Option<f64>,
    /// Upper end.
    pub pei_high: Option<f64>,
    /// What follows.
    pub standing: Standing,
}

/// Validation on one period.
#[derive(Debug, Clone, Serialize)]
pub struct Validation {
    /// First local day scored.
    pub from: String,
    /// First local day no longer scored.
    pub to: String,
    /// `later_period`, or `blocks_of_space`.
    pub tested_on: &'static str,
    /// Earlier periods known.
    pub past_periods: usize,
    /// N: incidents scored, those in no cell among them.
    pub incidents: u64,
    /// Model and baselines at every share.
    pub rows: Vec<ScoreRow>,
    /// Do expected counts add up?
    pub calibration: CalibrationReport,
    /// Hit rate at a twentieth of the area, by category.
    pub by_category: Vec<CategoryHit>,
}

/// Expected and observed sums.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationReport {
    /// Expected in all.
    pub expected: f64,
    /// Observed in all.
    pub observed: f64,
    /// Variance over mean of the counts around what is expected, at least 1.
    pub overdispersion: f64,
    /// ln counts on ln expected: 1 where predictions are as steep as the counts.
    pub slope: f64,
    /// By tenths of the cells, lowest expectation first; expected counts scaled to the observed total.
    pub deciles: Vec<CalibrationGroup>,
    /// By district, scaled likewise.
    pub districts: Vec<Judged>,
}

/// A district's calibration.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// The district.
    pub area: String,
    /// Its figures.
    #[serde(flatten)]
    pub group: CalibrationGroup,
    /// Share of the area that the model's top twentieth takes here.
    pub taken_share: f64,
}

/// The hit rate of a category.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryHit {
    /// The category.
    pub category: String,
    /// Its incidents.
    pub incidents: u64,
    /// The share of them in the model's top twentieth of the area.
    pub model: f64,
    /// The same for last period's counts, all categories asked for together.
    pub last_counts: Option<f64>,
}

/// What stands first on the page.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// Against last period's counts at 5 %, over all periods scored.
    pub against_last_counts: Option<Standing>,
    /// Whether any factor was kept.
    pub factors_found: bool,
    /// In words; a loss comes first.
    pub sentence: Sentence,
}

/// Everything a run says.
#[derive(Debug, Clone, Serialize)]
pub struct RiskReport {
    /// What follows from it.
    pub verdict: Verdict,
    /// Standing warnings.
    pub warnings: Vec<RiskWarning>,
    /// What was asked and used.
    pub settings: RiskSettings,
    /// Factors, those kept first.
    pub factors: Vec<FactorEffect>,
    /// `poisson` or `negative_binomial`.
    pub family: &'static str,
    /// α of variance μ + αμ².
    pub dispersion: f64,
    /// Candidates tried, and left by the elastic net in each half of space.
    pub candidates: [usize; 3],
    /// The ridge penalties tried with the deviance of blocks left out, and the one chosen.
    pub penalties: Vec<(f64, f64)>,
    /// The penalty chosen.
    pub penalty: f64,
    /// One for each period scored, the latest first.
    pub validation: Vec<Validation>,
    /// Attention against reported harm.
    pub attention: Vec<Attention>,
    /// Repeated allocation over areas of equal risk.
    pub feedback: Feedback,
}
