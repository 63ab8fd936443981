/** Choosing a yard by a few letters of its name. */
import type { YardHit } from "../../checklist/api";
import { fill, h } from "../../ui/dom";
import type { Desk } from "../app/desk";

export function yardPicker(desk: Desk, chosen: YardHit | null, choose: (yard: YardHit) => void): HTMLElement {
  const { tr, api } = desk;
  const said = h("p", { role: "status", class: "hint" }, chosen ? tr.t("papers.yard.chosen", { yard: tr.name(chosen.names, chosen.id) }) : "");
  const list = h("ul", { class: "picks" });
  let asked = 0;
  const pick = (yard: YardHit): void => {
    choose(yard);
    fill(list);
    fill(said, tr.t("papers.yard.chosen", { yard: tr.name(yard.names, yard.id) }));
    document.getElementById("paper-date")?.focus();
  };
  const line = (yard: YardHit): HTMLElement => {
    const place = yard.place ? tr.name(yard.place, "") : "";
    return h("li", {}, h("button", { type: "button", class: "pick", onclick: () => pick(yard) }, h("strong", {}, tr.name(yard.names, yard.id)), place === "" ? null : h("span", {}, place)));
  };
  const search = async (): Promise<void> => {
    const turn = ++asked;
    const text = input.value.trim();
    if (text.length < 2) return fill(list);
    try {
      const found = await api.yards(`q=${encodeURIComponent(text)}&limit=10`);
      if (turn !== asked) return;
      fill(said, tr.t("papers.yard.found", { n: found.length }));
      fill(list, ...found.map(line));
    } catch (error) {
      if (turn === asked) fill(said, desk.failure(error));
    }
  };
  const input = h("input", { type: "search", id: "paper-yard", oninput: () => void search() });
  return h("div", { class: "field" }, h("label", { for: "paper-yard" }, tr.t("papers.yard")), input, said, list);
}
