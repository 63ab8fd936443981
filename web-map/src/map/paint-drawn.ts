/** An outline that the reader draws: corners as dots, closed once it is done. */
import { worldX, worldY } from "../core/mercator";
import type { View } from "./canvas-layer";

export function paintDrawn(
  context: CanvasRenderingContext2D, view: View, corners: readonly (readonly [number, number])[], closed: boolean,
): void {
  if (corners.length === 0) return;
  const points = corners.map(([lon, lat]) => [worldX(lon) * view.scale + view.dx, worldY(lat) * view.scale + view.dy] as const);
  context.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  if (closed) context.closePath();
  context.fillStyle = "rgba(255, 176, 0, 0.14)";
  if (closed) context.fill();
  for (const [width, colour] of [[5, "#ffffff"], [2.5, "#7a4a00"]] as const) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
  context.fillStyle = "#7a4a00";
  for (const [x, y] of points) {
    context.beginPath();
    context.arc(x, y, 4, 0, 2 * Math.PI);
    context.fill();
  }
}
