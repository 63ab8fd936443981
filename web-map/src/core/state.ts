/** Every choice of the planner. All of it stands in the address; nothing else decides what is drawn. */
import type { Language } from "../api/types";
import { isStatView } from "./statistics";

export interface MapPosition {
  lat: number;
  lon: number;
  zoom: number;
}

/** What is drawn: `hotspots` (classes by cell), `cells` (counts by cell), `risk` (expected by cell) or an area kind. */
export type View = string;

export interface ViewState {
  layer: string;
  view: View;
  /** Null: the city's default. Never changed by zooming. */
  resolution: number | null;
  /** First local day, or null for the first of the data. */
  from: string | null;
  /** First local day no longer counted, or null for the end of the data. */
  to: string | null;
  /** Empty: all categories. */
  categories: readonly string[];
  /** `[from, to)` in local hours, over midnight where to ≤ from; null: the whole day. */
  hours: readonly [number, number] | null;
  /** 0 is Monday; empty: all days. */
  weekdays: readonly number[];
  /** `kind:code` of the study area, null: the city's. */
  area: string | null;
  studySet: "inhabited" | "area";
  correction: "bh" | "none";
  /** Null: what the browser prefers. */
  language: Language | null;
  /** The selected cell (H3 index) or area (`kind:code`). */
  selected: string | null;
  dock: Dock | null;
  map: MapPosition | null;
  /** Settings of the statistics by their names in the API; what is not there is the server's default. */
  options: Readonly<Record<string, string>>;
  /** An outline drawn on the map, `lon,lat,lon,lat,…`. */
  outline: string | null;
  /** What stands on the right of the divider: `before`, `year` or the name of a layer; null where nothing is compared. */
  compare: string | null;
  /** Where the divider stands, percent from the left. */
  split: number;
}

/** What stands below the map. */
export const DOCKS = ["table", "linked", "rates", "rhythm", "concentration", "season"] as const;
export type Dock = (typeof DOCKS)[number];

export const DEFAULT_STATE: Readonly<ViewState> = Object.freeze({
  layer: "incidents",
  view: "hotspots",
  resolution: null,
  from: null,
  to: null,
  categories: [],
  hours: null,
  weekdays: [],
  area: null,
  studySet: "inhabited",
  correction: "bh",
  language: null,
  selected: null,
  dock: null,
  map: null,
  options: Object.freeze({}),
  outline: null,
  compare: null,
  split: 50,
});

/** The parts of the state that choose incidents, as "reset all filters" and the chips see them. */
export const FILTER_KEYS = ["period", "categories", "hours", "weekdays", "area"] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** The filters in force, in the order of the chips: those set that the layer can answer. */
export function activeFilters(state: ViewState, layer: { period: unknown } | undefined): FilterKey[] {
  const dated = isIncidents(state.layer) || Boolean(layer?.period);
  return setFilters(state).filter((key) => key === "area" || (key === "period" ? dated : isIncidents(state.layer)));
}

/** The filters that are set, whether or not the layer can answer them. */
export function setFilters(state: ViewState): FilterKey[] {
  return FILTER_KEYS.filter((key) => {
    if (key === "period") return state.from !== null || state.to !== null;
    if (key === "categories") return state.categories.length > 0;
    if (key === "weekdays") return state.weekdays.length > 0;
    return state[key] !== null;
  });
}

/** What to change so that a filter is in force no longer. */
export function withoutFilter(key: FilterKey): Partial<ViewState> {
  switch (key) {
    case "period":
      return { from: null, to: null };
    case "categories":
      return { categories: [] };
    case "weekdays":
      return { weekdays: [] };
    case "hours":
      return { hours: null };
    case "area":
      return { area: null };
  }
}

/** What to change so that no filter is in force. */
export function withoutFilters(): Partial<ViewState> {
  return Object.assign({}, ...FILTER_KEYS.map(withoutFilter)) as Partial<ViewState>;
}

/** Whether the layer's rows are incidents: only those have categories, hours and weekdays. */
export function isIncidents(layer: string): boolean {
  return layer === "incidents";
}

/** Whether the view is drawn as hexagons. */
export function isCellView(view: View): boolean {
  return view === "hotspots" || view === "cells" || view === "risk" || isStatView(view);
}
