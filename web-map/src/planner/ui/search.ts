/** Finding a place: areas, streets, houses and yards by name in three languages, coordinates, cells. */
import { isAbort } from "../../api/client";
import type { Model, Part } from "../../app/model";
import { kindName } from "../../core/words";
import { fill, h } from "../../ui/dom";
import { failureText } from "../../ui/failure";
import type { Found } from "../core/types";
import { type Translator, translator } from "../i18n/i18n";

const MOST = 8;
/** Milliseconds without a key before the question is put. */
const PAUSE = 150;

/** @param go shows a place on the map */
export function searchPart(language: Translator["language"], go: (found: Found) => void): Part {
  const tr = translator(language);
  const list = h("ul", { id: "search-list", role: "listbox", "aria-label": tr.t("search.label"), hidden: true });
  const said = h("p", { role: "status" });
  const input = h("input", {
    id: "search", type: "search", role: "combobox", autocomplete: "off", placeholder: tr.t("search.hint"), "aria-label": tr.t("search.label"),
    "aria-controls": "search-list", "aria-expanded": "false", "aria-autocomplete": "list",
  });
  const element = h("div", { class: "search" }, input, list, said);
  let model: Model;
  let found: Found[] = [];
  let active = -1;
  let waiting = 0;

  /** The list says by itself what was found; that nothing was found, or why, is for every eye. */
  const say = (words: string): void => {
    fill(said, words);
    said.className = found.length > 0 ? "visually-hidden" : "hint";
  };
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
    say(found.length === 0 ? tr.t("search.none") : tr.t("search.found", { n: found.length }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    active = -1;
  };
  const ask = async (): Promise<void> => {
    const text = input.value.trim();
    if (text === "") {
      found = [];
      say("");
      return close();
    }
    try {
      const query = new URLSearchParams({ q: text, limit: String(MOST), lang: tr.language });
      const answer = await model.client.get<{ results: Found[] }>(`search?${query}`, "search");
      found = answer.results;
    } catch (error) {
      if (isAbort(error)) return;
      found = [];
      close();
      return say(failureText(error, model.tr));
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
