/** The table twin: sortable, a hundred rows a page; choosing a row selects the cell on the map. */
import type { Model } from "../app/model";
import type { Loaded } from "../core/loaded";
import { type TwinColumn, type TwinRow, type TwinSort, firstSort, twinColumns, twinOrder, twinRow } from "../core/twin";
import { styleOfClass } from "../core/palette-statistics";
import { TABLE_COLUMNS, isStatView } from "../core/statistics";
import type { MessageKey, Translator } from "../i18n/i18n";
import { type Child, fill, h } from "./dom";
import { swatch } from "./swatch";

const PAGE = 100;
/** Areas that name a cell, the finest first. */
const NAMING_KINDS = ["micro_district", "precinct", "district"];

/** Whether the answer holds what the table shows: for the map alone fewer columns are fetched. */
function hasAllColumns(loaded: Loaded): boolean {
  if (loaded.kind !== "cells") return true;
  const needed = isStatView(loaded.view) ? TABLE_COLUMNS[loaded.view] : loaded.view === "hotspots" ? (["q"] as const) : [];
  return needed.every((name) => loaded.table.has(name));
}

export interface TwinTable {
  element: HTMLElement;
  update(model: Model): void;
}

export function twinTable(tr: Translator): TwinTable {
  const element = h("div", { class: "twin" });
  let sort: TwinSort | null = null;
  let page = 0;
  let order = new Uint32Array();
  let shown: Loaded | null = null;
  let model: Model;

  const render = (): void => {
    const { loaded } = model;
    if (!loaded || !hasAllColumns(loaded)) {
      fill(element, h("p", {}, model.failure ?? tr.t("loading")));
      return;
    }
    if (loaded !== shown) {
      if (loaded.view !== shown?.view || !sort) sort = firstSort(loaded);
      order = twinOrder(loaded, sort, tr) as Uint32Array<ArrayBuffer>;
      page = 0;
      shown = loaded;
    }
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["focus"] : undefined;
    fill(element, pager(loaded), grid(loaded));
    if (focused !== undefined) element.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  };
  const sortBy = (column: TwinColumn): void => {
    const again = sort?.key === column.key;
    sort = { key: column.key, descending: again ? !sort!.descending : column.descendingFirst };
    order = twinOrder(shown!, sort, tr) as Uint32Array<ArrayBuffer>;
    page = 0;
    render();
  };
  const turn = (to: number): void => {
    page = to;
    render();
  };
  const pager = (loaded: Loaded): HTMLElement => {
    const pages = Math.max(1, Math.ceil(order.length / PAGE));
    const text = tr.t(loaded.kind === "cells" ? "table.rows.cells" : "table.rows.areas", {
      n: order.length,
      from: order.length === 0 ? 0 : page * PAGE + 1,
      to: Math.min(order.length, (page + 1) * PAGE),
    });
    const button = (key: MessageKey, to: number, off: boolean): HTMLElement =>
      h("button", { type: "button", disabled: off, "data-focus": key, onclick: () => turn(to) }, tr.t(key));
    return h(
      "div",
      { class: "pager" },
      h("span", { "aria-live": "polite" }, text),
      pages > 1 && button("table.previous", page - 1, page === 0),
      pages > 1 && button("table.next", page + 1, page >= pages - 1),
    );
  };
  const grid = (loaded: Loaded): HTMLElement => {
    const columns = twinColumns(loaded);
    const indexes = NAMING_KINDS.flatMap((kind) => model.areas.get(kind) ?? []);
    const positions = order.subarray(page * PAGE, (page + 1) * PAGE);
    const rows = Array.from(positions, (position) => line(twinRow(loaded, position, indexes, tr), columns, loaded));
    return h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": tr.t("table.title") },
      h("table", {}, h("thead", {}, h("tr", {}, ...columns.map(heading))), h("tbody", {}, ...rows)),
    );
  };
  const heading = (column: TwinColumn): HTMLElement => {
    const label = tr.t(`column.${column.key}` as MessageKey);
    const state = sort?.key !== column.key ? "none" : sort.descending ? "descending" : "ascending";
    const content: Child = column.sortable
      ? h("button", { type: "button", "data-focus": `sort-${column.key}`, onclick: () => sortBy(column) }, label, h("span", { class: `arrow ${state}`, "aria-hidden": "true" }))
      : label;
    return h("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": column.sortable ? state : null }, content);
  };
  const line = (row: TwinRow, columns: readonly TwinColumn[], loaded: Loaded): HTMLElement => {
    const chosen = model.state.selected === row.id;
    const choose = (): void => model.set({ selected: row.id });
    const cells = row.cells.map((text, i) => {
      const number = columns[i]!.number ? "number" : null;
      if (i > 0) return h("td", { class: number }, text);
      const name = loaded.kind === "cells" ? loaded.table.className(row.position) : null;
      const button = h("button", { type: "button", class: "row", "data-focus": row.id, "aria-pressed": String(chosen), onclick: choose },
        name !== null && swatch(styleOfClass(name)), h("span", {}, text));
      return h("th", { scope: "row", class: number }, button);
    });
    const own = loaded.kind === "cells" ? { cell: row.id } : { area: row.id };
    const lit = (): void => model.highlight.set(own);
    const dark = (): void => model.highlight.clear();
    const rowElement = h("tr", { class: chosen ? "chosen" : null, "data-id": row.id, onmouseenter: lit, onmouseleave: dark, onfocusin: lit, onfocusout: dark }, ...cells);
    model.highlight.listen(rowElement, (now) => rowElement.classList.toggle("lit", (now.cell ?? now.area) === row.id));
    return rowElement;
  };
  return {
    element,
    update(now) {
      model = now;
      render();
    },
  };
}
