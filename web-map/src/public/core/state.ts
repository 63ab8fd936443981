/** What the reader of the public map has chosen; all of it stands in the address. */
import type { Language } from "../../api/types";
import type { MapPosition } from "../../core/state";
import { decodeState, encodeState } from "../../core/url";
import type { PublicCatalogue, PublicLevel } from "../types";

export type Colour = "need" | "class";

export interface PublicState {
  /** A level of the catalogue: `cells:8`, `micro_district`, …; null for the first that suits. */
  level: string | null;
  /** A published period, null for the usual one of the level. */
  period: string | null;
  /** A category group, null for all together. */
  group: string | null;
  colour: Colour;
  language: Language | null;
  selected: string | null;
  table: boolean;
  map: MapPosition | null;
}

const WORD = /^[a-z0-9_.:-]+$/;

export function decodePublic(search: string): PublicState {
  const query = new URLSearchParams(search);
  const word = (key: string): string | null => {
    const value = query.get(key);
    return value !== null && WORD.test(value) ? value : null;
  };
  // Language, position and selection are read as on the precise map: one link serves both.
  const shared = decodeState(search);
  const period = query.get("period");
  return {
    level: word("level"),
    period: period !== null && /^[0-9Q/-]+$/.test(period) ? period : null,
    group: word("group"),
    colour: query.get("colour") === "class" ? "class" : "need",
    language: shared.language,
    selected: shared.selected,
    table: query.get("dock") === "table",
    map: shared.map,
  };
}

export function encodePublic(state: PublicState): string {
  const out = new URLSearchParams();
  const put = (key: string, value: string | null): void => {
    if (value !== null && value !== "") out.set(key, value);
  };
  put("level", state.level);
  put("period", state.period);
  put("group", state.group);
  put("colour", state.colour === "class" ? "class" : null);
  const shared = decodeState("");
  const rest = encodeState({ ...shared, language: state.language, selected: state.selected, map: state.map, dock: state.table ? "table" : null });
  const own = out.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return [own, rest].filter((part) => part !== "").join("&");
}

/** The word of a level in the address. */
export function levelWord(level: PublicLevel): string {
  return level.level === "cells" ? `cells:${level.resolution}` : level.level;
}

/** The level asked for, else large cells, else the first that has outlines. */
export function levelOf(state: PublicState, catalogue: PublicCatalogue): PublicLevel | null {
  const drawn = catalogue.levels.filter(({ level }) => level !== "city");
  return (
    drawn.find((level) => levelWord(level) === state.level) ??
    drawn.find((level) => levelWord(level) === "cells:8") ?? drawn[0] ?? null
  );
}

/** The period and group in force at a level: a choice that the level has no figures for falls back to its usual one. */
export function choiceOf(state: PublicState, level: PublicLevel): { period: string | null; group: string | null } {
  const period = state.period !== null && level.periods.includes(state.period) ? state.period : level.usual_period;
  const group = state.group !== null && level.groups.includes(state.group) ? state.group : null;
  return { period, group };
}

/** Path of what is drawn. */
export function layerPath(state: PublicState, level: PublicLevel, form: "geojson" | "csv"): string {
  const query = new URLSearchParams({ level: level.level });
  if (level.resolution !== null) query.set("resolution", String(level.resolution));
  return `public/layer?${withChoice(query, state, level)}&f=${form}`;
}

/** Path of what is said of one place. */
export function placePath(id: string, state: PublicState, level: PublicLevel): string {
  return `public/places/${encodeURIComponent(id)}?${withChoice(new URLSearchParams(), state, level)}`;
}

function withChoice(query: URLSearchParams, state: PublicState, level: PublicLevel): URLSearchParams {
  const { period, group } = choiceOf(state, level);
  if (period !== null) query.set("period", period);
  if (group !== null) query.set("group", group);
  return query;
}
