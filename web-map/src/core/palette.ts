/**
 * The colours, one place. Hot is red to orange, cold is blue: told apart by every common form of colour-blindness
 * (held by a test). Counts are purple, so that a map of counts is never read as one of hot spots.
 */
import type { ClassName } from "../api/types";

export interface Style {
  /** Opaque colour `#rrggbb`, null for no fill. */
  fill: string | null;
  /** 0 to 1: streets stay readable underneath. */
  fillOpacity: number;
  stroke: string | null;
  strokeOpacity: number;
  hatched: boolean;
}

const OUTLINE = "#4a5560";

export const CLASS_STYLES: Readonly<Record<ClassName, Style>> = {
  hot_99: solid("#a50f15", 0.68),
  hot_95: solid("#f0602c", 0.66),
  hot_90: solid("#fdb863", 0.66),
  not_significant: faint(),
  cold_90: solid("#a6d3ea", 0.66),
  cold_95: solid("#4592cc", 0.62),
  cold_99: solid("#0b3f94", 0.6),
  too_few: { fill: null, fillOpacity: 0, stroke: OUTLINE, strokeOpacity: 0.25, hatched: true },
  no_variation: { fill: null, fillOpacity: 0, stroke: OUTLINE, strokeOpacity: 0.25, hatched: true },
};

/** Light to dark, for counts and densities. */
export const SEQUENTIAL = ["#d9d3ea", "#b6a8d6", "#9179bd", "#6b479f", "#43157a"] as const;

/** Styles of `steps` rising classes, the first one for zero. */
export function sequentialStyles(steps: number): Style[] {
  const pick = (i: number): string =>
    SEQUENTIAL[steps <= 1 ? SEQUENTIAL.length - 2 : Math.round((i * (SEQUENTIAL.length - 1)) / (steps - 1))]!;
  return [faint(), ...Array.from({ length: steps }, (_, i) => solid(pick(i), 0.68))];
}

/** `#rrggbb` and an opacity as a CSS colour. */
export function rgba(hex: string, opacity: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${opacity})`;
}

function solid(fill: string, fillOpacity: number): Style {
  return { fill, fillOpacity, stroke: fill, strokeOpacity: 0.9, hatched: false };
}

function faint(): Style {
  return { fill: OUTLINE, fillOpacity: 0.04, stroke: OUTLINE, strokeOpacity: 0.12, hatched: false };
}
