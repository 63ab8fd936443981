/** Colours of published classes: where help is needed, or the classes themselves. */
import { CLASS_STYLES, type Style, sequentialStyles } from "../../core/palette";
import type { Need, PublicPlace } from "../types";
import type { Colour } from "./state";

const SHADES = sequentialStyles(5);
const FAINT = SHADES[0]!;
/** Merged with a neighbour: lines, and an outline of its own. */
const MERGED: Style = { ...CLASS_STYLES.too_few, strokeOpacity: 0.45 };
/** Taken back: lines without an outline. */
const TAKEN_BACK: Style = { ...CLASS_STYLES.too_few, strokeOpacity: 0.7, stroke: "#6b3d00" };

export const NEEDS: readonly Need[] = ["help_first", "above_average", "not_told_apart", "below_average"];

/** Lowest counts of the shades of a class; ranges go by their middle. */
export const STEPS = [0, 5, 13, 33, 63] as const;

/** A row of the legend with the places that it stands for. */
export interface Bin {
  key: string;
  style: Style;
  holds(place: PublicPlace): boolean;
}

const NEED_STYLES: Readonly<Record<Exclude<Need, "not_shown">, Style>> = {
  help_first: SHADES[5]!,
  above_average: SHADES[3]!,
  not_told_apart: FAINT,
  below_average: CLASS_STYLES.cold_90,
};

const HIDDEN: readonly Bin[] = [
  { key: "merged", style: MERGED, holds: (place) => place.class === "merged" },
  { key: "suppressed", style: TAKEN_BACK, holds: (place) => place.class === "suppressed" },
];

export function binsOf(colour: Colour): readonly Bin[] {
  if (colour === "need") {
    const needs = NEEDS.map((need): Bin => ({
      key: `need.${need}`, style: NEED_STYLES[need as keyof typeof NEED_STYLES], holds: (place) => place.need === need,
    }));
    return [...needs, ...HIDDEN];
  }
  const steps = STEPS.map((low, i): Bin => {
    const next = STEPS[i + 1] ?? Infinity;
    return { key: `step.${i}`, style: SHADES[i + 1]!, holds: (place) => isShown(place) && middle(place) >= low && middle(place) < next };
  });
  return [...steps, ...HIDDEN];
}

export function isShown(place: PublicPlace): boolean {
  return place.low !== null && place.high !== null;
}

function middle(place: PublicPlace): number {
  return ((place.low ?? 0) + (place.high ?? 0)) / 2;
}
