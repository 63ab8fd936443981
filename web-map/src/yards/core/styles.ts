/**
 * The colours of conditions: from teal (nothing to mend) over amber to brown (much to mend), neither those of hot and
 * cold spots nor those of counts, and told apart with every common form of colour-blindness (held by a test). What is not
 * yet assessed has no colour at all: it is hatched.
 */
import type { Style } from "../../core/palette";

export const NOT_ASSESSED = "not_yet_assessed";
/** From the best to the worst. */
export const SCORE_CLASSES = ["good", "fair", "poor", "bad"] as const;
/** Severities of a factor. */
export const STEPS = ["0", "1", "2", "3"] as const;

const COLOURS = ["#0a636b", "#6fbfb2", "#e3ab3f", "#83430d"] as const;

const HATCHED: Style = { fill: null, fillOpacity: 0, stroke: "#2f3a44", strokeOpacity: 0.75, hatched: true };

/** By the place in this list; what is not yet assessed comes first, so that it lies below the others. */
export const YARD_STYLES: readonly Style[] = [
  HATCHED,
  ...COLOURS.map((fill): Style => ({ fill, fillOpacity: 0.85, stroke: "#17212b", strokeOpacity: 0.6, hatched: false })),
];

/** On the screen smaller than this, in pixels, a yard is drawn as a dot: from far away it must still be seen. */
export const LEAST_PX = 10;

/** The place of a class among the styles. A word that nobody knows is no verdict. */
export function styleIndexOf(name: string): number {
  const at = Math.max((SCORE_CLASSES as readonly string[]).indexOf(name), (STEPS as readonly string[]).indexOf(name));
  return at + 1;
}
