/** Texts and photos that wait for a moderator: each is passed on to whoever mends, or refused. Neither is ever public. */
import { fill, h } from "../../ui/dom";
import type { Desk } from "../app/desk";

export interface ModerationItem {
  audit: string;
  /** `text`, or a photo's identifier. */
  item: string;
  kind: "text" | "photo";
  text?: string;
  /** From the root of the service. */
  photo?: string;
  yard: string;
  factor?: string | null;
  received: string;
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
  const { tr, api, base } = desk;
  const said = h("p", { role: "status", class: "hint" });
  const decide = async (decision: "pass" | "refuse"): Promise<void> => {
    fill(said, tr.t("loading"));
    try {
      await api.ask("POST", "moderation", { audit: item.audit, item: item.item, decision });
      gone();
    } catch (error) {
      fill(said, desk.failure(error));
    }
  };
  const about = tr.t("moderation.about", { yard: item.yard, date: tr.date(item.received.slice(0, 10)) });
  return h(
    "section",
    { class: "card", "data-item": item.item },
    h("h2", {}, h("a", { href: `${base}yards/${encodeURIComponent(item.yard)}?lang=${tr.language}` }, about)),
    item.factor ? h("p", {}, desk.factor(item.factor)) : null,
    item.text ? h("blockquote", {}, item.text) : null,
    item.photo ? h("img", { src: base + item.photo.replace(/^\//, ""), alt: tr.t("moderation.photo", { yard: item.yard }), class: "photo" }) : null,
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "button", onclick: () => void decide("pass") }, tr.t("moderation.pass")),
      h("button", { type: "button", class: "button", onclick: () => void decide("refuse") }, tr.t("moderation.reject")),
    ),
    said,
  );
}
