/** Judging a position: how far from the yard, and whether it is fine enough to be trusted. Pure. */
import type { LonLat } from "../../checklist/core/sun";
import type { Position } from "./draft";

/** Coarser than this is kept and marked, not trusted. */
export const COARSE_M = 50;
/** From the middle of a yard; the service measures to its outline and decides. */
export const FAR_M = 120;

export type Verdict = "good" | "coarse" | "far";

const EARTH_M = 6_371_008.8;

/** Metres between two places, on the sphere. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(b.lat - a.lat) * rad, (b.lon - a.lon) * rad];
  const s = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(s)));
}

export function judge(position: Position, yard: LonLat): Verdict {
  if (position.accuracy_m > COARSE_M) return "coarse";
  return metresBetween(position, yard) > FAR_M ? "far" : "good";
}
