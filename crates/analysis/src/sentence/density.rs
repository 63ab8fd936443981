//! How dense it is.

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::{Counted, Exposure, Sentence};
use aula_statistics::Kernel;

/// What a density is set against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DensityPer {
    /// A km² of ground.
    Km2,
    /// A thousand residents or units of other exposure.
    Thousand(Exposure),
}

/// What there is to say of a density.
#[derive(Debug, Clone, Copy)]
pub struct DensityFacts {
    /// What is counted.
    pub counted: Counted,
    /// The density here.
    pub density: f64,
    /// Per what.
    pub per: DensityPer,
    /// The kernel.
    pub kernel: Kernel,
    /// Its bandwidth.
    pub bandwidth_m: f64,
    /// Counted in all.
    pub total: u64,
    /// The density if all were spread evenly.
    pub mean: f64,
}

/// How dense it is at a place, made of what, beside an even spread.
#[must_use]
pub fn density(facts: &DensityFacts) -> Sentence {
    if facts.total == 0 {
        return nothing(&Nothing::NoRecords, facts.counted);
    }
    if facts.density.is_nan() {
        return nothing(&Nothing::NoExposure, facts.counted);
    }
    let (key, who) = match facts.per {
        DensityPer::Km2 => ("density.here", Exposure::Other),
        DensityPer::Thousand(exposure) => ("density.here.exposed", exposure),
    };
    let slots = [
        ("density", facts.density.into()),
        ("kernel", Value::Term(kernel(facts.kernel))),
        ("bandwidth", facts.bandwidth_m.into()),
        ("total", facts.total.into()),
    ];
    let mut draft = Draft::new(&[facts.counted.unit(), who.unit()]);
    draft.say(key, &slots).say("density.mean", &[("mean", facts.mean.into())]).say("density.caution", &[]).finish()
}

/// The name of a kernel.
pub(super) const fn kernel(kernel: Kernel) -> &'static str {
    match kernel {
        Kernel::Quartic => "kernel.quartic",
        Kernel::Gaussian => "kernel.gaussian",
        Kernel::Uniform => "kernel.uniform",
    }
}
