/** A figure in the news: what it can show, what could have caused it, what to ask for. */
import { fill, h } from "../../ui/dom";
import type { ClaimReply } from "../api";
import { field, numberOf } from "./fields";
import { type Context, failure, section } from "./shell";

export function claimPart(context: Context): HTMLElement {
  const { tr, desk, say } = context;
  const out = h("div", { class: "result claim-result", "aria-live": "polite" });
  const text = field(tr.t("claim.text"), { type: "text", required: true, placeholder: tr.t("claim.example") });
  const before = field(tr.t("claim.before"), { type: "number", min: 0 });
  const area = field(tr.t("claim.area"), { type: "text" }, tr.t("claim.area.hint"));
  const from = field(tr.t("claim.from"), { type: "date" });
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    const known = numberOf(before.value());
    const body = {
      text: text.value(), facts: known === undefined ? {} : { before: known },
      ...(area.value() === "" ? {} : { area: area.value() }), ...(from.value() === "" ? {} : { from: from.value() }),
    };
    try {
      const reply = await desk.send<ClaimReply>("POST", "claims", body);
      fill(out, ...reply.sentences.map((s) => h("p", { class: "sentence" }, say(s))),
        h("h3", {}, tr.t("claim.causes")), h("ul", {}, ...reply.cause_words.map((w) => h("li", {}, say(w)))),
        h("h3", {}, tr.t("claim.ask")), h("ul", {}, ...reply.ask_words.map((w) => h("li", {}, say(w)))));
    } catch (error) {
      fill(out, failure(error, tr));
    }
  };
  const form = h("form", { class: "form claim", onsubmit: (event: Event) => void ask(event) }, text.element, before.element, area.element, from.element,
    h("button", { type: "submit" }, tr.t("claim.go")));
  return section(tr.t("claim.title"), h("p", {}, tr.t("claim.intro")), form, out);
}
