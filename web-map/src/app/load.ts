/** From a question to figures that can be drawn. Polygons of a known study set are not fetched or computed again. */
import type { Client } from "../api/client";
import type { AreaCollection, ColumnsAnswer } from "../api/types";
import { classOf, countBreaks, densityBreaks } from "../core/breaks";
import { CLASS_ORDER, CellTable } from "../core/columns";
import type { Loaded } from "../core/loaded";
import { sequentialStyles } from "../core/palette";
import { styleOfClass } from "../core/palette-statistics";
import { type QueryContext, layerPath } from "../core/query";
import { RISK_SHARES, rankClasses } from "../core/risk";
import { shapesOfAreas } from "../core/shapes";
import { type ViewState, isCellView } from "../core/state";
import { MAP_COLUMNS, classesOf, isStatView } from "../core/statistics";
import type { HexagonStore } from "../map/hexagons";

const PURPOSE = "layer";

/** The request of a state: two states with the same text are drawn from the same answer. */
export function requestOf(state: ViewState, context: QueryContext): string {
  if (!isCellView(state.view)) return layerPath(state, context, "geojson");
  const path = layerPath(state, context, "columns");
  // The colours need two columns; the table needs all. Fewer columns arrive sooner.
  if (state.view === "risk") return `${path}&columns=count,expected,relative`;
  if (state.dock === "table" || state.view === "cells") return path;
  return `${path}&columns=${isStatView(state.view) ? MAP_COLUMNS[state.view] : "count,class"}`;
}

/** Whether an answer to `path` also answers `wanted`. */
export function answers(path: string | null, wanted: string): boolean {
  return path === wanted || (path !== null && wanted.startsWith(`${path}&columns=`));
}

export async function load(client: Client, store: HexagonStore, state: ViewState, path: string, purpose = PURPOSE): Promise<Loaded> {
  if (!isCellView(state.view)) return areasLoaded(state.view, await client.get<AreaCollection>(path, purpose));
  const answer = await client.get<ColumnsAnswer>(path, purpose);
  const cellSet = await store.get(answer.set);
  const names = isStatView(state.view) ? classesOf(state.view) : state.view === "hotspots" ? CLASS_ORDER : null;
  const table = new CellTable(cellSet, answer, names ?? []);
  const base = { kind: "cells", view: state.view, table, cellSet, settings: answer.settings } as const;
  if (names !== null) {
    const styles = names.map(styleOfClass);
    return { ...base, breaks: null, layer: { shapes: cellSet.shapes, styleOf: table.classes, styles } };
  }
  if (state.view === "risk") {
    const styleOf = rankClasses(answer.columns.relative ?? []);
    return { ...base, breaks: null, layer: { shapes: cellSet.shapes, styleOf, styles: sequentialStyles(RISK_SHARES.length) } };
  }
  const values = (state.view === "density" ? answer.columns.density : answer.columns.count) ?? [];
  const breaks = state.view === "density" ? densityBreaks(values) : countBreaks(values);
  const styleOf = Uint8Array.from(values, (value) => classOf(value, breaks));
  const styles = sequentialStyles(breaks.lower.length);
  return { ...base, breaks, layer: { shapes: cellSet.shapes, styleOf, styles } };
}

function areasLoaded(view: string, answer: AreaCollection): Loaded {
  const { features } = answer;
  const breaks = densityBreaks(features.map((f) => f.properties.per_km2 ?? null));
  const styleOf = Uint8Array.from(features, (f) => classOf(f.properties.per_km2, breaks));
  const layer = { shapes: shapesOfAreas(features), styleOf, styles: sequentialStyles(breaks.lower.length) };
  return { kind: "areas", view, features, breaks, layer, settings: answer.settings ?? { layer: "" } };
}
