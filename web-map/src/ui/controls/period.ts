/** The period: quick choices, and two days, both counted in. */
import type { Model, Part } from "../../app/model";
import { type QuickPeriod, addDays, isDate, quickPeriods } from "../../core/dates";
import type { Translator } from "../../i18n/i18n";
import { fill, h } from "../dom";
import { dateField, group } from "../fields";

export function periodControls(tr: Translator): Part {
  let model: Model;
  const problem = h("p", { class: "failure", role: "alert" });
  const changed = (): void => {
    const [from, last] = [first.value(), end.value()];
    if ((from !== "" && !isDate(from)) || (last !== "" && !isDate(last))) return;
    if (from !== "" && last !== "" && last < from) {
      fill(problem, tr.t("period.order"));
      return;
    }
    fill(problem);
    const data = periodOf(model);
    model.set({
      from: from === "" || from === data?.from ? null : from,
      to: last === "" || addDays(last, 1) === data?.to ? null : addDays(last, 1),
    });
  };
  const first = dateField(tr.t("period.first"), changed);
  const end = dateField(tr.t("period.last"), changed);
  const quick = h("div", { class: "quick", role: "group", "aria-label": tr.t("period.quick") });
  const element = group(tr.t("control.period"), quick, h("div", { class: "pair" }, first.element, end.element), problem);
  return {
    element,
    update(now) {
      model = now;
      const { state } = now;
      const data = periodOf(now);
      element.hidden = data === null;
      if (!data) return;
      const last = addDays(data.to, -1);
      first.show(state.from ?? data.from, data.from, last);
      end.show(addDays(state.to ?? data.to, -1), data.from, last);
      fill(problem);
      fill(quick, ...quickPeriods(data).map((choice) => quickButton(choice, now)));
    },
  };
}

function periodOf({ context, city }: Model): { from: string; to: string } | null {
  return context.layer ? context.layer.period : city.period;
}

function quickButton(choice: QuickPeriod, { state, tr, set }: Model): HTMLElement {
  const on = state.from === choice.from && state.to === choice.to;
  const label = choice.id.startsWith("year") ? choice.id.slice(4) : (tr.maybe(`period.${choice.id}`) ?? choice.id);
  return h(
    "button",
    { type: "button", "aria-pressed": String(on), onclick: () => set({ from: choice.from, to: choice.to }) },
    label,
  );
}
