//! Kernel density of very many incidents, with its error stated.

use crate::buckets::Buckets;
use crate::density::{Bandwidth, sum, validated};
use crate::kernel::Kernel;
use crate::{StatisticsError, check};
use std::collections::HashMap;
use std::f64::consts::SQRT_2;

/// [`density_fast`]'s answer.
#[derive(Debug, Clone, PartialEq)]
pub struct FastDensity {
    /// Incidents per km² at each place.
    pub per_km2: Vec<f64>,
    /// How far each of these can be from [`crate::density`], in incidents per km²: proved, not estimated.
    pub error_bound_per_km2: Vec<f64>,
    /// How many points stood for the incidents.
    pub merged: usize,
}

/// Kernel density with incidents that lie close together merged into one.
///
/// Incidents in one square with the side h·`tolerance` are replaced by their weighted mean place. There the first-order
/// error vanishes, and with L the kernel's largest second derivative each unit of weight is off by at most L·s²/4, s the
/// side of the square. The bound adds this over the weight of all that can reach the place (and some more around it).
///
/// # Arguments
/// As [`crate::density`]; `tolerance`: the side of a square in bandwidths, above 0 and at most 0.5. At 1/16 a quartic
/// kernel is off by at most 0.8 % of its height per incident, in practice far less.
///
/// # Errors
/// As [`crate::density`], and [`StatisticsError::Setting`] for a tolerance out of range or the uniform kernel, whose step
/// admits no such bound.
pub fn density_fast(
    incidents_m: &[[f64; 2]],
    weights: Option<&[f64]>,
    places_m: &[[f64; 2]],
    kernel: Kernel,
    bandwidth_m: f64,
    tolerance: f64,
) -> Result<FastDensity, StatisticsError> {
    check::positive("bandwidth_m", bandwidth_m)?;
    if !(tolerance > 0.0 && tolerance <= 0.5) {
        let rule = "above 0 and at most 0.5 bandwidths";
        return Err(StatisticsError::Setting { name: "tolerance", value: tolerance, rule });
    }
    let Some(curvature) = kernel.curvature() else {
        let rule = "the quartic or Gaussian kernel; the uniform one has no error bound, use `density`";
        return Err(StatisticsError::Setting { name: "kernel", value: 0.0, rule });
    };
    let own = validated(incidents_m, weights, places_m)?;
    let side = bandwidth_m * tolerance;
    let (points, merged) = merge(incidents_m, &own, side);
    let per_km2 = sum(&points, &merged, Bandwidth::Fixed(bandwidth_m), places_m, kernel)?;
    let near = weight_near(&points, &merged, places_m, bandwidth_m * kernel.reach() + side * SQRT_2);
    let peak_per_km2 = kernel.peak() / (bandwidth_m * bandwidth_m) * 1e6;
    // What the Gaussian loses at its cut can fall on either side of it.
    let cut = if kernel == Kernel::Gaussian { (-12.5_f64).exp() } else { 0.0 };
    let unit = peak_per_km2 * (curvature * tolerance * tolerance / 4.0 + cut);
    let error_bound_per_km2 = near.iter().map(|weight| weight * unit).collect();
    Ok(FastDensity { per_km2, error_bound_per_km2, merged: points.len() })
}

/// At least the weight of the points within `reach` of each place: that of whole squares, by running sums.
fn weight_near(points: &[[f64; 2]], weights: &[f64], places: &[[f64; 2]], reach: f64) -> Vec<f64> {
    let buckets = Buckets::new(points, reach);
    let mut sums = vec![0.0];
    for &i in buckets.order() {
        sums.push(sums[sums.len() - 1] + weights[i as usize]);
    }
    let near = |place: &[f64; 2]| buckets.near(*place, reach).map(|range| sums[range.end] - sums[range.start]).sum();
    places.iter().map(near).collect()
}

/// The weighted mean place and the weight of the incidents in each square, in the order they first occur.
fn merge(incidents: &[[f64; 2]], weights: &[f64], side: f64) -> (Vec<[f64; 2]>, Vec<f64>) {
    let mut number: HashMap<[u64; 2], usize> = HashMap::new();
    let mut sums: Vec<([f64; 2], [f64; 2], f64)> = Vec::new();
    for (p, &w) in incidents.iter().zip(weights).filter(|&(_, &w)| w > 0.0) {
        let square = [(p[0] / side).floor().to_bits(), (p[1] / side).floor().to_bits()];
        let k = *number.entry(square).or_insert_with(|| {
            sums.push((*p, [0.0, 0.0], 0.0));
            sums.len() - 1
        });
        // Differences from the square's first incident keep the digits that large coordinates would cost.
        let (first, offset, total) = &mut sums[k];
        offset[0] += w * (p[0] - first[0]);
        offset[1] += w * (p[1] - first[1]);
        *total += w;
    }
    sums.into_iter().map(|(first, o, w)| ([first[0] + o[0] / w, first[1] + o[1] / w], w)).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::density::density;

    #[test]
    fn stays_within_its_bound_and_the_bound_is_useful() {
        let unit = |i: u32, by: u32| f64::from(i.wrapping_mul(by) >> 8) / f64::from(1_u32 << 24);
        let incidents: Vec<[f64; 2]> =
            (1..=4000).map(|i| [3000.0 * unit(i, 2_654_435_761), 3000.0 * unit(i, 2_246_822_519).powi(2)]).collect();
        let places: Vec<[f64; 2]> = incidents.iter().step_by(7).copied().collect();
        for kernel in [Kernel::Quartic, Kernel::Gaussian] {
            let exact = density(&incidents, None, &places, kernel, 300.0).unwrap();
            let fast = density_fast(&incidents, None, &places, kernel, 300.0, 0.25).unwrap();
            assert!(fast.merged < 1800, "{}", fast.merged);
            let mut worst = 0.0_f64;
            for (i, want) in exact.iter().enumerate() {
                let off = (fast.per_km2[i] - want).abs();
                assert!(off <= fast.error_bound_per_km2[i], "{kernel:?} place {i}: {off}");
                worst = worst.max(off / want);
            }
            assert!(worst > 0.0 && worst < 0.05, "{kernel:?} {worst}");
        }
        assert!(density_fast(&places, None, &places, Kernel::Uniform, 300.0, 0.25).is_err());
        assert!(density_fast(&places, None, &places, Kernel::Quartic, 300.0, 0.0).is_err());
        let nothing = density_fast(&places, Some(&vec![0.0; places.len()]), &places, Kernel::Quartic, 300.0, 0.1);
        assert!(nothing.is_ok_and(|d| d.per_km2.iter().all(|&v| v == 0.0)));
    }
}
