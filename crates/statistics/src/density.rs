//! Kernel density: incidents per square kilometre, smoothly.

use crate::buckets::Buckets;
use crate::kernel::Kernel;
use crate::{StatisticsError, check};
use rayon::prelude::*;

/// Kernel density: how many incidents per km² are there around each place?
///
/// λ(s) = Σ m_i K((s − x_i)/h)/h², exact: every incident within reach counts.
///
/// # Arguments
/// * `incidents_m`: x and y of each incident in metres.
/// * `weights`: m_i of each incident, at least 0; 1 for each where `None`. For a border correction pass
///   [`border_weights`].
/// * `places_m`: where the density is wanted, x and y in metres.
/// * `kernel`, `bandwidth_m`: the shape and h in metres.
///
/// # Returns
/// Incidents per km² at each place, the same bytes for any number of threads.
///
/// # Errors
/// An error for no incidents or places, NaN or infinite numbers, other lengths, or a bandwidth not above 0.
///
/// # Examples
/// ```
/// use aula_statistics::{Kernel, density};
///
/// let one = density(&[[0.0, 0.0]], None, &[[0.0, 0.0], [800.0, 0.0]], Kernel::Quartic, 800.0)?;
/// assert!((one[0] - 3.0 / (std::f64::consts::PI * 0.64)).abs() < 1e-12);
/// assert_eq!(one[1], 0.0);
/// # Ok::<(), aula_statistics::StatisticsError>(())
/// ```
///
/// # References
/// Silverman (1986), Density Estimation, ch. 4.
pub fn density(
    incidents_m: &[[f64; 2]],
    weights: Option<&[f64]>,
    places_m: &[[f64; 2]],
    kernel: Kernel,
    bandwidth_m: f64,
) -> Result<Vec<f64>, StatisticsError> {
    check::positive("bandwidth_m", bandwidth_m)?;
    let own = validated(incidents_m, weights, places_m)?;
    sum(incidents_m, &own, Bandwidth::Fixed(bandwidth_m), places_m, kernel)
}

/// Kernel density with a bandwidth for each incident, from [`adaptive_bandwidths`].
///
/// # Arguments
/// As [`density`]; `bandwidths_m` holds one bandwidth above 0 for each incident.
///
/// # Errors
/// As [`density`].
pub fn density_adaptive(
    incidents_m: &[[f64; 2]],
    weights: Option<&[f64]>,
    places_m: &[[f64; 2]],
    kernel: Kernel,
    bandwidths_m: &[f64],
) -> Result<Vec<f64>, StatisticsError> {
    let own = validated(incidents_m, weights, places_m)?;
    check::length("bandwidths_m", incidents_m.len(), bandwidths_m.len())?;
    for &h in bandwidths_m {
        check::positive("bandwidths_m", h)?;
    }
    sum(incidents_m, &own, Bandwidth::Each(bandwidths_m), places_m, kernel)
}

/// Bandwidths that are narrow where incidents crowd and wide where they are rare.
///
/// h_i = h √(g/f_i), f_i the density at incident i with the fixed bandwidth h and g the geometric mean of all f_i,
/// held between h/4 and 4h so that a lone incident cannot smear over the city.
///
/// # Errors
/// As [`density`].
///
/// # References
/// Abramson (1982), Annals of Statistics 10, 1217–1223.
pub fn adaptive_bandwidths(
    incidents_m: &[[f64; 2]],
    kernel: Kernel,
    bandwidth_m: f64,
) -> Result<Vec<f64>, StatisticsError> {
    let pilot = density(incidents_m, None, incidents_m, kernel, bandwidth_m)?;
    if pilot.contains(&0.0) {
        return Err(StatisticsError::TooLarge { what: "bandwidth_m" });
    }
    let mean_log = pilot.iter().map(|f| f.ln()).sum::<f64>() / pilot.len() as f64;
    let limits = (bandwidth_m / 4.0, bandwidth_m * 4.0);
    Ok(pilot.iter().map(|f| (bandwidth_m * (0.5 * (mean_log - f.ln())).exp()).clamp(limits.0, limits.1)).collect())
}

/// Weights that make up for the part of each incident's kernel that falls outside the study area.
///
/// Each incident weighs 1 over the share of its kernel inside, so that the density summed over the area is the number
/// of incidents also at the border. The area is given in pieces, for instance the cells of the study set; the share is
/// the sum over the pieces of kernel × area, at most 1. It is accurate where a piece is small against the bandwidth.
///
/// # Arguments
/// * `incidents_m`: x and y of each incident in metres.
/// * `pieces_m`, `piece_areas_m2`: centre and area of each piece of the study area.
/// * `kernel`, `bandwidth_m`: as for [`density`].
///
/// # Returns
/// A weight of at least 1 for each incident; an incident with less than a twentieth of its kernel inside weighs 20.
///
/// # Errors
/// As [`density`], and for areas that are negative, NaN or infinite.
///
/// # References
/// Diggle (1985), Applied Statistics 34, 138–147.
pub fn border_weights(
    incidents_m: &[[f64; 2]],
    pieces_m: &[[f64; 2]],
    piece_areas_m2: &[f64],
    kernel: Kernel,
    bandwidth_m: f64,
) -> Result<Vec<f64>, StatisticsError> {
    let share = density(pieces_m, Some(piece_areas_m2), incidents_m, kernel, bandwidth_m)?;
    Ok(share.iter().map(|per_km2| 1.0 / (per_km2 / M2_PER_KM2).clamp(0.05, 1.0)).collect())
}

const M2_PER_KM2: f64 = 1e6;

#[derive(Clone, Copy)]
pub(crate) enum Bandwidth<'a> {
    Fixed(f64),
    Each(&'a [f64]),
}

/// The weights, 1 for each incident where none are given.
pub(crate) fn validated(
    incidents_m: &[[f64; 2]],
    weights: Option<&[f64]>,
    places_m: &[[f64; 2]],
) -> Result<Vec<f64>, StatisticsError> {
    check::points("incidents_m", incidents_m)?;
    check::points("places_m", places_m)?;
    match weights {
        None => Ok(vec![1.0; incidents_m.len()]),
        Some(weights) => {
            check::length("weights", incidents_m.len(), weights.len())?;
            check::non_negative("weights", weights)?;
            Ok(weights.to_vec())
        }
    }
}

pub(crate) fn sum(
    incidents: &[[f64; 2]],
    weights: &[f64],
    bandwidth: Bandwidth<'_>,
    places: &[[f64; 2]],
    kernel: Kernel,
) -> Result<Vec<f64>, StatisticsError> {
    let widest = match bandwidth {
        Bandwidth::Fixed(h) => h,
        Bandwidth::Each(each) => each.iter().fold(0.0, |widest, &h| h.max(widest)),
    };
    let reach = check::fits("bandwidth_m", widest * kernel.reach())?;
    // Squares a quarter of the reach wide: the corners that lie beyond it cost little.
    let buckets = Buckets::new(incidents, reach / 4.0);
    let sorted = Sorted::new(&buckets, incidents, weights, bandwidth, kernel);
    let out = match kernel {
        Kernel::Quartic => sorted.at_all(&buckets, places, reach, |u2| {
            let t = (1.0 - u2).max(0.0);
            t * t
        }),
        Kernel::Gaussian | Kernel::Uniform => sorted.at_all(&buckets, places, reach, |u2| kernel.shape(u2)),
    };
    match out.iter().position(|v| !v.is_finite()) {
        None => Ok(out),
        Some(_) => Err(StatisticsError::TooLarge { what: "incidents per km²" }),
    }
}

/// Incidents in the order of the squares, a column for each of their numbers: neighbours are read in one go.
struct Sorted {
    x: Vec<f64>,
    y: Vec<f64>,
    /// 1/h².
    inverse: Vec<f64>,
    height: Vec<f64>,
}

/// Incidents summed side by side; the order of the sum is the same for any number of threads.
const LANES: usize = 4;

impl Sorted {
    fn new(
        buckets: &Buckets,
        incidents: &[[f64; 2]],
        weights: &[f64],
        bandwidth: Bandwidth<'_>,
        kernel: Kernel,
    ) -> Self {
        let n = incidents.len();
        let column = || Vec::with_capacity(n);
        let mut sorted = Self { x: column(), y: column(), inverse: column(), height: column() };
        for &i in buckets.order() {
            let i = i as usize;
            let h = match bandwidth {
                Bandwidth::Fixed(h) => h,
                Bandwidth::Each(each) => each[i],
            };
            let inverse = 1.0 / (h * h);
            sorted.x.push(incidents[i][0]);
            sorted.y.push(incidents[i][1]);
            sorted.inverse.push(inverse);
            sorted.height.push(weights[i] * kernel.peak() * inverse * M2_PER_KM2);
        }
        sorted
    }

    fn at_all(
        &self,
        buckets: &Buckets,
        places: &[[f64; 2]],
        reach: f64,
        shape: impl Fn(f64) -> f64 + Copy + Sync,
    ) -> Vec<f64> {
        let at = |place: &[f64; 2]| buckets.near(*place, reach).map(|range| self.of(*place, range, shape)).sum();
        places.par_iter().map(at).collect()
    }

    /// What the incidents of a range add to a place.
    #[inline]
    fn of(&self, [px, py]: [f64; 2], range: std::ops::Range<usize>, shape: impl Fn(f64) -> f64 + Copy) -> f64 {
        let (x, y) = (&self.x[range.clone()], &self.y[range.clone()]);
        let (inverse, height) = (&self.inverse[range.clone()], &self.height[range]);
        let one = |i: usize| {
            let (dx, dy) = (x[i] - px, y[i] - py);
            height[i] * shape((dx * dx + dy * dy) * inverse[i])
        };
        let mut lanes = [0.0; LANES];
        let whole = x.len() / LANES * LANES;
        for start in (0..whole).step_by(LANES) {
            for (lane, sum) in lanes.iter_mut().enumerate() {
                *sum += one(start + lane);
            }
        }
        let rest: f64 = (whole..x.len()).map(one).sum();
        lanes.iter().sum::<f64>() + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scattered(n: u32) -> Vec<[f64; 2]> {
        let unit = |i: u32, by: u32| f64::from(i.wrapping_mul(by) >> 8) / f64::from(1_u32 << 24);
        (1..=n).map(|i| [3000.0 + 4000.0 * unit(i, 2_654_435_761), 3000.0 + 4000.0 * unit(i, 2_246_822_519)]).collect()
    }

    fn lattice(from: f64, to: f64, step: f64) -> Vec<[f64; 2]> {
        let n = ((to - from) / step) as u32;
        let at = |i: u32| from + step * (f64::from(i) + 0.5);
        (0..n).flat_map(|i| (0..n).map(move |j| [at(i), at(j)])).collect()
    }

    #[test]
    fn equals_the_sum_over_all_incidents() {
        let (incidents, places) = (scattered(300), lattice(2500.0, 7500.0, 333.0));
        for kernel in [Kernel::Quartic, Kernel::Gaussian, Kernel::Uniform] {
            let got = density(&incidents, None, &places, kernel, 500.0).unwrap();
            for (place, got) in places.iter().zip(got) {
                let d2 = |p: &[f64; 2]| (p[0] - place[0]).powi(2) + (p[1] - place[1]).powi(2);
                let want: f64 = incidents.iter().map(|p| kernel.peak() * 4.0 * kernel.shape(d2(p) / 250_000.0)).sum();
                assert!((got - want).abs() <= 1e-9 * want.max(1.0), "{kernel:?} {got} {want}");
            }
        }
    }

    #[test]
    fn integrates_to_the_number_of_incidents() {
        let (incidents, places) = (scattered(500), lattice(0.0, 10_000.0, 50.0));
        let total = |per_km2: &[f64]| per_km2.iter().sum::<f64>() * 0.0025;
        for kernel in [Kernel::Quartic, Kernel::Gaussian, Kernel::Uniform] {
            let fixed = total(&density(&incidents, None, &places, kernel, 400.0).unwrap());
            assert!((fixed - 500.0).abs() < 5.0, "{kernel:?} {fixed}");
            let each = adaptive_bandwidths(&incidents, kernel, 300.0).unwrap();
            let adaptive = total(&density_adaptive(&incidents, None, &places, kernel, &each).unwrap());
            assert!((adaptive - 500.0).abs() < 5.0, "{kernel:?} {adaptive}");
        }
    }

    #[test]
    fn border_weights_keep_the_total_inside_the_area() {
        // The area is the square that holds the incidents: without correction a tenth falls outside.
        let (incidents, pieces) = (scattered(500), lattice(3000.0, 7000.0, 50.0));
        let inside = |w: Option<&[f64]>| -> f64 {
            density(&incidents, w, &pieces, Kernel::Quartic, 600.0).unwrap().iter().sum::<f64>() * 0.0025
        };
        let weights = border_weights(&incidents, &pieces, &vec![2500.0; pieces.len()], Kernel::Quartic, 600.0).unwrap();
        assert!(inside(None) < 480.0);
        assert!((inside(Some(&weights)) - 500.0).abs() < 1.0);
    }

    #[test]
    fn says_what_is_wrong() {
        let at = [[0.0, 0.0]];
        for h in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(density(&at, None, &at, Kernel::Quartic, h).is_err());
        }
        assert!(density(&[], None, &at, Kernel::Quartic, 1.0).is_err());
        assert!(density(&at, Some(&[-1.0]), &at, Kernel::Quartic, 1.0).is_err());
        assert!(density(&at, None, &[[f64::NAN, 0.0]], Kernel::Quartic, 1.0).is_err());
        assert!(density(&at, None, &at, Kernel::Quartic, 1e-200).is_err());
    }
}
