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
    /// The block of space that each cell lies in.
    pub blocks: &'a [u32],
    /// The half that each cell belongs to; blocks are not cut.
    pub chooses: &'a [bool],
    /// The level of the intervals, for instance 0.9.
    pub level: f64,
}

/// A form that was kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// Its place among the candidates.
    pub candidate: usize,
    /// Its effect in the half that did not choose it, or pooled over both where both halves chose it for the other; none
    /// where it does not vary there.
    pub effect: Option<Effect>,
    /// Its coefficient over all cells, for the map; 0 where it is not confirmed.
    pub beta: f64,
    /// Whether where it was not chosen says so too: the interval lies on the same side of 1.
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
    /// How many candidates the elastic net left, in each half.
    pub after_net: [usize; 2],
    /// BIC of each half that chose: with what is always in only, under the Poisson, under the negative binomial.
    pub bic: [[f64; 3]; 2],
    /// Cells and incidents of the two halves.
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
/// 1. In one half: an elastic-net Poisson over all candidates, its penalty by blocked cross-validation, leaves those
///    with a coefficient at the penalty that foretells best.
/// 2. Of these, stepwise selection by BIC under the Poisson and under the negative binomial, at most one form of a
///    factor; the family with the lower BIC decides.
/// 3. In the other half the same columns are fitted again: effects with intervals from blocks. What was chosen by luck
///    shows there as no effect.
/// 4. The same with the halves exchanged; a form that both ways chose has the effect pooled over both.
/// 5. With many forms BIC keeps one by luck in about a sixth of the cities in which nothing matters; a form counts as
///    found only where the cells that did not choose it confirm it. Over all cells the columns always in and the
///    confirmed forms are fitted for the map.
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
    let (first, second): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| problem.chooses[i]);
    let halves = [Half::new(problem, &first)?, Half::new(problem, &second)?];
    let ways = [way(problem, &halves[0], &halves[1])?, way(problem, &halves[1], &halves[0])?];
    let merged = merge(problem, &ways);
    let dispersed = ways.iter().any(|w| w.dispersed);
    let found: Vec<usize> = merged.iter().filter(|m| m.confirmed).map(|m| m.candidate).collect();
    let lead = problem.always.len();
    let all = problem.design.pick(&problem.columns(&found));
    let fit = fitted(&GlmProblem { design: &all, counts: problem.counts, offset: None }, dispersed)?;
    let beta_of = |candidate: usize| found.iter().position(|&f| f == candidate).map(|k| fit.coefficients[lead + k]);
    let pairs = merged.iter().flat_map(|a| merged.iter().map(move |b| (a, b)));
    let covariance = pairs.map(|(a, b)| (0..2).map(|w| ways[w].shared(a, b, w)).sum()).collect();
    let chosen = merged.iter().map(|m| Chosen {
        candidate: m.candidate,
        effect: m.effect,
        beta: beta_of(m.candidate).unwrap_or(0.0),
        confirmed: m.confirmed,
    });
    let chosen: Vec<Chosen> = chosen.collect();
    Ok(Terrain {
        chosen,
        dispersion: fit.family.dispersion(),
        fit,
        after_net: [ways[0].after_net, ways[1].after_net],
        bic: [ways[0].bic, ways[1].bic],
        halves: [(first.len(), halves[0].counts.iter().sum()), (second.len(), halves[1].counts.iter().sum())],
        covariance,
        reach: ways[0].measured.effects.reach.max(ways[1].measured.effects.reach),
    })
}

impl TerrainProblem<'_> {
    fn columns(&self, kept: &[usize]) -> Vec<usize> {
        self.always.iter().copied().chain(kept.iter().map(|&k| self.candidates[k].column)).collect()
    }
}

/// Chosen in one half, measured in the other.
struct Way {
    kept: Vec<usize>,
    /// The sign of each in the half that chose.
    signs: Vec<f64>,
    measured: Measured,
    lead: usize,
    dispersed: bool,
    after_net: usize,
    bic: [f64; 3],
}

fn way(problem: &TerrainProblem<'_>, choose: &Half<'_>, measure: &Half<'_>) -> Result<Way, StatisticsError> {
    let kept_by_net = choose.net()?;
    let (selected, bic) = choose.select(&kept_by_net)?;
    let kept: Vec<usize> = selected.kept.iter().map(|&k| kept_by_net[k]).collect();
    let lead = problem.always.len();
    let dispersed = selected.dispersion > 0.0;
    let measured = measure.measure(&problem.columns(&kept), dispersed, problem.level)?;
    let signs = selected.fit.coefficients[lead..].iter().map(|b| b.signum()).collect();
    Ok(Way { kept, signs, measured, lead, dispersed, after_net: kept_by_net.len(), bic })
}

impl Way {
    /// The place of a factor's form among those kept.
    fn of_factor(&self, problem: &TerrainProblem<'_>, factor: usize) -> Option<usize> {
        self.kept.iter().position(|&k| problem.candidates[k].factor == factor)
    }

    /// The part of the covariance of two merged effects that comes from this way.
    fn shared(&self, a: &Merged, b: &Merged, way: usize) -> f64 {
        let one = |m: &Merged| m.parts[way].map(|(place, weight)| (self.lead + place, weight));
        let (Some((i, v)), Some((j, w))) = (one(a), one(b)) else { return 0.0 };
        v * w * self.measured.covariance(i, j)
    }
}

/// A form with its effect out of one way or both.
struct Merged {
    candidate: usize,
    effect: Option<Effect>,
    confirmed: bool,
    /// For each way the place among its kept forms and the weight of its effect.
    parts: [Option<(usize, f64)>; 2],
}

/// One form for each factor that a way has kept. The same form from both ways: the effects are pooled by their
/// precision. Different forms: the one that is measured more exactly. What the effects are has no say in this, so that
/// intervals stay honest.
fn merge(problem: &TerrainProblem<'_>, ways: &[Way; 2]) -> Vec<Merged> {
    let mut factors: Vec<usize> = Vec::new();
    for way in ways {
        for &k in &way.kept {
            let factor = problem.candidates[k].factor;
            if !factors.contains(&factor) {
                factors.push(factor);
            }
        }
    }
    let one = |factor: usize| {
        let places = [0, 1].map(|w: usize| ways[w].of_factor(problem, factor));
        let effects = [0, 1].map(|w: usize| places[w].and_then(|p| ways[w].measured.effect(ways[w].lead + p)));
        let precision = effects.map(|e| e.filter(|e| e.se > 0.0).map_or(0.0, |e| 1.0 / (e.se * e.se)));
        let candidate = |w: usize| places[w].map(|p| ways[w].kept[p]);
        let same = candidate(0).is_some() && candidate(0) == candidate(1);
        let lead = usize::from(places[0].is_none() || (places[1].is_some() && precision[1] > precision[0]));
        let total = precision[0] + precision[1];
        let weight = |w: usize| match (same && total > 0.0, w == lead) {
            (true, _) => precision[w] / total,
            (false, true) => 1.0,
            (false, false) => 0.0,
        };
        let parts = [0, 1].map(|w: usize| places[w].map(|p| (p, weight(w))).filter(|(_, weight)| *weight > 0.0));
        let effect = if same && precision.iter().all(|p| *p > 0.0) {
            let reach = ways[0].measured.effects.reach.max(ways[1].measured.effects.reach);
            let beta = (0..2).filter_map(|w| Some(weight(w) * effects[w]?.beta)).sum::<f64>();
            Some(Effect::new(beta, total.sqrt().recip(), reach))
        } else {
            effects[lead]
        };
        let sign = places[lead].map_or(0.0, |p| ways[lead].signs[p]);
        let confirmed = effect.is_some_and(|e| if sign > 0.0 { e.low > 1.0 } else { e.high < 1.0 });
        Some(Merged { candidate: candidate(lead)?, effect, confirmed, parts })
    };
    factors.into_iter().filter_map(one).collect()
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

    fn covariance(&self, i: usize, j: usize) -> f64 {
        let at = |k: usize| self.place.get(k).copied().flatten();
        let (Some(i), Some(j)) = (at(i), at(j)) else { return 0.0 };
        self.effects.covariance[i * self.effects.each.len() + j]
    }
}

/// The elastic net of the procedure: as RTMDx, half lasso, half ridge.
const MIX: f64 = 0.5;
const PENALTIES: usize = 30;
/// Further down nothing is left out any more, and the folds foretell worse.
const RATIO: f64 = 1e-2;
const FOLDS: u32 = 5;

/// Whole blocks to one of five folds, by their place in the order of their numbers.
fn folds_of(blocks: &[u32]) -> Vec<u16> {
    let mut known: Vec<u32> = blocks.to_vec();
    known.sort_unstable();
    known.dedup();
    let folds = FOLDS.min(known.len() as u32).max(1);
    blocks.iter().map(|b| (known.binary_search(b).unwrap_or(0) as u32 % folds) as u16).collect()
}
