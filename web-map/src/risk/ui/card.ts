/** The algorithm card: made from the run itself. */
import { type Child, h } from "../../ui/dom";
import type { Context } from "../frame";
import type { Card } from "../types";

export function cardParts({ tr }: Context, card: Card): Child[] {
  const sections = card.sections.flatMap((section) => [h("h3", {}, tr.name(section.heading, section.key)), h("p", {}, tr.name(section.text, ""))]);
  const rows = Object.entries(card.settings).map(([name, value]) =>
    h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, typeof value === "string" ? value : JSON.stringify(value))));
  return [
    h("p", { class: "hint" }, tr.t("card.made", { id: card.id, version: card.version, day: card.made_on })),
    h("div", { class: "card" }, ...sections),
    h("details", {}, h("summary", {}, tr.t("card.settings")), h("div", { class: "scroll", tabindex: "0" }, h("table", {}, h("tbody", {}, ...rows)))),
  ];
}
