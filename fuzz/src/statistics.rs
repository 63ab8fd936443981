//! Every statistic on NaN, infinities, empties, islands, one cell, all equal, huge counts.

use super::bytes::Bytes;
use aula_statistics::*;

/// Runs every statistic on the city that the bytes describe.
pub fn statistics(data: &[u8]) {
    let mut bytes = Bytes(data);
    let n = bytes.below(40);
    let rows = rows(&mut bytes, n);
    raw_weights(&mut bytes);
    let weights = match Weights::from_rows(&rows) {
        Ok(weights) => weights,
        Err(reason) => return assert_eq!(n, 0, "rows of distinct neighbours under n are weights: {reason}"),
    };
    let (counts, others) = (bytes.numbers(n), bytes.numbers(n));
    over_cells(&counts, &others, &weights, &mut bytes);
    over_rates(&counts, &others, &weights);
    over_time(&counts, &others, &mut bytes);
    over_points(&mut bytes, n);
}

/// Random neighbours; some cells are islands.
fn rows(bytes: &mut Bytes<'_>, n: usize) -> Vec<Vec<u32>> {
    let row = |i: usize, bytes: &mut Bytes<'_>| {
        let mut row: Vec<u32> =
            (0..bytes.byte() % 7).map(|_| bytes.below(n) as u32).filter(|&j| j != i as u32).collect();
        row.sort_unstable();
        row.dedup();
        row
    };
    (0..n).map(|i| row(i, bytes)).collect()
}

/// Weights made of anything are refused or sound.
fn raw_weights(bytes: &mut Bytes<'_>) {
    let offsets: Vec<u32> = (0..bytes.byte() % 5).map(|_| u32::from(bytes.byte() % 8)).collect();
    let neighbours: Vec<u32> = (0..bytes.byte() % 8).map(|_| u32::from(bytes.byte() % 8)).collect();
    let values = bytes.numbers(neighbours.len());
    if let Ok(weights) = Weights::with_values(offsets, neighbours, values) {
        let counts = bytes.numbers(weights.len());
        for weights in [weights.with_self(), weights.without_self(), weights.row_standardised()] {
            let _ = gi_star(&counts, &weights).map(|gi| sound_gi("gi_star of raw weights", &gi));
            let _ = gi(&counts, &weights).map(|gi| sound_gi("gi of raw weights", &gi));
            let _ = global_moran(&counts, &weights).map(|m| finite("moran of raw weights", &[m.i, m.z, m.expected]));
        }
    }
}

fn over_cells(counts: &[f64], others: &[f64], weights: &Weights, bytes: &mut Bytes<'_>) {
    let seed = bytes.word();
    let with_self = weights.with_self();
    if let Ok(star) = gi_star(counts, &with_self) {
        sound_gi("gi_star", &star);
        probabilities("gi_star q", &benjamini_hochberg_tested(&star.p, &star.defined).expect("p of our own"));
    }
    let _ = gi(counts, weights).map(|gi| sound_gi("gi", &gi));
    if let Ok(got) = conditional_permutation(counts, weights, MIN_PERMUTATIONS, seed) {
        for p in [&got.p, &got.p_greater, &got.p_less] {
            probabilities("conditional_permutation", p);
        }
    }
    if let Ok(got) = local_moran(counts, weights, MIN_PERMUTATIONS, seed) {
        finite("local_moran", &got.i);
        probabilities("local_moran", &got.permuted.p);
    }
    if let Ok(got) = global_moran(counts, weights) {
        finite("global_moran", &[got.i, got.expected, got.z]);
        probabilities("global_moran", &[got.p_normal]);
    }
    if let Ok(got) = concentration(counts) {
        shares("concentration", &got.incidents_in_top);
        shares("concentration", &got.cells_for_share);
        shares("concentration", &[got.gini, got.gini_generalised]);
    }
    let _ = lorenz_curve(counts).map(|curve| curve.iter().for_each(|&(a, b)| shares("lorenz_curve", &[a, b])));
    let share = bytes.wild();
    for share in [share, 0.5] {
        let Ok(got) = change(counts, others, share) else { continue };
        probabilities("change", &got.p);
        finite("change", &got.expected_later);
        finite("change", &got.ratio.iter().flatten().copied().collect::<Vec<_>>());
    }
    let tested: Vec<bool> = others.iter().map(|v| *v > 0.0).collect();
    for corrected in [
        benjamini_hochberg(counts),
        benjamini_yekutieli(counts),
        benjamini_hochberg_tested(counts, &tested),
        benjamini_yekutieli_tested(counts, &tested),
    ] {
        let _ = corrected.map(|q| shares("correction", &q));
    }
    let steps = [counts.to_vec(), others.to_vec(), counts.to_vec()];
    for time in [TimeNeighbours::SameStep, TimeNeighbours::WithPrevious] {
        if let Ok(got) = emerging(&steps, &with_self, 0.05, time) {
            got.z.iter().for_each(|z| finite("emerging", z));
            assert_eq!(got.class.len(), counts.len());
        }
    }
    let classes: Vec<HotspotClass> = counts.iter().zip(others).map(|(&z, &q)| classify(z, q)).collect();
    let _ = clusters(&classes, weights).map(|c| assert!(c.iter().all(|c| !c.cells.is_empty())));
    let _ = robustness(&[&classes, &classes]);
    let (outside, coverage) = (bytes.wild(), bytes.wild());
    for (outside, coverage) in [(outside, coverage), (0.0, 0.2)] {
        let Ok(got) = prediction_accuracy(counts, others, counts, outside, coverage) else { continue };
        shares("prediction_accuracy", &[got.area_share, got.hit_rate, got.lowest_hit_rate, got.highest_hit_rate]);
        finite("prediction_accuracy", &[got.pai]);
        finite("prediction_accuracy", &got.pei.into_iter().collect::<Vec<_>>());
    }
}

fn over_rates(counts: &[f64], exposure: &[f64], weights: &Weights) {
    let known = |rates: &[Option<f64>]| rates.iter().flatten().copied().collect::<Vec<_>>();
    let _ = crude_rates(counts, exposure).map(|rates| finite("crude_rates", &known(&rates)));
    let _ = eb_rates(counts, exposure).map(|eb| finite("eb_rates", &known(&eb.rate)));
    let _ = eb_rates_local(counts, exposure, &weights.with_self()).map(|eb| finite("eb_rates_local", &known(&eb.rate)));
    let _ = eb_standardised(counts, exposure).map(|values| finite("eb_standardised", &values));
    if let Ok(got) = poisson_gamma(counts, exposure, 0.95) {
        for area in got.iter().flatten() {
            finite("poisson_gamma", &[area.rate, area.low, area.high]);
            assert!(area.low <= area.high, "poisson_gamma: {area:?}");
        }
    }
}

fn over_time(counts: &[f64], others: &[f64], bytes: &mut Bytes<'_>) {
    let _ = mann_kendall(counts).map(|got| probabilities("mann_kendall", &[got.p]));
    let season = bytes.below(14);
    for exposure in [others.to_vec(), vec![30.0; counts.len()]] {
        let Ok(got) = seasonal_expected(counts, &exposure, season) else { continue };
        finite("seasonal_expected", &got.expected);
        finite("seasonal_expected", &[got.dispersion]);
    }
    for exposure in [others.to_vec(), vec![30.0; counts.len()]] {
        // Whole counts of any size, and whatever the bytes hold.
        for series in [counts.to_vec(), counts.iter().map(|c| c.abs().trunc()).collect()] {
            let Ok(got) = unusual_periods(&series, &exposure, season) else { continue };
            probabilities("unusual_periods", &got.p);
            for values in [&got.expected, &got.low, &got.high, &got.index] {
                finite("unusual_periods", values);
            }
            assert!(got.low.iter().zip(&got.high).all(|(low, high)| low <= high), "unusual_periods: {got:?}");
        }
    }
    let spans: Vec<(u32, u64)> =
        (0..bytes.byte() % 6).map(|_| (u32::from(bytes.byte()) * 79, bytes.word() >> (bytes.byte() % 64))).collect();
    let _ = hour_by_weekday(&spans, 60 * 24 * 30).map(|(week, _)| week.iter().for_each(|day| finite("rhythm", day)));
    for (start, minutes) in spans {
        // A long span's answer is as long as the week; only its weights are of interest.
        let Ok(hours) = aoristic_weights(start, minutes) else { continue };
        let sum: f64 = hours.iter().map(|(_, weight)| weight).sum();
        assert!((sum - 1.0).abs() < 1e-9, "aoristic_weights of {start} + {minutes}: {sum}");
    }
    let mut pair = || BeforeAfter { before: bytes.wild(), after: bytes.wild() };
    let (treated, control, buffer) = (pair(), pair(), pair());
    if let Ok(got) = weighted_displacement_difference(treated, control, Some((buffer, control)), 1.0) {
        finite("weighted_displacement_difference", &[got.difference, got.standard_error, got.z]);
    }
    let _ = weighted_displacement_quotient(treated, buffer, control)
        .map(|got| finite("quotient", &got.into_iter().collect::<Vec<_>>()));
    if let Ok(got) = relative_effect_size(treated, control, 1.0) {
        finite("relative_effect_size", &[got.ratio, got.low, got.high]);
    }
    let _ = overdispersion(counts).map(|phi| finite("overdispersion", &[phi]));
    let days: Vec<i32> = (0..10).map(|_| bytes.word() as i32 >> (bytes.byte() % 31)).collect();
    let registered: Vec<i32> = days.iter().map(|day| day.saturating_add(i32::from(bytes.byte()))).collect();
    let _ = reporting_delay(&days, &registered, bytes.word() as i32, 60)
        .map(|got| shares("reporting_delay", &got.completeness));
}

fn over_points(bytes: &mut Bytes<'_>, n: usize) {
    let (incidents, places) = (bytes.points(n), bytes.points(5));
    let _ = normal_reference_bandwidth_m(&incidents).map(|h| finite("bandwidth", &[h]));
    let bandwidth = [bytes.wild() * 50.0, 300.0];
    for kernel in [Kernel::Quartic, Kernel::Gaussian, Kernel::Uniform] {
        for h in bandwidth {
            let _ = density(&incidents, None, &places, kernel, h).map(|d| finite("density", &d));
        }
    }
    let areas: Vec<f64> = places.iter().map(|_| bytes.wild() * 1e4).collect();
    let later: Vec<f64> = places.iter().map(|_| bytes.wild()).collect();
    let tolerance = [bytes.wild(), 0.1];
    for kernel in [Kernel::Quartic, Kernel::Gaussian, Kernel::Uniform] {
        for (h, tolerance) in bandwidth.into_iter().zip(tolerance) {
            if let Ok(each) = adaptive_bandwidths(&incidents, kernel, h) {
                finite("adaptive_bandwidths", &each);
                let _ =
                    density_adaptive(&incidents, None, &places, kernel, &each).map(|d| finite("density_adaptive", &d));
            }
            if let Ok(fast) = density_fast(&incidents, None, &places, kernel, h, tolerance) {
                finite("density_fast", &fast.per_km2);
                finite("density_fast", &fast.error_bound_per_km2);
            }
            if let Ok(weights) = border_weights(&incidents, &places, &areas, kernel, h) {
                assert!(weights.iter().all(|w| (1.0..=20.0 + 1e-9).contains(w)), "border_weights: {weights:?}");
            }
            if let Ok((chosen, tried)) = bandwidth_by_accuracy(&incidents, &places, &later, kernel, &[h, 300.0], 0.4) {
                finite("bandwidth_by_accuracy", &[chosen]);
                shares("bandwidth_by_accuracy", &tried.iter().map(|t| t.hit_rate).collect::<Vec<_>>());
            }
        }
    }
    let edges = [bytes.wild(), bytes.wild() * 100.0];
    let days: Vec<i32> = (0..n).map(|_| i32::from(bytes.byte()) << (bytes.byte() % 24)).collect();
    for edges in [&edges[..], &[1.0, 200.0]] {
        let Ok(got) = knox(&incidents, &days, edges, &[1, 8], MIN_PERMUTATIONS, 7) else { continue };
        for cell in got.table.iter().flatten() {
            probabilities("knox", &[cell.p]);
            finite("knox", &cell.ratio.into_iter().chain([cell.permuted]).collect::<Vec<_>>());
        }
    }
    let _ = near_repeat_chains(&incidents, &days, 100.0, 7);
    let _ = distance_band(&incidents, edges[1]);
    let _ = k_nearest(&incidents, bytes.below(8));
}

fn sound_gi(what: &str, gi: &GiStar) {
    for values in [&gi.z, &gi.expected, &gi.observed] {
        finite(what, values);
    }
    for values in [&gi.p, &gi.p_normal] {
        probabilities(what, values);
    }
}

fn finite(what: &str, values: &[f64]) {
    assert!(values.iter().all(|v| v.is_finite()), "{what}: {values:?}");
}

fn probabilities(what: &str, values: &[f64]) {
    assert!(values.iter().all(|&p| p > 0.0 && p <= 1.0), "{what}: {values:?}");
}

fn shares(what: &str, values: &[f64]) {
    assert!(values.iter().all(|s| (0.0..=1.0 + 1e-9).contains(s)), "{what}: {values:?}");
}
