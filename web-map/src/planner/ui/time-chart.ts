/** Incidents over time as bars; a stretch of them is chosen with the pointer or with two sliders. */
import type { Model } from "../../app/model";
import { addDays } from "../../core/dates";
import { GRID, LINE, SOFT, picture, text, ticks } from "../../ui/charts/chart";
import { h, svg } from "../../ui/dom";
import { type Bar, periodOfBars, stretchOf } from "../core/series";
import type { Translator } from "../i18n/i18n";

/** About as wide as it is shown, so that its letters can be read. */
const WIDTH = 400;
const LEFT = 44;
const RIGHT = 8;
const HEIGHT = 110;
const TOP = 10;

/** Bars of the whole period; those outside of the stretch are pale. */
export function timeChart(bars: readonly Bar[], stretch: readonly [number, number] | null, label: string, number: (n: number) => string): SVGSVGElement {
  const chart = picture(WIDTH, TOP + HEIGHT + 22, label);
  const highest = Math.max(1, ...bars.map((bar) => bar.count));
  const wide = (WIDTH - LEFT - RIGHT) / Math.max(1, bars.length);
  const y = (value: number): number => TOP + HEIGHT * (1 - value / highest);
  for (const tick of ticks(highest)) {
    chart.append(svg("path", { d: `M${LEFT} ${y(tick)}H${WIDTH - RIGHT}`, stroke: GRID, fill: "none" }), text(LEFT - 4, y(tick) + 4, number(tick), "end", SOFT, 12));
  }
  bars.forEach((bar, i) => {
    const inside = stretch !== null && i >= stretch[0] && i <= stretch[1];
    const rect = svg("rect", {
      x: (LEFT + i * wide + Math.min(1, wide * 0.1)).toFixed(2), width: Math.max(0.6, wide - Math.min(2, wide * 0.2)).toFixed(2), y: y(bar.count).toFixed(2),
      height: (HEIGHT - y(bar.count) + TOP).toFixed(2), fill: inside ? LINE : "#c9c3d9", "data-bar": i,
    });
    rect.append(svg("title", {}, `${bar.from} – ${addDays(bar.to, -1)}: ${number(bar.count)}`));
    chart.append(rect);
  });
  let free = 0;
  bars.forEach((bar, i) => {
    const x = LEFT + i * wide;
    const starts = i === 0 || bar.from.slice(0, 7) !== bars[i - 1]!.from.slice(0, 7);
    if (!starts || x < free || x > WIDTH - 50) return;
    free = x + 64;
    chart.append(text(x, TOP + HEIGHT + 15, `${bar.from.slice(5, 7)}.${bar.from.slice(0, 4)}`, "start", SOFT, 12));
  });
  return chart;
}

/** The chart with its brush. */
export function brushedTime(model: Model, tr: Translator, bars: readonly Bar[], label: string): { element: HTMLElement; chart: SVGSVGElement } {
  const { state } = model;
  const stretch = stretchOf(bars, state.from, state.to);
  const chart = timeChart(bars, stretch, label, tr.number);
  const frame = h("div", { class: "brush" }, chart);
  const [first, last] = stretch ?? [0, bars.length - 1];
  const mark = svg("rect", { y: TOP, height: HEIGHT, fill: "#ffb000", "fill-opacity": 0.25, x: 0, width: 0, "pointer-events": "none" });
  chart.append(mark);
  const wide = (WIDTH - LEFT - RIGHT) / Math.max(1, bars.length);
  const barAt = (event: PointerEvent): number => {
    const box = chart.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    return Math.max(0, Math.min(bars.length - 1, Math.floor((x - LEFT) / wide)));
  };
  const show = (a: number, b: number): void => {
    mark.setAttribute("x", String(LEFT + Math.min(a, b) * wide));
    mark.setAttribute("width", String((Math.abs(a - b) + 1) * wide));
  };
  const choose = (a: number, b: number): void => model.set(periodOfBars(bars, a, b));
  let begun: number | null = null;
  chart.addEventListener("pointerdown", (event) => {
    begun = barAt(event);
    chart.setPointerCapture(event.pointerId);
    show(begun, begun);
    event.preventDefault();
  });
  chart.addEventListener("pointermove", (event) => begun !== null && show(begun, barAt(event)));
  chart.addEventListener("pointerup", (event) => {
    if (begun === null) return;
    const from = begun;
    begun = null;
    choose(from, barAt(event));
  });
  chart.addEventListener("pointercancel", () => {
    begun = null;
    mark.setAttribute("width", "0");
  });
  const slider = (key: "linked.brush.from" | "linked.brush.to", value: number): HTMLInputElement => {
    const input = h("input", { type: "range", min: 0, max: bars.length - 1, step: 1, value, "aria-label": tr.t(key), "data-focus": key });
    const told = (): void => {
      const bar = bars[Number(input.value)]!;
      input.setAttribute("aria-valuetext", tr.date(key === "linked.brush.from" ? bar.from : addDays(bar.to, -1)));
    };
    told();
    input.addEventListener("input", () => {
      told();
      show(Number(from.value), Number(to.value));
    });
    input.addEventListener("change", () => choose(Number(from.value), Number(to.value)));
    return input;
  };
  const from = slider("linked.brush.from", first);
  const to = slider("linked.brush.to", last);
  return { element: h("div", {}, frame, h("div", { class: "brush-sliders" }, from, to)), chart };
}
