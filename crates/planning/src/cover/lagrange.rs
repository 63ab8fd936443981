//! Lagrange's bound of a covering problem, some candidates fixed and some banned.

use super::Merged;

/// A bound and where the relaxation is least sure.
pub(super) struct Bound {
    /// What no choice under the node's rules can gain more than.
    pub(super) value: f64,
    /// The prices that gave it.
    pub(super) prices: Vec<f64>,
    /// The candidate to branch on; none where nothing is left open.
    pub(super) split: Option<usize>,
}

/// Lowers the bound by a subgradient, and improves the best choice by what the relaxation proposes.
///
/// With a price λ on covering each spot the problem falls apart: Σ max(0, w − λ) over the spots, and the candidates
/// with the largest sums of prices. λ stays in [0, w].
#[expect(clippy::too_many_arguments, reason = "a node of the search: its rules, its start, and the best so far")]
pub(super) fn bound(
    merged: &Merged,
    posts: usize,
    fixed: &[usize],
    banned: &[usize],
    start: Option<&Vec<f64>>,
    steps: u32,
    best: &mut Vec<usize>,
    best_value: &mut f64,
) -> Bound {
    let spots = merged.weights.len();
    let mut prices: Vec<f64> = start.cloned().unwrap_or_else(|| merged.weights.iter().map(|w| 0.5 * w).collect());
    let open: Vec<usize> = (0..merged.reaches.len()).filter(|j| !fixed.contains(j) && !banned.contains(j)).collect();
    let places = posts - fixed.len();
    let mut lowest = Bound { value: f64::INFINITY, prices: prices.clone(), split: None };
    let mut often = vec![0_u32; merged.reaches.len()];
    let (mut pace, mut stale) = (1.0, 0);
    for step in 0..steps.max(1) {
        let sum = |j: usize| merged.reaches[j].iter().map(|&i| prices[i as usize]).sum::<f64>();
        let mut worth: Vec<(f64, usize)> = open.iter().map(|&j| (sum(j), j)).collect();
        worth.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let taken: Vec<usize> = fixed.iter().copied().chain(worth.iter().take(places).map(|(_, j)| *j)).collect();
        let mut value: f64 = fixed.iter().map(|&j| sum(j)).sum();
        value += worth.iter().take(places).map(|(s, _)| s).sum::<f64>();
        value += merged.weights.iter().zip(&prices).map(|(w, l)| (w - l).max(0.0)).sum::<f64>();
        taken.iter().for_each(|&j| often[j] += 1);
        if value < lowest.value - 1e-12 * value.abs() {
            (lowest.value, lowest.prices, stale) = (value, prices.clone(), 0);
        } else {
            stale += 1;
            if stale >= 8 {
                (pace, stale) = (pace * 0.6, 0);
            }
        }
        propose(merged, &taken, step, best, best_value);
        if lowest.value <= *best_value * (1.0 + 1e-10) || pace < 1e-4 {
            break;
        }
        let mut times = vec![0_i32; spots];
        taken.iter().flat_map(|&j| &merged.reaches[j]).for_each(|&i| times[i as usize] += 1);
        // A spot counts as covered while its price is below its weight; at the weight either way is right.
        let slope = |i: usize| {
            let covered = i32::from(prices[i] < merged.weights[i] - 1e-12 || times[i] > 0);
            f64::from(times[i] - covered)
        };
        let slopes: Vec<f64> = (0..spots).map(slope).collect();
        let steep: f64 = slopes.iter().map(|s| s * s).sum();
        if steep == 0.0 {
            break;
        }
        let length = pace * (value - *best_value).max(1e-9 * value.abs()) / steep;
        for i in 0..spots {
            prices[i] = (prices[i] - length * slopes[i]).clamp(0.0, merged.weights[i]);
        }
    }
    let seen = often.iter().copied().max().unwrap_or(0);
    let unsure = |j: &&usize| (2 * i64::from(often[**j]) - i64::from(seen)).abs();
    lowest.split = if places == 0 { None } else { open.iter().min_by_key(unsure).copied() };
    lowest
}

/// Keeps a proposal of the relaxation that is better than the best; every now and then polished by exchanges.
fn propose(merged: &Merged, taken: &[usize], step: u32, best: &mut Vec<usize>, best_value: &mut f64) {
    let mut proposal = taken.to_vec();
    let mut value = merged.value(&proposal);
    if step % 20 == 19 && value > 0.9 * *best_value {
        merged.exchange(&mut proposal);
        value = merged.value(&proposal);
    }
    if value > *best_value + 1e-9 {
        (*best, *best_value) = (proposal, value);
    }
}
