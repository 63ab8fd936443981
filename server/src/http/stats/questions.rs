//! The questions of the statistics, out of parameters; the command line asks by the same names.

use crate::http::{Params, Problem};
use aula_analysis::{ChangeAgainst, ChangeQuery, ConcentrationQuery, DensityQuery, GridQuery, StudySetKind};
use aula_statistics::Kernel;

impl Params {
    /// What is counted over which cells.
    pub(crate) fn grid_query(&mut self) -> Result<GridQuery, Problem> {
        Ok(GridQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            resolution: self.resolution()?,
            study_set: self.choice("study_set", StudySetKind::WORDS)?.unwrap_or_default(),
        })
    }

    /// `stats/density`.
    pub(crate) fn density_query(&mut self) -> Result<DensityQuery, Problem> {
        let kernels = [("quartic", Kernel::Quartic), ("gaussian", Kernel::Gaussian), ("uniform", Kernel::Uniform)];
        Ok(DensityQuery {
            grid: self.grid_query()?,
            kernel: self.choice("kernel", &kernels)?.unwrap_or(Kernel::Quartic),
            bandwidth_m: self.metres("bandwidth_m")?,
        })
    }

    /// `stats/change`.
    pub(crate) fn change_query(&mut self) -> Result<ChangeQuery, Problem> {
        Ok(ChangeQuery {
            grid: self.grid_query()?,
            before: self.period("before_from", "before_to")?,
            against: self.choice("against", ChangeAgainst::WORDS)?.unwrap_or_default(),
        })
    }

    /// `stats/concentration`.
    pub(crate) fn concentration_query(&mut self) -> Result<ConcentrationQuery, Problem> {
        let grid = self.grid_query()?;
        Ok(ConcentrationQuery { grid, level: self.take("level").unwrap_or_else(|| "cells".to_owned()) })
    }

    /// A length above 0 and at most 100 km.
    fn metres(&mut self, name: &'static str) -> Result<Option<f64>, Problem> {
        let Some([value]) = self.numbers(name, "a number of metres")? else { return Ok(None) };
        if value > 0.0 && value <= 1e5 {
            return Ok(Some(value));
        }
        let remedy = "give a length in metres above 0 and at most 100000";
        Err(Problem::parameter(name, format!("{value} m cannot be used"), remedy))
    }
}
