//! The best model we can defend for counts by cell: penalised Poisson over densities at several scales, held by past
//! density, calibrated.

use super::calibration::{Calibrated, recalibrate};
use super::cross_validation::choose_among;
use super::design::Design;
use super::elastic_net::{ElasticNet, Penalty, Sign};
use super::glm::GlmProblem;
use crate::{StatisticsError, check};

/// What a cell is known by: densities and the like, none below 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    /// Columns over the cells, at least 0; unknown values are NaN.
    pub columns: Vec<Vec<f64>>,
    /// The group (a factor, or the past) of each column, for explanations.
    pub groups: Vec<usize>,
    /// Which sign the effect of a column may take.
    pub signs: Vec<Sign>,
    /// What holds the ranking where factors say little: past incidents of the cell, shrunk toward its surroundings, per
    /// area. Empty for none.
    pub anchor: Vec<f64>,
}

impl Knowledge {
    fn validated(&self, rows: usize) -> Result<(), StatisticsError> {
        check::length("groups", self.columns.len(), self.groups.len())?;
        check::length("signs", self.columns.len(), self.signs.len())?;
        for column in &self.columns {
            check::length("column", rows, column.len())?;
            let wrong = column.iter().position(|v| *v < 0.0 || v.is_infinite());
            if let Some(index) = wrong {
                let rule = "at least 0 and finite, or NaN for unknown";
                return Err(StatisticsError::OutOfRange { what: "column", index, value: column[index], rule });
            }
        }
        if !self.anchor.is_empty() {
            check::length("anchor", rows, self.anchor.len())?;
            check::non_negative("anchor", &self.anchor)?;
        }
        Ok(())
    }

    fn rows(&self, rows: &[usize]) -> Self {
        let at = |c: &Vec<f64>| if c.is_empty() { Vec::new() } else { rows.iter().map(|&i| c[i]).collect() };
        Self {
            columns: self.columns.iter().map(at).collect(),
            groups: self.groups.clone(),
            signs: self.signs.clone(),
            anchor: at(&self.anchor),
        }
    }
}

/// The share of the past density in the logarithm of the score, fixed beforehand and the same for every city.
pub const ANCHOR_SHARE: f64 = 0.25;
/// The ridge penalties tried.
const PENALTIES: [f64; 6] = [1.0, 0.3, 0.1, 0.03, 0.01, 0.003];
/// Added to densities before their logarithm, in means: what an empty cell counts for.
const FLOOR: f64 = 0.3;
/// The same for the anchor.
const ANCHOR_FLOOR: f64 = 0.02;

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Mean of each column over the cells it was trained on.
    means: Vec<f64>,
    /// Mean of each made column, to which shares are held.
    centres: Vec<f64>,
    fit: ElasticNet,
    anchor_mean: f64,
    groups: Vec<usize>,
    calibrated: Calibrated,
    /// The penalty chosen.
    pub penalty: f64,
    /// Mean deviance of the folds left out, for each penalty tried with it.
    pub tried: Vec<(f64, f64)>,
}

/// Trains on counts.
///
/// Each column enters as its square root and as ln(value + 0.3 means), so that the fit can bend; an unknown value counts
/// as the mean, and a column with any has a mark for it beside it. The ridge penalty is the one that foretells blocks of
/// space best. The score is exp(η)^¾ · (past density)^¼; expected counts are the score after calibration on scores of
/// blocks that the fit had not seen.
///
/// # Arguments
/// * `offset`: ln of each cell's area. `folds`: blocks of space.
///
/// # Errors
/// As [`super::choose_penalty`]; for columns below 0.
///
/// # References
/// Hoerl & Kennard (1970) for the ridge; Flaxman et al. (2019), Annals of Applied Statistics 13, 2564–2585, for
/// forecasts of crime by densities in space and time.
pub fn train(knowledge: &Knowledge, counts: &[f64], offset: &[f64], folds: &[u16]) -> Result<Outlook, StatisticsError> {
    knowledge.validated(counts.len())?;
    let means: Vec<f64> = knowledge.columns.iter().map(|c| mean_of_known(c)).collect();
    let (columns, signs) = made(knowledge, &means);
    let design = Design::new(counts.len(), columns)?;
    let factors = vec![1.0; design.len()];
    let penalty = Penalty { mix: 0.0, factors: &factors, signs: &signs };
    let problem = GlmProblem { design: &design, counts, offset: Some(offset) };
    let choice = choose_among(&problem, &penalty, folds, &PENALTIES)?;
    let fit = choice.path[choice.best].clone();
    let anchor_mean = mean_of_known(&knowledge.anchor);
    let centres =
        (0..design.len()).map(|j| design.column(j).iter().sum::<f64>() / counts.len() as f64).collect::<Vec<f64>>();
    let seen: Vec<f64> = choice.left_out[choice.best].iter().map(|eta| eta.exp()).collect();
    let scores = anchored(&seen, &knowledge.anchor, anchor_mean, offset);
    let calibrated = recalibrate(&scores, counts)?;
    Ok(Outlook {
        means,
        centres,
        fit,
        anchor_mean,
        groups: knowledge.groups.clone(),
        calibrated,
        penalty: PENALTIES[choice.best],
        tried: PENALTIES.iter().copied().zip(choice.deviance).collect(),
    })
}

impl Outlook {
    /// The expected count of each cell.
    ///
    /// # Errors
    /// As [`train`], for knowledge of another shape.
    pub fn expected(&self, knowledge: &Knowledge, offset: &[f64]) -> Result<Vec<f64>, StatisticsError> {
        let n = offset.len();
        knowledge.validated(n)?;
        check::length("columns", self.means.len(), knowledge.columns.len())?;
        let (columns, _) = made_like(knowledge, &self.means, self.fit.coefficients.len());
        let eta = Design::new(n, columns)?.linear(self.fit.intercept, &self.fit.coefficients, Some(offset));
        let own: Vec<f64> = eta.iter().map(|e| e.clamp(-30.0, 30.0).exp()).collect();
        let scores = anchored(&own, &knowledge.anchor, self.anchor_mean, offset);
        Ok(scores.iter().map(|&s| self.calibrated.apply(s)).collect())
    }

    /// For each group and cell, how many times as many the group makes of the count, held to the training's mean cell.
    /// The anchor's share is that of group `anchor`.
    ///
    /// # Errors
    /// As [`Self::expected`].
    pub fn shares(
        &self,
        knowledge: &Knowledge,
        groups: usize,
        anchor: usize,
    ) -> Result<Vec<Vec<f64>>, StatisticsError> {
        let n = knowledge.columns.first().map_or(knowledge.anchor.len(), Vec::len);
        knowledge.validated(n)?;
        let (columns, _) = made_like(knowledge, &self.means, self.fit.coefficients.len());
        let of = made_groups(&self.groups, columns.len());
        let held = if knowledge.anchor.is_empty() { 1.0 } else { 1.0 - ANCHOR_SHARE };
        let power = self.calibrated.slope * held;
        let mut out = vec![vec![0.0; n]; groups];
        for (j, column) in columns.iter().enumerate() {
            let (beta, centre) = (self.fit.coefficients[j] * power, self.centres[j]);
            let Some(group) = out.get_mut(of[j]) else { continue };
            group.iter_mut().zip(column).for_each(|(g, x)| *g += beta * (x - centre));
        }
        if let (false, Some(group)) = (knowledge.anchor.is_empty(), out.get_mut(anchor)) {
            for (g, a) in group.iter_mut().zip(&knowledge.anchor) {
                *g += self.calibrated.slope
                    * ANCHOR_SHARE
                    * ((a + ANCHOR_FLOOR * self.anchor_mean) / (self.anchor_mean * (1.0 + ANCHOR_FLOOR))).ln();
            }
        }
        out.iter_mut().flatten().for_each(|v| *v = v.exp());
        Ok(out)
    }

    /// The slope and intercept of the calibration.
    #[must_use]
    pub fn calibrated(&self) -> Calibrated {
        self.calibrated
    }
}

/// Expected counts of each fold by a model trained on the other folds alone, its penalty chosen among those.
///
/// # Errors
/// As [`train`].
pub fn out_of_fold(
    knowledge: &Knowledge,
    counts: &[f64],
    offset: &[f64],
    folds: &[u16],
) -> Result<Vec<f64>, StatisticsError> {
    let of_folds = folds.iter().max().map_or(0, |&f| f + 1);
    let mut out = vec![0.0; counts.len()];
    for fold in 0..of_folds {
        let (own, others): (Vec<usize>, Vec<usize>) = (0..folds.len()).partition(|&i| folds[i] == fold);
        let at = |v: &[f64], rows: &[usize]| rows.iter().map(|&i| v[i]).collect::<Vec<f64>>();
        // The folds that are left are numbered anew without a gap.
        let inner: Vec<u16> = others.iter().map(|&i| if folds[i] > fold { folds[i] - 1 } else { folds[i] }).collect();
        let model = train(&knowledge.rows(&others), &at(counts, &others), &at(offset, &others), &inner)?;
        let found = model.expected(&knowledge.rows(&own), &at(offset, &own))?;
        own.iter().zip(found).for_each(|(&i, e)| out[i] = e);
    }
    Ok(out)
}

fn mean_of_known(column: &[f64]) -> f64 {
    let (sum, n) = column.iter().filter(|v| !v.is_nan()).fold((0.0, 0_u32), |(s, n), v| (s + v, n + 1));
    if n > 0 { sum / f64::from(n) } else { 0.0 }
}

fn anchored(expected: &[f64], anchor: &[f64], mean: f64, offset: &[f64]) -> Vec<f64> {
    if anchor.is_empty() || mean <= 0.0 {
        return expected.iter().map(|e| e.max(f64::MIN_POSITIVE)).collect();
    }
    let held = |((e, a), o): ((&f64, &f64), &f64)| {
        let past = (a + ANCHOR_FLOOR * mean).ln() + o;
        ((1.0 - ANCHOR_SHARE) * e.max(1e-300).ln() + ANCHOR_SHARE * past).exp()
    };
    expected.iter().zip(anchor).zip(offset).map(held).collect()
}

/// √ and ln of each column, then a mark of unknown for those that have any.
fn made(knowledge: &Knowledge, means: &[f64]) -> (Vec<Vec<f64>>, Vec<Sign>) {
    let (mut columns, mut signs) = bent(knowledge, means);
    for column in knowledge.columns.iter().filter(|c| c.iter().any(|v| v.is_nan())) {
        columns.push(column.iter().map(|v| f64::from(u8::from(v.is_nan()))).collect());
        signs.push(Sign::Either);
    }
    (columns, signs)
}

fn bent(knowledge: &Knowledge, means: &[f64]) -> (Vec<Vec<f64>>, Vec<Sign>) {
    let (mut columns, mut signs) = (Vec::new(), Vec::new());
    for ((column, &mean), &sign) in knowledge.columns.iter().zip(means).zip(&knowledge.signs) {
        let known = |v: &f64| if v.is_nan() { mean } else { *v };
        columns.push(column.iter().map(|v| known(v).sqrt()).collect());
        let floor = FLOOR * mean;
        columns.push(column.iter().map(|v| if floor > 0.0 { (known(v) + floor).ln() } else { 0.0 }).collect());
        signs.extend([sign; 2]);
    }
    (columns, signs)
}

/// The same columns for other cells: marks of unknown where the training had them, none where it had not.
fn made_like(knowledge: &Knowledge, means: &[f64], width: usize) -> (Vec<Vec<f64>>, Vec<Sign>) {
    let (mut columns, signs) = made(knowledge, means);
    let n = columns.first().map_or(0, Vec::len);
    columns.resize(width, vec![0.0; n]);
    (columns, signs)
}

fn made_groups(groups: &[usize], width: usize) -> Vec<usize> {
    let mut out: Vec<usize> = groups.iter().flat_map(|&g| [g, g]).collect();
    out.resize(width, usize::MAX);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// Cells whose counts follow two densities, one of them the past.
    fn city(seed: u64) -> (Knowledge, Vec<f64>, Vec<f64>, Vec<u16>) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let n = 2500;
        let mut draw = |n: usize| (0..n).map(|_| random.random::<f64>().powi(3) * 9.0).collect::<Vec<f64>>();
        let (past, factor, noise) = (draw(n), draw(n), draw(n));
        let mut random = ChaCha8Rng::seed_from_u64(seed + 1000);
        let counts = (0..n).map(|i| {
            let mean = 0.4 * (past[i] + 0.3).sqrt() * (0.25 * factor[i].sqrt()).exp();
            let (mut k, mut left) = (0.0, mean);
            loop {
                left += random.random::<f64>().ln();
                if left < 0.0 {
                    return k;
                }
                k += 1.0;
            }
        });
        let counts: Vec<f64> = counts.collect();
        let folds = (0..n).map(|i| (i / 50 % 5) as u16).collect();
        let knowledge = Knowledge {
            columns: vec![past.clone(), factor, noise],
            groups: vec![0, 1, 2],
            signs: vec![Sign::NonNegative; 3],
            anchor: past,
        };
        (knowledge, counts, vec![0.0; n], folds)
    }

    #[test]
    fn foretells_unseen_blocks_and_adds_up() {
        let (knowledge, counts, offset, folds) = city(1);
        let found = out_of_fold(&knowledge, &counts, &offset, &folds).unwrap();
        let (expected, observed) = (found.iter().sum::<f64>(), counts.iter().sum::<f64>());
        assert!((expected / observed - 1.0).abs() < 0.05, "{expected} {observed}");
        let hit = |score: &[f64]| {
            crate::prediction_accuracy(score, &vec![1.0; counts.len()], &counts, 0.0, 0.1).unwrap().hit_rate
        };
        assert!(hit(&found) > hit(&knowledge.anchor) + 0.005, "{} {}", hit(&found), hit(&knowledge.anchor));
    }

    #[test]
    fn shares_multiply_to_the_difference_of_two_cells_and_unknown_is_no_zero() {
        let (mut knowledge, counts, offset, folds) = city(2);
        let model = train(&knowledge, &counts, &offset, &folds).unwrap();
        let expected = model.expected(&knowledge, &offset).unwrap();
        let shares = model.shares(&knowledge, 3, 0).unwrap();
        let product = |i: usize| shares.iter().map(|s| s[i]).product::<f64>();
        assert!((expected[3] / expected[9] / (product(3) / product(9)) - 1.0).abs() < 1e-9);
        knowledge.columns[1][..800].fill(f64::NAN);
        let partly = train(&knowledge, &counts, &offset, &folds).unwrap();
        let mut zero = knowledge.clone();
        zero.columns[1][..800].fill(0.0);
        assert_ne!(partly.expected(&knowledge, &offset).unwrap(), partly.expected(&zero, &offset).unwrap());
    }
}
