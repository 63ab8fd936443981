/** A sample of a style as it looks on the map. SVG attributes, not styles: the content policy forbids inline styles. */
import type { Style } from "../core/palette";
import { svg } from "./dom";

export function swatch(style: Style): SVGSVGElement {
  const hexagon = "9,1 16,5 16,13 9,17 2,13 2,5";
  const picture = svg("svg", { class: "swatch", viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true" });
  picture.append(
    svg("polygon", {
      points: hexagon,
      fill: style.fill ?? "none",
      "fill-opacity": Math.min(1, style.fillOpacity + 0.1),
      stroke: style.stroke ?? "none",
      "stroke-opacity": Math.max(style.strokeOpacity, 0.5),
    }),
  );
  if (style.hatched) picture.append(svg("path", { d: "M3 11L11 3M3 16L16 3M8 16L16 8", class: "hatch" }));
  return picture;
}
