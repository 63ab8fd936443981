/** Polygons on the unit square in flat arrays: made once, drawn and hit many times. Hexagons and areas alike. */
import type { AreaFeature } from "../api/types";
import { latOf, lonOf, worldX, worldY } from "./mercator";

export interface Shapes {
  n: number;
  /** First ring of each shape; one more entry than shapes. */
  ringStart: Uint32Array;
  /** First vertex of each ring; one more entry than rings. */
  vertexStart: Uint32Array;
  /** x and y of each vertex on the unit square. */
  vertices: Float64Array;
  /** West, north, east, south of each shape on the unit square. */
  boxes: Float64Array;
}

/** Shapes out of rings of [x, y, x, y, …] on the unit square. */
export function shapesOf(parts: readonly (readonly ArrayLike<number>[])[]): Shapes {
  const rings = parts.flat();
  const shapes: Shapes = {
    n: parts.length,
    ringStart: new Uint32Array(parts.length + 1),
    vertexStart: new Uint32Array(rings.length + 1),
    vertices: new Float64Array(rings.reduce((sum, ring) => sum + ring.length, 0)),
    boxes: new Float64Array(4 * parts.length),
  };
  let ring = 0;
  let at = 0;
  parts.forEach((own, i) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const points of own) {
      shapes.vertices.set(points, at);
      for (let k = 0; k < points.length; k += 2) {
        box[0] = Math.min(box[0]!, points[k]!);
        box[1] = Math.min(box[1]!, points[k + 1]!);
        box[2] = Math.max(box[2]!, points[k]!);
        box[3] = Math.max(box[3]!, points[k + 1]!);
      }
      at += points.length;
      shapes.vertexStart[++ring] = at / 2;
    }
    shapes.ringStart[i + 1] = ring;
    shapes.boxes.set(box, 4 * i);
  });
  return shapes;
}

/** Shapes out of the geometries of areas; an area without geometry is a shape without rings. */
export function shapesOfAreas(features: readonly AreaFeature[]): Shapes {
  return shapesOf(
    features.map(({ geometry }) => {
      const polygons = geometry === null ? [] : geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      return polygons.flat().map((ring) => ring.flatMap(([lon, lat]) => [worldX(lon), worldY(lat)]));
    }),
  );
}

/** The first shape that contains a point of the unit square, or −1. Even-odd over all rings, so holes are outside. */
export function shapeAt(shapes: Shapes, x: number, y: number): number {
  const { boxes } = shapes;
  for (let i = 0; i < shapes.n; i++) {
    const b = 4 * i;
    if (x < boxes[b]! || y < boxes[b + 1]! || x > boxes[b + 2]! || y > boxes[b + 3]!) continue;
    if (contains(shapes, i, x, y)) return i;
  }
  return -1;
}

/**
 * The shape at a point, else the nearest of those drawn as marks: smaller than `least`, with their middle within `reach`
 * (both in units of the square). −1 where there is none.
 */
export function shapeNear(shapes: Shapes, x: number, y: number, least: number, reach: number): number {
  const inside = shapeAt(shapes, x, y);
  if (inside >= 0) return inside;
  let [found, nearest] = [-1, reach];
  for (let i = 0; i < shapes.n; i++) {
    if (sizeOf(shapes, i) >= least) continue;
    const [cx, cy] = centreOf(shapes, i);
    const distance = Math.hypot(cx - x, cy - y);
    if (distance <= nearest) [found, nearest] = [i, distance];
  }
  return found;
}

/** The longer side of a shape's box on the unit square. */
export function sizeOf({ boxes }: Shapes, i: number): number {
  return Math.max(boxes[4 * i + 2]! - boxes[4 * i]!, boxes[4 * i + 3]! - boxes[4 * i + 1]!);
}

/** Middle of a shape's box on the unit square. */
export function centreOf(shapes: Shapes, i: number): [number, number] {
  const [w, n, e, s] = shapes.boxes.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
  return [(w + e) / 2, (n + s) / 2];
}

/** Hexagons that touch a hexagon: centres within 1.4 widths; the next ring begins at 1.5. */
export function neighboursOf(shapes: Shapes, i: number): number[] {
  const [x, y] = centreOf(shapes, i);
  const b = 4 * i;
  const reach = 1.4 * Math.min(shapes.boxes[b + 2]! - shapes.boxes[b]!, shapes.boxes[b + 3]! - shapes.boxes[b + 1]!);
  const near: number[] = [];
  for (let k = 0; k < shapes.n; k++) {
    if (k === i || Math.abs(shapes.boxes[4 * k]! - shapes.boxes[b]!) > 2 * reach) continue;
    const [cx, cy] = centreOf(shapes, k);
    if (Math.hypot(cx - x, cy - y) < reach) near.push(k);
  }
  return near;
}

function contains(shapes: Shapes, i: number, x: number, y: number): boolean {
  const { vertices } = shapes;
  let inside = false;
  for (let ring = shapes.ringStart[i]!; ring < shapes.ringStart[i + 1]!; ring++) {
    const first = shapes.vertexStart[ring]!;
    const end = shapes.vertexStart[ring + 1]!;
    for (let a = first, b = end - 1; a < end; b = a++) {
      const [ax, ay, bx, by] = [vertices[2 * a]!, vertices[2 * a + 1]!, vertices[2 * b]!, vertices[2 * b + 1]!];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/** West, south, east, north of a shape in degrees. */
export function boundsOf(shapes: Shapes, i: number): [number, number, number, number] {
  const b = 4 * i;
  return [lonOf(shapes.boxes[b]!), latOf(shapes.boxes[b + 3]!), lonOf(shapes.boxes[b + 2]!), latOf(shapes.boxes[b + 1]!)];
}

/** West, south, east, north of all shapes together. */
export function boundsOfAll(shapes: Shapes): [number, number, number, number] {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < shapes.n; i++) {
    box[0] = Math.min(box[0]!, shapes.boxes[4 * i]!);
    box[1] = Math.min(box[1]!, shapes.boxes[4 * i + 1]!);
    box[2] = Math.max(box[2]!, shapes.boxes[4 * i + 2]!);
    box[3] = Math.max(box[3]!, shapes.boxes[4 * i + 3]!);
  }
  return [lonOf(box[0]!), latOf(box[3]!), lonOf(box[2]!), latOf(box[1]!)];
}
