/** Several charts as one picture, one below the other. */
import { picture } from "../../ui/charts/chart";
import { svg } from "../../ui/dom";

const GAP = 18;

export function stacked(charts: readonly SVGSVGElement[], label: string): SVGSVGElement {
  const sizes = charts.map((chart) => ["width", "height"].map((side) => Number(chart.getAttribute(side))) as [number, number]);
  const height = sizes.reduce((sum, [, high]) => sum + high + GAP, 0);
  const all = picture(Math.max(...sizes.map(([wide]) => wide)), height, label);
  let y = 0;
  charts.forEach((chart, i) => {
    const part = svg("g", { transform: `translate(0 ${y})` });
    for (const child of chart.childNodes) part.append(child.cloneNode(true));
    all.append(part);
    y += sizes[i]![1] + GAP;
  });
  return all;
}
