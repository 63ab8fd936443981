//! The shapes that spread an incident over its surroundings.

use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// How an incident's weight falls off with distance. Each integrates to 1 over the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kernel {
    /// 3/(π h²) · (1 − d²/h²)² for d < h, the usual kernel of crime maps.
    Quartic,
    /// exp(−d²/2h²)/(2π h²), cut at 5 h (what is cut is under 4 in a million of the weight).
    Gaussian,
    /// 1/(π h²) for d < h.
    Uniform,
}

impl Kernel {
    /// How far the kernel reaches, in bandwidths.
    #[must_use]
    pub const fn reach(self) -> f64 {
        match self {
            Self::Quartic | Self::Uniform => 1.0,
            Self::Gaussian => 5.0,
        }
    }

    /// Its height at the incident for a bandwidth of 1.
    pub(crate) fn peak(self) -> f64 {
        match self {
            Self::Quartic => 3.0 / PI,
            Self::Gaussian => 0.5 / PI,
            Self::Uniform => 1.0 / PI,
        }
    }

    /// Its height over the peak at u² = d²/h².
    pub(crate) fn shape(self, u2: f64) -> f64 {
        match self {
            Self::Quartic if u2 < 1.0 => (1.0 - u2) * (1.0 - u2),
            Self::Gaussian if u2 < 25.0 => (-0.5 * u2).exp(),
            Self::Uniform if u2 < 1.0 => 1.0,
            _ => 0.0,
        }
    }

    /// The largest second derivative over the peak for a bandwidth of 1; `None` where the kernel has a step.
    pub(crate) const fn curvature(self) -> Option<f64> {
        match self {
            Self::Quartic => Some(8.0),
            Self::Gaussian => Some(1.0),
            Self::Uniform => None,
        }
    }
}
