//! The questions of planning, out of parameters; the command line asks by the same names.

use crate::http::{Params, Problem};
use aula_model::ExposureKind;
use aula_planning::{EvaluateQuery, Outcome, PostsQuery, RankQuery, RankSettings, Weights, Window};

impl Params {
    /// What is counted.
    pub(crate) fn outcome(&mut self) -> Result<Outcome, Problem> {
        let codes = self.take("category").unwrap_or_default();
        let police = [("true", true), ("false", false)];
        Ok(Outcome {
            categories: codes.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
            hours: self.take("hours"),
            weekdays: self.take("weekdays"),
            with_found_by_police: self.choice("with_found_by_police", &police)?.unwrap_or(false),
        })
    }

    /// `plans/ranking`.
    pub(crate) fn ranking_query(&mut self) -> Result<RankQuery, Problem> {
        let usual = RankQuery::default();
        let window = match (self.date("from")?, self.date("to")?) {
            (Some(from), Some(to)) => Some(Window { from, to }),
            (None, None) => None,
            _ => return Err(Problem::parameter("from", "one end of the period is missing", "give from and to")),
        };
        let weight = |params: &mut Self, name: &'static str, usual: f64| -> Result<f64, Problem> {
            let Some([value]) = params.numbers(name, "a number")? else { return Ok(usual) };
            let remedy = "give a number from 0 to 1000";
            if (0.0..=1000.0).contains(&value) {
                Ok(value)
            } else {
                Err(Problem::parameter(name, format!("{value} is no weight"), remedy))
            }
        };
        Ok(RankQuery {
            level: self.take("level").unwrap_or(usual.level),
            as_of: self.date("as_of")?,
            window,
            outcome: self.outcome()?,
            weights: Weights {
                rate: weight(self, "w_rate", 1.0)?,
                harm: weight(self, "w_harm", 0.0)?,
                score: weight(self, "w_score", 0.0)?,
                trend: weight(self, "w_trend", 0.0)?,
                missing_audits: weight(self, "w_missing_audits", 0.0)?,
            },
            settings: RankSettings {
                worst: self.integer("worst", 1, 1000)?.map_or(10, |n| n as usize),
                draws: self.integer("draws", 100, 20_000)?.map_or(2000, |n| n as u32),
                seed: self.integer("seed", 0, u64::MAX)?.unwrap_or(1),
                ..RankSettings::default()
            },
            exposure: self.parsed("exposure")?.unwrap_or(ExposureKind::Residents),
        })
    }

    /// `plans/placement`.
    pub(crate) fn posts_query(&mut self) -> Result<PostsQuery, Problem> {
        let usual = PostsQuery::default();
        let radius_m = self.numbers("radius_m", "a number of metres")?;
        Ok(PostsQuery {
            posts: self.integer("posts", 1, 100)?.map_or(usual.posts, |n| n as usize),
            radius_m: radius_m.map_or(usual.radius_m, |[m]: [f64; 1]| m),
            existing: self.take("existing").unwrap_or(usual.existing),
            candidates: self.take("candidates").unwrap_or(usual.candidates),
            as_of: self.date("as_of")?,
            outcome: self.outcome()?,
            by_model: self
                .choice("demand", &[("risk_model", true), ("smoothed_counts", false)])?
                .unwrap_or(usual.by_model),
        })
    }

    /// `plans/{id}/evaluation`.
    pub(crate) fn evaluate_query(&mut self) -> Result<EvaluateQuery, Problem> {
        Ok(EvaluateQuery { as_of: self.date("as_of")?, perception: None })
    }

    /// Which version of a plan.
    pub(crate) fn version(&mut self) -> Result<Option<u32>, Problem> {
        Ok(self.integer("version", 1, 100_000)?.map(|n| n as u32))
    }
}
