/** Counts by month as lines, with the start marked: a picture that prints. */
import { h, svg } from "../../ui/dom";
import { marks } from "../core/frame";
import type { Translator } from "../i18n/i18n";

export interface Line {
  name: string;
  kind: string;
  values: readonly number[];
}

export interface LinePicture {
  months: readonly string[];
  lines: readonly Line[];
  /** The first month after the start. */
  start?: string;
  startText?: string;
  label: string;
  unit: string;
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT] = [760, 260, 52, 18, 34, 12];

export function lineChart(picture: LinePicture, tr: Translator): HTMLElement {
  const { months, lines } = picture;
  const most = Math.max(1, ...lines.flatMap((line) => line.values));
  const ticks = marks(most);
  const top = ticks.at(-1)!;
  const x = (i: number): number => LEFT + (months.length < 2 ? 0 : (i * (WIDTH - LEFT - RIGHT)) / (months.length - 1));
  const y = (v: number): number => HEIGHT - BOTTOM - (v * (HEIGHT - TOP - BOTTOM)) / top;
  const grid = ticks.map((v) => [
    svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(v), y2: y(v), class: "grid" }),
    svg("text", { x: LEFT - 6, y: y(v) + 4, class: "tick right" }, tr.number(v)),
  ]).flat();
  const every = Math.ceil(months.length / 8);
  const dates = months.map((month, i) => i % every === 0
    ? svg("text", { x: x(i), y: HEIGHT - BOTTOM + 18, class: "tick middle" }, `${month.slice(5, 7)}.${month.slice(0, 4)}`)
    : null);
  const at = picture.start === undefined ? -1 : months.indexOf(picture.start);
  const start = at < 0 ? [] : [
    svg("line", { x1: x(at - 0.5), x2: x(at - 0.5), y1: TOP - 6, y2: HEIGHT - BOTTOM, class: "start" }),
    svg("text", { x: x(at - 0.5) + 5, y: TOP + 4, class: "tick" }, picture.startText ?? ""),
  ];
  const curves = lines.map((line) => {
    const points = line.values.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(" ");
    return svg("polyline", { points, class: `curve ${line.kind}` }, svg("title", {}, line.name));
  });
  const image = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "line-chart", role: "img", "aria-label": picture.label },
    ...grid, ...dates, ...start, ...curves);
  const legend = h("ul", { class: "map-legend" },
    ...lines.map((line) => h("li", {}, h("span", { class: `swatch stroke ${line.kind}`, "aria-hidden": "true" }), line.name)));
  return h("figure", { class: "chart-figure" }, image, h("figcaption", {}, legend, h("p", { class: "hint" }, picture.unit)));
}

/** An interval on a common scale: where the middle, the ends and "no change" lie. */
export function intervals(rows: readonly { name: string; change: number; low: number; high: number }[], label: string, tr: Translator): HTMLElement {
  const clamp = (v: number): number => Math.max(-0.8, Math.min(0.8, v));
  const reach = Math.max(0.2, ...rows.flatMap((r) => [Math.abs(clamp(r.low)), Math.abs(clamp(r.high))]));
  const x = (v: number): number => 380 + (clamp(v) / reach) * 300;
  const height = 26 + rows.length * 30;
  const bars = rows.flatMap((row, i) => {
    const y = 24 + i * 30;
    return [
      svg("line", { x1: x(row.low), x2: x(row.high), y1: y, y2: y, class: "interval" }),
      svg("circle", { cx: x(row.change), cy: y, r: 5, class: "interval-middle" }),
      svg("text", { x: 4, y: y - 9, class: "tick" }, row.name),
    ];
  });
  return h("figure", { class: "chart-figure" }, svg(
    "svg", { viewBox: `0 0 760 ${height}`, class: "line-chart", role: "img", "aria-label": label },
    svg("line", { x1: x(0), x2: x(0), y1: 4, y2: height - 16, class: "start" }),
    svg("text", { x: x(0), y: height - 3, class: "tick middle" }, tr.t("chart.no_change")),
    ...bars));
}
