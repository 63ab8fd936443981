/** The legend, always in view: open on a desktop, one line on a phone; both can be switched. */
import type { Model, Part } from "../app/model";
import { type Legend, legendOf, totalOf } from "../core/legend";
import { type Child, fill, h } from "./dom";
import { comparedLines } from "../planner/ui/compare";
import { swatch } from "./swatch";

export function legendPart(): Part {
  const line = h("button", { class: "legend-line", type: "button", "aria-controls": "legend-body" });
  const body = h("div", { id: "legend-body", class: "legend-body" });
  const element = h("section", { class: "legend" }, line, body);
  let open = window.matchMedia("(min-width: 800px)").matches;
  let last: Model | null = null;
  const update = (model: Model): void => {
    last = model;
    element.setAttribute("aria-label", model.tr.t("legend.title"));
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

function show(model: Model, open: boolean, line: HTMLElement, body: HTMLElement): void {
  const { loaded, tr } = model;
  if (!loaded) {
    const text = model.failure ?? tr.t("loading");
    fill(line, h("span", { class: "legend-short" }, h("strong", {}, tr.t(model.failure === null ? "loading" : "legend.failed"))), chevron());
    fill(body, h("p", { class: model.failure === null ? null : "failure" }, text));
    return;
  }
  const layer = model.layers.find((l) => l.id === loaded.settings.layer) ?? model.context.layer;
  const legend = legendOf(loaded, layer, tr);
  fill(line, ...(open ? [h("strong", { class: "legend-short whole" }, legend.title)] : shortLine(legend, model)), chevron());
  fill(
    body,
    model.failure !== null && h("p", { class: "failure" }, model.failure),
    model.city.synthetic && h("p", { class: "synthetic-note" }, tr.t("synthetic.note")),
    h("p", { class: "legend-period" }, legend.period),
    ...legend.counted.map((text, i) => h("p", { class: i === 0 ? "legend-total" : "legend-small" }, text)),
    legend.verdict !== null && h("p", { class: "verdict" }, legend.verdict),
    table(legend, model),
    ...comparedLines(model),
    legend.method !== null && h("p", { class: "legend-small" }, legend.method),
    ...legend.warnings.map((text) => h("p", { class: "warning" }, text)),
  );
}

function table(legend: Legend, { tr, loaded }: Model): HTMLElement {
  const units = loaded?.kind === "areas" ? tr.t("legend.areas") : tr.t("legend.cells");
  const head = h("tr", {}, h("th", { scope: "col" }, legend.unit), h("th", { scope: "col", class: "number" }, units));
  const rows = legend.rows.map((row) =>
    h(
      "tr",
      { class: row.count === 0 ? "empty" : null },
      h("th", { scope: "row" }, h("span", { class: "legend-class" }, swatch(row.style), h("span", {}, row.label))),
      h("td", { class: "number" }, tr.number(row.count)),
    ),
  );
  return h("table", { class: "legend-table" }, h("thead", {}, head), h("tbody", {}, ...rows));
}

/** One line that still says what, when, how many, and in which colours. */
function shortLine(legend: Legend, { tr, loaded }: Model): Child[] {
  const present = legend.rows.filter((row) => row.count > 0).slice(0, 7);
  const total = tr.t("legend.short", { n: loaded ? totalOf(loaded) : 0 });
  const head = legend.verdict === null ? legend.title : tr.t("verdict.short");
  return [
    h("span", { class: "legend-strip" }, ...present.map((row) => swatch(row.style))),
    h("span", { class: "legend-short" }, h("strong", {}, head), h("span", {}, `${legend.shortPeriod} · ${total}`)),
  ];
}

function chevron(): HTMLElement {
  return h("span", { class: "chevron", "aria-hidden": "true" });
}
