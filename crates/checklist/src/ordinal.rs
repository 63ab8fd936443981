//! A rating as what it is: a condition seen with error and rounded to 0, 1, 2 or 3.
//!
//! `severity = round(condition + rater + error)`, where everything below 0.5 is 0 and everything above 2.5 is 3. Taken
//! as plain numbers, ratings at the ends would pull every value towards the middle and make intervals too narrow.
//!
//! # References
//! J. H. Albert & S. Chib (1993), Bayesian analysis of binary and polychotomous response data, *JASA* 88.

/// Where a severity begins and ends on the scale of conditions.
pub(crate) fn bounds(severity: u8) -> (f64, f64) {
    let middle = f64::from(severity);
    let low = if severity == 0 { f64::NEG_INFINITY } else { middle - 0.5 };
    let high = if severity >= 3 { f64::INFINITY } else { middle + 0.5 };
    (low, high)
}

fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt()
}

/// The probability of a severity for a condition and the standard deviation of everything else.
pub(crate) fn probability(severity: u8, condition: f64, sd: f64) -> f64 {
    let (low, high) = bounds(severity);
    (cdf((high - condition) / sd) - cdf((low - condition) / sd)).max(1e-12)
}

/// What stands behind a severity on average, expected to be at `mean`.
pub(crate) fn expected(severity: u8, mean: f64, sd: f64) -> f64 {
    let (low, high) = bounds(severity);
    let (a, b) = ((low - mean) / sd, (high - mean) / sd);
    let mass = cdf(b) - cdf(a);
    if mass < 1e-9 {
        return if a > 0.0 { low } else { high };
    }
    let at = |x: f64| if x.is_finite() { density(x) } else { 0.0 };
    (mean + sd * (at(a) - at(b)) / mass).clamp(low.max(-10.0), high.min(13.0))
}

/// [`expected`] by interpolation: for a city's worth of ratings.
pub(crate) struct Expectations {
    /// Severity 1, from 4 below its middle to 4 above.
    inner: Vec<f64>,
    /// Severity 0, from −4 to 4 around 0.
    outer: Vec<f64>,
}

impl Expectations {
    const REACH: f64 = 4.0;
    const STEPS: usize = 256;

    pub(crate) fn new(sd: f64) -> Self {
        let at = |step: usize| -Self::REACH + 2.0 * Self::REACH * step as f64 / Self::STEPS as f64;
        Self {
            inner: (0..=Self::STEPS).map(|step| expected(1, 1.0 + at(step), sd) - 1.0).collect(),
            outer: (0..=Self::STEPS).map(|step| expected(0, at(step), sd)).collect(),
        }
    }

    pub(crate) fn get(&self, severity: u8, mean: f64) -> f64 {
        match severity {
            0 => Self::look(&self.outer, mean),
            3.. => 3.0 - Self::look(&self.outer, 3.0 - mean),
            inner => f64::from(inner) + Self::look(&self.inner, mean - f64::from(inner)),
        }
    }

    fn look(table: &[f64], at: f64) -> f64 {
        let place = ((at + Self::REACH) / (2.0 * Self::REACH)).clamp(0.0, 0.999_999) * Self::STEPS as f64;
        let step = place as usize;
        let share = place - step as f64;
        table[step] * (1.0 - share) + table[step + 1] * share
    }
}

/// One rating as evidence about a condition.
pub(crate) struct Evidence {
    pub(crate) severity: u8,
    /// The rater's effect.
    pub(crate) shift: f64,
    /// Standard deviation of error and of what is not known of the rater.
    pub(crate) sd: f64,
    /// How much it counts; 1 for a fresh rating of a role's only rater.
    pub(crate) power: f64,
}

/// What is known of a condition, drawn on a grid.
pub(crate) struct Posterior {
    at: Vec<f64>,
    mass: Vec<f64>,
}

impl Posterior {
    const FROM: f64 = -1.5;
    const STEP: f64 = 0.075;
    const POINTS: usize = 81;

    /// From a normal prior and evidence.
    pub(crate) fn new(mean: f64, variance: f64, evidence: &[Evidence]) -> Self {
        let at: Vec<f64> = (0..Self::POINTS).map(|i| Self::FROM + Self::STEP * i as f64).collect();
        let log = |x: f64| {
            let said = |e: &Evidence| e.power * probability(e.severity, x + e.shift, e.sd).ln();
            -(x - mean).powi(2) / (2.0 * variance) + evidence.iter().map(said).sum::<f64>()
        };
        let logs: Vec<f64> = at.iter().map(|x| log(*x)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut mass: Vec<f64> = logs.iter().map(|l| (l - largest).exp()).collect();
        let sum: f64 = mass.iter().sum();
        mass.iter_mut().for_each(|m| *m /= sum);
        Self { at, mass }
    }

    /// Mean and variance of the condition, on the scale of 0 to 3.
    pub(crate) fn moments(&self) -> (f64, f64) {
        let clamped = || self.at.iter().zip(&self.mass).map(|(x, m)| (x.clamp(0.0, 3.0), m));
        let mean: f64 = clamped().map(|(x, m)| x * m).sum();
        (mean, clamped().map(|(x, m)| m * (x - mean).powi(2)).sum())
    }

    /// Below which so much of it lies.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sum = 0.0;
        for (x, mass) in self.at.iter().zip(&self.mass) {
            if sum + mass >= share {
                let within = if *mass > 0.0 { (share - sum) / mass - 0.5 } else { 0.0 };
                return x + Self::STEP * within;
            }
            sum += mass;
        }
        Self::FROM + Self::STEP * (Self::POINTS - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_of_the_four_steps_add_up_and_tables_are_close() {
        for condition in [-1.0, 0.2, 1.5, 2.9, 4.0] {
            let sum: f64 = (0..4).map(|s| probability(s, condition, 0.6)).sum();
            assert!((sum - 1.0).abs() < 1e-9);
            let table = Expectations::new(0.6);
            for severity in 0..4 {
                let exact = expected(severity, condition, 0.6);
                assert!((table.get(severity, condition) - exact).abs() < 0.01, "{severity} {condition} {exact}");
            }
        }
    }

    #[test]
    fn without_evidence_the_prior_stays() {
        let prior = Posterior::new(1.5, 0.25, &[]);
        let (mean, variance) = prior.moments();
        assert!((mean - 1.5).abs() < 1e-6 && (variance - 0.25).abs() < 0.01);
        assert!((prior.quantile(0.95) - (1.5 + 1.645 * 0.5)).abs() < 0.01);
        let worse = Posterior::new(1.5, 0.25, &[Evidence { severity: 3, shift: 0.0, sd: 0.6, power: 1.0 }]);
        assert!(worse.moments().0 > 1.8);
    }
}
