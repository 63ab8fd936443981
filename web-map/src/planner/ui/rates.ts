/** Counts and rates by area with their exposure and interval: a table, and a chart of the intervals. */
import type { Model } from "../../app/model";
import { kindName } from "../../core/words";
import { figure, GRID, INK, LINE, SOFT, picture, text, ticks } from "../../ui/charts/chart";
import { saveButtons } from "../../ui/charts/save";
import { h, svg } from "../../ui/dom";
import { select } from "../../ui/fields";
import { type Panel, countedWords, saved } from "../../ui/statistics/panels";
import { ratesPath } from "../core/query";
import type { RateRow, RatesAnswer } from "../core/types";
import { type Translator, translator } from "../i18n/i18n";

const EXPOSURES = ["residents", "addresses", "built_up_m2"] as const;
const ROW = 18;
const LEFT = 150;
const WIDTH = 390;
/** Rows of the chart: more are in the table. */
const CHARTED = 60;

export const rates: Panel = {
  title: ({ tr }) => translator(tr.language).t("rates.title"),
  path: ({ state, context }) => ratesPath(state, context, "json"),
  choices: (model) => choices(model, translator(model.tr.language)),
  show(model, answer: RatesAnswer) {
    const { state, context } = model;
    const tr = translator(model.tr.language);
    const rows = [...answer.rows].sort((a, b) => (b.rate_eb ?? -1) - (a.rate_eb ?? -1) || a.id.localeCompare(b.id));
    const exposure = tr.maybe(`exposure.${answer.settings.exposure}`) ?? answer.settings.exposure;
    const caption = tr.t("rates.caption", { per: tr.number(answer.settings.per), exposure });
    const words = countedWords(model, answer.settings);
    const chart = ratesChart(rows.slice(0, CHARTED), answer.rate, tr);
    return [
      h("div", { class: "panel-columns" },
        h("div", {}, answer.settings.without_exposure > 0 && h("p", { class: "hint" }, tr.t("rates.none", { n: answer.settings.without_exposure })),
          saveButtons(() => chart, () => saved(model, "rates", rates.title(model), [caption, ...words], ratesPath(state, context, "csv")), model.tr), table(rows, model, tr)),
        h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": tr.t("rates.chart") }, figure(chart, caption)),
        h("div", {}, ...words.map((line) => h("p", {}, line)))),
    ];
  },
};

function choices(model: Model, tr: Translator): HTMLElement {
  const { state, context, set } = model;
  const level = select(tr.t("rates.level"), (value) => set({ options: { ...state.options, rate_level: value } }));
  const kinds = (context.layer?.levels ?? []).filter((kind) => kind !== "cells" && kind !== "study_area");
  level.show(kinds.map((value) => ({ value, label: kindName(value, model.tr) })), state.options["rate_level"] ?? "district");
  const exposure = select(tr.t("rates.exposure"), (value) => set({ options: { ...state.options, exposure: value } }));
  exposure.show(EXPOSURES.map((value) => ({ value, label: tr.t(`exposure.${value}`) })), state.options["exposure"] ?? "residents");
  return h("div", { class: "panel-choices" }, level.element, exposure.element);
}

function nameOf(row: RateRow, tr: Translator): string {
  const names = { ...(row.name_kk && { kk: row.name_kk }), ...(row.name_ru && { ru: row.name_ru }), ...(row.name_en && { en: row.name_en }) };
  return tr.name(names, row.id);
}

function table(rows: readonly RateRow[], model: Model, tr: Translator): HTMLElement {
  const figureOf = (value: number | null, digits: number): string => (value === null ? "–" : tr.number(value, digits));
  const heads = ["area", "count", "exposure", "rate", "smoothed", "interval"] as const;
  const head = h("tr", {}, ...heads.map((key) => h("th", { scope: "col", class: key === "area" ? null : "number" }, tr.t(`rates.column.${key}`))));
  const body = rows.map((row) => {
    const lit = (on: boolean) => (): void => (on ? model.highlight.set({ area: row.id }) : model.highlight.clear());
    const name = h("button", { type: "button", class: "row", "data-focus": `rate-${row.id}`, onclick: () => model.set({ area: row.id }), onfocus: lit(true), onblur: lit(false) }, nameOf(row, tr));
    const line = h("tr", { "data-id": row.id, onmouseenter: lit(true), onmouseleave: lit(false) }, h("th", { scope: "row" }, name),
      h("td", { class: "number" }, tr.number(row.count)), h("td", { class: "number" }, figureOf(row.exposure, 0)), h("td", { class: "number" }, figureOf(row.rate, 2)),
      h("td", { class: "number" }, figureOf(row.rate_eb, 2)), h("td", { class: "number" }, row.rate_low === null ? "–" : `${figureOf(row.rate_low, 2)} – ${figureOf(row.rate_high, 2)}`));
    model.highlight.listen(line, ({ area }) => line.classList.toggle("lit", area === row.id));
    return line;
  });
  return h("table", { class: "plain rates" }, h("thead", {}, head), h("tbody", {}, ...body));
}

function ratesChart(rows: readonly RateRow[], all: number, tr: Translator): SVGSVGElement {
  const chart = picture(WIDTH, 30 + ROW * rows.length, tr.t("rates.chart"));
  const highest = Math.max(1e-9, all, ...rows.map((row) => Math.max(row.rate_high ?? 0, row.rate ?? 0)));
  const x = (value: number): number => LEFT + (value / highest) * (WIDTH - LEFT - 16);
  const bottom = ROW * rows.length + 6;
  for (const tick of ticks(highest)) {
    chart.append(svg("path", { d: `M${x(tick)} 4V${bottom}`, stroke: GRID, fill: "none" }), text(x(tick), bottom + 14, tr.number(tick, 2), "middle", SOFT, 10));
  }
  chart.append(svg("path", { d: `M${x(all)} 4V${bottom}`, stroke: SOFT, "stroke-dasharray": "4 3", fill: "none" }));
  rows.forEach((row, i) => {
    const y = 14 + ROW * i;
    chart.append(text(LEFT - 8, y + 4, nameOf(row, tr), "end", INK));
    if (row.rate_low !== null && row.rate_high !== null) chart.append(svg("path", { d: `M${x(row.rate_low)} ${y}H${x(row.rate_high)}`, stroke: LINE, "stroke-width": 3, "stroke-opacity": 0.45, fill: "none" }));
    if (row.rate !== null) chart.append(svg("path", { d: `M${x(row.rate) - 3} ${y - 3}l6 6m0 -6l-6 6`, stroke: INK, fill: "none" }));
    if (row.rate_eb !== null) chart.append(svg("circle", { cx: x(row.rate_eb), cy: y, r: 4, fill: LINE }));
  });
  return chart;
}
