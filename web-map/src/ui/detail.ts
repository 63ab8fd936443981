/** The panel of the selected cell or area: what is there, why it is or is not hot, and its daily rhythm. */
import { isAbort } from "../api/client";
import type { AreaProperties, CellAnswer, RhythmAnswer, RiskCell } from "../api/types";
import type { Model, Part } from "../app/model";
import { CLASS_STYLES } from "../core/palette";
import { cellPath, rhythmPath, riskCellPath, riskQuery } from "../core/query";
import { explainCell } from "../core/sentences";
import { isIncidents } from "../core/state";
import { isStatView } from "../core/statistics";
import { categoryName, kindName, layerName } from "../core/words";
import { type Child, fill, h } from "./dom";
import { failureText } from "./failure";
import { rhythmView } from "./rhythm-chart";
import { robustnessPart, statContent } from "./statistics/cell";
import { rhythmSave } from "./statistics/panels";
import { swatch } from "./swatch";

export function detailPart(): Part {
  const body = h("div", { class: "detail-body", tabindex: "-1" });
  const element = h("aside", { class: "detail", hidden: true }, body);
  let shown = "";
  return {
    element,
    update(model) {
      const { selected } = model.state;
      element.hidden = selected === null;
      element.setAttribute("aria-label", model.tr.t("detail.label"));
      const key = selected === null ? "" : `${cellPath(selected, model.state, model.context)} ${model.tr.language} ${model.state.view} ${JSON.stringify(model.state.options)}`;
      if (key === shown) return;
      shown = key;
      if (selected === null) {
        fill(body);
        model.client.cancel("detail");
        return;
      }
      void show(model, selected, body, () => key === shown);
    },
  };
}

async function show(model: Model, selected: string, body: HTMLElement, wanted: () => boolean): Promise<void> {
  const { client, state, context, tr } = model;
  try {
    const content = selected.includes(":")
      ? areaContent(model, selected)
      : isStatView(state.view)
        ? await statContent(model, state.view, selected)
      : state.view === "risk"
        ? riskContent(await client.get<RiskCell>(riskCellPath(selected, state, context), "detail"), model)
        : cellContent(await client.get<CellAnswer>(cellPath(selected, state, context), "detail"), model);
    if (!wanted()) return;
    const rhythm = h("div", { class: "rhythm-slot" });
    fill(body, closeButton(model), ...content, rhythm);
    body.scrollTop = 0;
    const [own, all] = await Promise.all([
      client.get<RhythmAnswer>(rhythmPath(state, context, selected), "detail-rhythm"),
      client.get<RhythmAnswer>(rhythmPath(state, context, null), "detail-rhythm-all"),
    ]);
    if (wanted()) fill(rhythm, h("h3", {}, tr.t("rhythm.title")), rhythmView(own, all, tr), rhythmSave(model, own, tr.t("rhythm.title"), selected));
  } catch (error) {
    if (!isAbort(error) && wanted()) {
      fill(body, closeButton(model), h("p", { class: "failure" }, failureText(error, tr)));
    }
  }
}

function closeButton({ set, tr }: Model): HTMLElement {
  return h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => set({ selected: null }) });
}

function cellContent(cell: CellAnswer, model: Model): Child[] {
  const { tr } = model;
  const { headline, sentences } = explainCell(cell, tr);
  const areas = cell.areas.filter((area) => area.kind !== "study_area");
  return [
    h("h2", { class: "detail-title" }, cell.in_study_set && cell.class !== null && swatch(CLASS_STYLES[cell.class]), h("span", {}, headline)),
    areas.length > 0 && h("p", { class: "where" }, areas.map((a) => tr.name(a.names, a.id)).join(" · ")),
    ...sentences.map((text) => h("p", {}, text)),
    cell.by_category.length > 0 && isIncidents(model.state.layer) && categoryTable(cell, model),
    cell.in_study_set && model.state.view === "hotspots" && robustnessPart(model, cell.cell),
    h("details", { class: "figures" }, h("summary", {}, tr.t("detail.figures")), figures(cell, model)),
  ];
}

/** Why it is so here: the sentence, each share, the conditions that hold, and the way to how well that is known. */
function riskContent(cell: RiskCell, { tr, state, context }: Model): Child[] {
  const name = (factor: string): string => tr.maybe(`risk.factor.${factor}`) ?? layerName(undefined, factor, tr);
  const row = (label: string, value: string): HTMLElement => h("tr", {}, h("th", { scope: "row" }, label), h("td", { class: "number" }, value));
  const shares = cell.shares.map((share) => row(name(share.factor), tr.t("risk.times", { times: tr.number(share.times, 2) })));
  const conditions = cell.conditions.map(({ factor, relative_risk, measured }) => {
    const between = measured === null ? "" : ` (${tr.number(measured.low, 2)}–${tr.number(measured.high, 2)})`;
    return row(name(factor), tr.t("risk.times", { times: tr.number(relative_risk, 2) }) + between);
  });
  const query = riskQuery(state, context);
  query.set("lang", tr.language);
  return [
    h("h2", { class: "detail-title" }, h("span", {}, tr.t("risk.headline", { rank: tr.number(cell.rank), of: tr.number(cell.of) }))),
    h("p", {}, tr.name(cell.sentence, "")),
    h("table", { class: "plain" }, h("caption", {}, tr.t("risk.shares")), h("tbody", {}, ...shares)),
    conditions.length > 0 && h("table", { class: "plain" }, h("caption", {}, tr.t("risk.conditions")), h("tbody", {}, ...conditions)),
    h("p", {}, h("a", { href: `risk?${query}` }, tr.t("risk.validation"))),
  ];
}

function categoryTable(cell: CellAnswer, { tr, city }: Model): HTMLElement {
  const rows = cell.by_category.map(({ category, count }) =>
    h("tr", {}, h("th", { scope: "row" }, categoryName(city, category, tr)), h("td", { class: "number" }, tr.number(count))));
  return h("table", { class: "plain" }, h("caption", {}, tr.t("detail.by_category")), h("tbody", {}, ...rows));
}

function figures(cell: CellAnswer, { tr }: Model): HTMLElement {
  const exact = (value: number | null | undefined): string | null =>
    value === null || value === undefined ? null : value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : tr.number(value, 4);
  const rows: [string, string | null][] = [
    [tr.t("figure.cell"), cell.cell],
    [tr.t("figure.area"), tr.number(cell.area_m2)],
    [tr.t("figure.count"), tr.number(cell.count)],
    [tr.t("figure.ring"), exact(cell.ring_count)],
    [tr.t("figure.expected"), cell.ring_expected === null ? null : tr.number(cell.ring_expected, 2)],
    [tr.t("figure.ring_cells"), exact(cell.ring_cells)],
    [tr.t("figure.z"), exact(cell.z)],
    [tr.t("figure.p"), exact(cell.p)],
    [tr.t("figure.q"), exact(cell.q)],
    [tr.t("figure.p_normal"), exact(cell.p_normal)],
    [tr.t("figure.q_normal"), exact(cell.q_normal)],
  ];
  const body = rows
    .filter(([, value]) => value !== null)
    .map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "number" }, value)));
  return h("table", { class: "plain" }, h("tbody", {}, ...body));
}

function areaContent({ loaded, areas, tr }: Model, id: string): Child[] {
  const own = loaded?.kind === "areas" ? loaded.features.find((f) => f.properties.id === id)?.properties : undefined;
  const kind = id.split(":")[0] ?? "";
  const known = areas.get(kind)?.features.find((f) => f.properties.id === id)?.properties;
  return [
    h("h2", { class: "detail-title" }, tr.name((own ?? known)?.names, id)),
    h("p", { class: "where" }, kindName(kind, tr)),
    own && h("p", {}, areaSentence(own, tr)),
  ];
}

function areaSentence(area: AreaProperties, tr: Model["tr"]): string {
  const count = tr.t("area.count", { n: area.count ?? 0 });
  if (area.per_km2 === null || area.per_km2 === undefined || area.area_km2 === undefined) return count;
  return `${count} ${tr.t("area.density", { density: tr.number(area.per_km2, 2), area: tr.number(area.area_km2, 2) })}`;
}
