/** What is drawn: the figures of one answer with the polygons they belong to. */
import type { AreaFeature, Settings } from "../api/types";
import type { Breaks } from "./breaks";
import type { Cells, CellTable } from "./columns";
import type { Style } from "./palette";
import type { Shapes } from "./shapes";

/** Polygons with a style each. */
export interface Layer {
  shapes: Shapes;
  /** Style of each shape, an index into `styles`. */
  styleOf: Uint8Array;
  styles: readonly Style[];
  /** On the screen smaller than this, in pixels, a shape is drawn as a mark: it can be seen and hit from far away. */
  least?: number;
}

/** A study set with its boundaries. */
export interface CellSet extends Cells {
  set: string;
  shapes: Shapes;
}

export interface LoadedCells {
  kind: "cells";
  view: string;
  table: CellTable;
  cellSet: CellSet;
  /** Null for views that have classes. */
  breaks: Breaks | null;
  layer: Layer;
  settings: Settings;
}

export interface LoadedAreas {
  kind: "areas";
  view: string;
  features: AreaFeature[];
  breaks: Breaks;
  layer: Layer;
  settings: Settings;
}

export type Loaded = LoadedCells | LoadedAreas;
