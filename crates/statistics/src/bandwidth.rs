//! How widely a density should smooth.

use crate::density::density;
use crate::kernel::Kernel;
use crate::{StatisticsError, check};

/// The normal-reference bandwidth in two dimensions, in the radius of the quartic kernel.
///
/// h = √8 · s · n^(−1/6), s the mean over both axes of min(SD, IQR/1.349), SD where the IQR is 0. SD divides by n − 1 and
/// the quartiles interpolate linearly. For a Gaussian kernel divide by √8.
///
/// # Arguments
/// * `incidents_m`: x and y of each incident in metres.
///
/// # Returns
/// h in metres.
///
/// # Errors
/// [`StatisticsError::TooFew`] for under 2 incidents, [`StatisticsError::NoVariation`] where all lie at one place, an
/// error for NaN or infinite coordinates.
///
/// # References
/// Silverman (1986), Density Estimation, sections 3.4.2 and 4.3.
pub fn normal_reference_bandwidth_m(incidents_m: &[[f64; 2]]) -> Result<f64, StatisticsError> {
    let n = incidents_m.len();
    if n < 2 {
        return Err(StatisticsError::TooFew { what: "incidents", found: n, needed: 2 });
    }
    check::points("incidents_m", incidents_m)?;
    let axis = |axis: usize| spread(incidents_m.iter().map(|p| p[axis]).collect());
    let s = check::fits("incidents_m", (axis(0) + axis(1)) / 2.0)?;
    if s == 0.0 {
        return Err(StatisticsError::NoVariation { what: "incidents_m", n, value: incidents_m[0][0] });
    }
    Ok(8.0_f64.sqrt() * s * (n as f64).powf(-1.0 / 6.0))
}

fn spread(mut x: Vec<f64>) -> f64 {
    x.sort_unstable_by(f64::total_cmp);
    if x[0] == x[x.len() - 1] {
        return 0.0;
    }
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let sd = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let quartile = |share: f64| {
        let at = share * (n - 1.0);
        let (low, rest) = (at.floor() as usize, at.fract());
        x[low] + rest * (x[(low + 1).min(x.len() - 1)] - x[low])
    };
    let range = quartile(0.75) - quartile(0.25);
    if range > 0.0 { sd.min(range / 1.349) } else { sd }
}

/// One bandwidth tried by [`bandwidth_by_accuracy`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TriedBandwidth {
    /// h in metres.
    pub bandwidth_m: f64,
    /// The share of the later incidents in the places of highest density.
    pub hit_rate: f64,
}

/// The bandwidth whose density of earlier incidents finds most of the later ones, and all that were tried.
///
/// For each candidate the places are ranked by density, and the later incidents in the first `coverage` of them are
/// counted; places that tie at the cut share what is left evenly. Of equally good candidates the narrowest wins.
///
/// # Arguments
/// * `earlier_m`: x and y in metres of the incidents to learn from.
/// * `places_m`, `later_counts`: the places (for instance cell centres, equal in area) and the later incidents in each.
/// * `kernel`; `candidates_m`: bandwidths in metres to try.
/// * `coverage`: the share of the places that counts as found, for instance 0.05.
///
/// # Returns
/// The bandwidth chosen and one line for each candidate.
///
/// # Errors
/// As [`density`], for no candidates, no later incidents, or a coverage outside (0, 1).
pub fn bandwidth_by_accuracy(
    earlier_m: &[[f64; 2]],
    places_m: &[[f64; 2]],
    later_counts: &[f64],
    kernel: Kernel,
    candidates_m: &[f64],
    coverage: f64,
) -> Result<(f64, Vec<TriedBandwidth>), StatisticsError> {
    check::length("later_counts", places_m.len(), later_counts.len())?;
    check::non_negative("later_counts", later_counts)?;
    check::finite("candidates_m", candidates_m)?;
    if !(coverage > 0.0 && coverage < 1.0) {
        return Err(StatisticsError::Setting { name: "coverage", value: coverage, rule: "between 0 and 1" });
    }
    let total = check::fits("later_counts", later_counts.iter().sum())?;
    if total == 0.0 {
        return Err(StatisticsError::TooFew { what: "later incidents", found: 0, needed: 1 });
    }
    let mut tried = Vec::with_capacity(candidates_m.len());
    for &bandwidth_m in candidates_m {
        let ranked = density(earlier_m, None, places_m, kernel, bandwidth_m)?;
        tried.push(TriedBandwidth { bandwidth_m, hit_rate: found(&ranked, later_counts, coverage) / total });
    }
    let better = |a: &TriedBandwidth, b: &TriedBandwidth| {
        a.hit_rate.total_cmp(&b.hit_rate).then(b.bandwidth_m.total_cmp(&a.bandwidth_m))
    };
    let best = tried.iter().copied().max_by(better).ok_or(StatisticsError::Empty { what: "candidates_m" })?;
    Ok((best.bandwidth_m, tried))
}

fn found(scores: &[f64], counts: &[f64], coverage: f64) -> f64 {
    let take = ((scores.len() as f64 * coverage) as usize).max(1);
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let cut = sorted[take - 1];
    let (mut above, mut at, mut above_cells, mut at_cells) = (0.0, 0.0, 0_usize, 0_usize);
    for (score, count) in scores.iter().zip(counts) {
        if *score > cut {
            above += count;
            above_cells += 1;
        } else if *score == cut {
            at += count;
            at_cells += 1;
        }
    }
    above + at * ((take - above_cells) as f64 / at_cells.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_the_formula() {
        // Both axes 0, 1, …, 8: SD √7.5, quartiles 2 and 6, so s = min(2.7386, 4/1.349) = 2.7386.
        let points: Vec<[f64; 2]> = (0..9).map(|i| [f64::from(i), f64::from(8 - i)]).collect();
        let want = 8.0_f64.sqrt() * 7.5_f64.sqrt() * 9.0_f64.powf(-1.0 / 6.0);
        assert!((normal_reference_bandwidth_m(&points).unwrap() - want).abs() < 1e-12);
        // One axis with IQR 0 falls back on its SD; y counts as much as x.
        let mut spike = vec![[0.0, 0.0]; 9];
        spike[8] = [0.0, 9.0];
        let want = 8.0_f64.sqrt() * (9.0_f64.sqrt() / 2.0) * 9.0_f64.powf(-1.0 / 6.0);
        assert!((normal_reference_bandwidth_m(&spike).unwrap() - want).abs() < 1e-12);
    }

    #[test]
    fn one_place_or_one_incident_is_an_error() {
        assert!(matches!(normal_reference_bandwidth_m(&[[1.0, 1.0]; 5]), Err(StatisticsError::NoVariation { .. })));
        assert!(matches!(normal_reference_bandwidth_m(&[[1.0, 1.0]]), Err(StatisticsError::TooFew { .. })));
        assert!(normal_reference_bandwidth_m(&[[1.0, f64::NAN], [0.0, 0.0]]).is_err());
    }

    #[test]
    fn accuracy_prefers_the_width_of_the_truth() {
        // Incidents along a line, later ones beside the earlier: a bandwidth that reaches them must win.
        let earlier: Vec<[f64; 2]> = (0..10).map(|i| [f64::from(i) * 1000.0, 0.0]).collect();
        let places: Vec<[f64; 2]> = (0..100).map(|i| [f64::from(i) * 100.0, 0.0]).collect();
        let mut later = vec![0.0; 100];
        for i in 0..10 {
            later[i * 10 + 1] = 1.0;
        }
        let (best, tried) =
            bandwidth_by_accuracy(&earlier, &places, &later, Kernel::Quartic, &[50.0, 150.0, 20_000.0], 0.3).unwrap();
        assert_eq!(best, 150.0);
        assert_eq!(tried[1].hit_rate, 1.0);
        assert!(bandwidth_by_accuracy(&earlier, &places, &[0.0; 100], Kernel::Quartic, &[1.0], 0.3).is_err());
    }
}
