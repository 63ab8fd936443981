/** The concentration curve: which share of the incidents lies in which share of the units, the fullest first. */
import type { Translator } from "../../i18n/i18n";
import { svg } from "../dom";
import { GRID, LINE, SOFT, path, picture, text } from "./chart";

const SIZE = 230;
const LEFT = 44;
const BOTTOM = 36;

export function curveChart(curve: readonly (readonly [number, number])[], units: string, tr: Translator): SVGSVGElement {
  const chart = picture(LEFT + SIZE + 16, SIZE + BOTTOM + 14, tr.t("concentration.chart"));
  const x = (share: number): number => LEFT + share * SIZE;
  const y = (share: number): number => 8 + (1 - share) * SIZE;
  for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    const percent = `${tr.number(100 * share)} %`;
    chart.append(
      svg("path", { d: `M${x(share)} ${y(0)}V${y(1)}M${x(0)} ${y(share)}H${x(1)}`, stroke: GRID, "stroke-width": 1, fill: "none" }),
      text(x(share), y(0) + 14, percent, share === 0 ? "start" : share === 1 ? "end" : "middle", SOFT, 10),
      text(LEFT - 4, y(share) + 4, percent, "end", SOFT, 10),
    );
  }
  chart.append(
    path([[x(0), y(0)], [x(1), y(1)]], SOFT, "4 3"),
    path(curve.map(([a, b]) => [x(a), y(b)] as const), LINE),
    text(x(0.5), y(0) + 30, units, "middle"),
  );
  return chart;
}
