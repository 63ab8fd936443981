/** The filters in force as chips, each removable, and all of them in one step. */
import type { Model, Part } from "../app/model";
import { type FilterKey, activeFilters, setFilters, withoutFilter, withoutFilters } from "../core/state";
import { categoryName, hoursText, kindName, periodText, weekdaysText } from "../core/words";
import { labels } from "../planner/i18n/labels";
import { fill, h } from "./dom";

export function chipsPart(): Part {
  const element = h("div", { class: "chips", role: "group" });
  return { element, update: (model) => update(model, element) };
}

function update(model: Model, element: HTMLElement): void {
  const { state, tr } = model;
  element.setAttribute("aria-label", tr.t("chips.label"));
  const active = activeFilters(state, model.context.layer);
  const idle = setFilters(state).length > active.length && h("span", { class: "chips-none" }, tr.t("chips.idle"));
  if (active.length === 0) {
    fill(element, h("span", { class: "chips-none" }, tr.t("chips.none")), outlineChip(model), undoButton(model), idle);
    return;
  }
  fill(
    element,
    ...active.map((key) => {
      const text = chipText(key, model);
      const remove = (): void => model.set(withoutFilter(key));
      return h(
        "button",
        { type: "button", class: "chip", onclick: remove, "aria-label": tr.t("chips.remove", { filter: text }) },
        h("span", {}, text),
        h("span", { class: "cross", "aria-hidden": "true" }),
      );
    }),
    outlineChip(model),
    h("button", { type: "button", class: "reset", onclick: () => model.set(withoutFilters()) }, tr.t("chips.reset")),
    undoButton(model),
    idle,
  );
}

/** The outline, which the views below the map are cut to and the map is not. */
function outlineChip({ state, set, tr }: Model): HTMLElement | false {
  const words = labels(tr.language);
  return state.outline !== null && h("button", { type: "button", class: "chip", onclick: () => set({ outline: null }), "aria-label": words.removeOutline },
    h("span", {}, words.outline), h("span", { class: "cross", "aria-hidden": "true" }));
}

/** Takes the last change back, as the browser's own button does. */
function undoButton({ steps, undo, tr }: Model): HTMLElement | false {
  return steps > 0 && h("button", { type: "button", class: "undo", onclick: undo }, labels(tr.language).undo);
}

function chipText(key: FilterKey, { state, city, tr, areas }: Model): string {
  switch (key) {
    case "period":
      return periodText(state.from, state.to, tr);
    case "categories":
      return state.categories.map((code) => categoryName(city, code, tr)).join(", ");
    case "hours":
      return state.hours ? hoursText(state.hours, tr) : "";
    case "weekdays":
      return weekdaysText(state.weekdays, tr);
    case "area": {
      const id = state.area ?? "";
      const kind = id.split(":")[0] ?? "";
      const feature = areas.get(kind)?.features.find((f) => f.properties.id === id);
      return `${kindName(kind, tr)}: ${tr.name(feature?.properties.names, id)}`;
    }
  }
}
