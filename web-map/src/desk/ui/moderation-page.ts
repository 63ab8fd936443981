/** Texts and photos that wait for a moderator: each is passed on to whoever mends, or refused. Neither is ever public. */
import { fill, h } from "../../ui/dom";
import type { Names } from "../../api/types";
import type { Desk } from "../app/desk";

export interface ModerationItem {
  id: string;
  kind: "text" | "photo";
  text?: string | null;
  /** Relative to the API. */
  photo?: string | null;
  yard: string;
  yard_names?: Names;
  factor?: string | null;
  at: string;
}

export function moderationPage(desk: Desk, given: { items: ModerationItem[] }): Node[] {
  const { tr } = desk;
  const list = h("div", {});
  const count = h("p", { role: "status" });
  const draw = (): void => {
    fill(count, tr.t("moderation.count", { n: given.items.length }));
    fill(list, ...given.items.map((item) => card(desk, item, () => {
      given.items = given.items.filter((one) => one !== item);
      draw();
    })));
  };
  draw();
  return [h("h1", { tabindex: "-1" }, tr.t("moderation.title")), h("p", { class: "hint" }, tr.t("moderation.hint")), count, list];
}

function card(desk: Desk, item: ModerationItem, gone: () => void): HTMLElement {
  const { tr, api } = desk;
  const said = h("p", { role: "status", class: "hint" });
  const decide = async (decision: "pass" | "reject"): Promise<void> => {
    fill(said, tr.t("loading"));
    try {
      await api.ask("POST", "moderation", { id: item.id, decision });
      gone();
    } catch (error) {
      fill(said, desk.failure(error));
    }
  };
  const about = tr.t("moderation.about", { yard: tr.name(item.yard_names, item.yard), date: tr.date(item.at.slice(0, 10)) });
  return h(
    "section",
    { class: "card", "data-item": item.id },
    h("h2", {}, about),
    item.factor ? h("p", {}, desk.factor(item.factor)) : null,
    item.text ? h("blockquote", {}, item.text) : null,
    item.photo ? h("img", { src: api.address(item.photo), alt: tr.t("moderation.photo", { yard: tr.name(item.yard_names, item.yard) }), class: "photo" }) : null,
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "button", onclick: () => void decide("pass") }, tr.t("moderation.pass")),
      h("button", { type: "button", class: "button", onclick: () => void decide("reject") }, tr.t("moderation.reject")),
    ),
    said,
  );
}
