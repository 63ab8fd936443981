//! The questions of the statistics, out of parameters; the command line asks by the same names.

use crate::http::{Params, Problem};
use aula_analysis::{
    ChangeAgainst, ChangeQuery, ConcentrationQuery, DensityQuery, EmergingQuery, GridQuery, MoranQuery,
    NearRepeatQuery, RatesQuery, Step, StudySetKind,
};
use aula_model::ExposureKind;
use aula_statistics::{Kernel, TimeNeighbours};

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

    /// `stats/rates`.
    pub(crate) fn rates_query(&mut self) -> Result<RatesQuery, Problem> {
        Ok(RatesQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            level: self.take("level").unwrap_or_else(|| "district".to_owned()),
            exposure: self.parsed("exposure")?.unwrap_or(ExposureKind::Residents),
            on: self.date("on")?,
        })
    }

    /// `stats/moran`.
    pub(crate) fn moran_query(&mut self) -> Result<MoranQuery, Problem> {
        Ok(MoranQuery { grid: self.grid_query()?, permutations: self.permutations()?, seed: self.seed()? })
    }

    /// `stats/emerging`.
    pub(crate) fn emerging_query(&mut self) -> Result<EmergingQuery, Problem> {
        let times = [("same_step", TimeNeighbours::SameStep), ("with_previous", TimeNeighbours::WithPrevious)];
        Ok(EmergingQuery {
            grid: self.grid_query()?,
            steps: self.integer("steps", 2, 120)?.map_or(12, |n| n as u32),
            step: self.choice("step", Step::WORDS)?.unwrap_or_default(),
            time: self.choice("time", &times)?.unwrap_or(TimeNeighbours::SameStep),
        })
    }

    /// R of a permutation test.
    fn permutations(&mut self) -> Result<u32, Problem> {
        Ok(self.integer("permutations", 999, 99_999)?.map_or(999, |n| n as u32))
    }

    /// What decides the permutations.
    fn seed(&mut self) -> Result<u64, Problem> {
        Ok(self.integer("seed", 0, u64::MAX)?.unwrap_or(1))
    }

    /// `stats/near-repeat`.
    pub(crate) fn near_repeat_query(&mut self) -> Result<NearRepeatQuery, Problem> {
        Ok(NearRepeatQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            distances_m: self.list("distances_m", "100,200,400")?,
            days: self.list("days", "7,14,28")?,
            permutations: self.permutations()?,
            seed: self.seed()?,
        })
    }

    /// Up to twelve numbers separated by commas; the default where none are given.
    fn list<T: std::str::FromStr>(&mut self, name: &'static str, default: &str) -> Result<Vec<T>, Problem> {
        let text = self.take(name).unwrap_or_else(|| default.to_owned());
        let list: Option<Vec<T>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
        list.filter(|list| list.len() <= 12).ok_or_else(|| {
            Problem::parameter(name, format!("`{text}` is not a list of numbers"), format!("write it as {default}"))
        })
    }

    /// A length above 0 and at most 100 km.
    pub(in crate::http) fn metres(&mut self, name: &'static str) -> Result<Option<f64>, Problem> {
        let Some([value]) = self.numbers(name, "a number of metres")? else { return Ok(None) };
        if value > 0.0 && value <= 1e5 {
            return Ok(Some(value));
        }
        let remedy = "give a length in metres above 0 and at most 100000";
        Err(Problem::parameter(name, format!("{value} m cannot be used"), remedy))
    }
}
