/** The plain basemap out of the city's own areas: ground below the layer; outlines, names and the selection above it. */
import { type Shapes, centreOf, sizeOf } from "../core/shapes";
import type { View } from "./canvas-layer";
import { trace } from "./paint-shapes";

export interface NamedShapes {
  shapes: Shapes;
  names: readonly string[];
  kind: string;
}

interface OutlineStyle {
  fromZoom: number;
  labelFromZoom: number;
  width: number;
  colour: string;
  font: string;
}

const FONT = "system-ui, 'Segoe UI', 'Noto Sans', sans-serif";
const OUTLINES: Readonly<Record<string, OutlineStyle>> = {
  micro_district: { fromZoom: 12, labelFromZoom: 14, width: 0.7, colour: "rgba(60, 72, 84, 0.45)", font: `500 11px ${FONT}` },
  district: { fromZoom: 0, labelFromZoom: 10, width: 1.4, colour: "rgba(40, 52, 64, 0.75)", font: `600 13px ${FONT}` },
  chosen: { fromZoom: 0, labelFromZoom: 99, width: 2.5, colour: "rgba(15, 76, 129, 0.9)", font: `600 13px ${FONT}` },
  study_area: { fromZoom: 0, labelFromZoom: 99, width: 2, colour: "rgba(30, 40, 50, 0.8)", font: `600 13px ${FONT}` },
};

/** Kinds of areas drawn below and above the layer, fine to coarse; `chosen` is whatever area the reader chose. */
export const OUTLINE_KINDS = Object.keys(OUTLINES);

/** The ground: the city lighter than its surroundings. */
export function paintGround(context: CanvasRenderingContext2D, view: View, areas: readonly NamedShapes[]): void {
  context.fillStyle = "#fbfaf7";
  context.beginPath();
  const ground = areas.find((a) => a.kind === "study_area") ?? areas.find((a) => a.kind === "district");
  for (let i = 0; ground && i < ground.shapes.n; i++) trace(context, view, ground.shapes, i);
  context.fill("evenodd");
}

/** Outlines of the areas, then their names where there is room; coarse names first. */
export function paintOutlines(context: CanvasRenderingContext2D, view: View, areas: readonly NamedShapes[]): void {
  const known = OUTLINE_KINDS.flatMap((kind) => areas.filter((a) => a.kind === kind));
  for (const area of known) {
    const style = OUTLINES[area.kind]!;
    if (view.zoom < style.fromZoom) continue;
    context.lineWidth = style.width;
    context.strokeStyle = style.colour;
    context.beginPath();
    for (let i = 0; i < area.shapes.n; i++) trace(context, view, area.shapes, i);
    context.stroke();
  }
  const taken: [number, number, number, number][] = [];
  for (const area of known.reverse()) paintNames(context, view, area, taken);
}

function paintNames(
  context: CanvasRenderingContext2D, view: View, area: NamedShapes, taken: [number, number, number, number][],
): void {
  const style = OUTLINES[area.kind]!;
  if (view.zoom < style.labelFromZoom) return;
  context.font = style.font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (let i = 0; i < area.shapes.n; i++) {
    const [wx, wy] = centreOf(area.shapes, i);
    const [x, y] = [wx * view.scale + view.dx, wy * view.scale + view.dy];
    if (x < -80 || y < -20 || x > view.width + 80 || y > view.height + 20) continue;
    const name = area.names[i] ?? "";
    const half = context.measureText(name).width / 2 + 4;
    const box: [number, number, number, number] = [x - half, y - 9, x + half, y + 9];
    if (taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
    taken.push(box);
    context.lineWidth = 3.5;
    context.strokeStyle = "rgba(255, 255, 255, 0.88)";
    context.strokeText(name, x, y);
    context.fillStyle = "#1d2731";
    context.fillText(name, x, y);
  }
}

/** The selected shape in a double line that shows on every colour; its neighbours, the ring of the statistic, dashed. */
export function paintSelection(
  context: CanvasRenderingContext2D, view: View, shapes: Shapes, selected: number, ring: readonly number[], least = 0,
): void {
  const outline = (members: readonly number[], width: number, colour: string, dash: number[]): void => {
    context.beginPath();
    for (const i of members) {
      if (sizeOf(shapes, i) * view.scale >= least) trace(context, view, shapes, i);
      else traceMark(context, view, shapes, i, least);
    }
    context.setLineDash(dash);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
  };
  outline(ring, 1.2, "rgba(10, 16, 24, 0.85)", [4, 3]);
  outline([selected], 5, "#ffffff", []);
  outline([selected], 2.5, "#0a1018", []);
}

/** Around a shape that is drawn as a mark. */
function traceMark(context: CanvasRenderingContext2D, view: View, shapes: Shapes, i: number, least: number): void {
  const [x, y] = centreOf(shapes, i);
  context.arc(x * view.scale + view.dx, y * view.scale + view.dy, 0.8 * least, 0, 2 * Math.PI);
}
