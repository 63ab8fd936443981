/** A report on the page: the verdict first (a loss before anything else), then what it rests on. */
import type { AreaCollection, Names } from "../../api/types";
import { type Child, h } from "../../ui/dom";
import type { Context } from "../frame";
import type { Translator } from "../i18n/i18n";
import type { Report, ScoreRow, Validation } from "../types";
import { decileBars, hitCurves, methodName } from "./curves";

/** The parts of a report; areas by their names where the service has them, by their codes elsewhere. */
export async function reportParts(context: Context, report: Report): Promise<Child[]> {
  const { tr } = context;
  const areas = await areaNames(context, report);
  const areaName = (id: string): string => tr.name(areas.get(id), id);
  const standing = report.verdict.against_last_counts ?? "undecided";
  return [
    h("p", { class: `verdict ${standing}`, "data-standing": standing }, tr.name(report.verdict.sentence, "")),
    h("h2", {}, tr.t("warnings")),
    h("ul", {}, ...report.warnings.map((one) => h("li", { "data-code": one.code }, tr.name(one.sentence, one.code)))),
    h("h2", {}, tr.t("factors")),
    h("ul", { class: "factors" }, ...report.factors.map((one) => h("li", { class: one.kept ? "kept" : "dropped" }, tr.name(one.sentence, one.factor)))),
    h("h2", {}, tr.t("validation")),
    ...report.validation.flatMap((one) => validationParts(context, one, areaName)),
    h("h2", {}, tr.t("attention")),
    attentionTable(report, tr, areaName),
    h("h2", {}, tr.t("feedback")),
    feedbackText(report, tr),
  ];
}

async function areaNames({ shell }: Context, report: Report): Promise<Map<string, Names>> {
  const ids = [...report.attention, ...report.validation.flatMap((one) => one.calibration.districts)].map(({ area }) => area);
  const kinds = [...new Set(ids.map((id) => id.slice(0, id.indexOf(":"))))];
  const answers = await Promise.all(kinds.map((kind) => shell.client.get<AreaCollection>(`areas?kind=${encodeURIComponent(kind)}&limit=5000`)));
  return new Map(answers.flatMap(({ features }) => features.map(({ properties }) => [properties.id, properties.names])));
}

function validationParts({ tr, city }: Context, one: Validation, areaName: (id: string) => string): Child[] {
  const c = one.calibration;
  const text = one.tested_on === "later_period" ? "validation.later_period" : "validation.blocks_of_space";
  return [
    h("h3", {}, tr.t("validation.period", { from: one.from, to: one.to })),
    h("p", {}, tr.t(text, { incidents: one.incidents, past: one.past_periods })),
    hitCurves(one.rows, tr),
    scoreTable(one.rows, tr),
    h("h3", {}, tr.t("calibration")),
    h("p", {}, tr.t("calibration.text", { expected: tr.number(c.expected), observed: tr.number(c.observed), slope: tr.number(c.slope, 2), phi: tr.number(c.overdispersion, 2) })),
    decileBars(c.deciles, tr),
    c.districts.length > 0 && table(tr.t("districts"), [tr.t("column.district"), tr.t("column.expected"), tr.t("column.observed"), tr.t("column.taken")],
      c.districts.map((d) => [areaName(d.area), tr.number(d.expected), tr.number(d.observed), percent(d.taken_share, tr)])),
    one.by_category.length > 0 && table(tr.t("categories"), [tr.t("column.category"), tr.t("column.incidents"), tr.t("method.model"), tr.t("method.last_counts")],
      one.by_category.map((row) => {
        const names = city.categories.find(({ code }) => code === row.category)?.names;
        return [tr.name(names, row.category), tr.number(row.incidents), percent(row.model, tr), row.last_counts === null ? tr.t("none") : percent(row.last_counts, tr)];
      })),
  ];
}

function scoreTable(rows: readonly ScoreRow[], tr: Translator): HTMLElement {
  const between = (low: number | null, high: number | null, write: (value: number) => string): string =>
    low === null || high === null ? "" : ` (${tr.t("interval", { low: write(low), high: write(high) })})`;
  const rate = (value: number): string => percent(value, tr);
  const points = (value: number): string => `${value > 0 ? "+" : ""}${tr.number(100 * value, 2)}`;
  const pei = (value: number): string => tr.number(value, 3);
  return table(tr.t("curve.title"),
    [tr.t("column.share"), tr.t("column.method"), tr.t("column.hit_rate"), tr.t("column.pai"), tr.t("column.pei"), tr.t("column.difference"), tr.t("column.standing")],
    rows.map((row) => {
      const versus = row.model_less_this;
      return [
        `${tr.number(100 * row.share, 1)} %`, methodName(row.method, row.bandwidth_m, tr), `${rate(row.hit_rate)}${between(row.low, row.high, rate)}`, tr.number(row.pai, 2),
        row.pei === null ? tr.t("none") : `${pei(row.pei)}${between(row.pei_low, row.pei_high, pei)}`,
        versus === null ? "" : `${points(versus.hit_rate)}${between(versus.low, versus.high, points)}`,
        versus === null ? "" : tr.t(`standing.${versus.standing}`),
      ];
    }));
}

function attentionTable({ attention }: Report, tr: Translator, areaName: (id: string) => string): HTMLElement {
  return table(tr.t("attention"), [tr.t("column.district"), tr.t("column.attention"), tr.t("column.reported"), tr.t("column.ratio")],
    attention.map((one) => [areaName(one.area), percent(one.attention, tr), percent(one.reported, tr), one.ratio === null ? tr.t("none") : tr.number(one.ratio, 2)]));
}

function feedbackText({ feedback: f }: Report, tr: Translator): HTMLElement {
  const text = tr.t("feedback.text", {
    areas: f.areas, rounds: f.rounds, kept: tr.number(100 * f.kept_out.top_tenth), chance: tr.number(100 * f.kept_out.top_tenth_by_chance), counted: tr.number(100 * f.counted.top_tenth),
  });
  return h("p", {}, text, " ", tr.t(f.kept_out.stays_equal ? "feedback.equal" : "feedback.apart"));
}

function percent(value: number, tr: Translator): string {
  return `${tr.number(100 * value, 1)} %`;
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((text, i) => (i === 0 ? h("th", { scope: "row" }, text) : h("td", {}, text))))))));
}
