/** Places that are pointed at or looked for, brought to the map. */
import type { Lit } from "../app/highlight";
import type { Model } from "../app/model";
import type { Loaded } from "../core/loaded";
import { areaOfCell } from "../core/locate";
import { boundsOf } from "../core/shapes";
import { isCellView } from "../core/state";
import type { MapView } from "../map/map-view";
import type { Found } from "../planner/core/types";

/** Kinds of areas that the views beside the map are told by, the first that the city has. */
const TOLD_BY = ["district", "precinct", "micro_district"];

/** A shape of the map as the other views know it: a cell with the area that it lies in, or an area. */
export function litAt({ areas }: Model, loaded: Loaded, index: number): Partial<Lit> {
  if (loaded.kind === "areas") return { area: loaded.features[index]!.properties.id };
  const known = TOLD_BY.map((kind) => areas.get(kind)).find((one) => one !== undefined);
  const area = known ? areaOfCell([known], loaded.cellSet.shapes, index) : null;
  return { cell: loaded.table.id(index), area: area?.properties.id ?? null };
}

/** Marks on the map what is pointed at in another view. */
export function lightOn(map: MapView, { areas }: Model, drawn: Loaded | null, { cell, area }: Lit): void {
  if (cell !== null && drawn?.kind === "cells") return map.light(drawn.layer.shapes, drawn.table.position(cell));
  const known = area === null ? undefined : areas.get(area.split(":")[0] ?? "");
  map.light(known?.shapes ?? null, known?.features.findIndex((f) => f.properties.id === area) ?? -1);
}

/** Goes to a place that was looked for, right of what covers the map, and marks it. */
export function goTo(map: MapView, model: Model, found: Found, covered: number): void {
  const { city, state } = model;
  const resolution = found.kind === "cell" ? resolutionOf(found.id) : null;
  if (resolution !== null && city.resolutions.includes(resolution)) {
    map.goTo(found.centre, null);
    model.set({ resolution, selected: found.id, view: isCellView(state.view) ? state.view : "hotspots" });
    return;
  }
  const areas = model.areas.get(found.id.split(":")[0] ?? "");
  const index = areas?.features.findIndex((f) => f.properties.id === found.id) ?? -1;
  if (areas && index >= 0) {
    map.goTo(null, found.bbox ?? boundsOf(areas.shapes, index), covered);
    map.light(areas.shapes, index);
  } else map.goTo(found.centre, found.bbox, covered);
}

/** The resolution stands in four bits of an H3 cell's number. */
function resolutionOf(cell: string): number {
  return Number((BigInt(`0x${cell}`) >> 52n) & 15n);
}
