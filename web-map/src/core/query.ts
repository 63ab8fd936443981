/** The state as parameters of /api/v1. Only what differs from the server's defaults is sent. */
import type { LayerInfo } from "../api/types";
import { formatHours, formatWeekdays } from "./slice";
import { isCellView, isIncidents, type ViewState } from "./state";
import { isStatView, optionsOf } from "./statistics";

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
  if (isStatView(state.view)) return statPath(state.view, state, context, form);
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

/** Path of a statistic over cells; with `cell` it tells of that one alone. */
export function statPath(name: string, state: ViewState, context: QueryContext, form: string, cell: string | null = null): string {
  const query = sliceQuery(state, context);
  query.set("layer", state.layer);
  query.set("resolution", String(resolutionOf(state, context)));
  if (state.studySet !== "inhabited") query.set("study_set", state.studySet);
  for (const [key, value] of optionsOf(name, state.options)) query.set(key, value);
  if (cell !== null) query.set("cell", cell);
  query.set("f", form);
  return `stats/${name}?${query}`;
}

/** Path of how few units hold how many. */
export function concentrationPath(state: ViewState, context: QueryContext, form: string): string {
  const query = sliceQuery(state, context);
  query.set("layer", state.layer);
  const units = optionsOf("concentration", state.options)[0]?.[1] ?? "cells";
  query.set("level", units);
  if (units === "cells") {
    query.set("resolution", String(resolutionOf(state, context)));
    if (state.studySet !== "inhabited") query.set("study_set", state.studySet);
  }
  query.set("f", form);
  return `stats/concentration?${query}`;
}

/** Path of the months and their seasons; the study area, or the outline drawn. */
export function seasonPath(state: ViewState, context: QueryContext, form: string): string {
  const query = sliceQuery(state, context);
  query.set("layer", state.layer);
  if (state.outline !== null) query.set("polygon", state.outline);
  else if (state.area !== null) query.set("within", state.area);
  query.set("f", form);
  return `stats/seasonal?${query}`;
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
export function rhythmPath(state: ViewState, context: QueryContext, where: string | null, form = "json"): string {
  const query = sliceQuery(state, context);
  query.set("layer", state.layer);
  if (where !== null) query.set(where.includes(":") ? "within" : where.includes(",") ? "polygon" : "cell", where);
  for (const [key, value] of optionsOf("rhythm", state.options)) query.set(key, value);
  if (form !== "json") query.set("f", form);
  return `rhythm?${query}`;
}
