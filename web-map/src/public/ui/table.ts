/** The table twin: every place in the order of need, with the same figures as on the map. */
import { fill, h } from "../../ui/dom";
import { swatch } from "../../ui/swatch";
import { orderOf } from "../core/order";
import { layerPath } from "../core/state";
import { classText, placeName, rangeText, rankText } from "../core/words";
import type { MessageKey } from "../i18n/i18n";
import type { PublicLoaded, PublicModel, PublicPart } from "./model";

/** Rows at once: a city's largest level has about a thousand places. */
const PAGE = 200;

export function tablePart(): PublicPart {
  const head = h("div", { class: "dock-head" });
  const body = h("div", { class: "dock-body" });
  const element = h("section", { class: "dock", hidden: true }, head, body);
  let shown: PublicLoaded | null = null;
  let limit = PAGE;
  const update = (model: PublicModel): void => {
    const { tr, loaded, state } = model;
    element.hidden = !state.table;
    element.setAttribute("aria-label", tr.t("table.title"));
    if (!state.table) return;
    if (loaded !== shown) limit = PAGE;
    shown = loaded;
    const csv = model.client.address(layerPath(state, model.level, "csv"));
    fill(head, h("h2", {}, tr.t("table.title")), h("a", { href: csv, download: "aula-public.csv", class: "download" }, tr.t("table.csv")),
      h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => model.set({ table: false }) }));
    if (!loaded) {
      fill(body, h("p", {}, model.failure ?? tr.t("loading")));
      return;
    }
    const more = (): void => {
      limit = loaded.places.length;
      update(model);
    };
    const scroll = body.querySelector(".scroll")?.scrollTop ?? 0;
    fill(body, h("div", { class: "twin" }, grid(model, loaded, limit),
      loaded.places.length > limit && h("div", { class: "pager" }, h("button", { type: "button", onclick: more }, tr.t("table.rows", { n: loaded.places.length })))));
    const again = body.querySelector(".scroll");
    if (again) again.scrollTop = scroll;
  };
  return { element, update };
}

function grid(model: PublicModel, loaded: PublicLoaded, limit: number): HTMLElement {
  const { tr } = model;
  const keys = ["place", "need", "class", "density", "rank"] as const;
  const head = keys.map((key) => h("th", { scope: "col", class: key === "place" || key === "need" ? null : "number" }, tr.t(`column.${key}` as MessageKey)));
  const rows = orderOf(loaded.places).slice(0, limit).map((at) => row(model, loaded, at));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": tr.t("table.title") },
    h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)));
}

function row(model: PublicModel, loaded: PublicLoaded, at: number): HTMLElement {
  const { tr, state } = model;
  const place = loaded.places[at]!;
  const chosen = state.selected === place.id;
  const style = loaded.bins.find((bin) => bin.holds(place))?.style;
  const button = h("button", { type: "button", class: "row", "aria-pressed": String(chosen), onclick: () => model.set({ selected: place.id }) },
    style !== undefined && swatch(style), h("span", {}, placeName(place, tr)));
  return h("tr", { class: chosen ? "chosen" : null },
    h("th", { scope: "row" }, button), h("td", {}, tr.t(`need.short.${place.need}` as MessageKey)), h("td", { class: "number" }, classText(place, tr)),
    h("td", { class: "number" }, rangeText(place.density_low, place.density_high, tr, 1)), h("td", { class: "number" }, rankText(place, tr)));
}
