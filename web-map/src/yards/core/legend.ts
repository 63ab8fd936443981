/** What the legend says, as data. */
import type { Style } from "../../core/palette";
import type { YardLayer, YardProperties, YardSettings } from "../types";
import type { Translator } from "../i18n/i18n";
import { NOT_ASSESSED, SCORE_CLASSES, STEPS, YARD_STYLES, styleIndexOf } from "./styles";
import { className } from "./words";

export interface LegendRow {
  class: string;
  style: Style;
  label: string;
  /** Number of yards, cells or areas. */
  count: number;
}

/** The classes from the worst to the best, then what is not yet assessed: a class of its own, always there. */
export function legendRows(places: readonly YardProperties[], layer: YardLayer | undefined, tr: Translator): LegendRow[] {
  const classes = layer?.type === "unrated" ? [] : layer?.type === "factor" ? STEPS : SCORE_CLASSES;
  return [...[...classes].reverse(), NOT_ASSESSED].map((name) => ({
    class: name,
    style: YARD_STYLES[styleIndexOf(name)]!,
    label: className(name, layer, tr),
    count: places.filter((place) => styleIndexOf(place.class) === styleIndexOf(name)).length,
  }));
}

/** How many yards there are and how many are assessed, in a sentence. */
export function totalText(places: readonly YardProperties[], layer: YardLayer | undefined, level: string, tr: Translator): string {
  if (layer?.type === "unrated") return tr.t("total.unrated", { n: places.length });
  const sum = (key: "yards" | "assessed"): number => places.reduce((all, place) => all + place[key], 0);
  const key = level === "yard" ? "total.yard" : "total.group";
  return tr.t(key, { n: sum("yards"), assessed: sum("assessed"), places: places.length });
}

/** What the figures mean and what the hatching says, in sentences. */
export function explanation(settings: YardSettings, layer: YardLayer | undefined, tr: Translator): string[] {
  const { rules, level } = settings;
  const need = { raters: rules.raters, roles: rules.roles, share: Math.round(100 * rules.weight_share) };
  if (layer?.type === "unrated") return [tr.t("explain.unrated"), tr.t("explain.need", need)];
  const [fair = 0, poor = 0, bad = 0] = rules.class_from;
  const what = layer?.type === "factor" ? tr.t("explain.factor") : tr.t("explain.scores", { fair, poor, bad });
  const hatched = level === "yard" ? `${tr.t("explain.hatched")} ${tr.t("explain.need", need)}` : tr.t("explain.hatched.group", { n: rules.yards_for_area });
  return [what, hatched, tr.t("explain.now", { months: Math.round(rules.oldest_days / 30.4) })];
}
