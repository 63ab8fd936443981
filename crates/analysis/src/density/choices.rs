//! How a density is made, and which choices go together.

use crate::{AnalysisError, GridQuery};
use aula_model::ExposureKind;
use aula_snapshot::Snapshot;
use aula_statistics::Kernel;
use jiff::civil::Date;
use serde::Serialize;

/// How a density is made, beyond kernel and bandwidth.
#[derive(Debug, Clone, Default)]
pub struct DensityChoices {
    /// How a bandwidth is chosen where none is given.
    pub bandwidth: BandwidthFrom,
    /// One width for all incidents, or one for each.
    pub width: Width,
    /// What makes up for the ground beyond the border.
    pub border: Border,
    /// Exact, or faster.
    pub mode: Mode,
    /// Over whom; over the ground where none is given.
    pub over: Option<Over>,
}

/// How a bandwidth is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BandwidthFrom {
    /// By the spread of the incidents.
    #[default]
    NormalReference,
    /// The one whose density of the earlier incidents finds most of the later ones.
    OutOfTime,
}

impl BandwidthFrom {
    /// The words of the parameter `bandwidth`.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("reference", Self::NormalReference), ("out_of_time", Self::OutOfTime)];
}

/// One width for all incidents, or one for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// The same everywhere.
    #[default]
    Fixed,
    /// Narrow where incidents crowd, wide where they are rare.
    Adaptive,
}

impl Width {
    /// The words of the parameter `width`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("fixed", Self::Fixed), ("adaptive", Self::Adaptive)];
}

/// What makes up for the ground beyond the border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Border {
    /// Nothing.
    #[default]
    None,
    /// Each incident weighs 1 over the share of its kernel that lies in the study set.
    KernelShareInside,
}

impl Border {
    /// The words of the parameter `border`.
    pub const WORDS: &'static [(&'static str, Self)] = &[("none", Self::None), ("corrected", Self::KernelShareInside)];
}

/// Exact, or faster with a bound for the error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Mode {
    /// Every incident by itself.
    #[default]
    Exact,
    /// Incidents that lie close together count as one.
    Fast {
        /// How close, in bandwidths.
        tolerance: f64,
    },
}

impl Mode {
    /// The words of the parameter `mode`.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("exact", Self::Exact), ("fast", Self::Fast { tolerance: 1.0 / 16.0 })];
}

/// Over whom a density is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Over {
    /// What they are exposed with.
    pub kind: ExposureKind,
    /// The kind of the areas that know it; the finest that does where none is given.
    pub level: Option<String>,
    /// The day whose exposure counts; the last of the period where none is given.
    pub on: Option<Date>,
}

impl Over {
    pub(super) fn day(&self, snapshot: &Snapshot, grid: &GridQuery) -> Result<Date, AnalysisError> {
        let data = snapshot.period_of(&grid.layer).unwrap_or_default();
        let last = grid.slice.period.to().or(data.to()).and_then(|to| to.yesterday().ok());
        self.on.or(last).ok_or_else(|| AnalysisError::Unusable {
            parameter: "on",
            reason: "there are no dated incidents, so no day can be chosen".to_owned(),
            remedy: "give the day whose exposure counts",
        })
    }
}

impl DensityChoices {
    /// Refuses what has no meaning together.
    pub(super) fn check(&self, kernel: Kernel) -> Result<(), AnalysisError> {
        let unusable = |parameter, reason: &str, remedy| {
            Err(AnalysisError::Unusable { parameter, reason: reason.to_owned(), remedy })
        };
        let fast = self.mode != Mode::Exact;
        if self.width == Width::Adaptive && self.border != Border::None {
            return unusable("border", "the border is only corrected for one width", "ask for width=fixed");
        }
        if self.width == Width::Adaptive && self.over.is_some() {
            return unusable("over", "a ratio needs one width above and below", "ask for width=fixed");
        }
        if self.width == Width::Adaptive && fast {
            return unusable("mode", "only one width can be made faster", "ask for mode=exact or width=fixed");
        }
        if kernel == Kernel::Uniform && fast {
            return unusable("mode", "the uniform kernel's step has no bound for the error", "ask for mode=exact");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_that_do_not_go_together_are_refused_by_name() {
        let adaptive = DensityChoices { width: Width::Adaptive, ..DensityChoices::default() };
        let fast = Mode::Fast { tolerance: 0.1 };
        let over = Some(Over { kind: ExposureKind::Residents, level: None, on: None });
        let fault = |choices: DensityChoices, kernel| match choices.check(kernel) {
            Err(AnalysisError::Unusable { parameter, .. }) => parameter,
            _ => "",
        };
        assert_eq!(
            fault(DensityChoices { border: Border::KernelShareInside, ..adaptive.clone() }, Kernel::Quartic),
            "border"
        );
        assert_eq!(fault(DensityChoices { over, ..adaptive.clone() }, Kernel::Quartic), "over");
        assert_eq!(fault(DensityChoices { mode: fast, ..adaptive.clone() }, Kernel::Quartic), "mode");
        assert_eq!(fault(DensityChoices { mode: fast, ..DensityChoices::default() }, Kernel::Uniform), "mode");
        assert_eq!(fault(adaptive, Kernel::Gaussian), "");
    }
}
