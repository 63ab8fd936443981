/** Typing paper forms in: one key for each thing, the next box by itself; what is wrong is said by the service. */
import { type Draft, type Submission, refusal, submissionOf } from "../../audit/core/draft";
import { Failure, type YardHit } from "../../checklist/api";
import type { Answer, Factor, Outcome } from "../../checklist/core/instrument";
import { fill, h } from "../../ui/dom";
import type { Desk } from "../app/desk";
import { proved } from "../app/proof";
import { answerOfKey, isTyped, momentOf } from "../core/typed";
import { yardPicker } from "./yard-picker";

/** What is typed outlives a change of language. */
const typed: { yard: YardHit | null; date: string; time: string; text: string; keys: Record<string, string>; consent: boolean; id: string } = {
  yard: null, date: "", time: "", text: "", keys: {}, consent: false, id: "",
};

export function papersPage(desk: Desk): Node[] {
  const { tr, instrument } = desk;
  const said = h("p", { role: "status" });
  const faults = h("ul", { class: "faults" });
  const bound = (id: string, type: "date" | "time", key: "papers.date" | "papers.time"): HTMLElement => {
    const input = h("input", { type, id, value: typed[type], required: true, oninput: () => (typed[type] = input.value) });
    return h("div", { class: "field" }, h("label", { for: id }, tr.t(key)), input);
  };
  const consent = h("input", { type: "checkbox", id: "paper-consent", checked: typed.consent, onchange: () => (typed.consent = consent.checked) });
  const text = h("textarea", { id: "paper-text", rows: 2, maxlength: 1000, oninput: () => (typed.text = text.value) });
  text.value = typed.text;

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    fill(faults);
    const draft = draftOf(desk);
    if (typeof draft === "string") return fill(said, tr.t(draft as "papers.no_yard"));
    fill(said, tr.t("loading"));
    try {
      const submission = submissionOf(draft, { language: tr.language, consentVersion: instrument.consent.version, device: null, role: null });
      await post(desk, submission);
      Object.assign(typed, { keys: {}, text: "", time: "", consent: false, id: "" });
      const fresh = papersPage(desk);
      document.querySelector("main")?.replaceChildren(...fresh);
      const line = document.getElementById("papers-said");
      if (line) fill(line, tr.t("papers.sent"));
      document.getElementById("paper-time")?.focus();
    } catch (error) {
      fill(said, desk.failure(error));
      const several = error instanceof Failure ? (error.problem.errors ?? []) : [];
      fill(faults, ...several.map(({ message }) => h("li", {}, message ?? "")));
    }
  };
  said.id = "papers-said";
  return [
    h("h1", { tabindex: "-1" }, tr.t("papers.title")),
    h("p", { class: "hint" }, tr.t("papers.hint")),
    h(
      "form",
      { onsubmit: (event: Event) => void submit(event), novalidate: true },
      yardPicker(desk, typed.yard, (yard) => (typed.yard = yard)),
      h("div", { class: "pair" }, bound("paper-date", "date", "papers.date"), bound("paper-time", "time", "papers.time")),
      h("div", { class: "keys" }, ...[...instrument.factors, ...instrument.outcomes].map((thing, index) => keyField(desk, thing, index))),
      h("div", { class: "field" }, h("label", { for: "paper-text" }, tr.t("papers.text")), text),
      h("div", { class: "choice" }, consent, h("label", { for: "paper-consent" }, tr.t("papers.consent"))),
      h("button", { type: "submit", class: "button main", id: "paper-send" }, tr.t("papers.send")),
      said,
      faults,
    ),
  ];
}

function keyField({ tr }: Desk, thing: Factor | Outcome, index: number): HTMLElement {
  const id = `key-${thing.id}`;
  const says = h("span", { class: "hint", id: `${id}-says` });
  const input = h("input", {
    type: "text", id, maxlength: 1, autocomplete: "off", value: typed.keys[thing.id] ?? "", "aria-describedby": `${id}-says`,
    oninput: () => {
      typed.keys[thing.id] = input.value;
      show();
      if (input.value !== "" && isTyped(input.value)) next(index + 1);
    },
  });
  const show = (): void => {
    const answer = answerOfKey(input.value);
    input.setAttribute("aria-invalid", String(!isTyped(input.value)));
    fill(says, answer ? meaning(tr, thing, answer) : isTyped(input.value) ? "" : tr.t("papers.key.wrong"));
  };
  show();
  return h("div", { class: "key" }, h("label", { for: id }, tr.name(thing.names, thing.id)), input, says);
}

function meaning(tr: Desk["tr"], thing: Factor | Outcome, answer: Answer): string {
  if ("severity" in answer) return tr.name(thing.anchors[answer.severity], "");
  return tr.t(answer.state === "not_applicable" ? "paper.not_applicable" : "paper.not_checked");
}

function next(index: number): void {
  document.querySelectorAll<HTMLInputElement>(".key input")[index]?.focus();
}

/** The typed paper as a round, or the key of what is missing. */
function draftOf({ instrument }: Desk): Draft | string {
  const began = momentOf(typed.date, typed.time);
  if (!typed.yard) return "papers.no_yard";
  if (began === null) return "papers.no_time";
  if (!typed.consent) return "papers.no_consent";
  if (!Object.values(typed.keys).every(isTyped)) return "papers.key.wrong";
  // The same paper keeps its number until it has arrived: pressing twice counts once.
  if (typed.id === "") typed.id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const { id, names, centre } = typed.yard;
  const draft: Draft = {
    client_id: typed.id, instrument: { id: instrument.id, version: instrument.version }, yard: { id, names, centre },
    began, changed: began, answers: {}, outcomes: {}, position: null, text: typed.text, screen: 0, paper: true,
  };
  const given = (things: readonly (Factor | Outcome)[]): Record<string, Answer> =>
    Object.fromEntries(things.flatMap(({ id: one }) => {
      const answer = answerOfKey(typed.keys[one] ?? "");
      return answer ? [[one, answer]] : [];
    }));
  const wrongTime = instrument.factors.some(({ id: one, when }) => "severity" in (answerOfKey(typed.keys[one] ?? "") ?? {}) && refusal(when, draft, began) !== null);
  if (wrongTime) return "papers.wrong_time";
  return { ...draft, answers: given(instrument.factors), outcomes: given(instrument.outcomes) };
}

async function post(desk: Desk, submission: Submission): Promise<void> {
  await desk.api.ask("POST", "audits", { ...submission, ...(await proved(desk)) });
}
