/** Pictograms as elements; drawn here for the whole service, so that nothing is fetched and nothing is foreign. */
import { svg } from "../../ui/dom";
import { type Mark, type Steps, cross, disc, ink } from "./marks";
import { SIGHT_AND_ACCESS } from "./sight-access";
import { UPKEEP_AND_USE } from "./upkeep-use";

export const PICTOGRAMS: Readonly<Record<string, Steps>> = { ...SIGHT_AND_ACCESS, ...UPKEEP_AND_USE };

const STATES: Readonly<Record<string, Mark[]>> = {
  not_applicable: [ink("M8 8h32v32h-32z"), cross(24, 24, 9)],
  not_checked: [ink("M6 24q18 -18 36 0q-18 18 -36 0"), disc("ink", 24, 24, 5), ink("M8 42L40 6")],
};

/** For a factor of a city's own that has no drawing: bars that say which step of the scale is meant. */
function bars(step: number): Mark[] {
  return [0, 1, 2, 3].map((i): Mark => [i <= step ? (step > 1 ? "wrong" : "solid") : "ink", `M${5 + i * 10} 42v${-8 - i * 8}h7v${8 + i * 8}z`]);
}

/** The picture of a step of a factor, or of "does not exist" and "not looked at"; hidden from screen readers, which have the words. */
export function pictogram(name: string, step: number | "not_applicable" | "not_checked"): SVGSVGElement {
  const marks = typeof step === "string" ? STATES[step]! : (PICTOGRAMS[name]?.[step] ?? bars(step));
  const element = svg("svg", { viewBox: "0 0 48 48", class: "pictogram", "aria-hidden": "true", focusable: "false" });
  element.append(...marks.map(([kind, path]) => svg("path", { class: `p-${kind}`, d: path })));
  return element;
}
