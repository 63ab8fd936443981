/** What a rater agrees to before the first round. */
import type { App } from "../app/app";
import type { Instrument } from "../../checklist/core/instrument";
import { h } from "../../ui/dom";
import { button, heading, paragraphs } from "./parts";
import type { Drawn } from "./shell";

export function consentScreen(app: App, instrument: Instrument): Drawn {
  const { tr } = app;
  return {
    content: [
      heading(tr.t("consent.title")),
      h("section", { class: "card" }, ...paragraphs(tr.name(instrument.consent.text, ""))),
      h("p", { class: "hint" }, tr.t("consent.safety")),
    ],
    bar: [button(tr.t("back"), () => app.go({ name: "start", page: 0 })), button(tr.t("consent.agree"), app.agree, "main")],
  };
}
