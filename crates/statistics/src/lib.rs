//! Numbers in, numbers out: the statistics of crime mapping.
//!
//! Pure functions without input or output, clock or global random source. Distances are in metres, never degrees.
//! p-values are two-sided and not corrected unless a name says otherwise; none is ever 0. Where a seed decides, it is an
//! argument and part of the result.

mod accuracy;
mod aoristic;
mod bandwidth;
mod bootstrap;
mod buckets;
mod chains;
mod change;
mod check;
mod clusters;
mod components;
mod concentration;
mod correction;
mod density;
mod density_fast;
mod displacement;
mod eb_standardised;
mod emerging;
mod error;
mod exact_total;
#[cfg(test)]
mod example;
pub mod feedback;
mod gi;
mod gi_star;
mod hotspot_class;
mod kernel;
mod knox;
mod mann_kendall;
mod moments;
mod moran;
mod neighbours;
mod pairs;
mod permutation;
mod poisson_bootstrap;
mod poisson_gamma;
mod poisson_interval;
mod rates;
pub mod regression;
mod reporting_delay;
mod ring;
mod robustness;
mod seasonality;
mod shrink;
mod tail;
mod unusual;
mod weights;

pub use accuracy::{Accuracy, COVERAGES, pai, prediction_accuracy};
pub use aoristic::{WEEK_HOURS, aoristic_weights, hour_by_weekday};
pub use bandwidth::{TriedBandwidth, bandwidth_by_accuracy, normal_reference_bandwidth_m};
pub use bootstrap::{Bootstrap, Interval, hit_rate_difference, hit_rate_interval};
pub use chains::{Chain, near_repeat_chains};
pub use change::{Change, change};
pub use clusters::{Cluster, clusters};
pub use concentration::{CELL_SHARES, Concentration, INCIDENT_SHARES, concentration, lorenz_curve};
pub use correction::{benjamini_hochberg, benjamini_hochberg_tested, benjamini_yekutieli, benjamini_yekutieli_tested};
pub use density::{adaptive_bandwidths, border_weights, density, density_adaptive};
pub use density_fast::{FastDensity, density_fast};
pub use displacement::{
    BeforeAfter, RelativeEffect, WeightedDisplacement, overdispersion, relative_effect_size,
    weighted_displacement_difference, weighted_displacement_quotient,
};
pub use eb_standardised::eb_standardised;
pub use emerging::{Emerging, EmergingClass, TimeNeighbours, emerging, emerging_class};
pub use error::StatisticsError;
pub use gi::gi;
pub use gi_star::{GiStar, gi_star};
pub use hotspot_class::{HotspotClass, MIN_CELLS, MIN_INCIDENTS, classify};
pub use kernel::Kernel;
pub use knox::{Knox, KnoxCell, knox};
pub use mann_kendall::{MannKendall, mann_kendall};
pub use moran::{GlobalMoran, LocalMoran, Quadrant, global_moran, local_moran};
pub use neighbours::{distance_band, from_adjacency, k_nearest};
pub use permutation::{MIN_PERMUTATIONS, Permuted, conditional_permutation};
pub use poisson_bootstrap::{hit_rate_difference_fast, hit_rate_interval_fast};
pub use poisson_gamma::{RateInterval, poisson_gamma};
pub use poisson_interval::poisson_interval;
pub use rates::{EbRates, crude_rates, eb_rates, eb_rates_local};
pub use reporting_delay::{ReportingDelay, reporting_delay};
pub use robustness::{Robustness, robustness};
pub use seasonality::{Seasonality, seasonal_expected};
pub use shrink::shrunk_counts;
pub use tail::{SMALLEST_P, two_sided_normal_p};
pub use unusual::{Unusual, unusual_periods};
pub use weights::Weights;
