//! The risk terrain procedure on numbers: what goes with more incidents, chosen in one half of space, measured in the
//! other.

use super::cross_validation::choose_penalty;
use super::design::Design;
use super::elastic_net::{Penalty, Sign};
use super::glm::{Glm, GlmProblem};
use super::robust::{Effect, Effects, effects};
use super::stepwise::{Candidate, Selected, Stepwise, stepwise};
use super::{Family, glm, negative_binomial};
use crate::{StatisticsError, check};

/// Counts, the forms of factors that may explain them, and how space is cut.
#[derive(Debug, Clone, Copy)]
pub struct TerrainProblem<'a> {
    /// Forms of factors, then columns that are always in.
    pub design: &'a Design,
    /// Whole counts of the cells.
    pub counts: &'a [f64],
    /// The forms that may be kept.
    pub candidates: &'a [Candidate],
    /// Columns that are always in: what the ground itself explains.
    pub always: &'a [usize],
    /// The block of space that each cell lies in. Blocks with an even place choose, the others measure.
    pub blocks: &'a [u32],
    /// The half of each block: `true` where the block chooses.
    pub chooses: &'a [bool],
    /// The level of the intervals, for instance 0.9.
    pub level: f64,
}

/// A form that was kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// Its place among the candidates.
    pub candidate: usize,
    /// Its effect in the half that did not choose it; none where it does not vary there.
    pub effect: Option<Effect>,
    /// Its coefficient over all cells, for the map; 0 where it is not confirmed.
    pub beta: f64,
    /// Whether the half that did not choose it says so too: the interval lies on the same side of 1.
    pub confirmed: bool,
}

/// [`terrain`]'s answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Terrain {
    /// The forms kept, in the order they entered; none confirmed: nothing was found.
    pub chosen: Vec<Chosen>,
    /// Over all cells: the columns always in, then the forms confirmed.
    pub fit: Glm,
    /// `poisson` or `negative_binomial`, by BIC in the half that chose.
    pub dispersion: f64,
    /// How many candidates the elastic net left.
    pub after_net: usize,
    /// BIC of the half that chose: with what is always in only, under the Poisson, under the negative binomial.
    pub bic: [f64; 3],
    /// Cells and incidents of the half that chose and of the half that measured.
    pub halves: [(usize, f64); 2],
    /// The covariance of the measured effects of the kept forms, from blocks; side the number kept, 0 for those that
    /// could not be measured.
    pub covariance: Vec<f64>,
    /// How many standard errors the intervals reach.
    pub reach: f64,
}

/// Incidents under which there is no model.
pub const LEAST_INCIDENTS: f64 = 50.0;

/// The risk terrain procedure of Caplan, Kennedy and Piza, with the choice and the measurement kept apart.
///
/// 1. In the half that chooses: an elastic-net Poisson over all candidates, its penalty by blocked cross-validation,
///    leaves those with a coefficient at the penalty that foretells best.
/// 2. Of these, stepwise selection by BIC under the Poisson and under the negative binomial, at most one form of a
///    factor; the family with the lower BIC decides.
/// 3. In the half that did not choose, the same columns are fitted again: effects with intervals from blocks. What
///    was chosen by luck shows there as no effect.
///    With many forms BIC keeps one by luck in about a fifth of the cities in which nothing matters; a form counts as
///    found only where the second half confirms it.
/// 4. Over all cells the columns always in and the confirmed forms are fitted for the map.
///
/// # Errors
/// [`StatisticsError::TooFew`] under [`LEAST_INCIDENTS`] incidents; as [`super::glm`] and [`super::effects`].
///
/// # References
/// Caplan & Kennedy (2016), Risk Terrain Modeling; Cox (1975), Biometrika 62, 441–444, and Rinaldo, Wasserman &
/// G'Sell (2019), Annals of Statistics 47, 3438–3469, for choosing on one part and measuring on the other.
pub fn terrain(problem: &TerrainProblem<'_>) -> Result<Terrain, StatisticsError> {
    let n = problem.design.rows();
    check::length("counts", n, problem.counts.len())?;
    check::whole("counts", problem.counts)?;
    check::length("blocks", n, problem.blocks.len())?;
    check::length("chooses", n, problem.chooses.len())?;
    let incidents: f64 = problem.counts.iter().sum();
    if incidents < LEAST_INCIDENTS {
        return Err(StatisticsError::TooFew { what: "incidents", found: incidents as usize, needed: 50 });
    }
    let (choose, measure): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| problem.chooses[i]);
    let first = Half::new(problem, &choose)?;
    let kept_by_net = first.net()?;
    let (selected, bic) = first.select(&kept_by_net)?;
    let kept: Vec<usize> = selected.kept.iter().map(|&k| kept_by_net[k]).collect();
    let second = Half::new(problem, &measure)?;
    let columns = |kept: &[usize]| -> Vec<usize> {
        problem.always.iter().copied().chain(kept.iter().map(|&k| problem.candidates[k].column)).collect()
    };
    let measured = second.measure(&columns(&kept), selected.dispersion > 0.0, problem.level)?;
    let lead = problem.always.len();
    let confirmed: Vec<bool> = (0..kept.len())
        .map(|place| {
            let sign = selected.fit.coefficients[lead + place];
            measured.effect(lead + place).is_some_and(|e| if sign > 0.0 { e.low > 1.0 } else { e.high < 1.0 })
        })
        .collect();
    let found: Vec<usize> = kept.iter().zip(&confirmed).filter(|(_, c)| **c).map(|(k, _)| *k).collect();
    let all = problem.design.pick(&columns(&found));
    let whole = GlmProblem { design: &all, counts: problem.counts, offset: None };
    let fit = fitted(&whole, selected.dispersion > 0.0)?;
    let beta_of = |candidate: usize| found.iter().position(|&f| f == candidate).map(|k| fit.coefficients[lead + k]);
    let chosen = kept.iter().enumerate().map(|(place, &candidate)| Chosen {
        candidate,
        effect: measured.effect(lead + place),
        beta: beta_of(candidate).unwrap_or(0.0),
        confirmed: confirmed[place],
    });
    let chosen: Vec<Chosen> = chosen.collect();
    Ok(Terrain {
        covariance: measured.covariance(lead..lead + kept.len()),
        reach: measured.effects.reach,
        chosen,
        dispersion: fit.family.dispersion(),
        fit,
        after_net: kept_by_net.len(),
        bic,
        halves: [(choose.len(), first.counts.iter().sum()), (measure.len(), second.counts.iter().sum())],
    })
}

fn fitted(problem: &GlmProblem<'_>, dispersed: bool) -> Result<Glm, StatisticsError> {
    Ok(if dispersed { negative_binomial(problem, None)?.fit } else { glm(problem, Family::Poisson, None)? })
}

/// The cells of one half.
struct Half<'a> {
    problem: &'a TerrainProblem<'a>,
    design: Design,
    counts: Vec<f64>,
    blocks: Vec<u32>,
}

impl<'a> Half<'a> {
    fn new(problem: &'a TerrainProblem<'a>, rows: &[usize]) -> Result<Self, StatisticsError> {
        let counts: Vec<f64> = rows.iter().map(|&i| problem.counts[i]).collect();
        if counts.iter().sum::<f64>() < 1.0 {
            return Err(StatisticsError::TooFew { what: "incidents in one half of space", found: 0, needed: 1 });
        }
        let blocks = rows.iter().map(|&i| problem.blocks[i]).collect();
        Ok(Self { problem, design: problem.design.select_rows(rows), counts, blocks })
    }

    fn glm(&self) -> GlmProblem<'_> {
        GlmProblem { design: &self.design, counts: &self.counts, offset: None }
    }

    /// The candidates that the elastic net leaves.
    fn net(&self) -> Result<Vec<usize>, StatisticsError> {
        let candidates = self.problem.candidates;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let columns: Vec<usize> =
            candidates.iter().map(|c| c.column).chain(self.problem.always.iter().copied()).collect();
        let design = self.design.pick(&columns);
        let mut factors = vec![1.0; candidates.len()];
        factors.resize(columns.len(), 0.0);
        let mut signs: Vec<Sign> = candidates.iter().map(|c| c.sign).collect();
        signs.resize(columns.len(), Sign::Either);
        let penalty = Penalty { mix: MIX, factors: &factors, signs: &signs };
        let folds = folds_of(&self.blocks);
        let problem = GlmProblem { design: &design, ..self.glm() };
        let path = choose_penalty(&problem, &penalty, &folds, PENALTIES, RATIO)?;
        let best = &path.path[path.best];
        Ok((0..candidates.len()).filter(|&k| best.coefficients[k] != 0.0).collect())
    }

    /// Stepwise under both families, and the BIC of neither, one and the other.
    fn select(&self, of: &[usize]) -> Result<(Selected, [f64; 3]), StatisticsError> {
        let candidates: Vec<Candidate> = of.iter().map(|&k| self.problem.candidates[k]).collect();
        let how = Stepwise { candidates: &candidates, always: self.problem.always, dispersed: false };
        let poisson = stepwise(&self.glm(), &how)?;
        let dispersed = stepwise(&self.glm(), &Stepwise { dispersed: true, ..how })?;
        let bic = [poisson.bic[0].min(dispersed.bic[0]), poisson.fit.bic, dispersed.fit.bic];
        Ok((if dispersed.fit.bic < poisson.fit.bic { dispersed } else { poisson }, bic))
    }

    fn measure(&self, columns: &[usize], dispersed: bool, level: f64) -> Result<Measured, StatisticsError> {
        // A form that nobody, or everybody, of this half is exposed to has no effect to measure.
        let varies = |&j: &usize| self.design.column(j).iter().any(|v| *v != self.design.column(j)[0]);
        let varying: Vec<usize> = columns.iter().copied().filter(varies).collect();
        let design = self.design.pick(&varying);
        let problem = GlmProblem { design: &design, ..self.glm() };
        let fit = fitted(&problem, dispersed)?;
        let effects = effects(&problem, &fit, &self.blocks, level)?;
        Ok(Measured { place: columns.iter().map(|j| varying.iter().position(|v| v == j)).collect(), effects })
    }
}

/// Effects by the place of their column; none for a column that did not vary.
struct Measured {
    place: Vec<Option<usize>>,
    effects: Effects,
}

impl Measured {
    fn effect(&self, column: usize) -> Option<Effect> {
        self.place.get(column).copied().flatten().map(|k| self.effects.each[k])
    }

    fn covariance(&self, of: std::ops::Range<usize>) -> Vec<f64> {
        let side = self.effects.each.len();
        let at = |i: usize, j: usize| Some(self.effects.covariance[self.place[i]? * side + self.place[j]?]);
        of.clone().flat_map(|i| of.clone().map(move |j| (i, j))).map(|(i, j)| at(i, j).unwrap_or(0.0)).collect()
    }
}

/// The elastic net of the procedure: as RTMDx, half lasso, half ridge.
const MIX: f64 = 0.5;
const PENALTIES: usize = 30;
const RATIO: f64 = 1e-3;
const FOLDS: u32 = 5;

/// Whole blocks to one of five folds, by their place in the order of their numbers.
fn folds_of(blocks: &[u32]) -> Vec<u16> {
    let mut known: Vec<u32> = blocks.to_vec();
    known.sort_unstable();
    known.dedup();
    let folds = FOLDS.min(known.len() as u32).max(1);
    blocks.iter().map(|b| (known.binary_search(b).unwrap_or(0) as u32 % folds) as u16).collect()
}
