/** The rows of the table twin: the same figures as on the map, in an order. */
import type { YardLayer, YardProperties } from "../types";
import type { Translator } from "../i18n/i18n";
import { styleIndexOf } from "./styles";
import { betweenText, placeName, shortClassName, valueText } from "./words";

export type ColumnKey = "name" | "where" | "class" | "value" | "between" | "raters" | "yards" | "assessed";

export interface Column {
  key: ColumnKey;
  number: boolean;
}

export interface Sort {
  key: ColumnKey;
  descending: boolean;
}

const NUMBERS: readonly ColumnKey[] = ["value", "between", "raters", "yards", "assessed"];

/** The columns of a layer by yard, or by cell or area. */
export function columnsOf(layer: YardLayer | undefined, level: string, places: readonly YardProperties[]): Column[] {
  const intervals = places.some(({ low }) => low !== null && low !== undefined);
  const between: ColumnKey[] = intervals ? ["between"] : [];
  const keys: ColumnKey[] = layer?.type === "unrated" ? ["name", "where"]
    : level === "yard" ? ["name", "where", "class", "value", ...between, "raters"]
    : ["name", "class", "value", "assessed", "yards"];
  return keys.map((key) => ({ key, number: NUMBERS.includes(key) }));
}

/** Where most is to mend first; where nobody has rated, by where it lies. */
export function firstSort(layer: YardLayer | undefined): Sort {
  return layer?.type === "unrated" ? { key: "where", descending: false } : { key: "value", descending: true };
}

export function cellText(key: ColumnKey, place: YardProperties, where: string, layer: YardLayer | undefined, tr: Translator): string {
  switch (key) {
    case "name":
      return placeName(place, tr);
    case "where":
      return where === "" ? "–" : where;
    case "class":
      return shortClassName(place.class, tr);
    case "value":
      return valueText(place.value, layer, tr);
    case "between":
      return betweenText(place, layer, tr);
    default:
      return tr.number(place[key] ?? 0);
  }
}

/** Positions of all places in order. What has no value comes last either way; ties keep the order of the answer. */
export function orderOf(places: readonly YardProperties[], where: (position: number) => string, sort: Sort, tr: Translator): number[] {
  const collator = new Intl.Collator(tr.language === "kk" ? "ru" : tr.language, { numeric: true });
  const sign = sort.descending ? -1 : 1;
  const keys = places.map((place, i) => keyOf(sort.key, place, i, where, tr));
  return [...places.keys()].sort((a, b) => {
    const [x, y] = [keys[a]!, keys[b]!];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a - b;
    return sign * (typeof x === "string" ? collator.compare(x, String(y)) : x - Number(y)) || a - b;
  });
}

function keyOf(key: ColumnKey, place: YardProperties, i: number, where: (position: number) => string, tr: Translator): string | number | null {
  if (key === "name") return placeName(place, tr);
  if (key === "where") return where(i);
  if (key === "class") return styleIndexOf(place.class) === 0 ? null : styleIndexOf(place.class);
  if (key === "between") return place.low ?? null;
  return place[key] ?? null;
}
