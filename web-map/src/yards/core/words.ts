/** Layers, places, classes and figures of the checklist in words. */
import type { YardLayer, YardProperties } from "../types";
import type { MessageKey, Translator } from "../i18n/i18n";
import { NOT_ASSESSED } from "./styles";

/** Mean width of a cell in metres, flat to flat, as published for H3. */
const WIDTH_M: Readonly<Record<number, number>> = { 7: 2400, 8: 920, 9: 350, 10: 130, 11: 50 };

export function layerName(id: string, layer: YardLayer | undefined, tr: Translator): string {
  if (id === "scores" || id === "unrated") return tr.t(`layer.${id}`);
  return tr.name(layer?.names, id.replace(/^factors\./, "").replaceAll("_", " "));
}

export function levelName(level: string, tr: Translator): string {
  return tr.maybe(`level.${level}`) ?? level.replaceAll("_", " ");
}

export function resolutionName(resolution: number, tr: Translator): string {
  return tr.t("resolution.option", { resolution: String(resolution), width: WIDTH_M[resolution] ?? 0 });
}

/** A yard or an area by its name, a cell by its number. */
export function placeName({ id, names }: YardProperties, tr: Translator): string {
  return names === null ? tr.t("place.cell", { id }) : tr.name(names, id);
}

/** What the class says: of a factor the words of the form. */
export function className(name: string, layer: YardLayer | undefined, tr: Translator): string {
  if (name === NOT_ASSESSED) return tr.t(layer?.type === "unrated" ? "class.unrated" : "class.not_yet_assessed");
  const anchor = layer?.anchors?.[Number(name)];
  if (anchor !== undefined) return tr.t("step.words", { step: name, words: tr.name(anchor, name) });
  return tr.maybe(`class.${name}`) ?? name;
}

/** For columns: a step of a factor is its number alone. */
export function shortClassName(name: string, tr: Translator): string {
  return tr.maybe(`class.short.${name}`) ?? name;
}

export function valueText(value: number | null | undefined, layer: YardLayer | undefined, tr: Translator): string {
  if (value === null || value === undefined) return "–";
  return tr.number(value, layer?.type === "factor" ? 2 : 0);
}

export function betweenText({ low, high }: YardProperties, layer: YardLayer | undefined, tr: Translator): string {
  if (low === null || low === undefined || high === null || high === undefined) return "–";
  return `${valueText(low, layer, tr)}–${valueText(high, layer, tr)}`;
}

/** One sentence of figures, or null where there is no value. */
export function figureText(place: YardProperties, layer: YardLayer | undefined, level: number, tr: Translator): string | null {
  if (place.value === null) return null;
  const of = layer?.type === "factor" ? "factor" : "scores";
  const value = valueText(place.value, layer, tr);
  if (place.low === null || place.low === undefined) return tr.t(`figure.${of}.plain` as MessageKey, { value });
  const [low, high] = [valueText(place.low, layer, tr), valueText(place.high, layer, tr)];
  return tr.t(`figure.${of}.interval` as MessageKey, { value, low, high, percent: tr.number(100 * level) });
}

/** What is missing before a yard is assessed, a line each. */
export function missingLines({ missing = [] }: YardProperties, tr: Translator): string[] {
  return missing.map(({ what, have = 0, need = 0 }) => {
    if (what === "weight") return tr.t("missing.weight", { have: Math.round(100 * have), need: Math.round(100 * need) });
    if (what === "raters") return tr.t("missing.raters", { have, n: need });
    if (what === "roles") return tr.t("missing.roles", { have, n: need });
    return tr.t(what === "night_round" ? "missing.night_round" : "missing.signed_rater");
  });
}
