/**
 * Small charts as pictures that stand alone: every colour and font is an attribute of the SVG, so that what is saved
 * looks like what is seen, and the words that say what was counted are part of it.
 */
import { h, svg } from "../dom";

export const FONT = "system-ui, sans-serif";
export const INK = "#17212b";
export const SOFT = "#43505c";
export const LINE = "#6b479f";
export const GRID = "#cfd6dc";

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A picture with its accessible name. */
export function picture(width: number, height: number, label: string): SVGSVGElement {
  return svg("svg", {
    viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, class: "chart",
    "font-family": FONT, "font-size": 11, fill: INK,
  });
}

export function text(x: number, y: number, words: string, anchor = "start", fill = SOFT, size = 11): SVGTextElement {
  return svg("text", { x, y, "text-anchor": anchor, fill, "font-size": size }, words);
}

/** A line through points. */
export function path(points: readonly (readonly [number, number])[], stroke: string, dash = ""): SVGPathElement {
  const d = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return svg("path", { d, fill: "none", stroke, "stroke-width": 2, "stroke-dasharray": dash === "" ? null : dash });
}

/** Round steps of an axis from 0 to a value, four or five of them. */
export function ticks(highest: number): number[] {
  if (!(highest > 0)) return [0];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? 10 * power;
  return Array.from({ length: Math.floor(highest / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** Words broken into lines of at most so many letters. */
export function lines(words: string, letters: number): string[] {
  const out: string[] = [];
  for (const word of words.split(/\s+/)) {
    const line = out.at(-1);
    if (line !== undefined && line.length + word.length < letters) out[out.length - 1] = `${line} ${word}`;
    else out.push(word);
  }
  return out;
}

/** A copy of a chart with a title above and the words that explain it below, to be saved. */
export function standalone(chart: SVGSVGElement, title: string, words: readonly string[]): SVGSVGElement {
  const [, , width = 0, height = 0] = (chart.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const wide = Math.max(width, 560);
  const below = words.flatMap((one) => lines(one, Math.floor(wide / 5.6)));
  const all = svg("svg", {
    xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${wide + 24} ${height + 44 + below.length * 15}`,
    width: wide + 24, height: height + 44 + below.length * 15, "font-family": FONT, fill: INK,
  });
  all.append(svg("rect", { width: "100%", height: "100%", fill: "#ffffff" }), text(12, 22, title, "start", INK, 15));
  const inner = svg("g", { transform: "translate(12 34)", "font-size": 11 });
  for (const child of chart.childNodes) inner.append(child.cloneNode(true));
  all.append(inner, ...below.map((line, i) => text(12, height + 50 + i * 15, line)));
  return all;
}

/** A figure with its chart, caption and the ways to save it. */
export function figure(chart: SVGSVGElement, caption: string, ...below: (HTMLElement | null)[]): HTMLElement {
  return h("figure", { class: "chart-figure" }, chart, h("figcaption", {}, caption), ...below);
}
