//! How good was a prediction? PAI, PEI* and hit rate.

use crate::{StatisticsError, check};

/// The coverages at which predictions are compared.
pub const COVERAGES: [f64; 5] = [0.005, 0.01, 0.02, 0.05, 0.10];

/// [`prediction_accuracy`] at one coverage.
#[derive(Debug, Clone, PartialEq)]
pub struct Accuracy {
    /// The share of the area that was taken: whole cells within the coverage asked for.
    pub area_share: f64,
    /// The share of all incidents, those outside the mask included, that fell into the cells taken.
    pub hit_rate: f64,
    /// The hit rate over the area share.
    pub pai: f64,
    /// PAI over the best PAI that the same area could have reached; `None` where no incident fell inside the mask.
    pub pei: Option<f64>,
    /// The hit rate when ties at the cut are broken in the worst order.
    pub lowest_hit_rate: f64,
    /// The hit rate when ties at the cut are broken in the best order.
    pub highest_hit_rate: f64,
    /// The share of each cell that counts as taken: 1, 0, or the same fraction for cells that tie at the cut.
    pub taken: Vec<f64>,
}

/// The predictive accuracy index: how much denser are the incidents where they were predicted than over all?
///
/// PAI = (n/N)/(a/A).
///
/// # Arguments
/// * `hits`, `incidents`: n and N. `area_m2`, `total_area_m2`: a and A.
///
/// # Returns
/// 1 for a prediction no better than chance; `None` where N, a or A is not above 0 or a number is not finite.
///
/// # References
/// Chainey, Tompson & Uhlig (2008), Security Journal 21, 4–28.
#[must_use]
pub fn pai(hits: f64, incidents: f64, area_m2: f64, total_area_m2: f64) -> Option<f64> {
    let usable = incidents > 0.0 && area_m2 > 0.0 && total_area_m2 > 0.0;
    Some((hits / incidents) / (area_m2 / total_area_m2)).filter(|pai| usable && pai.is_finite())
}

/// The accuracy of a prediction that takes the highest scores up to a share of the area.
///
/// Cells are taken whole, in falling order of score, while they fit into `coverage` × the mask's area. Cells that tie
/// where not all of them fit are taken in a random order in expectation, as many as fit by their mean area; the lowest
/// and highest hit rates take those with the fewest and the most incidents.
///
/// PEI\* compares with the best choice of the same area: the same rule with the incidents per area as the score.
///
/// # Arguments
/// * `scores`: what was predicted for each cell of the tested mask, finite.
/// * `areas_m2`: the area of each cell, above 0.
/// * `incidents`: the later incidents in each cell.
/// * `outside`: later incidents outside the mask, which count in N.
/// * `coverage`: the share of the mask's area, for instance one of [`COVERAGES`].
///
/// # Errors
/// [`StatisticsError::TooFew`] where the coverage holds no whole cell or there are no incidents; an error for other
/// lengths, NaN, infinite or negative numbers, or a coverage outside (0, 1].
///
/// # References
/// Chainey, Tompson & Uhlig (2008); Hunt (2016) for PEI; Mohler & Porter (2018) for its fixed-area form PEI\*.
pub fn prediction_accuracy(
    scores: &[f64],
    areas_m2: &[f64],
    incidents: &[f64],
    outside: f64,
    coverage: f64,
) -> Result<Accuracy, StatisticsError> {
    check::finite("scores", scores)?;
    check::length("areas_m2", scores.len(), areas_m2.len())?;
    check::length("incidents", scores.len(), incidents.len())?;
    check::non_negative("incidents", incidents)?;
    check::non_negative("outside", &[outside])?;
    for &area in areas_m2 {
        check::positive("areas_m2", area)?;
    }
    if !(coverage > 0.0 && coverage <= 1.0) {
        return Err(StatisticsError::Setting { name: "coverage", value: coverage, rule: "above 0 and at most 1" });
    }
    let total_area = check::fits("areas_m2", areas_m2.iter().sum())?;
    let total = check::fits("incidents", incidents.iter().sum::<f64>() + outside)?;
    if total == 0.0 {
        return Err(StatisticsError::TooFew { what: "incidents", found: 0, needed: 1 });
    }
    let chosen = take(scores, areas_m2, incidents, coverage * total_area);
    if chosen.area == 0.0 {
        return Err(StatisticsError::TooFew { what: "whole cells within the coverage", found: 0, needed: 1 });
    }
    let per_area: Vec<f64> = incidents.iter().zip(areas_m2).map(|(n, a)| n / a).collect();
    let ideal = take(&per_area, areas_m2, incidents, chosen.area);
    let index = |hits: f64, area: f64| pai(hits, total, area, total_area).unwrap_or(0.0);
    let best = index(ideal.highest, ideal.area);
    let reached = index(chosen.hits, chosen.area);
    Ok(Accuracy {
        area_share: chosen.area / total_area,
        hit_rate: chosen.hits / total,
        pai: reached,
        pei: (best > 0.0).then(|| reached / best),
        lowest_hit_rate: chosen.lowest / total,
        highest_hit_rate: chosen.highest / total,
        taken: chosen.taken,
    })
}

struct Chosen {
    area: f64,
    hits: f64,
    lowest: f64,
    highest: f64,
    taken: Vec<f64>,
}

fn take(scores: &[f64], areas: &[f64], incidents: &[f64], budget: f64) -> Chosen {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_unstable_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let mut out = Chosen { area: 0.0, hits: 0.0, lowest: 0.0, highest: 0.0, taken: vec![0.0; scores.len()] };
    // Sums of equal areas must not miss a cell by rounding.
    let budget = budget * (1.0 + 1e-9);
    for tied in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let area: f64 = tied.iter().map(|&i| areas[i]).sum();
        let fits = (((budget - out.area) / (area / tied.len() as f64)) as usize).min(tied.len());
        let share = fits as f64 / tied.len() as f64;
        let mut counts: Vec<f64> = tied.iter().map(|&i| incidents[i]).collect();
        counts.sort_unstable_by(f64::total_cmp);
        out.area += area * share;
        out.hits += counts.iter().sum::<f64>() * share;
        out.lowest += counts[..fits].iter().sum::<f64>();
        out.highest += counts[counts.len() - fits..].iter().sum::<f64>();
        for &i in tied {
            out.taken[i] = share;
        }
        if fits < tied.len() {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBSERVED: [f64; 6] = [6.0, 7.0, 3.0, 2.0, 1.0, 0.0];
    const PREDICTED: [f64; 6] = [8.0, 4.0, 4.0, 2.0, 1.0, 0.0];

    #[test]
    fn equals_the_published_example() {
        let at = |cells: f64| prediction_accuracy(&PREDICTED, &[1.0; 6], &OBSERVED, 0.0, cells / 6.0).unwrap();
        let (one, three) = (at(1.0), at(3.0));
        assert!((one.pai - 1.8947).abs() < 5e-5 && (one.pei.unwrap() - 0.8571).abs() < 5e-5);
        assert!((three.pai - 1.6842).abs() < 5e-5 && (three.pei.unwrap() - 1.0).abs() < 1e-12);
        let two = at(2.0);
        // The second cell ties: 7 or 3 incidents, 5 on average.
        let rates = [two.lowest_hit_rate, two.hit_rate, two.highest_hit_rate];
        assert_eq!(rates, [9.0 / 19.0, 11.0 / 19.0, 13.0 / 19.0]);
        assert_eq!(two.taken, [1.0, 0.5, 0.5, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn everything_is_no_better_than_chance_and_outside_counts() {
        let all = prediction_accuracy(&PREDICTED, &[1.0; 6], &OBSERVED, 0.0, 1.0).unwrap();
        assert!((all.pai - 1.0).abs() < 1e-12 && (all.pei.unwrap() - 1.0).abs() < 1e-12);
        let outside = prediction_accuracy(&PREDICTED, &[1.0; 6], &OBSERVED, 19.0, 1.0).unwrap();
        assert_eq!((outside.hit_rate, outside.pai), (0.5, 0.5));
        let even = prediction_accuracy(&[1.0; 6], &[1.0; 6], &OBSERVED, 0.0, 0.5).unwrap();
        assert!((even.pai - 1.0).abs() < 1e-12, "a uniform prediction is chance");
    }

    #[test]
    fn says_what_is_wrong() {
        let run = |scores: &[f64], areas: &[f64], n: &[f64], out: f64, coverage: f64| {
            prediction_accuracy(scores, areas, n, out, coverage)
        };
        assert!(matches!(run(&[1.0; 3], &[1.0; 3], &[1.0; 3], 0.0, 0.1), Err(StatisticsError::TooFew { .. })));
        assert!(run(&[1.0; 3], &[1.0; 3], &[0.0; 3], 0.0, 0.5).is_err());
        assert!(run(&[f64::NAN; 3], &[1.0; 3], &[1.0; 3], 0.0, 0.5).is_err());
        assert!(run(&[1.0; 3], &[0.0; 3], &[1.0; 3], 0.0, 0.5).is_err());
        assert!(run(&[1.0; 3], &[1.0; 3], &[1.0; 3], -1.0, 0.5).is_err());
        assert!(run(&[], &[], &[], 0.0, 0.5).is_err());
        assert_eq!(run(&[1.0; 3], &[1.0; 3], &[0.0; 3], 4.0, 0.5).unwrap().pei, None);
        assert_eq!(pai(1.0, 0.0, 1.0, 1.0), None);
    }
}
