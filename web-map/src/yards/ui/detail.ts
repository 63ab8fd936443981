/** The panel of the selected place: its class with the figure and how sure it is, or what is missing; and where to go on. */
import { type Child, fill, h } from "../../ui/dom";
import { swatch } from "../../ui/swatch";
import { NOT_ASSESSED, YARD_STYLES, styleIndexOf } from "../core/styles";
import { betweenText, className, figureText, layerName, missingLines, placeName, valueText } from "../core/words";
import type { MessageKey } from "../i18n/i18n";
import type { YardProperties } from "../types";
import type { YardsLoaded, YardsModel, YardsPart } from "./model";

export function detailPart(): YardsPart {
  const body = h("div", { class: "detail-body", tabindex: "-1" });
  const element = h("aside", { class: "detail", hidden: true }, body);
  let shown: string | null = null;
  return {
    element,
    update(model) {
      const { selected } = model.state;
      const { loaded, tr, set } = model;
      element.hidden = selected === null;
      element.setAttribute("aria-label", tr.t("detail"));
      if (selected === null || !loaded) {
        shown = null;
        fill(body, selected !== null && h("p", {}, model.failure ?? tr.t("loading")));
        return;
      }
      const close = h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => set({ selected: null }) });
      const at = loaded.places.findIndex(({ id }) => id === selected);
      const key = `${selected} ${tr.language} ${loaded.settings.layer} ${at < 0 ? "" : model.where(at)}`;
      if (key === shown) return;
      shown = key;
      fill(body, close, ...(at < 0 ? absent(selected, model) : content(loaded, at, model)));
      body.scrollTop = 0;
    },
  };
}

/** A yard stays selected when the layer changes, also to one that it is not part of. */
function absent(selected: string, { tr }: YardsModel): Child[] {
  return [h("p", { class: "detail-title" }, tr.t("detail.absent")), ...(selected.startsWith("yard:") ? [links(selected, tr)] : [])];
}

function content(loaded: YardsLoaded, at: number, model: YardsModel): Child[] {
  const { tr } = model;
  const { shown, settings } = loaded;
  const place = loaded.places[at]!;
  const where = model.where(at);
  const figure = figureText(place, shown, settings.rules.level, tr);
  return [
    h("h2", { class: "detail-title" }, h("span", {}, placeName(place, tr))),
    where !== "" && h("p", { class: "where" }, where),
    h("p", { class: "yard-class" }, swatch(YARD_STYLES[styleIndexOf(place.class)]!), h("span", {},
      shown?.type === "factor" && h("span", { class: "of-factor" }, layerName(shown.id, shown, tr)), h("strong", {}, className(place.class, shown, tr)))),
    figure !== null && h("p", {}, settings.level === "yard" ? figure : `${figure} ${tr.t("detail.mean")}`),
    ...(place.class === NOT_ASSESSED ? missing(place, loaded, model) : []),
    h("h3", {}, tr.t("detail.figures")),
    figures(place, loaded, model),
    settings.level === "yard" ? links(place.id, tr) : yardsHere(place, model),
  ];
}

/** What is missing before there is a figure. */
function missing(place: YardProperties, { settings, shown }: YardsLoaded, { tr }: YardsModel): Child[] {
  const { level, rules } = settings;
  if (level !== "yard") {
    return [h("p", {}, tr.t("missing.group", { n: rules.yards_for_area, have: place.assessed, yards: place.yards }))];
  }
  const lines = missingLines(place, tr);
  if (lines.length === 0) return shown?.type === "factor" ? [h("p", {}, tr.t("missing.factor"))] : [];
  return [h("p", {}, tr.t("missing.title")), h("ul", { class: "missing" }, ...lines.map((text) => h("li", {}, text)))];
}

function figures(place: YardProperties, { shown, settings }: YardsLoaded, { tr }: YardsModel): HTMLElement {
  const value = tr.t(shown?.type === "factor" ? "column.severity" : "column.score");
  const between = betweenText(place, shown, tr);
  const rows: [string, string][] = settings.level === "yard"
    ? [[tr.t("detail.raters"), tr.number(place.raters ?? 0)]]
    : [[tr.t("detail.yards"), tr.number(place.yards)], [tr.t("detail.assessed"), tr.number(place.assessed)]];
  if (place.value !== null) rows.unshift([value, valueText(place.value, shown, tr)]);
  if (between !== "–") rows.splice(1, 0, [tr.t("column.between"), between]);
  const body = rows.map(([name, text]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "number" }, text)));
  return h("table", { class: "plain" }, h("tbody", {}, ...body));
}

function links(id: string, tr: YardsModel["tr"]): HTMLElement {
  const code = encodeURIComponent(id.replace(/^yard:/, ""));
  const link = (key: MessageKey, href: string): HTMLElement => h("p", {}, h("a", { href }, tr.t(key)));
  return h("div", { class: "yard-links" },
    link("detail.page", `yards/${code}?lang=${tr.language}`), link("detail.rate", `audit?yard=${encodeURIComponent(id)}&lang=${tr.language}`));
}

/** From an area to its yards, in the same layer. */
function yardsHere({ id }: YardProperties, { layer, tr, set }: YardsModel): Child {
  if (!id.includes(":") || !layer?.levels.includes("yard")) return false;
  const go = (): void => set({ level: "yard", area: id, selected: null });
  return h("p", {}, h("button", { type: "button", class: "yards-here", onclick: go }, tr.t("detail.yards_here")));
}
