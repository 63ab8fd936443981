/** What the reader of the layers of the checklist has chosen; all of it stands in the address. */
import type { Language } from "../../api/types";
import type { MapPosition } from "../../core/state";
import { OPTIONS } from "../../core/statistics";
import { DEFAULT_STATE } from "../../core/state";
import { decodeState, encodeState } from "../../core/url";
import type { YardLayer } from "../types";

export interface YardState {
  layer: string;
  /** `yard`, `cells` or a kind of areas; null for the first that the layer has. */
  level: string | null;
  /** Of cells; null for the usual one. */
  resolution: number | null;
  /** Only the yards of this area, `kind:code`. */
  area: string | null;
  language: Language | null;
  selected: string | null;
  table: boolean;
  map: MapPosition | null;
  /** Choices that only other layers understand, as they stood in the address: they are there again on the way back. */
  kept: string;
}

/** Finer cells hold a yard or two each, and a value takes several. */
export const USUAL_RESOLUTION = 8;

const FILTERS = ["from", "to", "category", "hours", "weekdays", "period", "group"];
const KEPT = [...FILTERS, "view", "study_set", "correction", "outline", "level", "colour", ...OPTIONS.map(({ name }) => name)];

/** Whether a layer is one of the checklist. */
export function isYardLayer(id: string): boolean {
  return id === "scores" || id === "unrated" || id.startsWith("factors.");
}

export function decodeYards(search: string): YardState {
  const query = new URLSearchParams(search);
  // Layer, language, position and selection are read as on the other maps: one link serves all.
  const { layer, resolution, area, language, selected, map } = decodeState(search);
  const level = query.get("by") ?? "";
  const kept = new URLSearchParams(KEPT.flatMap((key) => {
    const value = query.get(key);
    return value !== null && /^[\w.,:/-]+$/.test(value) ? [[key, value]] : [];
  }));
  return {
    layer, resolution, area, language, selected, map,
    level: /^[a-z0-9][a-z0-9_.-]*$/.test(level) ? level : null,
    table: query.get("dock") === "table",
    kept: kept.toString(),
  };
}

/** The query text without the question mark. `by` always stands in it: such an address was chosen, not come upon. */
export function encodeYards(state: YardState): string {
  const { layer, resolution, area, language, selected, map } = state;
  const own = encodeState({ ...DEFAULT_STATE, layer, resolution, area, language, selected, map, dock: state.table ? "table" : null });
  return joined(own, `by=${state.level ?? "yard"}`, state.kept);
}

/** The address of a layer that is not of the checklist, with everything that it understands. */
export function encodeAway(state: YardState, layer: string): string {
  const { resolution, area, language, map } = state;
  return joined(encodeState({ ...DEFAULT_STATE, layer, resolution, area, language, map }), state.kept);
}

/** Whether filters are set that no layer of the checklist has. */
export function hasIdleFilters({ kept }: YardState): boolean {
  const query = new URLSearchParams(kept);
  return FILTERS.some((key) => query.has(key));
}

const RANK = ["yard", "cells", "micro_district", "precinct", "neighbourhood", "district", "study_area"];

/** From the finest to the coarsest; kinds of a city's own stand before the districts. */
export function inOrder(levels: readonly string[]): string[] {
  const rank = (level: string): number => (RANK.includes(level) ? RANK.indexOf(level) : RANK.indexOf("neighbourhood"));
  return [...levels].sort((a, b) => rank(a) - rank(b));
}

/** The level asked for where the layer has it, else the layer's first. */
export function levelOf(state: YardState, layer: YardLayer | undefined): string {
  if (layer === undefined || (state.level !== null && layer.levels.includes(state.level))) return state.level ?? "yard";
  return layer.levels[0] ?? "yard";
}

export function resolutionOf(state: YardState): number {
  return state.resolution ?? USUAL_RESOLUTION;
}

/** Path of what is drawn. */
export function layerPath(state: YardState, layer: YardLayer | undefined, form: "geojson" | "csv"): string {
  const level = levelOf(state, layer);
  const query = new URLSearchParams({ level });
  if (level === "cells") query.set("resolution", String(resolutionOf(state)));
  if (level === "yard" && state.area !== null) query.set("area", state.area);
  query.set("f", form);
  return `layers/${encodeURIComponent(state.layer)}?${query}`;
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== "").join("&").replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
}
