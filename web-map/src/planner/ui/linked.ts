/** The selection from every side: over time, by category, by area, by hour and weekday; each chooses, all follow. */
import type { Model } from "../../app/model";
import { categoryName, kindName, layerName, periodText } from "../../core/words";
import { saveButtons } from "../../ui/charts/save";
import { weekChart } from "../../ui/charts/week";
import { h } from "../../ui/dom";
import { select } from "../../ui/fields";
import { matrix } from "../../ui/rhythm-chart";
import { summarise } from "../../core/rhythm";
import { type Panel, countedWords, removeOutline, saved } from "../../ui/statistics/panels";
import { slicePath } from "../core/query";
import { STEPS, type Step, barsOf, stepFor, stretchOf } from "../core/series";
import type { SliceAnswer } from "../core/types";
import { type Translator, translator } from "../i18n/i18n";
import { type Item, barList, barsPicture } from "./bars";
import { brushedTime, timeChart } from "./time-chart";
import { stacked } from "./stacked";

/** Areas beyond these are told by the table and by the file. */
const AREAS_SHOWN = 24;

export const linked: Panel = {
  title: ({ state, tr }) => translator(tr.language).t(state.outline === null ? "linked.title" : "linked.title.outline"),
  path: ({ state, context }) => `${slicePath(state, context, "json")}`,
  async show(model, answer: SliceAnswer) {
    const { state, context, client } = model;
    const tr = translator(model.tr.language);
    const open = { ...state, from: null, to: null };
    const narrowed = state.from !== null || state.to !== null;
    const whole = narrowed ? await client.get<SliceAnswer>(slicePath(open, context, "json"), "slice-whole") : answer;
    const words = figureWords(answer, model, tr);
    const time = timePart(model, whole, tr);
    const categories = categoryItems(answer, model, tr);
    const areas = areaItems(answer, model, tr);
    const chosenHours = h("div", { class: "linked-part linked-hours" }, h("h3", {}, tr.t("linked.hours")), hoursPart(model, answer, tr));
    const categoryBars = barList(categories, tr.t("linked.categories"), tr.number,
      (id) => model.set({ categories: state.categories.length === 1 && state.categories[0] === id ? [] : [id] }), () => undefined);
    const areaBars = barList(areas.slice(0, AREAS_SHOWN), areaTitle(answer, model, tr), tr.number,
      (id) => model.set({ area: state.area === id ? null : id }), (id) => (id === null ? model.highlight.clear() : model.highlight.set({ area: id })));
    model.highlight.listen(areaBars.element, ({ area }) => areaBars.mark(area));
    const pictures = (): SVGSVGElement => {
      const bars = barsOf(whole.days.from ?? "1970-01-01", whole.days.counts, stepOf(model, whole));
      return stacked([
        timeChart(bars, stretchOf(bars, state.from, state.to), tr.t("linked.time"), tr.number),
        barsPicture(categories, tr.t("linked.categories"), tr.number),
        barsPicture(areas.slice(0, AREAS_SHOWN), areaTitle(answer, model, tr), tr.number),
        weekChart(answer.hours, model.tr),
      ], tr.t("linked.title"));
    };
    return [
      h("div", { class: "linked-words" }, ...words.map((line, i) => h("p", { class: i === 0 ? "linked-total" : "hint" }, line))),
      h("div", { class: "linked" },
        h("div", { class: "linked-part linked-time" }, h("h3", {}, tr.t("linked.time")), ...time),
        state.layer === "incidents" && h("div", { class: "linked-part" }, h("h3", {}, tr.t("linked.categories")), h("p", { class: "hint" }, tr.t("linked.categories.hint")), categoryBars.element),
        areas.length > 0 && h("div", { class: "linked-part" }, h("h3", {}, areaTitle(answer, model, tr)), h("p", { class: "hint" }, tr.t("linked.areas.hint")), areaBars.element),
        chosenHours),
      h("div", { class: "panel-choices" },
        saveButtons(pictures, () => saved(model, "slice", linked.title(model), [...words, ...countedWords(model, answer.settings)], slicePath(state, context, "csv")), model.tr),
        state.outline !== null && removeOutline(model)),
    ];
  },
};

/** What is counted, and what the figures do not know. */
function figureWords(answer: SliceAnswer, model: Model, tr: Translator): string[] {
  const { settings, scope, rate } = answer;
  const { state, context } = model;
  const period = state.from === null && state.to === null ? tr.t("linked.brush.all") : periodText(state.from, state.to, model.tr);
  const lines = [`${tr.t("linked.total", { n: answer.total })} ${layerName(context.layer, state.layer, model.tr)}, ${period}.`];
  if (settings.outside) lines.push(tr.t("linked.outside", { n: settings.outside }));
  if (settings.left_out) lines.push(model.tr.maybe("legend.leftout", { n: settings.left_out }) ?? "");
  if (scope.area_km2 !== undefined) lines.push(tr.t("linked.ground", { km2: tr.number(scope.area_km2, 3) }));
  if (rate) {
    const exposure = tr.maybe(`exposure.${rate.exposure}`) ?? rate.exposure;
    const [value, low, high] = [rate.rate, rate.low, rate.high].map((v) => tr.number(v, 2)) as [string, string, string];
    lines.push(tr.t("linked.rate", { rate: value, per: tr.number(rate.per), exposure, low, high }));
    lines.push(tr.t("linked.rate.exposed", { exposed: tr.number(rate.exposed, 0), exposure, kind: kindName(rate.exposure_level, model.tr) }));
  } else if (scope.kind === "outline") lines.push(tr.t("linked.rate.none"));
  return lines;
}

function stepOf({ state }: Model, whole: SliceAnswer): Step {
  return STEPS.find((step) => step === state.options["bars"]) ?? stepFor(whole.days.counts.length);
}

function timePart(model: Model, whole: SliceAnswer, tr: Translator): (HTMLElement | false)[] {
  const { state, set } = model;
  if (whole.days.from === null) return [h("p", { class: "hint" }, tr.t("linked.unknown.day", { n: whole.days.unknown }))];
  const step = stepOf(model, whole);
  const bars = barsOf(whole.days.from, whole.days.counts, step);
  const chosen = state.from === null && state.to === null ? tr.t("linked.brush.all") : periodText(state.from, state.to, model.tr);
  const by = select(tr.t("linked.time.by"), (value) => set({ options: { ...state.options, bars: value } }));
  by.show(STEPS.map((value) => ({ value, label: tr.t(`linked.step.${value}`) })), step);
  const clear = h("button", { type: "button", class: "plain-button", onclick: () => set({ from: null, to: null }) }, tr.t("linked.brush.clear"));
  return [
    brushedTime(model, tr, bars, tr.t("linked.time")).element,
    h("p", { class: "hint" }, tr.t("linked.brush", { period: chosen })),
    whole.days.unknown > 0 && h("p", { class: "hint" }, tr.t("linked.unknown.day", { n: whole.days.unknown })),
    h("div", { class: "panel-choices" }, by.element, (state.from !== null || state.to !== null) && clear),
  ];
}

function categoryItems(answer: SliceAnswer, { city, state, tr: names }: Model, tr: Translator): Item[] {
  return answer.categories.map(({ code, count }) => {
    const label = categoryName(city, code, names);
    return { id: code, label, count, chosen: state.categories.includes(code), words: shareWords(label, count, answer.total, tr) };
  });
}

function areaItems(answer: SliceAnswer, { state }: Model, tr: Translator): Item[] {
  return answer.areas.map(({ id, names, count }) => {
    const label = tr.name(names, id);
    return { id, label, count, chosen: state.area === id, words: `${label}: ${tr.number(count)}` };
  });
}

function areaTitle({ level }: SliceAnswer, model: Model, tr: Translator): string {
  return tr.t("linked.areas", { kind: level === null ? "" : kindName(level, model.tr).toLowerCase() });
}

function shareWords(name: string, n: number, total: number, tr: Translator): string {
  return tr.t("linked.share", { name, n, total, share: tr.number(total > 0 ? (100 * n) / total : 0, 1) });
}

/** Hour by weekday as a table whose days can be chosen. */
function hoursPart(model: Model, answer: SliceAnswer, tr: Translator): HTMLElement {
  const { state, set } = model;
  const rhythm = summarise(answer.hours);
  const table = matrix(answer.hours, rhythm, model.tr, state.layer !== "incidents" ? null : (day) =>
    set({ weekdays: state.weekdays.length === 1 && state.weekdays[0] === day ? [] : [day] }));
  return h("div", {}, table,
    state.layer === "incidents" && h("p", { class: "hint" }, tr.t("linked.hours.hint")),
    answer.unknown_hours > 0 && h("p", { class: "hint" }, tr.t("linked.unknown.hour", { n: answer.unknown_hours })));
}
