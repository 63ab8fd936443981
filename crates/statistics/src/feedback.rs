//! Does sending attention where incidents are counted make equal places unequal?

use crate::{StatisticsError, check};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A city of areas with the same risk, allocated over and over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeedbackSettings {
    /// Areas, at least 10.
    pub areas: u32,
    /// Rounds of allocation.
    pub rounds: u32,
    /// Incidents that residents report in an area and round, on average; the same everywhere.
    pub reports_per_area: f64,
    /// Incidents that police find for each patrol sent, on average.
    pub found_per_patrol: f64,
    /// Decides the draws.
    pub seed: u64,
}

/// [`feedback`]'s answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeedbackOutcome {
    /// The share of the last quarter's attention that went to its most attended tenth of the areas.
    pub top_tenth: f64,
    /// The 95th percentile of the same where areas are attended by chance alone, the same for every area.
    pub by_chance: f64,
}

/// Each round the worst tenth of the areas, by all that was counted so far, is attended; what is found there is counted
/// with the reports or kept out of them.
///
/// With reports alone every area's turn comes by chance: attention is compared with a run in which the risk is known to
/// be equal and counts decide nothing, only their chance. Counting what attention finds makes it go where it went
/// before (Lum & Isaac 2016; Ensign et al. 2018).
///
/// To forget is part of the rule: counts fade by a fifth each round, as a yearly window would make them.
///
/// # Errors
/// [`StatisticsError::TooFew`] for fewer than 10 areas or 20 rounds; rates that are not above 0.
///
/// # References
/// Lum & Isaac (2016), Significance 13(5), 14–19; Ensign et al. (2018), Proceedings of Machine Learning Research 81.
pub fn feedback(how: &FeedbackSettings, found_counts: bool) -> Result<FeedbackOutcome, StatisticsError> {
    check::positive("reports_per_area", how.reports_per_area)?;
    check::positive("found_per_patrol", how.found_per_patrol)?;
    if how.areas < 10 {
        return Err(StatisticsError::TooFew { what: "areas", found: how.areas as usize, needed: 10 });
    }
    if how.rounds < 20 {
        return Err(StatisticsError::TooFew { what: "rounds", found: how.rounds as usize, needed: 20 });
    }
    let top_tenth = run(how, found_counts, how.seed);
    // Cities in which what is found is never counted: all that differs between their areas is chance.
    let mut chance: Vec<f64> = (1..=100).map(|k| run(how, false, how.seed.wrapping_add(k))).collect();
    chance.sort_unstable_by(f64::total_cmp);
    Ok(FeedbackOutcome { top_tenth, by_chance: chance[94] })
}

const FADES: f64 = 0.8;

fn run(how: &FeedbackSettings, found_counts: bool, seed: u64) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let areas = how.areas as usize;
    let patrols = (areas / 10).max(1);
    let mut known = vec![0.0_f64; areas];
    let mut attended = vec![0.0_f64; areas];
    for round in 0..how.rounds {
        for k in &mut known {
            *k = FADES * *k + poisson(how.reports_per_area, &mut random);
        }
        let mut order: Vec<(f64, f64, usize)> =
            known.iter().enumerate().map(|(i, &k)| (k, random.random::<f64>(), i)).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
        for &(_, _, i) in order.iter().take(patrols) {
            let found = poisson(how.found_per_patrol, &mut random);
            if found_counts {
                known[i] += found;
            }
            if round >= how.rounds - how.rounds / 4 {
                attended[i] += 1.0;
            }
        }
    }
    attended.sort_unstable_by(|a, b| b.total_cmp(a));
    attended[..patrols].iter().sum::<f64>() / attended.iter().sum::<f64>()
}

fn poisson(mean: f64, random: &mut ChaCha8Rng) -> f64 {
    let (mut k, mut left) = (0.0, mean);
    loop {
        left += (1.0 - random.random::<f64>()).ln();
        if left < 0.0 {
            return k;
        }
        k += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CITY: FeedbackSettings =
        FeedbackSettings { areas: 50, rounds: 100, reports_per_area: 20.0, found_per_patrol: 10.0, seed: 1 };

    #[test]
    fn equal_areas_stay_equal_when_finds_are_kept_out_and_come_apart_when_counted() {
        let cities = 40;
        let apart = |counted: bool| {
            let of = |seed: u64| feedback(&FeedbackSettings { seed: seed * 1000, ..CITY }, counted).unwrap();
            (0..cities).filter(|&s| of(s).top_tenth > of(s).by_chance).count()
        };
        assert!(apart(false) <= 6, "{}", apart(false));
        assert!(apart(true) >= 36, "{}", apart(true));
        assert!(feedback(&FeedbackSettings { areas: 3, ..CITY }, true).is_err());
    }
}
