//! One window scored: model and baselines, calibration, by district and category; and what follows from all of them.

use super::baselines::{Baseline, baselines};
use super::frame::{Frame, Incidents};
use super::report::{CalibrationReport, CategoryHit, Judged, Standing, Validation, Verdict};
use super::scores::{Scored, per_area, standing};
use super::window::Window;
use super::{RiskQuery, words};
use crate::AnalysisError;
use aula_statistics::regression::{calibration, recalibrate};
use std::collections::BTreeMap;

/// A prediction of a window.
pub(super) struct Tested<'a> {
    pub(super) window: Window,
    /// Earlier windows, the latest first.
    pub(super) past: &'a [&'a Incidents],
    pub(super) expected: &'a [f64],
    pub(super) factors_only: &'a [f64],
    pub(super) on: &'static str,
}

/// What came.
pub(super) struct Truth<'a> {
    pub(super) incidents: &'a Incidents,
    pub(super) district: &'a [Option<usize>],
    pub(super) districts: &'a [String],
}

pub(super) fn validate(
    frame: &Frame,
    query: &RiskQuery,
    tested: &Tested<'_>,
    truth: &Truth<'_>,
) -> Result<Validation, AnalysisError> {
    let areas_m2 = &frame.space.areas_m2;
    let scored = Scored {
        areas_m2,
        counts: &truth.incidents.counts,
        outside: truth.incidents.outside,
        level: query.level,
        seed: query.seed,
    };
    let model = per_area(tested.expected, areas_m2);
    let mut others = baselines(frame, tested.past)?;
    let factors = per_area(tested.factors_only, areas_m2);
    others.push(Baseline { name: "factors_only", scores: vec![(None, factors)] });
    let rows = scored.rows(&model, &others)?;
    let top = scored.accuracy(&model, 0.05).map(|a| a.taken).unwrap_or_default();
    let last = tested.past.first().and_then(|p| scored.accuracy(&p.counts, 0.05).ok()).map(|a| a.taken);
    Ok(Validation {
        from: tested.window.from.to_string(),
        to: tested.window.to.to_string(),
        tested_on: tested.on,
        past_periods: tested.past.len(),
        incidents: (truth.incidents.total() + truth.incidents.outside) as u64,
        rows,
        calibration: calibrated(tested.expected, truth, &top, areas_m2)?,
        by_category: by_category(truth.incidents, &top, last.as_deref()),
    })
}

fn calibrated(
    expected: &[f64],
    truth: &Truth<'_>,
    top: &[f64],
    areas_m2: &[f64],
) -> Result<CalibrationReport, AnalysisError> {
    let counts = &truth.incidents.counts;
    let (sum, observed) = (expected.iter().sum::<f64>(), counts.iter().sum::<f64>());
    let to_total = if sum > 0.0 { observed / sum } else { 1.0 };
    let scaled: Vec<f64> = expected.iter().map(|e| e * to_total).collect();
    let pearson: f64 = counts.iter().zip(&scaled).filter(|(_, e)| **e > 0.0).map(|(c, e)| (c - e) * (c - e) / e).sum();
    let overdispersion = (pearson / counts.len() as f64).max(1.0);
    let mut order: Vec<usize> = (0..scaled.len()).collect();
    order.sort_unstable_by(|&a, &b| scaled[a].total_cmp(&scaled[b]).then(a.cmp(&b)));
    let mut decile = vec![0; scaled.len()];
    for (rank, &i) in order.iter().enumerate() {
        decile[i] = rank * 10 / scaled.len();
    }
    let none = truth.districts.len();
    let district: Vec<usize> = truth.district.iter().map(|d| d.unwrap_or(none)).collect();
    let by_district = calibration(&scaled, counts, &district, none, overdispersion)?;
    let taken_share = |k: usize| {
        let own = |i: &usize| truth.district[*i] == Some(k);
        let all: f64 = (0..areas_m2.len()).filter(own).map(|i| areas_m2[i]).sum();
        let taken: f64 = (0..areas_m2.len()).filter(own).map(|i| areas_m2[i] * top.get(i).unwrap_or(&0.0)).sum();
        if all > 0.0 { taken / all } else { 0.0 }
    };
    let judged = by_district.into_iter().enumerate().filter(|(_, g)| g.rows > 0).map(|(k, group)| Judged {
        area: truth.districts[k].clone(),
        group,
        taken_share: taken_share(k),
    });
    let above: Vec<f64> = scaled.iter().map(|e| e.max(1e-12)).collect();
    Ok(CalibrationReport {
        expected: sum,
        observed,
        overdispersion,
        slope: recalibrate(&above, counts)?.slope,
        deciles: calibration(&scaled, counts, &decile, 10, overdispersion)?,
        districts: judged.collect(),
    })
}

fn by_category(incidents: &Incidents, top: &[f64], last: Option<&[f64]>) -> Vec<CategoryHit> {
    let mut sums: BTreeMap<String, (u64, f64, f64)> = BTreeMap::new();
    for (category, cell) in incidents.categories.iter().zip(&incidents.cells) {
        let Some(category) = category else { continue };
        let sum = sums.entry(category.to_string()).or_default();
        sum.0 += 1;
        if let Some(cell) = cell {
            sum.1 += top.get(*cell).unwrap_or(&0.0);
            sum.2 += last.map_or(0.0, |l| l[*cell]);
        }
    }
    let row = |(category, (n, model, by_last)): (String, (u64, f64, f64))| CategoryHit {
        category,
        incidents: n,
        model: model / n as f64,
        last_counts: last.map(|_| by_last / n as f64),
    };
    sums.into_iter().map(row).collect()
}

/// What stands first: a loss against last period's counts, then a draw, then a win.
pub(super) fn verdict(validation: &[Validation], factors: usize, level: f64) -> Verdict {
    let (mut sum, mut variance, mut weight) = (0.0, 0.0, 0.0);
    let z = normal_reach(level);
    for one in validation {
        let at = one.rows.iter().find(|r| r.method == "last_counts" && (r.share - 0.05).abs() < 1e-9);
        let Some(d) = at.and_then(|r| r.model_less_this) else { continue };
        let n = one.incidents as f64;
        sum += n * d.hit_rate;
        variance += (n * (d.high - d.low) / (2.0 * z)).powi(2);
        weight += n;
    }
    let against = (weight > 0.0).then(|| {
        let (mean, reach) = (sum / weight, z * variance.sqrt() / weight);
        (standing(mean - reach, mean + reach), mean, mean - reach, mean + reach)
    });
    Verdict {
        against_last_counts: against.map(|a| a.0),
        factors_found: factors > 0,
        sentence: words::verdict(against, factors as u64, validation.len() as u64),
    }
}

/// How many standard errors an interval of a level reaches, by the usual levels.
fn normal_reach(level: f64) -> f64 {
    match level {
        l if l >= 0.99 => 2.575_829,
        l if l >= 0.95 => 1.959_964,
        l if l >= 0.9 => 1.644_854,
        _ => 1.281_552,
    }
}

impl Standing {
    /// The key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Wins => "verdict.wins",
            Self::Loses => "verdict.loses",
            Self::Undecided => "verdict.undecided",
        }
    }
}
