/** One thing to judge: four steps in words and pictures, and apart from them "does not exist" and "did not look". */
import { type Answer, type Factor, type Outcome, SEVERITIES, answerOf, wordOf } from "../../checklist/core/instrument";
import { pictogram } from "../../checklist/pictograms/pictogram";
import { h } from "../../ui/dom";
import type { Translator } from "../i18n/i18n";

export interface FieldOptions {
  given: Answer | undefined;
  onanswer: (answer: Answer | null) => void;
  /** Said above the steps: a problem that is known already. */
  note: string | null;
}

export function factorField(tr: Translator, thing: Factor | Outcome, options: FieldOptions): HTMLElement {
  const name = `factor-${thing.id}`;
  const given = wordOf(options.given);
  const step = (word: string, picture: SVGSVGElement, text: string, style: string): HTMLElement => {
    const id = `${name}-${word}`;
    const input = h("input", {
      type: "radio", name, id, value: word, checked: given === word,
      onchange: () => options.onanswer(answerOf(word)),
    });
    return h("div", { class: `step ${style}` }, input, h("label", { for: id }, picture, h("span", {}, text)));
  };
  const outcome = !("group" in thing);
  return h(
    "fieldset",
    { class: "factor", "data-factor": thing.id },
    h("legend", {}, tr.name(thing.names, thing.id)),
    outcome ? h("p", { class: "hint" }, tr.t("round.outcome")) : null,
    options.note ? h("p", { class: "known" }, options.note) : null,
    h("div", { class: "steps" }, ...SEVERITIES.map((s) =>
      step(String(s), pictogram(thing.pictogram ?? thing.id, s), tr.name(thing.anchors[s], String(s)), `severity-${s}`))),
    h(
      "div",
      { class: "others" },
      outcome ? null : step("not_applicable", pictogram(thing.id, "not_applicable"), tr.t("answer.not_applicable"), "other"),
      step("not_checked", pictogram(thing.id, "not_checked"), tr.t("answer.not_checked"), "other"),
    ),
  );
}
