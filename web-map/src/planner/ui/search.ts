/** Finding a place: areas, streets, houses and yards by name in three languages, coordinates, cells. */
import { isAbort } from "../../api/client";
import type { Model, Part } from "../../app/model";
import { SearchIndex } from "../../search/core/search";
import { cellOf } from "../../search/core/place";
import { fill, h } from "../../ui/dom";
import { kindName } from "../../core/words";
import type { Found } from "../core/types";
import { type Translator, translator } from "../i18n/i18n";

const MOST = 8;
/** Milliseconds without a key before the question is put. */
const PAUSE = 150;

/** @param go shows a place on the map */
export function searchPart(language: Translator["language"], go: (found: Found) => void): Part {
  const tr = translator(language);
  const list = h("ul", { id: "search-list", role: "listbox", "aria-label": tr.t("search.label"), hidden: true });
  const said = h("p", { class: "visually-hidden", role: "status" });
  const input = h("input", {
    id: "search", type: "search", role: "combobox", autocomplete: "off", placeholder: tr.t("search.hint"), "aria-label": tr.t("search.label"),
    "aria-controls": "search-list", "aria-expanded": "false", "aria-autocomplete": "list",
  });
  const element = h("div", { class: "search" }, input, list, said);
  let model: Model;
  let found: Found[] = [];
  let active = -1;
  let waiting = 0;

  const labelOf = (one: Found): string => one.label ?? tr.name(one.names ?? one.name, one.id);
  const close = (): void => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const choose = (index: number): void => {
    const one = found[index];
    if (!one) return;
    input.value = labelOf(one);
    close();
    go(one);
  };
  const mark = (index: number): void => {
    active = found.length === 0 ? -1 : (index + found.length) % found.length;
    [...list.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === active)));
    if (active >= 0) input.setAttribute("aria-activedescendant", `search-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const show = (): void => {
    const rows = found.map((one, i) => h("li", { id: `search-${i}`, role: "option", "aria-selected": "false", onclick: () => choose(i) },
      h("span", {}, labelOf(one)), h("span", { class: "hint" }, tr.maybe(`search.kind.${one.kind}`) ?? kindName(one.kind, model.tr))));
    fill(list, ...rows);
    fill(said, found.length === 0 ? tr.t("search.none") : tr.t("search.found", { n: found.length }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    active = -1;
  };
  const ask = async (): Promise<void> => {
    const text = input.value.trim();
    if (text === "") {
      found = [];
      fill(said);
      return close();
    }
    try {
      const query = new URLSearchParams({ q: text, limit: String(MOST), lang: tr.language });
      const answer = await model.client.get<{ results: Found[] }>(`search?${query}`, "search");
      found = answer.results;
    } catch (error) {
      if (isAbort(error)) return;
      found = known(text, model);
    }
    show();
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden && found.length > 0) show();
      mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
      event.preventDefault();
    } else if (event.key === "Enter") {
      clearTimeout(waiting);
      if (!list.hidden) choose(Math.max(active, 0));
      else void ask().then(() => found.length === 1 && choose(0));
      event.preventDefault();
    } else if (event.key === "Escape") close();
  });
  // A click on an entry comes after the focus has left.
  input.addEventListener("blur", () => setTimeout(close, 200));
  return {
    element,
    update(now) {
      model = now;
    },
  };
}

/** What the map itself knows, where the server does not answer: its areas, coordinates, cells. */
function known(text: string, { areas, city }: Model): Found[] {
  const things = [...areas.values()].flatMap(({ features }) => features.map(({ properties }) => ({ id: properties.id, kind: properties.id.split(":")[0] ?? "", names: properties.names })));
  return new SearchIndex(things).find(text, { limit: MOST, bounds: city.bounds }).map((hit): Found => {
    if (hit.is === "spot") return { kind: "coordinates", id: "", label: `${hit.spot.lat}, ${hit.spot.lon}`, centre: [hit.spot.lon, hit.spot.lat], bbox: null };
    if (hit.is === "cell") return { kind: "cell", id: hit.cell, label: hit.cell, centre: null, bbox: null };
    return { kind: "area", id: hit.thing.id, names: hit.thing.names, centre: null, bbox: null };
  });
}

/** The resolution of an H3 cell; null for other texts. */
export function resolutionOfCell(id: string): number | null {
  return cellOf(id) === null ? null : Number((BigInt(`0x${id}`) >> 52n) & 15n);
}
