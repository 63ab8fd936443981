//! Poisson and negative binomial counts.

/// How counts scatter around what is expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Family {
    /// Variance μ.
    Poisson,
    /// Variance μ + `dispersion` · μ² (the usual NB2); `dispersion` above 0.
    NegativeBinomial {
        /// α; at 0 it would be the Poisson.
        dispersion: f64,
    },
}

impl Family {
    pub(super) fn dispersion(self) -> f64 {
        match self {
            Self::Poisson => 0.0,
            Self::NegativeBinomial { dispersion } => dispersion,
        }
    }

    /// The log-likelihood of whole counts, with all constants: values of different families compare.
    pub(super) fn log_likelihood(self, counts: &[f64], means: &[f64], constants: f64) -> f64 {
        let a = self.dispersion();
        let mut sum = 0.0;
        for (&y, &mu) in counts.iter().zip(means) {
            sum += if a > 0.0 {
                let spread = (a * mu).ln_1p();
                let rising = if y > 0.0 { y * ((a * mu).ln() - spread) } else { 0.0 };
                rising - spread / a
            } else {
                (if y > 0.0 { y * mu.ln() } else { 0.0 }) - mu
            };
        }
        sum + constants
    }

    /// The part of the log-likelihood that no mean enters: −Σ ln y! and, for the negative binomial, Σ ln Γ(y + 1/α)/Γ(1/α).
    pub(super) fn constants(self, tally: &Tally) -> f64 {
        match self {
            Self::Poisson => -tally.log_factorials,
            Self::NegativeBinomial { dispersion } => tally.rising(1.0 / dispersion) - tally.log_factorials,
        }
    }
}

/// How many counts exceed 0, 1, 2, …: what gamma functions of whole counts are sums of.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    above: Vec<f64>,
    log_factorials: f64,
}

impl Tally {
    pub(super) fn new(counts: &[f64]) -> Self {
        let most = counts.iter().copied().fold(0.0, f64::max) as usize;
        let mut with = vec![0.0_f64; most + 1];
        counts.iter().for_each(|&y| with[y as usize] += 1.0);
        let mut left = counts.len() as f64;
        let mut above = Vec::with_capacity(most);
        let mut log_factorials = 0.0;
        for (k, with) in with.iter().take(most).enumerate() {
            left -= with;
            above.push(left);
            log_factorials += left * ((k + 1) as f64).ln();
        }
        Self { above, log_factorials }
    }

    /// Σ ln Γ(y + θ) − ln Γ(θ) = Σ_j #{y > j} ln(θ + j).
    pub(super) fn rising(&self, theta: f64) -> f64 {
        self.above.iter().enumerate().map(|(j, n)| n * (theta + j as f64).ln()).sum()
    }
}

/// The largest count that a regression takes: beyond it the tally would be longer than the data.
pub(super) const MOST: f64 = 1e6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelihoods_are_probabilities() {
        // Σ over y of P(y) = 1, and the negative binomial with little dispersion is the Poisson.
        let p = |family: Family, y: f64, mu: f64| {
            family.log_likelihood(&[y], &[mu], family.constants(&Tally::new(&[y]))).exp()
        };
        for family in [Family::Poisson, Family::NegativeBinomial { dispersion: 0.7 }] {
            let total: f64 = (0..200).map(|y| p(family, f64::from(y), 2.5)).sum();
            assert!((total - 1.0).abs() < 1e-9, "{family:?} {total}");
        }
        let near = p(Family::NegativeBinomial { dispersion: 1e-7 }, 3.0, 2.5);
        assert!((near / p(Family::Poisson, 3.0, 2.5) - 1.0).abs() < 1e-5);
        assert!((p(Family::Poisson, 3.0, 2.5) - 0.213_763).abs() < 1e-6);
    }
}
