/** The versions of the public layer as the API gives them, and their units in words. */
import type { Language } from "../../api/types";
import type { Translator } from "../i18n/i18n";

export interface Act {
  by: string;
  at: string;
  reason?: string;
}

export interface Version {
  version: number;
  state: "proposed" | "approved" | "rejected" | "withdrawn";
  date: string | null;
  hash: string;
  revision: boolean;
  proposed?: Act;
  decided?: Act | null;
  withdrawn?: Act | null;
}

export interface Shown {
  plain: number;
  range: number;
  merged: number;
  suppressed: number;
}

export type Place = "city" | Record<string, string>;
export type Period = Record<"twelve_months" | "quarter", string>;

export interface Unit {
  place: Place;
  period: Partial<Period>;
  group?: string;
}

export interface Review {
  widened: { unit: Unit; hides: string }[];
  shown: { level: string; detail: string; units: Shown; incidents_shown_percent: number | null }[];
  held_back_percent: Record<string, number>;
}

export interface Reviewed extends Version {
  review: Review;
}

export interface CardWords {
  title: string;
  data: string;
  method: string;
  settings: string;
  limits: string[];
  revision: string | null;
}

export interface Card {
  words: Record<Language, CardWords>;
  card: { hash: string; shown: Record<string, Shown> };
}

/** A unit as `place · period · group`. */
export function unitText(unit: Unit, tr: Translator): string {
  const place = typeof unit.place === "string" ? tr.t("level.city") : (Object.values(unit.place)[0] ?? "");
  const period = unit.period.twelve_months !== undefined ? tr.t("period.months12", { from: unit.period.twelve_months }) : (unit.period.quarter ?? "");
  const group = unit.group === undefined ? tr.t("group.all") : (tr.maybe(`group.${unit.group}`) ?? unit.group);
  return [place, period, group].join(" · ");
}
