//! Why is it so here: one cell, factor by factor.

use super::layers::Form;
use super::run::RiskRun;
use super::words::{self, CellFacts};
use crate::Sentence;
use aula_geometry::cell_centre;
use aula_statistics::regression::Effect;
use h3o::CellIndex;
use serde::Serialize;

/// What a click on a cell of the risk map answers.
#[derive(Debug, Clone, Serialize)]
pub struct CellExplanation {
    /// The cell as H3 writes it.
    pub cell: String,
    /// Longitude and latitude of its centre in degrees.
    pub centre: [f64; 2],
    /// Incidents in the period asked about.
    pub count: u32,
    /// Expected in it by the best model.
    pub expected: f64,
    /// Expected density against the mean of the city.
    pub relative: f64,
    /// Its rank among the cells by expected density, 1 the highest.
    pub rank: u64,
    /// Cells ranked.
    pub of: u64,
    /// The best model's multiplicative shares against the mean cell, the largest departure first; they multiply to
    /// the whole. `past`: earlier incidents; `ground`: how much lives and works there.
    pub shares: Vec<FactorShare>,
    /// Confirmed conditions of the risk terrain that hold here.
    pub conditions: Vec<Condition>,
    /// Product of the conditions' relative risks, 1 where none holds.
    pub conditions_relative: f64,
    /// All this in words, with the warning.
    pub sentence: Sentence,
}

/// A group's share.
#[derive(Debug, Clone, Serialize)]
pub struct FactorShare {
    /// `past`, `ground` or the factor.
    pub factor: String,
    /// How many times as many as in the mean cell.
    pub times: f64,
}

/// A confirmed condition of a cell.
#[derive(Debug, Clone, Serialize)]
pub struct Condition {
    /// The factor.
    pub factor: String,
    /// In which form.
    #[serde(flatten)]
    pub form: Form,
    /// exp(β) over all cells.
    pub relative_risk: f64,
    /// As measured where it was not chosen.
    pub measured: Option<Effect>,
}

/// A cell of a run; none where it is not among the cells analysed.
#[must_use]
pub fn explain(run: &RiskRun, cell: CellIndex) -> Option<CellExplanation> {
    let i = run.space.set.position(cell)? as usize;
    let density = |k: usize| run.expected[k] / run.space.areas_m2[k];
    let own = density(i);
    let n = run.expected.len();
    let rank = 1 + (0..n).filter(|&k| density(k) > own).count() as u64;
    let area: f64 = run.space.areas_m2.iter().sum();
    let relative = own / (run.expected.iter().sum::<f64>() / area);
    let mut shares: Vec<FactorShare> = run
        .groups
        .iter()
        .zip(&run.shares)
        .map(|(factor, share)| FactorShare { factor: factor.clone(), times: share[i] })
        .filter(|s| s.times != 1.0)
        .collect();
    shares.sort_by(|a, b| b.times.ln().abs().total_cmp(&a.times.ln().abs()).then_with(|| a.factor.cmp(&b.factor)));
    let holds = run.terms.iter().filter(|t| t.column[i] > 0.0);
    let conditions: Vec<Condition> = holds
        .map(|t| Condition { factor: t.factor.clone(), form: t.form, relative_risk: t.beta.exp(), measured: t.effect })
        .collect();
    let conditions_relative = conditions.iter().map(|c| c.relative_risk).product();
    let centre = cell_centre(cell);
    let sentence = words::cell(&CellFacts {
        count: run.counts[i],
        expected: run.expected[i],
        relative,
        rank,
        of: n as u64,
        shares: &shares,
        conditions: &conditions,
    });
    Some(CellExplanation {
        cell: cell.to_string(),
        centre: [centre.lon(), centre.lat()],
        count: run.counts[i],
        expected: run.expected[i],
        relative,
        rank,
        of: n as u64,
        shares,
        conditions,
        conditions_relative,
        sentence,
    })
}
