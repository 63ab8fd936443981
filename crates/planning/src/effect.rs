//! One comparison of treated areas with their controls, before and after, and how sure it is.

use crate::detectable::Z_975;
use aula_statistics::{BeforeAfter, relative_effect_size, weighted_displacement_difference};
use serde::Serialize;

/// Counts of one area (or ring) by month.
pub type Row = Vec<f64>;

/// How much more than Poisson the counts of an area vary from month to month: variance μ + μ²·`slope`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Noise {
    /// 1/κ of the negative binomial; 0 for Poisson.
    pub slope: f64,
    /// φ as the design has it: Pearson χ²/df about area × month, at least 1.
    pub phi: f64,
    /// Areas and months it was measured on.
    pub areas: usize,
    /// Months.
    pub months: usize,
}

/// Months that noise is measured on at least.
const NOISE_MONTHS: usize = 12;

/// The noise of areas over months in which nothing was done; none with fewer than two areas or twelve months.
///
/// What is expected is area × month (row total × column total / total), so that level, season and the city's trend are
/// no noise. The design measures φ about the mean of monthly counts, which takes season for noise: wider than need be.
/// The moments Σ((y − μ)² − y)/Σμ², corrected for the degrees of freedom, give the slope: busier areas then have a
/// larger φ, as they do.
#[must_use]
pub fn noise(rows: &[&Row], months: &[usize]) -> Option<Noise> {
    let rows: Vec<&&Row> = rows.iter().filter(|row| months.iter().any(|&m| row[m] > 0.0)).collect();
    if rows.len() < 2 || months.len() < NOISE_MONTHS {
        return None;
    }
    let of_row: Vec<f64> = rows.iter().map(|row| sum(row, months)).collect();
    let of_month: Vec<f64> = months.iter().map(|&m| rows.iter().map(|row| row[m]).sum()).collect();
    let total: f64 = of_row.iter().sum();
    let (mut squares, mut chi2, mut means2) = (0.0, 0.0, 0.0);
    for (row, row_total) in rows.iter().zip(&of_row) {
        for (&m, month_total) in months.iter().zip(&of_month) {
            let mean = row_total * month_total / total;
            if mean > 0.0 {
                squares += (row[m] - mean).powi(2);
                chi2 += (row[m] - mean).powi(2) / mean;
                means2 += mean * mean;
            }
        }
    }
    let freedom = ((rows.len() - 1) * (months.len() - 1)) as f64;
    let share = freedom / (rows.len() * months.len()) as f64;
    let slope = ((squares / share - total) / means2).max(0.0);
    Some(Noise { slope, phi: (chi2 / freedom).max(1.0), areas: rows.len(), months: months.len() })
}

impl Noise {
    /// φ of the total of a group over a window: 1 + slope · Σμ²/Σμ, the μ each area's monthly mean.
    fn phi_of(&self, rows: &[Row], months: &[usize]) -> f64 {
        let means: Vec<f64> = rows.iter().map(|row| sum(row, months) / months.len().max(1) as f64).collect();
        let total: f64 = means.iter().sum();
        if total > 0.0 { 1.0 + self.slope * means.iter().map(|m| m * m).sum::<f64>() / total } else { 1.0 }
    }
}

/// Two groups of areas and two windows of months.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'a> {
    /// The treated areas.
    pub treated: &'a [Row],
    /// Their controls.
    pub control: &'a [Row],
    /// The months before, by number.
    pub before: &'a [usize],
    /// The months after.
    pub after: &'a [usize],
}

/// What became of the treated areas against their controls.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// Incidents of the treated areas before and after.
    pub treated: (f64, f64),
    /// Incidents of the controls before and after.
    pub control: (f64, f64),
    /// The change against the controls as a share; −0.25: a quarter fewer than the controls foretell.
    pub change: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Two-sided, normal.
    pub p: f64,
    /// The φ that the interval was widened by.
    pub phi: f64,
    /// Incidents that the treated areas would have had after, had they changed as the controls.
    pub expected: f64,
}

impl Comparison<'_> {
    /// The four totals.
    #[must_use]
    pub fn counts(&self) -> (BeforeAfter, BeforeAfter) {
        let total = |rows: &[Row], months: &[usize]| rows.iter().map(|row| sum(row, months)).sum::<f64>();
        let of = |rows| BeforeAfter { before: total(rows, self.before), after: total(rows, self.after) };
        (of(self.treated), of(self.control))
    }

    /// The φ of each of the four totals: treated before and after, control before and after.
    fn phis(&self, noise: &Noise) -> [f64; 4] {
        [
            noise.phi_of(self.treated, self.before),
            noise.phi_of(self.treated, self.after),
            noise.phi_of(self.control, self.before),
            noise.phi_of(self.control, self.after),
        ]
    }

    /// The φ by which the sum of the counts is widened (of a difference).
    #[must_use]
    pub fn phi_of_sum(&self, noise: &Noise) -> f64 {
        let (t, c) = self.counts();
        let counts = [t.before, t.after, c.before, c.after];
        let total: f64 = counts.iter().sum();
        let widened: f64 = counts.iter().zip(self.phis(noise)).map(|(n, phi)| n * phi).sum();
        if total > 0.0 { widened / total } else { 1.0 }
    }

    /// The effect by Poisson difference in differences; none where a total is 0.
    ///
    /// With a parameter for each area and each month and one for treated areas after the start, the Poisson likelihood
    /// depends on the totals of the two groups alone, and the estimate is the logarithm of (A₁C₀)/(A₀C₁) with the
    /// variance Σ φ/count: the relative effect size, turned over.
    #[must_use]
    pub fn effect(&self, noise: &Noise) -> Option<Effect> {
        let (t, c) = self.counts();
        let counts = [t.before, t.after, c.before, c.after];
        if counts.iter().any(|n| *n <= 0.0) {
            return None;
        }
        let inverse: f64 = counts.iter().map(|n| 1.0 / n).sum();
        let phi = counts.iter().zip(self.phis(noise)).map(|(n, phi)| phi / n).sum::<f64>() / inverse;
        let found = relative_effect_size(t, c, phi).ok()?;
        let z = found.ratio.ln() / (phi * inverse).sqrt();
        Some(Effect {
            treated: (t.before, t.after),
            control: (c.before, c.after),
            change: 1.0 / found.ratio - 1.0,
            low: 1.0 / found.high - 1.0,
            high: 1.0 / found.low - 1.0,
            p: aula_statistics::two_sided_normal_p(z),
            phi,
            expected: t.before * c.after / c.before,
        })
    }

    /// The trend of the treated areas against the controls over the months before: the factor a year, and its p.
    ///
    /// The logit of the treated share of each month's incidents is a line in time; fitted by Newton's steps.
    #[must_use]
    pub fn trend_before(&self, noise: &Noise) -> Option<Trend> {
        let (t, c) = self.counts();
        if t.before <= 0.0 || c.before <= 0.0 || self.before.len() < 6 {
            return None;
        }
        let middle = (self.before.len() as f64 - 1.0) / 2.0;
        let months: Vec<(f64, f64, f64)> = self
            .before
            .iter()
            .enumerate()
            .map(|(at, &m)| {
                let total = |rows: &[Row]| rows.iter().map(|row| row[m]).sum::<f64>();
                (at as f64 - middle, total(self.treated), total(self.control))
            })
            .collect();
        let (mut level, mut slope) = ((t.before / c.before).ln(), 0.0);
        let mut variance = f64::NAN;
        for _ in 0..30 {
            let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for &(x, treated, control) in &months {
                let (n, eta) = (treated + control, level + slope * x);
                let p = 1.0 / (1.0 + (-eta).exp());
                let (residual, weight) = (treated - n * p, n * p * (1.0 - p));
                (g0, g1) = (g0 + residual, g1 + residual * x);
                (h00, h01, h11) = (h00 + weight, h01 + weight * x, h11 + weight * x * x);
            }
            let determinant = h00 * h11 - h01 * h01;
            if determinant <= 0.0 {
                return None;
            }
            let (d0, d1) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant);
            (level, slope, variance) = (level + d0, slope + d1, h00 / determinant);
            if d0.abs() + d1.abs() < 1e-10 {
                break;
            }
        }
        let error = (variance * self.effect_phi(noise)).sqrt();
        if !error.is_finite() || error <= 0.0 {
            return None;
        }
        let by_year = |slope: f64| (12.0 * slope).exp();
        Some(Trend {
            per_year: by_year(slope) - 1.0,
            low: by_year(slope - Z_975 * error) - 1.0,
            high: by_year(slope + Z_975 * error) - 1.0,
            p: aula_statistics::two_sided_normal_p(slope / error),
        })
    }

    fn effect_phi(&self, noise: &Noise) -> f64 {
        let phis = self.phis(noise);
        phis[0].max(phis[2])
    }
}

/// A trend of treated areas against controls before anything was done.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trend {
    /// Change a year against the controls, as a share.
    pub per_year: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Two-sided, normal.
    pub p: f64,
}

/// A weighted displacement difference with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Incidents prevented if negative, added if positive.
    pub incidents: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Two-sided, normal.
    pub p: f64,
    /// φ of the counts.
    pub phi: f64,
    /// Whether the ring was counted with it.
    pub with_ring: bool,
}

/// The weighted displacement difference, the counts before scaled to the length of the window after.
///
/// A window of twelve months before and eight after would show a fall where there is none: the counts before are
/// scaled by the ratio of the lengths, and their share of the variance by its square.
#[must_use]
pub fn displacement_difference(
    areas: &Comparison<'_>,
    ring: Option<&Comparison<'_>>,
    noise: &Noise,
) -> Option<Difference> {
    let scale = areas.after.len() as f64 / areas.before.len().max(1) as f64;
    let scaled = |c: BeforeAfter| BeforeAfter { before: c.before * scale, after: c.after };
    let (t, c) = areas.counts();
    let near = ring.map(Comparison::counts);
    let pairs: Vec<&Comparison<'_>> = std::iter::once(areas).chain(ring).collect();
    let (mut counted, mut variance) = (0.0, 0.0);
    for pair in pairs {
        let (t, c) = pair.counts();
        let counts = [t.before * scale, t.after, c.before * scale, c.after];
        let phis = pair.phis(noise);
        for (at, (n, phi)) in counts.iter().zip(phis).enumerate() {
            counted += n;
            // Var(s·N) = s²·φ·N = s·φ·(s·N) for the counts before.
            variance += n * phi * if at % 2 == 0 { scale } else { 1.0 };
        }
    }
    let phi = if counted > 0.0 { variance / counted } else { 1.0 };
    let near = near.map(|(d, dc)| (scaled(d), scaled(dc)));
    let found = weighted_displacement_difference(scaled(t), scaled(c), near, phi.max(1.0)).ok()?;
    // A φ under 1 can only come of the scaling: a longer window before is known better.
    let error = if phi < 1.0 { found.standard_error * phi.sqrt() } else { found.standard_error };
    Some(Difference {
        incidents: found.difference,
        low: found.difference - Z_975 * error,
        high: found.difference + Z_975 * error,
        p: aula_statistics::two_sided_normal_p(found.difference / error),
        phi,
        with_ring: ring.is_some(),
    })
}

pub(crate) fn sum(row: &[f64], months: &[usize]) -> f64 {
    months.iter().map(|&m| row[m]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POISSON: Noise = Noise { slope: 0.0, phi: 1.0, areas: 2, months: 12 };

    fn pair<'a>(treated: &'a [Row], control: &'a [Row]) -> Comparison<'a> {
        Comparison { treated, control, before: &[0], after: &[1] }
    }

    #[test]
    fn the_published_examples_come_out() {
        let (t, c) = ([vec![100.0, 80.0]], [vec![100.0, 90.0]]);
        let effect = pair(&t, &c).effect(&POISSON).unwrap();
        assert!((1.0 / (1.0 + effect.change) - 1.125).abs() < 1e-12);
        assert!((1.0 / (1.0 + effect.high) - 0.747).abs() < 5e-4 && (1.0 / (1.0 + effect.low) - 1.694).abs() < 5e-4);
        assert_eq!(effect.expected, 90.0);
        let (t, c) = ([vec![20.0, 10.0]], [vec![20.0, 20.0]]);
        let alone = displacement_difference(&pair(&t, &c), None, &POISSON).unwrap();
        assert!(
            (alone.incidents + 10.0).abs() < 1e-12 && ((alone.high - alone.incidents) / Z_975 - 8.3666).abs() < 5e-5
        );
        let (d, dc) = ([vec![30.0, 20.0]], [vec![30.0, 30.0]]);
        let both = displacement_difference(&pair(&t, &c), Some(&pair(&d, &dc)), &POISSON).unwrap();
        assert!((both.incidents + 20.0).abs() < 1e-12 && ((both.high - both.incidents) / Z_975 - 13.416).abs() < 5e-4);
    }

    #[test]
    fn season_and_level_are_no_noise_and_noise_is() {
        let months: Vec<usize> = (0..12).collect();
        let season = |m: usize| 1.0 + 0.3 * (m as f64 / 2.0).sin();
        let quiet: Vec<Row> = (1..6).map(|a| (0..12).map(|m| 20.0 * f64::from(a) * season(m)).collect()).collect();
        let found = noise(&quiet.iter().collect::<Vec<_>>(), &months).unwrap();
        assert_eq!((found.phi, found.slope), (1.0, 0.0));
        let mut dice = crate::dice::Dice::new(4, 0);
        // Gamma noise of shape 10 about a mean of 50, Poisson left out: slope 0.1 − 1/50.
        let loud: Vec<Row> = (0..60).map(|_| (0..12).map(|_| 5.0 * dice.gamma(10.0)).collect()).collect();
        let found = noise(&loud.iter().collect::<Vec<_>>(), &months).unwrap();
        assert!((found.slope - 0.08).abs() < 0.02 && (found.phi - 5.0).abs() < 0.8, "{found:?}");
        assert!(noise(&quiet.iter().collect::<Vec<_>>(), &months[..11]).is_none());
    }

    #[test]
    fn a_longer_window_before_is_no_fall() {
        let row = |level: f64| -> Row { vec![level; 20] };
        let (t, c) = ([row(10.0)], [row(30.0)]);
        let (before, after): (Vec<usize>, Vec<usize>) = ((0..12).collect(), (12..20).collect());
        let comparison = Comparison { treated: &t, control: &c, before: &before, after: &after };
        assert!(comparison.effect(&POISSON).unwrap().change.abs() < 1e-12);
        assert!(displacement_difference(&comparison, None, &POISSON).unwrap().incidents.abs() < 1e-9);
        let trend = comparison.trend_before(&POISSON).unwrap();
        assert!(trend.per_year.abs() < 1e-9 && trend.p > 0.99);
    }

    #[test]
    fn a_trend_of_its_own_is_seen() {
        let t = [(0..12).map(|m| 200.0 * (0.05 * f64::from(m)).exp()).collect::<Row>()];
        let c = [vec![200.0; 12]];
        let months: Vec<usize> = (0..12).collect();
        let comparison = Comparison { treated: &t, control: &c, before: &months, after: &[] };
        let trend = comparison.trend_before(&POISSON).unwrap();
        assert!((trend.per_year - (0.6_f64.exp() - 1.0)).abs() < 1e-6 && trend.p < 0.01, "{trend:?}");
    }
}
