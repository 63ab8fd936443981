//! What holds for every input: invariances, ranges, and errors instead of panics or NaN.

use aula_statistics::*;
use proptest::collection::vec;
use proptest::prelude::*;

/// Random neighbours of n cells, each cell itself among them.
fn weights_of(n: usize) -> impl Strategy<Value = Weights> {
    vec(vec(0..n as u32, 0..8), n).prop_map(|mut rows| {
        for (i, row) in rows.iter_mut().enumerate() {
            row.push(i as u32);
            row.sort_unstable();
            row.dedup();
        }
        Weights::from_rows(&rows).expect("rows without repeats")
    })
}

fn city() -> impl Strategy<Value = (Vec<f64>, Weights)> {
    (2_usize..40).prop_flat_map(|n| (vec((0..20_u32).prop_map(f64::from), n), weights_of(n)))
}

/// Counts with everything that can go wrong.
fn wild(n: usize) -> impl Strategy<Value = Vec<f64>> {
    let plain = vec((0..5_u32).prop_map(f64::from), n);
    let value = prop_oneof![
        4 => (0..9_u32).prop_map(f64::from),
        2 => any::<f64>(),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(1e15),
        1 => Just(1e300),
        1 => Just(-0.0),
    ];
    let finite = vec(prop_oneof![Just(0.0), Just(1e15), Just(1e120), Just(5e-324), Just(3.5), 0.0..1e9], n);
    prop_oneof![plain, vec(value, n), finite, Just(vec![7.0; n])]
}

fn wild_city() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Weights)> {
    (1_usize..35).prop_flat_map(|n| (wild(n), wild(n), weights_of(n)))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// Every z finite, every p in (0, 1].
fn sound(z: &[f64], p: &[f64]) -> Result<(), TestCaseError> {
    prop_assert!(z.iter().all(|z| z.is_finite()), "{z:?}");
    prop_assert!(p.iter().all(|&p| p > 0.0 && p <= 1.0), "{p:?}");
    Ok(())
}

fn valued(weights: &Weights, value: impl Fn(usize) -> f64) -> Weights {
    let mut offsets = vec![0];
    let (mut neighbours, mut values) = (vec![], vec![]);
    for i in 0..weights.len() {
        neighbours.extend_from_slice(weights.row(i));
        values.extend(weights.row(i).iter().map(|_| value(i)));
        offsets.push(neighbours.len() as u32);
    }
    Weights::with_values(offsets, neighbours, values).expect("finite values")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relabelling_cells_relabels_the_answer((counts, weights) in city(), turn in 0_usize..40) {
        let n = counts.len();
        // Cell i becomes cell to(i).
        let to = |i: usize| (n - 1 - i + turn) % n;
        let mut moved = vec![0.0; n];
        let mut rows = vec![vec![]; n];
        for i in 0..n {
            moved[to(i)] = counts[i];
            rows[to(i)] = weights.row(i).iter().map(|&j| to(j as usize) as u32).collect();
        }
        let moved_weights = Weights::from_rows(&rows).expect("the same rows");
        match (gi_star(&counts, &weights), gi_star(&moved, &moved_weights)) {
            (Ok(a), Ok(b)) => for i in 0..n {
                prop_assert!(close(a.z[i], b.z[to(i)]), "cell {i}");
                prop_assert!(a.z[i].abs() < 1e-9 || close(a.p[i], b.p[to(i)]), "cell {i}");
            },
            (a, b) => prop_assert!(a.is_err() && b.is_err()),
        }
        let (a, b) = (weights.without_self(), moved_weights.without_self());
        match (local_moran(&counts, &a, 999, 1), local_moran(&moved, &b, 999, 1)) {
            (Ok(a), Ok(b)) => for i in 0..n {
                prop_assert!(close(a.i[i], b.i[to(i)]));
                prop_assert_eq!(a.quadrant[i] == Quadrant::NoNeighbours, b.quadrant[to(i)] == Quadrant::NoNeighbours);
            },
            (a, b) => prop_assert!(a.is_err() && b.is_err()),
        }
    }

    #[test]
    fn scaling_a_row_of_weights_changes_nothing((counts, weights) in city(), scale in 0.001..1000.0_f64) {
        let scaled = valued(&weights, |i| scale * (1.0 + i as f64));
        if let (Ok(a), Ok(b)) = (gi_star(&counts, &weights), gi_star(&counts, &scaled)) {
            for i in 0..counts.len() {
                prop_assert!(close(a.z[i], b.z[i]), "z {} {}", a.z[i], b.z[i]);
                // At the mean itself rounding decides which tail is taken.
                prop_assert!(a.z[i].abs() < 1e-9 || (a.p[i] - b.p[i]).abs() < 1e-6, "p {} {}", a.p[i], b.p[i]);
            }
        }
        let (a, b) = (weights.without_self(), scaled.without_self());
        if let (Ok(a), Ok(b)) = (conditional_permutation(&counts, &a, 999, 5), conditional_permutation(&counts, &b, 999, 5)) {
            prop_assert_eq!(a.p, b.p);
        }
    }

    #[test]
    fn units_of_length_do_not_matter(points in vec([0.0..5000.0_f64, 0.0..5000.0], 3..40), h in 100.0..2000.0_f64) {
        // A power of two is exact, so that even edges of bands stay where they are.
        let larger: Vec<[f64; 2]> = points.iter().map(|p| p.map(|x| x * 1024.0)).collect();
        let far = h * 1024.0;
        prop_assert_eq!(distance_band(&points, h), distance_band(&larger, far));
        prop_assert_eq!(k_nearest(&points, 2), k_nearest(&larger, 2));
        let days: Vec<i32> = (0..points.len() as i32).map(|i| i * 7 % 30).collect();
        prop_assert_eq!(knox(&points, &days, &[h], &[8], 999, 1), knox(&larger, &days, &[far], &[8], 999, 1));
        for kernel in [Kernel::Quartic, Kernel::Gaussian, Kernel::Uniform] {
            let a = density(&points, None, &points, kernel, h).unwrap();
            let b = density(&larger, None, &larger, kernel, far).unwrap();
            for (a, b) in a.iter().zip(b) {
                prop_assert!(close(*a, b * 1024.0 * 1024.0));
            }
        }
        if let (Ok(a), Ok(b)) = (normal_reference_bandwidth_m(&points), normal_reference_bandwidth_m(&larger)) {
            prop_assert!(close(a * 1024.0, b));
        }
    }

    #[test]
    fn units_of_exposure_and_of_values_do_not_matter((counts, weights) in city(), scale in 0.01..100.0_f64) {
        let larger: Vec<f64> = counts.iter().map(|x| x * scale + 3.0).collect();
        if let (Ok(a), Ok(b)) = (gi_star(&counts, &weights), gi_star(&larger, &weights)) {
            for i in 0..counts.len() {
                prop_assert!((a.z[i] - b.z[i]).abs() < 1e-6, "{} {}", a.z[i], b.z[i]);
            }
        }
        let exposure: Vec<f64> = (0..counts.len()).map(|i| 50.0 + i as f64).collect();
        let scaled: Vec<f64> = exposure.iter().map(|b| b * scale).collect();
        let (a, b) = (eb_rates(&counts, &exposure).unwrap(), eb_rates(&counts, &scaled).unwrap());
        for (a, b) in a.rate.iter().zip(&b.rate) {
            prop_assert!(close(a.unwrap(), b.unwrap() * scale));
        }
    }

    #[test]
    fn densities_integrate_to_the_incidents(points in vec([3000.0..5000.0_f64, 3000.0..5000.0], 1..30), h in 300.0..1500.0_f64) {
        let at = |i: i32| 100.0 * (f64::from(i) + 0.5);
        let places: Vec<[f64; 2]> = (-60..140).flat_map(|i| (-60..140).map(move |j| [at(i), at(j)])).collect();
        for kernel in [Kernel::Quartic, Kernel::Gaussian] {
            let total: f64 = density(&points, None, &places, kernel, h).unwrap().iter().sum::<f64>() * 0.01;
            prop_assert!((total / points.len() as f64 - 1.0).abs() < 0.01, "{total}");
        }
    }

    #[test]
    fn every_verdict_is_one_of_the_classes(z in any::<f64>(), q in any::<f64>()) {
        let class = classify(z, q);
        prop_assert!(HotspotClass::ALL.contains(&class));
        prop_assert!(!(class.is_hot() && class.is_cold()));
        prop_assert!(!class.is_hot() || z > 0.0);
        prop_assert!(!class.is_cold() || z < 0.0);
        prop_assert_eq!(class == HotspotClass::NotSignificant, !(q < 0.1 && !z.is_nan() && z != 0.0));
    }

    #[test]
    fn every_history_has_one_class_and_its_mirror(steps in vec((-9.0..9.0_f64, -1..2_i8), 1..30)) {
        let (z, side): (Vec<f64>, Vec<i8>) = steps.into_iter().unzip();
        let class = emerging_class(&z, &side).unwrap();
        prop_assert!(EmergingClass::ALL.contains(&class));
        let z: Vec<f64> = z.iter().map(|z| -z).collect();
        let side: Vec<i8> = side.iter().map(|s| -s).collect();
        prop_assert_eq!(emerging_class(&z, &side).unwrap(), class.mirrored());
    }

    #[test]
    fn corrections_keep_the_order_and_never_help(p in vec(0.0..=1.0_f64, 0..60)) {
        let (bh, by) = (benjamini_hochberg(&p).unwrap(), benjamini_yekutieli(&p).unwrap());
        for i in 0..p.len() {
            prop_assert!(p[i] <= bh[i] + 1e-15 && bh[i] <= by[i] + 1e-15 && by[i] <= 1.0);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || bh[i] <= bh[j]);
            }
        }
    }

    #[test]
    fn wild_counts_give_sound_answers_or_errors((x, y, weights) in wild_city()) {
        let others = weights.without_self();
        let n = x.len();
        if let Ok(a) = gi_star(&x, &weights) {
            sound(&a.z, &a.p)?;
            sound(&a.expected, &a.p_normal)?;
        }
        if let Ok(a) = gi(&x, &others) {
            sound(&a.z, &a.p)?;
            sound(&a.expected, &a.p_normal)?;
        }
        if let Ok(a) = local_moran(&x, &others, 999, 1) {
            sound(&a.i, &a.permuted.p)?;
            sound(&a.i, &a.permuted.p_greater)?;
        }
        if let Ok(a) = global_moran(&x, &others) {
            sound(&[a.i, a.z], &[a.p_normal])?;
        }
        if let Ok(a) = eb_standardised(&x, &y) {
            sound(&a, &[])?;
        }
        for rates in [eb_rates(&x, &y), eb_rates_local(&x, &y, &weights)].into_iter().flatten() {
            sound(&rates.rate.into_iter().flatten().collect::<Vec<_>>(), &[])?;
        }
        if let Ok(a) = crude_rates(&x, &y) {
            sound(&a.into_iter().flatten().collect::<Vec<_>>(), &[])?;
        }
        if let Ok(a) = poisson_gamma(&x, &y, 0.9) {
            for a in a.into_iter().flatten() {
                sound(&[a.rate, a.low, a.high], &[])?;
            }
        }
        if let Ok(a) = change(&x, &y, 0.4) {
            sound(&a.expected_later, &a.p)?;
            sound(&a.ratio.into_iter().flatten().collect::<Vec<_>>(), &[])?;
        }
        if let Ok(a) = emerging(&[x.clone(), y.clone()], &weights, 0.05, TimeNeighbours::WithPrevious) {
            sound(&a.z.concat(), &[])?;
            prop_assert_eq!(a.class.len(), n);
        }
        if let Ok(a) = mann_kendall(&x) {
            sound(&[a.z], &[a.p])?;
        }
        if let Ok(a) = concentration(&x) {
            let all = [&a.incidents_in_top[..], &a.cells_for_share, &[a.gini, a.gini_generalised]].concat();
            prop_assert!(all.iter().all(|v| (0.0..=1.0).contains(v)), "{all:?}");
            prop_assert!(lorenz_curve(&x).unwrap().windows(2).all(|w| w[0].1 <= w[1].1));
        }
        if let Ok(a) = prediction_accuracy(&x, &vec![2.0; n], &y, 1.0, 0.3) {
            sound(&[a.hit_rate, a.pai, a.lowest_hit_rate, a.highest_hit_rate, a.pei.unwrap_or(0.0)], &[])?;
            prop_assert!(a.lowest_hit_rate <= a.hit_rate * (1.0 + 1e-9) && a.hit_rate <= a.highest_hit_rate * (1.0 + 1e-9));
            let how = Bootstrap { replicates: 200, level: 0.9, seed: 1 };
            let few = y.iter().sum::<f64>() < 1e3;
            if let Some(i) = few.then(|| hit_rate_interval(&a, &y, 1.0, how).ok()).flatten() {
                sound(&[i.value, i.low, i.high], &[])?;
            }
        }
        if let Ok(a) = seasonal_expected(&x, &y, 3) {
            sound(&[&a.expected[..], &a.index, &a.level, &[a.dispersion]].concat(), &[])?;
        }
        if let Ok(phi) = overdispersion(&x) {
            prop_assert!(phi.is_finite() && phi >= 1.0);
        }
    }

    #[test]
    fn wild_places_give_sound_answers_or_errors((x, y, _) in wild_city(), h in prop_oneof![any::<f64>(), 1.0..1e6]) {
        let points: Vec<[f64; 2]> = x.iter().zip(&y).map(|(x, y)| [*x, *y]).collect();
        let days: Vec<i32> = (0..points.len() as i32).collect();
        for kernel in [Kernel::Quartic, Kernel::Gaussian, Kernel::Uniform] {
            let exact = density(&points, None, &points, kernel, h);
            let adaptive = adaptive_bandwidths(&points, kernel, h);
            let fast = density_fast(&points, None, &points, kernel, h, 0.1).map(|f| f.per_km2);
            for answer in [exact, adaptive, fast].into_iter().flatten() {
                sound(&answer, &[])?;
            }
        }
        if let Ok(h) = normal_reference_bandwidth_m(&points) {
            prop_assert!(h.is_finite() && h > 0.0);
        }
        if let Ok(w) = distance_band(&points, h) {
            prop_assert_eq!(w.len(), points.len());
        }
        if let Ok(w) = k_nearest(&points, 3) {
            prop_assert!((0..w.len()).all(|i| w.row(i).len() == 3));
        }
        if let Ok(k) = knox(&points, &days, &[1.0, h], &[3], 999, 1) {
            sound(&[], &k.table.concat().iter().map(|c| c.p).collect::<Vec<_>>())?;
        }
        if let Ok(chains) = near_repeat_chains(&points, &days, h, 3) {
            prop_assert!(chains.iter().all(|c| c.incidents.len() > 1));
        }
    }

    #[test]
    fn wild_weights_are_refused_or_usable(offsets in vec(0..9_u32, 0..7), neighbours in vec(0..7_u32, 0..9), values in wild(6)) {
        if let Ok(w) = Weights::binary(offsets.clone(), neighbours.clone()) {
            let x: Vec<f64> = (0..w.len()).map(|i| i as f64).collect();
            if let Ok(a) = gi_star(&x, &w.with_self()) {
                sound(&a.z, &a.p)?;
            }
        }
        let values = values.into_iter().cycle().take(neighbours.len()).collect();
        if let Ok(w) = Weights::with_values(offsets, neighbours, values) {
            let x: Vec<f64> = (0..w.len()).map(|i| (i * i) as f64).collect();
            if let Ok(a) = gi_star(&x, &w.with_self()) {
                sound(&a.z, &a.p)?;
                sound(&a.expected, &a.p_normal)?;
            }
            if let Ok(a) = local_moran(&x, &w.without_self(), 999, 1) {
                sound(&a.i, &a.permuted.p)?;
            }
            if let Ok(a) = global_moran(&x, &w.without_self()) {
                sound(&[a.i, a.z], &[a.p_normal])?;
            }
        }
    }
}
