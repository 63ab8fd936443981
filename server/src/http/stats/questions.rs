//! The questions of the statistics, out of parameters; the command line asks by the same names.

use crate::http::cells::parse_cell;
use crate::http::{Params, Problem};
use aula_analysis::{
    BandwidthFrom, Border, ChainsQuery, ChangeAgainst, ChangeQuery, ConcentrationQuery, DelayQuery, DensityChoices,
    DensityQuery, EmergingQuery, GridQuery, Mode, MoranAreasQuery, MoranQuery, MoranValues, NearRepeatQuery,
    Neighbourhood, Over, RatesQuery, RhythmQuery, RobustnessQuery, Scope, SeasonStep, SeasonalQuery, SliceQuery,
    Smoothing, Spans, Step, StudySetKind, Width,
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
            cell: self.cell()?,
        })
    }

    /// Whether a question that cells and areas answer differently is put to areas.
    pub(crate) fn asks_for_areas(&self) -> bool {
        self.peek("level").is_some_and(|level| !level.is_empty() && level != "cells")
    }

    /// A cell asked about.
    fn cell(&mut self) -> Result<Option<h3o::CellIndex>, Problem> {
        self.take("cell").map(|cell| parse_cell("cell", &cell)).transpose()
    }

    /// Where something is counted that needs no grid: in a cell, an area, an outline, or everywhere.
    fn scope(&mut self) -> Result<Scope, Problem> {
        match (self.cell()?, self.parsed("within")?, self.outline("polygon")?) {
            (None, None, None) => Ok(Scope::City),
            (Some(cell), None, None) => Ok(Scope::Cell(cell)),
            (None, Some(area), None) => Ok(Scope::Area(area)),
            (None, None, Some(outline)) => Ok(Scope::Outline(outline)),
            _ => Err(Problem::parameter(
                "within",
                "more than one of cell, within and polygon was given",
                "give one of them",
            )),
        }
    }

    /// `rhythm`.
    pub(crate) fn rhythm_query(&mut self) -> Result<RhythmQuery, Problem> {
        Ok(RhythmQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            scope: self.scope()?,
            spans: self.choice("spans", Spans::WORDS)?.unwrap_or_default(),
        })
    }

    /// `slice`.
    pub(crate) fn slice_query(&mut self) -> Result<SliceQuery, Problem> {
        Ok(SliceQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            scope: self.scope()?,
            resolution: self.resolution()?,
            study_set: self.choice("study_set", StudySetKind::WORDS)?.unwrap_or_default(),
            level: self.take("level"),
            exposure: self.parsed("exposure")?,
        })
    }

    /// `stats/seasonal`.
    pub(crate) fn seasonal_query(&mut self) -> Result<SeasonalQuery, Problem> {
        Ok(SeasonalQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            scope: self.scope()?,
            step: self.choice("step", SeasonStep::WORDS)?.unwrap_or_default(),
        })
    }

    /// `stats/delay`.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "read like every question")]
    pub(crate) fn delay_query(&mut self) -> Result<DelayQuery, Problem> {
        Ok(DelayQuery)
    }

    /// `stats/robustness`.
    pub(crate) fn robustness_query(&mut self) -> Result<RobustnessQuery, Problem> {
        Ok(RobustnessQuery { grid: self.grid_query()? })
    }

    /// `stats/near-repeat-chains`.
    pub(crate) fn chains_query(&mut self) -> Result<ChainsQuery, Problem> {
        Ok(ChainsQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            distance_m: self.metres("distance_m")?.unwrap_or(100.0),
            days: self.integer("days", 1, 3650)?.map_or(14, |n| n as u32),
        })
    }

    /// Which cells are neighbours.
    pub(crate) fn neighbourhood(&mut self) -> Result<Neighbourhood, Problem> {
        Ok(self.take("weights").map(|text| text.parse()).transpose()?.unwrap_or_default())
    }

    /// `stats/density`.
    pub(crate) fn density_query(&mut self) -> Result<DensityQuery, Problem> {
        let kernels = [("quartic", Kernel::Quartic), ("gaussian", Kernel::Gaussian), ("uniform", Kernel::Uniform)];
        Ok(DensityQuery {
            grid: self.grid_query()?,
            kernel: self.choice("kernel", &kernels)?.unwrap_or(Kernel::Quartic),
            bandwidth_m: self.metres("bandwidth_m")?,
            choices: DensityChoices {
                bandwidth: self.choice("bandwidth", BandwidthFrom::WORDS)?.unwrap_or_default(),
                width: self.choice("width", Width::WORDS)?.unwrap_or_default(),
                border: self.choice("border", Border::WORDS)?.unwrap_or_default(),
                mode: self.choice("mode", Mode::WORDS)?.unwrap_or_default(),
                over: self.over()?,
            },
        })
    }

    /// Over whom a density is taken.
    fn over(&mut self) -> Result<Option<Over>, Problem> {
        let (kind, level, on) = (self.parsed("over")?, self.take("over_level"), self.date("on")?);
        match kind {
            Some(kind) => Ok(Some(Over { kind, level, on })),
            None if level.is_none() && on.is_none() => Ok(None),
            None => {
                let name = if level.is_some() { "over_level" } else { "on" };
                Err(Problem::parameter(name, "it says nothing without `over`", "add over=residents"))
            }
        }
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
        Ok(ConcentrationQuery {
            grid,
            level: self.take("level").unwrap_or_else(|| "cells".to_owned()),
            within_m: self.metres("within_m")?.unwrap_or(100.0),
        })
    }

    /// `stats/rates`.
    pub(crate) fn rates_query(&mut self) -> Result<RatesQuery, Problem> {
        Ok(RatesQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            level: self.take("level").unwrap_or_else(|| "district".to_owned()),
            exposure: self.parsed("exposure")?.unwrap_or(ExposureKind::Residents),
            on: self.date("on")?,
            smoothing: self.choice("smoothing", Smoothing::WORDS)?.unwrap_or_default(),
            area: self.parsed("of")?,
        })
    }

    /// `stats/moran` of cells.
    pub(crate) fn moran_query(&mut self) -> Result<MoranQuery, Problem> {
        let _ = self.choice("level", &[("cells", ())])?;
        Ok(MoranQuery {
            grid: self.grid_query()?,
            weights: self.neighbourhood()?,
            permutations: self.permutations()?,
            seed: self.seed()?,
        })
    }

    /// `stats/moran` of areas.
    pub(crate) fn moran_areas_query(&mut self) -> Result<MoranAreasQuery, Problem> {
        let _ = self.choice("weights", &[("contiguity", ())])?;
        let rates = self.choice("values", &[("rates", true), ("counts", false)])?.unwrap_or(true);
        let exposure = self.parsed("exposure")?;
        let values = match (rates, exposure) {
            (true, exposure) => MoranValues::EbStandardisedRates(exposure.unwrap_or(ExposureKind::Residents)),
            (false, None) => MoranValues::Counts,
            (false, Some(_)) => {
                let remedy = "leave it out, or ask for values=rates";
                return Err(Problem::parameter("exposure", "counts have no exposure", remedy));
            }
        };
        Ok(MoranAreasQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            level: self.take("level").unwrap_or_else(|| "district".to_owned()),
            values,
            on: self.date("on")?,
            permutations: self.permutations()?,
            seed: self.seed()?,
            area: self.parsed("of")?,
        })
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
        Ok(self.permutations_asked()?.unwrap_or(999))
    }

    /// R where it was given.
    pub(crate) fn permutations_asked(&mut self) -> Result<Option<u32>, Problem> {
        Ok(self.integer("permutations", 999, 99_999)?.map(|n| n as u32))
    }

    /// What decides the permutations.
    pub(crate) fn seed(&mut self) -> Result<u64, Problem> {
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
