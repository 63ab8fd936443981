/** The order in which places need help, as far as published classes tell. */
import type { Need, PublicPlace } from "../types";

const ORDER: Readonly<Record<Need, number>> = { help_first: 0, above_average: 1, not_told_apart: 2, below_average: 3, not_shown: 4 };

/** Positions of all places: by verdict, then by the lowest density that the class allows, then as published. */
export function orderOf(places: readonly PublicPlace[]): number[] {
  return [...places.keys()].sort((a, b) => {
    const [x, y] = [places[a]!, places[b]!];
    return ORDER[x.need] - ORDER[y.need] || (y.density_low ?? -1) - (x.density_low ?? -1) || a - b;
  });
}
