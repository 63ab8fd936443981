/** The statistics that are drawn as hexagons, beside hot spots and counts: their settings, columns and classes. */
import type { ColumnName } from "../api/types";

/** The views that `stats/…` answers. */
export const STAT_VIEWS = ["density", "change", "emerging"] as const;
export type StatView = (typeof STAT_VIEWS)[number];

export function isStatView(view: string): view is StatView {
  return (STAT_VIEWS as readonly string[]).includes(view);
}

/** A setting of a statistic: a choice whose first word is the default, or a free value. */
export interface OptionSpec {
  name: string;
  /** The views and docks that it concerns. */
  of: readonly string[];
  choices?: readonly string[];
  pattern: RegExp;
  /** Limits of a whole number. */
  range?: readonly [number, number];
}

const words = (name: string, of: readonly string[], ...choices: string[]): OptionSpec =>
  ({ name, of, choices, pattern: new RegExp(`^(${choices.join("|")})$`) });
const number = (name: string, of: readonly string[], low: number, high: number): OptionSpec =>
  ({ name, of, pattern: /^\d{1,6}$/, range: [low, high] });
const day = (name: string, of: readonly string[]): OptionSpec => ({ name, of, pattern: /^\d{4}-\d{2}-\d{2}$/ });

export const OPTIONS: readonly OptionSpec[] = [
  words("kernel", ["density"], "quartic", "gaussian", "uniform"),
  words("bandwidth", ["density"], "reference", "out_of_time"),
  number("bandwidth_m", ["density"], 10, 20_000),
  words("width", ["density"], "fixed", "adaptive"),
  words("border", ["density"], "none", "corrected"),
  words("over", ["density"], "km2", "residents", "addresses", "built_up_m2"),
  words("against", ["change"], "days", "city", "season"),
  day("before_from", ["change"]),
  day("before_to", ["change"]),
  words("step", ["emerging"], "month", "week", "quarter"),
  number("steps", ["emerging"], 2, 120),
  words("time", ["emerging"], "same_step", "with_previous"),
  words("bars", ["linked"], "auto", "day", "week", "month"),
  words("exposure", ["linked", "rates"], "auto", "residents", "addresses", "built_up_m2"),
  { name: "rate_level", of: ["rates"], pattern: /^[a-z0-9][a-z0-9_.-]*$/ },
  words("spans", ["rhythm"], "exact", "aoristic"),
  words("units", ["concentration"], "cells", "district", "micro_district", "precinct", "points"),
];

/** The settings of a view that differ from the server's defaults. */
export function optionsOf(of: string, options: Readonly<Record<string, string>>): [string, string][] {
  return OPTIONS.filter((spec) => spec.of.includes(of)).flatMap((spec): [string, string][] => {
    const value = options[spec.name];
    const usual = value === undefined || value === spec.choices?.[0];
    return usual || !isAllowed(spec, value) ? [] : [[spec.name, value]];
  });
}

export function isAllowed({ pattern, range }: OptionSpec, value: string): boolean {
  return pattern.test(value) && (!range || (Number(value) >= range[0] && Number(value) <= range[1]));
}

/** The columns that the colours need; the table needs all. */
export const MAP_COLUMNS: Readonly<Record<StatView, string>> = {
  density: "count,density",
  change: "before,after,class",
  emerging: "count,class",
};

/** Columns of the table twin, in order. */
export const TABLE_COLUMNS: Readonly<Record<StatView, readonly ColumnName[]>> = {
  density: ["density", "count"],
  change: ["class", "before", "after", "expected", "q"],
  emerging: ["class", "count", "steps_hot", "steps_cold", "trend_p"],
};

export const CHANGE_ORDER = [
  "increase_99", "increase_95", "increase_90", "not_significant", "decrease_90", "decrease_95", "decrease_99", "too_few",
] as const;

const HISTORIES = ["new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic", "oscillating", "historical"] as const;
export const EMERGING_ORDER: readonly string[] = [
  ...HISTORIES.map((name) => `${name}_hot`), "none", ...HISTORIES.map((name) => `${name}_cold`),
];

/** The classes of a view in the order of its legend; null where it has none. */
export function classesOf(view: StatView): readonly string[] | null {
  if (view === "change") return CHANGE_ORDER;
  return view === "emerging" ? EMERGING_ORDER : null;
}
