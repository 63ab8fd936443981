/** Boundaries of cells, off the main thread: the only place that carries h3-js. */
import { cellToBoundary } from "h3-js";
import { cellId } from "../core/h3delta";
import { worldX, worldY } from "../core/mercator";
import { type Shapes, shapesOf } from "../core/shapes";

export interface HexagonRequest {
  id: number;
  numbers: Float64Array;
  resolution: number;
}
export type HexagonReply = { id: number; shapes: Shapes } | { id: number; error: string };

self.onmessage = ({ data }: MessageEvent<HexagonRequest>): void => {
  try {
    const shapes = hexagons(data.numbers, data.resolution);
    const buffers = [shapes.ringStart, shapes.vertexStart, shapes.vertices, shapes.boxes].map((array) => array.buffer);
    self.postMessage({ id: data.id, shapes } satisfies HexagonReply, { transfer: buffers });
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error) } satisfies HexagonReply);
  }
};

function hexagons(numbers: Float64Array, resolution: number): Shapes {
  return shapesOf(
    Array.from(numbers, (number) => {
      const boundary = cellToBoundary(cellId(number, resolution));
      return [Float64Array.from(boundary.flatMap(([lat, lon]) => [worldX(lon), worldY(lat)]))];
    }),
  );
}
