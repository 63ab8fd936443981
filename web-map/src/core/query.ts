/** The state as parameters of /api/v1. Only what differs from the server's defaults is sent. */
import type { LayerInfo } from "../api/types";
import { formatHours, formatWeekdays } from "./slice";
import { isCellView, isIncidents, type ViewState } from "./state";

/** What is known about the city before a question can be put. */
export interface QueryContext {
  defaultResolution: number;
  layer: LayerInfo | undefined;
}

export function resolutionOf(state: ViewState, context: QueryContext): number {
  return state.resolution ?? context.defaultResolution;
}

/** Period, categories, hours, weekdays, study area. Places have no categories or hours; undated ones no period. */
export function sliceQuery(state: ViewState, context: QueryContext): URLSearchParams {
  const query = new URLSearchParams();
  if (isIncidents(state.layer) || context.layer?.period) {
    if (state.from) query.set("from", state.from);
    if (state.to) query.set("to", state.to);
  }
  if (isIncidents(state.layer)) {
    if (state.categories.length > 0) query.set("category", state.categories.join(","));
    if (state.hours) query.set("hours", formatHours(state.hours));
    if (state.weekdays.length > 0) query.set("weekdays", formatWeekdays(state.weekdays));
  }
  if (state.area) query.set("area", state.area);
  return query;
}

/** The slice with layer, resolution, study set and correction. */
export function analysisQuery(state: ViewState, context: QueryContext): URLSearchParams {
  const query = sliceQuery(state, context);
  query.set("layer", state.layer);
  query.set("resolution", String(resolutionOf(state, context)));
  if (state.studySet !== "inhabited") query.set("study_set", state.studySet);
  if (state.correction !== "bh") query.set("correction", state.correction);
  return query;
}

/** Path and parameters of what is drawn, in a form (`columns`, `geojson`, `csv`). */
export function layerPath(state: ViewState, context: QueryContext, form: string): string {
  if (state.view === "hotspots") {
    const query = analysisQuery(state, context);
    query.set("f", form);
    return `hotspots?${query}`;
  }
  if (state.view === "risk") {
    const query = riskQuery(state, context);
    query.set("f", form);
    return `risk/map?${query}`;
  }
  const query = sliceQuery(state, context);
  query.set("level", isCellView(state.view) ? "cells" : state.view);
  if (isCellView(state.view)) {
    query.set("resolution", String(resolutionOf(state, context)));
    if (state.studySet !== "inhabited") query.set("study_set", state.studySet);
  }
  query.set("f", form);
  return `layers/${encodeURIComponent(state.layer)}?${query}`;
}

/** The question of risk: the slice with layer, resolution and study set. */
export function riskQuery(state: ViewState, context: QueryContext): URLSearchParams {
  const query = analysisQuery(state, context);
  query.delete("correction");
  return query;
}

/** Path of one cell's explanation on the map of risk. */
export function riskCellPath(cell: string, state: ViewState, context: QueryContext): string {
  return `risk/cells/${cell}?${riskQuery(state, context)}`;
}

/** Path of one cell's explanation. */
export function cellPath(cell: string, state: ViewState, context: QueryContext): string {
  const query = analysisQuery(state, context);
  return `cells/${cell}?${query}`;
}

/** Path of the daily rhythm of the selection, of one cell or of one area. */
export function rhythmPath(state: ViewState, context: QueryContext, where: string | null): string {
  const query = sliceQuery(state, context);
  query.set("layer", state.layer);
  if (where !== null) query.set(where.includes(":") ? "within" : "cell", where);
  return `rhythm?${query}`;
}
