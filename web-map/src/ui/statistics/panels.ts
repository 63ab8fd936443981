/** What stands below the map beside the table: the rhythm, the concentration curve, the months and their seasons. */
import type { RhythmAnswer, Settings } from "../../api/types";
import type { ConcentrationAnswer, SeasonalAnswer } from "../../api/statistics";
import type { Model } from "../../app/model";
import { concentrationPath, rhythmPath, seasonPath } from "../../core/query";
import { layerName, periodOf, periodText } from "../../core/words";
import { curveChart } from "../charts/curve";
import { figure } from "../charts/chart";
import { monthsChart } from "../charts/months";
import { type Saved, saveButtons } from "../charts/save";
import { weekChart } from "../charts/week";
import { type Child, h } from "../dom";
import { checkbox, select } from "../fields";
import { rhythmView } from "../rhythm-chart";

/** A panel: its title, what it asks for, and what it makes of the answer. */
export interface Panel {
  title(model: Model): string;
  path(model: Model): string;
  show(model: Model, answer: never): Promise<Child[]> | Child[];
  /** Choices that stay where a question has no answer. */
  choices?(model: Model): HTMLElement;
}

/** What is counted, in which period, and what a reader must know: the words of every panel and of what is saved. */
export function countedWords(model: Model, settings: Settings): string[] {
  const { tr, context } = model;
  const { from, to } = periodOf(settings, context.layer);
  const what = `${layerName(context.layer, model.state.layer, tr)}. ${periodText(from, to, tr)}.`;
  const warnings = (settings.warnings ?? []).filter(({ code }) => code !== "late_registration").map(({ code }) => tr.maybe(`warning.${code}`) ?? code);
  const late = (settings.registration ?? []).map(({ sentence }) => sentence[tr.language]);
  const own = settings.sentence?.[tr.language];
  return [what, ...(own === undefined ? [] : [own]), ...warnings, ...late];
}

export function saved(model: Model, name: string, title: string, words: readonly string[], csv: string): Saved {
  const { city, tr } = model;
  const place = tr.name(city.names, "");
  const invented = city.synthetic ? [tr.t("synthetic.note")] : [];
  return { name: `aula-${name}`, title: `${place} · ${title}`, words: [...words, ...invented], csv: model.client.address(csv) };
}

const rhythm: Panel = {
  title: ({ state, tr }) => tr.t(state.outline === null ? "rhythm.selection" : "rhythm.outline"),
  path: ({ state, context }) => rhythmPath(state, context, state.outline),
  async show(model, answer: RhythmAnswer) {
    const { state, context, tr } = model;
    const all = state.outline === null ? null : await model.client.get<RhythmAnswer>(rhythmPath(state, context, null), "rhythm-all");
    const spread = checkbox([tr.t("option.spans.aoristic")], (on) =>
      model.set({ options: { ...state.options, spans: on ? "aoristic" : "exact" } }));
    spread.input.checked = state.options["spans"] === "aoristic";
    return [
      h("div", { class: "panel-choices" }, spread.element, state.outline !== null && removeOutline(model)),
      rhythmView(answer, all, tr),
      rhythmSave(model, answer, rhythm.title(model), state.outline),
    ];
  },
};

/** Ways to save a rhythm as it is seen. */
export function rhythmSave(model: Model, answer: RhythmAnswer, title: string, where: string | null): HTMLElement {
  const { state, context, tr } = model;
  const words = [...countedWords(model, { ...answer.settings }), tr.t("rhythm.known", { n: answer.known })];
  return saveButtons(
    () => weekChart(answer.aoristic?.hours ?? answer.hours, tr),
    () => saved(model, "rhythm", title, words, rhythmPath(state, context, where, "csv")),
    tr,
  );
}

export function removeOutline({ set, tr }: Model): HTMLElement {
  return h("button", { type: "button", class: "plain-button", onclick: () => set({ outline: null }) }, tr.t("draw.remove"));
}

const concentration: Panel = {
  title: ({ tr }) => tr.t("concentration.title"),
  path: ({ state, context }) => concentrationPath(state, context, "json"),
  show(model, answer: ConcentrationAnswer) {
    const { state, context, tr } = model;
    const chosen = state.options["units"] ?? "cells";
    const units = tr.maybe(`option.units.${chosen}`) ?? chosen;
    const chart = curveChart(answer.curve, units, tr);
    const words = countedWords(model, answer.settings);
    return [
      h("div", { class: "panel-columns" },
        h("div", {}, unitsChoice(model), figure(chart, tr.t("concentration.caption"),
          saveButtons(() => chart, () => saved(model, "concentration", tr.t("concentration.title"), words, concentrationPath(state, context, "csv")), tr))),
        h("div", {}, ...words.map((line) => h("p", {}, line)), sharesTable(answer, tr)),
        rankedTable(answer, model)),
    ];
  },
};

function unitsChoice(model: Model): HTMLElement {
  const { tr, state, context } = model;
  const field = select(tr.t("option.units"), (value) => model.set({ options: { ...state.options, units: value } }));
  const known = ["cells", "district", "micro_district", "precinct"].filter((u) => u === "cells" || context.layer?.levels.includes(u));
  field.show([...known, "points"].map((value) => ({ value, label: tr.maybe(`option.units.${value}`) ?? value })), state.options["units"] ?? "cells");
  return field.element;
}

function sharesTable({ shares, eighty_twenty: rule }: ConcentrationAnswer, tr: Model["tr"]): HTMLElement {
  const percent = (share: number): string => `${tr.number(100 * share, 1)} %`;
  const rows = [
    ...shares.map(({ top_percent, incidents }): [string, string] => [`${tr.number(top_percent)} %`, percent(incidents)]),
    ["20 %", percent(rule.incidents_in_20)] as [string, string],
    [percent(rule.units_for_80), "80 %"] as [string, string],
  ];
  const body = rows.map(([units, incidents]) => h("tr", {}, h("th", { scope: "row" }, units), h("td", { class: "number" }, incidents)));
  const head = h("tr", {}, h("th", { scope: "col" }, tr.t("concentration.units")), h("th", { scope: "col", class: "number" }, tr.t("concentration.share")));
  return h("table", { class: "plain" }, h("caption", {}, tr.t("concentration.table")), h("thead", {}, head), h("tbody", {}, ...body));
}

/** The fullest units one by one, as far as they fit a screen; the table to be saved has the shares. */
function rankedTable({ ranked }: ConcentrationAnswer, { tr }: Model): HTMLElement {
  const rows = ranked.slice(0, 20).map((unit) =>
    h("tr", {}, h("td", { class: "number" }, tr.number(unit.rank)), h("th", { scope: "row" }, tr.name(unit.names, unit.id)),
      h("td", { class: "number" }, tr.number(unit.count)), h("td", { class: "number" }, `${tr.number(100 * unit.share_incidents, 1)} %`)));
  const heads = ["concentration.rank", "concentration.unit", "column.count", "concentration.running"] as const;
  const head = h("tr", {}, ...heads.map((key) => h("th", { scope: "col", class: key === "concentration.unit" ? null : "number" }, tr.t(key))));
  return h("table", { class: "plain ranked" }, h("caption", {}, tr.t("concentration.ranked")), h("thead", {}, head), h("tbody", {}, ...rows));
}

const season: Panel = {
  title: ({ state, tr }) => tr.t(state.outline === null ? "season.title" : "season.outline"),
  path: ({ state, context }) => seasonPath(state, context, "json"),
  show(model, answer: SeasonalAnswer) {
    const { state, context, tr } = model;
    const words = countedWords(model, answer.settings);
    if (answer.rows.length === 0) return words.map((line) => h("p", {}, line));
    const chart = monthsChart(answer.rows, tr);
    const unusual = answer.rows.filter((row) => row.verdict === "above" || row.verdict === "below");
    const listed = unusual.map((row) => h("li", {}, `${tr.shortDate(row.from)}: ${tr.number(row.count)} (${tr.number(row.expected ?? 0, 0)}). ${tr.maybe(`season.${row.verdict}`) ?? ""}`));
    return [
      h("div", { class: "panel-columns" },
        h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": tr.t("season.chart") }, figure(chart, tr.t("season.caption"))),
        h("div", {}, ...words.map((line) => h("p", {}, line)),
          h("p", {}, tr.t("season.unusual", { n: unusual.length })), listed.length > 0 && h("ul", {}, ...listed),
          saveButtons(() => chart, () => saved(model, "season", season.title(model), words, seasonPath(state, context, "csv")), tr),
          state.outline !== null && removeOutline(model))),
    ];
  },
};

export const OWN_PANELS: Readonly<Record<"rhythm" | "concentration" | "season", Panel>> = { rhythm, concentration, season };
