//! The question of risk, out of parameters; the command line asks by the same names.

use crate::http::{Params, Problem};
use aula_analysis::risk::{FactorSource, RiskDesign, RiskQuery, WhatIfQuery};
use utoipa::IntoParams;

/// What may explain, and how it is tested.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe parameters that `Params` reads")]
pub(in crate::http) struct RiskParams {
    /// What is counted: incidents (default) or places.KIND
    layer: Option<String>,
    /// H3 resolution 7 to 11; default 10
    resolution: Option<u8>,
    /// inhabited (default) or area
    study_set: Option<String>,
    /// places.KIND, area.KIND.EXPOSURE or area.KIND.@NAME, separated by commas; every kind of place unless given
    factors: Option<String>,
    /// foretell (default; only what was known before the period) or explain (factors of the period itself)
    design: Option<String>,
    /// How many periods are scored one after the other, 1 to 8; default 1
    rolls: Option<u8>,
    /// yes: incidents found by police take part; no unless given
    police_found: Option<String>,
    /// Half a mean block in metres; default 100
    half_block_m: Option<f64>,
    /// Level of the intervals in percent: 80, 90 (default), 95 or 99
    level: Option<u8>,
    /// Decides the blocks of space and the bootstrap; default 1
    seed: Option<u64>,
}

impl Params {
    /// `risk`.
    pub(crate) fn risk_query(&mut self) -> Result<RiskQuery, Problem> {
        let usual = RiskQuery::new(self.grid_query()?);
        let factors = self.take("factors").map(|text| text.split(',').map(|f| factor(f.trim())).collect());
        let levels = [("80", 0.8), ("90", 0.9), ("95", 0.95), ("99", 0.99)];
        let half_block_m = self.metres("half_block_m")?.unwrap_or(usual.half_block_m);
        if !(10.0..=1000.0).contains(&half_block_m) {
            let detail = format!("{half_block_m} m is no half of a block");
            return Err(Problem::parameter("half_block_m", detail, "give 10 to 1000 metres"));
        }
        Ok(RiskQuery {
            factors: factors.transpose()?.unwrap_or_default(),
            design: self.choice("design", RiskDesign::WORDS)?.unwrap_or_default(),
            rolls: self.integer("rolls", 1, 8)?.map_or(usual.rolls, |n| n as u8),
            police_found: self.choice("police_found", &[("yes", true), ("no", false)])?.unwrap_or(false),
            half_block_m,
            level: self.choice("level", &levels)?.unwrap_or(usual.level),
            seed: self.integer("seed", 0, u64::MAX)?.unwrap_or(usual.seed),
            ..usual
        })
    }

    /// What would be mended, for `risk/what-if`.
    pub(crate) fn what_if_query(&mut self) -> Result<WhatIfQuery, Problem> {
        let remedy = "name the area whose problems would be mended as kind:code, for example yard:0001";
        let area = self.parsed("mend_area")?;
        let area = area.ok_or_else(|| Problem::parameter("mend_area", "no area is named".to_owned(), remedy))?;
        let factors = self.take("mend_factors").unwrap_or_default();
        let factors = factors.split(',').map(|f| f.trim().to_owned()).filter(|f| !f.is_empty()).collect();
        Ok(WhatIfQuery { area, factors })
    }
}

fn factor(text: &str) -> Result<FactorSource, Problem> {
    let remedy = "separate factors by commas, for example places.bar,area.district.residents";
    text.parse().map_err(|reason: String| Problem::parameter("factors", reason, remedy))
}
