/** What can be done with a case: a button for each action that the service allows, a date where one is planned. */
import { fill, h } from "../../ui/dom";
import type { Desk } from "../app/desk";
import type { Case, CaseAction, CaseState } from "../core/types";
import { sendAction } from "./confirm";

/** What the state allows; whether the reader may, the service decides. */
const BY_STATE: Readonly<Record<CaseState, readonly CaseAction[]>> = {
  open: ["take_on", "plan", "report_mended"],
  reopened: ["take_on", "plan", "report_mended"],
  disputed: ["take_on", "plan", "report_mended"],
  taken_on: ["plan", "report_mended"],
  planned: ["plan", "report_mended"],
  reported_mended: ["confirm", "dispute"],
  confirmed: [],
};

export function actionButtons(desk: Desk, one: Case, replaced: (one: Case) => void): HTMLElement {
  const { tr } = desk;
  const said = h("p", { role: "status", class: "hint" });
  const more = h("div", {});
  const act = async (action: CaseAction, date?: string): Promise<void> => {
    fill(said, tr.t("loading"));
    try {
      const answer = await sendAction(desk, one.id, { action, ...(date === undefined ? {} : { date }) });
      replaced({ ...one, ...(answer as Partial<Case>) });
    } catch (error) {
      fill(said, desk.failure(error));
    }
  };
  const plan = (): void => {
    const id = `plan-${one.id}`;
    const input = h("input", { type: "date", id, min: new Date().toISOString().slice(0, 10), required: true });
    const go = h("button", { type: "button", class: "button small", onclick: () => input.value !== "" && void act("plan", input.value) }, tr.t("action.plan.go"));
    fill(more, h("div", { class: "field" }, h("label", { for: id }, tr.t("action.plan.date")), input), go);
    input.focus();
  };
  const button = (action: CaseAction): HTMLElement =>
    h(
      "button",
      { type: "button", class: "button small", "data-action": action, onclick: () => (action === "plan" ? plan() : void act(action)) },
      tr.t(`action.${action}` as "action.plan"),
    );
  return h("div", { class: "actions" }, ...BY_STATE[one.state].map(button), more, said);
}
