/** Curves of hit rates over the share of the area, and bars of expected and observed counts: SVG, each with its table. */
import { h, svg } from "../../ui/dom";
import type { Translator } from "../i18n/i18n";
import type { Group, ScoreRow } from "../types";

/** Colours that stay apart for the colour-blind, and dashes besides. */
const STYLES: Readonly<Record<string, [string, string]>> = {
  model: ["#0b3f94", ""],
  last_counts: ["#b35c00", "7 4"],
  earlier_counts: ["#6b479f", "2 3"],
  best_density: ["#00796b", "9 3 2 3"],
  factors_only: ["#8a3b12", "4 4"],
  uniform: ["#6b7681", "1 4"],
};
const [WIDE, HIGH, LEFT, LOW] = [640, 340, 56, 44];

export function hitCurves(rows: readonly ScoreRow[], tr: Translator): HTMLElement {
  const methods = [...new Set(rows.map((row) => row.method))];
  const most = Math.max(0.01, ...rows.map((row) => row.high));
  // Shares double or nearly so: their roots lie well apart.
  const x = (share: number): number => LEFT + (WIDE - LEFT - 12) * Math.sqrt(share / 0.2);
  const y = (rate: number): number => HIGH - LOW - (HIGH - LOW - 12) * (rate / most);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => part * most);
  const shares = [...new Set(rows.map((row) => row.share))];
  const own = (method: string): ScoreRow[] => rows.filter((row) => row.method === method);
  const band = own("model");
  const lines = methods.map((method) => {
    const [colour, dash] = STYLES[method] ?? ["#333333", ""];
    return svg("polyline", { points: own(method).map((row) => `${x(row.share)},${y(row.hit_rate)}`).join(" "), fill: "none", stroke: colour, "stroke-width": method === "model" ? 3 : 2, "stroke-dasharray": dash });
  });
  const chart = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": tr.t("curve.title"), class: "chart" },
    ...ticks.map((rate) => svg("g", {}, svg("line", { x1: LEFT, x2: WIDE - 12, y1: y(rate), y2: y(rate), stroke: "#d5dbe0" }), label(LEFT - 6, y(rate) + 4, tr.number(100 * rate), "end"))),
    ...shares.map((share) => label(x(share), HIGH - LOW + 18, tr.number(100 * share, 1), "middle")),
    svg("polygon", { points: [...band.map((row) => `${x(row.share)},${y(row.high)}`), ...[...band].reverse().map((row) => `${x(row.share)},${y(row.low)}`)].join(" "), fill: "#0b3f94", "fill-opacity": "0.15" }),
    ...lines,
    label((LEFT + WIDE) / 2, HIGH - 6, tr.t("curve.x"), "middle"),
    label(LEFT, 10, tr.t("curve.y"), "start"));
  const legend = methods.map((method) => {
    const [colour, dash] = STYLES[method] ?? ["#333333", ""];
    return h("li", {}, svg("svg", { viewBox: "0 0 34 8", class: "key", "aria-hidden": "true" }, svg("line", { x1: 0, x2: 34, y1: 4, y2: 4, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash })), methodName(method, null, tr));
  });
  return h("figure", {}, h("figcaption", {}, tr.t("curve.title")), chart, h("ul", { class: "keys" }, ...legend));
}

export function methodName(method: string, bandwidth_m: number | null, tr: Translator): string {
  if (method === "best_density" && bandwidth_m === null) return tr.t("method.best_density.short");
  return tr.maybe(`method.${method}`, { bandwidth: tr.number(bandwidth_m ?? 0) }) ?? method;
}

export function decileBars(groups: readonly Group[], tr: Translator): HTMLElement {
  const most = Math.max(1, ...groups.flatMap((group) => [group.expected, group.observed]));
  const step = (WIDE - LEFT) / groups.length;
  const height = (value: number): number => ((HIGH - LOW - 10) * value) / most;
  const bar = (at: number, value: number, colour: string): SVGElement =>
    svg("rect", { x: at, y: HIGH - LOW - height(value), width: step * 0.38, height: height(value), fill: colour });
  const chart = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": tr.t("calibration.deciles"), class: "chart" },
    ...groups.flatMap((group, i) => [
      bar(LEFT + i * step + step * 0.08, group.expected, "#b6a8d6"), bar(LEFT + i * step + step * 0.48, group.observed, "#43157a"),
      label(LEFT + i * step + step / 2, HIGH - LOW + 18, String(i + 1), "middle"),
    ]),
    label(LEFT - 6, 16, tr.number(most), "end"), label(LEFT - 6, HIGH - LOW, "0", "end"));
  const key = (colour: string, text: string): HTMLElement =>
    h("li", {}, svg("svg", { viewBox: "0 0 34 8", class: "key", "aria-hidden": "true" }, svg("rect", { width: 34, height: 8, fill: colour })), text);
  return h("figure", {}, h("figcaption", {}, tr.t("calibration.deciles")), chart,
    h("ul", { class: "keys" }, key("#b6a8d6", tr.t("calibration.expected")), key("#43157a", tr.t("calibration.observed"))));
}

function label(x: number, y: number, text: string, anchor: string): SVGElement {
  return svg("text", { x, y, "text-anchor": anchor, "font-size": 13, fill: "#43505c" }, text);
}
