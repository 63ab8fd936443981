//! Regression of counts: Poisson and negative binomial with a logarithmic link, penalised paths, stepwise selection.
//!
//! Sums over rows are made in fixed pieces and added in their order, so that the same input gives the same bytes on any
//! number of threads.

mod blocks;
mod calibration;
mod cholesky;
mod cross_validation;
mod design;
mod dispersion;
mod elastic_net;
mod family;
mod glm;
mod outlook;
mod robust;
mod stepwise;
mod sums;
mod terrain;

pub use blocks::Blocks;
pub use calibration::{Calibrated, CalibrationGroup, calibration, recalibrate};
pub use cross_validation::{PenaltyChoice, choose_penalty};
pub use design::Design;
pub use dispersion::{NegativeBinomial, negative_binomial};
pub use elastic_net::{ElasticNet, Penalty, Sign, elastic_net, largest_penalty, penalties};
pub use family::Family;
pub use glm::{Glm, GlmProblem, glm};
pub use outlook::{ANCHOR_SHARE, Knowledge, Outlook, out_of_fold, train};
pub use robust::{Effect, Effects, effects};
pub use stepwise::{Candidate, Selected, Stepwise, stepwise};
pub use terrain::{Chosen, LEAST_INCIDENTS, Terrain, TerrainProblem, terrain};
