/** The cells of a ring as outlines. */
import { cellToBoundary } from "h3-js";
import { cellId, decodeDeltas } from "../../core/h3delta";

/** Boundaries, longitude first, of cells given as differences. */
export function boundaries(deltas: readonly number[], resolution: number): [number, number][][] {
  return Array.from(decodeDeltas(deltas), (number) =>
    cellToBoundary(cellId(number, resolution)).map(([lat, lon]) => [lon, lat] as [number, number]));
}
