/** Buttons on the map: zoom, whole city, table, rhythm; and the attribution of the basemap. */
import type { Model, Part } from "../app/model";
import { attributionPieces } from "../core/attribution";
import type { Dock } from "../core/state";
import type { Translator } from "../i18n/i18n";
import { labels } from "../planner/i18n/labels";
import { fill, h } from "./dom";

export function mapTools(
  tr: Translator, zoom: (steps: number) => void, fit: () => void, toggleDock: (dock: Dock) => void, ...own: HTMLElement[]
): Part {
  const icon = (name: string, label: string, action: () => void): HTMLElement =>
    h("button", { type: "button", class: `icon ${name}`, "aria-label": label, title: label, onclick: action });
  const dockButton = (dock: Dock, label: string): HTMLElement =>
    h("button", { type: "button", "aria-pressed": "false", onclick: () => toggleDock(dock) }, label);
  const docks: Readonly<Record<Dock, HTMLElement>> = {
    linked: dockButton("linked", labels(tr.language).linked),
    table: dockButton("table", tr.t("table.open")),
    rates: dockButton("rates", labels(tr.language).rates),
    rhythm: dockButton("rhythm", tr.t("rhythm.open")),
    concentration: dockButton("concentration", tr.t("concentration.open")),
    season: dockButton("season", tr.t("season.open")),
  };
  const credit = h("p", { class: "attribution" });
  const element = h(
    "div",
    { class: "tools" },
    h("div", { class: "zoom" }, icon("plus", tr.t("map.zoom_in"), () => zoom(1)), icon("minus", tr.t("map.zoom_out"), () => zoom(-1)), icon("fit", tr.t("map.fit"), fit)),
    h("div", { class: "docks" }, ...Object.values(docks), ...own),
    credit,
  );
  return {
    element,
    update(model) {
      for (const [dock, button] of Object.entries(docks)) button.setAttribute("aria-pressed", String(model.state.dock === dock));
      fill(credit, ...creditPieces(model));
      credit.hidden = !model.city.basemap;
    },
  };
}

function creditPieces({ city }: Model): (Node | string)[] {
  return attributionPieces(city.basemap?.attribution ?? "").map(({ text, href }) =>
    href === null ? text : h("a", { href, rel: "noopener noreferrer", target: "_blank" }, text),
  );
}
