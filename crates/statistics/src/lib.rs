//! Numbers in, numbers out: the statistics of crime mapping.
//!
//! Pure functions without input or output, clock or global random source. Distances are in metres, never degrees.
//! p-values are two-sided and not corrected unless a name says otherwise; none is ever 0. Where a seed decides, it is an
//! argument and part of the result.

mod check;
mod correction;
mod eb_standardised;
mod error;
#[cfg(test)]
mod example;
mod gi;
mod gi_star;
mod hotspot_class;
mod moments;
mod moran;
mod permutation;
mod poisson_gamma;
mod rates;
mod ring;
mod tail;
mod weights;

pub use correction::{benjamini_hochberg, benjamini_hochberg_tested, benjamini_yekutieli};
pub use eb_standardised::eb_standardised;
pub use error::StatisticsError;
pub use gi::gi;
pub use gi_star::{GiStar, gi_star};
pub use hotspot_class::{HotspotClass, MIN_CELLS, MIN_INCIDENTS, classify};
pub use moran::{GlobalMoran, LocalMoran, Quadrant, global_moran, local_moran};
pub use permutation::{MIN_PERMUTATIONS, Permuted, conditional_permutation};
pub use poisson_gamma::{RateInterval, poisson_gamma};
pub use rates::{EbRates, crude_rates, eb_rates, eb_rates_local};
pub use tail::{SMALLEST_P, two_sided_normal_p};
pub use weights::Weights;
