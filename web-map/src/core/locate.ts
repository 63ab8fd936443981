/** Which named area a cell lies in, for the table: the areas are few and on the map already. */
import type { AreaFeature } from "../api/types";
import { type Shapes, centreOf, shapeAt, shapesOfAreas } from "./shapes";

export interface AreaIndex {
  features: readonly AreaFeature[];
  shapes: Shapes;
}

export function areaIndex(features: readonly AreaFeature[]): AreaIndex {
  return { features, shapes: shapesOfAreas(features) };
}

/** The first area of the finest index that contains the middle of a cell. */
export function areaOfCell(indexes: readonly AreaIndex[], cells: Shapes, position: number): AreaFeature | null {
  const [x, y] = centreOf(cells, position);
  for (const { features, shapes } of indexes) {
    const at = shapeAt(shapes, x, y);
    if (at >= 0) return features[at] ?? null;
  }
  return null;
}
