/** The table twin of the layer: sortable, a hundred rows a page; choosing a row selects the place on the map. */
import { fill, h } from "../../ui/dom";
import { swatch } from "../../ui/swatch";
import { layerPath } from "../core/state";
import { YARD_STYLES, styleIndexOf } from "../core/styles";
import { type Column, type Sort, cellText, columnsOf, firstSort, orderOf } from "../core/table";
import type { MessageKey } from "../i18n/i18n";
import type { YardsLoaded, YardsModel, YardsPart } from "./model";

const PAGE = 100;

export function tablePart(): YardsPart {
  const head = h("div", { class: "dock-head" });
  const body = h("div", { class: "dock-body" });
  const element = h("section", { class: "dock", hidden: true }, head, body);
  let shown: YardsLoaded | null = null;
  let sort: Sort | null = null;
  let page = 0;
  let model: YardsModel;

  const turn = (to: number): void => {
    page = to;
    render();
  };
  const sortBy = ({ key, number }: Column): void => {
    sort = { key, descending: sort?.key === key ? !sort.descending : number };
    turn(0);
  };
  const render = (): void => {
    const { loaded, tr, failure } = model;
    if (!loaded) {
      fill(body, h("p", {}, failure ?? tr.t("loading")));
      return;
    }
    const kept = body.querySelector(".scroll")?.scrollTop ?? 0;
    const focused = (document.activeElement as HTMLElement | null)?.dataset["focus"];
    const order = orderOf(loaded.places, (i) => model.where(i), sort ?? firstSort(loaded.shown), tr);
    fill(body, h("div", { class: "twin" }, pager(loaded), grid(loaded, order.slice(page * PAGE, (page + 1) * PAGE))));
    const scroll = body.querySelector(".scroll");
    if (scroll) scroll.scrollTop = kept;
    if (focused !== undefined) body.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  };
  const pager = ({ places: { length: n } }: YardsLoaded): HTMLElement => {
    const { tr } = model;
    const pages = Math.max(1, Math.ceil(n / PAGE));
    const text = tr.t("table.rows", { n, from: n === 0 ? 0 : page * PAGE + 1, to: Math.min(n, (page + 1) * PAGE) });
    const button = (key: MessageKey, to: number): HTMLElement =>
      h("button", { type: "button", disabled: to < 0 || to >= pages, "data-focus": key, onclick: () => turn(to) }, tr.t(key));
    return h("div", { class: "pager" }, h("span", { "aria-live": "polite" }, text),
      pages > 1 && button("table.previous", page - 1), pages > 1 && button("table.next", page + 1));
  };
  const grid = (loaded: YardsLoaded, positions: readonly number[]): HTMLElement => {
    const { tr } = model;
    const columns = columnsOf(loaded.shown, loaded.settings.level, loaded.places);
    return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": tr.t("table.title") },
      h("table", {}, h("thead", {}, h("tr", {}, ...columns.map((column) => heading(column, loaded)))),
        h("tbody", {}, ...positions.map((at) => row(loaded, at, columns)))));
  };
  const heading = (column: Column, { shown: layer }: YardsLoaded): HTMLElement => {
    const { tr } = model;
    const now = sort ?? firstSort(layer);
    const state = now.key !== column.key ? "none" : now.descending ? "descending" : "ascending";
    const factor = layer?.type === "factor";
    const label = column.key === "value" ? tr.t(factor ? "column.severity" : "column.score")
      : column.key === "class" && factor ? tr.t("column.step") : tr.t(`column.${column.key}` as MessageKey);
    const button = h("button", { type: "button", "data-focus": `sort-${column.key}`, onclick: () => sortBy(column) }, label,
      h("span", { class: `arrow ${state}`, "aria-hidden": "true" }));
    return h("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": state }, button);
  };
  const row = (loaded: YardsLoaded, at: number, columns: readonly Column[]): HTMLElement => {
    const { tr, state, set } = model;
    const place = loaded.places[at]!;
    const chosen = state.selected === place.id;
    const cells = columns.map(({ key, number }, i) => {
      const text = cellText(key, place, key === "where" ? model.where(at) : "", loaded.shown, tr);
      if (i > 0) return h("td", { class: number ? "number" : null }, text);
      const button = h("button", { type: "button", class: "row", "data-focus": place.id, "aria-pressed": String(chosen), onclick: () => set({ selected: place.id }) },
        swatch(YARD_STYLES[styleIndexOf(place.class)]!), h("span", {}, text));
      return h("th", { scope: "row" }, button);
    });
    return h("tr", { class: chosen ? "chosen" : null, "data-place": place.id }, ...cells);
  };
  return {
    element,
    update(next) {
      model = next;
      const { tr, state, loaded, client } = next;
      element.hidden = !state.table;
      element.setAttribute("aria-label", tr.t("table.title"));
      if (!state.table) return;
      if (loaded !== shown) {
        if (loaded?.settings.layer !== shown?.settings.layer || loaded?.settings.level !== shown?.settings.level) sort = null;
        page = 0;
      }
      shown = loaded;
      const csv = client.address(layerPath(state, next.layer, "csv"));
      fill(head, h("h2", {}, tr.t("table.title")), h("a", { href: csv, download: "aula-yards.csv", class: "download" }, tr.t("table.csv")),
        h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => next.set({ table: false }) }));
      render();
    },
  };
}
