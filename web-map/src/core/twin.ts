/** The rows of the table twin: the same figures as on the map, in an order, a page at a time. */
import type { Translator } from "../i18n/i18n";
import type { SortKey } from "./columns";
import type { Loaded, LoadedAreas, LoadedCells } from "./loaded";
import { type AreaIndex, areaOfCell } from "./locate";
import { TABLE_COLUMNS, isStatView } from "./statistics";

export type TwinKey = SortKey | "area_km2" | "per_km2" | "name";

export interface TwinColumn {
  key: TwinKey;
  number: boolean;
  /** Whether the first click sorts from the highest down. */
  descendingFirst: boolean;
  sortable: boolean;
}

export interface TwinSort {
  key: TwinKey;
  descending: boolean;
}

export interface TwinRow {
  position: number;
  /** What selects the row: an H3 index or `kind:code`. */
  id: string;
  cells: string[];
}

const NUMBER = { number: true, descendingFirst: true, sortable: true };

export function twinColumns(loaded: Loaded): TwinColumn[] {
  const name: TwinColumn = { key: "name", number: false, descendingFirst: false, sortable: loaded.kind === "areas" };
  if (loaded.kind === "areas") {
    return [name, { key: "count", ...NUMBER }, { key: "area_km2", ...NUMBER }, { key: "per_km2", ...NUMBER }];
  }
  if (isStatView(loaded.view)) {
    const falling = (key: SortKey): boolean => key !== "class" && key !== "q" && key !== "trend_p";
    const column = (key: SortKey): TwinColumn => ({ key, number: key !== "class", descendingFirst: falling(key), sortable: true });
    return [...TABLE_COLUMNS[loaded.view].map(column), name];
  }
  if (loaded.view === "risk") return [{ key: "relative", ...NUMBER }, { key: "expected", ...NUMBER }, { key: "count", ...NUMBER }, name];
  if (loaded.view === "cells") return [{ key: "count", ...NUMBER }, name];
  return [
    { key: "class", number: false, descendingFirst: false, sortable: true },
    { key: "count", ...NUMBER },
    { key: "ring_count", ...NUMBER },
    { key: "ring_expected", ...NUMBER },
    { key: "q", number: true, descendingFirst: false, sortable: true },
    name,
  ];
}

export function firstSort(loaded: Loaded): TwinSort {
  if (loaded.kind === "areas") return { key: "per_km2", descending: true };
  if (loaded.view === "density") return { key: "density", descending: true };
  if (loaded.view === "risk") return { key: "relative", descending: true };
  return loaded.view === "cells" ? { key: "count", descending: true } : { key: "class", descending: false };
}

/** Positions of all rows in order. */
export function twinOrder(loaded: Loaded, sort: TwinSort, tr: Translator): Uint32Array {
  if (loaded.kind === "cells") {
    const key = sort.key === "name" || sort.key === "area_km2" || sort.key === "per_km2" ? "count" : sort.key;
    return loaded.table.order({ key, descending: sort.descending });
  }
  const sign = sort.descending ? -1 : 1;
  const value = (i: number): number | string => {
    const { properties } = loaded.features[i]!;
    if (sort.key === "name") return tr.name(properties.names, properties.id);
    return (sort.key === "area_km2" ? properties.area_km2 : sort.key === "per_km2" ? properties.per_km2 : properties.count) ?? -1;
  };
  return Uint32Array.from(loaded.features.keys()).sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    return sign * (typeof x === "string" ? x.localeCompare(String(y)) : x - Number(y)) || a - b;
  });
}

export function twinRow(loaded: Loaded, position: number, indexes: readonly AreaIndex[], tr: Translator): TwinRow {
  return loaded.kind === "cells" ? cellRow(loaded, position, indexes, tr) : areaRow(loaded, position, tr);
}

function cellRow(loaded: LoadedCells, position: number, indexes: readonly AreaIndex[], tr: Translator): TwinRow {
  const { table } = loaded;
  const area = areaOfCell(indexes, loaded.cellSet.shapes, position);
  const text = (key: TwinKey): string => {
    const name = key === "class" ? table.className(position) : null;
    if (name !== null) return tr.maybe(`class.short.${name}`) ?? tr.maybe(`class.${name}`) ?? "";
    if (key === "name") return area ? tr.name(area.properties.names, area.properties.id) : "–";
    if (key === "class" || key === "area_km2" || key === "per_km2") return "";
    const value = table.value(key, position);
    if (value === null) return "–";
    if (key === "q" || key === "trend_p") return tr.probability(value);
    return tr.number(value, key === "density" || key === "relative" || key === "expected" ? 2 : key === "ring_expected" ? 1 : 0);
  };
  return { position, id: table.id(position), cells: twinColumns(loaded).map(({ key }) => text(key)) };
}

function areaRow(loaded: LoadedAreas, position: number, tr: Translator): TwinRow {
  const { properties: p } = loaded.features[position]!;
  const figure = (value: number | null | undefined, digits: number): string =>
    value === null || value === undefined ? "–" : tr.number(value, digits);
  return {
    position,
    id: p.id,
    cells: [tr.name(p.names, p.id), figure(p.count, 0), figure(p.area_km2, 2), figure(p.per_km2, 2)],
  };
}
