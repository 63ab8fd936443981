/** The legend: what the colours mean, how many places each stands for, and that hatched is no verdict. */
import { type Child, fill, h } from "../../ui/dom";
import { swatch } from "../../ui/swatch";
import { explanation, legendRows, totalText } from "../core/legend";
import { resolutionOf } from "../core/state";
import { layerName, levelName } from "../core/words";
import type { YardsLoaded, YardsModel, YardsPart } from "./model";

export function legendPart(): YardsPart {
  const line = h("button", { class: "legend-line", type: "button", "aria-controls": "legend-body" });
  const body = h("div", { id: "legend-body", class: "legend-body" });
  const element = h("section", { class: "legend" }, line, body);
  let open = window.matchMedia("(min-width: 800px)").matches;
  let last: YardsModel | null = null;
  const update = (model: YardsModel): void => {
    last = model;
    element.setAttribute("aria-label", model.tr.t("legend"));
    element.classList.toggle("open", open);
    element.classList.toggle("stale", model.loading);
    line.setAttribute("aria-expanded", String(open));
    line.title = model.tr.t(open ? "legend.collapse" : "legend.expand");
    show(model, open, line, body);
  };
  line.addEventListener("click", () => {
    open = !open;
    if (last) update(last);
  });
  return { element, update };
}

function show(model: YardsModel, open: boolean, line: HTMLElement, body: HTMLElement): void {
  const { loaded, tr, failure } = model;
  if (!loaded) {
    fill(line, h("span", { class: "legend-short" }, h("strong", {}, tr.t(failure === null ? "loading" : "legend.failed"))), chevron());
    fill(body, h("p", { class: failure === null ? null : "failure" }, failure ?? tr.t("loading")));
    return;
  }
  const { shown, settings, places } = loaded;
  const title = tr.t("legend.title", { layer: layerName(settings.layer, shown, tr), level: levelName(settings.level, tr) });
  const rows = legendRows(places, shown, tr);
  const total = totalText(places, shown, settings.level, tr);
  const strip = h("span", { class: "legend-strip" }, ...rows.filter(({ count }) => count > 0).map(({ style }) => swatch(style)));
  const short = h("span", { class: "legend-short" }, h("strong", {}, title), h("span", {}, shortTotal(loaded, total, model)));
  fill(line, ...(open ? [h("strong", { class: "legend-short whole" }, title)] : [strip, short]), chevron());
  fill(
    body,
    failure !== null && h("p", { class: "failure" }, failure),
    h("p", { class: "legend-period" }, total),
    table(model, loaded),
    needsLarger(loaded, model) && h("p", { class: "warning" }, tr.t("explain.larger")),
    ...explanation(settings, shown, tr).map((text) => h("p", { class: "legend-small" }, text)),
    settings.level === "yard" && h("p", { class: "legend-small" }, tr.t("legend.far")),
  );
}

/** Whether nothing is known by cells of this size, and there are larger ones to choose. */
function needsLarger({ settings, places }: YardsLoaded, { city, state }: YardsModel): boolean {
  return settings.level === "cells" && places.every(({ value }) => value === null) && resolutionOf(state) > Math.min(...city.resolutions);
}

function shortTotal({ places, shown }: YardsLoaded, total: string, { tr }: YardsModel): string {
  if (shown?.type === "unrated") return total;
  const sum = (key: "yards" | "assessed"): number => places.reduce((all, place) => all + place[key], 0);
  return tr.t("legend.short", { assessed: sum("assessed"), n: sum("yards") });
}

function table({ tr }: YardsModel, { places, shown, settings }: YardsLoaded): HTMLElement {
  const units = settings.level === "yard" ? tr.t("legend.yards") : settings.level === "cells" ? tr.t("legend.cells") : tr.t("legend.areas");
  const unit = tr.t(`legend.unit.${shown?.type ?? "scores"}`);
  const head = h("tr", {}, h("th", { scope: "col" }, unit), h("th", { scope: "col", class: "number" }, units));
  const rows = legendRows(places, shown, tr).map((row): Child =>
    h("tr", { class: row.count === 0 ? "empty" : null, "data-class": row.class },
      h("th", { scope: "row" }, h("span", { class: "legend-class" }, swatch(row.style), h("span", {}, row.label))),
      h("td", { class: "number" }, tr.number(row.count))));
  return h("table", { class: "legend-table" }, h("thead", {}, head), h("tbody", {}, ...rows));
}

function chevron(): HTMLElement {
  return h("span", { class: "chevron", "aria-hidden": "true" });
}
