//! Day or night: the sun's altitude at a place and moment.

use aula_model::LonLat;
use jiff::Timestamp;

/// It is night when the sun's centre is lower than this (the end of civil twilight).
pub const NIGHT_BELOW_DEGREES: f64 = -6.0;

/// Altitude of the sun's centre above the horizon in degrees, without refraction; within 0.05° between 1950 and 2050.
///
/// # References
/// *The Astronomical Almanac*, "Low precision formulas for the Sun" (0.01° in longitude), with mean sidereal time.
///
/// # Examples
/// ```
/// use aula_checklist::sun_altitude_degrees;
/// let almaty = aula_model::LonLat::new(76.95, 43.25)?;
/// // Noon at the summer solstice: 90° − 43.25° + 23.44°.
/// let noon = sun_altitude_degrees(almaty, "2026-06-21T06:54:00Z".parse().unwrap());
/// assert!((noon - 70.19).abs() < 0.1, "{noon}");
/// # Ok::<(), aula_model::ModelError>(())
/// ```
#[must_use]
pub fn sun_altitude_degrees(at: LonLat, moment: Timestamp) -> f64 {
    const J2000_SECONDS: f64 = 946_728_000.0;
    let days = (moment.as_millisecond() as f64 / 1e3 - J2000_SECONDS) / 86_400.0;
    let mean_longitude = 280.460 + 0.985_647_4 * days;
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let longitude = (mean_longitude + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
    let obliquity = (23.439 - 0.000_000_4 * days).to_radians();
    let ascension = (obliquity.cos() * longitude.sin()).atan2(longitude.cos());
    let declination = (obliquity.sin() * longitude.sin()).asin();
    let sidereal_degrees = 280.460_618_37 + 360.985_647_366_29 * days;
    let hour_angle = (sidereal_degrees + at.lon()).to_radians() - ascension;
    let latitude = at.lat().to_radians();
    let sine = latitude.sin() * declination.sin() + latitude.cos() * declination.cos() * hour_angle.cos();
    sine.clamp(-1.0, 1.0).asin().to_degrees()
}

/// Whether it is night at a place and moment.
#[must_use]
pub fn is_night(at: LonLat, moment: Timestamp) -> bool {
    sun_altitude_degrees(at, moment) < NIGHT_BELOW_DEGREES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn altitude(moment: &str) -> f64 {
        sun_altitude_degrees(LonLat::new(76.95, 43.25).unwrap(), moment.parse().unwrap())
    }

    #[test]
    fn noon_and_midnight_are_where_geometry_puts_them() {
        // Upper and lower culmination at the solstices and the equinox: 90 − φ ± δ and φ + δ − 90.
        for (moment, expected) in [
            ("2026-12-21T06:50:30Z", 90.0 - 43.25 - 23.44),
            ("2026-06-21T18:54:00Z", -(90.0 - 43.25) + 23.44),
            ("2026-12-21T18:50:30Z", -(90.0 - 43.25) - 23.44),
            ("2026-03-20T06:59:40Z", 90.0 - 43.25 - 0.13),
        ] {
            assert!((altitude(moment) - expected).abs() < 0.12, "{moment}: {} {expected}", altitude(moment));
        }
    }

    #[test]
    fn an_evening_in_almaty_turns_into_night_when_the_almanac_says_so() {
        // Almaty on 27 November 2026: sunset at about 16:20 (+05:00), civil dusk at about 16:51.
        let night = |moment: &str| is_night(LonLat::new(76.95, 43.25).unwrap(), moment.parse().unwrap());
        assert!(altitude("2026-11-27T11:20:00Z").abs() < 1.5, "{}", altitude("2026-11-27T11:20:00Z"));
        assert!(!night("2026-11-27T11:45:00Z") && night("2026-11-27T11:57:00Z"));
    }
}
