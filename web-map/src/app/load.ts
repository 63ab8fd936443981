/** From a question to figures that can be drawn. Polygons of a known study set are not fetched or computed again. */
import type { Client } from "../api/client";
import type { AreaCollection, ColumnsAnswer } from "../api/types";
import { classOf, countBreaks, densityBreaks } from "../core/breaks";
import { CLASS_ORDER, CellTable } from "../core/columns";
import type { Loaded } from "../core/loaded";
import { CLASS_STYLES, sequentialStyles } from "../core/palette";
import { type QueryContext, layerPath } from "../core/query";
import { RISK_SHARES, rankClasses } from "../core/risk";
import { shapesOfAreas } from "../core/shapes";
import { type ViewState, isCellView } from "../core/state";
import type { HexagonStore } from "../map/hexagons";

const PURPOSE = "layer";

/** The request of a state: two states with the same text are drawn from the same answer. */
export function requestOf(state: ViewState, context: QueryContext): string {
  if (!isCellView(state.view)) return layerPath(state, context, "geojson");
  const path = layerPath(state, context, "columns");
  // The colours need two columns; the table needs all. Fewer columns arrive sooner.
  if (state.view === "risk") return `${path}&columns=count,expected,relative`;
  return state.view === "hotspots" && state.dock !== "table" ? `${path}&columns=count,class` : path;
}

/** Whether an answer to `path` also answers `wanted`. */
export function answers(path: string | null, wanted: string): boolean {
  return path === wanted || (path !== null && wanted === `${path}&columns=count,class`);
}

export async function load(client: Client, store: HexagonStore, state: ViewState, path: string): Promise<Loaded> {
  if (!isCellView(state.view)) return areasLoaded(state.view, await client.get<AreaCollection>(path, PURPOSE));
  const answer = await client.get<ColumnsAnswer>(path, PURPOSE);
  const cellSet = await store.get(answer.set);
  const table = new CellTable(cellSet, answer);
  const base = { kind: "cells", table, cellSet, settings: answer.settings } as const;
  if (state.view === "hotspots") {
    const styles = CLASS_ORDER.map((name) => CLASS_STYLES[name]);
    return { ...base, view: "hotspots", breaks: null, layer: { shapes: cellSet.shapes, styleOf: table.classes, styles } };
  }
  if (state.view === "risk") {
    const styleOf = rankClasses(answer.columns.relative ?? []);
    return { ...base, view: "risk", breaks: null, layer: { shapes: cellSet.shapes, styleOf, styles: sequentialStyles(RISK_SHARES.length) } };
  }
  const counts = answer.columns.count ?? [];
  const breaks = countBreaks(counts);
  const styleOf = Uint8Array.from(counts, (count) => classOf(count, breaks));
  const styles = sequentialStyles(breaks.lower.length);
  return { ...base, view: "cells", breaks, layer: { shapes: cellSet.shapes, styleOf, styles } };
}

function areasLoaded(view: string, answer: AreaCollection): Loaded {
  const { features } = answer;
  const breaks = densityBreaks(features.map((f) => f.properties.per_km2 ?? null));
  const styleOf = Uint8Array.from(features, (f) => classOf(f.properties.per_km2, breaks));
  const layer = { shapes: shapesOfAreas(features), styleOf, styles: sequentialStyles(breaks.lower.length) };
  return { kind: "areas", view, features, breaks, layer, settings: answer.settings ?? { layer: "" } };
}
