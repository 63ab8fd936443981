//! Rates with the interval they are known to.

use crate::{StatisticsError, check, rates};
use statrs::distribution::{ContinuousCDF, Gamma};

/// [`poisson_gamma`] of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateInterval {
    /// The posterior mean.
    pub rate: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// Poisson-Gamma rates: what is each area's rate, and how sure is it?
///
/// The prior is the gamma distribution with the mean m and variance A of [`crate::eb_rates`]; with e events in exposure
/// b the posterior is Gamma(m²/A + e, m/A + b). Where chance explains all differences (A = 0) every area gets the city's
/// rate with the interval of Gamma(Σe + ½, Σb).
///
/// # Arguments
/// * `events`: the events of each area, at least 0.
/// * `exposure`: its exposure, at least 0.
/// * `level`: the share of the posterior inside the interval, for instance 0.9.
///
/// # Returns
/// One interval for each area, `None` without exposure.
///
/// # Errors
/// As [`crate::crude_rates`]; [`StatisticsError::Setting`] for a level outside (0, 1).
///
/// # References
/// Clayton & Kaldor (1987), Biometrics 43, 671–681.
pub fn poisson_gamma(
    events: &[f64],
    exposure: &[f64],
    level: f64,
) -> Result<Vec<Option<RateInterval>>, StatisticsError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(StatisticsError::Setting { name: "level", value: level, rule: "between 0 and 1" });
    }
    let totals = rates::Totals::of(events, exposure)?;
    let (m, a) = (totals.rate, (totals.variance - totals.rate / totals.mean_exposure).max(0.0));
    let interval = |e: f64, b: f64| {
        let (shape, rate) = if a > 0.0 { (m * m / a + e, m / a + b) } else { (totals.events + 0.5, totals.exposure) };
        let low = quantile(shape, (1.0 - level) / 2.0) / rate;
        let high = quantile(shape, (1.0 + level) / 2.0) / rate;
        let mean = if a > 0.0 { shape / rate } else { m };
        check::fits("events", low + high + mean)?;
        // With next to no events the mean of a skewed posterior may lie beyond a narrow interval's end.
        Ok(RateInterval { rate: mean, low, high })
    };
    events.iter().zip(exposure).map(|(&e, &b)| if b > 0.0 { interval(e, b).map(Some) } else { Ok(None) }).collect()
}

/// The quantile of Gamma(shape, 1).
pub(crate) fn quantile(shape: f64, p: f64) -> f64 {
    if shape > 1e5 {
        // Wilson & Hilferty's cube root, accurate to 1e-6 of the value at such shapes.
        let y = crate::tail::normal_quantile(p);
        return shape * (1.0 - 1.0 / (9.0 * shape) + y / (3.0 * shape.sqrt())).powi(3);
    }
    match Gamma::new(shape, 1.0) {
        Ok(gamma) => gamma.inverse_cdf(p),
        Err(_) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_the_empirical_bayes_rate_and_the_interval_narrows_with_exposure() {
        let (e, b) = ([5.0, 40.0, 2.0, 10.0, 0.0, 60.0], [100.0, 200.0, 50.0, 150.0, 20.0, 300.0]);
        let got = poisson_gamma(&e, &b, 0.9).unwrap();
        let eb = rates::eb_rates(&e, &b).unwrap();
        for (got, eb) in got.iter().zip(&eb.rate) {
            let got = got.unwrap();
            assert!((got.rate - eb.unwrap()).abs() < 1e-12);
            assert!(got.low < got.rate && got.rate < got.high);
        }
        let width = |i: usize| got[i].unwrap().high - got[i].unwrap().low;
        // Areas 1 and 5 have the same crude rate.
        assert!(width(5) < width(1));
    }

    #[test]
    fn quantiles_are_those_of_the_gamma() {
        // Gamma(1) is the exponential; large shapes pass over without a step.
        assert!((quantile(1.0, 0.95) - 20.0_f64.ln()).abs() < 1e-8);
        let (below, above) = (quantile(99_999.0, 0.95), quantile(100_001.0, 0.95));
        assert!((above - below - 2.0).abs() < 0.2, "{below} {above}");
    }

    #[test]
    fn chance_alone_gives_the_interval_of_the_city() {
        let got = poisson_gamma(&[10.0, 10.0], &[100.0, 100.0], 0.9).unwrap();
        assert_eq!(got[0], got[1]);
        assert!(got[0].unwrap().low < 0.1 && got[0].unwrap().high > 0.1);
        assert!(poisson_gamma(&[1.0], &[1.0], 1.0).is_err());
        let none = poisson_gamma(&[0.0, 0.0], &[1.0, 0.0], 0.9).unwrap();
        assert_eq!((none[0].unwrap().rate, none[1]), (0.0, None));
    }
}
