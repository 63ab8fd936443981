//! Numbers in, numbers out: the statistics of crime mapping.
//!
//! Pure functions without input or output, clock or global random source. Distances are in metres, never degrees.
//! p-values are two-sided and not corrected unless a name says otherwise; none is ever 0. Where a seed decides, it is an
//! argument and part of the result.

mod check;
mod correction;
mod error;
#[cfg(test)]
mod example;
mod gi_star;
mod hotspot_class;
mod moments;
mod ring;
mod tail;
mod weights;

pub use correction::{benjamini_hochberg, benjamini_hochberg_tested, benjamini_yekutieli};
pub use error::StatisticsError;
pub use gi_star::{GiStar, gi_star};
pub use hotspot_class::{HotspotClass, MIN_CELLS, MIN_INCIDENTS, classify};
pub use tail::{SMALLEST_P, two_sided_normal_p};
pub use weights::Weights;
