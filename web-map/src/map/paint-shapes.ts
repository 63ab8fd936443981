/** Draws many polygons on one canvas: those in view only, batched by style. */
import { type Style, rgba } from "../core/palette";
import type { Layer } from "../core/loaded";
import { type Shapes, centreOf, sizeOf } from "../core/shapes";
import type { View } from "./canvas-layer";

/** Polygons per path: large enough to be fast, small enough for the rasteriser. */
const BATCH = 400;
/** Below this width in pixels outlines would cover the fill. */
const OUTLINE_FROM_PX = 9;

export function paintShapes(context: CanvasRenderingContext2D, view: View, layer: Layer): void {
  const { shapes, styles } = layer;
  const buckets = styles.map((): number[] => []);
  const limits = [-view.dx, -view.dy, view.width - view.dx, view.height - view.dy].map((v) => v / view.scale);
  for (let i = 0; i < shapes.n; i++) {
    const b = 4 * i;
    if (
      shapes.boxes[b]! <= limits[2]! && shapes.boxes[b + 1]! <= limits[3]! &&
      shapes.boxes[b + 2]! >= limits[0]! && shapes.boxes[b + 3]! >= limits[1]!
    ) {
      buckets[layer.styleOf[i]!]?.push(i);
    }
  }
  const width = shapes.n > 0 ? (shapes.boxes[2]! - shapes.boxes[0]!) * view.scale : 0;
  const { least = 0 } = layer;
  const isMark = (i: number): boolean => sizeOf(shapes, i) * view.scale < least;
  buckets.forEach((members, k) => {
    paintBucket(context, view, shapes, least > 0 ? members.filter((i) => !isMark(i)) : members, styles[k]!, Math.max(width, least));
    if (least > 0) paintMarks(context, view, shapes, members.filter(isMark), styles[k]!, least);
  });
}

/** Shapes too small to be seen: dots; rings, and smaller, where a style is hatched. */
function paintMarks(context: CanvasRenderingContext2D, view: View, shapes: Shapes, members: number[], style: Style, least: number): void {
  const radius = least * (style.hatched ? 0.24 : 0.45);
  context.lineWidth = 1;
  context.fillStyle = style.hatched ? "rgba(255, 255, 255, 0.8)" : rgba(style.fill ?? "#ffffff", 1);
  context.strokeStyle = rgba(style.stroke ?? "#17212b", style.hatched ? 0.5 : 0.75);
  for (let start = 0; start < members.length; start += BATCH) {
    context.beginPath();
    for (const i of members.slice(start, start + BATCH)) {
      const [x, y] = centreOf(shapes, i);
      context.moveTo(x * view.scale + view.dx + radius, y * view.scale + view.dy);
      context.arc(x * view.scale + view.dx, y * view.scale + view.dy, radius, 0, 2 * Math.PI);
    }
    context.fill();
    context.stroke();
  }
}

function paintBucket(
  context: CanvasRenderingContext2D, view: View, shapes: Shapes, members: number[], style: Style, width: number,
): void {
  const hatch = style.hatched ? hatching(context) : null;
  const fill = hatch ?? (style.fill === null ? null : rgba(style.fill, style.fillOpacity));
  // Zoomed out, a marked cell is a speck: its own outline keeps it visible. The faint ones lose theirs.
  const outlined = width >= OUTLINE_FROM_PX || style.strokeOpacity > 0.5;
  const stroke = style.stroke !== null && outlined ? rgba(style.stroke, style.strokeOpacity) : null;
  context.lineWidth = width >= OUTLINE_FROM_PX ? 0.75 : 1.25;
  for (let start = 0; start < members.length; start += BATCH) {
    context.beginPath();
    for (const i of members.slice(start, start + BATCH)) trace(context, view, shapes, i);
    if (fill !== null) {
      context.fillStyle = fill;
      context.fill("evenodd");
    }
    if (stroke !== null) {
      context.strokeStyle = stroke;
      context.stroke();
    }
  }
}

/** Adds the rings of a shape to the path. */
export function trace(context: CanvasRenderingContext2D, view: View, shapes: Shapes, i: number): void {
  const { vertices } = shapes;
  for (let ring = shapes.ringStart[i]!; ring < shapes.ringStart[i + 1]!; ring++) {
    const end = shapes.vertexStart[ring + 1]!;
    for (let v = shapes.vertexStart[ring]!; v < end; v++) {
      const x = vertices[2 * v]! * view.scale + view.dx;
      const y = vertices[2 * v + 1]! * view.scale + view.dy;
      if (v === shapes.vertexStart[ring]) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  }
}

let pattern: CanvasPattern | null = null;

/** Thin diagonal lines: "no verdict", which is not the same as "nothing found". */
function hatching(context: CanvasRenderingContext2D): CanvasPattern | null {
  if (pattern) return pattern;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d")!;
  pen.strokeStyle = "rgba(74, 85, 96, 0.45)";
  pen.lineWidth = 1;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift - 1, 9);
    pen.lineTo(shift + 9, -1);
  }
  pen.stroke();
  pattern = context.createPattern(tile, "repeat");
  return pattern;
}
