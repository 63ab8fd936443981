/** The daily rhythm: 24 bars, and hour by weekday as a table whose cells are shaded. */
import { type Rhythm, scaledTo, summarise } from "../core/rhythm";
import { clock } from "../core/words";
import type { RhythmAnswer } from "../api/types";
import type { Translator } from "../i18n/i18n";
import { h, svg } from "./dom";

const WIDTH = 312;
const HEIGHT = 84;
const BAR = WIDTH / 24;

/** The charts of one answer; `reference` is the rhythm to compare with, drawn as a line. */
export function rhythmView(answer: RhythmAnswer, reference: RhythmAnswer | null, tr: Translator): HTMLElement {
  const hours = answer.aoristic?.hours ?? answer.hours;
  const rhythm = summarise(hours);
  const rows: HTMLElement[] = [h("p", { class: "hint" }, knownText(answer, tr))];
  if (rhythm.known > 0) {
    const line = reference ? scaledTo(summarise(reference.aoristic?.hours ?? reference.hours).byHour, rhythm.known) : null;
    rows.push(
      h("p", {}, peakText(rhythm, tr)),
      h("figure", {}, bars(rhythm, line, tr), caption(line !== null, tr)),
      matrix(hours, rhythm, tr),
    );
  }
  return h("div", { class: "rhythm" }, ...rows);
}

function knownText({ known, unknown, aoristic }: RhythmAnswer, tr: Translator): string {
  if (aoristic) return tr.t("rhythm.spread", { n: aoristic.used, spread: aoristic.spread, left: aoristic.left_out });
  const base = tr.t("rhythm.known", { n: known });
  return unknown > 0 ? `${base} ${tr.t("rhythm.unknown", { n: unknown })}` : base;
}

/** Under so many incidents hours stand out by chance alone. */
const RHYTHM_FROM = 20;

function peakText(rhythm: Rhythm, tr: Translator): string {
  if (rhythm.known < RHYTHM_FROM) return tr.t("rhythm.few", { n: RHYTHM_FROM });
  if (rhythm.peakHour === null) return tr.t("rhythm.nopeak");
  const at = rhythm.peakHour;
  return tr.t("rhythm.peak", { from: clock(at), to: clock(at + 1), n: rhythm.byHour[at]! });
}

function bars(rhythm: Rhythm, line: number[] | null, tr: Translator): SVGSVGElement {
  const top = Math.max(...rhythm.byHour, ...(line ?? []), 1);
  const y = (value: number): number => HEIGHT - (value / top) * (HEIGHT - 12);
  const picture = svg("svg", { class: "bars", viewBox: `0 0 ${WIDTH} ${HEIGHT + 16}`, role: "img", "aria-label": tr.t("rhythm.bars") });
  rhythm.byHour.forEach((value, hour) => {
    const bar = svg("rect", { x: hour * BAR + 1, width: BAR - 2, y: y(value), height: HEIGHT - y(value), class: "bar" });
    bar.append(svg("title", {}, `${clock(hour)}–${clock(hour + 1)}: ${tr.number(value)}`));
    picture.append(bar);
  });
  if (line) {
    const steps = line.map((value, hour) => `H${hour * BAR}V${y(value).toFixed(1)}H${(hour + 1) * BAR}`).join("");
    picture.append(svg("path", { d: `M0 ${y(line[0] ?? 0).toFixed(1)}${steps}`, class: "reference" }));
  }
  for (const hour of [0, 6, 12, 18, 24]) {
    const anchor = hour === 0 ? "start" : hour === 24 ? "end" : "middle";
    picture.append(svg("text", { x: hour * BAR, y: HEIGHT + 13, "text-anchor": anchor }, String(hour)));
  }
  picture.append(svg("text", { x: 0, y: 9 }, tr.number(top)));
  return picture;
}

function caption(compared: boolean, tr: Translator): HTMLElement {
  return h("figcaption", {}, tr.t(compared ? "rhythm.caption.compared" : "rhythm.caption"));
}

/** Hour by weekday; with `choose` the days are buttons. */
export function matrix(
  hours: readonly (readonly number[])[], rhythm: Rhythm, tr: Translator, choose: ((day: number) => void) | null = null,
): HTMLElement {
  const head = h("tr", {}, h("td", {}), ...Array.from({ length: 24 }, (_, hour) =>
    h("th", { scope: "col" }, h("span", { class: hour % 6 === 0 ? null : "visually-hidden" }, String(hour)))));
  const body = hours.map((day, index) =>
    h("tr", {}, h("th", { scope: "row" }, dayName(index, tr, choose)), ...day.map((value, hour) => {
      const shade = value === 0 || rhythm.highest === 0 ? 0 : Math.max(1, Math.ceil((value / rhythm.highest) * 5));
      const title = `${tr.maybe(`weekday.${index}`)} ${clock(hour)}: ${tr.number(value)}`;
      return h("td", { class: `shade-${shade}`, title }, h("span", { class: "visually-hidden" }, tr.number(value)));
    })),
  );
  return h("table", { class: "matrix" }, h("caption", {}, tr.t("rhythm.matrix", { n: rhythm.highest })), h("thead", {}, head), h("tbody", {}, ...body));
}

function dayName(day: number, tr: Translator, choose: ((day: number) => void) | null): HTMLElement | string {
  const name = tr.maybe(`weekday.${day}`) ?? "";
  return choose === null ? name : h("button", { type: "button", class: "day", "data-focus": `day-${day}`, onclick: () => choose(day) }, name);
}
