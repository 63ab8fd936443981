/** The legend, always in view: a card on a desktop, one line on a phone that opens on demand. */
import type { Model, Part } from "../app/model";
import { type Legend, legendOf, totalOf } from "../core/legend";
import { fill, h } from "./dom";
import { swatch } from "./swatch";

export function legendPart(): Part {
  const line = h("button", { class: "legend-line", type: "button", "aria-expanded": "false", "aria-controls": "legend-body" });
  const body = h("div", { id: "legend-body", class: "legend-body" });
  const element = h("section", { class: "legend", "aria-labelledby": "legend-title" }, line, body);
  line.addEventListener("click", () => {
    const open = element.classList.toggle("open");
    line.setAttribute("aria-expanded", String(open));
  });
  return { element, update: (model) => update(model, element, line, body) };
}

function update(model: Model, element: HTMLElement, line: HTMLElement, body: HTMLElement): void {
  const { loaded, tr } = model;
  element.classList.toggle("stale", model.loading);
  if (!loaded) {
    const text = model.failure ?? tr.t("loading");
    fill(line, h("span", { class: "legend-short" }, text));
    fill(body, h("h2", { id: "legend-title" }, tr.t("legend.title")), h("p", {}, text));
    return;
  }
  const legend = legendOf(loaded, model.layers.find((l) => l.id === loaded.settings.layer) ?? model.context.layer, tr);
  fill(line, ...shortLine(legend, model));
  fill(
    body,
    model.failure !== null && h("p", { class: "failure" }, model.failure),
    h("h2", { id: "legend-title" }, legend.title),
    model.city.synthetic && h("p", { class: "synthetic-note" }, tr.t("synthetic.note")),
    h("p", { class: "legend-period" }, legend.period),
    ...legend.counted.map((text, i) => h("p", { class: i === 0 ? "legend-total" : "legend-small" }, text)),
    legend.verdict !== null && h("p", { class: "verdict" }, legend.verdict),
    table(legend, model),
    legend.method !== null && h("p", { class: "legend-small" }, legend.method),
    ...legend.warnings.map((text) => h("p", { class: "warning" }, text)),
  );
}

function table(legend: Legend, { tr, loaded }: Model): HTMLElement {
  const units = loaded?.kind === "areas" ? tr.t("legend.areas") : tr.t("legend.cells");
  return h(
    "table",
    { class: "legend-table" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, legend.unit), h("th", { scope: "col", class: "number" }, units))),
    h(
      "tbody",
      {},
      ...legend.rows.map((row) =>
        h(
          "tr",
          { class: row.count === 0 ? "empty" : null },
          h("th", { scope: "row" }, h("span", { class: "legend-class" }, swatch(row.style), h("span", {}, row.label))),
          h("td", { class: "number" }, tr.number(row.count)),
        ),
      ),
    ),
  );
}

function shortLine(legend: Legend, model: Model): HTMLElement[] {
  const { tr, loaded } = model;
  const strip = h("span", { class: "legend-strip" }, ...legend.rows.filter((row) => row.count > 0).slice(0, 7).map((row) => swatch(row.style)));
  const total = tr.t("legend.short", { n: loaded ? totalOf(loaded) : 0 });
  const head = legend.verdict === null ? legend.title : tr.t("verdict.short");
  return [
    strip,
    h("span", { class: "legend-short" }, h("strong", {}, head), ` ${legend.period} · ${total}`),
    h("span", { class: "chevron", "aria-hidden": "true" }),
  ];
}
