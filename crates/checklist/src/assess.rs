//! From the ratings of a yard to its factor values and its score.

use crate::assessment::{
    Assessment, Covered, FactorState, FactorValue, Interval, Missing, RoleGap, RoleMean, ScoreClass, Spread,
};
use crate::ordinal::{Evidence, Posterior};
use crate::{Instrument, MARKED, Mend, RatedRound, RaterEffects, RaterRole, Rules, Vote, votes};
use jiff::Timestamp;
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::{BTreeMap, BTreeSet};

/// The ratings of one yard.
#[derive(Debug, Clone, Default)]
pub struct YardRatings {
    /// Those that count.
    pub votes: Vec<Vote>,
    /// Rounds by night and by day with at least one rating that counts.
    pub rounds: (usize, usize),
}

impl YardRatings {
    /// Those that count at a moment.
    #[must_use]
    pub fn new(
        rounds: &[RatedRound<'_>],
        mends: &[Mend],
        instrument: &Instrument,
        rules: &Rules,
        now: Timestamp,
    ) -> Self {
        let votes = votes(rounds, mends, instrument, rules, now);
        let counted = |night: bool| {
            let of = votes.iter().filter(|v| v.night == night && !v.ended);
            of.map(|v| (v.rater, v.at)).collect::<BTreeSet<_>>().len()
        };
        let confirmations = mends.iter().filter(|m| votes.iter().any(|v| is_mend(v, m))).count();
        let by_day = counted(false).saturating_sub(confirmations);
        Self { rounds: (counted(true), by_day), votes }
    }
}

fn is_mend(vote: &Vote, mend: &Mend) -> bool {
    !vote.ended && !vote.night && vote.at == mend.at && vote.place == mend.place && vote.rater == mend.by.0
}

/// Assesses a yard.
#[must_use]
pub fn assess(yard: &YardRatings, effects: &RaterEffects, instrument: &Instrument, rules: &Rules) -> Assessment {
    let current: Vec<&Vote> = yard.votes.iter().filter(|v| !v.ended).collect();
    let raters: BTreeSet<u32> = current.iter().map(|v| v.rater).collect();
    let few = raters.len() < rules.raters;
    let quantile = quantile(rules.level, effects.degrees_of_freedom);
    let factors: Vec<FactorValue> = (0..instrument.factors().len())
        .map(|place| factor_value(place, &current, few, effects, instrument, rules.level))
        .collect();
    let covered = covered(&current, yard.rounds, &factors, instrument);
    let (score, interval) = score(&factors, instrument, effects, quantile);
    let missing = missing(&covered, rules);
    let class = match score.filter(|_| missing.is_empty()) {
        Some(score) => class_of(score, rules),
        None => ScoreClass::NotYetAssessed,
    };
    let role_gap = role_gap(&covered, &factors, instrument, rules);
    Assessment { score, interval, class, missing, covered, role_gap, factors }
}

/// How many standard deviations an interval of a level reaches to each side.
fn quantile(level: f64, degrees_of_freedom: f64) -> f64 {
    let upper = 0.5 + level.clamp(0.0, 0.9999) / 2.0;
    StudentsT::new(0.0, 1.0, degrees_of_freedom).map_or(1.645, |t| t.inverse_cdf(upper))
}

fn class_of(score: f64, rules: &Rules) -> ScoreClass {
    let [fair, poor, bad] = rules.class_from;
    match score {
        s if s < fair => ScoreClass::Good,
        s if s < poor => ScoreClass::Fair,
        s if s < bad => ScoreClass::Poor,
        _ => ScoreClass::Bad,
    }
}

/// What one rater says of a factor: the mean of what counts of it, as fresh as the freshest.
struct Said {
    rater: u32,
    role: RaterRole,
    mean: f64,
    weight: f64,
}

fn factor_value(
    place: usize,
    current: &[&Vote],
    few: bool,
    effects: &RaterEffects,
    instrument: &Instrument,
    level: f64,
) -> FactorValue {
    let own: Vec<&Vote> = current.iter().copied().filter(|v| v.place == place).collect();
    let mut value = FactorValue {
        factor: instrument.factors()[place].id.clone(),
        state: FactorState::NotRated,
        value: None,
        interval: None,
        said: None,
        by_role: BTreeMap::new(),
        raters: 0,
        persons_marked: 0,
        inspector_marked: false,
        photo_marked: false,
        newest: own.iter().map(|v| v.at).max(),
        spread: Spread::default(),
    };
    let mut last: BTreeMap<u32, &Vote> = BTreeMap::new();
    for vote in &own {
        let kept = last.entry(vote.rater).or_insert(vote);
        if vote.at > kept.at {
            *kept = vote;
        }
    }
    let absent = last.values().filter(|v| v.severity.is_none()).count();
    let present: Vec<&&Vote> = last.values().filter(|v| v.severity.is_some()).collect();
    if absent > present.len() {
        value.state = FactorState::NotApplicable;
        return value;
    }
    if present.is_empty() {
        return value;
    }
    let marked = |v: &&&&Vote| v.severity.is_some_and(|s| s >= MARKED);
    value.persons_marked = present.iter().filter(marked).count();
    value.inspector_marked = present.iter().filter(marked).any(|v| v.role == RaterRole::Inspector);
    value.photo_marked = present.iter().filter(marked).any(|v| v.photo);
    value.raters = present.len();
    value.state = FactorState::Rated;
    let said = by_rater(&own, effects);
    balance(&mut value, &own, &said, effects, place, level);
    if few {
        let mut severities: Vec<f64> = present.iter().filter_map(|v| v.severity.map(f64::from)).collect();
        let median = median(&mut severities);
        value.said = Some(median);
        value.value = Some(median);
        value.interval = value.interval.map(|i| Interval { low: i.low.min(median), high: i.high.max(median) });
    }
    value
}

fn by_rater(own: &[&Vote], effects: &RaterEffects) -> Vec<Said> {
    let mut sums: BTreeMap<u32, (RaterRole, f64, f64, f64)> = BTreeMap::new();
    for vote in own {
        let Some(severity) = vote.severity else { continue };
        let sum = sums.entry(vote.rater).or_insert((vote.role, 0.0, 0.0, 0.0));
        sum.1 += vote.weight * f64::from(severity);
        sum.2 += vote.weight;
        sum.3 = sum.3.max(vote.weight);
    }
    let said = |(rater, (role, sum, weights, weight)): (u32, (RaterRole, f64, f64, f64))| Said {
        rater,
        role,
        mean: sum / weights - effects.rater(rater).effect,
        weight,
    };
    sums.into_iter().map(said).collect()
}

/// The mean over roles of the mean over raters (what is said), and what is known of the condition by it: the same
/// balance as weights of evidence against what the city is like.
fn balance(value: &mut FactorValue, own: &[&Vote], said: &[Said], effects: &RaterEffects, place: usize, level: f64) {
    let mut roles: BTreeMap<RaterRole, (f64, f64, usize)> = BTreeMap::new();
    for s in said {
        let role = roles.entry(s.role).or_insert((0.0, 0.0, 0));
        *role = (role.0 + s.weight * s.mean, role.1 + s.weight, role.2 + 1);
    }
    let role_mean = |(sum, weight, raters): &(f64, f64, usize)| RoleMean { mean: sum / weight, raters: *raters };
    value.by_role = roles.iter().map(|(role, sums)| (*role, role_mean(sums))).collect();
    let city = effects.factors[place];
    let share = |s: &Said| s.weight / roles[&s.role].1 / roles.len() as f64;
    let mean: f64 = said.iter().map(|s| share(s) * s.mean).sum();
    // So many fresh ratings tell as much as these do with these shares.
    let worth = 1.0 / said.iter().map(|s| share(s).powi(2) / s.weight).sum::<f64>();
    let evidence: Vec<Evidence> = said
        .iter()
        .flat_map(|s| {
            let votes = own.iter().filter(move |v| v.rater == s.rater && v.severity.is_some());
            let weights: f64 = votes.clone().map(|v| v.weight).sum();
            let effect = effects.rater(s.rater);
            votes.map(move |v| Evidence {
                severity: v.severity.unwrap_or_default(),
                shift: effect.effect,
                sd: (city.error_variance + effect.sd.powi(2)).sqrt(),
                power: worth * share(s) * v.weight / weights,
            })
        })
        .collect();
    let posterior = Posterior::new(city.mean, city.thing_variance, &evidence);
    let (middle, variance) = posterior.moments();
    let tail = (1.0 - level) / 2.0;
    // Student's: variances estimated from few raters widen the interval.
    let wider = quantile(level, effects.degrees_of_freedom) / quantile(level, 1e6);
    let end = |share: f64| (middle + wider * (posterior.quantile(share) - middle)).clamp(0.0, 3.0);
    value.said = Some(mean.clamp(0.0, 3.0));
    value.value = Some(middle);
    value.interval = Some(Interval { low: end(tail), high: end(1.0 - tail) });
    let error = city.error_variance / worth;
    let raters: f64 = said.iter().map(|s| (share(s) * effects.rater(s.rater).sd).powi(2)).sum();
    let drawn = city.thing_variance / (city.thing_variance + error + raters);
    let pulls: Vec<(u32, f64)> = said.iter().map(|s| (s.rater, drawn * share(s))).collect();
    value.spread = Spread { own: (variance - drawn.powi(2) * raters).max(0.1 * variance), raters: pulls };
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) { f64::midpoint(values[middle - 1], values[middle]) } else { values[middle] }
}

fn covered(current: &[&Vote], rounds: (usize, usize), factors: &[FactorValue], instrument: &Instrument) -> Covered {
    let mut seen: BTreeMap<u32, (RaterRole, bool)> = BTreeMap::new();
    for vote in current {
        let entry = seen.entry(vote.rater).or_insert((vote.role, false));
        *entry = (entry.0.max(vote.role), entry.1 || vote.signed);
    }
    let mut raters = BTreeMap::new();
    seen.values().for_each(|(role, _)| *raters.entry(*role).or_default() += 1);
    let weight = |state: FactorState| -> f64 {
        let of_state = factors.iter().enumerate().filter(|(_, f)| f.state == state);
        // A sum over nothing is -0.0, which would be read as "-0 %".
        of_state.map(|(place, _)| instrument.weight(place)).sum::<f64>() + 0.0
    };
    let (rated, applicable) = (weight(FactorState::Rated), 1.0 - weight(FactorState::NotApplicable));
    Covered {
        weight: if applicable > 1e-9 { (rated / applicable).min(1.0) } else { 0.0 },
        raters,
        night_rounds: rounds.0,
        day_rounds: rounds.1,
        signed_raters: seen.values().filter(|(_, signed)| *signed).count(),
        oldest: current.iter().map(|v| v.at).min(),
        newest: current.iter().map(|v| v.at).max(),
    }
}

fn missing(covered: &Covered, rules: &Rules) -> Vec<Missing> {
    let mut found = Vec::new();
    let raters = covered.all_raters();
    if covered.weight + 1e-9 < rules.weight_share {
        found.push(Missing::Weight { have: covered.weight, need: rules.weight_share });
    }
    if raters < rules.raters {
        found.push(Missing::Raters { have: raters, need: rules.raters });
    }
    if covered.raters.len() < rules.roles {
        found.push(Missing::Roles { have: covered.raters.len(), need: rules.roles });
    }
    if covered.night_rounds < rules.night_rounds {
        found.push(Missing::NightRound { have: covered.night_rounds, need: rules.night_rounds });
    }
    if covered.signed_raters == 0 {
        found.push(Missing::SignedRater);
    }
    found
}

/// Score and interval. Errors of different factors are independent but for the raters they share.
fn score(
    factors: &[FactorValue],
    instrument: &Instrument,
    effects: &RaterEffects,
    quantile: f64,
) -> (Option<f64>, Option<Interval>) {
    let rated = || factors.iter().enumerate().filter_map(|(place, f)| Some((instrument.weight(place), f, f.value?)));
    let weights: f64 = rated().map(|(weight, ..)| weight).sum();
    if weights <= 0.0 {
        return (None, None);
    }
    let points = |weight: f64| 100.0 * weight / 3.0 / weights;
    let score: f64 = rated().map(|(weight, _, value)| points(weight) * value).sum();
    let own: f64 = rated().map(|(weight, f, _)| points(weight).powi(2) * f.spread.own).sum();
    let mut pulls: BTreeMap<u32, f64> = BTreeMap::new();
    for (weight, factor, _) in rated() {
        for (rater, pull) in &factor.spread.raters {
            *pulls.entry(*rater).or_default() += points(weight) * pull;
        }
    }
    let shared: f64 = pulls.iter().map(|(rater, pull)| (pull * effects.rater(*rater).sd).powi(2)).sum();
    let reach = quantile * (own + shared).sqrt();
    let interval = Interval { low: (score - reach).max(0.0), high: (score + reach).min(100.0) };
    (Some(score), Some(interval))
}

fn role_gap(covered: &Covered, factors: &[FactorValue], instrument: &Instrument, rules: &Rules) -> Option<RoleGap> {
    let enough: Vec<RaterRole> =
        covered.raters.iter().filter(|(_, n)| **n >= rules.raters_for_gap).map(|(role, _)| *role).collect();
    let difference = |a: RaterRole, b: RaterRole| {
        let (mut weights, mut sum) = (0.0, 0.0);
        for (place, factor) in factors.iter().enumerate() {
            if let (Some(x), Some(y)) = (factor.by_role.get(&a), factor.by_role.get(&b)) {
                weights += instrument.weight(place);
                sum += instrument.weight(place) * (x.mean - y.mean);
            }
        }
        (weights > 0.0).then(|| 100.0 * sum / 3.0 / weights)
    };
    let pairs = enough.iter().flat_map(|a| enough.iter().filter(move |b| a < *b).map(move |b| (*a, *b)));
    let gaps = pairs.filter_map(|(a, b)| {
        let points = difference(a, b)?;
        let (worse, better) = if points >= 0.0 { (a, b) } else { (b, a) };
        Some(RoleGap { worse, better, points: points.abs() })
    });
    gaps.max_by(|a, b| a.points.total_cmp(&b.points))
}
