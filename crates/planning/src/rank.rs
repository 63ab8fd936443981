//! Which areas need help first, and how sure is the order?

use crate::dice::Dice;
use serde::{Deserialize, Serialize};

/// The criteria of an order, in the order of [`RankInput::values`] and of the weights.
pub const CRITERIA: [&str; 5] = ["rate", "harm", "score", "trend", "missing_audits"];

/// How much each criterion weighs; only the proportions count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Incidents for the exposure.
    pub rate: f64,
    /// Harm for the exposure.
    pub harm: f64,
    /// The yards' score by the checklist; higher is worse.
    pub score: f64,
    /// Later incidents against earlier ones.
    pub trend: f64,
    /// The share of yards that nobody has audited.
    pub missing_audits: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { rate: 1.0, harm: 0.0, score: 0.0, trend: 0.0, missing_audits: 0.0 }
    }
}

impl Weights {
    /// The weights in the order of [`CRITERIA`].
    #[must_use]
    pub fn values(self) -> [f64; 5] {
        [self.rate, self.harm, self.score, self.trend, self.missing_audits]
    }
}

/// What is known of an area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RankInput {
    /// Incidents.
    pub events: f64,
    /// Exposure over the period, for instance residents × years; above 0 for an area that can have a rate.
    pub exposure: f64,
    /// The sum of the incidents' weights of harm.
    pub harm: f64,
    /// Incidents of the earlier half of the period.
    pub earlier: f64,
    /// Incidents of the later half.
    pub later: f64,
    /// The score of its yards, 0 to 1, higher is worse; none where nothing was audited.
    pub score: Option<f64>,
    /// The share of its yards without an audit.
    pub missing_audits: Option<f64>,
}

/// How an order is made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RankSettings {
    /// k of "among the worst k".
    pub worst: usize,
    /// Posterior draws.
    pub draws: u32,
    /// Decides the draws.
    pub seed: u64,
    /// An area in which the city's rate would give fewer incidents than this is too small to rank.
    pub min_expected: f64,
}

impl Default for RankSettings {
    fn default() -> Self {
        Self { worst: 10, draws: 2000, seed: 1, min_expected: 5.0 }
    }
}

/// An area's place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ranked {
    /// Its number in the input.
    pub area: usize,
    /// The weighted criteria, posterior mean; in standard deviations of the city's areas.
    pub value: f64,
    /// The five criteria, standardised; 0 where nothing is known.
    pub parts: [f64; 5],
    /// The share of draws in which it is among the worst k.
    pub p_worst: f64,
    /// Its mean rank, 1 for the worst.
    pub mean_rank: f64,
    /// The lower end of the 90 % interval of its rank.
    pub rank_low: u32,
    /// The upper end.
    pub rank_high: u32,
}

/// An order with how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    /// Areas in the order of their mean rank, the worst first.
    pub order: Vec<Ranked>,
    /// Areas that are too small to rank, by their number in the input.
    pub too_small: Vec<usize>,
    /// Criteria that no area has a value of: their weight did not count.
    pub without_data: Vec<&'static str>,
    /// The weights that counted, summing to 1, in the order of [`CRITERIA`].
    pub weights: [f64; 5],
    /// The prior of the rates: mean and variance.
    pub prior: (f64, f64),
}

/// An order of areas by posterior draws.
///
/// Rates are drawn from Gamma(m²/A + e, m/A + b), the prior by the moments of the empirical-Bayes rate. Harm is the
/// rate drawn times the area's mean weight of harm, drawn to the city's by ten incidents. The trend is the logit of
/// Beta(later + a, earlier + a′) against the city's, the prior worth twenty incidents. Scores and missing audits have
/// no chance in them. Every criterion is measured in its standard deviations over the areas; a missing value counts
/// as the mean.
///
/// # References
/// Goldstein & Spiegelhalter (1996), JRSS A 159, 385: league tables need rank intervals; Clayton & Kaldor (1987).
#[must_use]
pub fn rank(areas: &[RankInput], weights: Weights, settings: &RankSettings) -> Ranking {
    let with: Vec<usize> = (0..areas.len()).filter(|&i| areas[i].exposure > 0.0).collect();
    let (events, exposure) = with.iter().fold((0.0, 0.0), |s, &i| (s.0 + areas[i].events, s.1 + areas[i].exposure));
    let city_rate = if exposure > 0.0 { events / exposure } else { 0.0 };
    let big = |i: &usize| areas[*i].exposure * city_rate >= settings.min_expected;
    let members: Vec<usize> = with.iter().copied().filter(big).collect();
    let too_small = (0..areas.len()).filter(|i| !members.contains(i)).collect();
    let city = City::new(areas, &members);
    let (scale, known) = city.scale();
    let usable = std::array::from_fn::<bool, 5, _>(|c| known[c] && weights.values()[c] > 0.0);
    let total: f64 = (0..5).filter(|&c| usable[c]).map(|c| weights.values()[c]).sum();
    let shares: [f64; 5] = std::array::from_fn(|c| if usable[c] { weights.values()[c] / total } else { 0.0 });
    let without_data = (0..5).filter(|&c| !known[c] && weights.values()[c] > 0.0).map(|c| CRITERIA[c]).collect();

    let n = members.len();
    let mut counts = Counts::new(n);
    let mut dice: Vec<Dice> = members.iter().map(|&i| Dice::new(settings.seed, i as u64)).collect();
    let mut tie = Dice::new(settings.seed, u64::MAX);
    let mut drawn: Vec<(f64, f64, usize)> = Vec::with_capacity(n);
    for _ in 0..settings.draws {
        drawn.clear();
        for (at, dice) in dice.iter_mut().enumerate() {
            let values = city.draw(at, dice);
            let value = (0..5).map(|c| shares[c] * scale.standardised(c, values[c])).sum();
            drawn.push((value, tie.unit(), at));
        }
        drawn.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
        for (rank, (_, _, at)) in drawn.iter().enumerate() {
            counts.add(*at, rank);
        }
    }
    let mut order: Vec<Ranked> = (0..n)
        .map(|at| {
            let means = city.means(at);
            let parts: [f64; 5] = std::array::from_fn(|c| scale.standardised(c, means[c]));
            let value = (0..5).map(|c| shares[c] * parts[c]).sum();
            counts.ranked(at, members[at], value, parts, settings)
        })
        .collect();
    order.sort_by(|a, b| a.mean_rank.total_cmp(&b.mean_rank).then(a.area.cmp(&b.area)));
    Ranking { order, too_small, without_data, weights: shares, prior: (city.m, city.a) }
}

/// The areas that are ranked, with what they have in common.
struct City<'a> {
    areas: Vec<&'a RankInput>,
    m: f64,
    a: f64,
    events: f64,
    exposure: f64,
    harm_per_event: f64,
    /// Later incidents as a share of all.
    later: f64,
}

impl<'a> City<'a> {
    fn new(areas: &'a [RankInput], members: &[usize]) -> Self {
        let areas: Vec<&RankInput> = members.iter().map(|&i| &areas[i]).collect();
        let sum = |of: fn(&RankInput) -> f64| areas.iter().map(|a| of(a)).sum::<f64>();
        let (events, exposure, harm) = (sum(|a| a.events), sum(|a| a.exposure), sum(|a| a.harm));
        let m = if exposure > 0.0 { events / exposure } else { 0.0 };
        let spread: f64 = areas.iter().map(|a| a.exposure * (a.events / a.exposure - m).powi(2)).sum();
        let mean_exposure = exposure / areas.len().max(1) as f64;
        let a = if exposure > 0.0 { (spread / exposure - m / mean_exposure).max(0.0) } else { 0.0 };
        let (later, earlier) = (sum(|a| a.later), sum(|a| a.earlier));
        let later = if later + earlier > 0.0 { (later / (later + earlier)).clamp(0.01, 0.99) } else { 0.5 };
        let harm_per_event = if events > 0.0 { harm / events } else { 1.0 };
        Self { areas, m, a, events, exposure, harm_per_event, later }
    }

    /// Shape and rate of an area's posterior.
    fn posterior(&self, at: usize) -> (f64, f64) {
        let area = self.areas[at];
        if self.a > 0.0 {
            (self.m * self.m / self.a + area.events, self.m / self.a + area.exposure)
        } else {
            (self.events + 0.5, self.exposure.max(f64::MIN_POSITIVE))
        }
    }

    fn harm_of(&self, at: usize) -> f64 {
        const WORTH: f64 = 10.0;
        (self.areas[at].harm + WORTH * self.harm_per_event) / (self.areas[at].events + WORTH)
    }

    fn trend_prior(&self) -> (f64, f64) {
        const WORTH: f64 = 20.0;
        (WORTH * self.later, WORTH * (1.0 - self.later))
    }

    fn means(&self, at: usize) -> [f64; 5] {
        let (shape, rate) = self.posterior(at);
        let area = self.areas[at];
        let (later, earlier) = self.trend_prior();
        let trend = ((area.later + later) / (area.earlier + earlier)).ln();
        let mean = shape / rate;
        [mean, mean * self.harm_of(at), area.score.unwrap_or(f64::NAN), trend, area.missing_audits.unwrap_or(f64::NAN)]
    }

    fn draw(&self, at: usize, dice: &mut Dice) -> [f64; 5] {
        let (shape, rate) = self.posterior(at);
        let area = self.areas[at];
        let (later, earlier) = self.trend_prior();
        let drawn = dice.gamma(shape) / rate;
        let (up, down) = (dice.gamma(area.later + later), dice.gamma(area.earlier + earlier));
        [
            drawn,
            drawn * self.harm_of(at),
            area.score.unwrap_or(f64::NAN),
            (up / down.max(f64::MIN_POSITIVE)).ln(),
            area.missing_audits.unwrap_or(f64::NAN),
        ]
    }

    /// Mean and standard deviation of each criterion over the areas that have it, and which criteria any area has.
    fn scale(&self) -> (Scale, [bool; 5]) {
        let mut scale = Scale { mean: [0.0; 5], sd: [0.0; 5] };
        let mut known = [false; 5];
        for (c, known) in known.iter_mut().enumerate() {
            let values: Vec<f64> =
                (0..self.areas.len()).map(|at| self.means(at)[c]).filter(|v| v.is_finite()).collect();
            *known = !values.is_empty();
            let n = values.len().max(1) as f64;
            scale.mean[c] = values.iter().sum::<f64>() / n;
            scale.sd[c] = (values.iter().map(|v| (v - scale.mean[c]).powi(2)).sum::<f64>() / n).sqrt();
        }
        (scale, known)
    }
}

struct Scale {
    mean: [f64; 5],
    sd: [f64; 5],
}

impl Scale {
    fn standardised(&self, c: usize, value: f64) -> f64 {
        if value.is_finite() && self.sd[c] > 1e-12 { (value - self.mean[c]) / self.sd[c] } else { 0.0 }
    }
}

/// How often each area had each rank.
struct Counts {
    n: usize,
    ranks: Vec<u32>,
}

impl Counts {
    fn new(n: usize) -> Self {
        Self { n, ranks: vec![0; n * n] }
    }

    fn add(&mut self, at: usize, rank: usize) {
        self.ranks[at * self.n + rank] += 1;
    }

    fn ranked(&self, at: usize, area: usize, value: f64, parts: [f64; 5], settings: &RankSettings) -> Ranked {
        let row = &self.ranks[at * self.n..(at + 1) * self.n];
        let draws = f64::from(settings.draws.max(1));
        let quantile = |share: f64| {
            let mut seen = 0.0;
            let found = row.iter().position(|&count| {
                seen += f64::from(count);
                seen >= share * draws
            });
            found.map_or(self.n, |rank| rank + 1) as u32
        };
        let among = row.iter().take(settings.worst).sum::<u32>();
        let mean = row.iter().zip(1_u32..).map(|(&count, rank)| f64::from(count) * f64::from(rank)).sum::<f64>();
        Ranked {
            area,
            value,
            parts,
            p_worst: f64::from(among) / draws,
            mean_rank: mean / draws,
            rank_low: quantile(0.05),
            rank_high: quantile(0.95),
        }
    }
}

/// What it would take for a weight to change who is among the first k.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tipping {
    /// The criterion.
    pub criterion: &'static str,
    /// Its share of the weights now.
    pub share: f64,
    /// The nearest share, the others kept in proportion, at which an area enters.
    pub at: f64,
    /// The area that would enter, by its number in the input.
    pub enters: usize,
    /// The area that would leave.
    pub leaves: usize,
}

/// Which weights would change who is among the first k, and how far they would have to move.
///
/// By the posterior means. With the share t of one criterion, the others in proportion, an area's value is
/// t·z + (1 − t)·rest: straight lines, so the crossings are exact.
#[must_use]
pub fn tipping_points(ranking: &Ranking, k: usize) -> Vec<Tipping> {
    let mut by_value: Vec<&Ranked> = ranking.order.iter().collect();
    by_value.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.area.cmp(&b.area)));
    let (first, others) = by_value.split_at(k.min(by_value.len()));
    let mut found = Vec::new();
    for (c, criterion) in CRITERIA.iter().enumerate() {
        let share = ranking.weights[c];
        let rest = |r: &Ranked| if share < 1.0 { (r.value - share * r.parts[c]) / (1.0 - share) } else { 0.0 };
        let mut nearest: Option<Tipping> = None;
        for inside in first {
            for outside in others {
                let slope = (inside.parts[c] - outside.parts[c]) - (rest(inside) - rest(outside));
                if slope.abs() < 1e-12 {
                    continue;
                }
                let at = -(rest(inside) - rest(outside)) / slope;
                let nearer = nearest.as_ref().is_none_or(|n| (at - share).abs() < (n.at - share).abs());
                if (0.0..=1.0).contains(&at) && (at - share).abs() > 1e-9 && nearer {
                    let (enters, leaves) = (outside.area, inside.area);
                    nearest = Some(Tipping { criterion, share, at, enters, leaves });
                }
            }
        }
        found.extend(nearest);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(events: f64, exposure: f64) -> RankInput {
        RankInput { events, exposure, harm: events, earlier: events / 2.0, later: events / 2.0, ..RankInput::default() }
    }

    fn city() -> Vec<RankInput> {
        [5.0, 40.0, 2.0, 10.0, 0.0, 60.0]
            .iter()
            .zip([100.0, 200.0, 50.0, 150.0, 20.0, 300.0])
            .map(|(&e, b)| area(e, b))
            .collect()
    }

    #[test]
    fn the_prior_is_that_of_the_designs_example() {
        let settings = RankSettings { worst: 2, min_expected: 0.0, ..RankSettings::default() };
        let ranking = rank(&city(), Weights::default(), &settings);
        assert!((ranking.prior.0 - 0.142_683).abs() < 1e-6 && (ranking.prior.1 - 0.004_203_25).abs() < 1e-7);
        // The areas with the empirical-Bayes rates .1942 and .1917 lead; which of them is open.
        let first: Vec<usize> = ranking.order[..2].iter().map(|r| r.area).collect();
        assert!(first.contains(&5) && first.contains(&1), "{first:?}");
        assert!(ranking.order[0].rank_low == 1 && ranking.order[0].rank_high >= 2);
        let sum: f64 = ranking.order.iter().map(|r| r.p_worst).sum();
        assert!((sum - 2.0).abs() < 1e-9, "as many as two are among the worst two: {sum}");
    }

    #[test]
    fn a_small_area_is_set_apart_and_equal_areas_are_not_told_apart() {
        let mut equal: Vec<RankInput> = (0..20).map(|_| area(50.0, 100.0)).collect();
        equal.push(area(3.0, 1.0));
        let settings = RankSettings { worst: 5, ..RankSettings::default() };
        let ranking = rank(&equal, Weights::default(), &settings);
        assert_eq!(ranking.too_small, [20]);
        for r in &ranking.order {
            assert!((r.p_worst - 0.25).abs() < 0.06, "{r:?}");
            assert!(r.rank_low <= 2 && r.rank_high >= 19, "{r:?}");
        }
    }

    #[test]
    fn the_seed_decides_and_a_criterion_without_data_does_not_count() {
        let weights = Weights { rate: 1.0, score: 3.0, ..Weights::default() };
        let settings = RankSettings { min_expected: 0.0, ..RankSettings::default() };
        let ranking = rank(&city(), weights, &settings);
        assert_eq!((ranking.without_data.as_slice(), ranking.weights[0]), (&["score"][..], 1.0));
        assert_eq!(ranking, rank(&city(), weights, &settings));
        assert_ne!(ranking.order, rank(&city(), weights, &RankSettings { seed: 2, ..settings }).order);
    }

    #[test]
    fn a_weight_that_tips_the_order_really_does() {
        let mut areas = city();
        for (area, score) in areas.iter_mut().zip([0.9, 0.1, 0.8, 0.4, 0.2, 0.3]) {
            area.score = Some(score);
        }
        let settings = RankSettings { worst: 2, min_expected: 0.0, ..RankSettings::default() };
        let weights = |score: f64| Weights { rate: 1.0 - score, score, ..Weights::default() };
        let first = |score: f64| {
            let mut order = rank(&areas, weights(score), &settings).order;
            order.sort_by(|a, b| b.value.total_cmp(&a.value));
            let mut areas: Vec<usize> = order[..2].iter().map(|r| r.area).collect();
            areas.sort_unstable();
            areas
        };
        let ranking = rank(&areas, weights(0.1), &settings);
        let tip = tipping_points(&ranking, 2).into_iter().find(|t| t.criterion == "score").unwrap();
        assert!(tip.at > 0.1);
        assert_eq!(first(0.1), first(tip.at - 1e-6));
        assert!(first(tip.at + 1e-6).contains(&tip.enters) && !first(tip.at + 1e-6).contains(&tip.leaves));
    }
}
