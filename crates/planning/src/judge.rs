//! Did it work? Every answer that the counts allow, and a verdict, "we cannot tell" among them.

use crate::detectable::{Detectable, Expected, Z_975, detectable};
use crate::dice::Dice;
use crate::effect::{Comparison, Difference, Effect, Noise, Row, Trend, displacement_difference, noise, sum};
use aula_statistics::{two_sided_normal_p, weighted_displacement_quotient};
use serde::Serialize;

/// What is known at the time of judging. All rows have the same months.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The pilots' counts.
    pub pilots: Vec<Row>,
    /// Their controls'.
    pub controls: Vec<Row>,
    /// The rings around the pilots; empty where none are watched.
    pub rings: Vec<Row>,
    /// The rings around the controls.
    pub control_rings: Vec<Row>,
    /// The months before that the pilots were not picked by.
    pub baseline: Vec<usize>,
    /// The whole months after the start.
    pub after: Vec<usize>,
    /// The same months of the year before the start, as a news item would compare; empty where there are none.
    pub year_before: Vec<usize>,
    /// Whether the pilots were picked by counts of the baseline itself.
    pub picked_by_baseline: bool,
    /// Counts of something that the measure cannot change, in pilots and controls, by name.
    pub placebos: Vec<(String, Vec<Row>, Vec<Row>)>,
    /// Decides the draws of sets where there are too many to try all.
    pub seed: u64,
}

/// The comparison that a news item makes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Naive {
    /// Incidents in the same months of the year before.
    pub before: f64,
    /// Incidents after.
    pub after: f64,
    /// Their change as a share.
    pub change: f64,
    /// Two-sided p of the change, as if nothing but chance of a Poisson process could be at work.
    pub p: f64,
}

/// A pretended start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placebo {
    /// The first month after the pretended start, by number; none for a placebo of another kind.
    pub month: Option<usize>,
    /// What was compared, where it is something else than the outcome.
    pub what: Option<String>,
    /// What was found where nothing was done.
    pub change: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Two-sided.
    pub p: f64,
}

/// How often a set of areas drawn at random changed as much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Randomisation {
    /// (M + 1)/(R + 1) over drawn sets, M/R over all.
    pub p: f64,
    /// Sets tried.
    pub sets: usize,
    /// Whether these are all there are.
    pub all: bool,
}

/// The verdict, a word of the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Fewer than the controls foretell.
    Fell,
    /// More.
    Rose,
    /// Any change is smaller than a tenth.
    NoChange,
    /// These counts do not say.
    CannotTell,
}

/// Why nothing can be said, or what to know before trusting what is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No controls, or no incidents in one of the four counts.
    NoComparison,
    /// Fewer than twelve months before the start: how much counts vary is not known.
    ShortBaseline,
    /// The pilots were picked by the counts they are compared with: they would fall by themselves.
    PickedByBaseline,
    /// Pilots and controls went different ways already before the start.
    TrendsDiffer,
    /// The interval holds both a fall and a rise.
    WideInterval,
    /// Sets of areas where nothing was done changed as much.
    OthersChangedAsMuch,
    /// Something that the measure cannot change changed too.
    PlaceboChanged,
}

/// What became of the rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// More incidents around the pilots than around the controls: trouble moved.
    Displaced,
    /// Fewer: the benefit spread.
    Diffused,
    /// These counts do not say.
    CannotTell,
}

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// Before and after without any control.
    pub naive: Option<Naive>,
    /// Poisson difference in differences, which is the relative effect size.
    pub effect: Option<Effect>,
    /// Weighted displacement difference without the ring.
    pub difference: Option<Difference>,
    /// And with it.
    pub difference_with_ring: Option<Difference>,
    /// The ring's own effect.
    pub ring: Option<Effect>,
    /// Weighted displacement quotient: only where the pilots fell for certain.
    pub quotient: Option<f64>,
    /// What happened to the trouble.
    pub spread: Spread,
    /// The pilots' trend against the controls' before the start.
    pub trend_before: Option<Trend>,
    /// The effect by quarters before the start, which should be none.
    pub leads: Vec<Placebo>,
    /// The effect by quarters after it.
    pub lags: Vec<Placebo>,
    /// Pretended starts before the real one.
    pub placebo_dates: Vec<Placebo>,
    /// Things that the measure cannot change.
    pub placebo_kinds: Vec<Placebo>,
    /// How often other sets changed as much.
    pub randomisation: Option<Randomisation>,
    /// What could have been seen.
    pub detectable: Option<Detectable>,
    /// How the noise was measured.
    pub noise: Option<Noise>,
    /// The verdict.
    pub verdict: Verdict,
    /// Its reasons.
    pub reasons: Vec<Reason>,
}

/// A change smaller than this in either direction is none that matters.
const NEGLIGIBLE: f64 = 0.10;
/// Sets below which a randomisation says nothing, and how many are tried at most.
const FEW_SETS: usize = 20;
const MOST_SETS: usize = 1999;
/// A p of the randomisation above which other sets changed as much.
const OTHERS: f64 = 0.10;

/// Judges a measure by its evidence.
#[must_use]
pub fn judge(evidence: &Evidence) -> Judgement {
    let e = evidence;
    let areas = Comparison { treated: &e.pilots, control: &e.controls, before: &e.baseline, after: &e.after };
    let ring = Comparison { treated: &e.rings, control: &e.control_rings, ..areas };
    let watched = !e.rings.is_empty() && !e.control_rings.is_empty();
    let noise_of = |a: &[Row], b: &[Row]| noise(&a.iter().chain(b).collect::<Vec<_>>(), &e.baseline);
    let measured = noise_of(&e.pilots, &e.controls);
    // Without twelve months the counts are still shown, as if they were Poisson; the verdict then says nothing.
    let poisson = Noise { slope: 0.0, phi: 1.0, areas: 0, months: e.baseline.len() };
    let known = measured.unwrap_or(poisson);
    let ring_noise = noise_of(&e.rings, &e.control_rings).unwrap_or(known);
    let effect = areas.effect(&known);
    let ring_effect = ring.effect(&ring_noise).filter(|_| watched);
    let trend_before = areas.trend_before(&known);
    let randomisation = randomise(e);
    let placebo_kinds = placebo_kinds(e, &known);
    let mut judgement = Judgement {
        naive: naive(e),
        effect,
        difference: displacement_difference(&areas, None, &known),
        difference_with_ring: watched.then(|| displacement_difference(&areas, Some(&ring), &known)).flatten(),
        ring: ring_effect,
        quotient: quotient(&areas, &ring, effect.as_ref()).filter(|_| watched),
        spread: spread(ring_effect.as_ref()),
        trend_before,
        leads: quarters(e, &known, &e.baseline),
        lags: quarters(e, &known, &e.after),
        placebo_dates: placebo_dates(e, &known),
        placebo_kinds,
        randomisation,
        detectable: could_be_seen(&areas, &known),
        noise: measured,
        verdict: Verdict::CannotTell,
        reasons: Vec::new(),
    };
    decide(&mut judgement, e);
    judgement
}

/// The verdict and its reasons.
fn decide(j: &mut Judgement, e: &Evidence) {
    let Some(effect) = j.effect else {
        j.reasons.push(Reason::NoComparison);
        return;
    };
    if j.noise.is_none() {
        j.reasons.push(Reason::ShortBaseline);
    }
    if e.picked_by_baseline {
        j.reasons.push(Reason::PickedByBaseline);
    }
    // One in a hundred: a test at one in twenty would silence one honest evaluation in twenty.
    if j.trend_before.is_some_and(|t| t.p < 0.01) {
        j.reasons.push(Reason::TrendsDiffer);
    }
    if j.placebo_kinds.iter().any(|p| p.p < 0.01) {
        j.reasons.push(Reason::PlaceboChanged);
    }
    let significant = effect.low > 0.0 || effect.high < 0.0;
    let others = j.randomisation.is_some_and(|r| r.sets >= FEW_SETS && r.p > OTHERS);
    if significant && others {
        j.reasons.push(Reason::OthersChangedAsMuch);
    }
    let small = effect.low > -NEGLIGIBLE && effect.high < NEGLIGIBLE;
    if !significant && !small {
        j.reasons.push(Reason::WideInterval);
    }
    j.verdict = match j.reasons.is_empty() {
        false => Verdict::CannotTell,
        true if effect.high < 0.0 => Verdict::Fell,
        true if effect.low > 0.0 => Verdict::Rose,
        true => Verdict::NoChange,
    };
}

fn naive(e: &Evidence) -> Option<Naive> {
    let total = |months: &[usize]| e.pilots.iter().map(|row| sum(row, months)).sum::<f64>();
    let (before, after) = (total(&e.year_before), total(&e.after));
    if e.year_before.len() != e.after.len() || before <= 0.0 {
        return None;
    }
    let p = two_sided_normal_p((after - before) / (after + before).sqrt());
    Some(Naive { before, after, change: after / before - 1.0, p })
}

/// Bowers and Johnson's quotient, guarded: where the pilots did not fall beyond chance there is nothing to divide by.
fn quotient(areas: &Comparison<'_>, ring: &Comparison<'_>, effect: Option<&Effect>) -> Option<f64> {
    if effect?.high >= 0.0 {
        return None;
    }
    let ((treated, control), (near, _)) = (areas.counts(), ring.counts());
    weighted_displacement_quotient(treated, near, control).ok().flatten()
}

fn spread(ring: Option<&Effect>) -> Spread {
    match ring {
        Some(ring) if ring.low > 0.0 => Spread::Displaced,
        Some(ring) if ring.high < 0.0 => Spread::Diffused,
        _ => Spread::CannotTell,
    }
}

/// The effect of each three months against the rest of the baseline.
fn quarters(e: &Evidence, noise: &Noise, months: &[usize]) -> Vec<Placebo> {
    let quarter = |after: &[usize]| {
        let before: Vec<usize> = e.baseline.iter().copied().filter(|m| !after.contains(m)).collect();
        found(&e.pilots, &e.controls, &before, after, noise).map(|p| Placebo { month: after.first().copied(), ..p })
    };
    months.chunks(3).filter(|chunk| chunk.len() == 3).filter_map(quarter).collect()
}

/// Every start that could be pretended within the baseline, three months left on either side.
fn placebo_dates(e: &Evidence, noise: &Noise) -> Vec<Placebo> {
    let n = e.baseline.len();
    let at = |split: usize| {
        let (before, after) = e.baseline.split_at(split);
        found(&e.pilots, &e.controls, before, after, noise).map(|p| Placebo { month: after.first().copied(), ..p })
    };
    (3..n.saturating_sub(2)).filter_map(at).collect()
}

fn placebo_kinds(e: &Evidence, known: &Noise) -> Vec<Placebo> {
    let of = |(what, pilots, controls): &(String, Vec<Row>, Vec<Row>)| {
        let own = noise(&pilots.iter().chain(controls).collect::<Vec<_>>(), &e.baseline).unwrap_or(*known);
        let found = found(pilots, controls, &e.baseline, &e.after, &own)?;
        Some(Placebo { what: Some(what.clone()), ..found })
    };
    e.placebos.iter().filter_map(of).collect()
}

fn found(treated: &[Row], control: &[Row], before: &[usize], after: &[usize], noise: &Noise) -> Option<Placebo> {
    let effect = Comparison { treated, control, before, after }.effect(noise)?;
    let Effect { change, low, high, p, .. } = effect;
    Some(Placebo { month: None, what: None, change, low, high, p })
}

/// The share of sets of as many areas, out of pilots and controls, that changed at least as much against the rest.
fn randomise(e: &Evidence) -> Option<Randomisation> {
    let all: Vec<(f64, f64)> =
        e.pilots.iter().chain(&e.controls).map(|row| (sum(row, &e.baseline), sum(row, &e.after))).collect();
    let (n, k) = (all.len(), e.pilots.len());
    let total = all.iter().fold((0.0, 0.0), |t, a| (t.0 + a.0, t.1 + a.1));
    let size = |set: &[usize]| -> Option<f64> {
        let own = set.iter().fold((0.0, 0.0), |t, &i| (t.0 + all[i].0, t.1 + all[i].1));
        let rest = (total.0 - own.0, total.1 - own.1);
        let counts = [own.0, own.1, rest.0, rest.1];
        counts.iter().all(|c| *c > 0.0).then(|| (own.1 / own.0 / (rest.1 / rest.0)).ln().abs())
    };
    let observed = size(&(0..k).collect::<Vec<_>>())? - 1e-12;
    let every = combinations(n, k, MOST_SETS + 1);
    if every.len() <= MOST_SETS {
        let sizes: Vec<f64> = every.iter().filter_map(|set| size(set)).collect();
        let reached = sizes.iter().filter(|s| **s >= observed).count();
        return Some(Randomisation { p: reached as f64 / sizes.len().max(1) as f64, sets: sizes.len(), all: true });
    }
    let mut dice = Dice::new(e.seed, 202);
    let sizes: Vec<f64> = (0..MOST_SETS).filter_map(|_| size(&dice.sample(n, k))).collect();
    let reached = sizes.iter().filter(|s| **s >= observed).count();
    Some(Randomisation { p: (reached + 1) as f64 / (sizes.len() + 1) as f64, sets: sizes.len(), all: false })
}

/// The sets of `k` out of `n`, in order, at most `most` of them.
fn combinations(n: usize, k: usize, most: usize) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut set: Vec<usize> = (0..k).collect();
    if k == 0 || k > n {
        return found;
    }
    loop {
        found.push(set.clone());
        let Some(at) = (0..k).rev().find(|&at| set[at] < n - k + at) else { return found };
        if found.len() >= most {
            return found;
        }
        set[at] += 1;
        for next in at + 1..k {
            set[next] = set[next - 1] + 1;
        }
    }
}

fn could_be_seen(areas: &Comparison<'_>, noise: &Noise) -> Option<Detectable> {
    let (t, c) = areas.counts();
    let expected = Expected {
        treated_before: t.before,
        treated_after: t.before * c.after / c.before,
        control_before: c.before,
        control_after: c.after,
    };
    detectable(&expected, areas.effect(noise)?.phi)
}

/// A change of a share, before and after, in pilots against controls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShareChange {
    /// The pilots' share before and after.
    pub pilots: (f64, f64),
    /// The controls'.
    pub controls: (f64, f64),
    /// The pilots' change less the controls', in points (0.05: five points).
    pub points: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The four numbers of cases: pilots before and after, controls before and after.
    pub of: [f64; 4],
}

/// The change of a share (cleared among those decided, afraid among those asked); none with fewer than ten cases in
/// any of the four groups. Each pair is (yes, cases): pilots before and after, controls before and after.
#[must_use]
pub fn share_change(groups: [(f64, f64); 4]) -> Option<ShareChange> {
    const LEAST: f64 = 10.0;
    if groups.iter().any(|(yes, of)| *of < LEAST || *yes < 0.0 || yes > of) {
        return None;
    }
    let share = groups.map(|(yes, of)| yes / of);
    // Agresti and Caffo: one success and one failure more keep the variance from vanishing at 0 and 1.
    let variance: f64 = groups
        .iter()
        .map(|(yes, of)| {
            let p = (yes + 1.0) / (of + 2.0);
            p * (1.0 - p) / (of + 2.0)
        })
        .sum();
    let points = (share[1] - share[0]) - (share[3] - share[2]);
    let half = Z_975 * variance.sqrt();
    Some(ShareChange {
        pilots: (share[0], share[1]),
        controls: (share[2], share[3]),
        points,
        low: points - half,
        high: points + half,
        of: groups.map(|(_, of)| of),
    })
}

#[cfg(test)]
mod tests;
