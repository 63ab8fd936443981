//! Events per exposure: crude, and smoothed towards the city's or the neighbours' rate.

use crate::{StatisticsError, Weights, check};

/// Crude rates: events per unit of exposure.
///
/// # Arguments
/// * `events`: the events of each area, at least 0.
/// * `exposure`: residents, addresses or square metres of each area, at least 0.
///
/// # Returns
/// e/b for each area, `None` where the exposure is 0.
///
/// # Errors
/// [`StatisticsError::EventsWithoutExposure`] for events in an area without exposure; an error for negative, NaN or
/// infinite numbers, or where the exposures sum to 0.
pub fn crude_rates(events: &[f64], exposure: &[f64]) -> Result<Vec<Option<f64>>, StatisticsError> {
    Totals::of(events, exposure)?;
    let rate = |e: f64, b: f64| check::fits("events", e / b).map(Some);
    events.iter().zip(exposure).map(|(&e, &b)| if b > 0.0 { rate(e, b) } else { Ok(None) }).collect()
}

/// Empirical-Bayes rates and what they were made with.
#[derive(Debug, Clone, PartialEq)]
pub struct EbRates {
    /// The smoothed rate of each area, `None` without exposure.
    pub rate: Vec<Option<f64>>,
    /// w, the weight of the area's own rate, 0 to 1; `None` without exposure.
    pub weight: Vec<Option<f64>>,
    /// m, the rate smoothed towards, for each area.
    pub mean: Vec<f64>,
    /// A, the variance between areas beyond chance, for each area; 0 where chance explains all differences.
    pub variance: Vec<f64>,
}

/// Global empirical-Bayes rates: small areas are pulled towards the city's rate, large ones keep their own.
///
/// m = Σe/Σb, s² = Σ b(r − m)²/Σb, A = max(0, s² − m/b̄), w = A/(A + m/b_i), EB = w r + (1 − w) m. Areas without
/// exposure get no rate and count nowhere.
///
/// # Arguments
/// As [`crude_rates`].
///
/// # Errors
/// As [`crude_rates`].
///
/// # Examples
/// ```
/// let eb = aula_statistics::eb_rates(&[5.0, 40.0, 2.0, 10.0], &[100.0, 200.0, 50.0, 0.0]);
/// assert!(eb.is_err(), "ten events where nobody lives");
/// ```
///
/// # References
/// Marshall (1991), Applied Statistics 40, 283–294.
pub fn eb_rates(events: &[f64], exposure: &[f64]) -> Result<EbRates, StatisticsError> {
    let totals = Totals::of(events, exposure)?;
    let n = events.len();
    let prior = (totals.rate, (totals.variance - totals.rate / totals.mean_exposure).max(0.0));
    Ok(smooth(events, exposure, &vec![prior; n]))
}

/// Local empirical-Bayes rates: as [`eb_rates`] with m and A of each area's neighbours and itself.
///
/// # Arguments
/// As [`crude_rates`]; `weights_with_self`: the neighbours of each area, itself among them, values not used. Where the
/// neighbourhood has no exposure at all, the area has no rate either.
///
/// # Errors
/// As [`crude_rates`], and a row that lacks its own area.
///
/// # References
/// Marshall (1991), Applied Statistics 40, 283–294, section 4.
pub fn eb_rates_local(
    events: &[f64],
    exposure: &[f64],
    weights_with_self: &Weights,
) -> Result<EbRates, StatisticsError> {
    Totals::of(events, exposure)?;
    check::length("events", weights_with_self.len(), events.len())?;
    weights_with_self.expect_self(true)?;
    let prior = |i: usize| {
        let pick = |x: &[f64]| -> Vec<f64> { weights_with_self.row(i).iter().map(|&j| x[j as usize]).collect() };
        match Totals::of(&pick(events), &pick(exposure)) {
            Ok(local) => (local.rate, (local.variance - local.rate / local.mean_exposure).max(0.0)),
            Err(_) => (0.0, 0.0),
        }
    };
    let priors: Vec<(f64, f64)> = (0..events.len()).map(prior).collect();
    Ok(smooth(events, exposure, &priors))
}

fn smooth(events: &[f64], exposure: &[f64], priors: &[(f64, f64)]) -> EbRates {
    let mut out = EbRates { rate: vec![], weight: vec![], mean: vec![], variance: vec![] };
    for ((&e, &b), &(m, a)) in events.iter().zip(exposure).zip(priors) {
        let known = (b > 0.0).then(|| {
            // A = 0 is a weight of 0, also where m is 0 and the quotient would be 0/0.
            let w = if a > 0.0 { a / (a + m / b) } else { 0.0 };
            (w, w * (e / b) + (1.0 - w) * m)
        });
        out.rate.push(known.map(|(_, rate)| rate));
        out.weight.push(known.map(|(w, _)| w));
        out.mean.push(m);
        out.variance.push(a);
    }
    out
}

/// Σe/Σb and the spread of the rates around it, over the areas with exposure.
pub(crate) struct Totals {
    pub(crate) events: f64,
    pub(crate) exposure: f64,
    pub(crate) rate: f64,
    pub(crate) mean_exposure: f64,
    pub(crate) variance: f64,
}

impl Totals {
    pub(crate) fn of(events: &[f64], exposure: &[f64]) -> Result<Self, StatisticsError> {
        check::length("exposure", events.len(), exposure.len())?;
        check::non_negative("events", events)?;
        check::non_negative("exposure", exposure)?;
        if let Some(index) = (0..events.len()).find(|&i| exposure[i] == 0.0 && events[i] > 0.0) {
            return Err(StatisticsError::EventsWithoutExposure { index, events: events[index] });
        }
        let populated = exposure.iter().filter(|&&b| b > 0.0).count();
        if populated == 0 {
            return Err(StatisticsError::TooFew { what: "areas with exposure", found: 0, needed: 1 });
        }
        let sum_e = check::fits("events", events.iter().sum())?;
        let sum_b = check::fits("exposure", exposure.iter().sum())?;
        let rate = check::fits("events", sum_e / sum_b)?;
        let squares = events.iter().zip(exposure).filter(|&(_, &b)| b > 0.0);
        let spread: f64 = squares.map(|(e, b)| b * (e / b - rate).powi(2)).sum();
        let variance = check::fits("events", spread / sum_b)?;
        Ok(Self { events: sum_e, exposure: sum_b, rate, mean_exposure: sum_b / populated as f64, variance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: &[Option<f64>], want: &[f64], digits: f64) {
        for (got, want) in got.iter().zip(want) {
            assert!((got.unwrap() - want).abs() < digits, "{got:?} is not {want}");
        }
    }

    const E: [f64; 6] = [5.0, 40.0, 2.0, 10.0, 0.0, 60.0];
    const B: [f64; 6] = [100.0, 200.0, 50.0, 150.0, 20.0, 300.0];

    #[test]
    fn equals_the_published_example() {
        let got = eb_rates(&E, &B).unwrap();
        assert!((got.mean[0] - 0.142_683).abs() < 5e-7);
        assert!((got.variance[0] - 0.004_203_25).abs() < 5e-9);
        near(&got.weight, &[0.7466, 0.8549, 0.5956, 0.8155, 0.3707, 0.8983], 5e-5);
        near(&got.rate, &[0.0735, 0.1917, 0.0815, 0.0807, 0.0898, 0.1942], 5e-5);
    }

    #[test]
    fn chance_alone_gives_the_same_rate_everywhere() {
        let e = [30.0, 25.0, 25.0, 15.0, 33.0, 21.0, 30.0, 20.0];
        let b = [100.0, 100.0, 110.0, 90.0, 100.0, 90.0, 110.0, 90.0];
        let got = eb_rates(&e, &b).unwrap();
        assert_eq!(got.variance[0], 0.0);
        near(&got.rate, &[0.2519; 8], 5e-5);
    }

    #[test]
    fn local_over_everything_is_global_and_no_exposure_is_no_rate() {
        let all: Vec<Vec<u32>> = vec![(0..6).collect(); 6];
        let local = eb_rates_local(&E, &B, &Weights::from_rows(&all).unwrap()).unwrap();
        assert_eq!(local, eb_rates(&E, &B).unwrap());
        let gap = eb_rates(&[1.0, 0.0, 3.0], &[10.0, 0.0, 10.0]).unwrap();
        assert_eq!(gap.rate[1], None);
        assert_eq!(crude_rates(&[1.0, 0.0], &[10.0, 0.0]).unwrap(), [Some(0.1), None]);
        let error = eb_rates(&[1.0, 1.0], &[10.0, 0.0]).unwrap_err();
        assert_eq!(error, StatisticsError::EventsWithoutExposure { index: 1, events: 1.0 });
    }
}
