/** Months beside what their season would bring: a line of counts, the expected one dashed, the usual range as a band. */
import type { SeasonRow } from "../../api/statistics";
import type { Translator } from "../../i18n/i18n";
import { svg } from "../dom";
import { GRID, LINE, SOFT, path, picture, text, ticks } from "./chart";

const LEFT = 44;
const HEIGHT = 190;
const STEP = 15;

export function monthsChart(rows: readonly SeasonRow[], tr: Translator): SVGSVGElement {
  const width = LEFT + Math.max(rows.length * STEP, 260) + 20;
  const chart = picture(width, HEIGHT + 40, tr.t("season.chart"));
  const highest = Math.max(1, ...rows.map((row) => Math.max(row.count, row.high ?? 0)));
  const x = (i: number): number => LEFT + (i + 0.5) * ((width - LEFT - 20) / rows.length);
  const y = (value: number): number => 10 + HEIGHT * (1 - value / highest);
  for (const tick of ticks(highest)) {
    chart.append(svg("path", { d: `M${LEFT} ${y(tick)}H${width - 20}`, stroke: GRID, fill: "none" }), text(LEFT - 4, y(tick) + 4, tr.number(tick), "end", SOFT, 10));
  }
  const judged = rows.map((row, i) => ({ row, i })).filter(({ row }) => row.expected !== null);
  if (judged.length > 0) {
    const up = judged.map(({ row, i }) => `${x(i).toFixed(1)} ${y(row.high ?? 0).toFixed(1)}`);
    const down = judged.map(({ row, i }) => `${x(i).toFixed(1)} ${y(row.low ?? 0).toFixed(1)}`).reverse();
    chart.append(svg("path", { d: `M${[...up, ...down].join("L")}Z`, fill: "#d9d3ea", "fill-opacity": 0.7 }));
    chart.append(path(judged.map(({ row, i }) => [x(i), y(row.expected ?? 0)] as const), SOFT, "4 3"));
  }
  chart.append(path(rows.map((row, i) => [x(i), y(row.count)] as const), LINE));
  rows.forEach((row, i) => chart.append(mark(row, x(i), y(row.count), tr)));
  rows.forEach((row, i) => {
    const [year, month] = row.from.split("-");
    if (month === "01" || i === 0) chart.append(text(x(i), HEIGHT + 26, month === "01" ? year! : `${month}.${year}`, "middle", SOFT, 10));
  });
  return chart;
}

/** A point; what is unusual, or not registered in full, has a shape of its own. */
function mark(row: SeasonRow, x: number, y: number, tr: Translator): SVGElement {
  const words = `${tr.shortDate(row.from)}: ${tr.number(row.count)}. ${tr.maybe(`season.${row.verdict}`) ?? ""}`;
  const label = svg("title", {}, words);
  if (row.verdict === "above" || row.verdict === "below") {
    const tip = row.verdict === "above" ? -7 : 7;
    return svg("path", { d: `M${x - 6} ${y - tip * 0.4}L${x} ${y + tip}L${x + 6} ${y - tip * 0.4}Z`, fill: row.verdict === "above" ? "#a50f15" : "#0b3f94" }, label);
  }
  const hollow = row.verdict === "incomplete";
  return svg("circle", { cx: x, cy: y, r: hollow ? 4 : 2.5, fill: hollow ? "#ffffff" : LINE, stroke: LINE }, label);
}
