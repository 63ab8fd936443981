/** The history of the score as a small chart, and as a table for whoever cannot see it. */
import { h, svg } from "../../ui/dom";
import type { Desk } from "../app/desk";
import { type ChartBox, chartOf, scoreY } from "../core/chart";
import type { Assessed } from "../core/yard";

const BOX: ChartBox = { width: 340, height: 150, left: 30, right: 10, top: 10, bottom: 24 };

export function historyPart(desk: Desk, history: readonly Assessed[]): HTMLElement {
  const { tr } = desk;
  const { line, band, dots } = chartOf(history, BOX);
  const date = (at: string): string => tr.shortDate(at.slice(0, 10));
  const chart = svg("svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, class: "chart", role: "img", "aria-label": tr.t("history.label") });
  chart.append(
    ...[0, 50, 100].flatMap((score) => {
      const y = scoreY(score, BOX);
      return [
        svg("line", { x1: BOX.left, x2: BOX.width - BOX.right, y1: y, y2: y, class: "grid" }),
        svg("text", { x: BOX.left - 6, y: y + 4, "text-anchor": "end" }, String(score)),
      ];
    }),
    svg("path", { d: band, class: "band" }),
    svg("path", { d: line, class: "line" }),
    ...dots.map(({ x, y }) => svg("circle", { cx: x, cy: y, r: 2.5, class: "dot" })),
    svg("text", { x: BOX.left, y: BOX.height - 6 }, date(history[0]?.at ?? "")),
    svg("text", { x: BOX.width - BOX.right, y: BOX.height - 6, "text-anchor": "end" }, date(history[history.length - 1]?.at ?? "")),
  );
  const row = (point: Assessed): HTMLElement =>
    h("tr", {}, h("th", { scope: "row" }, date(point.at)), ...[point.score, point.low, point.high].map((value) => h("td", {}, tr.number(Math.round(value)))));
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...(["history.date", "history.score", "history.low", "history.high"] as const).map((key) => h("th", { scope: "col" }, tr.t(key))))),
    h("tbody", {}, ...history.map(row)),
  );
  return h(
    "section",
    { class: "card" },
    h("h2", {}, tr.t("history.title")),
    h("p", { class: "hint" }, tr.t("history.hint")),
    chart,
    h("details", { class: "no-print" }, h("summary", {}, tr.t("history.table")), h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": tr.t("history.table") }, table)),
  );
}
