/**
 * Day or night: the sun's altitude at a place and moment, by the low precision formulas of The Astronomical Almanac
 * (0.01° in longitude) with mean sidereal time, without refraction. The server judges by the same formulas.
 */
export interface LonLat {
  lon: number;
  lat: number;
}

/** It is night when the sun's centre is lower (the end of civil twilight). */
export const NIGHT_BELOW_DEGREES = -6;

const J2000_MS = 946_728_000_000;
const DAY_MS = 86_400_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (radian: number): number => (radian * 180) / Math.PI;

/** Altitude of the sun's centre above the horizon in degrees; `moment` in milliseconds since 1970. */
export function sunAltitude(at: LonLat, moment: number): number {
  const days = (moment - J2000_MS) / DAY_MS;
  const anomaly = radians(357.528 + 0.9856003 * days);
  const longitude = radians(280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly));
  const obliquity = radians(23.439 - 0.0000004 * days);
  const ascension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const sidereal = 280.46061837 + 360.98564736629 * days;
  const hourAngle = radians(sidereal + at.lon) - ascension;
  const latitude = radians(at.lat);
  const sine = Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  return degrees(Math.asin(Math.min(1, Math.max(-1, sine))));
}

export function isNight(at: LonLat, moment: number): boolean {
  return sunAltitude(at, moment) < NIGHT_BELOW_DEGREES;
}

/** When night and day change next within a day, to the minute; null where they do not (far north in summer). */
export function nextChange(at: LonLat, from: number): number | null {
  const night = isNight(at, from);
  const step = 10 * 60_000;
  for (let moment = from + step; moment <= from + DAY_MS; moment += step) {
    if (isNight(at, moment) === night) continue;
    let [low, high] = [moment - step, moment];
    while (high - low > 30_000) {
      const middle = (low + high) / 2;
      if (isNight(at, middle) === night) low = middle;
      else high = middle;
    }
    return high;
  }
  return null;
}
