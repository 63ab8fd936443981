//! Model and baselines on the same incidents.

use super::baselines::Baseline;
use super::report::{Comparison, ScoreRow, Standing};
use crate::AnalysisError;
use aula_statistics::{
    Accuracy, Bootstrap, Interval, StatisticsError, hit_rate_difference_fast, hit_rate_interval_fast,
    prediction_accuracy,
};

/// The shares of the area at which predictions are compared.
pub(super) const SHARES: [f64; 6] = [0.005, 0.01, 0.02, 0.05, 0.10, 0.20];
const REPLICATES: u32 = 1000;

/// What predictions are held against.
pub(super) struct Scored<'a> {
    pub(super) areas_m2: &'a [f64],
    pub(super) counts: &'a [f64],
    pub(super) outside: f64,
    pub(super) level: f64,
    pub(super) seed: u64,
}

impl Scored<'_> {
    pub(super) fn accuracy(&self, score: &[f64], share: f64) -> Result<Accuracy, StatisticsError> {
        prediction_accuracy(score, self.areas_m2, self.counts, self.outside, share)
    }

    fn bootstrap(&self) -> Bootstrap {
        Bootstrap { replicates: REPLICATES, level: self.level, seed: self.seed }
    }

    /// The model and every baseline at every share that holds a whole cell.
    pub(super) fn rows(&self, model: &[f64], baselines: &[Baseline]) -> Result<Vec<ScoreRow>, AnalysisError> {
        let mut out = Vec::new();
        for share in SHARES {
            let own = match self.accuracy(model, share) {
                Ok(found) => found,
                Err(StatisticsError::TooFew { what: "whole cells within the coverage", .. }) => continue,
                Err(other) => return Err(other.into()),
            };
            out.push(self.row("model", None, share, &own, None)?);
            for baseline in baselines {
                let mut best: Option<(Option<f64>, Accuracy)> = None;
                for (bandwidth_m, score) in &baseline.scores {
                    let found = self.accuracy(score, share)?;
                    if best.as_ref().is_none_or(|(_, b)| found.hit_rate > b.hit_rate) {
                        best = Some((*bandwidth_m, found));
                    }
                }
                let Some((bandwidth_m, found)) = best else { continue };
                let against = hit_rate_difference_fast(&own, &found, self.counts, self.outside, self.bootstrap())?;
                out.push(self.row(baseline.name, bandwidth_m, share, &found, Some((&own, against)))?);
            }
        }
        Ok(out)
    }

    fn row(
        &self,
        method: &'static str,
        bandwidth_m: Option<f64>,
        share: f64,
        found: &Accuracy,
        against: Option<(&Accuracy, Interval)>,
    ) -> Result<ScoreRow, AnalysisError> {
        let interval = hit_rate_interval_fast(found, self.counts, self.outside, self.bootstrap())?;
        // PEI* is the hit rate over the best reachable one, which is held.
        let best = found.pei.filter(|pei| *pei > 0.0).map(|pei| found.hit_rate / pei);
        let over = |rate: f64| best.map(|b| rate / b);
        let compared = against.map(|(own, d)| Comparison {
            hit_rate: d.value,
            low: d.low,
            high: d.high,
            pei: own.pei.zip(found.pei).map(|(a, b)| a - b),
            pei_low: over(d.low),
            pei_high: over(d.high),
            standing: standing(d.low, d.high),
        });
        Ok(ScoreRow {
            method,
            bandwidth_m,
            share,
            hit_rate: found.hit_rate,
            low: interval.low,
            high: interval.high,
            pai: found.pai,
            pei: found.pei,
            pei_low: over(interval.low),
            pei_high: over(interval.high),
            model_less_this: compared,
        })
    }
}

pub(super) fn standing(low: f64, high: f64) -> Standing {
    if low > 0.0 {
        Standing::Wins
    } else if high < 0.0 {
        Standing::Loses
    } else {
        Standing::Undecided
    }
}

/// The expected counts as a score: per area, so that large cells do not win by size.
pub(super) fn per_area(expected: &[f64], areas_m2: &[f64]) -> Vec<f64> {
    expected.iter().zip(areas_m2).map(|(e, a)| e / a).collect()
}
