/** Degrees onto a picture of a given width: Mercator, north up. No DOM. */
import type { AreaFeature } from "../../api/types";
import { worldX, worldY } from "../../core/mercator";

export interface Frame {
  width: number;
  height: number;
  at(lon: number, lat: number): [number, number];
}

export type Box = [west: number, south: number, east: number, north: number];

/** A frame that holds a box with a margin. */
export function frameOf(box: Box, width: number, margin = 0.03): Frame {
  const [x0, x1, y0, y1] = [worldX(box[0]), worldX(box[2]), worldY(box[3]), worldY(box[1])];
  const pad = (x1 - x0) * margin;
  const scale = width / (x1 - x0 + 2 * pad || 1);
  const height = Math.max(40, (y1 - y0 + 2 * pad) * scale);
  return { width, height, at: (lon, lat) => [(worldX(lon) - x0 + pad) * scale, (worldY(lat) - y0 + pad) * scale] };
}

/** The box of some areas; the whole world for none. */
export function boxOf(features: readonly AreaFeature[]): Box {
  const box: Box = [180, 85, -180, -85];
  for (const feature of features) {
    for (const ring of ringsOf(feature)) {
      for (const [lon, lat] of ring) {
        box[0] = Math.min(box[0], lon);
        box[1] = Math.min(box[1], lat);
        box[2] = Math.max(box[2], lon);
        box[3] = Math.max(box[3], lat);
      }
    }
  }
  return box[0] > box[2] ? [-180, -60, 180, 70] : box;
}

export function ringsOf({ geometry }: AreaFeature): [number, number][][] {
  if (geometry === null) return [];
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

/** The outline of an area as the `d` of a path, to a tenth of a unit. */
export function pathOf(feature: AreaFeature, frame: Frame): string {
  const point = ([lon, lat]: [number, number]): string => frame.at(lon, lat).map((v) => v.toFixed(1)).join(" ");
  return ringsOf(feature).map((ring) => `M${ring.map(point).join("L")}Z`).join("");
}

/** Round marks for an axis from 0 to at least `most`. */
export function marks(most: number, about = 4): number[] {
  const raw = Math.max(most, 1) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw) ?? raw);
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, i) => i * step);
}
